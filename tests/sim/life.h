// A random life of two people who write, sync, and have bad luck, from one seed; and what must hold at every moment
// of it. No test framework: sim_sync runs many seeds, avow_sim replays one with a trace.
#pragma once

#include "sim/pair.h"

namespace avow::testing {

struct LifeSummary {
  std::string problem;  // empty: everything held
  unsigned calls = 0;
  unsigned finished = 0;
  unsigned cuts = 0;
  unsigned flips = 0;
  unsigned deaths = 0;
  unsigned replays = 0;
  unsigned files = 0;      // sealed ones that were read
  unsigned stays = 0;      // calls between two who stay, that got beyond the words
  unsigned hours = 0;      // of those, that ended because they were an hour old
  unsigned rollbacks = 0;  // restored from an older copy that had lost what had left: must become read-only, have all back and begin a new epoch
  std::uint64_t entries = 0;
};

LifeSummary live(std::uint64_t seed, const Trace& trace = {});

}  // namespace avow::testing
