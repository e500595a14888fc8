// Dates and times as people type them, at fixed moments in fixed zones: what each means, and what is refused with choices.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "ledger/record.h"
#include "ledger/typed_when.h"

using namespace avow;
using namespace avow::ledger;

namespace {

constexpr std::string_view kBerlin = "Europe/Berlin";

Instant instant(std::string_view iso, std::string_view zone = kBerlin) {
  const auto when = parse_when(iso, zone);
  REQUIRE(when.ok());
  return when->due;
}

// Wednesday 25 November 2026, half past two.
Instant afternoon() { return instant("2026-11-25T14:30"); }

std::string sentence(const Result<When>& when) {
  CHECK(when.error().code == Errc::usage);
  return when.error().context;
}
// The wall that was resolved, or the sentence of the refusal.
std::string ahead(std::string_view text, Instant now = afternoon(), std::string_view zone = kBerlin) {
  const auto when = parse_typed_when(text, zone, now);
  if (!when.ok()) return sentence(when);
  CHECK(when->date_only == (when->wall.size() == 10));
  CHECK(due_is_plausible(when->wall, when->due, when->grace_end));
  return when->wall;
}
std::string behind(std::string_view text, Instant now = afternoon()) {
  const auto when = parse_typed_when(text, kBerlin, now, Direction::behind);
  return when.ok() ? when->wall : sentence(when);
}
std::string remark(std::string_view text, Instant now = afternoon(), Direction direction = Direction::ahead) {
  const auto when = parse_typed_when(text, kBerlin, now, direction);
  return when.ok() ? when->remark : sentence(when);
}
std::string utc(std::string_view text, Instant now, std::string_view zone = kBerlin) {
  const auto when = parse_typed_when(text, zone, now);
  return when.ok() ? to_rfc3339(when->due) : sentence(when);
}

struct Row {
  std::string_view typed;
  std::string_view wall;
};

}  // namespace

TEST_CASE("typed_ days without a time are dates") {
  for (const Row& row : {Row{"today", "2026-11-25"}, {"Tomorrow", "2026-11-26"}, {"the day after tomorrow", "2026-11-27"},
                         {"yesterday", "2026-11-24"}, {"day before yesterday", "2026-11-23"}, {"friday", "2026-11-27"},
                         {"on Fri", "2026-11-27"}, {"this friday", "2026-11-27"}, {"tuesday", "2026-12-01"}, {"next tuesday", "2026-12-01"},
                         {"next wednesday", "2026-12-02"}, {"last wednesday", "2026-11-18"}, {"last friday", "2026-11-20"},
                         {"in 3 days", "2026-11-28"}, {"in two weeks", "2026-12-09"}, {"in a month", "2026-12-25"}, {"in a year", "2027-11-25"},
                         {"3 days ago", "2026-11-22"}, {"a week ago", "2026-11-18"}, {"27 nov", "2026-11-27"}, {"Nov 27", "2026-11-27"},
                         {"the 27th of November", "2026-11-27"}, {"november 27th, 2027", "2027-11-27"}, {"27 november 2026", "2026-11-27"},
                         {"25 nov", "2026-11-25"}, {"24 nov", "2027-11-24"}, {"29 feb", "2028-02-29"}, {"end of the month", "2026-11-30"},
                         {"end of month", "2026-11-30"}, {"the end of the week", "2026-11-29"}, {"end of this year", "2026-12-31"},
                         {"2026-11-27", "2026-11-27"}}) {
    CAPTURE(std::string(row.typed));
    CHECK(ahead(row.typed) == row.wall);
  }
}

TEST_CASE("typed_ times, alone, before and behind a day") {
  for (const Row& row : {Row{"friday 6pm", "2026-11-27T18:00"}, {"fri 18:00", "2026-11-27T18:00"}, {"friday at 6:30 pm", "2026-11-27T18:30"},
                         {"6pm friday", "2026-11-27T18:00"}, {"6 PM on friday", "2026-11-27T18:00"}, {"tomorrow noon", "2026-11-26T12:00"},
                         {"noon tomorrow", "2026-11-26T12:00"}, {"12pm tomorrow", "2026-11-26T12:00"}, {"tomorrow 12:30am", "2026-11-26T00:30"},
                         {"tomorrow 0:00", "2026-11-26T00:00"}, {"tonight", "2026-11-25T20:00"}, {"tonight 21:15", "2026-11-25T21:15"},
                         {"18:00", "2026-11-25T18:00"}, {"6pm", "2026-11-25T18:00"}, {"at 9:00", "2026-11-26T09:00"},
                         {"14:30", "2026-11-26T14:30"}, {"14:31", "2026-11-25T14:31"}, {"27 nov 18:00", "2026-11-27T18:00"},
                         {"27 november 2026 18:00", "2026-11-27T18:00"}, {"in 3 days at 18:00", "2026-11-28T18:00"},
                         {"end of the month 6pm", "2026-11-30T18:00"}, {"2026-11-27 6pm", "2026-11-27T18:00"},
                         {"2026-11-27 at noon", "2026-11-27T12:00"}, {"wednesday 18:00", "2026-11-25T18:00"}, {"wed 9am", "2026-12-02T09:00"},
                         {"2026-11-27T18:00", "2026-11-27T18:00"}, {"2026-11-27 18:00", "2026-11-27T18:00"}}) {
    CAPTURE(std::string(row.typed));
    CHECK(ahead(row.typed) == row.wall);
  }
}

TEST_CASE("typed_ hours and minutes are exact, to the minute, also where the clocks change") {
  CHECK(ahead("in 90 minutes") == "2026-11-25T16:00");
  CHECK(ahead("in an hour") == "2026-11-25T15:30");
  CHECK(ahead("in 2 h") == "2026-11-25T16:30");
  CHECK(ahead("20 min ago") == "2026-11-25T14:10");
  CHECK(ahead("now") == "2026-11-25T14:30");
  CHECK(ahead("in 1 minute", afternoon() + std::chrono::seconds(59)) == "2026-11-25T14:31");
  const auto before_gap = instant("2026-03-29T01:30");
  CHECK(ahead("in 2 hours", before_gap) == "2026-03-29T04:30");
  CHECK(utc("in 2 hours", before_gap) == "2026-03-29T02:30:00Z");
  const auto before_fold = instant("2026-10-25T01:30");
  CHECK(utc("in 2 hours", before_fold) == "2026-10-25T01:30:00Z");
  CHECK(ahead("in 2 hours", before_fold) == "2026-10-25T02:30");
  CHECK(ahead("in 3 hours", before_fold) == "2026-10-25T03:30");
  // A day is a day on the wall.
  CHECK(utc("in 2 days 01:30", before_fold) == "2026-10-27T00:30:00Z");
}

TEST_CASE("typed_ times that do not exist or come twice say so, beside what else was chosen") {
  const auto before = instant("2026-03-28T12:00");
  CHECK(ahead("tomorrow 2:30am", before) == "2026-03-29T02:30");
  CHECK(utc("tomorrow 2:30am", before) == "2026-03-29T01:30:00Z");
  CHECK(remark("tomorrow 2:30am", before).starts_with("02:30 does not exist on that day in Europe/Berlin"));
  CHECK(remark("02:30", before).starts_with("That time has passed today: Sun 29 Mar 2026 was taken. 02:30 does not exist"));
  const auto fold = instant("2026-10-24T12:00");
  CHECK(utc("sunday 02:30", fold) == "2026-10-25T00:30:00Z");
  CHECK(remark("sunday 02:30", fold).starts_with("02:30 comes twice on that day in Europe/Berlin"));
  // Half an hour, on an island.
  const auto island = instant("2026-10-03T12:00", "Australia/Lord_Howe");
  CHECK(ahead("tomorrow 02:15", island, "Australia/Lord_Howe") == "2026-10-04T02:15");
}

TEST_CASE("typed_ words mean the wall of the zone, wherever that is") {
  // In Kiritimati it is the next day already, in Honolulu still the day before.
  const Instant now = instant("2026-11-25T15:00:00Z", "UTC");
  CHECK(ahead("today", now, "Pacific/Kiritimati") == "2026-11-26");
  CHECK(utc("today", now, "Pacific/Kiritimati") == "2026-11-26T10:00:00Z");
  CHECK(ahead("today 18:00", now, "Pacific/Honolulu") == "2026-11-25T18:00");
  CHECK(ahead("today 18:00", now - std::chrono::hours(6), "Pacific/Honolulu") == "2026-11-24T18:00");
  CHECK(utc("friday 6pm", now, "Asia/Kathmandu") == "2026-11-27T12:15:00Z");
  CHECK(utc("friday 6pm America/New_York", now) == "2026-11-27T23:00:00Z");
  CHECK(parse_typed_when("friday 6pm America/New_York", kBerlin, now)->zone == "America/New_York");
  CHECK(utc("noon UTC", now) == "2026-11-26T12:00:00Z");
  CHECK(ahead("friday 6pm Europe/Berlln", now) == "there is no time zone named Europe/Berlln");
  CHECK(ahead("friday 6pm", now, "Nowhere") == "there is no time zone named Nowhere");
  CHECK(ahead("2026-11-27 Europe/Berlln", now) == "there is no time zone named Europe/Berlln");
}

TEST_CASE("typed_ month ends and leap days") {
  const auto january = instant("2027-01-31T12:00");
  CHECK(ahead("in a month", january) == "2027-02-28");
  CHECK(remark("in a month", january) == "That month has no such day: Sun 28 Feb 2027 was taken.");
  CHECK(ahead("in 13 months", january) == "2028-02-29");
  CHECK(ahead("tomorrow", january) == "2027-02-01");
  const auto leap = instant("2028-02-29T12:00");
  CHECK(ahead("in a year", leap) == "2029-02-28");
  CHECK(ahead("29 feb", leap) == "2028-02-29");
  CHECK(ahead("29 feb", leap + std::chrono::days(1)) == "2032-02-29");
  CHECK(ahead("end of the month", leap) == "2028-02-29");
  CHECK(ahead("end of the week", instant("2026-11-29T12:00")) == "2026-11-29");
  CHECK(ahead("29 feb 2027") == "there is no such day in that year");
  CHECK(ahead("31 april") == "there is no such day in any year");
}

TEST_CASE("typed_ what was chosen by a rule is said") {
  CHECK(remark("friday 6pm").empty());
  CHECK(remark("9:00") == "That time has passed today: Thu 26 Nov 2026 was taken.");
  CHECK(remark("24 nov") == "No year was named: Wed 24 Nov 2027 was taken.");
  CHECK(remark("wednesday 18:00") == "Today is Wednesday, and today was taken.");
  CHECK(remark("wednesday 9am") == "Today is Wednesday, and that time has passed: Wed 2 Dec 2026 was taken.");
}

TEST_CASE("typed_ what may mean two things is refused with both") {
  for (const Row& row :
       {Row{"wednesday", "Today is Wednesday: write 2026-11-25 or 2026-12-02"},
        {"next friday", "that may be this week's or the other: write 2026-11-27 or 2026-12-04"},
        {"next friday 6pm", "that may be this week's or the other: write 2026-11-27T18:00 or 2026-12-04T18:00"},
        {"last tuesday", "that may be this week's or the other: write 2026-11-17 or 2026-11-24"},
        {"midnight", "midnight may be where that day begins or where it ends: write 2026-11-26T00:00 or 2026-11-27T00:00"},
        {"friday midnight", "midnight may be where that day begins or where it ends: write 2026-11-27T00:00 or 2026-11-28T00:00"},
        {"12am friday", "midnight may be where that day begins or where it ends: write 2026-11-27T00:00 or 2026-11-28T00:00"},
        {"friday 6", "that hour comes in the morning and in the evening: write friday 06:00 or friday 18:00"},
        {"at 6", "that hour comes in the morning and in the evening: write 06:00 or 18:00"},
        {"27 Nov at 12", "that hour comes in the morning and in the evening: write 27 nov 00:00 or 27 nov 12:00"},
        {"friday 18", "write the time with its minutes: friday 18:00"},
        {"03/04/2026", "countries read that date in two ways: write 2026-04-03 or 2026-03-04"},
        {"03/04/2026 18:00", "countries read that date in two ways: write 2026-04-03T18:00 or 2026-03-04T18:00"},
        {"13/04/2026", "write the year first: 2026-04-13"},
        {"4/13/2026", "write the year first: 2026-04-13"},
        {"4/4/2026", "write the year first: 2026-04-04"},
        {"27.11.2026", "write the year first: 2026-11-27"},
        {"3.4.2026", "write the year first: 2026-04-03"},
        {"31/31/2026", "there is no such day"}}) {
    CAPTURE(std::string(row.typed));
    CHECK(ahead(row.typed) == row.wall);
  }
}

TEST_CASE("typed_ between midnight and 04:00 today and tomorrow are not clear, all else goes by the calendar") {
  const auto night = instant("2026-11-28T01:00");
  CHECK(ahead("today", night) == "between midnight and 04:00 that may be either of two days: write 2026-11-27 or 2026-11-28");
  CHECK(ahead("tomorrow 9am", night) ==
        "between midnight and 04:00 that may be either of two days: write 2026-11-28T09:00 or 2026-11-29T09:00");
  CHECK(ahead("02:00", night) == "2026-11-28T02:00");
  CHECK(ahead("sunday", night) == "2026-11-29");
  CHECK(ahead("in 3 days", night) == "2026-12-01");
  CHECK(ahead("in 1 day", night) == ahead("tomorrow", night));
  CHECK(ahead("in a day at 9am", night) == ahead("tomorrow 9am", night));
  CHECK(behind("1 day ago", night) == behind("yesterday", night));
  CHECK(ahead("today", instant("2026-11-28T04:00")) == "2026-11-28");
}

TEST_CASE("typed_ a short name of a zone on a time that comes twice is asked about, with both offsets") {
  const auto before = instant("2026-10-24T12:00");
  const std::string both = "that time comes twice on that day in CET: write 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00";
  CHECK(ahead("2026-10-25T02:30 CET", before) == both);
  CHECK(ahead("2026-10-25T02:30[CET]", before) == both);
  CHECK(ahead("sunday 02:30 CET", before) == both);
  CHECK(utc("2026-10-25T02:30+01:00", before) == "2026-10-25T01:30:00Z");
  CHECK(utc("2026-10-25T02:30+01:00[CET]", before) == "2026-10-25T01:30:00Z");
  CHECK(utc("2026-10-25T03:30 CET", before) == "2026-10-25T02:30:00Z");
  CHECK(utc("2026-10-25T02:30 Europe/Berlin", before) == "2026-10-25T00:30:00Z");
  CHECK(utc("2026-10-25T02:30", before, "CET") == "2026-10-25T00:30:00Z");  // the own zone's name says nothing more
}

TEST_CASE("typed_ for what was done, days and times lie behind") {
  for (const Row& row : {Row{"friday", "2026-11-20"}, {"tuesday", "2026-11-24"}, {"friday 18:00", "2026-11-20T18:00"}, {"last friday", "2026-11-20"},
                         {"yesterday", "2026-11-24"}, {"yesterday 18:00", "2026-11-24T18:00"}, {"3 days ago", "2026-11-22"},
                         {"18:00", "2026-11-24T18:00"}, {"14:30", "2026-11-25T14:30"}, {"noon", "2026-11-25T12:00"},
                         {"wednesday noon", "2026-11-25T12:00"}, {"wednesday 18:00", "2026-11-18T18:00"}, {"27 nov", "2025-11-27"},
                         {"25 nov", "2026-11-25"}, {"29 feb", "2024-02-29"}, {"today", "2026-11-25"}, {"an hour ago", "2026-11-25T13:30"}}) {
    CAPTURE(std::string(row.typed));
    CHECK(behind(row.typed) == row.wall);
  }
  CHECK(behind("wednesday") == "Today is Wednesday: write 2026-11-18 or 2026-11-25");
  CHECK(remark("18:00", afternoon(), Direction::behind) == "That time is still ahead today: Tue 24 Nov 2026 was taken.");
  CHECK(remark("wednesday 18:00", afternoon(), Direction::behind) ==
        "Today is Wednesday, and that time is still ahead: Wed 18 Nov 2026 was taken.");
  CHECK(behind("soon") == "write a date or a time like yesterday 18:00, last friday, 2 hours ago, 27 nov or 2026-11-27T18:00");
}

TEST_CASE("typed_ what is not understood is refused with examples") {
  for (const char* text :
       {"", " ", "soon", "next week", "fridays", "friday friday", "friday 6pm 7pm", "tomorrow 25:00", "18:60", "13pm", "0am", "6:5", "in", "in days",
        "3 days", "in 3", "ago", "in 2 hours 6pm", "2 hours", "nov", "27", "27 2026", "nov 2026", "on", "at", "the", "end of", "end of days", "end of the day",
        "next", "next 27 nov", "last", "first friday", "1/2/3", "1/2", "2026/11/27", "1-2-2026", "a", "friday UTC UTC", "tomorrow-ish", "in -3 days",
        "in 99999 days", "tomorrow\n18:00", "\xF0\x9F\x91\x8D"}) {
    CAPTURE(std::string(text));
    CHECK(ahead(text).starts_with("write a date or a time like friday 6pm"));
  }
  CHECK(ahead("2026-02-30") == "there is no such day in that year");
  CHECK(ahead("2026-11-2").starts_with("write a date or a time like 2026-11-27"));
  CHECK(ahead("in 9999 years") == "only years from 1970 to 9999");
  CHECK(ahead("9999 years ago") == "only years from 1970 to 9999");
  CHECK(ahead("1 jan 1969") == "only years from 1970 to 9999");
  CHECK(ahead("31 dec 9999") == "only years from 1970 to 9999");
  CHECK(ahead("30 dec 9999") == "9999-12-30");
  CHECK(ahead("2 hours ago", Instant{}) == "only years from 1970 to 9999");
  const std::string longest = "friday" + std::string(limits::kTypedWhenBytesMax - 6, ' ');
  CHECK(ahead(longest) == "2026-11-27");
  CHECK(ahead(longest + " ").starts_with("write a date"));
}
