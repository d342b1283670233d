package bench

import (
	"fmt"
	"slices"
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/strategies"
)

// BenchmarkAhead is what fetching ahead comes to, beside what there was and the
// least that is possible: near the store and far from it, and with more workers
// than the manager has by default.
func BenchmarkAhead(b *testing.B) { runCells(b, aheadCells()) }

func aheadCells() []cell {
	var cells []cell
	for _, u := range uploaders() {
		for _, p := range []Profile{S3Standard(), crossRegion()} {
			cells = append(cells, aheadCellsOf(u, p, 5)...)
		}
	}
	return append(cells, aheadCellsOf(uploaders()[0], S3Standard(), 20)...)
}

func aheadCellsOf(u uploader, p Profile, workers int) []cell {
	u.workers = workers
	var cells []cell
	for _, s := range aheadSubjects(u, workers) {
		for _, mib := range []int64{64, 256} {
			cells = append(cells, cell{
				uploader: u, subject: s, content: content.Generated(seed, mib<<20), profile: p,
				more: fmt.Sprintf("/workers=%d", workers),
			})
		}
	}
	return cells
}

// aheadSubjects are given what their documentation asks for.
func aheadSubjects(u uploader, workers int) []subject {
	var subjects []subject
	for _, s := range strategies.All() {
		if s.Name == "pooled" || s.Name == "readahead" {
			subjects = append(subjects, strategySubject(with(s, fitted(workers, u.partSize())...)))
		}
	}
	return slices.Concat(subjects, references())
}

// fitted are the options that the documentation asks for with so many workers and
// bytes of a part, where it is more than the default: streams for each worker, and
// memory for two parts.
func fitted(workers int, part int64) []strategies.Option {
	return []strategies.Option{
		strategies.WithStreams(max(3*workers, strategies.DefaultStreams)),
		strategies.WithMemory(max(2*int64(workers)*part, strategies.DefaultMemory)),
	}
}

// with is a strategy with options of its own.
func with(s strategies.Strategy, more ...strategies.Option) strategies.Strategy {
	open := s.New
	s.New = func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
		return open(src, append(opts, more...)...)
	}
	return s
}
