#include "app/backup.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "base/reason.h"
#include "base/text_backup.h"
#include "base/text_catalogue.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/environment.h"
#include "cli/human_words.h"
#include "cli/interrupt.h"
#include "cli/local_places.h"
#include "cli/private_file.h"
#include "crypto/random.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

// The file as it comes. An interrupt ends it after the whole answer, and nothing is left.
class Chunks final : public app::Replies {
 public:
  explicit Chunks(PrivateFile& file) : file_(file) {}
  void item(schema::Item::Reader item) override {
    if (!item.isChunk() || interrupt_came()) return;
    const ByteView bytes = wire::view_of(item.getChunk());
    file_.write(text_of(bytes));
    chunks_.push_back({bytes.size(), app::digest_of(bytes)});
  }
  void done(schema::Done::Reader done) override {
    whole_ = done.isBackupCreated();
    if (whole_) entries_ = done.getBackupCreated().getEntries();
  }
  std::uint32_t entries() const { return entries_; }
  bool whole() const { return whole_; }

  // Is on the disk what came?
  Result<void> read_back() {
    AVOW_CHECK(file_.sync());
    std::uint64_t offset = 0;
    for (const auto& [size, hash] : chunks_) {
      AVOW_TRY(const std::string bytes, file_.read(offset, size));
      if (app::digest_of(bytes_of(bytes)) != hash) return Error{Errc::io, std::string(text::kBackupReadBack)};
      offset += size;
    }
    return {};
  }

 private:
  struct Chunk {
    std::size_t size;
    Hash hash;
  };
  PrivateFile& file_;
  std::vector<Chunk> chunks_;
  std::uint32_t entries_ = 0;
  bool whole_ = false;
};

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

Result<int> run_create(Context& context, const Command& command, const Arguments& arguments) {
  const std::string& path = arguments.get("file");
  AVOW_TRY(const auto place, context.place());
  AVOW_CHECK(check_is_outside(path, place));
  AVOW_CHECK(context.instance());
  const HeldInterrupts held;
  AVOW_TRY(const auto file, PrivateFile::open(path, arguments.has("replace")));
  Chunks chunks(*file);
  RequestMessage request;
  std::error_code problem;
  request->initBackupCreate().setFile(std::filesystem::weakly_canonical(std::filesystem::absolute(path, problem), problem).string());
  AVOW_CHECK(context.ask(request, chunks));
  if (interrupt_came()) return Error{Errc::interrupted, ""};
  if (!chunks.whole()) return Error{Errc::failed, "no answer came"};
  AVOW_CHECK(chunks.read_back());
  AVOW_CHECK(file->finish());
  if (!context.output().json()) {
    say(context.output(), fmt::format(text::kBackupWritten, path, records(chunks.entries())), text::kBackupWrittenNext);
  }
  capnp::MallocMessageBuilder message;
  auto created = message.initRoot<schema::Done>().initBackupCreated();
  created.setFile(path);
  created.setEntries(chunks.entries());
  return show(context, command, message);
}

Result<store::ByteSource> open_file(const std::string& path) {
  std::FILE* const opened = std::fopen(path.c_str(), "rbe");
  if (opened == nullptr && errno == ENOENT) return Error{Errc::not_found, std::string(reason::kNoFile) + path};
  if (opened == nullptr) return Error{Errc::io, fmt::format("{}: {}", path, std::strerror(errno))};
  const std::shared_ptr<std::FILE> file(opened, &std::fclose);
  return store::ByteSource([file, path](MutableByteView out) -> Result<std::size_t> {
    const std::size_t count = std::fread(out.data(), 1, out.size(), file.get());
    if (count == 0 && std::ferror(file.get()) != 0) return Error{Errc::io, fmt::format("{}: {}", path, std::strerror(errno))};
    return count;
  });
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
  store::BackupFacts facts;
  AVOW_CHECK(with_secret(context, arguments, [&](ByteView typed) -> Result<void> {
    AVOW_TRY(facts, app::restore_backup(place, open, typed, random));
    return {};
  }));
  capnp::MallocMessageBuilder message;
  auto restored = message.initRoot<schema::Done>().initRestored();
  app::fill_backup(restored, facts);
  if (!context.output().json()) {
    const std::string day = on_the_wall(to_rfc3339(facts.made_at));
    context.output().print_wrapped(fmt::format(text::kRestored, day, records(restored.getEntries()), place.vault.string()));
    say(context.output(), std::string(text::kRestoredReadOnly), text::kRestoredNext);
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
