package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// wrongBytes counts the positions where a copy differs from its source.
const wrongBytes = "wrong-B/op"

// lockNote must stand wherever these readers' virtual figures do.
const lockNote = "read under the bubble's FIFO lock, first come first served; a sync.Mutex lets callers barge in and may come out better (results/README.md)"

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
		if value := t.common(key); value != "" && key != "reader" && key != "size" {
			words = append(words, key+"="+value)
		}
	}
	for _, key := range []string{modelKey, blobKey} {
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
		if wrong, _ := t.results[i].Value(wrongBytes); wrong != 0 {
			notes = append(notes, wrongNote(c, wrong))
		}
	}
	if len(notes) == 0 {
		notes = append(notes, "every byte of every copy arrived right")
	}
	if locked := t.lockedReaders(); len(locked) > 0 {
		notes = append(notes, strings.Join(locked, ", ")+": "+lockNote)
	}
	return notes
}

func wrongNote(c cell, wrong float64) string {
	note := fmt.Sprintf("wrong bytes: %s: %s", c.config(), strconv.FormatFloat(wrong, 'f', -1, 64))
	if size, err := parseSize(c.get("size")); err == nil {
		note += fmt.Sprintf(" of %d", size)
	}
	return note + " bytes differ"
}

// lockedReaders are those in the table that hold a lock across I/O.
func (t *uploaderTables) lockedReaders() []string {
	var names []string
	for _, c := range t.cells {
		r := c.get("reader")
		if (r == "mutex" || r == "merged" || strings.HasSuffix(r, "-locked")) && !slices.Contains(names, r) {
			names = append(names, r)
		}
	}
	return names
}
