package peers

import (
	"io"
	"net/http"
)

// An object is one over HTTP: the fake S3's.
type object struct {
	client                *http.Client
	endpoint, bucket, key string
	size                  int64
}

func (o object) url() string { return o.endpoint + "/" + o.bucket + "/" + o.key }

func (o object) source() Source {
	return httpSource{client: o.client, url: o.url(), size: o.size}
}

// overHTTP is for peers that take a Source either way.
func overHTTP(glass func(Source) (io.ReaderAt, error)) func(object) (io.ReaderAt, error) {
	return func(o object) (io.ReaderAt, error) { return glass(o.source()) }
}

// A peer is a reader, how to get at it, and what its authors say of it.
type peer struct {
	name       string
	module     string // empty: the standard library
	licence    string // SPDX
	concurrent string // what its documentation says of concurrent ReadAt
	note       string // how it is run here, where that matters
	races      string // the boxes in which -race reports a data race: glass, black, both
	glass      func(Source) (io.ReaderAt, error)
	black      func(object) (io.ReaderAt, error)
}

func all() []peer {
	return []peer{
		{
			name: "bytes.Reader", licence: "BSD-3-Clause",
			concurrent: "nothing; ReadAt changes nothing",
			glass:      bytesReader, black: overHTTP(bytesReader),
		}, {
			name: "os.File", licence: "BSD-3-Clause",
			concurrent: "safe (documented)",
			note:       "a temporary file",
			glass:      osFile, black: overHTTP(osFile),
		}, {
			name: "osio.Reader", module: "github.com/airbusgeo/osio", licence: "Apache-2.0",
			concurrent: "safe (README)",
			note:       "blocks of 512 B, 4 of them cached; over HTTP with osio's own handler",
			glass:      osioOverSource, black: osioOverHTTP,
		}, {
			name: "httpreaderat.HTTPReaderAt", module: "github.com/snabb/httpreaderat", licence: "MIT",
			concurrent: "safe (documented)",
			note:       "no Store",
			glass:      snabbOverSource, black: snabbOverHTTP,
		}, {
			name: "minio.Object", module: "github.com/minio/minio-go/v7", licence: "Apache-2.0",
			concurrent: "nothing; it locks",
			note:       "MaxRetries 1",
			glass:      minioOverSource, black: minioOverHTTP,
		}, {
			name: "httprs.HttpReadSeeker", module: "github.com/jfbus/httprs", licence: "MIT",
			concurrent: "nothing; Clone is there \"to enable parallel downloads\"",
			note:       "behind a mutex; Close first cancels the context of the requests",
			glass:      httprsOverSource, black: httprsOverHTTP,
		}, {
			name: "bufra.BufReaderAt", module: "github.com/avvmoto/buf-readerat", licence: "MIT",
			concurrent: "nothing; it has one buffer and no lock",
			note:       "behind a mutex, buffer of 512 B, over a correct reader",
			glass:      newBufra, black: bufraOverHTTP,
		}, {
			name: "contentutil.FromFetcher, no Seek", module: "github.com/moby/buildkit", licence: "Apache-2.0",
			concurrent: "nothing; it has no lock",
			note:       "the fetcher's stream is one GET",
			races:      "glass",
			glass:      contentutilNoSeek, black: overHTTP(contentutilNoSeek),
		}, {
			name: "contentutil.FromFetcher, Seek", module: "github.com/moby/buildkit", licence: "Apache-2.0",
			concurrent: "nothing; it has no lock",
			note:       "Seek closes the stream, the next Read opens one",
			races:      "both",
			glass:      contentutilSeek, black: overHTTP(contentutilSeek),
		}, {
			name: "contentutil.FromFetcher, Seek, mutex", module: "github.com/moby/buildkit", licence: "Apache-2.0",
			concurrent: "with the lock it needs",
			note:       "as above, behind a mutex; Close first cancels the fetcher's context",
			glass:      contentutilSeekLocked, black: overHTTP(contentutilSeekLocked),
		},
	}
}
