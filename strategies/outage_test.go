package strategies_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// outage makes the first stream break after 7 bytes and then the store be away for so
// long: it refuses, or hangs up at once.
func outage(src *fake, refuses bool, long time.Duration) {
	start := time.Now()
	away := func(i int) bool { return i > 0 && time.Since(start) < long }
	src.onOpen = func(_ context.Context, i int) error {
		if refuses && away(i) {
			return errBoom
		}
		return nil
	}
	src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
		switch {
		case i == 0:
			return after(7, r, failWith(0, errBoom))
		case !refuses && away(i):
			return failWith(0, errBoom)
		}
		return r
	}
}

// Whatever way a store is away, a stream outlasts it as long as it was told to, and
// not much longer; attempts are few, and not fewer than 3.
func TestOutlastsAnOutage(t *testing.T) {
	for _, c := range []struct {
		opts     []strategies.Option
		told     time.Duration
		attempts int // at most
	}{
		{nil, 10 * time.Second, 11},
		{[]strategies.Option{strategies.WithOutage(time.Minute)}, time.Minute, 13},
		{[]strategies.Option{strategies.WithOutage(0)}, 0, 3},
	} {
		for _, refuses := range []bool{true, false} {
			for _, long := range []time.Duration{c.told, 3*c.told + time.Second} {
				t.Run(fmt.Sprintf("told=%v/away=%v/refuses=%t", c.told, long, refuses), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						src := newFake(content(100))
						outage(src, refuses, long)
						start := time.Now()
						s := openIn(t, src, 20, -1, c.opts...)
						got, err := io.ReadAll(s)
						switch back := long <= c.told; {
						case back && (err != nil || len(got) != 80):
							t.Errorf("ReadAll = %d bytes, %v; want 80, nil", len(got), err)
						case !back && (len(got) != 7 || !errors.Is(err, errBoom)):
							t.Errorf("ReadAll = %d bytes, %v; want 7, %v", len(got), err, errBoom)
						}
						if took, most := time.Since(start), max(c.told+100*time.Millisecond, 300*time.Millisecond); took > most {
							t.Errorf("took %v; want %v at most", took, most)
						}
						if n := len(src.opens()) - 1; n > c.attempts || long > 0 && n < 3 {
							t.Errorf("%d attempts; want 3 to %d", n, c.attempts)
						}
						s.Close()
						src.settled(t)
					})
				})
			}
		}
	}
}

// Where an attempt itself takes longer than an outage, it is not the only one.
func TestSlowAttemptsAreNotTheOnlyOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100))
		src.shape = breakFirst(1, 7, errBoom)
		src.onOpen = func(_ context.Context, i int) error {
			if i == 0 {
				return nil
			}
			time.Sleep(15 * time.Second)
			return errBoom
		}
		if got, err := io.ReadAll(openIn(t, src, 20, -1)); len(got) != 7 || !errors.Is(err, errBoom) {
			t.Errorf("ReadAll = %d bytes, %v; want 7, %v", len(got), err, errBoom)
		}
		if got := len(src.opens()) - 1; got != 3 {
			t.Errorf("%d attempts; want 3", got)
		}
	})
}

// The time that a stream was left alone after it broke is no attempt to resume it.
func TestOutageBeginsWithTheFirstAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100))
		src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p[:7]); return n, errBoom })
		}
		start := time.Now()
		src.onOpen = func(_ context.Context, i int) error {
			if i > 0 && time.Since(start) < time.Hour+8*time.Second {
				return errBoom
			}
			return nil
		}
		s := openIn(t, src, 20, -1)
		io.ReadFull(s, make([]byte, 7))
		time.Sleep(time.Hour)
		if n, err := io.ReadFull(s, make([]byte, 7)); n != 7 || err != nil {
			t.Errorf("ReadFull after an hour = %d, %v; want 7, nil: the store was away for 8s", n, err)
		}
		s.Close()
		src.settled(t)
	})
}
