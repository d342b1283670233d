package main

import (
	"bytes"
	"fmt"
)

func lockPage(lock, wall *file) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, lockHead, wall.config["cpu"])
	for _, cell := range lock.names {
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

func lockRow(lock, wall *file, cell string) (row string, err error) {
	get := func(f *file, reader, unit string) (s sample) {
		if err == nil {
			s, err = f.sample(with(cell, "reader", reader), unit)
		}
		return s
	}
	fair, barging := get(lock, "mutex", "GETs/op").median, get(lock, "mutex-barging", "GETs/op").median
	fairTime, bargingTime := get(lock, "mutex", "vsec/op").median, get(lock, "mutex-barging", "vsec/op").median
	got, gotTime := get(wall, "mutex-sync", "wall-GETs/op"), get(wall, "mutex-sync", "sec/op")
	if wrong := get(wall, "mutex-sync", "wall-wrong-B/op"); err == nil && wrong.high > 0 {
		return "", fmt.Errorf("%s: %s copied %v wrong bytes: its requests mean nothing", wall.path, cell, wrong.high)
	}
	place := 100 * (got.median - barging) / (fair - barging)
	return fmt.Sprintf("| %s | %s | %.4g | %.4g | %s | %s | %.0f %% | %.4g | %.4g |\n",
		key(cell, "size"), key(cell, "workers"), fair, fairTime, got, gotTime, place, barging, bargingTime), err
}

const lockHead = `# Which lock: where sync.Mutex stands

Written by ` + "`go run ./scripts/modelerror`" + ` from lock.bench and wall.bench; ` + "`make model-error`" + ` makes those first. Do not edit.

The mutex reader behind three locks: ` + "`mutex`" + ` in virtual time with a lock that is first come, first served (fair); ` + "`mutex-barging`" + ` in virtual time with one that is free for whoever comes first, and mostly that is the caller who has just let go of it; and a sync.Mutex over real TCP and TLS on the real clock (%s; times include computing, so compare requests). Copies by feature/s3/manager in parts of 5 MiB, profile s3-standard; as many workers as find a part.

**place** is where the median of sync.Mutex's requests stands between the ends: 100 %% is the fair one, 0 %% the barging one.

| size | workers | GETs, fair | s | GETs, sync.Mutex: median (lowest to highest) | s | place | GETs, barging | s |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
`
