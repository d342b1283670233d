package s3source_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/strategies"
	"readeratbench/strategies/s3source"
)

// A weak ETag never matches under If-Match; that is not to say that anything has
// changed. A store that does not look serves the object.
func TestWeakETags(t *testing.T) {
	for _, ignore := range []string{"", "If-Match"} {
		weak := "W/" + etagOf([]byte(text))
		st := &store{object: []byte(text), ignore: ignore}
		st.edit = func(h http.Header, _ *http.Request) { h.Set("ETag", weak) }
		src, err := s3source.Open(t.Context(), serve(t, st), "bucket", "key")
		if err != nil {
			t.Fatal(err)
		}
		r := strategies.NewStateless(src)
		st.log()
		n, err := r.ReadAt(make([]byte, 10), 0)
		switch {
		case ignore == "If-Match" && (n != 10 || err != nil):
			t.Errorf("without If-Match: ReadAt = %d, %v; want 10, nil", n, err)
		case ignore == "" && (err == nil || errors.Is(err, s3source.ErrChanged) || !strings.Contains(err.Error(), "weak ETag "+weak)):
			t.Errorf("with If-Match: ReadAt = %d, %v; want an error about the weak ETag, and not ErrChanged", n, err)
		}
		if log := st.log(); len(log) != 1 {
			t.Errorf("sent %q; want one request", log)
		}
		r.Close()
	}
}

// uploads returns a client that tries three times, as the SDK does unless told
// otherwise, and counts what reaches the store.
func uploads(t *testing.T) (client *s3.Client, puts *atomic.Int64) {
	puts = new(atomic.Int64)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		puts.Add(1)
		io.Copy(io.Discard, r.Body)
	}))
	t.Cleanup(server.Close)
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(server.URL),
		Region:       "us-east-1",
		UsePathStyle: true,
		HTTPClient:   server.Client(),
		Credentials:  credentials.NewStaticCredentialsProvider("id", "secret", ""),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
	}), puts
}

// A part whose bytes cannot be had is sent once, where the error is permanent, and
// three times where it is not.
func TestPermanentErrorsAreNotSentAgain(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	other := &store{object: []byte(strings.ToUpper(text))}
	nameless := &store{object: []byte(text), edit: func(h http.Header, _ *http.Request) { h.Del("ETag") }}
	for _, c := range []struct {
		name    string
		handler http.Handler
		gets    int64
	}{
		{"403", status(403), 1}, {"404", status(404), 1}, {"500", status(500), 3},
		{"changed", other, 1}, {"no ETag", nameless, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, s := range strategies.All() {
				var gets atomic.Int64
				counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					gets.Add(1)
					c.handler.ServeHTTP(w, r)
				})
				r := s.New(s3source.New(serve(t, counted), "bucket", "key", int64(len(text)), etagOf([]byte(text))))
				client, puts := uploads(t)
				_, err := client.PutObject(t.Context(), &s3.PutObjectInput{
					Bucket: aws.String("bucket"), Key: aws.String("copy"), Body: io.NewSectionReader(r, 0, r.Size()),
				})
				r.Close()
				if err == nil || gets.Load() != c.gets || puts.Load() > c.gets {
					t.Errorf("%s: %d GETs, %d PUTs, %v; want %d and no more, and an error", s.Name, gets.Load(), puts.Load(), err, c.gets)
				}
			}
		})
	}
}

// An error that comes with the bytes reaches an uploader: net/http's copy looks at it.
func TestChecksumErrorEndsTheUpload(t *testing.T) {
	for _, s := range strategies.All() {
		st := &store{object: bytes.ToUpper([]byte(text)), edit: crc(text)}
		src, err := s3source.Open(t.Context(), serve(t, st), "bucket", "key", s3source.WithResponseChecksums())
		if err != nil {
			t.Fatal(err)
		}
		r := s.New(src)
		client, _ := uploads(t)
		_, err = client.PutObject(t.Context(), &s3.PutObjectInput{
			Bucket: aws.String("bucket"), Key: aws.String("copy"), Body: io.NewSectionReader(r, 0, r.Size()),
		})
		r.Close()
		if err == nil || !strings.Contains(fmt.Sprint(err), "checksum did not match") {
			t.Errorf("%s: upload = %v; want the checksum that did not match", s.Name, err)
		}
	}
}
