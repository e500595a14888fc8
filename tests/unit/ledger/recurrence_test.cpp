// The days that a rule names: what it takes from its first day, where it ends, and that no rule takes long.
#include <ctime>
#include <limits>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/recurrence.h"

using namespace avow;
using namespace avow::ledger;

namespace {

LocalDay day(int year, unsigned month, unsigned of_month) {
  return LocalDay(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month));
}

std::string text_of(const std::vector<LocalDay>& list) {
  std::string out;
  for (const auto item : list) {
    const std::chrono::year_month_day date(item);
    out += fmt::format("{}{:04}-{:02}-{:02}", out.empty() ? "" : " ", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  }
  return out;
}

Recurrence rule_of(std::string_view text) {
  const auto rule = parse_rrule(text);
  REQUIRE_MESSAGE(rule.ok(), rule.error().context);
  return *rule;
}

// The first `max` days from `first` on.
std::string days(std::string_view rule, LocalDay first, std::size_t max = 5) {
  return text_of(days_of(rule_of(rule), first, first, LocalDay::max(), max));
}

std::string refusal(const Recurrence& rule) {
  const auto checked = check(rule);
  if (checked.ok()) return "fine";
  CHECK(checked.error().code == Errc::malformed);
  return checked.error().context;
}

Recurrence weekly() {
  Recurrence rule;
  rule.frequency = Frequency::weekly;
  return rule;
}
Recurrence yearly() {
  Recurrence rule;
  rule.frequency = Frequency::yearly;
  return rule;
}

// Best of three, on the processor: other programs run beside a test.
double milliseconds_of(const Recurrence& rule, LocalDay first, LocalDay from, LocalDay until) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < 3; ++i) {
    const auto start = std::clock();
    const auto found = days_of(rule, first, from, until, 1'000'000).size();
    best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    CHECK(found <= static_cast<std::size_t>(limits::kRecurrenceReachDays));
  }
  return best;
}

}  // namespace

TEST_CASE("what a rule leaves open it takes from its first day") {
  const auto tuesday = day(2026, 9, 1);
  CHECK(days("FREQ=DAILY", tuesday, 3) == "2026-09-01 2026-09-02 2026-09-03");
  CHECK(days("FREQ=WEEKLY", tuesday, 3) == "2026-09-01 2026-09-08 2026-09-15");
  CHECK(days("FREQ=MONTHLY", day(2026, 1, 31)) == "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31");
  CHECK(days("FREQ=YEARLY", day(2024, 2, 29), 3) == "2024-02-29 2028-02-29 2032-02-29");
  CHECK(days("FREQ=YEARLY;BYMONTH=1,6", day(2026, 3, 10), 3) == "2026-06-10 2027-01-10 2027-06-10");
  CHECK(days("FREQ=WEEKLY;BYMONTH=9", day(2026, 9, 22), 3) == "2026-09-22 2026-09-29 2027-09-07");
}

TEST_CASE("the first day counts only if the rule names it") {
  CHECK(days("FREQ=WEEKLY;BYDAY=FR", day(2026, 9, 1), 2) == "2026-09-04 2026-09-11");
  CHECK(days("FREQ=WEEKLY;BYDAY=TU", day(2026, 9, 1), 2) == "2026-09-01 2026-09-08");
  CHECK_FALSE(names(rule_of("FREQ=WEEKLY;BYDAY=FR"), day(2026, 9, 1), day(2026, 9, 1)));
  // Of a count too.
  CHECK(days("FREQ=WEEKLY;BYDAY=FR;COUNT=2", day(2026, 9, 1)) == "2026-09-04 2026-09-11");
}

TEST_CASE("weeks begin where the rule says, and a week is counted whole") {
  CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=MO", day(1997, 8, 5)) ==
        "1997-08-05 1997-08-10 1997-08-19 1997-08-24");
  CHECK(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=SU", day(1997, 8, 5)) ==
        "1997-08-05 1997-08-17 1997-08-19 1997-08-31");
}

TEST_CASE("days of the month, from either end, and weekdays in it") {
  CHECK(days("FREQ=MONTHLY;BYMONTHDAY=-1", day(2028, 1, 31), 3) == "2028-01-31 2028-02-29 2028-03-31");
  CHECK(days("FREQ=MONTHLY;BYMONTHDAY=-31", day(2026, 1, 1), 3) == "2026-01-01 2026-03-01 2026-05-01");
  CHECK(days("FREQ=MONTHLY;BYDAY=-1FR", day(2026, 11, 1), 3) == "2026-11-27 2026-12-25 2027-01-29");
  CHECK(days("FREQ=MONTHLY;BYDAY=5MO", day(2026, 1, 1), 3) == "2026-03-30 2026-06-29 2026-08-31");
  CHECK(days("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", day(2026, 1, 1), 3) == "2026-02-13 2026-03-13 2026-11-13");
  CHECK(days("FREQ=YEARLY;BYDAY=-1SU", day(2026, 1, 1), 2) == "2026-12-27 2027-12-26");
  CHECK(days("FREQ=YEARLY;BYDAY=53TH", day(2026, 1, 1), 2) == "2026-12-31 2032-12-30");
  CHECK(days("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", day(2026, 1, 1), 2) == "2026-03-29 2027-03-28");
  CHECK(days("FREQ=DAILY;INTERVAL=10;BYMONTH=1,2", day(2026, 1, 5)) ==
        "2026-01-05 2026-01-15 2026-01-25 2026-02-04 2026-02-14");
}

TEST_CASE("positions choose among the days of a whole period, even where the first day cuts it") {
  CHECK(days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", day(2026, 10, 1), 3) == "2026-10-30 2026-11-30 2026-12-31");
  CHECK(days("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", day(1997, 9, 4), 3) == "1997-09-04 1997-10-07 1997-11-06");
  CHECK(days("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", day(2026, 9, 10), 2) == "2026-10-06 2026-11-03");
  CHECK(days("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1,-1", day(2026, 9, 1), 3) == "2026-09-01 2026-09-07 2026-09-08");
  CHECK(days("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,-5", day(2026, 9, 1), 2) == "2026-09-01 2026-10-06");
  CHECK(days("FREQ=DAILY;BYDAY=TU;BYSETPOS=2", day(2026, 9, 1)).empty());
}

TEST_CASE("a rule ends by count or by its last day, which belongs to it") {
  CHECK(days("FREQ=DAILY;COUNT=2", day(2026, 9, 1)) == "2026-09-01 2026-09-02");
  CHECK(days("FREQ=DAILY;UNTIL=20260902", day(2026, 9, 1)) == "2026-09-01 2026-09-02");
  CHECK(days("FREQ=DAILY;UNTIL=20260831", day(2026, 9, 1)).empty());
}

TEST_CASE("a window shows the same days as the whole") {
  for (const char* text : {"FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=5;BYDAY=MO,SA;WKST=TH", "FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=31,-2",
                           "FREQ=YEARLY;INTERVAL=3;BYMONTH=2,12;BYDAY=-1MO,1SU", "FREQ=WEEKLY;COUNT=200;BYDAY=TU,FR"}) {
    CAPTURE(text);
    const auto rule = rule_of(text);
    const auto first = day(2026, 9, 3);
    const auto whole = days_of(rule, first, first, first + std::chrono::days(8000), 10'000);
    REQUIRE(whole.size() > 20);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      CHECK(days_of(rule, first, whole[i], whole[i], 10) == std::vector<LocalDay>{whole[i]});
      const LocalDay next = i + 1 < whole.size() ? whole[i + 1] : whole[i] + std::chrono::days(2);
      for (auto between = whole[i] + std::chrono::days(1); between < next; between += std::chrono::days(1)) {
        REQUIRE_FALSE(names(rule, first, between));
      }
    }
    CHECK(days_of(rule, first, LocalDay::min(), whole[9], 100) == std::vector<LocalDay>(whole.begin(), whole.begin() + 10));
    CHECK(days_of(rule, first, whole[9], LocalDay::max(), 2) == std::vector<LocalDay>{whole[9], whole[10]});
  }
}

TEST_CASE("nothing outside the years, before the first day, behind the reach, or of what does not repeat") {
  const auto rule = rule_of("FREQ=DAILY");
  const auto first = day(2026, 9, 1);
  CHECK_FALSE(names(rule, first, first - std::chrono::days(1)));
  CHECK(names(rule, first, first + std::chrono::days(limits::kRecurrenceReachDays - 1)));
  CHECK_FALSE(names(rule, first, first + std::chrono::days(limits::kRecurrenceReachDays)));
  CHECK(names(rule, day(9999, 12, 31), day(9999, 12, 31)));
  CHECK(days_of(rule, day(9999, 12, 30), LocalDay::min(), LocalDay::max(), 10).size() == 2);
  CHECK_FALSE(names(rule, day(1969, 12, 31), day(1970, 1, 1)));
  CHECK(days_of(rule, LocalDay::max(), LocalDay::min(), LocalDay::max(), 10).empty());
  CHECK(days_of(rule, first, first, LocalDay::max(), 0).empty());
  CHECK(days_of(Recurrence{}, first, LocalDay::min(), LocalDay::max(), 10).empty());
}

TEST_CASE("every limit of a rule, at its end and one past it") {
  CHECK(refusal(Recurrence{}) == "fine");
  Recurrence rule;
  rule.interval = 2;
  CHECK(refusal(rule) != "fine");
  rule = weekly();
  for (const auto interval : {1, 1000}) {
    rule.interval = static_cast<std::uint16_t>(interval);
    CHECK(refusal(rule) == "fine");
  }
  for (const auto interval : {0, 1001}) {
    rule.interval = static_cast<std::uint16_t>(interval);
    CHECK(refusal(rule) == "a rule comes round every 1 to 1000 days, weeks, months or years");
  }
  rule = weekly();
  rule.count = limits::kRecurrenceCountMax;
  CHECK(refusal(rule) == "fine");
  rule.count += 1;
  CHECK(refusal(rule) == "a rule comes round at most 10000 times");
  rule.count = 1;
  rule.until = day(2026, 9, 1);
  CHECK(refusal(rule) == "a rule ends by a count or by a day, not by both");
  rule = weekly();
  rule.until = day(9999, 12, 31);
  CHECK(refusal(rule) == "fine");
  for (const auto until : {day(9999, 12, 31) + std::chrono::days(1), LocalDay{} - std::chrono::days(1)}) {
    rule.until = until;
    CHECK(refusal(rule) != "fine");
  }
  rule = weekly();
  rule.week_start = 6;
  CHECK(refusal(rule) == "fine");
  rule.week_start = 7;
  CHECK(refusal(rule) != "fine");
  rule = weekly();
  rule.frequency = static_cast<Frequency>(5);
  CHECK(refusal(rule) != "fine");
}

TEST_CASE("the lists of a rule: ranges, lengths, nothing twice") {
  auto rule = yearly();
  for (int nth = 1; nth <= 53; ++nth) rule.by_day.push_back({static_cast<std::int8_t>(nth), 0});
  CHECK(refusal(rule) == "fine");
  rule.by_day.push_back({0, 1});
  CHECK(refusal(rule) == "a rule names at most 53 weekdays");
  for (const ByDay wrong : {ByDay{54, 0}, ByDay{-54, 0}, ByDay{0, 7}}) {
    rule.by_day = {wrong};
    CHECK(refusal(rule) == "one of the weekdays is outside its range");
  }
  rule.by_day = {{0, 1}, {2, 1}, {0, 1}};
  CHECK(refusal(rule) == "one of the weekdays stands there twice");
  rule.by_day = {{6, 1}};
  rule.by_month = {2};
  CHECK(refusal(rule) == "one of the weekdays is outside its range");
  rule = yearly();
  for (std::uint8_t month = 1; month <= 12; ++month) rule.by_month.push_back(month);
  for (std::int8_t of_month = 1; of_month <= 31; ++of_month) {
    rule.by_month_day.push_back(of_month);
    rule.by_month_day.push_back(static_cast<std::int8_t>(-of_month));
  }
  for (std::int16_t position = 1; position <= 16; ++position) rule.by_set_position.push_back(position);
  CHECK(refusal(rule) == "fine");
  const auto whole = rule;
  rule.by_month.push_back(1);
  CHECK(refusal(rule) == "a rule names at most 12 months");
  rule = whole;
  rule.by_month_day.push_back(1);
  CHECK(refusal(rule) == "a rule names at most 62 days of the month");
  rule = whole;
  rule.by_set_position.push_back(17);
  CHECK(refusal(rule) == "a rule names at most 16 positions");
  for (const int position : {366, -366, 367, -367, 0}) {
    rule.by_set_position = {static_cast<std::int16_t>(position)};
    CHECK((refusal(rule) == "fine") == (std::abs(position) == 366));
  }
  for (const int of_month : {31, -31, 32, -32, 0}) {
    rule = whole;
    rule.by_month_day = {static_cast<std::int8_t>(of_month)};
    CHECK((refusal(rule) == "fine") == (std::abs(of_month) == 31));
  }
  for (const int month : {1, 12, 0, 13}) {
    rule = whole;
    rule.by_month = {static_cast<std::uint8_t>(month)};
    CHECK((refusal(rule) == "fine") == (month >= 1 && month <= 12));
  }
}

TEST_CASE("a mix without one answer is refused") {
  auto rule = weekly();
  rule.by_day = {{1, 0}};
  CHECK(refusal(rule) == "the first or last of a weekday needs a rule by month or year");
  rule = weekly();
  rule.by_month_day = {1};
  CHECK(refusal(rule) == "a rule by week takes weekdays, no days of the month");
  rule = yearly();
  rule.by_month_day = {1};
  CHECK(refusal(rule) == "a yearly rule with days of the month needs the months too");
  rule = weekly();
  rule.by_set_position = {1};
  CHECK(refusal(rule) == "a position needs days to choose from");
}

// Ten milliseconds are measured by `avow_bench recurrence`; here only that no rule searches on and on, on any machine.
TEST_CASE("no rule searches long for its days") {
#if defined(AVOW_SANITIZED)
  constexpr double kMillisecondsMax = 4'000;
#else
  constexpr double kMillisecondsMax = 100;
#endif
  for (const char* text :
       {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "FREQ=DAILY;BYMONTHDAY=31;BYSETPOS=2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
        "FREQ=YEARLY;BYDAY=53MO;INTERVAL=1000", "FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=366,365,364,363,362,361,360,359,358,357,356,355,354,353,352,351",
        "FREQ=YEARLY;BYMONTH=2;BYDAY=MO;BYSETPOS=366;COUNT=10000", "FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=3;COUNT=10000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"}) {
    CAPTURE(text);
    const auto rule = rule_of(text);
    for (const auto first : {day(1970, 1, 1), day(2026, 9, 1), day(9900, 3, 1)}) {
      CHECK(milliseconds_of(rule, first, LocalDay::min(), LocalDay::max()) <= kMillisecondsMax);
      CHECK(milliseconds_of(rule, first, day(9999, 12, 1), LocalDay::max()) <= kMillisecondsMax);
    }
  }
}
