package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"readeratbench/scripts/internal/results"
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

// write writes the uploader's tables and, below them, what to know about them.
func (t *uploaderTables) write(w io.Writer) error {
	if _, err := fmt.Fprintln(w, t.title()); err != nil {
		return err
	}
	for _, g := range t.metrics {
		fmt.Fprintln(w)
		if err := g.write(w); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(t.notes(), "\n"))
	return err
}

// title says what all cells below have in common.
func (t *uploaderTables) title() string {
	words := []string{t.benchmark + ":"}
	for _, key := range t.cells[0].keys() {
		if value := common(t.cells, key); value != "" && key != "reader" && key != t.set.column {
			words = append(words, key+"="+value)
		}
	}
	for _, key := range []string{results.ModelKey, results.BlobKey} {
		if value := t.results[0].GetConfig(key); value != "" {
			words = append(words, key+"="+value)
		}
	}
	return strings.Join(words, " ")
}

func (t *uploaderTables) notes() []string {
	var notes []string
	for i, c := range t.cells {
		// Not wrong > 0: a NaN is no proof of a right copy.
		if wrong, _ := t.results[i].Value(results.WrongBytes); wrong != 0 {
			notes = append(notes, wrongNote(c, wrong))
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

func wrongNote(c cell, wrong float64) string {
	note := fmt.Sprintf("wrong bytes: %s: %s", c.config(), strconv.FormatFloat(wrong, 'f', -1, 64))
	if size, err := results.ParseSize(c.get("size")); err == nil {
		note += fmt.Sprintf(" of %d", size)
	}
	return note + " bytes differ"
}

// lockNotes say which readers hold a lock across I/O, and which lock.
func lockNotes(cells []cell) []string {
	var fifo, barging []string
	for _, r := range readers(cells) {
		switch {
		case strings.HasSuffix(r, "-barging"):
			barging = append(barging, r)
		case r == "mutex" || r == "merged" || r == "reopen-at-0" || strings.HasSuffix(r, "-locked"):
			fifo = append(fifo, r)
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

// readers are the readers of the cells, in their order.
func readers(cells []cell) []string { return values(cells, "reader") }

// values are those that the cells have for key, in their order.
func values(cells []cell, key string) []string {
	var all []string
	for _, c := range cells {
		if v := c.get(key); !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}
