#include <fmt/format.h>

#include "base/text_catalogue.h"
#include "base/text_porting.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/human_words.h"
#include "cli/interrupt.h"
#include "cli/local_places.h"
#include "cli/private_file.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

// Lines as they come, to a file or to standard output. An interrupt ends it after the whole answer, and nothing is left.
class Lines final : public app::Replies {
 public:
  Lines(Output& output, PrivateFile* file) : output_(output), file_(file) {}
  void item(schema::Item::Reader item) override {
    if (!item.isLine() || interrupt_came()) return;
    const std::string line = std::string(wire::view_of(item.getLine())) + "\n";
    if (file_ != nullptr) file_->write(line);
    if (file_ == nullptr) output_.print(line);
    ++lines_;
  }
  void done(schema::Done::Reader done) override {
    if (done.isPartial()) unreadable_ = done.getPartial().getUnreadable();
  }
  // Without the first line, which says only what this is.
  std::uint32_t count() const { return lines_ > 0 ? lines_ - 1 : 0; }
  std::uint32_t unreadable() const { return unreadable_; }

 private:
  Output& output_;
  PrivateFile* file_;
  std::uint32_t lines_ = 0;
  std::uint32_t unreadable_ = 0;
};

Result<void> ask_for_lines(Context& context, Lines& lines) {
  RequestMessage request;
  request->setExportLines();
  return context.ask(request, lines);
}

// What could not be read is said where every list says it, and in the exit code.
int end(Context& context, const Command& command, const Lines& lines) {
  const auto replies = replies_for(context.output(), command);
  capnp::MallocMessageBuilder message;
  auto done = message.initRoot<schema::Done>();
  if (lines.unreadable() > 0) {
    done.initPartial().setUnreadable(lines.unreadable());
    replies->done(done.asReader());
  } else if (context.output().json()) {
    done.initCount().setCount(lines.count());
    replies->done(done.asReader());
  }
  return replies->exit_code();
}

Result<int> to_file(Context& context, const Command& command, const std::string& path, bool replace) {
  AVOW_TRY(const auto place, context.place());
  AVOW_CHECK(check_is_outside(path, place));
  AVOW_CHECK(context.instance());
  const HeldInterrupts held;
  AVOW_TRY(const auto file, PrivateFile::open(path, replace));
  context.output().notice(text::kExportPlain);
  Lines lines(context.output(), file.get());
  AVOW_CHECK(ask_for_lines(context, lines));
  if (interrupt_came()) return Error{Errc::interrupted, ""};
  AVOW_CHECK(file->finish());
  if (!context.output().json()) {
    context.output().print_wrapped(fmt::format(text::kExportWritten, plural(lines.count(), "record", "records"), path));
    context.output().print_wrapped(std::string(text::kNext) + std::string(text::kExportNext));
  }
  return end(context, command, lines);
}

Result<int> run_export(Context& context, const Command& command, const Arguments& arguments) {
  const std::string& path = arguments.get("jsonl");
  if (path.empty()) return Error{Errc::usage, std::string(text::kExportNoFile)};
  if (path != "-") return to_file(context, command, path, arguments.has("replace"));
  if (context.output().json()) return Error{Errc::usage, std::string(text::kExportNoJson)};
  Lines lines(context.output(), nullptr);
  AVOW_CHECK(ask_for_lines(context, lines));
  return end(context, command, lines);
}

}  // namespace

std::vector<Command> export_all() {
  return {{"export", "", {{Takes::option, "jsonl", "FILE"}, {Takes::flag, "replace", ""}}, run_export}};
}

}  // namespace avow::cli::commands
