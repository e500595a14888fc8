#include "app/rhythm.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text_promises.h"
#include "ledger/series.h"
#include "ledger/typed_when.h"
#include "ledger/typed_words.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::LocalDay;
using ledger::RecordKind;
using ledger::Shape;
using std::chrono::days;
using wire::view_of;

Error usage(std::string_view sentence) { return Error{Errc::usage, std::string(sentence)}; }

// "2 hours", "90 minutes", "1 day", "2h".
Result<std::chrono::milliseconds> typed_span(std::string_view typed) {
  std::string spaced;
  for (const char symbol : typed) {
    const bool letter_after_digit = !spaced.empty() && spaced.back() >= '0' && spaced.back() <= '9' && symbol >= 'A';
    if (letter_after_digit) spaced += ' ';
    spaced += symbol;
  }
  const auto words = ledger::words_in(spaced);
  const auto number = words.size() == 2 ? ledger::number_named(words[0]) : std::nullopt;
  if (!number || *number < 0) return usage(text::kGraceForm);
  const std::string& unit = words[1];
  std::chrono::milliseconds span{0};
  if (unit == "m" || unit == "min" || unit == "minute" || unit == "minutes") span = std::chrono::minutes(*number);
  else if (unit == "h" || unit == "hour" || unit == "hours") span = std::chrono::hours(*number);
  else if (unit == "d" || unit == "day" || unit == "days") span = days(*number);
  else if (unit == "week" || unit == "weeks") span = days(7 * *number);
  else return usage(text::kGraceForm);
  if (span > ledger::kReviewMax) return usage(text::kGraceForm);
  return span;
}

// Without a due, --from is the first day on which a rule may be due; with one it begins the window that ends with it.
bool from_is_first_day(schema::PromiseTerms::Reader terms) {
  return terms.getEvery().size() > 0 && terms.getFrom().size() > 0 && terms.getDue().size() == 0;
}

Result<LocalDay> first_day_of(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms,
                              const ledger::Facts& facts) {
  const LocalDay today = ledger::today_in(zone, now);
  if (!from_is_first_day(terms)) {
    return facts.due_wall.empty() ? today : ledger::local_day_in(facts.due_wall).value_or(LocalDay{});
  }
  AVOW_TRY(const auto when, ledger::parse_typed_when(view_of(terms.getFrom()), zone, now));
  const auto first = ledger::local_day_in(when.wall).value_or(LocalDay{});
  if (!when.date_only || first < today) return usage(text::kFirstDayForm);
  return first;
}

// The first day that the rule names, with the due's time of day.
Result<void> apply_rule(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms, ledger::Facts& facts) {
  AVOW_TRY(const LocalDay from, first_day_of(zone, now, terms, facts));
  AVOW_TRY(auto rule, ledger::parse_every(view_of(terms.getEvery()), from));
  if (terms.getUntil().size() > 0) {
    if (rule.count > 0 || rule.until != LocalDay{}) return usage(text::kEndTwice);
    AVOW_TRY(rule.until, ledger::parse_typed_day(view_of(terms.getUntil()), zone, now, ledger::Direction::ahead));
  }
  AVOW_CHECK(ledger::check(rule));
  // Why each: of "every other friday" the coming one is the first, whatever week it lies in.
  ledger::Recurrence each = rule;
  each.interval = 1;
  const auto first = ledger::days_of(each, from, from, ledger::kLastDay, 1);
  if (first.empty()) return usage(text::kNoDay);
  const std::string time = facts.due_wall.size() > 10 ? facts.due_wall.substr(10) : std::string();
  const std::string due_zone = facts.due_zone.empty() ? std::string(zone) : facts.due_zone;
  AVOW_TRY(const auto when, ledger::parse_when(ledger::date_text(first.front()) + time, due_zone));
  move_due(facts, when);
  facts.shape = Shape::repeating;
  facts.repeats = {rule};
  return {};
}

Result<void> apply_times(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms, ledger::Facts& facts) {
  if (terms.getReview() > 0) facts.review = days(terms.getReview());
  if (facts.review > ledger::kReviewMax) return usage(text::kReviewForm);
  if (terms.getGrace().size() > 0) {
    if (facts.due_wall.empty()) return usage(text::kGraceNeedsDue);
    AVOW_TRY(const auto grace, typed_span(view_of(terms.getGrace())));
    facts.grace_end_at = facts.due_at + grace;
    facts.flags |= ledger::kGraceGiven;
  }
  if (terms.getFrom().size() == 0 || from_is_first_day(terms)) return {};
  if (facts.due_wall.empty()) return usage(text::kWindowNeedsDue);
  AVOW_TRY(const auto from, ledger::parse_typed_when(view_of(terms.getFrom()), zone, now));
  facts.start_at = from.date_only ? ledger::instant_on(from.wall, std::chrono::minutes(0), from.zone).value_or(from.due) : from.due;
  if (facts.start_at >= facts.due_at) return usage(text::kWindowForm);
  return {};
}

// Does it name a day of the month that one of its months lacks, in any year?
bool passes_over_months(const ledger::Recurrence& rule) {
  using std::chrono::year;
  for (unsigned month = 1; month <= 12; ++month) {
    const auto& months = rule.by_month;
    if (!months.empty() && std::find(months.begin(), months.end(), month) == months.end()) continue;
    const bool lacks = std::any_of(rule.by_month_day.begin(), rule.by_month_day.end(), [month](int day) {
      return day > 0 && !(year(2027) / static_cast<int>(month) / day).ok();
    });
    if (lacks) return true;
  }
  return false;
}

std::string_view name_of(ledger::Chain chain) {
  switch (chain) {
    case ledger::Chain::one_off: return "one_off";
    case ledger::Chain::repeating: return "repeating";
    case ledger::Chain::standing: return "standing";
    case ledger::Chain::conditional: return "conditional";
    case ledger::Chain::instance: return "day";
  }
  AVOW_ASSERT(false);
}

// From the beginning of facts.day on.
Result<void> end_on(const ledger::Promise& promise, std::string_view zone, Instant now, ledger::Facts& facts) {
  facts.due_wall = ledger::date_text(facts.day);
  facts.due_zone = std::string(zone);
  facts.due_at = ledger::instant_on(facts.due_wall, std::chrono::minutes(0), zone).value_or(now);
  facts.grace_end_at = facts.due_at;
  if (!promise.ends || facts.due_at < *promise.ends) return {};
  return Error{Errc::refused, fmt::format(text::kEndsAlready, ledger::local_day(*promise.ends, zone))};
}

bool stops_or_resumes(RecordKind kind) {
  return kind == RecordKind::promise_release || kind == RecordKind::promise_step_back || kind == RecordKind::promise_resume;
}

}  // namespace

Result<void> apply_shape(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms, Content& content) {
  ledger::Facts& facts = content.facts;
  const bool every = terms.getEvery().size() > 0;
  const int shapes = (every ? 1 : 0) + (terms.getStanding() ? 1 : 0) + (terms.getCondition().size() > 0 ? 1 : 0);
  if (shapes > 1) return usage(text::kOneShape);
  if (!every && terms.getUntil().size() > 0) return usage(text::kUntilNeedsEvery);
  if (terms.getStanding()) {
    if (terms.getDue().size() > 0) return usage(text::kStandingHasNoDue);
    move_due(facts, ledger::When{});
    facts.due_zone = std::string(zone);
    facts.shape = Shape::standing;
    facts.repeats.clear();
  } else if (terms.getCondition().size() > 0) {
    facts.shape = Shape::conditional;
    facts.repeats.clear();
    std::erase_if(content.words.parts, [](const auto& part) { return part.heading == ledger::Heading::condition; });
    content.words.parts.push_back({ledger::Heading::condition, std::string(view_of(terms.getCondition()))});
  } else if (every) {
    AVOW_CHECK(apply_rule(zone, now, terms, facts));
  } else if (facts.shape == Shape::repeating && terms.getDue().size() > 0) {
    return usage(text::kSayEveryAgain);
  }
  return apply_times(zone, now, terms, facts);
}

std::string remark_on_rule(const ledger::Facts& facts, std::string_view typed_due) {
  const ledger::Recurrence& rule = facts.repeats.front();
  std::string out = fmt::format(text::kDueEvery, ledger::in_words(rule));
  const auto first = ledger::local_day_in(facts.due_wall).value_or(LocalDay{});
  const auto typed = ledger::local_day_in(typed_due).value_or(first);
  if (typed != first) out += " " + fmt::format(text::kNoneOfItsDays, ledger::day_text(typed), ledger::day_text(first));
  if (passes_over_months(rule)) out += " " + std::string(text::kMonthPassedOver);
  return out;
}

Result<void> apply_range(const ledger::Promise& promise, schema::PromiseAct::Reader request, std::string_view zone, Instant now,
                         ledger::Facts& facts) {
  const bool pause = facts.kind == RecordKind::promise_pause;
  const bool end = facts.kind == RecordKind::promise_end;
  const bool typed = request.getFrom().size() + request.getUntil().size() > 0;
  const bool whole = !promise.days.empty() && facts.series.is_zero();
  const LocalDay ahead = whole ? ledger::first_day_ahead(promise.days.front(), now) : LocalDay{};
  if (whole && stops_or_resumes(facts.kind)) facts.day = ahead;
  if (!pause && !end) return typed ? usage(text::kNoRange) : Result<void>{};
  if (promise.days.empty() && typed && request.getFrom().size() > 0) return usage(text::kNoDays);
  LocalDay from{};
  if (request.getFrom().size() > 0) {
    AVOW_TRY(from, ledger::parse_typed_day(view_of(request.getFrom()), zone, now, ledger::Direction::ahead));
  } else if (!promise.days.empty()) {
    // A pause begins today; an end gives the other the notice that makes it no step back.
    from = ledger::today_in(zone, now) + days(end ? 2 : 0);
  }
  if (pause && from != LocalDay{} && from < ledger::today_in(zone, now)) return usage(text::kPauseAhead);
  facts.day = from;
  if (pause && request.getUntil().size() > 0) {
    AVOW_TRY(facts.until_day, ledger::parse_typed_day(view_of(request.getUntil()), zone, now, ledger::Direction::ahead));
    if (facts.until_day <= from) return usage(text::kRangeForm);
  }
  if (end && from < ledger::today_in(zone, now)) return usage(text::kEndAhead);
  // A day whose due has passed stays as it is, whatever the day that was typed.
  if (whole) facts.day = std::max(from, ahead);
  return end ? end_on(promise, zone, now, facts) : Result<void>{};
}

std::string_view shape_name(const ledger::Facts& terms) { return name_of(ledger::chain_of(terms.shape)); }

std::string grace_text(const ledger::Facts& terms) {
  if ((terms.flags & ledger::kGraceGiven) == 0) return "";
  constexpr std::pair<std::chrono::minutes, std::string_view> kUnits[] = {
      {std::chrono::days(1), "day"}, {std::chrono::hours(1), "hour"}, {std::chrono::minutes(1), "minute"}};
  const auto span = std::chrono::duration_cast<std::chrono::minutes>(terms.grace_end_at - terms.due_at);
  if (span.count() < 0) return "";
  const auto unit = std::ranges::find_if(kUnits, [span](const auto& one) { return span % one.first == std::chrono::minutes(0); });
  const auto count = span / unit->first;
  return fmt::format("{} {}{}", count, unit->second, count == 1 ? "" : "s");
}

std::uint32_t review_days(const ledger::Facts& terms) {
  const auto window = terms.review.count() == 0 ? ledger::kReviewDefault : terms.review;
  return static_cast<std::uint32_t>(std::chrono::duration_cast<days>(window).count());
}

void fill_shape(schema::Promise::Builder out) {
  out.setOn("");
  out.setEnds("");
  out.initDays(0);
}

namespace {

std::string local_due(const ledger::Series& series, bool date, Instant due) {
  return date ? ledger::local_day(due - std::chrono::milliseconds(1), series.zone) : ledger::local_text(due, series.zone);
}

// Due of a day as its report has it, else by this machine's tables.
Instant shown_due(const ledger::Series& series, const ledger::Promise& day) {
  return day.report.is_zero() ? ledger::times_of(series, day.due_day).due : day.due.value_or(Instant{});
}

}  // namespace

void fill_shape(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise) {
  fill_shape(out);
  out.setShape(std::string(name_of(promise.chain)));
  if (promise.ends) out.setEnds(to_rfc3339(*promise.ends));
  const Instant now = vault.clock().now();
  if (promise.chain == ledger::Chain::instance) {
    out.setOn(ledger::date_text(promise.due_day));
    const auto whole = vault.ledger().promise(promise.series, now);
    if (!whole.ok() || whole->days.empty()) return;
    const Instant due = shown_due(whole->days.front(), promise);
    out.setDue(to_rfc3339(due));
    out.setDueLocal(local_due(whole->days.front(), promise.due_is_date, due));
  } else if (const auto next = next_due(vault, promise, now)) {
    out.setDue(to_rfc3339(next->due));
    out.setDueLocal(next->local);
  } else if (rests(promise)) {
    out.setDue("");
    out.setDueLocal("");
  }
}

std::optional<NextDue> next_due(Vault& vault, const ledger::Promise& promise, Instant now) {
  if (promise.chain != ledger::Chain::repeating || promise.state != ledger::State::active) return std::nullopt;
  const auto& series = promise.days.front();
  constexpr days kReach{1500};
  const LocalDay today = ledger::today_in(series.zone, now);
  const auto next = vault.ledger().days(promise.id, today, today + kReach, 1, now);
  if (next.empty()) return std::nullopt;
  const Instant due = shown_due(series, next.front());
  return NextDue{due, local_due(series, series.due_is_date, due)};
}

bool rests(const ledger::Promise& promise) {
  return promise.chain == ledger::Chain::repeating && promise.active_since && promise.state != ledger::State::active;
}

void fill_days(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise, Instant now) {
  constexpr days kBack{60};
  constexpr days kAhead{14};
  constexpr std::size_t kMost = 80;
  if (promise.days.empty()) return;
  const auto& zone = promise.days.front().zone;
  const LocalDay today = ledger::today_in(zone, now);
  const auto days = vault.ledger().days(promise.id, today - kBack, today + kAhead, kMost, now);
  auto list = out.initDays(static_cast<unsigned>(days.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& day = days[i];
    list[i].setOn(ledger::date_text(day.due_day));
    list[i].setState(std::string(ledger::name_of(day.state)));
    list[i].setOutcome(day.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(day.outcome)));
    const Instant due = shown_due(promise.days.front(), day);
    list[i].setDue(to_rfc3339(due));
    list[i].setDueLocal(local_due(promise.days.front(), day.due_is_date, due));
  }
}

}  // namespace avow::app
