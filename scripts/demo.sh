#!/usr/bin/env bash
# Installs what is missing, builds, and lets `avow demo` show two people and a month of promises.
set -euo pipefail
caller="$PWD"
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_missing "${build_packages[@]}"
configure_and_build release avow
cd "$caller"
exec "$root/build/release/avow" demo "$@"
