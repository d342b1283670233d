package peers

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/containerd/containerd/v2/core/remotes"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"readeratbench/strategies"
)

// controls are known-correct readers behind each of the adapters: what the suite
// finds in one of them is the adapter's, or its own. In the black box are those
// adapters that peers have there.
func controls() []peer {
	return []peer{
		{name: "http: mutex", glass: over(overTransport, newMutex)},
		{name: "http: stateless", glass: over(overTransport, newStateless)},
		{name: "KeyStreamerAt: exact", glass: over(overStreamer, newExact)},
		inBoth("Fetcher, no Seek: whole", wholeOverFetcher),
		inBoth("Fetcher, Seek: mutex", over(overSeekFetcher, newMutex)),
		{name: "locked and closed", glass: over(direct, newLocked)},
		inBoth("exact", over(direct, newExact)),
	}
}

func over(through func(Source) Source, newReader func(Source) io.ReaderAt) func(Source) (io.ReaderAt, error) {
	return func(src Source) (io.ReaderAt, error) { return newReader(through(src)), nil }
}

func inBoth(name string, glass func(Source) (io.ReaderAt, error)) peer {
	return peer{name: name, glass: glass, black: overHTTP(glass)}
}

// plain has the faults that an adapter passes on reach the reader, as they do a
// peer, and no time be spent on pauses.
var plain = strategies.WithResumes(0)

func newMutex(src Source) io.ReaderAt     { return strategies.NewMutex(src, plain) }
func newStateless(src Source) io.ReaderAt { return strategies.NewStateless(src, plain) }
func newExact(src Source) io.ReaderAt     { return exact{src} }

func newLocked(src Source) io.ReaderAt {
	r := strategies.NewStateless(src, plain)
	return &lockedCloser{locked: locked{r: r}, cancel: func() { r.Close() }, c: r}
}

func direct(src Source) Source { return src }

func overTransport(src Source) Source {
	return httpSource{client: &http.Client{Transport: transport{src}}, url: objectURL, size: src.Size()}
}

// opened is a Source whose streams come from somewhere else.
type opened struct {
	Source
	open func(ctx context.Context, off, length int64) (io.ReadCloser, error)
}

func (o opened) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	if length < 0 {
		length = o.Size() - off
	}
	return o.open(ctx, off, length)
}

func overStreamer(src Source) Source {
	return opened{src, func(_ context.Context, off, length int64) (io.ReadCloser, error) {
		rc, size, err := streamer{src}.StreamAt("object", off, length)
		if err == nil && size != src.Size() {
			err = errors.Join(errors.New("wrong size"), rc.Close())
		}
		return rc, err
	}}
}

// wholeOverFetcher takes the object at once: that is what a stream is good for
// that cannot seek.
func wholeOverFetcher(src Source) (io.ReaderAt, error) {
	return bytesReader(overFetch(src, fetcher{src}))
}

func overSeekFetcher(src Source) Source { return overFetch(src, seekFetcher{src}) }

func overFetch(src Source, f remotes.Fetcher) Source {
	return opened{src, func(ctx context.Context, off, _ int64) (io.ReadCloser, error) {
		rc, err := f.Fetch(ctx, ocispecs.Descriptor{})
		if err != nil {
			return nil, err
		}
		if off == 0 {
			return rc, nil
		}
		if _, err := rc.(io.Seeker).Seek(off, io.SeekStart); err != nil {
			return nil, errors.Join(err, rc.Close())
		}
		return rc, nil
	}}
}
