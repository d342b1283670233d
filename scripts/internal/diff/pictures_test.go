package diff

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Pictures that changed are named. An error of drawing them is no failure.
func TestPictures(t *testing.T) {
	r := newRepo(t)
	r.write("results/figures/none.svg", "<svg/>\n")
	r.write("results/figures/lost.svg", "<svg/>\n")
	r.commit("results: drawn")
	compare := func(draw func(context.Context, string) error) outcome {
		q := r.request("HEAD", matrix())
		q.Draw = draw
		return r.compare(q)
	}
	o := compare(draw)
	o.want("", allCells, "pictures that changed:\n  all.svg\n\n", "pictures that are no longer drawn:\n  lost.svg\n\n")
	if got := o.wrote("pictures.txt"); got != "all.svg\n" {
		t.Errorf("pictures.txt has %q; want all.svg", got)
	}
	o = compare(func(context.Context, string) error { return errors.New("out of ink\n") })
	o.want("", "pictures cannot be drawn:\n  out of ink\n\n", "!lost.svg")
	if got := o.wrote("pictures.txt"); got != "" {
		t.Errorf("pictures.txt has %q of pictures that were not drawn; want nothing", got)
	}
	compare(nil).want("", "!pictures")

	q := r.request("HEAD", matrix())
	ctx, cancel := context.WithCancel(t.Context())
	q.Draw = func(context.Context, string) error { cancel(); return ctx.Err() }
	if _, err := Compare(ctx, q); !errors.Is(err, context.Canceled) {
		t.Errorf("Compare, interrupted while drawing = %v; want %v", err, context.Canceled)
	}
}

// draw draws a picture of all figures and one of none.
func draw(_ context.Context, folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, "all.bench"))
	if err != nil {
		return err
	}
	dir := filepath.Join(folder, figuresFolder)
	return errors.Join(os.MkdirAll(dir, 0o777),
		os.WriteFile(filepath.Join(dir, "all.svg"), fmt.Appendf(nil, "<svg>%d</svg>\n", len(text)), 0o666),
		os.WriteFile(filepath.Join(dir, "none.svg"), []byte("<svg/>\n"), 0o666))
}
