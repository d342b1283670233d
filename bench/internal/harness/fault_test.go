package harness

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// broken is a reader of the rows below.
type broken struct {
	strategies.Reader
	readAt func(p []byte, off int64) (int, error)
	close  func() error
}

func (b broken) ReadAt(p []byte, off int64) (int, error) { return b.readAt(p, off) }

func (b broken) Close() error {
	if b.close != nil {
		return b.close()
	}
	return b.Reader.Close()
}

// brokenCell is a copy by the manager through a reader that wrap has broken.
func brokenCell(wrap func(strategies.Source, strategies.Reader) broken) Cell {
	return Cell{
		Uploader: Uploaders()[0], Objects: Objects(12 << 20), Profile: profile.S3Standard(),
		Keys: cell.Values{"fault": "500"},
		Row: rows.Row{Strategy: strategies.Strategy{Name: "broken", New: func(src strategies.Source, o ...strategies.Option) strategies.Reader {
			return wrap(src, strategies.NewStateless(src, o...))
		}}},
	}
}

// figuresOf are the units of faults that are not 0.
func figuresOf(f Figures, o Outcome, fault string) map[string]float64 {
	all := map[string]float64{}
	for unit, value := range faultValues {
		if v := value(f, o, fault); v != 0 && unit != cell.PUTs && unit != cell.Met {
			all[unit] = v
		}
	}
	return all
}

// Each way in which a copy may end is told from the others; what the uploader leaves
// behind is aborted.
func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name string
		wrap func(strategies.Source, strategies.Reader) broken
		want map[string]float64
	}{
		{"right", func(_ strategies.Source, r strategies.Reader) broken {
			return broken{Reader: r, readAt: r.ReadAt}
		}, map[string]float64{cell.Right: 1}},
		{"wrong", func(_ strategies.Source, r strategies.Reader) broken {
			return broken{Reader: r, readAt: func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p, off)
				p[0] ^= 1
				return n, err
			}}
		}, map[string]float64{}},
		{"names the cause", func(_ strategies.Source, r strategies.Reader) broken {
			return broken{Reader: r, readAt: func([]byte, int64) (int, error) { return 0, errors.New("store says InternalError") }}
		}, map[string]float64{cell.Named: 1}},
		{"does not", func(_ strategies.Source, r strategies.Reader) broken {
			return broken{Reader: r, readAt: func([]byte, int64) (int, error) { return 0, errors.New("out of cheese") }}
		}, map[string]float64{cell.Unnamed: 1}},
		{"hangs until it is closed", func(_ strategies.Source, r strategies.Reader) broken {
			closed := make(chan struct{})
			return broken{r, func([]byte, int64) (int, error) { <-closed; return 0, io.ErrClosedPipe }, func() error { close(closed); return r.Close() }}
		}, map[string]float64{cell.Hang: 1, cell.Aborted: 1}},
		{"does not end when it is closed", func(_ strategies.Source, r strategies.Reader) broken {
			return broken{Reader: r, readAt: func([]byte, int64) (int, error) { time.Sleep(2 * time.Hour); return 0, io.EOF }}
		}, map[string]float64{cell.Hang: 1, cell.Stuck: 1, cell.Aborted: 1, cell.Leaks: 1}},
		{"leaks a connection", func(src strategies.Source, r strategies.Reader) broken {
			leak := sync.OnceValue(func() error {
				_, err := src.Open(context.Background(), 0, -1)
				return err
			})
			return broken{Reader: r, readAt: func(p []byte, off int64) (int, error) {
				if off < 5<<20 { // of one part: nobody else waits for Once
					if err := leak(); err != nil {
						return 0, err
					}
				}
				return r.ReadAt(p, off)
			}}
		}, map[string]float64{cell.Right: 1, cell.Leaks: 1}},
		{"leaves goroutines parked", func(_ strategies.Source, r strategies.Reader) broken {
			for range 3 {
				go strategies.NewStateless(silentSource{}, strategies.WithStall(0)).ReadAt(make([]byte, 1), 0)
			}
			return broken{Reader: r, readAt: r.ReadAt}
		}, map[string]float64{cell.Right: 1, cell.Leaks: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl := brokenCell(c.wrap)
			f, o, err := cl.Endure()
			if err != nil {
				t.Fatal(err)
			}
			got := figuresOf(f, o, "500")
			for unit := range faultValues {
				if got[unit] != c.want[unit] {
					t.Errorf("%s = %v; want %v (%v)", unit, got[unit], c.want[unit], o.Err)
				}
			}
			if wrong := f.Wrong > 0; wrong != (c.name == "wrong") {
				t.Errorf("%d bytes are wrong", f.Wrong)
			}
		})
	}
}

// silentSource never opens anything.
type silentSource struct{}

func (silentSource) Size() int64 { return 1 << 20 }

func (silentSource) Open(context.Context, int64, int64) (io.ReadCloser, error) { select {} }

// Faults repeat to the nanosecond and to the request, whatever ran before.
func TestFaultsRepeat(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for _, u := range Uploaders() {
		for _, s := range strategies.All() {
			c := Cell{
				Uploader: u, Row: rows.Row{Strategy: s}, Objects: Objects(8 << 20), Profile: profile.S3Standard(),
				Keys: cell.Values{"fault": "any"},
				Faults: []fakes3.Fault{
					{Kind: fakes3.AnyFault, PerMillion: 50_000, First: true, Seed: 1},
					{Kind: fakes3.AnyFault, Put: true, PerMillion: 300_000, Seed: 1},
				},
			}
			first, o, err := c.Endure()
			if err != nil || o.Err != nil || first.Wrong != 0 || o.Met == 0 {
				t.Fatalf("%s: %d wrong bytes, %d faults, %v, %v; want a right copy with some", c.Name(), first.Wrong, o.Met, o.Err, err)
			}
			again, o2, err := c.Endure()
			if err != nil || again != first || o2 != o {
				t.Errorf("%s: %+v, %+v, %v; at first %+v, %+v", c.Name(), again, o2, err, first, o)
			}
		}
	}
}

// The error of an upload that is cancelled has the ID of what it leaves on the store, by
// which its caller aborts it.
func TestCancelledUploadsSayWhatTheyLeave(t *testing.T) {
	for _, u := range Uploaders() {
		c := Cell{Uploader: u, Row: named(t, "pooled"), Objects: Objects(20 << 20), Profile: profile.S3Standard()}
		err := inVirtual(c.Profile, c.Objects, func(w *World) error {
			w = w.of(0)
			w.store.Inject(w.Bucket, w.destination, fakes3.Fault{Kind: fakes3.Stall, At: fakes3.InMidBody, Put: true, PerMillion: 1e6})
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			a := c.begin(ctx, w)
			err := <-a.done
			var left interface{ UploadID() string }
			if !errors.As(err, &left) || len(w.store.Uploads(w.Bucket, w.destination)) != 1 || left.UploadID() != w.store.Uploads(w.Bucket, w.destination)[0] {
				t.Errorf("%s: %v; want the ID of %q, which is left", u.Name, err, w.store.Uploads(w.Bucket, w.destination))
			}
			a.end(false)
			w.store.EndFaults()
			if aborted, left := w.abort(); aborted != 1 || left != 0 {
				t.Errorf("%s: aborted %d, %d left; want 1 and 0", u.Name, aborted, left)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", u.Name, err)
		}
	}
}
