package s3source_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"readeratbench/strategies"
	"readeratbench/strategies/s3source"
)

// The replies of the store that the benchmark uses pass the checks, and its
// ignoring If-Match does no harm.
func TestOverGofakes3(t *testing.T) {
	ctx := t.Context()
	backend := s3mem.New()
	if err := backend.CreateBucket("bucket"); err != nil {
		t.Fatal(err)
	}
	client := serve(t, gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	put := func(object string) {
		t.Helper()
		in := &s3.PutObjectInput{Bucket: aws.String("bucket"), Key: aws.String("key"), Body: strings.NewReader(object)}
		if _, err := client.PutObject(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	put(text)
	src, err := s3source.Open(ctx, client, "bucket", "key")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range strategies.All() {
		r := s.New(src)
		got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
		if string(got) != text || err != nil {
			t.Errorf("%s reads %q, %v; want %q, nil", s.Name, got, err, text)
		}
		r.Close()
	}
	put(strings.ToUpper(text))
	if _, err := src.Open(ctx, 0, -1); !errors.Is(err, s3source.ErrChanged) {
		t.Errorf("Open after the object was replaced = %v; want ErrChanged", err)
	}
}
