#include <fmt/format.h>

#include "base/text_asking.h"
#include "base/text_catalogue.h"
#include "base/text_leaving.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/kept_answer.h"
#include "cli/passphrase.h"

namespace avow::cli::commands {
namespace {

using State = instance::Running::State;

// The new passphrase, asked for once however often the old one was wrong.
class NewPassphrase {
 public:
  NewPassphrase(Context& context, const Arguments& arguments) {
    sources_.terminal = context.world().streams.terminal;
    sources_.may_ask = !context.globals().no_input;
    if (arguments.has("new-passphrase-file")) sources_.file = arguments.get("new-passphrase-file");
  }
  bool can_be_had() const { return sources_.file || sources_.may_ask; }
  Result<crypto::SecretBuffer> get() {
    if (!known_) {
      AVOW_TRY(known_, read_new_passphrase(sources_));
    }
    return crypto::SecretBuffer(known_->view());
  }

 private:
  PassphraseSources sources_;
  std::optional<crypto::SecretBuffer> known_;
};

// A running instance holds the vault and its old keys: it is locked, once the old passphrase has shown to be right and the
// new one is there. True: it was.
Result<bool> lock_running(Context& context, ByteView typed, NewPassphrase& fresh) {
  AVOW_TRY(const auto there, context.running());
  if (there == nullptr || there->state() == State::locked) return false;
  Unheard unheard;
  AVOW_CHECK(there->unlock(typed, unheard));
  AVOW_CHECK(fresh.get());
  RequestMessage request;
  request->setLock();
  AVOW_CHECK(there->handle(request->asReader(), unheard));
  return true;
}

// Why not through a message: the code would then also lie in its memory.
void show(Output& output, ByteView code, bool was_running) {
  if (output.json()) {
    output.print("{\"v\":1,\"data\":{\"recovery_code\":\"");
    output.print_secret(code);
    output.print("\"}}\n");
    return output.flush();
  }
  output.print_wrapped(text::kPassphraseChanged);
  output.print(fmt::format("\n{}\n\n    ", text::kNewRecoveryCode));
  output.print_secret(code);
  output.print("\n\n");
  output.print_wrapped(text::kRecoveryAdvice);
  if (was_running) output.print_wrapped(text::kRunsLockedNow);
  output.print_wrapped(std::string(text::kNext) + std::string(text::kAfterPassphrase));
}

Result<int> run_passphrase(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_CHECK(context.check_vault());
  AVOW_TRY(const auto place, context.place());
  NewPassphrase fresh(context, arguments);
  if (!fresh.can_be_had()) {
    return Error{Errc::usage, fmt::format(text::kNeedsOption, command.name(), "new-passphrase-file", "FILE")};
  }
  const auto on_wait = [&context] { context.output().notice(text::kWaiting); };
  std::optional<crypto::SecretBuffer> code;
  bool was_running = false;
  AVOW_CHECK(context.with_passphrase([&](ByteView typed) -> Result<void> {
    AVOW_TRY(was_running, lock_running(context, typed, fresh));
    const auto new_passphrase = [&fresh] { return fresh.get(); };
    AVOW_TRY(code, context.world().backend.change_passphrase(place, typed, new_passphrase, on_wait));
    return {};
  }));
  show(context.output(), code->view(), was_running);
  return 0;
}

}  // namespace

std::vector<Command> passphrase() {
  return {{"passphrase", "", {{Takes::option, "new-passphrase-file", "FILE"}}, run_passphrase}};
}

}  // namespace avow::cli::commands
