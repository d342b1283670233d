#!/usr/bin/env bash
# Runs BenchmarkWall several times, on the real clock, into results/wall.bench.
# What keeps the processors busy runs alone; the mutex reader, which mostly waits
# (64 MiB: more than a minute), runs beside itself. Takes about 12 minutes; leave
# the machine alone meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
times=${1:-5}
if ! [[ $times =~ ^[1-9][0-9]*$ ]]; then
	echo "wall.sh: '$times' is not a number of runs; give 1 or more" >&2
	exit 2
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"; kill $(jobs -p) 2>/dev/null || true' EXIT
go test -c -o "$tmp/bench.test" ./bench

# cells FILE PATTERN COUNT
cells() {
	(cd bench && exec "$tmp/bench.test" -test.run='^$' -test.bench="$2" -test.benchtime=1x -test.count="$3" -test.timeout=2h) >"$tmp/$1" || {
		echo "wall.sh: $2 failed:" >&2
		tail -n 20 "$tmp/$1" >&2
		return 2
	}
}

say() { test ! -t 2 || echo "$@" >&2; }
say "$times runs of what computes, about half a minute each"
cells 0-busy '^BenchmarkWall$/./^reader=(stateless|pooled|stream)$' "$times"
cells 1-busy '^BenchmarkWall$/./^reader=mutex$/./^profile=none$' "$times"
say "$times runs at once of what waits, about 8 minutes"
pids=()
for i in $(seq "$times"); do
	cells "2-waiting-$i" '^BenchmarkWall$/./^reader=mutex/./^profile=s3-standard$' 1 &
	pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid"; done

# One header, then the figures.
grep -hE '^(goos|goarch|cpu|model): ' "$tmp/0-busy" | awk '!seen[$1]++' >"$tmp/wall.bench"
grep -hE '^BenchmarkWall/.* ns/op' "$tmp"/[0-9]-* >>"$tmp/wall.bench"
mv "$tmp/wall.bench" results/.wall.bench.new
mv results/.wall.bench.new results/wall.bench
say "results/wall.bench"
