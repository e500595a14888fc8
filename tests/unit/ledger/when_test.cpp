// WHEN as typed: days and times in zones, clock changes, and what is refused.
#include <doctest/doctest.h>

#include "ledger/record.h"
#include "ledger/when.h"

using namespace avow;
using namespace avow::ledger;

namespace {
std::string due(std::string_view text, std::string_view zone = "Europe/Berlin") {
  const auto when = parse_when(text, zone);
  if (!when.ok()) return when.error().context;
  CHECK(due_is_plausible(when->wall, when->due, when->grace_end));
  return to_rfc3339(when->due);
}
}  // namespace

TEST_CASE("a day is due at its midnight, with grace until 04:00") {
  const auto when = parse_when("2026-11-27", "Europe/Berlin");
  REQUIRE(when.ok());
  CHECK(when->date_only);
  CHECK(when->wall == "2026-11-27");
  CHECK(when->zone == "Europe/Berlin");
  CHECK(to_rfc3339(when->due) == "2026-11-27T23:00:00Z");
  CHECK(to_rfc3339(when->grace_end) == "2026-11-28T03:00:00Z");
  CHECK(when->remark.empty());
}

TEST_CASE("a time is due when the wall says so, without grace") {
  CHECK(due("2026-11-27T18:00") == "2026-11-27T17:00:00Z");
  CHECK(due("2026-11-27 18:00") == "2026-11-27T17:00:00Z");
  CHECK(due("2026-07-27T18:00:30") == "2026-07-27T16:00:30Z");
  CHECK(due("2026-11-27T18:00", "America/New_York") == "2026-11-27T23:00:00Z");
  CHECK(due("2026-11-27T18:00", "Asia/Kathmandu") == "2026-11-27T12:15:00Z");
  const auto when = parse_when("2026-11-27T18:00", "Europe/Berlin");
  CHECK(when->grace_end == when->due);
  CHECK_FALSE(when->date_only);
  CHECK(parse_when("2026-11-27T18:00:30", "Europe/Berlin")->wall == "2026-11-27T18:00:30");
}

TEST_CASE("an offset names the instant, the wall is the writer's own") {
  const auto when = parse_when("2026-11-27T18:00+09:00", "Europe/Berlin");
  CHECK(to_rfc3339(when->due) == "2026-11-27T09:00:00Z");
  CHECK(when->wall == "2026-11-27T10:00");
  CHECK(due("2026-11-27T18:00Z") == "2026-11-27T18:00:00Z");
  CHECK(due("2026-11-27T18:00-03:30") == "2026-11-27T21:30:00Z");
}

TEST_CASE("a zone in the text wins") {
  CHECK(due("2026-11-27T18:00[America/New_York]") == "2026-11-27T23:00:00Z");
  CHECK(due("2026-11-27 18:00 America/New_York") == "2026-11-27T23:00:00Z");
  CHECK(parse_when("2026-11-27 America/New_York", "Europe/Berlin")->zone == "America/New_York");
  CHECK(parse_when("2026-11-27T18:00Z[Europe/Berlin]", "UTC")->wall == "2026-11-27T19:00");
}

TEST_CASE("a time that does not exist moves forward, one that comes twice is the earlier, both say so") {
  const auto gap = parse_when("2026-03-29T02:30", "Europe/Berlin");
  CHECK(to_rfc3339(gap->due) == "2026-03-29T01:30:00Z");
  CHECK(gap->wall == "2026-03-29T02:30");
  CHECK(gap->remark.find("does not exist") != std::string::npos);
  const auto fold = parse_when("2026-10-25T02:30", "Europe/Berlin");
  CHECK(to_rfc3339(fold->due) == "2026-10-25T00:30:00Z");
  CHECK(fold->remark.find("comes twice") != std::string::npos);
  // A day whose midnight does not exist still ends.
  const auto day = parse_when("2018-11-03", "America/Sao_Paulo");
  CHECK(to_rfc3339(day->due) == "2018-11-04T03:00:00Z");
  CHECK(to_rfc3339(day->grace_end) == "2018-11-04T06:00:00Z");
}

TEST_CASE("anything else is refused") {
  for (const char* text :
       {"", "friday", "2026-11", "2026-11-31", "2026-13-01", "2026-00-10", "2026-02-29", "26-11-27", "2026-11-27T", "2026-11-27T24:00",
        "2026-11-27T18", "2026-11-27T18:60", "2026-11-27T18:00:60", "2026-11-27T18:00+1", "2026-11-27T18:00+24:00", "2026-11-27T18:00[",
        "2026-11-27T18:00[]", "2026-11-27T18:00[Europe/Berlin", "2026-11-27T18:00 ", "2026-11-27x", "1969-12-31", "02026-11-27",
        "+2026-11-27", "2026-11-27T18:00[Nowhere/Atall]", "2026-11-27T18:00[../../etc/passwd]", "2026-1-1", "２026-11-27",
        "2026-11-27T1８:00", "1970-01-01T00:30", "9999-12-31"}) {
    CAPTURE(text);
    const auto when = parse_when(text, "Europe/Berlin");
    REQUIRE_FALSE(when.ok());
    CHECK(when.error().code == Errc::usage);
  }
  CHECK(parse_when("2026-11-27", "").error().code == Errc::usage);
  CHECK(parse_when("2026-11-27", std::string(65, 'a')).error().code == Errc::usage);
  CHECK(parse_when("1970-01-01T01:00", "Europe/Berlin").ok());
  CHECK(parse_when("9999-12-31T23:59:59Z", "UTC").ok());
  CHECK_FALSE(parse_when("9999-12-31T23:59:59-01:00", "UTC").ok());
}

TEST_CASE("instants are shown on the wall of a zone") {
  const Instant instant = parse_when("2026-11-27T18:00", "Europe/Berlin")->due;
  CHECK(local_text(instant, "Europe/Berlin") == "Fri 27 Nov 2026 18:00 CET");
  CHECK(local_text(instant, "America/New_York") == "Fri 27 Nov 2026 12:00 EST");
  CHECK(local_text(instant, "No/Where") == "Fri 27 Nov 2026 17:00 UTC");
  CHECK(local_wall(instant, "Europe/Berlin") == "2026-11-27T18:00");
  CHECK(local_wall(instant, "Asia/Tokyo") == "2026-11-28T02:00");
  (void)local_text(from_millis(INT64_MAX), "Europe/Berlin");
  (void)local_text(from_millis(INT64_MIN), "Europe/Berlin");
}

TEST_CASE("zones by name") {
  CHECK(zone_exists("Europe/Berlin"));
  CHECK(zone_exists("UTC"));
  for (const char* name : {"", "Europe/Atlantis", "/etc/passwd", "../Berlin", "Europe/Berlin\n", "Europe Berlin"}) {
    CAPTURE(name);
    CHECK_FALSE(zone_exists(name));
  }
}

TEST_CASE("times that cannot belong to their wall are told apart") {
  const Instant noon = from_millis(1'795'000'000'000LL);
  CHECK(due_is_plausible("2026-11-18T11:00", noon, noon));
  CHECK_FALSE(due_is_plausible("2026-11-20T11:00", noon, noon));
  CHECK_FALSE(due_is_plausible("2026-11-18T11:00", noon, noon - std::chrono::seconds(1)));
  CHECK_FALSE(due_is_plausible("soon", noon, noon));
}

TEST_CASE("a day ends at four, also when the clocks change") {
  const auto berlin = [](const std::string& text) { return parse_when(text, "Europe/Berlin")->due; };
  CHECK(day_of(berlin("2026-11-27T18:00"), "Europe/Berlin") == Day{"2026-11-27", berlin("2026-11-28T04:00")});
  CHECK(day_of(berlin("2026-11-28T03:59"), "Europe/Berlin") == Day{"2026-11-27", berlin("2026-11-28T04:00")});
  CHECK(day_of(berlin("2026-11-28T04:00"), "Europe/Berlin") == Day{"2026-11-28", berlin("2026-11-29T04:00")});
  CHECK(day_of(berlin("2026-03-28T12:00"), "Europe/Berlin").end - berlin("2026-03-28T04:00") == std::chrono::hours(23));
  CHECK(day_of(berlin("2026-10-24T12:00"), "Europe/Berlin").end - berlin("2026-10-24T04:00") == std::chrono::hours(25));
  CHECK(day_of(berlin("2026-12-31T23:00"), "Nowhere/Land").date == "2026-12-31");
  CHECK(day_of(berlin("2027-01-01T02:00"), "Europe/Berlin").date == "2026-12-31");
  // Every instant lies in its day, and days follow each other, in zones that change at odd times.
  for (const char* zone : {"Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/Nuuk"}) {
    CAPTURE(zone);
    Instant at = berlin("2010-12-01T00:00");
    for (int i = 0; i < 24 * 500; ++i, at += std::chrono::minutes(61)) {
      const Day day = day_of(at, zone);
      CHECK(day.end > at);
      CHECK(day.end - at <= std::chrono::hours(26));
      CHECK(day_of(day.end, zone).date > day.date);
    }
  }
}

TEST_CASE("a wall time on a date is an instant, a skipped one moves on, a doubled one is the earlier") {
  using std::chrono::minutes;
  CHECK(instant_on("2026-11-27", minutes(18 * 60), "Europe/Berlin") == parse_when("2026-11-27T18:00", "Europe/Berlin")->due);
  CHECK(instant_on("2026-03-29", minutes(150), "Europe/Berlin") == parse_when("2026-03-29T03:30", "Europe/Berlin")->due);
  CHECK(instant_on("2026-10-25", minutes(150), "Europe/Berlin") == parse_when("2026-10-25T02:30+02:00", "Europe/Berlin")->due);
  CHECK_FALSE(instant_on("2026-02-30", minutes(0), "Europe/Berlin"));
  CHECK_FALSE(instant_on("2026-02-28x", minutes(0), "Europe/Berlin"));
  CHECK(days_after("2026-12-31", 1) == "2027-01-01");
  CHECK(days_after("2028-03-01", -1) == "2028-02-29");
}
