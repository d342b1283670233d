package peers

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/minio/minio-go/v7"
)

// The remarks in the README that go beyond the suite's reports.

// A block of osio's that was cut short stays, and a read across its end counts
// the bytes of the next block as if there were no gap.
func TestRemarkOSIOKeepsShortBlock(t *testing.T) {
	data := strings.Repeat("0123456789abcdef", 200)
	cut := false
	src := memory{data: data, shape: func(r io.Reader) io.Reader {
		if !cut {
			return r
		}
		cut = false
		return io.LimitReader(r, 7)
	}}
	r, err := osioOverSource(src)
	if err != nil {
		t.Fatal(err)
	}
	cut = true
	p := make([]byte, 600)
	for range 2 {
		if n, err := r.ReadAt(p[:40], 1024); n != 7 || err != io.EOF {
			t.Errorf("ReadAt(40 bytes, 1024) = %d, %v; the remark says 7, EOF", n, err)
		}
	}
	if n, _ := r.ReadAt(p, 1024); n <= 7 || string(p[:n]) == data[1024:1024+n] {
		t.Errorf("ReadAt(600 bytes, 1024) = %d with right bytes; the remark says wrong ones", n)
	}
}

// What Close of a minio.Object waits for ends with the context of GetObject.
func TestRemarkMinioContextEndsRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reading := make(chan struct{})
	src := silent{reading: reading}
	c, err := minio.New("source.invalid", &minio.Options{Transport: transport{src}, Region: "us-east-1", MaxRetries: 1})
	if err != nil {
		t.Fatal(err)
	}
	o, err := c.GetObject(ctx, "bucket", "object", minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := o.ReadAt(make([]byte, 8), 0)
		done <- err
	}()
	<-reading
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ReadAt = %v; the remark says context.Canceled", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("ReadAt did not return; the remark says that it does")
	}
	if err := o.Close(); err != nil {
		t.Errorf("Close = %v; want nil", err)
	}
}

// silent has streams that deliver nothing until their context ends.
type silent struct{ reading chan struct{} }

func (silent) Size() int64 { return 100 }

func (s silent) Open(ctx context.Context, _, _ int64) (io.ReadCloser, error) {
	close(s.reading)
	<-ctx.Done()
	return io.NopCloser(iotest.ErrReader(ctx.Err())), nil
}
