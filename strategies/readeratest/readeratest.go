package readeratest

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
)

// A Source gives streams over one immutable object. The suite's own is safe for
// concurrent use; its streams are for one goroutine at a time.
//
// Open streams length bytes from off; length < 0 means to the end. The context
// spans the stream's life: once it is cancelled, Open and Read return with its
// cause. Close may be called during a Read, which it ends, and again. A Read may
// return fewer bytes than asked for, none at all, or the last ones with io.EOF.
type Source interface {
	// Size is the object's length in bytes.
	Size() int64
	Open(ctx context.Context, off, length int64) (io.ReadCloser, error)
}

// TestReaderAt checks r against the rules that need no control over where its
// bytes come from, and returns nil or all violations, joined, each a
// [Violation]. content is what r must deliver, from its first byte to its last.
//
// r should be fresh: a stale position shows in the first calls, and may be gone
// afterwards. TestReaderAt makes about 1,000 calls, the longest for 8 MiB, and does
// not close r. The first call that hangs is the last. It runs in a
// testing/synctest bubble, r and its locks permitting, and outside.
func TestReaderAt(r io.ReaderAt, content []byte) error {
	set, err := newSettings()
	if err != nil {
		return err
	}
	box := &blackBox{r: r, content: content}
	var found []error
	for _, rule := range rules {
		if !rule.blackBox {
			continue
		}
		s := newSession(rule, set)
		s.blackBox = box
		s.check(s)
		found = append(found, s.result())
		if s.hung {
			break // r is stuck, and there is no other
		}
	}
	return errors.Join(found...)
}

// Check checks the readers that newReader makes against all rules and returns nil
// or all violations, joined, each a [Violation]. Close's rules are for readers
// that are an [io.Closer].
//
// newReader is called up to about 1,500 times, by one goroutine, each time with
// another Source over the same object of about 70 kB; three of the Sources have
// 0, 1 and 65,536 bytes, and an error for one of these lets the reader off. The
// source is healthy while newReader runs. The first call that hangs ends its
// rule, and the rules that follow have a tenth of the patience. Check must not be
// called in a testing/synctest bubble: a reader with a mutex would hang it.
func Check(newReader func(Source) (io.ReaderAt, error)) error {
	set, err := newSettings()
	if err != nil {
		return err
	}
	var found []error
	hung := false
	for _, rule := range rules {
		s := newSession(rule, set)
		s.newReader = newReader
		if hung {
			s.patience /= haste
		}
		s.check(s)
		hung = hung || s.hung
		found = append(found, s.result())
		if s.err != nil {
			break
		}
	}
	return errors.Join(found...)
}

// Run is [Check] as subtests, one a rule, named after it: -run picks one. The t
// that newReader gets is the subtest's. With -v the subtest "properties" logs
// what is neither right nor wrong: whether calls run side by side, and what they
// ask the source for.
func Run(t *testing.T, newReader func(t testing.TB, src Source) io.ReaderAt) {
	set, err := newSettings()
	if err != nil {
		t.Fatal(err)
	}
	var hung atomic.Bool // newReader may make the subtests parallel
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			s := newSession(rule, set)
			if hung.Load() {
				s.patience /= haste
			}
			runRule(t, s, newReader)
			if s.hung {
				hung.Store(true)
			}
		})
	}
	t.Run("properties", func(t *testing.T) {
		if hung.Load() {
			t.Skip("calls hang")
		}
		s := newSession(rule{name: "properties"}, set)
		s.newReader = func(src Source) (io.ReaderAt, error) { return newReader(t, src), nil }
		for _, line := range s.describe() {
			t.Log(line)
		}
	})
}

func runRule(t *testing.T, s *session, newReader func(t testing.TB, src Source) io.ReaderAt) {
	s.newReader = func(src Source) (io.ReaderAt, error) { return newReader(t, src), nil }
	s.check(s)
	if s.skipped {
		t.Skip("the reader is no io.Closer")
	}
	for _, v := range s.found {
		t.Error(v)
	}
	if s.err != nil {
		t.Error(s.err)
	}
}
