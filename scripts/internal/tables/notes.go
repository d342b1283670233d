package tables

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/results"
	"readeratbench/strategies"
)

// wrongCopies says of which cells the copies differ from their source.
func wrongCopies(s *results.Set) []string {
	var all []string
	for _, r := range s.Results {
		// Not wrong > 0: a NaN is no proof of a right copy.
		if wrong, _ := r.Value(cell.WrongBytes); wrong != 0 {
			n := results.NameOf(r)
			note := n.Config() + ": " + number(wrong)
			if size, err := cell.ParseSize(n.Get("size")); err == nil {
				note += fmt.Sprintf(" of %d", size)
			}
			all = append(all, note+" bytes differ")
		}
	}
	return all
}

// place is where a benchmark said why it failed.
var place = regexp.MustCompile(`\w+\.go:\d+: (?:uploader=\S+: )?([^\n]+)`)

// failures says which cells failed, and why in a line.
func failures(s *results.Set, why map[cell.Name]string) []string {
	var all []string
	for _, n := range s.Names() {
		if reason, ok := why[n]; ok {
			if said := place.FindStringSubmatch(reason); said != nil {
				reason = said[1]
			}
			reason, _, _ = strings.Cut(reason, "\n")
			all = append(all, n.Config()+": "+reason)
		}
	}
	return all
}

// readErrors says in which cells calls of ReadAt failed, which an uploader may hide by
// trying again.
func readErrors(s *results.Set) []string {
	var all []string
	for _, r := range s.Results {
		if n, ok := r.Value(cell.ReadErrors); ok {
			all = append(all, results.NameOf(r).Config()+": "+number(n)+" calls of ReadAt failed")
		}
	}
	return all
}

// number is v in as many digits as it has.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// locks are the readers that hold a lock across I/O, by which lock.
type locks struct{ FIFO, Barging []string }

func locksOf(cells []cell.Name) (l locks) {
	for _, name := range cell.Distinct(cells, "reader") {
		switch r := rows.Lookup(name); {
		case r.Barging:
			l.Barging = append(l.Barging, name)
		case r.Lock != strategies.NoLock:
			l.FIFO = append(l.FIFO, name)
		}
	}
	return l
}

// benchstatOf is the command that shows a raw file as benchstat does, compared with the
// first reader.
func benchstatOf(d results.Definition, cells []cell.Name, path string) string {
	by := append([]string{d.Column}, cell.Varying(cells, "reader", "uploader", d.Column)...)
	return fmt.Sprintf("go tool benchstat -table /uploader -ignore %s,%s -row /%s -col /reader %s",
		cell.Model, cell.Blob, strings.Join(by, ",/"), path)
}
