#!/usr/bin/env bash
# Installs what is missing, builds and tests everything: dev build, sanitizers, a short fuzz run, and last the whole
# test suite, so that the output closes with its summary. Exit code 0 only if every stage passed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_missing "${build_packages[@]}" "${test_packages[@]}"
install_browser || echo 'without a browser: the tests called "web: …" will be skipped'

sanitized() {
  cmake --preset asan -Wno-dev || return 1
  local targets
  targets="$(programs asan 'unit_\|sim_')"
  # Why: word splitting is meant, the names are plain.
  # shellcheck disable=SC2086
  cmake --build --preset asan -j "$jobs" --target $targets fuzzers -- -k 0 &&
    UBSAN_OPTIONS=print_stacktrace=1 ctest --preset asan -j 2 -L '^(unit|sim)$'
}

build_dev() {
  # Half the work for a build from nothing; one that is there already would have to begin anew.
  [ -f build/dev/CMakeCache.txt ] || cmake --preset dev -Wno-dev -DAVOW_TOGETHER=ON >/dev/null || return 1
  configure_and_build dev
}

stage 'build dev' build_dev
stage 'unit and sim under AddressSanitizer and UndefinedBehaviorSanitizer' sanitized
stage 'fuzz smoke' run_fuzzers asan "${FUZZ_SECONDS:-5}"

printf '\n'
if [ "${#failed[@]}" -gt 0 ]; then printf '== FAILED before the suite: %s\n' "${failed[@]}"; fi
printf '== the whole suite (after %d s)\n' "$SECONDS"
ctest --preset dev -j 3 || failed+=('suite')
[ "${#failed[@]}" -eq 0 ]
