package harness

import (
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// runIn does one operation of the cell in a virtual world that prepare may spoil
// before.
func (c Cell) runIn(prepare func(*World)) (f Figures, err error) {
	err = inVirtual(c.Profile, c.Objects, func(w *World) (err error) {
		prepare(w)
		f, err = c.operate(w)
		return err
	})
	return f, err
}

// dropping drops the connections of source GETs after so many bytes each: the
// first, third, fifth and so on, so that no two breaks follow each other, nine in
// all. It counts.
func dropping(after int64, dropped *atomic.Int64) fakes3.DropFunc {
	return func(_, key string, nth int64) (int64, bool) {
		drop := key == sourceKey && nth%2 == 0 && nth < 18
		if drop {
			dropped.Add(1)
		}
		return after, drop
	}
}

// Every sound reader copies every byte through both uploaders while the store
// breaks bodies in their midst, at the cost of one GET a break.
func TestReadersResumeOverS3(t *testing.T) {
	const size, after = 12 << 20, 100
	for _, s := range strategies.All() {
		each(t, rows.Row{Strategy: s}, size, func(t *testing.T, c Cell) {
			healthy, err := c.Run()
			if err != nil {
				t.Fatal(err)
			}
			var dropped atomic.Int64
			f, err := c.runIn(func(w *World) { w.store.DropBodies(dropping(after, &dropped)) })
			if err != nil || f.Wrong != 0 || f.Size != size {
				t.Fatalf("size, wrong = %d, %d, %v; want %d, 0", f.Size, f.Wrong, err, size)
			}
			if want := healthy.GETs + dropped.Load(); f.GETs != want || dropped.Load() == 0 {
				t.Errorf("%d GETs with %d breaks; want one more a break than the %d without", f.GETs, dropped.Load(), healthy.GETs)
			}
		})
	}
}

// An object replaced between a break and the reopening is not mixed with the one
// that was asked for: the upload fails, and says why. Every body breaks: one that
// did not would deliver the old object to its end, also to the part that the SDK
// sends again, and the copy would be right.
func TestObjectReplacedBehindBreak(t *testing.T) {
	const size = 12 << 20
	for _, s := range strategies.All() {
		each(t, rows.Row{Strategy: s}, size, func(t *testing.T, c Cell) {
			f, err := c.runIn(func(w *World) {
				w.store.DropBodies(func(bucket, key string, nth int64) (int64, bool) {
					if key == sourceKey && nth == 0 {
						w.store.PutSource(bucket, key, content.Generated(seed+1, size))
					}
					return 100, key == sourceKey
				})
			})
			if !errors.Is(err, strategies.ErrChanged) {
				t.Errorf("run = %d wrong bytes, %v; want ErrChanged", f.Wrong, err)
			}
		})
	}
}

// A reader that rests for longer than the store's idle timeout, again and again, is
// hung up on each time and goes on reading; without resumes it fails.
func TestReadersOutliveIdleTimeout(t *testing.T) {
	const size, rests = 12 << 20, 6 // more rests than attempts in a row
	src := content.Generated(seed, size)
	for _, s := range strategies.All() {
		t.Run(s.Name, func(t *testing.T) {
			hangUps, gets, err := readResting(s, src, rests)
			if err != nil {
				t.Error(err)
			}
			// Those that keep no stream lose no more than an idle connection, if that.
			streams := !strings.HasPrefix(s.Name, "stateless") && s.Name != "readahead"
			if want := int64(rests); streams && (gets != want || hangUps < want-1) {
				t.Errorf("%d GETs, %d hang-ups; want %d, about as many", gets, hangUps, want)
			}
			_, _, err = readResting(s.With(strategies.WithResumes(0)), src, rests)
			if failed := errors.Is(err, io.ErrUnexpectedEOF); failed != streams {
				t.Errorf("without resumes: %v; want a broken stream: %t", err, streams)
			}
		})
	}
}

// readResting reads the object in so many equal parts and rests after each.
func readResting(s strategies.Strategy, src content.Content, parts int64) (hangUps, gets int64, err error) {
	p := profile.S3Standard()
	err = inVirtual(p, []content.Content{src}, func(w *World) error {
		r := s.New(w.source(), strategies.WithLocker(w.NewLocker))
		defer r.Close()
		buf := make([]byte, src.Size()/parts)
		for off := int64(0); off < src.Size(); off += int64(len(buf)) {
			if n, err := r.ReadAt(buf, off); n < len(buf) {
				return err
			}
			if wrong := src.Diff(buf, off); wrong != 0 {
				return errors.New("wrong bytes")
			}
			time.Sleep(p.IdleTimeout + time.Second)
		}
		hangUps, gets = w.network.hangUps(), w.store.Gets(bucket, sourceKey)
		return nil
	})
	return hangUps, gets, err
}
