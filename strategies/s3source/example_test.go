package s3source_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/strategies"
	"readeratbench/strategies/s3source"
)

// greeting stands for an *s3.Client; it holds one object of 5 bytes, whatever
// bucket and key are.
type greeting struct{}

func (greeting) HeadObject(context.Context, *s3.HeadObjectInput, ...func(*s3.Options)) (*s3.HeadObjectOutput, error) {
	return &s3.HeadObjectOutput{ContentLength: aws.Int64(5), ETag: aws.String(`"v1"`)}, nil
}

func (greeting) GetObject(_ context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	fmt.Println("GET", *in.Range, "if", *in.IfMatch)
	return &s3.GetObjectOutput{
		Body:          io.NopCloser(strings.NewReader("ello")),
		ContentLength: aws.Int64(4),
		ContentRange:  aws.String("bytes 1-4/5"),
		ETag:          aws.String(`"v1"`),
	}, nil
}

func ExampleOpen() {
	src, err := s3source.Open(context.Background(), greeting{}, "bucket", "key")
	if err != nil {
		fmt.Println(err)
		return
	}
	r := strategies.NewPooled(src)
	defer r.Close()
	p := make([]byte, 8)
	n, err := r.ReadAt(p, 1)
	fmt.Printf("%s %v\n", p[:n], err)
	// Output:
	// GET bytes=1- if "v1"
	// ello EOF
}

func ExampleNew() {
	src := s3source.New(greeting{}, "bucket", "key", 5, `"v1"`) // no HEAD
	r := strategies.NewStateless(src)
	defer r.Close()
	p := make([]byte, 4)
	n, err := r.ReadAt(p, 1)
	fmt.Printf("%s %v\n", p[:n], err)
	// Output:
	// GET bytes=1-4 if "v1"
	// ello <nil>
}
