package peers

import (
	"io"
	"net/http"

	"github.com/snabb/httpreaderat"
)

func newSnabb(client *http.Client, url string) (io.ReaderAt, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r, err := httpreaderat.New(client, req, nil)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func snabbOverSource(src Source) (io.ReaderAt, error) {
	return newSnabb(&http.Client{Transport: transport{src}}, objectURL)
}

func snabbOverHTTP(o object) (io.ReaderAt, error) { return newSnabb(o.client, o.url()) }
