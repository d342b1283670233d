#!/usr/bin/env bash
# Runs BenchmarkReadAt several times, on the real clock, into results/cpu.bench:
# one caller on one processor, five callers on two. Takes about two minutes; leave
# the machine alone meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
times=${1:-9}
if ! [[ $times =~ ^[1-9][0-9]*$ ]]; then
	echo "cpu.sh: '$times' is not a number of runs; give 1 or more" >&2
	exit 2
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
go test -c -o "$tmp/bench.test" ./bench

# calls CALLERS PROCESSORS
calls() {
	(cd bench && exec "$tmp/bench.test" -test.run='^$' -test.bench="^BenchmarkReadAt\$/./^callers=$1\$" \
		-test.benchtime=200ms -test.count="$times" -test.cpu="$2") >"$tmp/$1" || {
		echo "cpu.sh: callers=$1 failed:" >&2
		tail -n 20 "$tmp/$1" >&2
		return 2
	}
}

test ! -t 2 || echo "$times runs of each reader, with 1 caller and with 5, about two minutes" >&2
calls 1 1
calls 5 2

# One header, then the figures.
grep -hE '^(goos|goarch|cpu): ' "$tmp/1" >"$tmp/cpu.bench"
grep -hE '^BenchmarkReadAt/.* ns/op' "$tmp/1" "$tmp/5" >>"$tmp/cpu.bench"
mv "$tmp/cpu.bench" results/.cpu.bench.new
mv results/.cpu.bench.new results/cpu.bench
test ! -t 2 || echo "results/cpu.bench" >&2
