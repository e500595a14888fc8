#include "app/backup.h"

#include <fmt/format.h>

#include "base/text_backup.h"
#include "base/text_catalogue.h"
#include "cli/answered_file.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/environment.h"
#include "cli/file_source.h"
#include "cli/human_words.h"
#include "cli/kept_answer.h"
#include "cli/local_places.h"
#include "crypto/random.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

std::string records(std::uint32_t count) { return plural(count, "record", "records"); }

int show(Context& context, const Command& command, capnp::MessageBuilder& message) {
  const auto replies = replies_for(context.output(), command);
  replies->done(message.getRoot<schema::Done>().asReader());
  return replies->exit_code();
}

void say(Output& output, const std::string& sentence, std::string_view next) {
  output.print_wrapped(sentence);
  output.print_wrapped(std::string(text::kNext) + std::string(next));
}

Result<void> tell_it_was_made(Context& context, const std::string& file) {
  RequestMessage request;
  request->initBackupMade().setFile(file);
  Unheard answer;
  return context.ask(request, answer);
}

Result<int> run_create(Context& context, const Command& command, const Arguments& arguments) {
  const std::string& path = arguments.get("file");
  AVOW_TRY(const auto place, context.place());
  AVOW_CHECK(check_is_outside(path, place));
  AVOW_CHECK(context.instance());
  RequestMessage request;
  std::error_code problem;
  const std::string place_of_it = std::filesystem::weakly_canonical(std::filesystem::absolute(path, problem), problem).string();
  request->initBackupCreate().setFile(place_of_it);
  std::uint32_t entries = 0;
  AVOW_CHECK(write_answer(context, request, path, arguments.has("replace"), [&entries](schema::Done::Reader done) {
    if (done.isBackupCreated()) entries = done.getBackupCreated().getEntries();
    return done.isBackupCreated();
  }));
  AVOW_CHECK(tell_it_was_made(context, place_of_it));
  if (!context.output().json()) {
    say(context.output(), fmt::format(text::kBackupWritten, path, records(entries)), text::kBackupWrittenNext);
  }
  capnp::MallocMessageBuilder message;
  auto created = message.initRoot<schema::Done>().initBackupCreated();
  created.setFile(path);
  created.setEntries(entries);
  return show(context, command, message);
}

// With the recovery code from its file, else with the passphrase, which a terminal may be asked for again.
Result<void> with_secret(Context& context, const Arguments& arguments, const std::function<Result<void>(ByteView)>& use) {
  if (!arguments.has("recovery-code-file")) return context.with_passphrase(use);
  PassphraseSources sources;
  sources.file = arguments.get("recovery-code-file");
  AVOW_TRY(const auto code, read_passphrase(sources, ""));
  return use(code.view());
}

Result<int> run_verify(Context& context, const Command& command, const Arguments& arguments) {
  const app::OpenBackup open = [&] { return open_file(arguments.get("file")); };
  AVOW_CHECK(app::check_beginning(open));
  crypto::SystemRandom random;
  store::BackupFacts facts;
  AVOW_CHECK(with_secret(context, arguments, [&](ByteView typed) -> Result<void> {
    AVOW_TRY(facts, app::verify_backup(open, typed, random));
    return {};
  }));
  capnp::MallocMessageBuilder message;
  auto verified = message.initRoot<schema::Done>().initBackupVerified();
  app::fill_backup(verified, facts);
  if (!context.output().json()) {
    const std::string day = on_the_wall(wire::view_of(verified.asReader().getMadeAt()));
    say(context.output(), fmt::format(text::kBackupWhole, records(verified.getEntries()), day), text::kBackupWholeNext);
  }
  return show(context, command, message);
}

Result<int> run_restore(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const auto place, context.place());
  AVOW_CHECK(check_place_is_free(place));
  const app::OpenBackup open = [&] { return open_file(arguments.get("file")); };
  AVOW_CHECK(app::check_beginning(open));
  crypto::SystemRandom random;
  app::RestoredVault made;
  AVOW_CHECK(with_secret(context, arguments, [&](ByteView typed) -> Result<void> {
    AVOW_TRY(made, app::restore_backup(place, open, typed, random));
    return {};
  }));
  capnp::MallocMessageBuilder message;
  auto restored = message.initRoot<schema::Done>().initRestored();
  app::fill_backup(restored, made);
  if (!context.output().json()) {
    const std::string day = on_the_wall(to_rfc3339(made.facts.made_at));
    context.output().print_wrapped(fmt::format(text::kRestored, day, records(restored.getEntries()), place.vault.string()));
    context.output().print_wrapped(text::kRestoredReadOnly);
    const bool directly = made.proxy.empty();
    say(context.output(), directly ? std::string(text::kRestoredDirectly) : fmt::format(text::kRestoredProxy, neutralise_line(made.proxy)),
        text::kRestoredNext);
  }
  return show(context, command, message);
}

constexpr Parameter kFile{.takes = Takes::positional, .name = "file", .value = "FILE", .required = true};
constexpr Parameter kCode{.takes = Takes::option, .name = "recovery-code-file", .value = "FILE"};

}  // namespace

std::vector<Command> backup() {
  return {{"backup", "create", {kFile, {Takes::flag, "replace", ""}}, run_create},
          {"backup", "verify", {kFile, kCode}, run_verify},
          {"backup", "restore", {kFile, kCode}, run_restore}};
}

}  // namespace avow::cli::commands
