// How a person reads a check-in.
#include "base/text_catalogue.h"
#include "base/text_checkin.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {
namespace {

using wire::view_of;

constexpr std::size_t kKeyColumns = 14;

// What the other sees of an answer of mine.
std::string shown_as(schema::CheckinAnswer::Reader answer) {
  const std::string_view sharing = view_of(answer.getSharing());
  if (sharing == "exact") return std::string(text::kCheckinShownExact);
  if (answer.getSeen().size() > 0) return fmt::format(text::kCheckinShownAs, safe(answer.getSeen()));
  return std::string(sharing == "trend" ? text::kCheckinNoTrend : text::kCheckinKept);
}

std::string scale_of(schema::CheckinQuestion::Reader question) {
  if (question.getLowest() == 0 && question.getHighest() == 0) return std::string(text::kCheckinAskedWords);
  return fmt::format(text::kCheckinAskedScale, question.getLowest(), question.getHighest());
}

}  // namespace

// "7k3q9d2m  you · until Fri …", and a sentence on what that means.
void HumanReplies::checkin_line(schema::Checkin::Reader checkin) {
  const std::string until = fmt::format(text::kCheckinUntil, safe(checkin.getExpiresLocal()));
  const std::string meta = dotted({who(checkin.getBy()), until});
  output_.print(fmt::format("{}  {}\n", output_.style().strong(short_id(safe(checkin.getId()))), output_.style().quiet(meta)));
  output_.print_wrapped(fmt::format("{}.", text::words(text::Group::checkin_state, view_of(checkin.getState()))));
}

void HumanReplies::checkin_answer(schema::CheckinAnswer::Reader answer, const std::string& shown) {
  const std::string about = shown.empty() ? "" : output_.style().quiet("  (" + shown + ")");
  output_.print(fmt::format("  {:<{}}{}{}\n", safe(answer.getKey()), kKeyColumns, safe(answer.getText()), about));
}

void HumanReplies::checkin_questions(schema::Checkin::Reader checkin) {
  output_.print(fmt::format("\n{}\n", output_.style().strong(text::kCheckinQuestions)));
  for (const auto question : checkin.getQuestions()) {
    output_.print(fmt::format("  {:<{}}{}\n", safe(question.getKey()), kKeyColumns,
                              output_.style().quiet(fmt::format("{}, {}", scale_of(question), safe(question.getSharing())))));
    output_.print(quoted(view_of(question.getText()), "    "));
  }
}

// What went another way than it should.
void HumanReplies::checkin_warnings(schema::Checkin::Reader checkin) {
  const std::string_view only = view_of(checkin.getOpenedByOnly());
  const bool on_its_way = view_of(checkin.getState()) == "opened_by_me";
  const std::string_view wrong = view_of(checkin.getFalseOpeningBy());
  const auto say = [this](std::string_view sentence) {
    output_.print("\n");
    output_.print_wrapped(sentence);
  };
  if (only == "me" && !on_its_way) say(text::kCheckinOpenedOnlyMine);
  if (only == "partner") say(text::kCheckinOpenedOnlyTheirs);
  if (wrong == "partner" || wrong == "both") say(text::kCheckinFalsePartner);
  if (wrong == "me" || wrong == "both") say(text::kCheckinFalseMine);
}

void HumanReplies::checkin(schema::Checkin::Reader checkin) {
  checkin_line(checkin);
  const std::string_view state = view_of(checkin.getState());
  if (state == "open" || state == "sealed_by_partner") checkin_questions(checkin);
  if (checkin.hasMine()) {
    output_.print(fmt::format("\n{}\n", output_.style().strong(text::kCheckinYours)));
    for (const auto answer : checkin.getMine()) checkin_answer(answer, shown_as(answer));
  }
  if (checkin.hasTheirs()) {
    output_.print(fmt::format("\n{}\n", output_.style().strong(text::kCheckinTheirs)));
    for (const auto answer : checkin.getTheirs()) checkin_answer(answer, "");
    if (checkin.getTheirs().size() == 0) output_.print(fmt::format("  {}\n", text::kCheckinNothingShared));
  }
  checkin_warnings(checkin);
  output_.print("\n");
  const std::string id = short_id(safe(checkin.getId()));
  const bool begun = command_ == "checkin start";
  next(text::with_id(begun ? text::kCheckinBegun : text::checkin_next(state), id));
}

}  // namespace avow::cli
