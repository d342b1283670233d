package tables

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/results"
	"readeratbench/strategies"
)

// allRight stands where no note tells of wrong bytes.
const allRight = "every byte of every copy arrived right"

// gapNote stands where a table has a "-".
const gapNote = "-: not measured; results/README.md says which readers are left out where, and why"

// One of these must stand wherever the virtual figures of readers that lock do.
const (
	fifoNote    = "with a lock that is first come, first served (FIFO); where a sync.Mutex stands, which lets callers barge in, is measured for mutex alone, with s3-standard (results/lock.md)"
	bargingNote = "mutex with a lock that whoever comes first may take, waking one waiter 1 µs after it is free; a sync.Mutex is between the two (results/lock.md)"
)

func (t *uploaderTables) notes() []string {
	var notes []string
	for i, n := range t.cells {
		// Not wrong > 0: a NaN is no proof of a right copy.
		if wrong, _ := t.results[i].Value(cell.WrongBytes); wrong != 0 {
			notes = append(notes, wrongNote(n, wrong))
		}
	}
	if len(notes) == 0 {
		notes = append(notes, allRight)
	}
	if slices.ContainsFunc(t.metrics, grid.gap) {
		notes = append(notes, gapNote)
	}
	if len(t.absent) > 0 {
		notes = append(notes, strings.Join(t.absent, ", ")+": not measured with this uploader; results/README.md says why")
	}
	return append(notes, lockNotes(t.cells)...)
}

func wrongNote(n cell.Name, wrong float64) string {
	note := fmt.Sprintf("wrong bytes: %s: %s", n.Config(), strconv.FormatFloat(wrong, 'f', -1, 64))
	if size, err := cell.ParseSize(n.Get("size")); err == nil {
		note += fmt.Sprintf(" of %d", size)
	}
	return note + " bytes differ"
}

// lockNotes say which readers hold a lock across I/O, and which lock.
func lockNotes(cells []cell.Name) []string {
	var fifo, barging []string
	for _, name := range cell.Distinct(cells, "reader") {
		switch r := rows.Lookup(name); {
		case r.Barging:
			barging = append(barging, name)
		case r.Lock != strategies.NoLock:
			fifo = append(fifo, name)
		}
	}
	var notes []string
	if len(fifo) > 0 {
		notes = append(notes, strings.Join(fifo, ", ")+": "+fifoNote)
	}
	if len(barging) > 0 {
		notes = append(notes, strings.Join(barging, ", ")+": "+bargingNote)
	}
	return notes
}

// Benchstat is the command that shows a definition's raw file as benchstat does,
// compared with the first reader.
func Benchstat(d results.Definition, cells []cell.Name, path string) string {
	by := append([]string{d.Column}, cell.Varying(cells, "reader", "uploader", d.Column)...)
	return fmt.Sprintf("go tool benchstat -table /uploader -ignore %s,%s -row /%s -col /reader %s",
		cell.Model, cell.Blob, strings.Join(by, ",/"), path)
}
