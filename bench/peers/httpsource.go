package peers

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// An httpSource is a Source over ranged GETs: the known-correct way through a
// transport, and the way to the fake S3 for peers that do not speak HTTP.
type httpSource struct {
	client *http.Client
	url    string
	size   int64
}

var _ Source = httpSource{}

func (s httpSource) Size() int64 { return s.size }

func (s httpSource) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return nil, err
	}
	if length < 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", off))
	} else {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", off, off+length-1))
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusPartialContent {
		resp.Body.Close()
		return nil, fmt.Errorf("peers: GET %s: %s", req.Header.Get("Range"), resp.Status)
	}
	return resp.Body, nil
}
