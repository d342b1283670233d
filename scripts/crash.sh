#!/bin/sh
# Shows the crash of moby/buildkit #6674, and what the race detector says about
# it. Arguments go to scripts/crash, such as -attempts 5000.
set -eu
cd "$(dirname "$0")/.."

go run ./scripts/crash "$@"

echo
echo "The same under the race detector:"
# The detector makes the command fail, which is the point; its first report will do.
report=$(go run -race ./scripts/crash "$@" 2>&1 || true)
printf '%s\n' "$report" | awk '
	/WARNING: DATA RACE/ { seen = 1 }
	seen && /^$/         { exit }
	seen                 { print }
	END                  { if (!seen) { print "no race reported"; exit 1 } }
' || { printf '%s\n' "$report" >&2; exit 1; }
