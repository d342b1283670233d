package strategies_test

import (
	"context"
	"io"
	"slices"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// A sequential reader costs one request, and k of them, interleaved, cost k.
func TestPooledOpensOncePerSequentialReader(t *testing.T) {
	want := content(1000)
	for _, k := range []int{1, 2, 5, 10} {
		src := newFake(want)
		r := strategies.NewPooled(src, strategies.WithStreams(k))
		part := len(want) / k
		for at := 0; at < part; at += 10 {
			for i := range k {
				mustRead(t, r, want, 10, int64(i*part+at))
			}
		}
		r.Close()
		src.settled(t)
		if got := len(src.opens()); got != k {
			t.Errorf("%d interleaved readers opened %d streams; want %d", k, got, k)
		}
	}
}

// With every stream idle and none at the offset, the least recently used one
// goes; with two at the offset, the more recently used one serves.
func TestPooledReplacesLeastRecentlyUsed(t *testing.T) {
	want := content(1000)
	for _, c := range []struct {
		name  string
		offs  []int64 // each read is of 10 bytes
		opens []int64
	}{
		{"the first opened", []int64{0, 100, 200, 300, 110, 210, 310}, []int64{0, 100, 200, 300}},
		{"not one used since", []int64{0, 100, 200, 10, 300, 20, 210, 310}, []int64{0, 100, 200, 300}},
		{"the replaced one is gone", []int64{0, 100, 200, 300, 10}, []int64{0, 100, 200, 300, 10}},
		{"two at one offset", []int64{0, 10, 0, 30, 10, 20, 300, 40}, []int64{0, 0, 30, 300}},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := newFake(want)
			r := strategies.NewPooled(src, strategies.WithStreams(3))
			for _, off := range c.offs {
				mustRead(t, r, want, 10, off)
			}
			r.Close()
			src.settled(t)
			if got := offsets(src); !slices.Equal(got, c.opens) {
				t.Errorf("opened at %v; want %v", got, c.opens)
			}
		})
	}
}

func offsets(src *fake) (offs []int64) {
	for _, r := range src.opens() {
		offs = append(offs, r.off)
	}
	return offs
}

// A stream at the object's end is closed at once and makes room for another,
// and does not cost an idle one its place.
func TestPooledFreesFinishedStream(t *testing.T) {
	want := content(100)
	src := newFake(want)
	r := strategies.NewPooled(src, strategies.WithStreams(2))
	mustRead(t, r, want, 10, 0)
	mustRead(t, r, want, 50, 50)
	if src.open != 1 {
		t.Errorf("%d streams open; want 1, the other one is finished", src.open)
	}
	mustRead(t, r, want, 10, 50)
	mustRead(t, r, want, 10, 10)
	if got, want := offsets(src), []int64{0, 50, 50}; !slices.Equal(got, want) {
		t.Errorf("opened at %v; want %v", got, want)
	}
	r.Close()
	src.settled(t)
}

// stepped makes every Read of src's streams wait until the test closes the
// channel it sends. The end comes with the last bytes.
func stepped(src *fake) (busy chan chan struct{}) {
	busy = make(chan chan struct{}, 100)
	src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) {
			step := make(chan struct{})
			busy <- step
			<-step
			n, err := r.Read(p)
			if spent(r) {
				err = io.EOF
			}
			return n, err
		})
	}
	return busy
}

// With all streams busy callers wait, for no more than the bound are ever open;
// they are served in the order in which they came, a newcomer last even when a
// stream just stopped at its offset.
func TestPooledWaitersAreServedInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src)
		r := strategies.NewPooled(src, strategies.WithStreams(2))
		offs := []int64{0, 100, 200, 300, 400, 10}
		var done []<-chan result
		for _, off := range offs {
			done = append(done, read(r, 10, off))
			synctest.Wait() // so that they come in this order
		}
		if got := offsets(src); !slices.Equal(got, []int64{0, 100}) {
			t.Fatalf("opened at %v while all are busy; want [0 100]", got)
		}
		for i := range offs {
			close(<-busy)
			synctest.Wait()
			if got := finished(done); got != i+1 {
				t.Errorf("%d calls finished after %d steps; want %d", got, i+1, i+1)
			}
			want := offs[:min(3+i, len(offs))]
			if got := offsets(src); !slices.Equal(got, want) {
				t.Errorf("opened at %v after %d steps; want %v", got, i+1, want)
			}
		}
		r.Close()
		src.settled(t)
		if src.peak != 2 {
			t.Errorf("%d streams open at once; want 2", src.peak)
		}
	})
}

// finished counts the calls that returned, from the first on.
func finished(done []<-chan result) int {
	for i, d := range done {
		if len(d) == 0 {
			return i
		}
	}
	return len(done)
}

// A waiter whose offset the released stream stands at reads on from there.
func TestPooledWaiterTakesStreamAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src)
		r := strategies.NewPooled(src, strategies.WithStreams(1))
		first := read(r, 10, 0)
		synctest.Wait()
		second := read(r, 10, 10)
		synctest.Wait()
		close(<-busy)
		<-first
		close(<-busy)
		<-second
		r.Close()
		src.settled(t)
		if got := offsets(src); len(got) != 1 {
			t.Errorf("opened at %v; want [0]", got)
		}
	})
}

// A busy stream that fails or ends makes room for a waiter too.
func TestPooledFailureServesWaiter(t *testing.T) {
	for _, openFails := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(content(1000))
			fail := make(chan struct{})
			boom := func(_ context.Context, i int) error {
				if i > 0 {
					return nil
				}
				<-fail
				return errBoom
			}
			if openFails {
				src.onOpen = boom
			} else {
				src.shape = func(ctx context.Context, i int, r io.Reader) io.Reader {
					return readFunc(func(p []byte) (int, error) {
						if err := boom(ctx, i); err != nil {
							return 0, err
						}
						return r.Read(p)
					})
				}
			}
			r := strategies.NewPooled(src, strategies.WithStreams(1), strategies.WithResumes(0))
			first := read(r, 10, 0)
			synctest.Wait()
			second := read(r, 10, 100)
			synctest.Wait()
			close(fail)
			if got := <-first; got.err == nil {
				t.Errorf("first ReadAt = %d, nil; want an error", got.n)
			}
			if got := <-second; got.n != 10 || got.err != nil {
				t.Errorf("second ReadAt = %d, %v; want 10, nil", got.n, got.err)
			}
			r.Close()
			src.settled(t)
			if src.peak != 1 {
				t.Errorf("%d streams open at once; want 1", src.peak)
			}
		})
	}
}

// Reading on from an open stream costs no memory.
func TestPooledSequentialReadAllocatesNothing(t *testing.T) {
	src := newFake(make([]byte, 1<<20))
	r := strategies.NewPooled(src)
	defer r.Close()
	p := make([]byte, 512)
	var off int64
	got := testing.AllocsPerRun(1000, func() {
		if _, err := r.ReadAt(p, off); err != nil {
			t.Fatal(err)
		}
		off += int64(len(p))
	})
	if got != 0 {
		t.Errorf("%v allocations a read; want 0", got)
	}
	if got := len(src.opens()); got != 1 {
		t.Errorf("%d opens; want 1", got)
	}
}
