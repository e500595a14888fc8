// Random lives of two people with every kind of record (lives.h): both must see the same, and no rule of who may do what may
// ever be broken. AVOW_SIM_SEED=N lives one of them, AVOW_SIM_LIVES=N so many (2,000; scripts/deep.sh 20,000). What fails is
// made short, and told step by step.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "ledger/thread_table.h"
#include "sim/lives.h"
#include "sim/seeds.h"
#include "sim/shrink.h"

using namespace avow;
using namespace avow::testing;
using lives::Step;

namespace {

std::string story_of(std::uint64_t seed, const std::vector<Step>& steps) {
  const auto lived = lives::live(steps);
  std::string out = "seed " + std::to_string(seed) + ", " + std::to_string(steps.size()) + " steps: " + lived.problem;
  for (const std::string& told : lived.told) out += "\n  " + told;
  return out;
}

// A different problem is another failure: the shortest life must fail as the long one did.
std::string without_ids(std::string problem) { return problem.substr(0, problem.find_first_of(":(")); }

std::vector<Step> shortest(const std::vector<Step>& steps, const std::string& problem) {
  return shrink(steps, [&](const std::vector<Step>& fewer) { return without_ids(lives::live(fewer).problem) == without_ids(problem); });
}

constexpr std::size_t kEnoughForAll = 2'000;
#if defined(AVOW_SANITIZED)
constexpr std::size_t kUsual = 200;  // ten times as slow; the other builds live them all
#else
constexpr std::size_t kUsual = kEnoughForAll;
#endif

// A life that leaves a part of the tables out would prove nothing about it.
std::string never_reached(const std::set<std::string>& reached) {
  std::string missing;
  const auto want = [&](std::string_view name) {
    if (!reached.contains(std::string(name))) missing += std::string(name) + " ";
  };
  for (const auto& row : ledger::transitions()) {
    if (row.kind != ledger::RecordKind::none) want(name_of(row.kind));
  }
  for (const auto& row : ledger::thread_rows()) want(name_of(row.kind));
  for (std::size_t i = 2; i < ledger::kStateCount; ++i) want("promise " + std::string(name_of(static_cast<ledger::State>(i))));
  for (const char* day : {"active", "unreported", "reported", "kept", "kept_late", "partly", "kept_own_word", "missed", "disputed",
                          "left_open", "released", "stepped_back", "excused"}) {
    want("day " + std::string(day));
  }
  for (const char* state : {"open", "sealed", "both_sealed", "opened", "revealed", "withdrawn", "expired"}) want("check-in " + std::string(state));
  for (const char* state : {"shared", "seen", "corrected", "withdrawn", "expired"}) want("note " + std::string(state));
  return missing;
}

}  // namespace

TEST_CASE("whatever two people write, both see the same, and nobody acts for the other") {
  const auto seeds = sim_seeds(kUsual, "AVOW_SIM_LIVES");
  std::set<std::string> reached;
  std::size_t records = 0;
  std::size_t crossed = 0;
  for (const std::uint64_t seed : seeds) {
    const auto steps = lives::steps_of(seed);
    const auto lived = lives::live(steps);
    if (!lived.problem.empty()) FAIL(story_of(seed, shortest(steps, lived.problem)));
    reached.insert(lived.reached.begin(), lived.reached.end());
    records += lived.records;
    crossed += lived.crossed;
  }
  MESSAGE(seeds.size() << " lives, " << records << " records, " << crossed << " crossed, " << reached.size() << " states and kinds");
  if (seeds.size() >= kEnoughForAll) CHECK(never_reached(reached) == "");
}

TEST_CASE("what fails is made short") {
  std::vector<int> steps(200);
  std::iota(steps.begin(), steps.end(), 0);
  std::size_t asked = 0;
  const auto fails = [&asked](const std::vector<int>& some) {
    ++asked;
    const auto has = [&some](int one) { return std::find(some.begin(), some.end(), one) != some.end(); };
    return has(17) && has(18) && has(150);
  };
  CHECK(shrink(steps, fails) == std::vector<int>{17, 18, 150});
  CHECK(asked < 120);
  CHECK(shrink(std::vector<int>{1}, [](const auto& some) { return some.size() < 2; }).empty());
}
