// Many random lives of two people over a bad link. AVOW_SIM_SEEDS=n runs n seeds, AVOW_SIM_SEED=s replays one
// (`avow_sim --seed s` shows what happens in it).
#include <doctest/doctest.h>

#include "sim/life.h"
#include "sim/seeds.h"

using namespace avow;
using namespace avow::testing;

TEST_CASE("whatever the link and the machines do, copies stay true, and level once the link heals") {
  LifeSummary all;
  for (const std::uint64_t seed : sim_seeds(300)) {
    const LifeSummary life = live(seed);
    CHECK_MESSAGE(life.problem.empty(), "seed " << seed << ": " << life.problem << " (avow_sim --seed " << seed << ")");
    all.calls += life.calls;
    all.finished += life.finished;
    all.cuts += life.cuts;
    all.flips += life.flips;
    all.deaths += life.deaths;
    all.replays += life.replays;
    all.rollbacks += life.rollbacks;
    all.files += life.files;
    all.stays += life.stays;
    all.hours += life.hours;
    all.entries += life.entries;
  }
  MESSAGE(all.calls << " calls, " << all.finished << " finished; " << all.cuts << " cuts, " << all.flips << " flips, "
                    << all.deaths << " deaths, " << all.replays << " replays, " << all.rollbacks << " rollbacks; " << all.files
                    << " files; "
                    << all.stays << " stayed, " << all.hours << " for an hour; "
                    << all.entries << " entries");
}
