#!/usr/bin/env bash
# Writes avow.service and avow.socket for the person who runs it, into ${XDG_CONFIG_HOME:-~/.config}/systemd/user: with
# the paths that `avow config paths` names, for the socket's name is made of the vault's path. Starts nothing.
#   install-units.sh [--avow PROGRAM] [--no-reload]        (AVOW_VAULT names another vault)
set -euo pipefail

avow="$(command -v avow || true)"
reload=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --avow) avow="$(realpath -- "$2")" && shift 2 ;;
    --no-reload) reload=no && shift ;;
    *) printf 'usage: install-units.sh [--avow PROGRAM] [--no-reload]\n' >&2 && exit 2 ;;
  esac
done
[ -x "$avow" ] || { printf 'avow is not in PATH. Give its place: --avow PROGRAM\n' >&2; exit 2; }

here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
templates="$here/../share/systemd/user"
[ -f "$templates/avow.socket.in" ] || templates="$here"  # installed: beside this script
units="${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"
paths="$("$avow" config paths --json)"

path_of() {
  local path
  path="$(sed -nE "s/.*\"key\":\"$1\",\"value\":\"([^\"\\\\\$]*)\".*/\1/p" <<<"$paths")"
  [ -n "$path" ] || { printf 'avow config paths names no plain path for the %s.\n' "$1" >&2; return 1; }
  printf '%s' "${path//%/%%}"  # systemd reads % as a specifier
}
vault="$(path_of vault)"
state="$(path_of state)"
socket="$(path_of socket)"

place=" --vault \"$vault\""
writable="\"-$vault\" \"-$state\" \"-${socket%/*}\""
environment="\"XDG_STATE_HOME=${state%/avow}\""

# fill TEMPLATE: the unit with this person's paths.
fill() {
  local unit
  unit="$(<"$templates/$1.in")"
  unit="${unit//@AVOW@/"\"${avow//%/%%}\""}"
  unit="${unit//@PLACE@/"$place"}"
  unit="${unit//@WRITABLE@/"$writable"}"
  unit="${unit//@ENVIRONMENT@/"$environment"}"
  unit="${unit//@SOCKET@/"$socket"}"
  printf '%s\n' "$unit"
}

mkdir -p -- "$units"
for unit in avow.service avow.socket; do fill "$unit" >"$units/$unit"; done
if [ "$reload" = yes ]; then systemctl --user daemon-reload; fi
cat <<END
Written: $units/avow.service and avow.socket
Next: \`systemctl --user enable --now avow.socket\`, then \`avow unlock\`.
END
