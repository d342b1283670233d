package strategies_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// tiny is a Readahead with blocks of 10 bytes and first spans of 20.
func tiny(src strategies.Source, memory int64, opts ...strategies.Option) *strategies.Readahead {
	opts = append([]strategies.Option{strategies.WithBytes(memory), strategies.WithStreams(8)}, opts...)
	return strategies.NewReadaheadOf(src, 10, 20, opts...)
}

// slowly makes every Read of src's streams take a while, of at most 7 bytes. The
// end comes with the last of them.
func slowly(src *fake, look func()) {
	src.shape = func(ctx context.Context, _ int, r io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) {
			look()
			select {
			case <-time.After(time.Millisecond):
			case <-ctx.Done():
				return 0, ctx.Err()
			}
			n, err := r.Read(p[:min(len(p), 7)])
			if spent(r) {
				err = io.EOF
			}
			return n, err
		})
	}
}

// spans are what src was asked for, by offset.
func spans(src *fake) []request {
	all := src.opens()
	slices.SortFunc(all, func(a, b request) int { return int(a.off - b.off) })
	return all
}

// once fails the test unless every byte of the object was asked for exactly once.
func once(t *testing.T, src *fake) {
	t.Helper()
	var next int64
	for _, r := range spans(src) {
		if r.off != next || r.length <= 0 {
			t.Fatalf("asked for %v; want every byte once, in exact ranges", spans(src))
		}
		next += r.length
	}
	if next != src.size {
		t.Errorf("asked for bytes up to %d; want %d", next, src.size)
	}
}

// A sequential copy asks for every byte once, in exact ranges, however the reads
// are cut and however little memory there is; and so do callers that take parts.
func TestReadaheadFetchesEveryByteOnce(t *testing.T) {
	want := content(3000)
	for _, memory := range []int64{80, 200, 1000, 10_000} {
		for _, n := range []int{1, 7, 10, 64, 500, 3000} {
			for _, callers := range []int{1, 3, 6} {
				if int64(callers*20) > memory {
					continue // they evict each other's blocks: see the window's own tests
				}
				synctest.Test(t, func(t *testing.T) {
					src := newFake(want)
					slowly(src, func() {})
					r := tiny(src, memory)
					var parts sync.WaitGroup
					part := len(want) / callers
					for i := range callers {
						parts.Go(func() {
							for at := i * part; at < (i+1)*part; at += n {
								p := make([]byte, min(n, (i+1)*part-at))
								if got, err := r.ReadAt(p, int64(at)); got != len(p) || err != nil || !bytes.Equal(p, want[at:at+len(p)]) {
									t.Errorf("ReadAt(%d bytes, %d) = %d, %v; or wrong bytes", len(p), at, got, err)
								}
							}
						})
					}
					parts.Wait()
					once(t, src)
					r.Close()
					src.settled(t)
				})
			}
		}
	}
}

// However many callers want a block, it is fetched once, and all have it as it arrives.
func TestReadaheadSharesFetches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src)
		r := tiny(src, 10_000)
		var done []<-chan result
		for range 5 {
			done = append(done, read(r, 10, 990))
		}
		synctest.Wait()
		if got := src.opens(); !slices.Equal(got, []request{{990, 10}}) {
			t.Errorf("5 callers of one block: asked for %v; want [{990 10}]", got)
		}
		close(<-busy)
		for _, d := range done {
			if got := <-d; got.n != 10 || got.err != nil {
				t.Errorf("ReadAt = %d, %v; want 10, nil", got.n, got.err)
			}
		}
		r.Close()
		src.settled(t)
	})
}

// A caller has its bytes when they are there, and not when the span is.
func TestReadaheadDoesNotWaitForTheSpan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		slowly(src, func() {}) // 7 bytes a millisecond
		r := tiny(src, 10_000)
		start := time.Now()
		mustRead(t, r, src.content, 5, 0)
		if took := time.Since(start); took != time.Millisecond {
			t.Errorf("took %v; want the first piece's 1ms", took)
		}
		r.Close()
	})
}

// Memory and streams stay within their bounds at every instant, and no call waits
// for ever: the bubble would notice.
func TestReadaheadKeepsItsBounds(t *testing.T) {
	want := content(5000)
	for _, memory := range []int64{80, 90, 250, 1000} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(want)
			var r *strategies.Readahead
			var most int64
			var mu sync.Mutex
			slowly(src, func() {
				mu.Lock()
				defer mu.Unlock()
				most = max(most, r.Buffered())
			})
			r = tiny(src, memory)
			var callers sync.WaitGroup
			for g := range uint64(20) {
				callers.Go(func() {
					rnd := rand.New(rand.NewPCG(g, 3))
					off := rnd.Int64N(5000)
					for range 40 {
						if rnd.IntN(3) == 0 {
							off = rnd.Int64N(5000)
						}
						n := rnd.IntN(300)
						compare(t, r, bytes.NewReader(want), n, off)
						off += int64(n)
					}
				})
			}
			callers.Wait()
			r.Close()
			if most > memory || most < memory/2 {
				t.Errorf("%d bytes buffered at most; want not more than %d, and not much less", most, memory)
			}
			if src.peak > 8 || src.peak < 4 {
				t.Errorf("%d streams at most; want not more than 8, and not much less", src.peak)
			}
			src.settled(t)
			if got := r.Buffered(); got != 0 {
				t.Errorf("%d bytes buffered after Close; want 0", got)
			}
		})
	}
}

// A call longer than all that is fetched ahead is fetched side by side too,
// wherever it is and whatever came before it.
func TestReadaheadReadsLongCallsSideBySide(t *testing.T) {
	for _, c := range []struct {
		off    int64
		random bool
	}{{0, false}, {20_000, false}, {20_000, true}} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(content(50_000))
			slowly(src, func() {})
			r := tiny(src, 1000)
			if c.random {
				for i := range int64(12) {
					mustRead(t, r, src.content, 5, 49_000-i*500)
				}
				time.Sleep(time.Second)
			}
			start, before := time.Now(), len(src.opens())
			mustRead(t, r, src.content, 20_000, c.off)
			// 7 bytes a millisecond, a block in two: 4 s with one stream.
			if took := time.Since(start); took > 2100*time.Millisecond {
				t.Errorf("random access before: %t: 20,000 bytes at %d took %v; want two streams' time", c.random, c.off, took)
			}
			for _, got := range src.opens()[before:] {
				if got.length > 160 {
					t.Errorf("asked for %d bytes at once; want no more than a sixth of the memory", got.length)
				}
			}
			r.Close()
			src.settled(t)
		})
	}
}

// Memory full of blocks that no caller reads is used again.
func TestReadaheadExpiresUnreadBlocks(t *testing.T) {
	for name, leave := range map[string]func(r io.ReaderAt, want []byte){
		"a caller who has stopped": func(r io.ReaderAt, want []byte) { mustRead(t, r, want, 300, 90_000) },
		"half of each block": func(r io.ReaderAt, want []byte) {
			for off := int64(90_000); off < 93_000; off += 10 {
				mustRead(t, r, want, 5, off)
			}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(content(100_000))
			slowly(src, func() {})
			r := tiny(src, 1000)
			leave(r, src.content)
			time.Sleep(time.Second)
			var took [2]time.Duration
			for i := range took {
				start := time.Now()
				for off := range int64(500) {
					mustRead(t, r, src.content, 20, int64(i)*10_000+off*20)
				}
				took[i] = time.Since(start)
			}
			if took[1] > 1100*time.Millisecond {
				t.Errorf("after %s copies of 10,000 bytes take %v; want two streams' time at last", name, took)
			}
			r.Close()
			src.settled(t)
		})
	}
}

// Random access costs the blocks it needs and no more, once it is known as such,
// and what was fetched ahead before is cancelled.
func TestReadaheadRandomAccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100_000))
		slowly(src, func() {})
		r := tiny(src, 100_000) // more than 8 misses, one a stream, are random access
		for i := range int64(9) {
			mustRead(t, r, src.content, 5, 99_000-i*7000)
		}
		before := len(src.opens())
		synctest.Wait()
		if src.open > 1 {
			t.Errorf("%d streams are still open; want the last call's at most", src.open)
		}
		for i := range int64(5) {
			mustRead(t, r, src.content, 15, 1005+i*100)
		}
		for _, got := range src.opens()[before:] {
			if got.length != 20 {
				t.Errorf("asked for %d bytes at %d; want the 20 of its blocks", got.length, got.off)
			}
		}
		r.Close()
		src.settled(t)
	})
}

// A block whose fetch was cancelled is fetched again for the next caller, without
// an error.
func TestReadaheadFetchesDroppedBlocksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100_000))
		hang, given := make(chan struct{}), 0
		src.shape = func(ctx context.Context, i int, r io.Reader) io.Reader {
			if src.opens()[i].off != 20 {
				return r
			}
			if given++; given > 1 {
				return r
			}
			return readFunc(func([]byte) (int, error) { <-hang; return 0, ctx.Err() })
		}
		r := tiny(src, 100_000)
		mustRead(t, r, src.content, 5, 0) // and another fetch brings 20-39
		synctest.Wait()
		for i := range int64(9) {
			mustRead(t, r, src.content, 5, 99_000-i*7000)
		}
		mustRead(t, r, src.content, 5, 30)
		close(hang)
		r.Close()
		src.settled(t)
	})
}

// Close cancels what is in flight and returns when it has ended.
func TestReadaheadCloseWaitsForItsFetches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		letGo := make(chan struct{})
		src.shape = func(ctx context.Context, i int, r io.Reader) io.Reader {
			if src.opens()[i].off == 0 {
				return r
			}
			return readFunc(func([]byte) (int, error) { <-ctx.Done(); <-letGo; return 0, ctx.Err() })
		}
		r := tiny(src, 10_000)
		mustRead(t, r, src.content, 10, 0)
		synctest.Wait()
		if src.open < 3 {
			t.Fatalf("%d streams open; want some ahead", src.open)
		}
		closed := make(chan struct{})
		go func() { r.Close(); close(closed) }()
		synctest.Wait()
		select {
		case <-closed:
			t.Error("Close returned while streams were open")
		default:
		}
		close(letGo)
		<-closed
		src.settled(t)
	})
}

// Of its own sizes: a copy of some parts, in the requests that the documentation
// speaks of.
func TestReadaheadRequests(t *testing.T) {
	const mib = 1 << 20
	src := endlessBytes(64 * mib)
	r := strategies.NewReadahead(src)
	if n, err := io.Copy(io.Discard, io.NewSectionReader(r, 0, r.Size())); n != src.size || err != nil {
		t.Errorf("copy: %d bytes, %v; want %d", n, err, src.size)
	}
	once(t, src)
	all := spans(src)
	if len(all) > 16 || all[9].off+all[9].length < 16*mib {
		t.Errorf("%d requests, the first ten up to %d; want 16 at most, and 16 MiB", len(all), all[9].off+all[9].length)
	}
	if got := r.Buffered(); got > strategies.DefaultMemory {
		t.Errorf("%d bytes buffered; want %d at most", got, strategies.DefaultMemory)
	}
	r.Close()
	src.settled(t)
}

// Callers who wait for a stream get it FIFO, whichever of them
// the scheduler would wake first.
func TestReadaheadServesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(10_000))
		slowly(src, func() {})
		r := tiny(src, 1000, strategies.WithStreams(1))
		var want []int64
		var callers []<-chan result
		for i := range 20 {
			off := int64(i * 7 % 20 * 500) // jumping about, so that nothing is fetched ahead
			callers = append(callers, read(r, 5, off))
			want = append(want, off)
			synctest.Wait()
		}
		for i, c := range callers {
			if got := <-c; got.err != nil {
				t.Errorf("caller %d: %v", i, got.err)
			}
		}
		var got []int64
		for _, o := range src.opens() {
			if slices.Contains(want, o.off) {
				got = append(got, o.off)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("opened at %d; want %d, as they came", got, want)
		}
		r.Close()
	})
}
