package main

import (
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// serialTable is what serialisation costs each reader, by cause.
type serialTable struct {
	model     string
	scenarios int
	readers   []derived.Serial
}

var _ table = (*serialTable)(nil)

func newSerialTable(f *results.Figures) (*serialTable, error) {
	readers, err := derived.Serialisation(f)
	return &serialTable{f.Model(), len(derived.Scenarios(f, "Scaling")), readers}, err
}

func (t *serialTable) file() string { return filepath.Join(tablesName, "serialisation.txt") }

func (t *serialTable) write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, serialHead, t.model, t.scenarios); err != nil {
		return err
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "reader\tlock cost\tthrash cost\tboth\tspeed-up at 5\tspeed-up at 20\tKarp–Flatt at 5\tbest workers")
	for _, s := range t.readers {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d, %.4g s\n", s.Reader,
			optional(s.Lock), optional(s.Thrash), optional(s.Both), s.SpeedUp5, s.SpeedUp20, s.KarpFlatt5, s.Best, s.BestTime)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, serialNotes)
	return err
}

func optional(r *derived.Range) string {
	if r == nil {
		return "-"
	}
	return r.String()
}

const serialHead = `Serialisation, by cause: uploader=manager size=100MiB (20 parts) profile=s3-standard model=%s
in brackets the lowest and highest of %d scenarios (tables/scaling.txt): first byte a fifth earlier and later, latencies drawn from five seeds

`

const serialNotes = `
lock cost: the reader ÷ the same streams without the lock; of mutex, pooled-locked ÷ pooled, with 5 workers
thrash cost: mutex ÷ pooled-locked, with 5 workers: one stream behind the lock instead of one a caller
both: mutex ÷ pooled, the product of the two
speed-up at n: the time with one worker ÷ that with n
Karp–Flatt at 5: (1/speed-up - 1/5) / (1 - 1/5), the serial fraction that shows; above 1 it is no fraction: adding workers adds work
best workers: the number with the shortest time, of 1, 2, 5, 10 and 20 (tables/workers-manager.txt)
-fitted: with streams and memory for as many workers, where the others have what they come with, 16 streams and 80 MiB
`
