package bench_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"readeratbench/bench"
	"readeratbench/strategies"
)

// rangeReader is a reader from outside: it makes its own HTTP requests and knows
// nothing of strategies.Source.
type rangeReader struct {
	client *http.Client
	url    string
}

func (r rangeReader) ReadAt(p []byte, off int64) (int, error) {
	req, err := http.NewRequest(http.MethodGet, r.url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", off, off+int64(len(p))-1))
	resp, err := r.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusPartialContent {
		return 0, fmt.Errorf("GET %s: %s", r.url, resp.Status)
	}
	return io.ReadFull(resp.Body, p)
}

// A reader that brings its own HTTP gets the measured client and the object's
// address from the World.
func BenchmarkRangeReader(b *testing.B) {
	bench.UploadReader(b, "range", func(_ context.Context, w bench.World) (io.ReaderAt, error) {
		return rangeReader{w.HTTP, w.Endpoint + "/" + w.Bucket + "/" + w.Key}, nil
	})
}

// A reader over a strategies.Source is a Strategy.
func BenchmarkTwoStreams(b *testing.B) {
	bench.Upload(b, strategies.Strategy{
		Name: "two-streams",
		New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
			return strategies.NewPooled(src, append(opts, strategies.WithStreams(2))...)
		},
	})
}

// A reader that corrupts what it reads ends its benchmark with a figure, not an
// error.
func BenchmarkCorrupting(b *testing.B) {
	bench.UploadReader(b, "corrupting", func(_ context.Context, w bench.World) (io.ReaderAt, error) {
		return zeroing{rangeReader{w.HTTP, w.Endpoint + "/" + w.Bucket + "/" + w.Key}}, nil
	})
}

type zeroing struct{ io.ReaderAt }

func (z zeroing) ReadAt(p []byte, off int64) (int, error) {
	n, err := z.ReaderAt.ReadAt(p, off)
	if off == 0 {
		for i := range min(n, 16) {
			p[i] ^= 1
		}
	}
	return n, err
}

// The benchmarks above, run as a user runs them.
func TestReadersFromOutside(t *testing.T) {
	const size = 6 << 20
	const gets = size / (32 << 10) // one for each of the 32 KiB that net/http asks for
	for _, c := range []struct {
		benchmark, cell string
		want            map[string]float64
	}{
		{"BenchmarkRangeReader", "uploader=manager/reader=range", map[string]float64{"GETs/op": gets, "src-B/op": size, "wrong-B/op": 0}},
		{"BenchmarkTwoStreams", "uploader=manager/reader=two-streams", map[string]float64{"GETs/op": 2, "wrong-B/op": 0}},
		{"BenchmarkCorrupting", "uploader=manager/reader=corrupting", map[string]float64{"wrong-B/op": 16}},
	} {
		out := runBenchmark(t, c.benchmark, fmt.Sprint(bench.EnvSize, "=", size))
		name := strings.TrimPrefix(c.benchmark, "Benchmark") + "/" + c.cell + "/size=6MiB/profile=s3-standard"
		r, ok := out[name]
		if !ok {
			t.Errorf("no line %q", name)
			continue
		}
		for unit, want := range c.want {
			if got, ok := r.Value(unit); !ok || got != want {
				t.Errorf("%s: %v %s; want %v", name, got, unit, want)
			}
		}
		if ns, ok := r.Value("sec/op"); ok {
			t.Errorf("%s: %v sec/op of real time; want none", name, ns)
		}
	}
}
