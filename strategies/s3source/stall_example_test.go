package s3source_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/strategies"
	"readeratbench/strategies/s3source"
)

// withReadTimeout is the SDK's HTTP client, but a connection breaks on which nothing
// has come for d while something was waited for.
func withReadTimeout(d time.Duration) *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
		dial := tr.DialContext
		tr.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return timeoutConn{conn, d}, nil
		}
	})
}

type timeoutConn struct {
	net.Conn
	d time.Duration
}

func (c timeoutConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.d)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

// A client for the source alone, with a read timeout, ends bodies that stall, and the
// reader resumes them. The client that uploads must not have one: on its connections
// nothing comes for as long as a part is being sent.
func Example_readTimeout() {
	store := httptest.NewServer(stalling("hello", `"v1"`))
	defer store.Close()
	config := aws.Config{
		BaseEndpoint: aws.String(store.URL),
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("id", "secret", ""),
	}
	pathStyle := func(o *s3.Options) { o.UsePathStyle = true }
	uploading := s3.NewFromConfig(config, pathStyle) // without a read timeout
	config.HTTPClient = withReadTimeout(200 * time.Millisecond)
	source := s3.NewFromConfig(config, pathStyle) // 10 to 30 s would do for S3

	upload := context.Background() // cancelling it ends the reader as well
	src := s3source.New(source, "bucket", "key", 5, `"v1"`)
	r := strategies.NewPooled(src, strategies.WithContext(upload))
	defer r.Close() // also when the upload has failed
	_ = uploading   // uploads io.NewSectionReader(r, 0, r.Size())
	p := make([]byte, 5)
	n, err := r.ReadAt(p, 0)
	fmt.Printf("%s %v\n", p[:n], err)
	// Output:
	// GET bytes=0- stalls after 2 bytes
	// GET bytes=2-
	// hello <nil>
}

// stalling is a store with one object. The first body of it stops after 2 bytes.
func stalling(object, etag string) http.HandlerFunc {
	var gets atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if gets.Add(1) > 1 {
			fmt.Println("GET", r.Header.Get("Range"))
			http.ServeContent(w, r, "", time.Time{}, strings.NewReader(object))
			return
		}
		fmt.Println("GET", r.Header.Get("Range"), "stalls after 2 bytes")
		w.Header().Set("Content-Length", strconv.Itoa(len(object)))
		w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(object)-1, len(object)))
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, object[:2])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}
