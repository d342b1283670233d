package fakes3

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"readeratbench/bench/internal/content"
)

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

// Rule: a response that has ended does not keep the memory.
func TestResponseReleasesBlob(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 10))
	o, _ := s.Uploaded(testBucket, testKey)
	inBubble(t, s, unwrapped, func(t *testing.T, c caller) {
		for _, header := range []string{"Range: ", "Range: bytes=5-6", "Range: bytes=99-", `If-Match: "aa"`, "If-None-Match: " + o.ETag()} {
			c.do("GET", testPath, nil, header)
			synctest.Wait()
			if n := o.o.blob.refs.Load(); n != 1 {
				t.Errorf("GET with %s: %d references left; want 1, the store's", header, n)
			}
		}
	})
}

// Rule: an object's handle does not read another object's memory.
func TestObjectAfterRemovePanics(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 10))
	o, _ := s.Uploaded(testBucket, testKey)
	s.Remove(testBucket, testKey)
	s.Remove(testBucket, testKey) // nothing there: no harm
	if _, ok := s.Uploaded(testBucket, testKey); ok {
		t.Error("object still there after Remove")
	}
	defer func() {
		if recover() == nil {
			t.Error("WrongBytes after Remove did not panic")
		}
	}()
	o.WrongBytes(content.Generated(1, 10))
}

func ExampleStore_Uploaded() {
	s := New(Options{})
	s.PutSource("bucket", "key", content.FromBytes([]byte("blob")))
	o, _ := s.Uploaded("bucket", "key")
	fmt.Println(o.Size(), o.WrongBytes(content.FromBytes([]byte("blot!"))))
	// Output: 4 2
}
