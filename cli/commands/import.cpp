#include <filesystem>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/text_catalogue.h"
#include "base/text_porting.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/human_words.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/kept_answer.h"
#include "cli/numbered_lines.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

constexpr std::size_t kBatchLines = 1024;
static_assert(kBatchLines <= limits::kLinesPerRequestMax);
constexpr std::string_view kHabits = "Habits.csv";
constexpr std::string_view kCheckmarks = "Checkmarks.csv";

Result<std::vector<NumberedLine>> lines_in(std::string_view file) {
  std::vector<NumberedLine> out;
  for (std::uint32_t number = 1; !file.empty(); ++number) {
    const std::string_view line = take_line(file);
    if (!is_utf8(line)) return Error{Errc::usage, fmt::format(text::kImportWrongLine, number, text::kImportNotUtf8)};
    if (line.size() > limits::kExportLineBytesMax) {
      return Error{Errc::usage, fmt::format(text::kImportWrongLine, number, text::kImportLineTooLong)};
    }
    if (line.find_first_not_of(" \t") != line.npos) out.push_back({number, line});
  }
  if (out.empty()) return Error{Errc::usage, std::string(text::kImportEmpty)};
  return out;
}

enum class Step { check, keep };

Result<std::uint32_t> send_batch(Context& context, std::span<const NumberedLine> lines, Step step) {
  RequestMessage request;
  auto import = request->initImportLines();
  import.setFirstLine(lines.front().number);
  import.setCheckOnly(step == Step::check);
  put_lines(import.initLines(static_cast<unsigned>(lines.size())), lines);
  KeptAnswer answer;
  AVOW_CHECK(context.ask(request, answer));
  return answer.count();
}

// A signal waits until a batch is kept and counted.
Result<std::uint32_t> send_all(Context& context, std::span<const NumberedLine> lines, Step step) {
  std::uint32_t total = 0;
  std::size_t sent = 0;
  while (sent < lines.size()) {
    const HeldInterrupts held;
    const auto rest = lines.subspan(sent);
    const std::size_t size = batch_size(rest, kBatchLines, Numbers::in_a_row);
    const auto count = send_batch(context, rest.first(size), step);
    if (!count.ok() && (step == Step::check || sent == 0)) return count;
    if (!count.ok()) {
      const std::string& why = count.error().context;
      return Error{count.error().code, fmt::format(text::kImportKeptBefore, why.empty() ? why : why + "; ", sent, lines.size())};
    }
    total += *count;
    sent += size;
  }
  return total;
}

int end(Context& context, const Command& command, std::uint32_t count, std::string_view next) {
  Output& output = context.output();
  if (output.json()) {
    capnp::MallocMessageBuilder message;
    auto done = message.initRoot<schema::Done>();
    done.initCount().setCount(count);
    replies_for(output, command)->done(done.asReader());
    return 0;
  }
  if (count == 0) {
    output.print_wrapped(text::kImportedNothing);
    return 0;
  }
  output.print_wrapped(fmt::format(text::kImported, plural(count, "record", "records")));
  output.print_wrapped(std::string(text::kNext) + std::string(next));
  return 0;
}

Result<int> import_export(Context& context, const Command& command, std::string_view file) {
  AVOW_TRY(const auto lines, lines_in(file));
  AVOW_CHECK(send_all(context, lines, Step::check));
  AVOW_TRY(const auto count, send_all(context, lines, Step::keep));
  return end(context, command, count, text::kImportedNext);
}

// `habits`: the file; what was marked stands beside it.
Result<int> import_loop(Context& context, const Command& command, const std::filesystem::path& habits) {
  AVOW_TRY(const std::string known, read_file(habits, limits::kLoopFileBytesMax));
  auto marks = read_file(habits.parent_path() / kCheckmarks, limits::kLoopFileBytesMax);
  if (!marks.ok() && marks.error().code != Errc::not_found) return marks.error();
  RequestMessage request;
  auto import = request->initImportLines();
  import.setFormat("loop");
  auto texts = import.initLines(2);
  texts.set(0, wire::text_for(known));
  if (marks.ok()) texts.set(1, wire::text_for(*marks));
  KeptAnswer answer;
  AVOW_CHECK(context.ask(request, answer));
  return end(context, command, answer.count(), text::kLoopNext);
}

Result<int> run_import(Context& context, const Command& command, const Arguments& arguments) {
  const std::string& typed = arguments.get("file");
  if (typed == "-") {
    AVOW_TRY(const std::string file, context.standard_input(limits::kImportFileBytesMax));
    return import_export(context, command, file);
  }
  std::filesystem::path path(typed);
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) {
    path /= kHabits;
    if (!std::filesystem::exists(path, problem)) return Error{Errc::usage, fmt::format(text::kImportNoHabits, typed)};
  }
  if (path.extension() == ".csv") return import_loop(context, command, path);
  AVOW_TRY(const std::string file, read_file(path, limits::kImportFileBytesMax));
  if (file.starts_with("PK\x03\x04")) return Error{Errc::usage, std::string(text::kImportZip)};
  return import_export(context, command, file);
}

}  // namespace

std::vector<Command> import_all() {
  return {{"import", "", {{.takes = Takes::positional, .name = "file", .value = "FILE", .required = true}}, run_import}};
}

}  // namespace avow::cli::commands
