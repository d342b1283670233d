package harness

import (
	"errors"
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/profile"
	"readeratbench/strategies"
	"readeratbench/strategies/readeratest"
)

// Every reader is right over the whole stack: the SDK, net/http's client and
// server, the store and the simulated network.
func TestReadersConformOverS3(t *testing.T) {
	const size = 200_003
	for _, s := range strategies.All() {
		t.Run(s.Name, func(t *testing.T) {
			if err := conform(s, content.Generated(seed, size)); err != nil {
				t.Error(err)
			}
		})
	}
}

// conform holds the reader against the rules in a world of its own.
func conform(s strategies.Strategy, c content.Content) error {
	return inVirtual(profile.S3Standard(), []content.Content{c}, func(w *World) (err error) {
		r := s.New(w.source(), strategies.WithLocker(w.NewLocker))
		defer func() { err = errors.Join(err, r.Close()) }()
		want := make([]byte, c.Size())
		if _, err := c.ReadAt(want, 0); err != nil {
			return err
		}
		return readeratest.TestReaderAt(r, want)
	})
}
