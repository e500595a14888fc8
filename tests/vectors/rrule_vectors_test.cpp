// Published rules through the text, the structure and the days: what the structure can say comes to the days that are
// printed, what it cannot is refused by its name.
#include <algorithm>

#include <doctest/doctest.h>

#include "ledger/recurrence.h"
#include "vectors/vector_files.h"

using namespace avow;
using namespace avow::ledger;

namespace {

const testing::Shape kRules{"rrule", "cases", "rule"};

LocalDay day_of(const std::string& text) {
  const auto part = [&text](std::size_t at, std::size_t size) { return std::stoi(text.substr(at, size)); };
  return LocalDay(std::chrono::year(part(0, 4)) / part(4, 2) / part(6, 2));
}

// An excluded date stands in none of them: it is a day off the rule, which counts for us only if the rule names it.
std::vector<LocalDay> expected_days(const nlohmann::json& item) {
  std::vector<LocalDay> out;
  for (const auto& instance : item["instances"]) out.push_back(day_of(instance.get<std::string>()));
  return out;
}

// What the structure does not say, by the names that a refusal must hold one of.
const std::vector<std::string> kUnsaid{"SECONDLY", "MINUTELY",  "HOURLY",   "BYSECOND", "BYMINUTE",
                                       "BYHOUR",   "BYYEARDAY", "BYWEEKNO", "BYEASTER"};

bool is_unsaid(const std::string& rule) {
  return std::any_of(kUnsaid.begin(), kUnsaid.end(), [&rule](const auto& name) { return rule.find(name) != std::string::npos; });
}
bool is_named(const std::string& rule, const std::string& sentence) {
  return std::any_of(kUnsaid.begin(), kUnsaid.end(), [&](const auto& name) {
    return rule.find(name) != std::string::npos && sentence.find(name) != std::string::npos;
  });
}

// Neither side of a disagreement is the right one: a mix that RFC 5545 forbids or that calendars read differently.
bool is_mix_without_one_answer(const std::string& rule) {
  const bool month_days = rule.find("BYMONTHDAY=") != std::string::npos;
  const bool months = rule.find("BYMONTH=") != std::string::npos;
  return month_days && (rule.find("FREQ=WEEKLY") != std::string::npos || (rule.find("FREQ=YEARLY") != std::string::npos && !months));
}

// UNTIL names a time before that of DTSTART: with times its day is none of them, as a day it is the last.
bool ends_within_a_day(const std::string& rule, const std::string& dtstart) {
  const auto until = rule.find("UNTIL=");
  return until != std::string::npos && rule.size() >= until + 21 && rule.substr(until + 15, 6) < dtstart.substr(9, 6);
}

}  // namespace

TEST_CASE("published recurrence rules come to their days, or are refused by name") {
  testing::for_each_vectors(kRules, [](const nlohmann::json& file) {
    std::size_t expanded = 0;
    std::size_t refused = 0;
    for (const auto& item : file.at("cases")) {
      const auto rule = item["rule"].get<std::string>();
      CAPTURE(rule);
      const auto parsed = parse_rrule(rule);
      if (is_unsaid(rule) || is_mix_without_one_answer(rule)) {
        REQUIRE_FALSE(parsed.ok());
        CHECK(parsed.error().code == Errc::usage);
        const auto& sentence = parsed.error().context;
        CHECK((is_mix_without_one_answer(rule) || is_named(rule, sentence)));
        ++refused;
        continue;
      }
      REQUIRE_MESSAGE(parsed.ok(), parsed.error().context);
      const auto first = day_of(item["dtstart"].get<std::string>());
      auto expected = expected_days(item);
      if (ends_within_a_day(rule, item["dtstart"].get<std::string>()) && names(*parsed, first, parsed->until)) {
        expected.push_back(parsed->until);
      }
      CHECK(days_of(*parsed, first, first, LocalDay::max(), expected.size()) == expected);
      const bool goes_on = item.contains("finite") && !item["finite"].get<bool>();
      CHECK((days_of(*parsed, first, first, LocalDay::max(), expected.size() + 1).size() > expected.size()) == goes_on);
      for (const auto day : expected) CHECK(names(*parsed, first, day));
      const auto again = parse_rrule(to_rrule(*parsed));
      REQUIRE(again.ok());
      CHECK(*again == *parsed);
      ++expanded;
    }
    testing::report_ran("recurrence rules expanded", expanded);
    testing::report_ran("recurrence rules refused by name", refused);
    CHECK(expanded > 0);
  });
}

TEST_CASE("files that no recurrence test knows are skipped by name") { testing::skip_unknown_files("rrule", {kRules}); }
