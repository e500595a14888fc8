// avow: composes the real instance, streams and environment, and hands over to cli/program.

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/text_catalogue.h"
#include "cli/commands/commands.h"
#include "cli/interrupt.h"
#include "cli/program.h"
#include "crypto/init.h"
#include "instance/local_place.h"
#include "instance/remote.h"
#include "instance/wiping.h"

namespace {

std::optional<std::string> environment_variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  if (value == nullptr) return std::nullopt;
  return value;
}

using avow::instance::Ending;
using avow::instance::Instance;

constexpr std::chrono::seconds kWaitForOther{10};

avow::Result<std::unique_ptr<Instance>> begin(const avow::instance::VaultPlace& place,
                                              std::optional<avow::ByteView> passphrase, bool first_run,
                                              const std::function<void()>& on_wait) {
  if (first_run) return Instance::before_first_vault(place);
  if (!passphrase) return Instance::locked(place);
  return Instance::open(place, *passphrase, on_wait, kWaitForOther);
}

avow::Result<int> serve(const avow::instance::VaultPlace& place, std::optional<avow::ByteView> passphrase,
                        const avow::instance::ServeOptions& options, const std::function<void()>& on_wait,
                        avow::app::Replies& replies) {
  AVOW_TRY(const auto instance, begin(place, passphrase, options.first_run, on_wait));
  AVOW_TRY(const Ending ending, instance->serve(options, replies));
  switch (ending) {
    case Ending::window:
    case Ending::terminated: return 0;
    case Ending::interrupted: return avow::Error{avow::Errc::interrupted, ""};
    case Ending::locked: return instance->relock();
  }
  AVOW_ASSERT(false);
}

avow::cli::Backend real_backend() {
  return {[](const avow::instance::VaultPlace& place, avow::ByteView passphrase, const std::string& name) {
            return avow::instance::create_vault(place, passphrase, name, avow::crypto::KdfCost{});
          },
          [](const avow::instance::VaultPlace& place, avow::ByteView passphrase, const std::function<void()>& on_wait,
             std::chrono::seconds max_wait) -> avow::Result<std::unique_ptr<avow::instance::Asked>> {
            AVOW_TRY(auto instance, avow::instance::Instance::open(place, passphrase, on_wait, max_wait));
            return std::unique_ptr<avow::instance::Asked>(std::move(instance));
          },
          avow::instance::socket_path,
          [](const std::filesystem::path& socket) -> avow::Result<std::unique_ptr<avow::instance::Running>> {
            AVOW_TRY(auto running, avow::instance::RemoteInstance::connect(socket));
            return std::unique_ptr<avow::instance::Running>(std::move(running));
          },
          serve,
          avow::cli::commands::run_demo,
          [](const avow::instance::VaultPlace& place, avow::ByteView passphrase,
             const std::function<avow::Result<avow::crypto::SecretBuffer>()>& new_passphrase, const std::function<void()>& on_wait) {
            return avow::instance::change_passphrase(place, passphrase, new_passphrase, avow::crypto::KdfCost{}, on_wait,
                                                     kWaitForOther);
          },
          [](const avow::instance::VaultPlace& place, const std::filesystem::path& socket,
             std::span<const std::string> backups, const std::function<void()>& on_wait) {
            return avow::instance::wipe_vault(place, socket, backups, on_wait, kWaitForOther);
          }};
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
