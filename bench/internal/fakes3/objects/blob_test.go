package objects

import (
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"testing"

	"readeratbench/bench/internal/content"
)

// bytesOf is up to n bytes of src from off on.
func bytesOf(t *testing.T, src content.Content, off, n int64) []byte {
	t.Helper()
	b, err := io.ReadAll(io.NewSectionReader(src, off, n))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func uploadOf(t *testing.T, b []byte) *blob {
	t.Helper()
	blocks, _, err := receive(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return newUploadBlob(blocks)
}

// Rule: WrongBytes is exact: positions that differ plus the difference in
// length.
func TestWrongBytesExact(t *testing.T) {
	const size = 2*blockSize + 100
	src := content.Generated(1, size)
	right := bytesOf(t, src, 0, size)
	corrupt := func(at ...int) []byte {
		b := bytes.Clone(right)
		for _, i := range at {
			b[i] ^= 0x40
		}
		return b
	}
	for _, tc := range []struct {
		name string
		got  []byte
		want int64
	}{
		{"exact", right, 0},
		{"one", corrupt(0), 1},
		{"around block edges", corrupt(blockSize-1, blockSize, 2*blockSize, size-1), 4},
		{"shorter by 7", right[:size-7], 7},
		{"shorter and corrupt", corrupt(3)[:size-blockSize], blockSize + 1},
		{"longer by 5", append(bytes.Clone(right), "extra"...), 5},
		{"empty", nil, size},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := uploadOf(t, tc.got).wrongBytes(src); got != tc.want {
				t.Errorf("wrong bytes %d; want %d", got, tc.want)
			}
		})
	}
	if got := newSourceBlob(src).wrongBytes(content.FromBytes(corrupt(1, 2, 3))); got != 3 {
		t.Errorf("source blob: wrong bytes %d; want 3", got)
	}
}

// Rule: writeTo writes exactly the range, and stops where the writer does.
func TestWriteTo(t *testing.T) {
	const size = 2*blockSize + 100
	src := content.Generated(1, size)
	all := bytesOf(t, src, 0, size)
	for name, b := range map[string]*blob{"source": newSourceBlob(src), "upload": uploadOf(t, all)} {
		for _, r := range [][2]int64{{0, size}, {0, 0}, {1, bufferSize + 5}, {blockSize - 1, 2}, {blockSize, blockSize}, {size - 1, 1}} {
			var buf bytes.Buffer
			n, err := b.writeTo(&buf, r[0], r[1])
			if n != r[1] || err != nil || !bytes.Equal(buf.Bytes(), all[r[0]:r[0]+r[1]]) {
				t.Errorf("%s: writeTo(%d, %d) = %d, %v, equal %v", name, r[0], r[1], n, err, bytes.Equal(buf.Bytes(), all[r[0]:r[0]+r[1]]))
			}
		}
		w := &limitedWriter{left: bufferSize + 10}
		if n, err := b.writeTo(w, 0, size); n != bufferSize+10 || !errors.Is(err, errLimit) {
			t.Errorf("%s: writeTo a writer that fails = %d, %v; want %d, %v", name, n, err, bufferSize+10, errLimit)
		}
	}
}

var errLimit = errors.New("limit reached")

type limitedWriter struct{ left int }

func (w *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	if n < len(p) {
		return n, errLimit
	}
	return n, nil
}

// Rule: memory goes back to the pool at the last release, not before.
func TestBlobRelease(t *testing.T) {
	b := uploadOf(t, make([]byte, 2*blockSize))
	if !b.retain() {
		t.Fatal("retain of a live blob failed")
	}
	b.release()
	if b.blocks == nil {
		t.Fatal("freed while retained")
	}
	b.release()
	if b.blocks != nil || b.retain() {
		t.Error("not freed at the last release")
	}
}

// Rule: a response that has ended, however it did, does not keep the memory.
func TestResponseReleasesBlob(t *testing.T) {
	b := New()
	b.PutSource("bucket", "key", content.Generated(1, 10))
	o, h := b.Object("bucket", "key"), b.Handler()
	for _, header := range [][2]string{
		{"Range", ""}, {"Range", "bytes=5-6"}, {"Range", "bytes=99-"}, {"If-None-Match", o.ETag()},
	} {
		r := httptest.NewRequest("GET", "/bucket/key", nil)
		r.Header.Set(header[0], header[1])
		h.ServeHTTP(httptest.NewRecorder(), r)
		if n := o.blob.refs.Load(); n != 1 {
			t.Errorf("GET with %s: %d references left; want 1, the backend's", header, n)
		}
	}
}
