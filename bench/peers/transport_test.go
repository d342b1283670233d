package peers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"readeratbench/bench/internal/content"
)

// memory is a Source whose streams may be made to misbehave.
type memory struct {
	data  string
	shape func(io.Reader) io.Reader
}

func (m memory) Size() int64 { return int64(len(m.data)) }

func (m memory) Open(_ context.Context, off, length int64) (io.ReadCloser, error) {
	s := m.data[off:]
	if length >= 0 {
		s = s[:length]
	}
	var r io.Reader = strings.NewReader(s)
	if m.shape != nil {
		r = m.shape(r)
	}
	return io.NopCloser(r), nil
}

func data(t *testing.T, c content.Content) string {
	t.Helper()
	b, err := io.ReadAll(io.NewSectionReader(c, 0, c.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fetch makes one request and keeps what a client can tell by it.
func fetch(t *testing.T, client *http.Client, method, url string, header map[string]string) string {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode >= 300 {
		code, _, _ := strings.Cut(string(b), "</Code>")
		_, code, _ = strings.Cut(code, "<Code>")
		return resp.Status + " " + code
	}
	return strings.Join([]string{
		resp.Status, resp.Header.Get("Content-Range"), resp.Header.Get("Content-Length"),
		resp.Header.Get("Accept-Ranges"), resp.Header.Get("Content-Type"), string(b),
	}, "|")
}

// The transport answers as a server of S3 does that speaks real HTTP.
func TestTransportAgainstServer(t *testing.T) {
	c := content.Generated(1, 1000)
	o, stop := serve(c)
	defer stop()
	ours := &http.Client{Transport: transport{memory{data: data(t, c)}}}
	for _, rng := range []string{
		"", "bytes=0-0", "bytes=0-999", "bytes=0-1000", "bytes=999-5000", "bytes=17-42",
		"bytes=500-", "bytes=-1", "bytes=-5000", "bytes=1000-", "bytes=1000-1001",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if method == http.MethodHead && rng != "" {
				continue // nobody asks for that, and servers differ
			}
			header := map[string]string{}
			if rng != "" {
				header["Range"] = rng
			}
			got, want := fetch(t, ours, method, objectURL, header), fetch(t, o.client, method, o.url(), header)
			if got != want {
				t.Errorf("%s %q:\n%.200s; want, as from the server,\n%.200s", method, rng, got, want)
			}
		}
	}
}

func TestTransportPreconditions(t *testing.T) {
	client := &http.Client{Transport: transport{memory{data: "0123456789"}}}
	for _, c := range []struct{ name, value, want string }{
		{"If-Match", etag, "206"},
		{"If-Match", "*", "206"},
		{"If-Match", `"other"`, "412"},
		{"If-Range", etag, "206"},
		{"If-Range", lastModified, "206"},
		{"If-Range", `"other"`, "200"},
	} {
		got := fetch(t, client, http.MethodGet, objectURL, map[string]string{"Range": "bytes=1-2", c.name: c.value})
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s gave %q; want %s", c.name, c.value, got, c.want)
		}
	}
	if got := fetch(t, client, http.MethodPut, objectURL, nil); !strings.HasPrefix(got, "405") {
		t.Errorf("PUT gave %q; want 405", got)
	}
}

func TestTransportCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, objectURL, nil)
	if _, err := (transport{memory{data: "x"}}).RoundTrip(req); !errors.Is(err, context.Canceled) {
		t.Errorf("RoundTrip = %v; want context.Canceled", err)
	}
}

// What a body says at its end is what net/http says.
func TestBody(t *testing.T) {
	short := func(r io.Reader) io.Reader { return io.LimitReader(r, 3) }
	late := func(r io.Reader) io.Reader { return io.MultiReader(r, iotest.ErrReader(errors.New("late"))) }
	for name, c := range map[string]struct {
		shape func(io.Reader) io.Reader
		want  string
		err   error
	}{
		"whole":           {nil, "12345", nil},
		"byte by byte":    {iotest.OneByteReader, "12345", nil},
		"EOF with data":   {iotest.DataErrReader, "12345", nil},
		"ends early":      {short, "123", io.ErrUnexpectedEOF},
		"error past end":  {late, "12345", nil},
		"time-out inside": {func(r io.Reader) io.Reader { return iotest.TimeoutReader(iotest.OneByteReader(r)) }, "1", iotest.ErrTimeout},
	} {
		b, err := openBody(t.Context(), memory{data: "0123456789", shape: c.shape}, 1, 5)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(b)
		if string(got) != c.want || err != c.err {
			t.Errorf("%s: %q, %v; want %q, %v", name, got, err, c.want, c.err)
		}
		b.Close()
		if _, err := b.Read(make([]byte, 1)); err != errBodyClosed {
			t.Errorf("%s: Read after Close = %v; want errBodyClosed", name, err)
		}
		if err := b.Close(); err != nil {
			t.Errorf("%s: second Close = %v; want nil", name, err)
		}
	}
}
