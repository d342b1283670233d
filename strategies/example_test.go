package strategies_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"readeratbench/strategies"
)

// alphabet stands for a remote object; open would send a request.
func alphabet() strategies.Source {
	const object = "abcdefghijklmnopqrstuvwxyz"
	return strategies.FromOpen(int64(len(object)), func(off int64) (io.ReadCloser, error) {
		fmt.Printf("open at %d\n", off)
		return io.NopCloser(strings.NewReader(object[off:])), nil
	})
}

// show reads three times five bytes: two in sequence, one ahead of them.
func show(r strategies.Reader) {
	defer r.Close()
	for _, off := range []int64{0, 13, 5} {
		p := make([]byte, 5)
		n, err := r.ReadAt(p, off)
		fmt.Printf("%s %v\n", p[:n], err)
	}
}

func ExampleNewMutex() {
	show(strategies.NewMutex(alphabet()))
	// Output:
	// open at 0
	// abcde <nil>
	// open at 13
	// nopqr <nil>
	// open at 5
	// fghij <nil>
}

func ExampleNewStateless() {
	show(strategies.NewStateless(alphabet()))
	// Output:
	// open at 0
	// abcde <nil>
	// open at 13
	// nopqr <nil>
	// open at 5
	// fghij <nil>
}

func ExampleNewPooled() {
	show(strategies.NewPooled(alphabet(), strategies.WithStreams(4)))
	// Output:
	// open at 0
	// abcde <nil>
	// open at 13
	// nopqr <nil>
	// fghij <nil>
}

// The first read fetches what comes next with it: the other two need no request.
func ExampleNewReadahead() {
	show(strategies.NewReadahead(alphabet(), strategies.WithMemory(8<<20)))
	// Output:
	// open at 0
	// abcde <nil>
	// nopqr <nil>
	// fghij <nil>
}

func ExampleReadahead_Buffered() {
	r := strategies.NewReadahead(alphabet())
	fmt.Println("before:", r.Buffered())
	r.ReadAt(make([]byte, 5), 0)
	fmt.Println("after:", r.Buffered(), "of at most", strategies.DefaultMemory)
	r.Close()
	fmt.Println("closed:", r.Buffered())
	// Output:
	// before: 0
	// open at 0
	// after: 26 of at most 83886080
	// closed: 0
}

func ExampleNewContentutil() {
	show(strategies.Locked(strategies.NewContentutil(alphabet()), new(sync.Mutex)))
	// Output:
	// open at 0
	// abcde <nil>
	// open at 13
	// nopqr <nil>
	// open at 5
	// fghij <nil>
}

func ExampleLocked() {
	show(strategies.Locked(strategies.NewPooled(alphabet()), new(sync.Mutex)))
	// Output:
	// open at 0
	// abcde <nil>
	// open at 13
	// nopqr <nil>
	// fghij <nil>
}

func ExampleFromOpen() {
	src := strategies.FromOpen(5, func(off int64) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("hello"[off:])), nil
	})
	r := strategies.NewStateless(src)
	defer r.Close()
	p := make([]byte, 8)
	n, err := r.ReadAt(p, 1)
	fmt.Printf("%s %v\n", p[:n], err)
	// Output: ello EOF
}

func ExampleFromOpenContext() {
	// open stands for a client's call, such as GetObject of the AWS SDK.
	open := func(ctx context.Context, off int64) (io.ReadCloser, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return io.NopCloser(strings.NewReader("hello"[off:])), nil
	}
	r := strategies.NewPooled(strategies.FromOpenContext(5, open))
	defer r.Close() // also ends an open that waits for its first byte
	p := make([]byte, 8)
	n, err := r.ReadAt(p, 1)
	fmt.Printf("%s %v\n", p[:n], err)
	// Output: ello EOF
}

// dropping is the alphabet from a store that hangs up after 10 letters, and has lost
// those from u on.
func dropping() strategies.Source {
	const object = "abcdefghijklmnopqrstuvwxyz"
	return strategies.FromOpen(int64(len(object)), func(off int64) (io.ReadCloser, error) {
		fmt.Printf("open at %d\n", off)
		return io.NopCloser(strings.NewReader(object[off:min(off+10, 20)])), nil
	})
}

func ExampleResuming() {
	stream, err := strategies.Resuming(dropping()).Open(context.Background(), 3, 15)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stream.Close()
	got, err := io.ReadAll(stream)
	fmt.Printf("%s %v\n", got, err)
	// Output:
	// open at 3
	// open at 13
	// defghijklmnopqr <nil>
}

func ExampleWithResumes() {
	for _, n := range []int{0, 1} {
		r := strategies.NewPooled(dropping(), strategies.WithResumes(n))
		p := make([]byte, 26)
		n, err := r.ReadAt(p, 0)
		fmt.Printf("%s %v\n", p[:n], err)
		r.Close()
	}
	// Output:
	// open at 0
	// abcdefghij strategies: pooled: read bytes 0-25: unexpected EOF (EOF)
	// open at 0
	// open at 10
	// open at 20
	// abcdefghijklmnopqrst strategies: pooled: read bytes 0-25: strategies: resuming: resume from byte 20: gave up after 1 attempt: unexpected EOF (EOF)
}

func ExampleWithOutage() {
	r := strategies.NewPooled(dropping(), strategies.WithOutage(0))
	defer r.Close()
	p := make([]byte, 26)
	n, err := r.ReadAt(p, 0)
	fmt.Printf("%s %v\n", p[:n], err)
	// Output:
	// open at 0
	// open at 10
	// open at 20
	// open at 20
	// open at 20
	// abcdefghijklmnopqrst strategies: pooled: read bytes 0-25: strategies: resuming: resume from byte 20: gave up after 3 attempts: unexpected EOF (EOF)
}

func ExampleWithContext() {
	ctx, cancel := context.WithCancelCause(context.Background()) // the upload's
	src := strategies.FromOpenContext(5, func(ctx context.Context, _ int64) (io.ReadCloser, error) {
		cancel(errors.New("the upload was given up")) // while the store does not answer
		<-ctx.Done()
		return nil, context.Cause(ctx)
	})
	r := strategies.NewPooled(src, strategies.WithContext(ctx))
	defer r.Close()
	_, err := r.ReadAt(make([]byte, 5), 0)
	fmt.Println(err)
	// Output: strategies: pooled: open bytes 0-4: the reader's context has ended: the upload was given up
}

func ExampleWithStall() {
	opens := 0
	src := strategies.FromOpenContext(5, func(ctx context.Context, off int64) (io.ReadCloser, error) {
		if opens++; opens == 1 {
			<-ctx.Done() // the store does not answer
			return nil, context.Cause(ctx)
		}
		return io.NopCloser(strings.NewReader("hello"[off:])), nil
	})
	r := strategies.NewPooled(src, strategies.WithStall(200*time.Millisecond))
	defer r.Close()
	p := make([]byte, 5)
	n, err := r.ReadAt(p, 0)
	fmt.Printf("%s %v, %d requests\n", p[:n], err, opens)
	// Output: hello <nil>, 2 requests
}

// The registry's fields say what a reader is; a new one changes nothing here.
func ExampleAll() {
	for _, s := range strategies.All() {
		if s.Name == "pooled-locked" {
			fmt.Printf("%s: %s; a control: %t, without its lock: %s\n", s.Name, s.Summary, s.Kind == strategies.Control, s.Unlocked)
		}
	}
	// Output: pooled-locked: pooled, one call at a time; a control: true, without its lock: pooled
}

func ExampleNewConfig() {
	c := strategies.NewConfig(strategies.WithStreams(3))
	fmt.Printf("%d streams, %T\n", c.Streams, c.NewLocker())
	// Output: 3 streams, *sync.Mutex
}
