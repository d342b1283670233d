package strategies_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"readeratbench/strategies"
)

// A count that cannot be is not guessed at: the stream ends where it was right,
// also where the count would fit what the user, but not the stream, was asked for.
func TestImpossibleCountIsNotResumed(t *testing.T) {
	for name, next := range map[string]readFunc{
		"negative":      failWith(-1, nil),
		"past p":        failWith(2, nil),
		"with an error": failWith(-1, errBoom),
	} {
		src := newFake(content(100))
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader { return after(7, r, next) }
		s := openIn(t, src, 20, 40)
		got, err := io.ReadAll(s)
		if len(got) != 7 || err == nil || !strings.Contains(err.Error(), "read from byte 27: stream returned an impossible byte count") {
			t.Errorf("%s: ReadAll = %d bytes, %v; want 7 and the impossible count", name, len(got), err)
		}
		wantOpens(t, src, request{20, 40})
		s.Close()
		src.settled(t)
	}
}

// Reads that bring nothing are the user's to count.
func TestResumingPassesEmptyReadsOn(t *testing.T) {
	src := newFake(content(100))
	src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader { return hesitant(r, 2) }
	s := openIn(t, src, 20, 1)
	for i, want := range []int{0, 0, 1} {
		if n, err := s.Read(make([]byte, 10)); n != want || n == 0 && err != nil {
			t.Errorf("Read number %d = %d, %v; want %d", i+1, n, err, want)
		}
	}
	s.Close()
	src.settled(t)
}

// No more is delivered, or offered to the stream, than was asked for; nor past Size.
func TestResumingIsExact(t *testing.T) {
	for _, c := range []struct{ off, length, want int64 }{
		{20, 40, 40}, {20, -1, 70}, {20, 70, 70}, {20, 0, 0}, {89, 1, 1},
	} {
		src := newFake(content(100))
		src.size, src.long = 90, true
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader { return scribbling(r) }
		s := openIn(t, src, c.off, c.length)
		p := bytes.Repeat([]byte{0xaa}, 200)
		n, err := io.ReadFull(s, p[:100])
		if int64(n) != c.want || !bytes.Equal(p[:n], src.content[c.off:c.off+c.want]) || err == nil {
			t.Errorf("Open(%d, %d) delivers %d bytes, %v; want %d", c.off, c.length, n, err, c.want)
		}
		if bytes.ContainsFunc(p[n:], func(r rune) bool { return r == 0 }) {
			t.Errorf("Open(%d, %d): the stream wrote behind what was wanted", c.off, c.length)
		}
		for _, p := range [][]byte{nil, p} {
			if n, err := s.Read(p); n != 0 || err != io.EOF {
				t.Errorf("Read(%d bytes) after the end = %d, %v; want 0, EOF", len(p), n, err)
			}
		}
		s.Close()
		src.settled(t)
	}
}

// A length past the end means to the end, without an overflow.
func TestResumingHugeLength(t *testing.T) {
	src := strategies.FromOpen(10, func(off int64) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("0123456789"[off:])), nil
	})
	if got, err := io.ReadAll(openIn(t, src, 4, math.MaxInt64)); string(got) != "456789" || err != nil {
		t.Errorf("ReadAll = %q, %v; want 456789, nil", got, err)
	}
}

// An error that comes with the last byte or after it has nothing to resume; it may
// be that of a checksum, and is passed on without the bytes of its Read.
func TestErrorAtTheEndIsPassedOn(t *testing.T) {
	for name, shape := range ends {
		for want, wantN := range map[error]int{errBoom: 0, io.ErrUnexpectedEOF: 0, io.EOF: 40} {
			for _, length := range []int64{40, -1} {
				t.Run(fmt.Sprintf("%s/%v/length=%d", name, want, length), func(t *testing.T) {
					src := newFake(content(60))
					src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader { return shape(r, want) }
					s := openIn(t, src, 20, length)
					for i, wantN := range []int{wantN, 0} {
						if n, err := s.Read(make([]byte, 50)); n != wantN || err != want {
							t.Errorf("Read number %d = %d, %v; want %d, %v", i+1, n, err, wantN, want)
						}
					}
					s.Close()
					src.settled(t)
					wantOpens(t, src, request{20, length})
				})
			}
		}
	}
}

// ends are ways to end a stream of r's bytes with an error.
var ends = map[string]func(r io.Reader, err error) io.Reader{
	"with the last byte": func(r io.Reader, err error) io.Reader {
		return readFunc(func(p []byte) (int, error) {
			n, _ := r.Read(p)
			if spent(r) {
				return n, err
			}
			return n, nil
		})
	},
	"after the last byte": func(r io.Reader, err error) io.Reader {
		return io.MultiReader(r, failWith(0, err))
	},
	"after 99 empty reads": func(r io.Reader, err error) io.Reader {
		return io.MultiReader(r, hesitant(io.LimitReader(r, 0), 99), failWith(0, err))
	},
}

// A stream that goes on after what was asked for is read one byte further, and one
// that is known to go on, not at all.
func TestStreamsThatIgnoreLengthAreNotDrained(t *testing.T) {
	taken := 0
	count := func(r io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) { n, err := r.Read(p); taken += n; return n, err })
	}
	long := newFake(content(100))
	long.long = true
	long.shape = func(_ context.Context, _ int, r io.Reader) io.Reader { return count(r) }
	sources := map[strategies.Source]int{
		long: 11,
		strategies.FromOpen(100, func(off int64) (io.ReadCloser, error) {
			return io.NopCloser(count(bytes.NewReader(content(100)[off:]))), nil
		}): 10,
	}
	for src, want := range sources {
		taken = 0
		r := strategies.NewStateless(src)
		mustRead(t, r, content(100), 10, 20)
		if taken != want {
			t.Errorf("a call for 10 bytes takes %d of the stream of a %T; want %d", taken, src, want)
		}
		taken = 0
		mustRead(t, r, content(100), 10, 90)
		if taken != 10 {
			t.Errorf("a call for the last 10 bytes takes %d of the stream of a %T; want 10", taken, src)
		}
		r.Close()
	}
}

// Close passes on what the stream says, once; nothing is read or resumed after it.
func TestResumingClose(t *testing.T) {
	for name, read := range map[string]int{"unread": 0, "broken": 7} {
		t.Run(name, func(t *testing.T) {
			src := newFake(content(100))
			src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
				return iotest.DataErrReader(io.LimitReader(r, 7))
			}
			s := openIn(t, src, 20, 40)
			io.ReadFull(s, make([]byte, read))
			for range 2 {
				if err := s.Close(); err != nil {
					t.Errorf("Close() = %v; want nil", err)
				}
			}
			for _, p := range [][]byte{nil, make([]byte, 10)} {
				if n, err := s.Read(p); n != 0 || !errors.Is(err, fs.ErrClosed) {
					t.Errorf("Read(%d bytes) after Close = %d, %v; want 0, fs.ErrClosed", len(p), n, err)
				}
			}
			wantOpens(t, src, request{20, 40})
			src.settled(t)
		})
	}
	p := newPipe()
	p.err = io.ErrClosedPipe
	if err := openIn(t, fromPipe(p), 0, -1).Close(); err != io.ErrClosedPipe {
		t.Errorf("Close() = %v; want what the stream said, %v", err, io.ErrClosedPipe)
	}
	p.wantCloses(t, 1)
}
