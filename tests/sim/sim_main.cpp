// avow_sim --seed N: replays one random life of sim_sync and says what happens in it. Exit 1 when something broke.
#include <CLI/CLI.hpp>

#include <iostream>

#include "crypto/init.h"
#include "sim/life.h"

int main(int argc, char** argv) {
  CLI::App program("One random life of two people who sync over a bad link.");
  std::uint64_t seed = 0;
  program.add_option("--seed", seed, "which life")->required();
  CLI11_PARSE(program, argc, argv);
  if (!avow::crypto::start().ok()) return 1;
  const auto life = avow::testing::live(seed, [](const std::string& line) { std::cout << line << "\n"; });
  std::cout << life.calls << " calls, " << life.finished << " finished, " << life.entries << " entries\n";
  if (life.problem.empty()) return 0;
  std::cout << "seed " << seed << ": " << life.problem << "\n";
  return 1;
}
