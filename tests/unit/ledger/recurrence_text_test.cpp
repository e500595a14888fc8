// How often, as text: RRULE text strictly read and written, the words that people type, and the words they read.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "ledger/recurrence.h"

using namespace avow;
using namespace avow::ledger;

namespace {

// A Tuesday.
constexpr LocalDay kFirst{std::chrono::year(2026) / 9 / 15};

// The one text of what was read, or the sentence of the refusal.
std::string read(std::string_view text) {
  const auto rule = parse_rrule(text);
  if (rule.ok()) return to_rrule(*rule);
  CHECK(rule.error().code == Errc::usage);
  return rule.error().context;
}
std::string every(std::string_view text, LocalDay first = kFirst) {
  const auto rule = parse_every(text, first);
  if (rule.ok()) return to_rrule(*rule);
  CHECK(rule.error().code == Errc::usage);
  return rule.error().context;
}
std::string words(std::string_view rule) {
  const auto parsed = parse_rrule(rule);
  REQUIRE_MESSAGE(parsed.ok(), parsed.error().context);
  return in_words(*parsed);
}

}  // namespace

TEST_CASE("rrule text comes back in one order, whatever stood where") {
  CHECK(read("FREQ=DAILY") == "FREQ=DAILY");
  CHECK(read("rrule:freq=weekly;wkst=su;byday=fr,mo;interval=2") == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU");
  CHECK(read("FREQ=WEEKLY;INTERVAL=1;WKST=MO") == "FREQ=WEEKLY");
  CHECK(read("BYSETPOS=-1,2;BYDAY=+1MO,-2TU,SU;BYMONTH=12,1;BYMONTHDAY=31,-1;FREQ=MONTHLY") ==
        "FREQ=MONTHLY;BYMONTH=1,12;BYMONTHDAY=-1,31;BYDAY=-2TU,SU,1MO;BYSETPOS=-1,2");
  CHECK(read("FREQ=DAILY;COUNT=010") == "FREQ=DAILY;COUNT=10");
  for (const char* until : {"20261224", "20261224T235960", "20261224T180000Z"}) {
    CAPTURE(until);
    CHECK(read(std::string("FREQ=DAILY;UNTIL=") + until) == "FREQ=DAILY;UNTIL=20261224");
  }
}

TEST_CASE("what a rule of avow cannot say is refused by its name") {
  for (const char* name : {"SECONDLY", "MINUTELY", "HOURLY"}) {
    CHECK(read(std::string("FREQ=") + name) ==
          std::string(name) + " is not something avow can say: a promise comes round by days, not by hours");
  }
  for (const char* name : {"BYSECOND", "BYMINUTE", "BYHOUR", "BYWEEKNO", "BYYEARDAY", "RSCALE", "SKIP"}) {
    CHECK(read(std::string("FREQ=YEARLY;") + name + "=1").starts_with(std::string(name) + " is not something avow can say: "));
  }
  CHECK(read("FREQ=YEARLY;BYEASTER=0") == "BYEASTER is not a part of a rule that avow knows");
  CHECK(read("FREQ=YEARLY;\x1b[31m=0") == "one of these is not a part of a rule that avow knows");
}

TEST_CASE("rrule text that is none is refused") {
  CHECK(read("") == "write a rule like FREQ=WEEKLY;BYDAY=TU, a name and a value a part");
  CHECK(read("FREQ=DAILY;") == "write a rule like FREQ=WEEKLY;BYDAY=TU, a name and a value a part");
  CHECK(read("INTERVAL=2") == "a rule needs FREQ, for example FREQ=WEEKLY;BYDAY=TU");
  CHECK(read("FREQ=DAILY;FREQ=DAILY") == "FREQ stands there twice");
  CHECK(read("FREQ=WEEKLY;BYDAY=1MO") == "the first or last of a weekday needs a rule by month or year");
  CHECK(read("FREQ=DAILY;COUNT=1;UNTIL=20261224") == "a rule ends by a count or by a day, not by both");
  CHECK(read("FREQ=DAILY;INTERVAL=1001").starts_with("a rule comes round every 1 to 1000"));
  CHECK(read("FREQ=DAILY;INTERVAL=99999").starts_with("a rule comes round every 1 to 1000"));
  CHECK(read("FREQ=DAILY;COUNT=10001").starts_with("a rule comes round at most 10000 times"));
  for (const char* part :
       {"FREQ=", "FREQ=FORTNIGHTLY", "INTERVAL=0", "INTERVAL=-1", "INTERVAL=+1", "INTERVAL= 1", "INTERVAL=1000000", "COUNT=0",
        "BYDAY=", "BYDAY=MO,", "BYDAY=0MO", "BYDAY=M", "BYDAY=XX", "BYDAY=100MO", "BYDAY=1 MO", "BYMONTHDAY=1,,2", "BYMONTHDAY=x",
        "BYMONTHDAY=-", "BYMONTH=-1", "BYMONTH=100", "BYSETPOS=1000", "WKST=", "WKST=1MO", "UNTIL=", "UNTIL=2026122",
        "UNTIL=20261301", "UNTIL=20260230", "UNTIL=19700101", "UNTIL=20261224T", "UNTIL=20261224T2400", "UNTIL=20261224T240000",
        "UNTIL=20261224T006000", "UNTIL=20261224T000061", "UNTIL=20261224T000000ZZ", "UNTIL=20261224T000000+01"}) {
    CAPTURE(part);
    const std::string name(part, std::string_view(part).find('='));
    CHECK(read((name == "FREQ" ? "" : "FREQ=MONTHLY;") + std::string(part)) == name + " has a value that a rule does not know");
  }
  const std::string longest = "FREQ=DAILY" + std::string(limits::kRecurrenceTextBytesMax - 10, ' ');
  CHECK(read(longest) == "FREQ has a value that a rule does not know");
  CHECK(read(longest + " ") == "that rule is longer than any that makes sense");
}

TEST_CASE("the longest rule that check() lets through is short enough to be read back") {
  Recurrence rule;
  rule.frequency = Frequency::yearly;
  rule.interval = 1000;
  rule.week_start = 6;
  rule.count = limits::kRecurrenceCountMax;
  for (int i = 1; i <= 31; ++i) rule.by_month_day.insert(rule.by_month_day.end(), {static_cast<std::int8_t>(i), static_cast<std::int8_t>(-i)});
  for (std::uint8_t month = 1; month <= 12; ++month) rule.by_month.push_back(month);
  for (std::int16_t i = 0; i < 16; ++i) rule.by_set_position.push_back(static_cast<std::int16_t>(-200 - i));
  for (std::uint8_t i = 0; i < 53; ++i) rule.by_day.push_back({static_cast<std::int8_t>(-1 - i / 7 % 5), static_cast<std::uint8_t>(i % 7)});
  for (std::uint8_t i = 35; i < 53; ++i) rule.by_day[i].nth = static_cast<std::int8_t>(1 + (i - 35) / 7);
  REQUIRE_MESSAGE(check(rule).ok(), check(rule).error().context);
  const auto again = parse_rrule(to_rrule(rule));
  REQUIRE_MESSAGE(again.ok(), again.error().context);
  CHECK(to_rrule(*again) == to_rrule(rule));
}

TEST_CASE("how often, as people type it") {
  for (const char* text : {"day", "every day", "daily", "Every DAY", "each day", "every 1 days"}) CHECK(every(text) == "FREQ=DAILY");
  CHECK(every("3 days") == "FREQ=DAILY;INTERVAL=3");
  CHECK(every("every other day") == "FREQ=DAILY;INTERVAL=2");
  for (const char* text : {"weekday", "every weekday", "weekdays", "week on weekdays"}) CHECK(every(text) == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
  for (const char* text : {"weekend day", "every weekend day"}) CHECK(every(text) == "FREQ=WEEKLY;BYDAY=SA,SU");
  for (const char* text : {"monday", "every Mon", "mondays", "week on monday"}) CHECK(every(text) == "FREQ=WEEKLY;BYDAY=MO");
  CHECK(every("mon, wed and fri") == "FREQ=WEEKLY;BYDAY=MO,WE,FR");
  CHECK(every("every fri,mon") == "FREQ=WEEKLY;BYDAY=MO,FR");
  CHECK(every("every monday and thursday") == "FREQ=WEEKLY;BYDAY=MO,TH");
  for (const char* text : {"2 weeks on tue and thu", "every two weeks on thurs, tues", "other tue and thu", "every other week on tuesday and thursday"}) {
    CHECK(every(text) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH");
  }
  CHECK(every("every other friday") == "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR");
  CHECK(every("FREQ=WEEKLY;BYDAY=TU") == "FREQ=WEEKLY;BYDAY=TU");
  CHECK(every("rrule:freq=daily;interval=2") == "FREQ=DAILY;INTERVAL=2");
  CHECK(every("FREQ=HOURLY").starts_with("HOURLY is not something avow can say"));
}

TEST_CASE("how often, by month and year, as people type it") {
  for (const char* text : {"month on the 15th", "monthly on 15", "15th of the month", "every month on the 15th", "the 15th of each month"}) {
    CHECK(every(text) == "FREQ=MONTHLY;BYMONTHDAY=15");
  }
  for (const char* text : {"last day of the month", "every last day of the month", "month on the last day"}) {
    CHECK(every(text) == "FREQ=MONTHLY;BYMONTHDAY=-1");
  }
  CHECK(every("the 1st and 15th of every month") == "FREQ=MONTHLY;BYMONTHDAY=1,15");
  CHECK(every("2 months on the 1st and the last day") == "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1,1");
  CHECK(every("first monday of the month") == "FREQ=MONTHLY;BYDAY=1MO");
  CHECK(every("1st and 3rd monday of the month") == "FREQ=MONTHLY;BYDAY=1MO,3MO");
  CHECK(every("last friday of the month") == "FREQ=MONTHLY;BYDAY=-1FR");
  CHECK(every("month on the last weekday") == "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1");
  for (const char* text : {"year on 29 feb", "yearly on the 29th of February", "every year on Feb 29"}) {
    CHECK(every(text) == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");
  }
}

TEST_CASE("what the words leave open is taken from the first day") {
  CHECK(every("week") == "FREQ=WEEKLY;BYDAY=TU");
  CHECK(every("2 weeks") == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU");
  CHECK(every("every other week") == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU");
  CHECK(every("month") == "FREQ=MONTHLY;BYMONTHDAY=15");
  CHECK(every("monthly", LocalDay(std::chrono::year(2026) / 8 / 31)) == "FREQ=MONTHLY;BYMONTHDAY=31");
  CHECK(every("year") == "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=15");
  CHECK(every("a year", LocalDay(std::chrono::year(2028) / 2 / 29)) == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");
}

TEST_CASE("words that say no rule are refused with examples") {
  for (const char* text : {"", "every", "every other", "now and then", "hour", "2 hours", "every 3rd", "weekend", "month on", "month on friday",
                           "month on the friday", "first monday", "first monday of november", "monday tomorrow", "day on monday", "week on the 15th",
                           "year on 30 feb", "year on 31 april", "year on feb", "year on 15",
                           "last weekday and monday of the month", "of the month", "the of the month", "on monday", "every 99999 days", "-1 days"}) {
    CAPTURE(std::string(text));
    CHECK(every(text).starts_with("say how often like one of these: every weekday · mon, wed and fri · "));
  }
  CHECK(every("0 days").starts_with("a rule comes round every 1 to 1000"));
  CHECK(every("1001 days").starts_with("a rule comes round every 1 to 1000"));
  CHECK(every("1000 days") == "FREQ=DAILY;INTERVAL=1000");
  CHECK(every("32nd of the month") == "one of the days of the month is outside its range");
  CHECK(every("15th and first monday of the month") == "one of the weekdays is outside its range");
  CHECK(every("15th and 15th of the month") == "one of the days of the month stands there twice");
  CHECK(every("day" + std::string(limits::kRecurrenceTextBytesMax - 3, ' ')) == "FREQ=DAILY");
  CHECK(every("day" + std::string(limits::kRecurrenceTextBytesMax - 2, ' ')).starts_with("say how often"));
}

TEST_CASE("a rule in words") {
  CHECK(in_words(Recurrence{}) == "once");
  CHECK(words("FREQ=DAILY") == "every day");
  CHECK(words("FREQ=DAILY;INTERVAL=3;COUNT=10") == "every 3 days, 10 times");
  CHECK(words("FREQ=DAILY;BYMONTH=1,2;UNTIL=20261224") == "every day in Jan and Feb, until 24 Dec 2026");
  CHECK(words("FREQ=WEEKLY") == "every week");
  CHECK(words("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR") == "every weekday");
  CHECK(words("FREQ=WEEKLY;BYDAY=SA,SU") == "every weekend day");
  CHECK(words("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU") == "every day");
  CHECK(words("FREQ=WEEKLY;BYDAY=MO") == "every Monday");
  CHECK(words("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=1") == "every Mon, Wed and Fri, 1 time");
  CHECK(words("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,TU") == "every 2 weeks on Tue and Fri");
  CHECK(words("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR") == "every 2 weeks on weekdays");
  CHECK(words("FREQ=MONTHLY;BYMONTHDAY=31") == "every month on the 31st");
  CHECK(words("FREQ=MONTHLY;BYMONTHDAY=1,2,3,11,12,13,22,-1,-2") ==
        "every month on the 1st, 2nd, 3rd, 11th, 12th, 13th, 22nd, 2nd to last day and last day");
  CHECK(words("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR") == "every month on the 13th if that is Friday");
  CHECK(words("FREQ=MONTHLY;BYDAY=1MO") == "every month on the first Monday");
  CHECK(words("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,2SU") == "every 2 months on the second Sunday and the last Friday");
  CHECK(words("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1") == "every month on the last weekday");
  CHECK(words("FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=1,-1") == "every month on Tue and Thu, only the first and last of these");
  CHECK(words("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29") == "every year on 29 Feb");
  CHECK(words("FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=1") == "every year on the 1st in Feb and Mar");
  CHECK(words("FREQ=YEARLY;BYDAY=20MO") == "every year on the 20th Monday");
  CHECK(words("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH") == "every year on the fourth Thursday in Nov");
  CHECK(words("FREQ=YEARLY") == "every year");
}
