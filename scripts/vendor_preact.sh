#!/bin/sh
# Fetches the one file that the page is drawn with, Preact and htm in one ES module as htm's authors publish it, into
# src/web/assets/vendor; its licences and its SHA-256 go to src/web/vendor, since what lies in assets goes into the program.
# Run by hand when a version changes; a build never does.
set -eu

htm=3.1.1
preact=10.5.13  # for its licence only: htm does not say which version lies inside
sha256=72284e8e9079c87817145df1110f74e8a2aa040b2fc384922e18dfcb46fc1fd7

cd "$(dirname "$0")/.."
into=src/web/assets/vendor
beside=src/web/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack --silent --pack-destination "$work" "htm@$htm" "preact@$preact" >/dev/null
mkdir "$work/htm" "$work/preact"
tar -xzf "$work/htm-$htm.tgz" -C "$work/htm" --strip-components 1
tar -xzf "$work/preact-$preact.tgz" -C "$work/preact" --strip-components 1

echo "$sha256  $work/htm/preact/standalone.module.js" | sha256sum --check --quiet

mkdir -p "$into" "$beside"
cp "$work/htm/preact/standalone.module.js" "$into/preact.js"
{
  printf 'preact.js is htm %s with Preact inside, unchanged: htm/preact/standalone.module.js.\n' "$htm"
  printf '\nhtm\n---\n'
  cat "$work/htm/LICENSE"
  printf '\nPreact\n------\n'
  cat "$work/preact/LICENSE"
} >"$beside/preact.licences.txt"
sha256sum "$into/preact.js" "$beside/preact.licences.txt" >"$beside/preact.sha256"
cat "$beside/preact.sha256"
