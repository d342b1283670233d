package strategies_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"readeratbench/strategies"
)

// shapes are legal ways to deliver the same bytes.
var shapes = []struct {
	name  string
	long  bool
	shape func(io.Reader) io.Reader
}{
	{"whole", false, func(r io.Reader) io.Reader { return r }},
	{"more than asked for", true, func(r io.Reader) io.Reader { return r }},
	{"one byte a read", false, iotest.OneByteReader},
	{"half of each read", false, iotest.HalfReader},
	{"the end with the last bytes", false, iotest.DataErrReader},
	{"scribbled behind each read", false, scribbling},
	{"99 empty reads before each byte", false, func(r io.Reader) io.Reader { return hesitant(r, 99) }},
}

// scribbling uses memory it was not offered.
func scribbling(r io.Reader) io.Reader {
	return readFunc(func(p []byte) (int, error) {
		clear(p[len(p):cap(p)])
		return r.Read(p)
	})
}

// hesitant returns (0, nil) n times before each byte.
func hesitant(r io.Reader, n int) io.Reader {
	left := n
	return readFunc(func(p []byte) (int, error) {
		if left > 0 {
			left--
			return 0, nil
		}
		left = n
		return r.Read(p[:1])
	})
}

// io.ReaderAt, compared with bytes.Reader, in whatever pieces the bytes come.
func TestContract(t *testing.T) {
	want := content(100)
	oracle := bytes.NewReader(want)
	for _, sh := range shapes {
		t.Run(sh.name, func(t *testing.T) {
			each(t, func(t *testing.T, s strategies.Strategy) {
				src := newFake(want)
				src.long = sh.long
				src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader { return sh.shape(r) }
				r := s.New(src)
				if got := r.Size(); got != 100 {
					t.Errorf("Size() = %d; want 100", got)
				}
				for _, off := range []int64{0, 10, 50, 99, 100, 101, math.MaxInt64, -1, math.MinInt64} {
					for _, n := range []int{0, 1, 10, 50, 99, 100, 101, 200} {
						compare(t, r, oracle, n, off)
					}
				}
				r.Close()
				src.settled(t)
			})
		})
	}
}

// compare holds one call against the oracle, including the bytes it must not touch.
func compare(t *testing.T, r, oracle io.ReaderAt, n int, off int64) {
	t.Helper()
	const guard = 64
	got, want := bytes.Repeat([]byte{0xaa}, n+guard), bytes.Repeat([]byte{0xaa}, n+guard)
	gotN, gotErr := r.ReadAt(got[:n], off)
	wantN, wantErr := oracle.ReadAt(want[:n], off)
	sameErr := gotErr == wantErr
	if off < 0 { // no sentinel for this one
		sameErr = gotErr != nil && !errors.Is(gotErr, io.EOF) && strings.Contains(gotErr.Error(), "negative offset")
	}
	if gotN != wantN || !sameErr {
		t.Errorf("ReadAt(%d bytes, %d) = %d, %v; want %d, %v", n, off, gotN, gotErr, wantN, wantErr)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("ReadAt(%d bytes, %d): bytes differ from the object's, or were written outside p", n, off)
	}
}

// Calls that need no bytes make no request.
func TestAnswersWithoutRequest(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		src := newFake(content(100))
		r := s.New(src)
		for _, c := range []struct {
			n   int
			off int64
		}{{0, 0}, {0, 50}, {10, 100}, {10, 1000}, {10, -1}} {
			r.ReadAt(make([]byte, c.n), c.off)
		}
		r.Close()
		if got := src.opens(); len(got) != 0 {
			t.Errorf("opened %v; want nothing", got)
		}
	})
}

// Next to math.MaxInt64, off+len(p) would overflow.
func TestHugeObject(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		if s.Name == "reopen-at-0" {
			t.Skip("it would read through 8 EiB first")
		}
		src := newFake(nil)
		src.size = math.MaxInt64
		src.shape = func(context.Context, int, io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) { clear(p); return len(p), nil })
		}
		r := s.New(src)
		n, err := r.ReadAt(make([]byte, 10), math.MaxInt64-5)
		if n != 5 || err != io.EOF {
			t.Errorf("ReadAt(10 bytes, MaxInt64-5) = %d, %v; want 5, EOF", n, err)
		}
		r.Close()
		src.settled(t)
	})
}

// after delivers n bytes of r and then calls next.
func after(n int, r io.Reader, next readFunc) io.Reader {
	return io.MultiReader(io.LimitReader(r, int64(n)), next)
}

// failWith makes the tail of a stream that returns n and err for ever.
func failWith(n int, err error) readFunc {
	return func(p []byte) (int, error) {
		if n > 1 {
			return len(p) + 1, err
		}
		return n, err
	}
}

var errLost = fmt.Errorf("lost: %w", io.EOF)

// faults break the first stream; the caller wants 40 bytes at 20.
var faults = []struct {
	name    string
	openErr error
	shape   func(io.Reader) io.Reader
	n       int
	want    error
	op      string
}{
	{"open fails", errBoom, nil, 0, errBoom, "open"},
	{"open fails with io.EOF", io.EOF, nil, 0, io.ErrUnexpectedEOF, "open"},
	{"open fails with a wrapped io.EOF", errLost, nil, 0, io.ErrUnexpectedEOF, "open"},
	{"read fails at once", nil, func(io.Reader) io.Reader { return failWith(0, errBoom) }, 0, errBoom, "read"},
	{"read fails midway", nil, func(r io.Reader) io.Reader { return after(7, r, failWith(0, errBoom)) }, 7, errBoom, "read"},
	{"read fails with a wrapped io.EOF", nil, func(r io.Reader) io.Reader { return after(7, r, failWith(0, errLost)) }, 7, io.ErrUnexpectedEOF, "read"},
	{"bytes and the failure together", nil, func(r io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p[:7]); return n, errBoom })
	}, 7, errBoom, "read"},
	{"stream ends early", nil, func(r io.Reader) io.Reader { return io.LimitReader(r, 7) }, 7, io.ErrUnexpectedEOF, "read"},
	{"100 empty reads", nil, func(r io.Reader) io.Reader { return hesitant(r, 100) }, 0, io.ErrNoProgress, "read"},
	{"the 100th empty read fails", nil, func(r io.Reader) io.Reader {
		return io.MultiReader(hesitant(io.LimitReader(r, 0), 99), failWith(0, errBoom))
	}, 0, errBoom, "read"},
	{"negative count", nil, func(r io.Reader) io.Reader { return after(7, r, failWith(-1, nil)) }, 7, nil, "read"},
	{"count past p", nil, func(r io.Reader) io.Reader { return after(7, r, failWith(2, nil)) }, 7, nil, "read"},
}

// A failure that is not resumed is reported with its cause, its range and the
// bytes that came before it; the broken stream is closed, and the next call works.
func TestFaults(t *testing.T) {
	want := content(100)
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			each(t, func(t *testing.T, s strategies.Strategy) {
				src := newFake(want)
				src.onOpen = func(_ context.Context, i int) error {
					if i == 0 {
						return f.openErr
					}
					return nil
				}
				src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
					if i == 0 && f.shape != nil {
						return f.shape(r)
					}
					return r
				}
				src.shapeFrom = 20
				r := s.New(src, strategies.WithStreams(1), strategies.WithResumes(0))
				p := make([]byte, 40)
				n, err := r.ReadAt(p, 20)
				if n != f.n || err == nil || f.want != nil && !errors.Is(err, f.want) || errors.Is(err, io.EOF) {
					t.Errorf("ReadAt(40 bytes, 20) = %d, %v; want %d, %v", n, err, f.n, f.want)
				}
				if !bytes.Equal(p[:n], want[20:20+n]) {
					t.Errorf("the %d bytes before the failure are wrong", n)
				}
				name := strings.TrimSuffix(s.Name, "-locked")
				prefix := fmt.Sprintf("strategies: %s: %s bytes 20-59: ", name, f.op)
				if err != nil && !strings.HasPrefix(err.Error(), prefix) {
					t.Errorf("error %q; want prefix %q", err, prefix)
				}
				if src.open != 0 {
					t.Errorf("%d streams open after the failure; want 0", src.open)
				}
				mustRead(t, r, want, 40, 20)
				r.Close()
				src.settled(t)
			})
		})
	}
}

// An error that comes with or after the last byte of the object, or of a range, is
// the error of the call that wants that byte, whether streams are resumed or not:
// a checksum that does not match is known there. The next call works.
func TestErrorAtTheEnd(t *testing.T) {
	want := content(100)
	for name, end := range ends {
		for _, resumes := range []int{0, 3} {
			t.Run(fmt.Sprintf("%s/resumes=%d", name, resumes), func(t *testing.T) {
				each(t, func(t *testing.T, s strategies.Strategy) {
					src := newFake(want)
					src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
						if i > 0 {
							return r
						}
						return end(r, errBoom)
					}
					src.shapeFrom = 60
					r := s.New(src, strategies.WithResumes(resumes))
					p := make([]byte, 50)
					n, err := r.ReadAt(p, 60)
					if n >= 40 || !errors.Is(err, errBoom) || !bytes.Equal(p[:n], want[60:60+n]) {
						t.Errorf("ReadAt(50 bytes, 60) = %d, %v; want fewer than 40, right ones, and %v", n, err, errBoom)
					}
					if src.open != 0 {
						t.Errorf("%d streams open after the failure; want 0", src.open)
					}
					mustRead(t, r, want, 40, 60)
					r.Close()
					src.settled(t)
				})
			})
		}
	}
}

// io.ReadFull drops an error that comes with all bytes, so it must not.
func TestReadFullSeesTheErrorAtTheEnd(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		src := newFake(content(100))
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
			return ends["after the last byte"](r, errBoom)
		}
		r := s.New(src)
		defer r.Close()
		if n, err := io.ReadFull(io.NewSectionReader(r, 0, 100), make([]byte, 100)); !errors.Is(err, errBoom) {
			t.Errorf("ReadFull = %d, %v; want %v", n, err, errBoom)
		}
	})
}

// Where a kept stream stands in mid-object, an error with the last byte of a call is
// that of the stream's next use: it is resumed there, or reported.
func TestErrorInMidObjectIsTheNextCalls(t *testing.T) {
	want := content(100)
	for _, resumes := range []int{0, 3} {
		each(t, func(t *testing.T, s strategies.Strategy) {
			src := newFake(want)
			src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
				if i > 0 {
					return r
				}
				return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p); return n, errBoom })
			}
			src.shapeFrom = 20
			r := s.New(src, strategies.WithResumes(resumes))
			got := <-read(r, 40, 20)
			if src.opens()[0].length >= 0 && s.Name != "reopen-at-0" { // a range: see TestErrorAtTheEnd
				r.Close()
				return
			}
			if got.n != 40 || got.err != nil {
				t.Errorf("%d resumes: ReadAt(40 bytes, 20) = %d, %v; want 40, nil", resumes, got.n, got.err)
			}
			if src.open != 0 {
				t.Errorf("%d resumes: %d streams open after the failure; want 0", resumes, src.open)
			}
			if resumes == 0 && s.Name != "stateless-open-ended" { // which keeps no stream
				if got := <-read(r, 40, 60); got.n != 0 || !errors.Is(got.err, errBoom) {
					t.Errorf("ReadAt(40 bytes, 60) = %d, %v; want 0, %v", got.n, got.err, errBoom)
				}
			}
			mustRead(t, r, want, 40, 60)
			r.Close()
			src.settled(t)
		})
	}
}

// A Read that panics leaves nothing locked and no stream at a wrong offset.
func TestPanicInRead(t *testing.T) {
	want := content(100)
	for name, shape := range map[string]func(io.Reader) io.Reader{
		"between pieces": func(r io.Reader) io.Reader { return after(7, r, func([]byte) (int, error) { panic(errBoom) }) },
		"with bytes on hand": func(r io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) { r.Read(p[:5]); panic(errBoom) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s strategies.Strategy) {
				src := newFake(want)
				src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
					if i > 0 {
						return r
					}
					return shape(r)
				}
				r := s.New(src, strategies.WithStreams(1))
				wantPanic(t, func() error { _, err := r.ReadAt(make([]byte, 10), 0); return err })
				mustRead(t, r, want, 10, 0)
				r.Close()
				src.settled(t)
			})
		})
	}
}

// wantPanic wants call to panic with errBoom, or to say that a goroutine of the
// reader's has.
func wantPanic(t *testing.T, call func() error) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := recover(); got != nil && got != errBoom {
			t.Errorf("panicked with %v; want %v", got, errBoom)
		}
	}()
	if err := call(); err == nil || !strings.Contains(err.Error(), "the source panicked: boom") {
		t.Errorf("returned %v; want a panic, or an error that tells of it", err)
	}
}

// Everybody at once, at random, over streams that deliver at random.
func TestConcurrent(t *testing.T) {
	want := content(10_000)
	each(t, func(t *testing.T, s strategies.Strategy) {
		src := newFake(want)
		src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
			rnd := rand.New(rand.NewPCG(uint64(i), 1))
			return readFunc(func(p []byte) (int, error) { return r.Read(p[:rnd.IntN(len(p)+1)]) })
		}
		r := s.New(src, strategies.WithStreams(3))
		oracle := bytes.NewReader(want)
		var wg sync.WaitGroup
		for g := range uint64(8) {
			wg.Go(func() {
				rnd := rand.New(rand.NewPCG(g, 2))
				for range 200 {
					compare(t, r, oracle, rnd.IntN(300), rnd.Int64N(10_100))
				}
			})
		}
		wg.Wait()
		r.Close()
		src.settled(t)
	})
}
