// avow: composes the real instance, streams and environment, and hands over to cli/program.

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/text_catalogue.h"
#include "cli/commands/commands.h"
#include "cli/interrupt.h"
#include "cli/program.h"
#include "crypto/init.h"

namespace {

std::optional<std::string> environment_variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  if (value == nullptr) return std::nullopt;
  return value;
}

avow::cli::Backend real_backend() {
  return {[](const avow::instance::VaultPlace& place, avow::ByteView passphrase, const std::string& name) {
            return avow::instance::create_vault(place, passphrase, name, avow::crypto::KdfCost{});
          },
          avow::instance::Instance::open, avow::cli::commands::run_demo};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    avow::cli::handle_interrupts();
    if (!avow::crypto::start().ok()) return EXIT_FAILURE;
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    return avow::cli::run(arguments, avow::cli::commands::all(), {{}, environment_variable, real_backend()});
  } catch (const std::exception&) {
    std::fprintf(stderr, "avow: %s\n", avow::text::kInternal.data());
    return EXIT_FAILURE;
  }
}
