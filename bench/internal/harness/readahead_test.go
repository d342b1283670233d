package harness

import (
	"context"
	"io"
	"sync/atomic"
	"testing"

	"readeratbench/bench/internal/profile"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// What readahead is for: within a twentieth of the floor, near the store and far
// from it, with both uploaders, in at most two requests a part; each byte once.
func TestReadaheadIsNearTheFloor(t *testing.T) {
	if RaceEnabled {
		t.Skip("exact, and so not under the race detector")
	}
	parts := map[string]int64{"manager": 5 << 20, "transfermanager": 8 << 20}
	for _, p := range []profile.Profile{profile.S3Standard(), profile.CrossRegion()} {
		for _, u := range Uploaders() {
			for _, mib := range []int64{64, 256} {
				run := func(name string) Figures {
					c := Cell{Uploader: u, Row: named(t, name), Objects: Objects(mib << 20), Profile: p}
					f, err := c.Run()
					if err != nil || f.Wrong != 0 {
						t.Fatalf("%s: %d wrong, %v", c.Name(), f.Wrong, err)
					}
					return f
				}
				got, floor := run("readahead"), run("floor")
				where := "uploader=" + u.Name + " size=" + cell.Size(mib<<20) + " profile=" + p.Name
				if ratio := got.Took.Seconds() / floor.Took.Seconds(); ratio > 1.05 {
					t.Errorf("%s: took %v, %.3f times the floor, %v; want at most 1.05", where, got.Took, ratio, floor.Took)
				}
				if most := 2 * ((mib<<20 + parts[u.Name] - 1) / parts[u.Name]); got.GETs > most {
					t.Errorf("%s: %d GETs; want at most %d, two a part", where, got.GETs, most)
				}
				if got.SourceB != mib<<20 {
					t.Errorf("%s: %d bytes sent; want each of the %d once", where, got.SourceB, mib<<20)
				}
			}
		}
	}
}

// watched tells, whenever a byte moves, how much its reader has buffered.
type watchedSource struct {
	strategies.Source
	look func()
}

func (w watchedSource) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	w.look()
	stream, err := w.Source.Open(ctx, off, length)
	return watchedStream{stream, w.look}, err
}

type watchedStream struct {
	io.ReadCloser
	look func()
}

func (w watchedStream) Read(p []byte) (int, error) {
	w.look()
	defer w.look()
	return w.ReadCloser.Read(p)
}

// Memory stays within its bound at every instant, through the whole stack, and
// little of it is enough for a copy.
func TestReadaheadKeepsItsMemory(t *testing.T) {
	for _, memory := range []int64{strategies.MinMemory, 8 << 20, strategies.DefaultMemory} {
		var most atomic.Int64
		s := rows.Row{Strategy: strategies.Strategy{Name: "watched", New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
			var r *strategies.Readahead
			r = strategies.NewReadahead(watchedSource{src, func() {
				most.Store(max(most.Load(), r.Buffered()))
			}}, append(opts, strategies.WithMemory(memory))...)
			return r
		}}}
		each(t, s, 40<<20, func(t *testing.T, c Cell) {
			most.Store(0)
			f, err := c.Run()
			if err != nil || f.Wrong != 0 {
				t.Fatalf("%d wrong, %v", f.Wrong, err)
			}
			if got, least := most.Load(), min(memory, c.Objects[0].Size())/2; got > memory || got < least {
				t.Errorf("%d bytes buffered at most; want at most %d, and not less than %d", got, memory, least)
			}
		})
	}
}
