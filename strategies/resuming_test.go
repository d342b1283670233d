package strategies_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// breaking makes the first times streams of src break after n bytes with err.
func breaking(src *fake, times, n int, err error) {
	src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
		if i >= times {
			return r
		}
		return after(n, r, failWith(0, err))
	}
}

// A stream that breaks goes on where it stopped, for exactly what is left, after
// closing the broken one; at most three times in a row.
func TestResumingGoesOnWhereItStopped(t *testing.T) {
	want := content(100)
	for _, err := range []error{errBoom, io.EOF, io.ErrUnexpectedEOF, errLost} {
		for _, c := range []struct {
			off, length int64
			n           int
			opens       []request
		}{
			{20, 40, 7, []request{{20, 40}, {27, 33}, {34, 26}, {41, 19}}},
			{20, -1, 7, []request{{20, -1}, {27, -1}, {34, -1}, {41, -1}}},
			{0, 100, 1, []request{{0, 100}, {1, 99}, {2, 98}, {3, 97}}},
			{90, 10, 0, []request{{90, 10}, {90, 10}, {90, 10}, {90, 10}}},
		} {
			synctest.Test(t, func(t *testing.T) {
				src := newFake(want)
				breaking(src, 3, c.n, err)
				stream, e := strategies.Resuming(src).Open(t.Context(), c.off, c.length)
				if e != nil {
					t.Fatal(e)
				}
				got, e := io.ReadAll(stream)
				end := c.off + c.length
				if c.length < 0 {
					end = src.size
				}
				if e != nil || !bytes.Equal(got, want[c.off:end]) {
					t.Errorf("breaks with %v after %d bytes: %d bytes, %v; want the %d from %d on", err, c.n, len(got), e, end-c.off, c.off)
				}
				if got := src.opens(); !slices.Equal(got, c.opens) {
					t.Errorf("breaks with %v after %d bytes: opened %v; want %v", err, c.n, got, c.opens)
				}
				if src.peak != 1 {
					t.Errorf("%d streams open at once; want 1", src.peak)
				}
				stream.Close()
				src.settled(t)
			})
		}
	}
}

// Bytes that come with the failure count.
func TestResumingKeepsBytesThatComeWithTheFailure(t *testing.T) {
	src := newFake(content(100))
	src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
		if i > 0 {
			return r
		}
		return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p[:7]); return n, errBoom })
	}
	stream, err := strategies.Resuming(src).Open(t.Context(), 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(stream); err != nil || !bytes.Equal(got, src.content) {
		t.Errorf("%d bytes, %v; want all 100", len(got), err)
	}
	if got, want := src.opens(), []request{{0, -1}, {7, -1}}; !slices.Equal(got, want) {
		t.Errorf("opened %v; want %v", got, want)
	}
}

// The bound is on breaks in a row, and the error says what broke, where, and how
// often it was tried; it is never the end of the object.
func TestResumingGivesUp(t *testing.T) {
	for _, c := range []struct {
		resumes int
		err     error
		want    error
	}{{1, errBoom, errBoom}, {3, io.EOF, io.ErrUnexpectedEOF}, {5, errLost, io.ErrUnexpectedEOF}} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(content(100))
			breaking(src, 1000, 2, c.err)
			stream, err := strategies.Resuming(src, strategies.WithResumes(c.resumes)).Open(t.Context(), 10, -1)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(stream)
			if n := 2 * (c.resumes + 1); len(got) != n || !bytes.Equal(got, src.content[10:10+n]) {
				t.Errorf("%d bytes; want %d", len(got), n)
			}
			if !errors.Is(err, c.want) || errors.Is(err, io.EOF) {
				t.Errorf("error %v; want %v", err, c.want)
			}
			if want := fmt.Sprintf("at byte %d, after reopening %d times: ", 10+2*(c.resumes+1), c.resumes); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("error %q; want prefix %q", err, want)
			}
			if _, again := stream.Read(make([]byte, 1)); again != err {
				t.Errorf("Read again = %v; want %v again", again, err)
			}
			if got := len(src.opens()); got != c.resumes+1 {
				t.Errorf("%d streams; want %d", got, c.resumes+1)
			}
			stream.Close()
			src.settled(t)
		})
	}
}

// A stream that has delivered a MiB has all its reopenings before it again, and
// one that has not, has not.
func TestResumingEarnsItsReopenings(t *testing.T) {
	const mib = 1 << 20
	for n, ok := range map[int]bool{mib: true, mib/4 - 1: false} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(make([]byte, 8*mib))
			breaking(src, 1000, n, errBoom)
			stream, err := strategies.Resuming(src).Open(t.Context(), 0, -1)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, stream); (err == nil) != ok || ok && n != 8*mib {
				t.Errorf("breaks every %d bytes: %d bytes, %v; success want %t", n, n, err, ok)
			}
			stream.Close()
			src.settled(t)
		})
	}
}

// The first reopening is at once, those after it wait, longer each time; the same
// every time, and not the same for streams elsewhere.
func TestResumingBacksOff(t *testing.T) {
	at := func(off int64) (waits []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(content(1000))
			last := time.Now()
			src.onOpen = func(context.Context, int) error {
				waits = append(waits, time.Since(last))
				last = time.Now()
				return nil
			}
			breaking(src, 1000, 0, errBoom)
			stream, err := strategies.Resuming(src, strategies.WithResumes(10)).Open(t.Context(), off, -1)
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, stream)
		})
		return waits
	}
	waits := at(0)
	if len(waits) != 11 || waits[1] != 0 {
		t.Fatalf("waited %v; want 11 times, the second 0", waits)
	}
	for i, d := range waits[2:] {
		most := min(100*time.Millisecond<<i, 5*time.Second)
		if d <= most/2 || d > most {
			t.Errorf("wait number %d was %v; want more than %v, at most %v", i+1, d, most/2, most)
		}
	}
	if again := at(0); !slices.Equal(again, waits) {
		t.Errorf("waited %v, and again %v; want the same", waits, again)
	}
	if other := at(500); slices.Equal(other, waits) {
		t.Errorf("waited %v at 0 and at 500; want them apart", waits)
	}
}

// An Open that fails is tried again within the bound, but for the first, and but
// for one that says that the object is another.
func TestResumingOpens(t *testing.T) {
	changed := fmt.Errorf("412: %w", strategies.ErrChanged)
	for _, c := range []struct {
		name  string
		fails map[int]error // by Open
		opens int
		want  error
	}{
		{"the first fails", map[int]error{0: errBoom}, 1, errBoom},
		{"two in the middle fail", map[int]error{1: errBoom, 2: io.EOF}, 4, nil},
		{"all others fail", map[int]error{1: errBoom, 2: errBoom, 3: errBoom}, 4, errBoom},
		{"the object has changed", map[int]error{1: changed}, 2, strategies.ErrChanged},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newFake(content(100))
				src.onOpen = func(_ context.Context, i int) error { return c.fails[i] }
				breaking(src, 1, 7, errBoom)
				stream, err := strategies.Resuming(src).Open(t.Context(), 0, -1)
				if err == nil {
					_, err = io.Copy(io.Discard, stream)
					stream.Close()
				}
				if !errors.Is(err, c.want) || errors.Is(err, io.EOF) {
					t.Errorf("copy = %v; want %v", err, c.want)
				}
				if got := len(src.opens()); got != c.opens {
					t.Errorf("%d times opened; want %d", got, c.opens)
				}
				src.settled(t)
			})
		})
	}
}

// Once the context is cancelled nothing is opened any more, and nobody waits for
// the end of a pause.
func TestResumingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100))
		breaking(src, 1000, 0, errBoom)
		ctx, cancel := context.WithCancel(t.Context())
		stream, err := strategies.Resuming(src, strategies.WithResumes(100)).Open(ctx, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if n, err := io.Copy(io.Discard, stream); n != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("copy = %d, %v; want 0, %v", n, err, context.Canceled)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v; want 1s", took)
		}
		opened := len(src.opens())
		if _, err := stream.Read(make([]byte, 1)); err == nil || len(src.opens()) != opened {
			t.Errorf("Read after that = %v, and %d opened; want an error and nothing", err, len(src.opens())-opened)
		}
		stream.Close()
		src.settled(t)
	})
}

// A stream delivers what was asked for, even if there is more to be had, and what
// the source says after the last byte is of no interest.
func TestResumingIsExact(t *testing.T) {
	for _, end := range []error{nil, errBoom, io.EOF} {
		src := newFake(content(100))
		src.long = true
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p); return n, end })
		}
		stream, err := strategies.Resuming(src).Open(t.Context(), 20, 40)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(stream); err != nil || !bytes.Equal(got, src.content[20:60]) {
			t.Errorf("stream that ends with %v: %d bytes, %v; want 40, nil", end, len(got), err)
		}
		stream.Close()
		if got := src.opens(); len(got) != 1 {
			t.Errorf("stream that ends with %v: opened %v; want once", end, got)
		}
		src.settled(t)
	}
}

func TestResumingOff(t *testing.T) {
	src := newFake(content(10))
	if got := strategies.Resuming(src, strategies.WithResumes(0)); got != strategies.Source(src) {
		t.Errorf("Resuming(src, WithResumes(0)) = %T; want src itself", got)
	}
}

// Every reader goes on however often its streams break: right bytes, nothing left
// open, with everybody at once.
func TestReadersResume(t *testing.T) {
	want := content(2000)
	for _, s := range append(strategies.All(), smallBlocks) {
		t.Run(s.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newFake(want)
				src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
					return after(1+i%50, r, failWith(0, []error{errBoom, io.EOF}[i%2]))
				}
				r := s.New(src, strategies.WithLocker(newChanLock), strategies.WithStreams(2), strategies.WithResumes(2000))
				var callers sync.WaitGroup
				for g := range uint64(4) {
					callers.Go(func() {
						rnd := rand.New(rand.NewPCG(g, 4))
						for range 5 {
							compare(t, r, bytes.NewReader(want), rnd.IntN(300), rnd.Int64N(2000))
						}
					})
				}
				callers.Wait()
				r.Close()
				synctest.Wait()
				src.settled(t)
				if got := len(src.opens()); got < 20 {
					t.Errorf("%d streams opened; want more, since none delivers much", got)
				}
			})
		})
	}
}

// Every reader reports what resuming could not mend: the cause, and how far it
// got. What has changed is not asked for again.
func TestReadersReportWhatDoesNotResume(t *testing.T) {
	for _, c := range []struct {
		name   string
		reopen error
		opens  int
		want   error
	}{
		{"broken for good", nil, 4, errBoom},
		{"another object", strategies.ErrChanged, 2, strategies.ErrChanged},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
				src := newFake(content(100))
				src.onOpen = func(_ context.Context, i int) error {
					if i > 0 {
						return c.reopen
					}
					return nil
				}
				breaking(src, 1000, 0, errBoom)
				r := newReader(src)
				got := <-read(r, 40, 0)
				if got.n != 0 || !errors.Is(got.err, c.want) {
					t.Errorf("ReadAt = %d, %v; want 0, %v", got.n, got.err, c.want)
				}
				if n := len(src.opens()); n != c.opens {
					t.Errorf("%d times opened; want %d", n, c.opens)
				}
				r.Close()
				src.settled(t)
			})
		})
	}
}

// Close ends the pause before a reopening too.
func TestCloseEndsResuming(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		breaking(src, 1000, 0, errBoom)
		r := newReader(src)
		start := time.Now()
		done := read(r, 40, 0)
		synctest.Wait() // in the pause before the third stream
		r.Close()
		wantClosed(t, "ReadAt", <-done, 0)
		if took := time.Since(start); took != 0 {
			t.Errorf("took %v; want no time", took)
		}
		synctest.Wait()
		src.settled(t)
	})
}
