// One random life of two people, with every kind of record that they can write. A life is a list of steps, each a few
// numbers that are read against whatever is there when its turn comes: so any part of the list is a life too, and one that
// breaks a rule can be made shorter (shrink.h). Records only, no words and no vault: sim_vaults has those. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace avow::testing::lives {

enum class Deed : std::uint8_t {
  wait,      // time passes for both
  clock,     // one person's clock is set, and its tables of zones change
  deliver,   // some of what one wrote reaches the other
  level,     // everything reaches both: from now on nobody can say that they had not seen it
  restart,   // one person's program begins anew from what it had stored
  look,      // one person asks for something, at another moment than their own
  promise,   // one promises or asks for a promise, of any shape
  agreed,    // … and the other takes it at once
  act,       // one does something that their program allows with a promise
  day,       // … or with one day of a repeating or standing one
  note,
  thread,
  checkin,
  rewrite,   // one answers what was answered long ago, well formed, as if the time in between had not been
  scribble,  // one writes anything at all, past every rule, with lies about what was seen and when
};

struct Step {
  Deed deed = Deed::wait;
  bool ben = false;  // who does it
  std::array<std::uint32_t, 4> n{};
};

// Of three seeds one has two honest people, one a hostile ben, one two hostile people who also lie about what they had seen.
std::vector<Step> steps_of(std::uint64_t seed);

struct Lived {
  std::string problem;             // "": everything held
  std::vector<std::string> told;   // what each step did
  std::set<std::string> reached;   // states and kinds of record that came to count
  std::size_t records = 0;
  std::size_t crossed = 0;
};
Lived live(const std::vector<Step>& steps);

}  // namespace avow::testing::lives
