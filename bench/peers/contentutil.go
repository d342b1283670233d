package peers

import (
	"context"
	"io"

	"github.com/containerd/containerd/v2/core/remotes"
	"github.com/moby/buildkit/util/contentutil"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

func newContentutil(ctx context.Context, f remotes.Fetcher, size int64) (io.ReaderAt, io.Closer, error) {
	r, err := contentutil.FromFetcher(f).ReaderAt(ctx, ocispecs.Descriptor{Size: size})
	return r, r, err
}

func contentutilNoSeek(src Source) (io.ReaderAt, error) {
	r, _, err := newContentutil(context.Background(), fetcher{src}, src.Size())
	return r, err
}

func contentutilSeek(src Source) (io.ReaderAt, error) {
	r, _, err := newContentutil(context.Background(), seekFetcher{src}, src.Size())
	return r, err
}

// contentutilSeekLocked is what BuildKit would have if it put the lock that the
// reader needs around it: what is left is not for want of a lock.
func contentutilSeekLocked(src Source) (io.ReaderAt, error) {
	ctx, cancel := context.WithCancel(context.Background())
	r, c, err := newContentutil(ctx, seekFetcher{src}, src.Size())
	if err != nil {
		cancel()
		return nil, err
	}
	return &lockedCloser{locked: locked{r: r}, cancel: cancel, c: c}, nil
}
