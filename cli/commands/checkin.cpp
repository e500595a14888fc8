#include <fmt/format.h>

#include "app/checkin_questions.h"
#include "base/limits.h"
#include "base/text_catalogue.h"
#include "base/text_checkin.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/human_words.h"
#include "cli/input.h"
#include "cli/values.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

using wire::view_of;

constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
constexpr std::size_t kAnswerBytesMax = limits::kAnswersBytesMax;  // one line typed at a prompt

struct Given {
  std::string key;
  std::string value;
  std::string sharing;
};

// "7:band" → value and level; a colon before anything else belongs to the value.
void split_level(std::string_view typed, Given& out) {
  const auto colon = typed.rfind(':');
  const std::string_view behind = colon == typed.npos ? std::string_view() : typed.substr(colon + 1);
  const bool level = ledger::sharing_named(behind).has_value();
  out.value = std::string(level ? typed.substr(0, colon) : typed);
  out.sharing = std::string(level ? behind : std::string_view());
}

// "calm=7:band,note=yes, really": a comma parts two answers where a name and = follow it.
Result<std::vector<Given>> parse_given(std::string_view typed) {
  std::vector<Given> out;
  while (!typed.empty()) {
    std::size_t end = typed.find(',');
    while (end != typed.npos) {
      const std::string_view after = typed.substr(end + 1);
      const auto equals = after.find('=');
      if (equals != after.npos && app::is_plain_name(after.substr(0, equals))) break;
      end = typed.find(',', end + 1);
    }
    const std::string_view one = typed.substr(0, end);
    typed.remove_prefix(end == typed.npos ? typed.size() : end + 1);
    const auto equals = one.find('=');
    if (equals == one.npos || !app::is_plain_name(one.substr(0, equals))) return Error{Errc::usage, std::string(text::kAnswersForm)};
    out.push_back({std::string(one.substr(0, equals)), {}, {}});
    split_level(one.substr(equals + 1), out.back());
  }
  return out;
}

// The questions of one check-in, and whether it can still be answered.
class Questions final : public app::Replies {
 public:
  std::vector<ledger::Question> list;
  bool waits = false;
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader done) override {
    if (!done.isCheckin()) return;
    const auto checkin = done.getCheckin();
    waits = view_of(checkin.getState()) == "open" || view_of(checkin.getState()) == "sealed_by_partner";
    for (const auto one : checkin.getQuestions()) {
      list.push_back({std::string(view_of(one.getKey())), std::string(view_of(one.getText())), one.getLowest(),
                      one.getHighest(), ledger::sharing_named(view_of(one.getSharing())).value_or(ledger::Sharing::private_)});
    }
  }
};

// One question until its answer fits; nothing when it is skipped.
std::optional<Given> ask_one(Context& context, const ledger::Question& question) {
  const std::string scale = app::asks_for_words(question)
                                ? std::string(text::kCheckinAskedWords)
                                : fmt::format(text::kCheckinAskedScale, question.lowest, question.highest);
  const std::string level(ledger::name_of(app::usual_sharing(question)));
  for (;;) {
    context.output().notice(fmt::format(text::kAskOneOfCheckin, neutralise_line(question.text), scale, level));
    const std::string typed = read_line(context.world().streams.in, kAnswerBytesMax);
    if (typed.find_first_not_of(" \t\r") == typed.npos) return std::nullopt;
    Given given{question.key, {}, {}};
    split_level(typed, given);
    const auto fits = app::parse_answer(question, given.value, given.sharing);
    if (fits.ok()) return given;
    context.output().notice(fits.error().context);
  }
}

Result<std::vector<Given>> ask_all(Context& context, const std::string& id) {
  if (!context.may_ask()) return Error{Errc::usage, std::string(text::kAnswersMissing)};
  RequestMessage request;
  request->initCheckinShow().setId(id);
  Questions questions;
  AVOW_CHECK(context.ask(request, questions));
  std::vector<Given> out;
  if (!questions.waits) return out;  // answering says why not
  context.output().notice(text::kAskCheckin);
  for (const auto& question : questions.list) {
    if (auto given = ask_one(context, question)) out.push_back(std::move(*given));
  }
  return out;
}

// The text of a set of one's own: of the file that was named, or of the set of that name beside the vault.
Result<std::string> own_questions(Context& context, const Arguments& arguments) {
  if (arguments.has("set-file")) return read_file(arguments.get("set-file"), limits::kQuestionSetBytesMax);
  const std::string& name = arguments.get("set");
  if (name.empty() || app::built_in_questions(name).ok()) return std::string();
  if (!app::is_plain_name(name) || name.size() > limits::kQuestionKeyBytesMax) return Error{Errc::usage, std::string(text::kSetName)};
  AVOW_TRY(const auto place, context.place());
  auto found = read_file(place.vault / text::kSetFolder / (name + ".json"), limits::kQuestionSetBytesMax);
  if (!found.ok() && found.error().code == Errc::not_found) {
    return Error{Errc::usage, fmt::format(text::kNoSet, name)};
  }
  return found;
}

Result<int> run_start(Context& context, const Command& command, const Arguments& arguments) {
  const int sets = arguments.has("set") + arguments.has("set-file") + arguments.has("talk");
  if (sets > 1) return Error{Errc::usage, std::string(text::kSetOrFile)};
  AVOW_TRY(const std::string questions, own_questions(context, arguments));
  AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::never));
  RequestMessage request;
  auto start = request->initCheckinStart();
  start.setSet(arguments.has("talk") ? std::string("talk") : arguments.get("set"));
  start.setQuestions(questions);
  start.setExpires(arguments.get("expires"));
  return context.show(request, command);
}

Result<int> run_answer(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  AVOW_TRY(const auto answers, arguments.has("answers") ? parse_given(arguments.get("answers")) : ask_all(context, id));
  AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::never));
  RequestMessage request;
  auto given = request->initCheckinAnswer();
  given.setId(id);
  auto list = given.initAnswers(static_cast<unsigned>(answers.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setKey(answers[i].key);
    list[i].setValue(answers[i].value);
    list[i].setSharing(answers[i].sharing);
  }
  return context.show(request, command);
}

Result<int> run_show(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  request->initCheckinShow().setId(id);
  return context.show(request, command);
}

Result<int> run_withdraw(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  request->initCheckinWithdraw().setId(id);
  return context.show(request, command);
}

Result<int> run_list(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  RequestMessage request;
  auto list = request->initCheckinList();
  list.setLimit(limit);
  list.setSince(arguments.get("since"));
  return context.show(request, command);
}

// The agenda; at a terminal one part after the other. Needs no vault and writes nothing.
Result<int> run_talk(Context& context, const Command&, const Arguments&) {
  Output& output = context.output();
  const bool guided = context.may_ask() && !output.json();
  if (output.json()) {
    capnp::MallocMessageBuilder message;
    const auto parts = text::talk_parts();
    auto list = message.initRoot<schema::Talk>().initParts(static_cast<unsigned>(parts.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setTitle(std::string(parts[i].title));
      list[i].setText(std::string(parts[i].text));
      list[i].setMinutes(parts[i].minutes);
    }
    AVOW_TRY(const std::string json, wire::to_json<schema::Talk>(message.getRoot<schema::Talk>()));
    output.data(json);
    return 0;
  }
  output.print_wrapped(text::kTalkIntro);
  int number = 0;
  for (const text::TalkPart& part : text::talk_parts()) {
    output.print("\n" + output.style().strong(fmt::format(text::kTalkPart, ++number, part.title, part.minutes)) + "\n");
    output.print_wrapped(part.text);
    output.flush();
    if (!guided) continue;
    output.notice(text::kTalkGoOn);
    wait_for_enter(context.world().streams.in);
  }
  output.print("\n");
  output.print_wrapped(std::string(text::kNext) + std::string(text::kTalkNext));
  return 0;
}

}  // namespace

std::vector<Command> checkin() {
  return {{"checkin",
           "start",
           {{Takes::option, "set", "NAME"}, {Takes::option, "set-file", "FILE"}, {Takes::flag, "talk", ""}, {Takes::option, "expires", "WHEN"}},
           run_start},
          {"checkin", "answer", {kId, {Takes::option, "answers", "NAME=VALUE,…"}}, run_answer},
          {"checkin", "show", {kId}, run_show},
          {"checkin", "withdraw", {kId}, run_withdraw},
          {"checkin", "list", {{Takes::option, "limit", "N"}, {Takes::option, "since", "WHEN"}}, run_list},
          {"checkin", "talk", {}, run_talk}};
}

}  // namespace avow::cli::commands
