#!/usr/bin/env bash
# The long checks, run by hand before a release: hours if you let them. Counts come from the environment:
#   SIM_SEEDS (2000)  SIM_LIVES (20000, of records alone)  KILL_MOMENTS (200)  FUZZ_SECONDS (300, for each target)
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_missing "${build_packages[@]}" "${test_packages[@]}" "${deep_packages[@]}"

benches() {
  local bench=build/release/tests/bench/avow_bench
  cmake --build --preset release -j "$jobs" --target avow_bench &&
    "$bench" append && "$bench" open && "$bench" first-sync && "$bench" fold && "$bench" today && "$bench" recurrence &&
    "$bench" search &&
    python3 tests/bench/first_sync.py build/release/avow --notes 10000 &&
    python3 tests/bench/first_sync.py build/release/avow --notes 100000
}

valgrind_units() {
  local program outcome=0
  for program in build/dev/tests/unit_*; do
    [ -f "$program" ] && [ -x "$program" ] || continue
    valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite "$program" || outcome=1
  done
  return "$outcome"
}

# A build of its own that is only configured: clang's flags, one command for each file, and no precompiled header of g++'s.
tidy_all() {
  cmake --preset dev -B build/tidy -Wno-dev -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
    >/dev/null && cmake --build build/tidy -j "$jobs" --target avow_schemas >/dev/null &&
    run-clang-tidy -quiet -p build/tidy -j "$jobs" "^$root/(src|cli)/" 2>/dev/null
}

# Why no missingReturn: it knows neither a switch that names every case nor a coroutine; both compilers do.
cppcheck_all() {
  cppcheck -q --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
    --suppress=missingIncludeSystem --suppress=missingReturn -I src -j "$jobs" src cli
}

stage 'build release' configure_and_build release
stage 'bench' benches
stage "sim, ${SIM_SEEDS:-2000} seeds" env AVOW_SIM_SEEDS="${SIM_SEEDS:-2000}" AVOW_SIM_STORIES="${SIM_SEEDS:-2000}" \
  AVOW_SIM_LIVES="${SIM_LIVES:-20000}" \
  ctest --preset release -L '^sim$' --timeout 36000
stage "kill at ${KILL_MOMENTS:-200} moments" \
  env AVOW_KILL_MOMENTS="${KILL_MOMENTS:-200}" ctest --preset release -R '^e2e: (kill|instance crash)' --timeout 36000
# Why another build than test.sh's: what runs for long is worth optimising, and libFuzzer may trace comparisons.
stage 'build fuzz' configure_and_build fuzz
stage "fuzz, ${FUZZ_SECONDS:-300} s each" run_fuzzers fuzz "${FUZZ_SECONDS:-300}"
stage 'build dev' configure_and_build dev
stage 'valgrind on the unit tests' valgrind_units
stage 'clang-tidy' tidy_all
stage 'cppcheck' cppcheck_all

if [ "${#failed[@]}" -eq 0 ]; then
  printf '\nall stages passed, %d s\n' "$SECONDS"
else
  printf '\nFAILED: %s\n' "${failed[@]}"
  exit 1
fi
