#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/reason.h"
#include "base/text_asking.h"
#include "base/text_notes.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/kept_answer.h"
#include "cli/numbered_lines.h"
#include "cli/values.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

constexpr std::size_t kLinesBytesMax = 256 * 1024 * 1024;  // of standard input, with --each-line
constexpr std::size_t kBatchTexts = 4096;                  // as api.capnp says
constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
constexpr Parameter kText{.takes = Takes::positional, .name = "text", .value = "TEXT"};

// The lines that are notes: blank ones are skipped, a line too long or not UTF-8 is refused with its number.
Result<std::vector<NumberedLine>> notes_in(std::string_view lines) {
  std::vector<NumberedLine> out;
  for (std::uint32_t number = 1; !lines.empty(); ++number) {
    const std::string_view line = take_line(lines);
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    auto fits = check_text(line, fmt::format(text::kLineNumber, number));
    if (!fits.ok()) return Error{Errc::usage, fmt::format(text::kNothingWritten, fits.error().context)};
    out.push_back({number, line});
  }
  return out;
}

Result<std::uint32_t> write_batch(Context& context, std::span<const NumberedLine> notes) {
  RequestMessage request;
  put_lines(request->initNoteAddLines().initTexts(static_cast<unsigned>(notes.size())), notes);
  KeptAnswer written;
  AVOW_CHECK(context.ask(request, written));
  return written.count();
}

// Batch by batch. A signal waits until a batch is written and counted: what is said then is exactly what is saved.
Result<std::uint32_t> write_all(Context& context, std::span<const NumberedLine> notes) {
  std::uint32_t total = 0;
  std::string saved;
  for (auto rest = notes; !rest.empty();) {
    const HeldInterrupts held;
    const std::size_t size = batch_size(rest, kBatchTexts, Numbers::any);
    auto written = write_batch(context, rest.first(size));
    if (!written.ok() && saved.empty()) return written;
    if (!written.ok()) {
      const std::string& why = written.error().context;
      return Error{written.error().code, fmt::format(text::kSavedBefore, why.empty() ? why : why + "; ", saved)};
    }
    total += *written;
    saved = fmt::format(text::kSavedLines, total, notes.size(), rest[size - 1].number);
    context.say_when_stopped(Error{Errc::interrupted, std::string(reason::kSaved) + saved});
    rest = rest.subspan(size);
  }
  return total;
}

Result<int> add_lines(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.get("text") != "-")
    return Error{Errc::usage, std::string(text::kEachLineReads)};
  for (const auto* const option : {"kind", "as-draft", "template", "tag", "expires", "reply-to"}) {
    if (arguments.has(option)) return Error{Errc::usage, std::string(text::kEachLineAlone)};
  }
  AVOW_TRY(const std::string input, context.standard_input(kLinesBytesMax));
  AVOW_TRY(const auto notes, notes_in(input));
  AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::without_partner));
  AVOW_TRY(const std::uint32_t total, write_all(context, notes));
  capnp::MallocMessageBuilder message;
  auto done = message.initRoot<schema::Done>();
  done.initCount().setCount(total);
  replies_for(context.output(), command)->done(done.asReader());
  return 0;
}

// "plan-change" as typed is plan_change in the API.
std::string kind_name(std::string typed) {
  std::replace(typed.begin(), typed.end(), '-', '_');
  return typed;
}

KeptAsDraft kept_as_draft(const Arguments& arguments) {
  return arguments.has("as-draft") ? KeptAsDraft::always : KeptAsDraft::without_partner;
}

// As typed or asked for, along a template's headings when no text was given with it.
Result<std::string> note_text(Context& context, const Arguments& arguments, const text::NoteTemplate* along) {
  if (along == nullptr || arguments.has("text")) return context.own_text(arguments, text::kTheNote, text::kAskNote);
  return context.text_along(along->headings, text::kTheNote, "--template");
}

Result<int> run_add(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.has("each-line")) return add_lines(context, command, arguments);
  const auto* along = text::find_note_template(arguments.get("template"));
  if (arguments.has("template") && along == nullptr) return Error{Errc::usage, std::string(text::kNoTemplate)};
  std::string reply_to;
  if (arguments.has("reply-to")) {
    AVOW_TRY(reply_to, typed_id(arguments.get("reply-to")));
  }
  AVOW_TRY(const std::string text, note_text(context, arguments, along));
  AVOW_CHECK(context.announce_lane("notes", kept_as_draft(arguments)));
  RequestMessage request;
  auto note = request->initNoteAdd();
  note.setText(text);
  const std::string kind = kind_name(arguments.get("kind"));
  note.setKind(kind.empty() && along != nullptr ? std::string(along->kind) : kind);
  note.setDraft(arguments.has("as-draft"));
  note.setExpires(arguments.get("expires"));
  note.setReplyTo(reply_to);
  const auto typed_tags = arguments.all("tag");
  auto tags = note.initTags(static_cast<unsigned>(typed_tags.size()));
  for (unsigned i = 0; i < tags.size(); ++i) tags.set(i, typed_tags[i]);
  return context.show(request, command);
}

Result<int> run_share(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::never));
  RequestMessage request;
  request->initNoteShare().setId(id);
  return context.show(request, command);
}

Result<int> run_list(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  RequestMessage request;
  auto list = request->initNoteList();
  list.setLimit(limit);
  list.setSince(arguments.get("since"));
  list.setKind(kind_name(arguments.get("kind")));
  list.setTag(arguments.get("tag"));
  return context.show(request, command);
}

Result<int> run_show(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  request->initNoteShow().setId(id);
  return context.show(request, command);
}

Result<int> run_correct(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  AVOW_TRY(const std::string text, context.own_text(arguments, text::kTheNote, text::kAskNote));
  RequestMessage request;
  auto change = request->initNoteCorrect();
  change.setId(id);
  change.setText(text);
  return context.show(request, command);
}

Result<int> run_withdraw(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  request->initNoteWithdraw().setId(id);
  return context.show(request, command);
}

Result<int> run_seen(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::never));
  RequestMessage request;
  request->initNoteSeen().setId(id);
  return context.show(request, command);
}

// Opens nothing: templates are texts of the program.
Result<int> run_templates(Context& context, const Command& command, const Arguments&) {
  capnp::MallocMessageBuilder message;
  const auto known = text::note_templates();
  auto list = message.initRoot<schema::Done>().initTemplates().initTemplates(static_cast<unsigned>(known.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setName(std::string(known[i].name));
    list[i].setKind(std::string(known[i].kind));
    auto headings = list[i].initHeadings(static_cast<unsigned>(known[i].headings.size()));
    for (unsigned k = 0; k < headings.size(); ++k) headings.set(k, std::string(known[i].headings[k]));
  }
  replies_for(context.output(), command)->done(message.getRoot<schema::Done>());
  return 0;
}

}  // namespace

std::vector<Command> note() {
  return {{"note",
           "add",
           {kText,
            {Takes::option, "kind", "KIND"},
            {Takes::option, "template", "NAME"},
            {.takes = Takes::option, .name = "tag", .value = "TAG", .repeats = true},
            {Takes::option, "expires", "WHEN"},
            {Takes::option, "reply-to", "ID"},
            {Takes::flag, "as-draft", ""},
            {Takes::flag, "each-line", ""}},
           run_add},
          {"note", "templates", {}, run_templates},
          {"note", "share", {kId}, run_share},
          {"note",
           "list",
           {{Takes::option, "limit", "N"}, {Takes::option, "since", "WHEN"}, {Takes::option, "kind", "KIND"}, {Takes::option, "tag", "TAG"}},
           run_list},
          {"note", "show", {kId}, run_show},
          {"note", "correct", {kId, kText}, run_correct},
          {"note", "withdraw", {kId}, run_withdraw},
          {"note", "seen", {kId}, run_seen}};
}

}  // namespace avow::cli::commands
