#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text_asking.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/values.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
constexpr Parameter kText{.takes = Takes::positional, .name = "text", .value = "TEXT"};
constexpr Parameter kBecause{Takes::option, "because", "TEXT"};

std::vector<Parameter> with_terms(std::vector<Parameter> takes) {
  takes.insert(takes.end(), {{Takes::option, "due", "WHEN"},
                             {Takes::option, "done-when", "TEXT"},
                             {Takes::option, "if-then", "TEXT"},
                             {Takes::option, "look-at", "TEXT"},
                             {Takes::option, "every", "RULE"},
                             {Takes::option, "until", "WHEN"},
                             {Takes::flag, "standing", ""},
                             {Takes::option, "if", "TEXT"},
                             {Takes::option, "from", "WHEN"},
                             {Takes::option, "grace", "SPAN"},
                             {Takes::option, "review", "DAYS"}});
  return takes;
}

constexpr Parameter kOn{Takes::option, "on", "DATE"};

// The texts among the options, each within the limit of a record's text.
Result<void> check_texts(const Arguments& arguments) {
  for (const std::string_view name : {"done-when", "if-then", "look-at", "if", "because", "thanks", "note"}) {
    if (arguments.has(name)) AVOW_CHECK(check_text(arguments.get(name), fmt::format(text::kTheOption, name)));
  }
  AVOW_CHECK(whole_number(arguments.get("review"), "review"));
  return {};
}

Result<void> fill_terms(schema::PromiseTerms::Builder terms, const Arguments& arguments, const std::string& text) {
  terms.setText(text);
  terms.setDue(arguments.get("due"));
  terms.setDoneWhen(arguments.get("done-when"));
  terms.setIfThen(arguments.get("if-then"));
  terms.setLookAt(arguments.get("look-at"));
  terms.setEvery(arguments.get("every"));
  terms.setUntil(arguments.get("until"));
  terms.setStanding(arguments.has("standing"));
  terms.setCondition(arguments.get("if"));
  terms.setFrom(arguments.get("from"));
  terms.setGrace(arguments.get("grace"));
  AVOW_TRY(const std::uint32_t review, whole_number(arguments.get("review"), "review"));
  terms.setReview(review);
  return {};
}

bool has_terms(const Arguments& arguments) {
  return arguments.has("text") || arguments.has("due") || arguments.has("done-when") || arguments.has("if-then") ||
         arguments.has("look-at") || arguments.has("every") || arguments.has("standing") || arguments.has("if") ||
         arguments.has("from") || arguments.has("grace") || arguments.has("review");
}

// A draft that goes out keeps its own terms.
Result<std::string> draft_of(const Arguments& arguments) {
  if (!arguments.has("draft")) return std::string();
  if (has_terms(arguments) || arguments.has("as-draft"))
    return Error{Errc::usage, std::string(text::kDraftAlone)};
  return typed_id(arguments.get("draft"));
}

KeptAsDraft kept_as_draft(const Arguments& arguments) {
  if (arguments.has("draft")) return KeptAsDraft::never;
  return arguments.has("as-draft") ? KeptAsDraft::always : KeptAsDraft::without_partner;
}

Result<int> begin(Context& context, const Command& command, const Arguments& arguments) {
  const bool asks = command.verb == "ask";
  AVOW_CHECK(check_texts(arguments));
  AVOW_TRY(const std::string draft, draft_of(arguments));
  std::string text;
  if (draft.empty()) {
    AVOW_TRY(text, context.own_text(arguments, asks ? text::kTheRequest : text::kThePromise,
                                    asks ? text::kAskRequest : text::kAskPromise));
  }
  AVOW_CHECK(context.announce_lane("commitments", kept_as_draft(arguments)));
  RequestMessage request;
  auto terms = request->initPromiseOffer();
  AVOW_CHECK(fill_terms(terms, arguments, text));
  terms.setAsDraft(arguments.has("as-draft"));
  terms.setDraft(draft);
  terms.setAsk(asks);
  return context.show(request, command);
}

struct OutcomeChoice {
  std::string_view verb;
  std::vector<std::string_view> outcomes;
};

const std::vector<OutcomeChoice>& outcome_choices() {
  static const std::vector<OutcomeChoice> choices{{"report", {"kept", "partly", "missed"}},
                                                  {"settle", {"kept", "partly", "missed", "take-back", "leave-open"}},
                                                  {"correct", {"kept", "partly", "missed"}},
                                                  {"view", {"kept", "partly", "missed", "cant-tell"}}};
  return choices;
}

struct Target {
  std::string id;
  std::string outcome;
};

// "report kept 7k3q", and also "report 7k3q kept".
Result<Target> target_of(const Command& command, const Arguments& arguments) {
  const auto& choices = outcome_choices();
  const auto choice =
      std::find_if(choices.begin(), choices.end(), [&](const OutcomeChoice& c) { return c.verb == command.verb; });
  Target target{arguments.get("id"), arguments.get("outcome")};
  if (choice != choices.end()) {
    const auto is_outcome = [&](const std::string& word) {
      return std::find(choice->outcomes.begin(), choice->outcomes.end(), word) != choice->outcomes.end();
    };
    if (!is_outcome(target.outcome) && is_outcome(target.id)) std::swap(target.id, target.outcome);
    if (!is_outcome(target.outcome)) {
      return Error{Errc::usage, fmt::format(text::kOutcomeIsOneOf, fmt::join(choice->outcomes, ", "))};
    }
  }
  AVOW_TRY(target.id, typed_id(target.id));
  return target;
}

// The one free text that a verb takes, under whichever name it has.
const std::string& said_text(const Arguments& arguments) {
  for (const std::string_view name : {"because", "thanks"}) {
    if (arguments.has(name)) return arguments.get(name);
  }
  return arguments.get("note");
}

Result<int> act(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const Target target, target_of(command, arguments));
  AVOW_CHECK(check_texts(arguments));
  const bool new_terms = command.verb == "counter" || command.verb == "change";
  if (new_terms && !has_terms(arguments))
    return Error{Errc::usage, std::string(text::kSayWhatDiffers)};
  std::string text;
  if (arguments.has("text")) {
    AVOW_TRY(text, context.own_text(arguments, text::kTheNewWording, ""));
  }
  // Its author alone withdraws: the lane was named when it was offered, and a draft is in none.
  if (command.verb != "withdraw") AVOW_CHECK(context.announce_lane("commitments", KeptAsDraft::never));
  RequestMessage request;
  auto act = request->initPromiseAct();
  act.setId(target.id);
  act.setVerb(std::string(command.verb));
  act.setOutcome(target.outcome);
  act.setText(said_text(arguments));
  act.setDoneAt(arguments.get("done-at"));
  act.setOn(arguments.get("on"));
  if (new_terms) {
    AVOW_CHECK(fill_terms(act.initTerms(), arguments, text));
  } else {
    act.setFrom(arguments.get("from"));
    act.setUntil(arguments.get("until"));
  }
  return context.show(request, command);
}

Result<int> run_list(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  RequestMessage request;
  auto list = request->initPromiseList();
  list.setLimit(limit);
  list.setSince(arguments.get("since"));
  list.setState(arguments.get("state"));
  return context.show(request, command);
}

Result<int> run_show(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  if (arguments.has("picture")) {
    return show_picture(context, command, arguments, [&](schema::PictureQuery::Builder query) {
      query.setKind("timeline");
      query.setId(id);
      query.setOn(arguments.get("on"));
    });
  }
  AVOW_CHECK(check_svg_has_picture(arguments));
  RequestMessage request;
  auto show = request->initPromiseShow();
  show.setId(id);
  show.setOn(arguments.get("on"));
  return context.show(request, command);
}

Parameter outcome(std::string_view value) {
  return {.takes = Takes::positional, .name = "outcome", .value = value, .required = true};
}

}  // namespace

std::vector<Command> promise() {
  const std::vector<Parameter> begins =
      with_terms({kText, {Takes::option, "draft", "ID"}, {Takes::flag, "as-draft", ""}});
  constexpr Parameter kWhy{.takes = Takes::option, .name = "because", .value = "TEXT", .required = true};
  return {{"promise", "offer", begins, begin},
          {"promise", "ask", begins, begin},
          {"promise", "counter", with_terms({kId, kText}), act},
          {"promise", "take", {kId}, act},
          {"promise", "accept", {kId}, act},
          {"promise", "decline", {kId, kOn, kBecause}, act},
          {"promise", "withdraw", {kId, kOn, kBecause}, act},
          {"promise", "at-risk", {kId, kOn, kBecause}, act},
          {"promise", "change", with_terms({kId, kText}), act},
          {"promise",
           "report",
           {outcome("kept|partly|missed"), kId, kOn, {Takes::option, "done-at", "WHEN"}, {Takes::option, "note", "TEXT"}},
           act},
          {"promise", "release", {kId, kOn, kBecause}, act},
          {"promise", "step-back", {kId, kOn, kBecause}, act},
          {"promise", "excuse", {kId, kOn, kBecause}, act},
          {"promise", "end", {kId, {Takes::option, "from", "DATE"}, kBecause}, act},
          {"promise", "not-come-up", {kId, kBecause}, act},
          {"promise", "pause", {kId, {Takes::option, "from", "DATE"}, {Takes::option, "until", "DATE"}, kBecause}, act},
          {"promise", "resume", {kId}, act},
          {"promise", "confirm", {kId, kOn, {Takes::option, "thanks", "TEXT"}}, act},
          {"promise", "differ", {kId, kOn, kWhy}, act},
          {"promise", "settle", {outcome("kept|partly|missed|take-back|leave-open"), kId, kOn, kBecause}, act},
          {"promise", "correct", {outcome("kept|partly|missed"), kId, kOn, {Takes::option, "done-at", "WHEN"}, kBecause}, act},
          {"promise", "view", {outcome("kept|partly|missed|cant-tell"), kId, kOn, kBecause}, act},
          {"promise", "nudge", {kId, kOn}, act},
          {"promise", "list", {{Takes::option, "limit", "N"}, {Takes::option, "since", "WHEN"}, {Takes::option, "state", "STATE"}}, run_list},
          {"promise",
           "show",
           {kId, kOn, {Takes::flag, "picture", ""}, {Takes::option, "svg", "FILE"}, {Takes::flag, "replace", ""}},
           run_show}};
}

}  // namespace avow::cli::commands
