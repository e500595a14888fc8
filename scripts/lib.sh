# shellcheck shell=bash disable=SC2034
# Shared by the scripts beside it: the root, the packages, the stages. Sourced, never run.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
jobs="$(nproc)"

build_packages=(build-essential cmake ninja-build pkg-config ccache capnproto libcapnp-dev libsodium-dev libasio-dev
  libsqlite3-dev libfmt-dev libutf8proc-dev libcli11-dev libhowardhinnant-date-dev doctest-dev nlohmann-json3-dev
  libical-dev libboost-dev libqrcodegencpp-dev)
test_packages=(python3 clang libclang-rt-14-dev)
deep_packages=(valgrind clang-tidy cppcheck)

# Installs those of the named Debian packages that are missing; asks nobody, touches nothing else.
install_missing() {
  local package missing=() as_root=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
  echo "installing: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# What tests/web needs. Asked by command: node may have come from elsewhere, and brought its own npm.
install_browser() {
  local pair missing=()
  for pair in node:nodejs npm:npm chromium:chromium; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  if [ "${#missing[@]}" -gt 0 ]; then install_missing "${missing[@]}"; fi
}

failed=()
# stage NAME COMMAND…: runs it, prints one line with its time, notes a failure and goes on.
stage() {
  local name="$1" start="$SECONDS" outcome=ok
  shift
  printf '\n== %s\n' "$name"
  "$@" || { outcome=FAILED && failed+=("$name"); }
  printf '== %s: %s, %d s\n' "$name" "$outcome" "$((SECONDS - start))"
}

configure_and_build() {  # PRESET [TARGET…]
  local preset="$1"
  shift
  # -k 0: one file that does not build must not hide what the rest would say.
  cmake --preset "$preset" -Wno-dev && cmake --build --preset "$preset" -j "$jobs" ${1+--target "$@"} -- -k 0
}

# Names of the programs in a configured build whose name matches the pattern.
programs() {  # PRESET PATTERN
  cmake --build --preset "$1" --target help | sed -n "s/^\(\($2\)[A-Za-z0-9_]*\): phony\$/\1/p" | sort -u
}

# One fuzz program for so many seconds, from the seeds in tests/fuzz/corpus. Its line comes out whole.
run_fuzzer() {  # PROGRAM SECONDS
  local program="$1" name="${1##*/fuzz_}" out=build/fuzzed seeds=()
  mkdir -p "$out/corpus/$name"
  if [ -d "tests/fuzz/corpus/$name" ]; then seeds=("tests/fuzz/corpus/$name"); fi
  if "$program" -seed=1 -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$out/$name-" "$out/corpus/$name" ${seeds[@]+"${seeds[@]}"} \
    >"$out/$name.log" 2>&1; then
    printf 'fuzz %s: %s\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: */runs /p' "$out/$name.log")"
  else
    printf 'fuzz %s: FAILED\n%s\n' "$name" "$(tail -n 40 "$out/$name.log")"
    return 1
  fi
}
export -f run_fuzzer

# Every fuzz program of a build, one on each processor.
run_fuzzers() {  # PRESET SECONDS
  local program
  for program in "build/$1"/tests/fuzz/fuzz_*; do
    if [ -f "$program" ] && [ -x "$program" ]; then printf '%s\0' "$program"; fi
  done | SECONDS_EACH="$2" xargs -0 -n 1 -P "$jobs" bash -c 'run_fuzzer "$0" "$SECONDS_EACH"'
}
