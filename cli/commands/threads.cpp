#include "cli/commands/threads.h"

#include <fmt/format.h>

#include "app/wording.h"
#include "base/text_asking.h"
#include "base/text_threads.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/values.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

struct Typed {
  std::string text;
  std::vector<std::pair<std::string, std::string>> parts;  // heading, text
};

bool is_given(const Arguments& arguments, const Form& form) {
  const auto has = [&arguments](const HeadedText& one) { return arguments.has(one.option); };
  return arguments.has("text") || std::any_of(form.headed.begin(), form.headed.end(), has);
}

Result<Typed> given(Context& context, const Arguments& arguments, const Form& form) {
  Typed out;
  if (arguments.has("text")) {
    AVOW_TRY(out.text, context.own_text(arguments, form.what, form.prompt));
  }
  for (const HeadedText& one : form.headed) {
    if (!arguments.has(one.option)) continue;
    const std::string& said = arguments.get(one.option);
    AVOW_CHECK(check_text(said, fmt::format(text::kTheOption, one.option)));
    out.parts.emplace_back(one.heading, said);
  }
  return out;
}

// Heading by heading; each may be left out, but not all of them.
Result<Typed> asked(Context& context, const Arguments& arguments, const Form& form) {
  Typed out;
  if (!form.prompt.empty()) {
    AVOW_TRY(out.text, context.own_text(arguments, form.what, form.prompt));
  }
  for (const HeadedText& one : form.headed) {
    AVOW_TRY(const std::string said, context.asked_text(fmt::format(text::kSkipPart, one.prompt)));
    if (said.empty()) continue;
    AVOW_CHECK(check_text(said, text::kEachPart));
    out.parts.emplace_back(one.heading, said);
  }
  if (out.text.empty() && out.parts.empty()) return Error{Errc::usage, fmt::format(text::kIsEmpty, form.what)};
  return out;
}

void remark_on_rule(Context& context, const Typed& typed) {
  bool rule = app::reads_as_a_rule(typed.text);
  for (const auto& [heading, said] : typed.parts) rule = rule || app::reads_as_a_rule(said);
  if (rule) context.output().notice(text::kReadsAsRule);
}

Result<Typed> typed_words(Context& context, const Arguments& arguments, const Form& form, bool needed) {
  const bool may_be_asked = needed && form.words == Form::Words::needed;
  if (!is_given(arguments, form) && !may_be_asked) return Typed{};
  if (!is_given(arguments, form) && !context.may_ask()) return Error{Errc::usage, fmt::format(text::kIsMissing, form.what)};
  AVOW_TRY(auto typed, is_given(arguments, form) ? given(context, arguments, form) : asked(context, arguments, form));
  if (form.own_limit) remark_on_rule(context, typed);
  return typed;
}

template <typename Request>
void fill_words(Request request, const Typed& typed) {
  request.setText(typed.text);
  auto parts = request.initParts(static_cast<unsigned>(typed.parts.size()));
  for (unsigned i = 0; i < parts.size(); ++i) {
    parts[i].setHeading(typed.parts[i].first);
    parts[i].setText(typed.parts[i].second);
  }
}

// The one of these options that was given.
const std::string& one_of(const Arguments& arguments, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (arguments.has(name)) return arguments.get(name);
  }
  return arguments.get("");
}

KeptAsDraft kept_as_draft(const Arguments& arguments) {
  if (arguments.has("draft")) return KeptAsDraft::never;
  return arguments.has("as-draft") ? KeptAsDraft::always : KeptAsDraft::without_partner;
}

Result<void> check_draft(const ThreadCommand& what, const Arguments& arguments) {
  if (!arguments.has("draft")) return {};
  bool more = is_given(arguments, what.form) || arguments.has("as-draft");
  for (const Parameter& parameter : what.more) more = more || arguments.has(parameter.name);
  if (more) return Error{Errc::usage, std::string(text::kDraftThreadAlone)};
  AVOW_CHECK(typed_id(arguments.get("draft")));
  return {};
}

Result<int> begin(Context& context, const Command& command, const Arguments& arguments, const ThreadCommand& what) {
  AVOW_CHECK(check_draft(what, arguments));
  if (arguments.has("renews")) AVOW_CHECK(typed_id(arguments.get("renews")));
  const bool needed = !arguments.has("draft") && !arguments.has("renews");
  AVOW_TRY(const Typed typed, typed_words(context, arguments, what.form, needed));
  AVOW_CHECK(context.announce_lane(what.lane, kept_as_draft(arguments)));
  RequestMessage request;
  auto thread = request->initThreadBegin();
  thread.setKind(arguments.has("transparency") ? "transparency" : std::string(what.kind));
  fill_words(thread, typed);
  thread.setStart(one_of(arguments, {"start", "at", "on"}));
  thread.setUntil(arguments.get("until"));
  thread.setReview(arguments.get("review"));
  thread.setRenews(arguments.get("renews"));
  thread.setDraft(arguments.get("draft"));
  thread.setAsDraft(arguments.has("as-draft"));
  return context.show(request, command);
}

// Is it still a draft?
class IsDraft final : public app::Replies {
 public:
  bool draft = false;
  void item(schema::Item::Reader item) override { draft = item.isThread() && wire::view_of(item.getThread().getState()) == "draft"; }
  void done(schema::Done::Reader) override {}
};

Result<void> announce(Context& context, const ThreadCommand& what, const std::string& verb, const std::string& id) {
  // Its author alone takes it back: the lane was named when it was shared, and a draft is in none.
  if (verb == "withdraw" || verb == "retire") return {};
  if (verb == "end" || verb == "cancel") {
    RequestMessage request;
    auto thread = request->initThreadShow();
    thread.setKind(std::string(what.kind));
    thread.setId(id);
    IsDraft found;
    const auto shown = context.ask(request, found);
    if (shown.ok() && found.draft) return {};
  }
  return context.announce_lane(what.lane, KeptAsDraft::never);
}

Result<int> act(Context& context, const Command& command, const Arguments& arguments, const ThreadCommand& what) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  const bool instead = arguments.has("by") || arguments.has("in-session");
  const int ways = static_cast<int>(arguments.has("by")) + static_cast<int>(arguments.has("in-session")) +
                   static_cast<int>(arguments.has("text"));
  if (instead && ways > 1) return Error{Errc::usage, std::string(text::kOneAnswer)};
  if (arguments.has("due") && !arguments.has("offer")) return Error{Errc::usage, std::string(text::kDueNeedsOffer)};
  if (arguments.has("promise")) AVOW_CHECK(typed_id(arguments.get("promise")));
  AVOW_TRY(const Typed typed, typed_words(context, arguments, what.form, !instead));
  AVOW_CHECK(announce(context, what, std::string(command.verb), id));
  if (arguments.has("by") || arguments.has("offer")) AVOW_CHECK(context.announce_lane("commitments", KeptAsDraft::never));
  RequestMessage request;
  auto thread = request->initThreadAct();
  thread.setKind(std::string(what.kind));
  thread.setId(id);
  thread.setVerb(std::string(command.verb.empty() ? command.noun : command.verb));
  fill_words(thread, typed);
  thread.setWhen(one_of(arguments, {"by", "until", "to", "next"}));
  thread.setInSession(arguments.has("in-session"));
  thread.setPromise(arguments.get("promise"));
  auto offer = thread.initOffer();
  offer.setText(arguments.get("offer"));
  offer.setDue(arguments.get("due"));
  return context.show(request, command);
}

std::vector<Parameter> with_words(std::vector<Parameter> takes, const ThreadCommand& what) {
  if (what.form.words != Form::Words::none) takes.push_back(kThreadText);
  for (const HeadedText& one : what.form.headed) takes.push_back({Takes::option, one.option, "TEXT"});
  takes.insert(takes.end(), what.more.begin(), what.more.end());
  return takes;
}

}  // namespace

Command begins(const ThreadCommand& what) {
  std::vector<Parameter> takes = with_words({}, what);
  takes.insert(takes.end(), {{Takes::option, "draft", "ID"}, {Takes::flag, "as-draft", ""}});
  return {what.noun, what.verb, std::move(takes),
          [what](Context& context, const Command& command, const Arguments& arguments) {
            return begin(context, command, arguments, what);
          }};
}

Command acts(const ThreadCommand& what) {
  return {what.noun, what.verb, with_words({kThreadId}, what),
          [what](Context& context, const Command& command, const Arguments& arguments) {
            return act(context, command, arguments, what);
          }};
}

Command lists(std::string_view noun, std::string_view kind, std::string_view list) {
  return {noun, "list", {{Takes::option, "limit", "N"}, {Takes::option, "since", "WHEN"}},
          [kind](Context& context, const Command& command, const Arguments& arguments) -> Result<int> {
            AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
            RequestMessage request;
            auto query = request->initThreadList();
            query.setKind(std::string(kind));
            query.setLimit(limit);
            query.setSince(arguments.get("since"));
            return context.show(request, command);
          },
          list};
}

Command shows(std::string_view noun, std::string_view kind, std::string_view list) {
  return {noun, "show", {kThreadId},
          [kind](Context& context, const Command& command, const Arguments& arguments) -> Result<int> {
            AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
            RequestMessage request;
            auto thread = request->initThreadShow();
            thread.setKind(std::string(kind));
            thread.setId(id);
            return context.show(request, command);
          },
          list};
}

}  // namespace avow::cli::commands
