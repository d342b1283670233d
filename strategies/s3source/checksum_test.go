package s3source_test

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/s3source"
)

// crc is text's checksum in the way that S3 sends it, where it is asked to.
func crc(text string) func(http.Header, *http.Request) {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(text)))
	return func(h http.Header, r *http.Request) {
		if r.Method == http.MethodGet && r.Header.Get("x-amz-checksum-mode") == "ENABLED" {
			h.Set("x-amz-checksum-crc32", base64.StdEncoding.EncodeToString(sum))
		}
	}
}

// Bytes that are not those the store has a checksum of are an error under every
// reader, with the option; without it a client that validates WhenRequired does not
// look.
func TestResponseChecksums(t *testing.T) {
	for _, c := range []struct {
		name, sum string
		opts      []s3source.Option
		ok        bool
	}{
		{"right", text, []s3source.Option{s3source.WithResponseChecksums()}, true},
		{"wrong", strings.ToUpper(text), []s3source.Option{s3source.WithResponseChecksums()}, false},
		{"not asked for", strings.ToUpper(text), nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, s := range strategies.All() {
				st := &store{object: []byte(text), edit: crc(c.sum)}
				src, err := s3source.Open(t.Context(), serve(t, st), "bucket", "key", c.opts...)
				if err != nil {
					t.Fatal(err)
				}
				r := s.New(src)
				p := make([]byte, len(text))
				n, err := io.ReadFull(io.NewSectionReader(r, 0, r.Size()), p)
				switch {
				case c.ok && (n != len(p) || err != nil || string(p) != text):
					t.Errorf("%s: ReadFull = %d, %v, %q; want %d, nil, %q", s.Name, n, err, p, len(p), text)
				case !c.ok && (err == nil || !strings.Contains(err.Error(), "checksum did not match")):
					t.Errorf("%s: ReadFull = %d, %v; want the checksum that did not match", s.Name, n, err)
				}
				r.Close()
			}
		})
	}
}
