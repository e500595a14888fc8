#!/usr/bin/env bash
# Runs parts of web_test.mjs, once the packages of package-lock.json are in place. Exit code 77: something is missing
# here, and what.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
skip() {
  echo "skip: $1"
  exit 77
}
command -v node >/dev/null || skip 'there is no node (Debian: nodejs)'
node -e 'process.exit(process.versions.node.split(".")[0] >= 18 ? 0 : 1)' || skip "node is older than 18: $(node --version)"
[ -x "${AVOW_CHROMIUM:-/usr/bin/chromium}" ] || skip 'there is no chromium (Debian: chromium; or AVOW_CHROMIUM says where)'

in_place() { cmp -s "$here/package-lock.json" "$here/node_modules/.lock-of-avow"; }
# Why a lock: ctest may begin several parts at once.
exec 9>"$here/package.json.lock"
flock 9
if ! in_place; then
  command -v npm >/dev/null || skip 'there is no npm (Debian: npm)'
  npm ci --prefix "$here" --ignore-scripts --no-audit --no-fund --fetch-retries=1 >&2 || skip 'npm ci did not get playwright-core and axe-core (no network?)'
  cp "$here/package-lock.json" "$here/node_modules/.lock-of-avow"
fi
exec 9>&-
exec node "$here/web_test.mjs" "$@"
