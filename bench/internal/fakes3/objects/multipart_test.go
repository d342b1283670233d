package objects

import (
	"bytes"
	"testing"
)

// Rule: a replaced part gives back its own memory, not its successor's.
// Straight on the backend: a pool hides what another processor has put.
func TestReplacedPartMemory(t *testing.T) {
	b := New()
	b.createLocked("bucket")
	id, err := b.CreateMultipartUpload("bucket", "key", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := b.UploadPart("bucket", "key", id, 1, blockSize, bytes.NewReader(make([]byte, blockSize))); err != nil {
			t.Fatal(err)
		}
	}
	live := &b.buckets["bucket"].uploads[id].parts[1].blocks[0][0]
	for free := blockPool.Get(); free != nil; free = blockPool.Get() {
		if &free.(*[blockSize]byte)[0] == live {
			t.Fatal("the part's memory is in the pool")
		}
	}
}
