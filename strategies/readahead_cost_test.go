package strategies_test

import (
	"context"
	"io"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// endlessBytes is a source of so many bytes, in which no caller looks.
func endlessBytes(size int64) *fake {
	src := newFake(nil)
	src.size = size
	src.shape = func(context.Context, int, io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) { return len(p), nil })
	}
	return src
}

// What one read costs, in bytes asked for and kept, as the documentation has it: a
// small one that is not at 0 costs 512 KiB at most, wherever it is and however often
// it is made, until a caller reads on.
func TestReadaheadCostOfOneRead(t *testing.T) {
	const kib, mib = 1 << 10, 1 << 20
	for _, c := range []struct {
		name         string
		size, off, n int64
		most         int64
	}{
		{"at 0", 256 * mib, 0, kib, 25 * mib},
		{"near 0", 256 * mib, 100 * kib, kib, 512 * kib},
		{"in the first part", 256 * mib, 3 * mib, kib, 512 * kib},
		{"at a whole MiB", 256 * mib, 128 * mib, kib, 512 * kib},
		{"anywhere", 256 * mib, 128*mib + 12345, kib, 512 * kib},
		{"across blocks", 256 * mib, 128*mib - 1, 64 * kib, 512 * kib},
		{"a page", 256 * mib, 128*mib + 4096, 64 * kib, 512 * kib},
		{"longer", 256 * mib, 128*mib + 1, 3 * mib, 3*mib + 512*kib},
		{"the end", 256 * mib, 256*mib - kib, kib, kib + 128*kib},
		{"before the end", 256*mib + 77, 256*mib - 700*kib, 65 * kib, 512 * kib},
		{"the end of a small object", 10 * mib, 10*mib - 65*kib, 65 * kib, 256 * kib},
		{"a small object", mib, mib / 3, kib, 512 * kib},
		{"like a part's", 256 * mib, 128 * mib, 32 * kib, 25 * mib},
		{"like a part's, near 0", 256 * mib, 20 * mib, 32 * kib, 50 * mib},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := endlessBytes(c.size)
				r := strategies.NewReadahead(src)
				for range 3 {
					if got := <-read(r, int(c.n), c.off); got.n != int(c.n) || got.err != nil {
						t.Errorf("ReadAt(%d bytes, %d) = %d, %v; want all, nil", c.n, c.off, got.n, got.err)
					}
					synctest.Wait()
					if c.most > 4*mib {
						break
					}
				}
				var asked int64
				for _, o := range src.opens() {
					asked += o.length
				}
				if kept := r.Buffered(); asked > c.most || kept > c.most {
					t.Errorf("%d bytes asked for, %d kept; want %d at most", asked, kept, c.most)
				}
				r.Close()
			})
		})
	}
}

// One who reads on has it fetched ahead, wherever that began.
func TestReadaheadReadsOnFromAnywhere(t *testing.T) {
	const mib = 1 << 20
	synctest.Test(t, func(t *testing.T) {
		src := endlessBytes(256 * mib)
		r := strategies.NewReadahead(src)
		for off := int64(100*mib + 12345); off < 150*mib; off += 32 << 10 {
			<-read(r, 32<<10, off)
		}
		synctest.Wait()
		if got := len(src.opens()); got > 40 {
			t.Errorf("%d requests for 50 MiB and what is ahead of them; want few", got)
		}
		if got := r.Buffered(); got < 50*mib {
			t.Errorf("%d bytes kept; want most of the memory used for what comes next", got)
		}
		r.Close()
	})
}
