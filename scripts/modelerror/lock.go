package main

import (
	"bytes"
	"fmt"

	"readeratbench/scripts/internal/results"
)

func lockPage(lock, wall *results.Runs) ([]byte, error) {
	var b bytes.Buffer
	runs, err := lockRuns(lock, wall)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, lockHead, runs, wall.Config["cpu"])
	for _, cell := range lock.Names {
		if key(cell, "reader") != "mutex" {
			continue
		}
		row, err := lockRow(lock, wall, cell)
		if err != nil {
			return nil, err
		}
		b.WriteString(row)
	}
	return b.Bytes(), nil
}

// lockRuns is how often the first cell was run on the real clock.
func lockRuns(lock, wall *results.Runs) (int, error) {
	s, err := wall.Sample(with(lock.Names[0], "reader", "mutex-sync"), "sec/op")
	return s.Runs, err
}

func lockRow(lock, wall *results.Runs, cell string) (row string, err error) {
	get := func(f *results.Runs, reader, unit string) (s results.Sample) {
		if err == nil {
			s, err = f.Sample(with(cell, "reader", reader), unit)
		}
		return s
	}
	fair, barging := get(lock, "mutex", "GETs/op").Median, get(lock, "mutex-barging", "GETs/op").Median
	fairTime, bargingTime := get(lock, "mutex", "vsec/op").Median, get(lock, "mutex-barging", "vsec/op").Median
	got, gotTime := get(wall, "mutex-sync", "wall-GETs/op"), get(wall, "mutex-sync", "sec/op")
	if wrong := get(wall, "mutex-sync", "wall-wrong-B/op"); err == nil && wrong.High > 0 {
		return "", fmt.Errorf("%s: %s copied %v wrong bytes: its requests mean nothing", wall.Path, cell, wrong.High)
	}
	place := 100 * (got.Median - barging) / (fair - barging)
	return fmt.Sprintf("| %s | %s | %.4g | %.4g | %s | %s | %.0f %% | %.4g | %.4g |\n",
		key(cell, "size"), key(cell, "workers"), fair, fairTime, got, gotTime, place, barging, bargingTime), err
}

const lockHead = `# Which lock: where sync.Mutex stands

Written by ` + "`go run ./scripts/modelerror`" + ` from lock.bench and wall.bench; ` + "`make model-error`" + ` makes those first. Do not edit.

The mutex reader behind three locks: ` + "`reader=mutex`" + ` in virtual time with a lock that is first come, first served (fair); ` + "`reader=mutex-barging`" + ` in virtual time with one that is free for whoever comes first, and mostly that is the caller who has just let go of it; and ` + "`reader=mutex-sync`" + ` of wall.bench, with a sync.Mutex, over real TCP and TLS on loopback and on the real clock. Copies by feature/s3/manager in parts of 5 MiB, profile s3-standard; 8, 16 and 64 MiB are 2, 4 and 13 parts, and workers beyond that have nothing to do.

The sync.Mutex was run %d times, side by side, by ` + "`scripts/wall.sh`" + ` on %s; GOMAXPROCS ends the names in wall.bench. Its seconds include computing, which virtual ones do not: compare requests. How a sync.Mutex hands over hangs on the scheduler, so on another machine it may stand elsewhere. For other readers behind a lock it was not measured.

**place** is where the median of sync.Mutex's requests stands between the ends: 100 %% is the fair one, 0 %% the barging one.

| size | workers | GETs, fair | s | GETs, sync.Mutex: median (lowest to highest) | s | place | GETs, barging | s |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
`
