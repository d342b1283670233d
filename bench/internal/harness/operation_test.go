package harness

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// each calls f with a cell of every uploader.
func each(t *testing.T, r rows.Row, size int64, f func(t *testing.T, c Cell)) {
	for _, u := range Uploaders() {
		c := Cell{Uploader: u, Row: r, Objects: Objects(size), Profile: profile.S3Standard()}
		if c.measured() {
			t.Run(c.Name(), func(t *testing.T) { f(t, c) })
		}
	}
}

// sound are all readers that must copy right, and the references.
func sound() []rows.Row {
	all := rows.References()
	for _, s := range strategies.All() {
		all = append(all, rows.Row{Strategy: s})
	}
	return all
}

// named returns one of the published rows.
func named(t testing.TB, name string) rows.Row {
	t.Helper()
	i := slices.IndexFunc(rows.Published(), func(r rows.Row) bool { return r.Name == name })
	if i < 0 {
		t.Fatalf("no row is called %s", name)
	}
	return rows.Published()[i]
}

// Every sound reader copies every byte, through both uploaders, at sizes around
// the uploaders' limits; and leaves no stream open, which operate checks, and no
// goroutine behind, which the bubble checks.
func TestSoundReadersCopyEveryByte(t *testing.T) {
	for _, size := range []int64{1, 5<<20 - 1, 5 << 20, 5<<20 + 1, 17<<20 + 13} {
		for _, s := range sound() {
			each(t, s, size, func(t *testing.T, c Cell) {
				f, err := c.Run()
				if err != nil {
					t.Fatal(err)
				}
				if f.Wrong != 0 || f.Size != size {
					t.Errorf("%d of %d bytes are wrong; want 0 of %d", f.Wrong, f.Size, size)
				}
			})
		}
	}
}

// The merged reader's stale position shows under the manager's workers and not
// under transfermanager's single one.
func TestMergedCorrupts(t *testing.T) {
	each(t, named(t, "merged"), 16<<20, func(t *testing.T, c Cell) {
		f, err := c.Run()
		if err != nil {
			t.Fatal(err)
		}
		if wrong := f.Wrong > 0; wrong != (c.Uploader.Name == "manager") {
			t.Errorf("%d bytes are wrong", f.Wrong)
		}
	})
}

// corrupting turns the bytes at some offsets of an object, and nothing else.
type corrupting struct {
	io.ReaderAt
	at map[int64]bool
}

func (c corrupting) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	for i := range p[:n] {
		if c.at[off+int64(i)] {
			p[i] ^= 0x80
		}
	}
	return n, err
}

// wrong-B/op is the number of wrong bytes: exactly.
func TestWrongBytesAreCounted(t *testing.T) {
	const size = 12 << 20
	last := int64(size - 1)
	for _, at := range []map[int64]bool{
		{},
		{0: true},
		{5<<20 - 1: true, 5 << 20: true, last: true},
		{1: true, 2: true, 3: true, 9999: true, 6 << 20: true, 8 << 20: true, 11 << 20: true},
	} {
		each(t, rows.Lookup("corrupting"), size, func(t *testing.T, c Cell) {
			c.Open = func(_ context.Context, w *World) (io.ReaderAt, error) {
				return corrupting{content.Generated(seed, w.Size), at}, nil
			}
			f, err := c.Run()
			if err != nil || f.Wrong != int64(len(at)) {
				t.Errorf("wrong = %d, %v; want %d", f.Wrong, err, len(at))
			}
		})
	}
}

// short says that it is smaller than its source.
type short struct{ strategies.Reader }

func (s short) Size() int64 { return s.Reader.Size() - 1000 }

func TestMissingBytesAreWrongBytes(t *testing.T) {
	s := rows.Row{Strategy: strategies.Strategy{
		Name: "short",
		New: func(src strategies.Source, o ...strategies.Option) strategies.Reader {
			return short{strategies.NewPooled(src, o...)}
		},
	}}
	each(t, s, 8<<20, func(t *testing.T, c Cell) {
		f, err := c.Run()
		if err != nil || f.Wrong != 1000 || f.Size != 8<<20-1000 {
			t.Errorf("size, wrong = %d, %d, %v; want %d, 1000", f.Size, f.Wrong, err, 8<<20-1000)
		}
	})
}

// leaking never closes what it opens.
type leaking struct {
	strategies.Reader
	src strategies.Source
}

func (l leaking) ReadAt(p []byte, off int64) (int, error) {
	rc, err := l.src.Open(context.Background(), off, -1)
	if err != nil {
		return 0, err
	}
	return io.ReadFull(rc, p)
}

// failing fails from the middle of the object on.
type failing struct{ strategies.Reader }

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > 6<<20 {
		return 0, fmt.Errorf("no bytes at %d", off)
	}
	return f.Reader.ReadAt(p, off)
}

// panicking panics, on whatever goroutine calls it.
type panicking struct{ strategies.Reader }

func (panicking) ReadAt([]byte, int64) (int, error) { panic("out of cheese") }

// What is wrong with a reader, other than its bytes, is the operation's error.
func TestBrokenReadersAreReported(t *testing.T) {
	for want, wrap := range map[string]func(strategies.Source, strategies.Reader) strategies.Reader{
		"leaks streams": func(src strategies.Source, r strategies.Reader) strategies.Reader { return leaking{r, src} },
		"out of cheese": func(_ strategies.Source, r strategies.Reader) strategies.Reader { return panicking{r} },
		"no reader":     func(strategies.Source, strategies.Reader) strategies.Reader { return nil },
		"no bytes at":   func(_ strategies.Source, r strategies.Reader) strategies.Reader { return failing{r} },
	} {
		s := rows.Row{Strategy: strategies.Strategy{
			Name: strings.ReplaceAll(want, " ", "-"),
			New: func(src strategies.Source, o ...strategies.Option) strategies.Reader {
				return wrap(src, strategies.NewStateless(src, o...))
			},
		}}
		each(t, s, 8<<20, func(t *testing.T, c Cell) {
			if _, err := c.Run(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("run = %v; want an error that says %q", err, want)
			}
		})
	}
}

// The time of a body in memory is a sum that can be written down: it is the
// model, the SDK and net/http together that must come to it.
func TestMemoryTakesWhatTheModelSays(t *testing.T) {
	const size = 4 << 20
	each(t, named(t, "memory"), size, func(t *testing.T, c Cell) {
		c.Profile.InitialWindow = 0 // simnet's own tests have the sum with slow start
		p := c.Profile
		f, err := c.Run()
		if err != nil {
			t.Fatal(err)
		}
		handshake := 2 * p.RTT
		body := time.Duration(size * int64(time.Second) / p.ConnRate)
		want := handshake + body + p.RTT + p.PutAck.P50
		// Request and reply headers on the connection, the last segment on the
		// NIC, and the admission of the request come on top.
		if extra := f.Took - want; extra < 0 || extra > 50*time.Microsecond {
			t.Errorf("took %v; want %v and at most 50µs", f.Took, want)
		}
		if f.Conns != 1 || f.GETs != 0 || f.SourceB != 0 {
			t.Errorf("conns, GETs, source bytes = %d, %d, %d; want 1, 0, 0", f.Conns, f.GETs, f.SourceB)
		}
	})
}

// The counts of readers whose requests can be counted by hand.
func TestRequestsAreCounted(t *testing.T) {
	const size = 8 << 20 // two parts of the manager's: 5 MiB and 3 MiB
	for _, want := range []struct {
		name           string
		gets, srcBytes int64
	}{
		{"stateless", size / (32 << 10), size}, // an exact range per 32 KiB read
		{"floor", 1, 32 << 10},
		{"stream", 1, size},
		{"memory", 0, 0},
	} {
		for _, s := range sound() {
			if s.Name != want.name {
				continue
			}
			c := Cell{Uploader: Uploaders()[0], Row: s, Objects: Objects(size), Profile: profile.S3Standard()}
			f, err := c.Run()
			if err != nil || f.GETs != want.gets || f.SourceB != want.srcBytes {
				t.Errorf("%s: GETs, source bytes = %d, %d, %v; want %d, %d",
					want.name, f.GETs, f.SourceB, err, want.gets, want.srcBytes)
			}
		}
	}
}
