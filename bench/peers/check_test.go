package peers

import (
	"io"
	"net/http"
	"net/http/httptest"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3"
	"readeratbench/strategies/readeratest"
)

type suiteViolation = readeratest.Violation

func check(p peer, box string) error {
	if box == "glass" {
		return readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) { return p.glass(src) })
	}
	return checkBlackBox(p)
}

// blackBoxSize is prime, as the suite's own object is.
const blackBoxSize = 70_001

func checkBlackBox(p peer) error {
	c := content.Generated(1, blackBoxSize)
	data := make([]byte, blackBoxSize)
	if _, err := c.ReadAt(data, 0); err != nil && err != io.EOF {
		return err
	}
	o, stop := serve(c)
	defer stop()
	r, err := p.black(o)
	if err != nil {
		return err
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	return readeratest.TestReaderAt(r, data)
}

// serve puts an object into a fake S3 on loopback. Its connections are kept by
// the number that the suite's callers need, or each call would dial.
func serve(c content.Content) (o object, stop func()) {
	store := fakes3.New(fakes3.Options{})
	store.PutSource("bucket", "object", c)
	server := httptest.NewUnstartedServer(store)
	server.Config = store.NewServer()
	server.Start()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	return object{
			client: client, endpoint: server.URL,
			bucket: "bucket", key: "object", size: c.Size(),
		}, func() {
			client.CloseIdleConnections()
			server.Close()
		}
}
