#include "base/text_looking_back.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace avow::text {
namespace {

struct HappenedRow {
  std::string_view kind;
  std::string_view event;
  std::string_view words;
};
constexpr auto kHappened = std::to_array<HappenedRow>({
    {"newer", "write", "sent something written by a newer avow"},
    {"note", "share", "shared a note"},
    {"note", "correct", "corrected a note"},
    {"promise", "offer", "offered a promise"},
    {"promise", "ask", "asked for a promise"},
    {"promise", "take", "took a promise on"},
    {"promise", "accept", "accepted a promise"},
    {"promise", "counter", "named other terms"},
    {"promise", "decline", "declined a promise"},
    {"promise", "at_risk", "said that a promise is at risk"},
    {"promise", "change", "proposed new terms"},
    {"promise", "accept_change", "accepted new terms"},
    {"promise", "decline_proposal", "declined a proposal"},
    {"promise", "withdraw_proposal", "took a proposal back"},
    {"promise", "report", "reported on a promise"},
    {"promise", "release", "released a promise"},
    {"promise", "step_back", "stepped back from a promise"},
    {"promise", "excuse", "gave a reason for a promise"},
    {"promise", "pause", "paused a promise"},
    {"promise", "resume", "went on with a promise"},
    {"promise", "confirm", "confirmed a promise"},
    {"promise", "differ", "saw it differently"},
    {"promise", "settle", "proposed how it went"},
    {"promise", "take_back", "saw it the same way after all"},
    {"promise", "leave_open", "left it open"},
    {"promise", "correct", "corrected a report"},
    {"promise", "own_view", "said how it looked"},
    {"promise", "end", "ended a promise"},
    {"promise", "not_come_up", "said that it did not come up"},
    {"promise", "done", "did it"},
    {"question", "ask", "asked a question"},
    {"question", "answer", "answered a question"},
    {"question", "answer_by", "promised an answer"},
    {"question", "in_session", "left a question for the session"},
    {"question", "decline", "declined a question"},
    {"agreement", "propose", "proposed an agreement"},
    {"agreement", "sign", "signed an agreement"},
    {"agreement", "decline", "declined an agreement"},
    {"agreement", "end", "ended an agreement"},
    {"boundary", "state", "stated a boundary"},
    {"boundary", "revise", "said a boundary anew"},
    {"boundary", "retire", "let a boundary go"},
    {"boundary", "understood", "understood a boundary"},
    {"boundary", "ask", "asked about a boundary"},
    {"repair", "raise", "raised something"},
    {"repair", "acknowledge", "acknowledged it"},
    {"repair", "apologise", "apologised"},
    {"repair", "amends", "linked a promise to make amends"},
    {"repair", "heard", "felt heard"},
    {"repair", "not_yet", "said: not yet"},
    {"repair", "need", "said what is still needed"},
    {"repair", "settle", "settled it"},
    {"repair", "reopen", "opened it again"},
    {"repair", "pause", "paused it"},
    {"repair", "resume", "came back to it"},
    {"attempt", "attempt", "asked to start again"},
    {"attempt", "attempt_welcome", "started again"},
    {"session", "add", "noted a session"},
    {"session", "move", "moved a session"},
    {"session", "agenda", "put something on an agenda"},
    {"session", "outcome", "noted what came of a session"},
    {"session", "cancel", "cancelled a session"},
    {"milestone", "propose", "proposed a milestone"},
    {"milestone", "pin", "pinned a milestone"},
    {"milestone", "decline", "declined a milestone"},
    {"milestone", "unpin", "took a milestone down"},
    {"sign", "share", "shared a sign of trust"},
    {"checkin", "start", "started a check-in"},
    {"checkin", "open", "opened a check-in"},
});

constexpr long kDaysOfWeeks = 60;    // "8 weeks ago" is still easy to picture
constexpr long kDaysOfMonths = 730;
constexpr double kDaysPerMonth = 30.436875;
constexpr double kDaysPerYear = 365.2425;

std::string nth(long number) {
  constexpr std::array<std::string_view, 12> kNames{"first",   "second", "third", "fourth", "fifth",    "sixth",
                                                    "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth"};
  if (number >= 1 && number <= 12) return std::string(kNames[static_cast<std::size_t>(number - 1)]);
  const long last = number % 10;
  const bool teens = number % 100 >= 11 && number % 100 <= 13;
  return fmt::format("{}{}", number, teens || last < 1 || last > 3 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : "rd");
}

}  // namespace

std::string ago(std::chrono::days days) {
  const long count = days.count();
  if (count <= 0) return "today";
  if (count == 1) return "yesterday";
  if (count < 14) return fmt::format("{} days ago", count);
  if (count < kDaysOfWeeks) return fmt::format("{} weeks ago", count / 7);
  if (count < kDaysOfMonths) return fmt::format("{} months ago", static_cast<long>(static_cast<double>(count) / kDaysPerMonth));
  return fmt::format("{} years ago", static_cast<long>(static_cast<double>(count) / kDaysPerYear));
}

std::string in_which(std::chrono::days days) {
  const auto count = static_cast<double>(std::max<long>(0, days.count()));
  const long months = static_cast<long>(count / kDaysPerMonth);
  if (months < 12) return fmt::format("in the {} month", nth(months + 1));
  return fmt::format("in the {} year", nth(static_cast<long>(count / kDaysPerYear) + 1));
}

std::string happened(std::string_view kind, std::string_view event) {
  const auto found = std::find_if(kHappened.begin(), kHappened.end(),
                                  [&](const HappenedRow& row) { return row.kind == kind && row.event == event; });
  if (found != kHappened.end()) return std::string(found->words);
  std::string out = fmt::format("{}: {}", kind, event);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

}  // namespace avow::text
