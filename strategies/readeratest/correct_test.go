package readeratest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// readFunc makes an io.ReaderAt of a function.
type readFunc func(p []byte, off int64) (int, error)

func (f readFunc) ReadAt(p []byte, off int64) (int, error) { return f(p, off) }

// closable is a reader with a Close.
type closable struct {
	readFunc
	shut func() error
}

func (c closable) Close() error { return c.shut() }

// life is what closable readers have in common.
type life struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newLife() life {
	ctx, cancel := context.WithCancel(context.Background())
	return life{ctx, cancel}
}

func (l life) closed() bool { return l.ctx.Err() != nil }

// inside answers what needs no bytes, and leaves fetch the part of p that lies
// in the object.
func inside(src Source, fetch readFunc) readFunc {
	return func(p []byte, off int64) (int, error) {
		size := src.Size()
		switch {
		case off < 0:
			return 0, errors.New("negative offset")
		case off >= size:
			return 0, io.EOF
		case len(p) == 0:
			return 0, nil
		}
		want := p[:min(int64(len(p)), size-off)]
		n, err := fetch(want, off)
		if err == nil && len(want) < len(p) {
			err = io.EOF
		}
		return n, err
	}
}

// fill reads all of p; a stream that ends too soon is an error.
func fill(r io.Reader, p []byte) (int, error) {
	n, err := io.ReadFull(r, p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// whileOpen puts a reader's life before its reads.
func whileOpen(l life, read readFunc) readFunc {
	return func(p []byte, off int64) (int, error) {
		if l.closed() {
			return 0, fs.ErrClosed
		}
		return read(p, off)
	}
}

// stateless is the correct reader with a request a call. Open late is closed.
func stateless(src Source) closable {
	l := newLife()
	fetch := func(p []byte, off int64) (int, error) {
		stream, err := src.Open(l.ctx, off, int64(len(p)))
		if err != nil {
			return 0, err
		}
		defer stream.Close()
		return fill(stream, p)
	}
	return closable{whileOpen(l, inside(src, fetch)), func() error { l.cancel(); return nil }}
}

// cursor is a stream and where it stands.
type cursor struct {
	stream io.ReadCloser
	pos    int64
}

func (c *cursor) drop() {
	if c.stream != nil {
		c.stream.Close()
		c.stream = nil
	}
}

func (c *cursor) read(ctx context.Context, src Source, p []byte, off int64) (int, error) {
	if c.stream == nil || c.pos != off {
		c.drop()
		stream, err := src.Open(ctx, off, -1)
		if err != nil {
			return 0, err
		}
		c.stream, c.pos = stream, off
	}
	n, err := fill(c.stream, p)
	c.pos += int64(n)
	if err != nil {
		c.drop()
	}
	return n, err
}

// oneStream is the correct reader with a mutex around one stream.
func oneStream(src Source) closable {
	l := newLife()
	var mu sync.Mutex
	var c cursor
	fetch := func(p []byte, off int64) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return whileOpen(l, func(p []byte, off int64) (int, error) { return c.read(l.ctx, src, p, off) })(p, off)
	}
	return closable{whileOpen(l, inside(src, fetch)), func() error {
		l.cancel()
		mu.Lock()
		defer mu.Unlock()
		c.drop()
		return nil
	}}
}

// pool is the correct reader that keeps streams where they stopped.
type pool struct {
	life
	src  Source
	mu   sync.Mutex
	idle []*cursor
}

func pooled(src Source) closable {
	p := &pool{life: newLife(), src: src}
	return closable{whileOpen(p.life, inside(src, p.fetch)), p.close}
}

func (p *pool) take(off int64) *cursor {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, c := range p.idle {
		if c.pos == off {
			p.idle = append(p.idle[:i:i], p.idle[i+1:]...)
			return c
		}
	}
	return new(cursor)
}

func (p *pool) fetch(b []byte, off int64) (int, error) {
	c := p.take(off)
	n, err := c.read(p.ctx, p.src, b, off)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || p.closed() {
		c.drop()
	} else {
		p.idle = append(p.idle, c)
	}
	return n, err
}

func (p *pool) close() error {
	p.cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.drop()
	}
	p.idle = nil
	return nil
}

const blockSize = 4096

// blocks is the correct reader with a cache of blocks.
func blocks(src Source) closable {
	from := stateless(src)
	var cache sync.Map
	block := func(i int64) ([]byte, error) {
		if b, ok := cache.Load(i); ok {
			return b.([]byte), nil
		}
		b := make([]byte, min(blockSize, src.Size()-i*blockSize))
		if _, err := from.ReadAt(b, i*blockSize); err != nil && err != io.EOF {
			return nil, err
		}
		cache.Store(i, b)
		return b, nil
	}
	fetch := func(p []byte, off int64) (n int, err error) {
		for n < len(p) {
			at := off + int64(n)
			b, err := block(at / blockSize)
			if err != nil {
				return n, err
			}
			n += copy(p[n:], b[at%blockSize:])
		}
		return n, nil
	}
	l := newLife()
	return closable{whileOpen(l, inside(src, fetch)), func() error { l.cancel(); return from.shut() }}
}

// buffered is the correct reader with a mutex around one stream read ahead: what
// breaks there is stored, and reported by the call that gets so far.
func buffered(src Source) closable {
	var mu sync.Mutex
	var c cursor
	var ahead *bufio.Reader
	l := newLife()
	read := func(p []byte, off int64) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		if c.stream == nil || c.pos != off {
			if _, err := c.read(l.ctx, src, nil, off); err != nil {
				return 0, err
			}
			ahead = bufio.NewReaderSize(c.stream, blockSize)
		}
		n, err := fill(ahead, p)
		if c.pos += int64(n); err != nil {
			c.drop()
		}
		return n, err
	}
	return closable{whileOpen(l, inside(src, read)), func() error {
		l.cancel()
		mu.Lock()
		defer mu.Unlock()
		c.drop()
		return nil
	}}
}

// slurp reads the whole object, for readers that live in memory.
func slurp(src Source) []byte {
	stream, err := src.Open(context.Background(), 0, -1)
	if err != nil {
		panic(err)
	}
	defer stream.Close()
	b, err := io.ReadAll(stream)
	if err != nil {
		panic(err)
	}
	return b
}

type correct struct {
	name string
	open func(t testing.TB, src Source) io.ReaderAt
}

// correctReaders has one of each shape.
var correctReaders = []correct{
	{"bytes.Reader", func(_ testing.TB, src Source) io.ReaderAt { return bytes.NewReader(slurp(src)) }},
	{"strings.Reader", func(_ testing.TB, src Source) io.ReaderAt { return strings.NewReader(string(slurp(src))) }},
	{"io.SectionReader", func(_ testing.TB, src Source) io.ReaderAt {
		return io.NewSectionReader(bytes.NewReader(slurp(src)), 0, src.Size())
	}},
	{"os.File", openFile},
	{"one stream behind a mutex", func(_ testing.TB, src Source) io.ReaderAt { return oneStream(src) }},
	{"stateless", func(_ testing.TB, src Source) io.ReaderAt { return stateless(src) }},
	{"pooled", func(_ testing.TB, src Source) io.ReaderAt { return pooled(src) }},
	{"read-ahead behind a mutex", func(_ testing.TB, src Source) io.ReaderAt { return buffered(src) }},
	{"block cache", func(_ testing.TB, src Source) io.ReaderAt { return blocks(src) }},
}

// openFile is the object as a file, written once a test.
func openFile(t testing.TB, src Source) io.ReaderAt {
	dir, ok := dirs.Load(t)
	if !ok {
		dir, _ = dirs.LoadOrStore(t, t.TempDir())
	}
	name := filepath.Join(dir.(string), fmt.Sprintf("object of %d bytes", src.Size()))
	if _, err := os.Stat(name); err != nil {
		if err := os.WriteFile(name, slurp(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var dirs sync.Map // testing.TB to its directory

func newReader(t testing.TB, c correct) func(Source) (io.ReaderAt, error) {
	return func(src Source) (io.ReaderAt, error) { return c.open(t, src), nil }
}

func TestCorrectReadersPass(t *testing.T) {
	for _, c := range correctReaders {
		t.Run(c.name, func(t *testing.T) {
			for range repetitions(t) {
				if err := Check(newReader(t, c)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestRunOnCorrectReaders(t *testing.T) {
	for _, c := range correctReaders {
		t.Run(c.name, func(t *testing.T) { Run(t, c.open) })
	}
}

// repetitions is how often a reader is checked; one seed each.
func repetitions(t *testing.T) int {
	n := 2
	if s := os.Getenv("READERATEST_REPETITIONS"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			t.Fatal(err)
		}
	}
	return n
}
