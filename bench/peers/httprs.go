package peers

import (
	"context"
	"io"
	"net/http"

	"github.com/jfbus/httprs"
)

// newHTTPRS hands over the response to a plain GET, as the package's
// documentation shows.
func newHTTPRS(client *http.Client, url string) (io.ReaderAt, error) {
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		cancel()
		return nil, err
	}
	r := httprs.NewHttpReadSeeker(resp, client)
	return &lockedCloser{locked: locked{r: r}, cancel: cancel, c: r}, nil
}

func httprsOverSource(src Source) (io.ReaderAt, error) {
	return newHTTPRS(&http.Client{Transport: transport{src}}, objectURL)
}

func httprsOverHTTP(o object) (io.ReaderAt, error) { return newHTTPRS(o.client, o.url()) }
