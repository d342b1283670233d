package fakes3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/simnet"
)

const faultSize = 3*bufferSize + 5

// onNetwork serves s on a simulated network in a bubble, where connections can be
// reset and held. Faults are ended before the store is closed.
func onNetwork(t *testing.T, s func() *Store, f func(t *testing.T, s *Store, c caller)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := simnet.New(simnet.Config{RTT: time.Millisecond, IdleTimeout: 5 * time.Second})
		l, err := n.Listen("store:80")
		if err != nil {
			t.Fatal(err)
		}
		s := s()
		srv := s.NewServer()
		served := make(chan struct{})
		go func() { defer close(served); srv.Serve(l) }()
		tr := &http.Transport{DialContext: n.Host().DialContext}
		f(t, s, caller{t, &http.Client{Transport: tr}, "http://store:80"})
		s.EndFaults()
		srv.Close()
		<-served
		tr.CloseIdleConnections()
		time.Sleep(time.Second)
	})
}

// faulty is a store with an object and a fault.
func faulty(f Fault) func() *Store {
	return func() *Store {
		s := New(Options{})
		s.PutSource(testBucket, testKey, content.Generated(1, faultSize))
		s.Inject(testBucket, testKey, f)
		return s
	}
}

// tried is how a request ended.
type tried struct {
	status int
	bytes  int64
	code   string
	err    error
}

func (c caller) try(method, path string, body []byte, header ...string) (got tried, whole []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return tried{err: err}, nil
	}
	defer resp.Body.Close()
	whole, err = io.ReadAll(resp.Body)
	got = tried{resp.StatusCode, int64(len(whole)), "", err}
	if resp.StatusCode >= 300 {
		got.code = reply{resp, whole}.code()
	}
	return got, whole
}

// Rule: a GET that meets a fault ends as that fault does, at its place, and the
// connection is what it should be; the next equal one is right.
func TestFaultsOfGets(t *testing.T) {
	src := content.Generated(1, faultSize)
	for _, c := range []struct {
		kind FaultKind
		at   Place
		want tried
	}{
		{Reset, AtOpen, tried{err: syscall.ECONNRESET}},
		{Reset, AtFirstByte, tried{206, 0, "", syscall.ECONNRESET}},
		{Reset, InMidBody, tried{206, 24 << 10, "", syscall.ECONNRESET}},
		{Reset, AtLastByte, tried{206, faultSize - 1, "", syscall.ECONNRESET}},
		{Short, AtOpen, tried{err: io.EOF}},
		{Short, AtFirstByte, tried{206, 0, "", io.ErrUnexpectedEOF}},
		{Short, InMidBody, tried{206, 24 << 10, "", io.ErrUnexpectedEOF}},
		{Short, AtLastByte, tried{206, faultSize - 1, "", io.ErrUnexpectedEOF}},
		{Stall, AtOpen, tried{err: context.DeadlineExceeded}},
		{Stall, AtFirstByte, tried{206, 0, "", context.DeadlineExceeded}},
		{Stall, InMidBody, tried{206, 24 << 10, "", context.DeadlineExceeded}},
		{Stall, AtLastByte, tried{206, faultSize - 1, "", context.DeadlineExceeded}},
		{InternalError, AtOpen, tried{500, -1, "InternalError", nil}},
		{SlowDown, AtOpen, tried{503, -1, "SlowDown", nil}},
		{InvalidRange, AtOpen, tried{416, -1, "InvalidRange", nil}},
		{Expired, AtOpen, tried{403, -1, "ExpiredToken", nil}},
		{Whole, AtOpen, tried{200, faultSize, "", nil}},
	} {
		t.Run(fmt.Sprintf("%s/at=%s", c.kind, c.at), func(t *testing.T) {
			onNetwork(t, faulty(Fault{Kind: c.kind, At: c.at, First: true}), func(t *testing.T, s *Store, cl caller) {
				got, body := cl.try("GET", testPath, nil, "Range", "bytes=0-")
				if c.want.bytes < 0 {
					got.bytes = -1 // an error's own
				}
				if !errors.Is(got.err, c.want.err) || got.status != c.want.status || got.bytes != c.want.bytes || got.code != c.want.code {
					t.Errorf("GET: %+v; want %+v", got, c.want)
				}
				if got.status < 300 && src.Diff(body, 0) != 0 {
					t.Errorf("%d of %d bytes are wrong", src.Diff(body, 0), len(body))
				}
				if met := s.FaultsMet(); met != 1 {
					t.Errorf("%d faults met; want 1", met)
				}
				if c.kind == Expired {
					return
				}
				if again, _ := cl.try("GET", testPath, nil, "Range", "bytes=0-"); again != (tried{206, faultSize, "", nil}) {
					t.Errorf("the same GET again: %+v; want all of it", again)
				}
			})
		})
	}
}

// Rule: a wrong range says so, and has the bytes that it says.
func TestFaultWrongRange(t *testing.T) {
	src := content.Generated(1, faultSize)
	for rng, want := range map[string]string{
		"bytes=0-":    fmt.Sprintf("bytes 1-%d/%d", faultSize-1, faultSize),
		"bytes=5-":    fmt.Sprintf("bytes 4-%d/%d", faultSize-1, faultSize),
		"bytes=0-99":  fmt.Sprintf("bytes 1-100/%d", faultSize),
		"bytes=10-19": fmt.Sprintf("bytes 9-18/%d", faultSize),
	} {
		onNetwork(t, faulty(Fault{Kind: WrongRange, At: AtOpen, PerMillion: 1e6}), func(t *testing.T, _ *Store, cl caller) {
			r := cl.do("GET", testPath, nil, "Range: "+rng)
			var from int64
			fmt.Sscanf(want, "bytes %d-", &from)
			if got := r.Header.Get("Content-Range"); got != want || src.Diff(r.body, from) != 0 {
				t.Errorf("%s: Content-Range %s, right: %t; want %s, true", rng, got, src.Diff(r.body, from) == 0, want)
			}
		})
	}
}

// Rule: a PUT that meets a fault is not stored, whatever of it was read.
func TestFaultsOfPuts(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 1<<20)
	for kind, want := range map[FaultKind]tried{
		Reset:         {err: syscall.ECONNRESET},
		Short:         {err: io.EOF}, // or a reset, where bytes were on their way
		Stall:         {err: context.DeadlineExceeded},
		InternalError: {status: 500, code: "InternalError"},
		SlowDown:      {status: 503, code: "SlowDown"},
	} {
		for _, at := range []Place{AtOpen, InMidBody, AtLastByte} {
			if want.status != 0 && at != AtOpen {
				continue
			}
			t.Run(fmt.Sprintf("%s/at=%s", kind, at), func(t *testing.T) {
				onNetwork(t, faulty(Fault{Kind: kind, At: at, Put: true, First: true}), func(t *testing.T, s *Store, cl caller) {
					id := cl.create(testPath)
					got, _ := cl.try("PUT", partPath(testPath, id, 1), body)
					got.bytes = 0
					if is := errors.Is(got.err, want.err) || kind == Short && errors.Is(got.err, syscall.ECONNRESET); !is || got.status != want.status || got.code != want.code {
						t.Errorf("PUT: %+v; want %+v", got, want)
					}
					if r := cl.complete(testPath, id, listed{1, `"x"`}); r.code() != "InvalidPart" {
						t.Errorf("complete: %s; want InvalidPart: nothing was stored", r.code())
					}
					etag := cl.part(testPath, id, 1, body)
					if r := cl.complete(testPath, id, listed{1, etag}); r.StatusCode != 200 || s.FaultsMet() != 1 {
						t.Errorf("complete after the same PUT again: %s, %d faults met; want 200 and 1", r.Status, s.FaultsMet())
					}
					if puts := s.Puts(testBucket, testKey); puts < 2 {
						t.Errorf("%d PUTs; want 2, and those that net/http sends again", puts)
					}
				})
			})
		}
	}
}

// Rule: a store that is gone resets what is under way and what comes, for as long as
// it lasts, and is as it was after that.
func TestFaultGone(t *testing.T) {
	for _, lasts := range []time.Duration{time.Second, 0} {
		for _, put := range []bool{false, true} {
			onNetwork(t, faulty(Fault{Kind: Gone, At: InMidBody, Put: put, Lasts: lasts}), func(t *testing.T, s *Store, cl caller) {
				if got, _ := cl.try("GET", testPath, nil, "Range", "bytes=7-"); got.err != nil {
					t.Errorf("before it is gone: %+v", got)
				}
				method, path := "GET", testPath
				if put {
					method, path = "PUT", partPath(testPath, cl.create(testPath), 1)
				}
				for _, after := range []time.Duration{0, time.Millisecond, 900 * time.Millisecond} {
					time.Sleep(after)
					if got, _ := cl.try(method, path, make([]byte, 1<<20)); !errors.Is(got.err, syscall.ECONNRESET) {
						t.Errorf("%s %v on: %+v; want a reset", method, after, got)
					}
				}
				time.Sleep(time.Second)
				got, _ := cl.try(method, path, make([]byte, 1<<20))
				if back := got.err == nil; back != (lasts > 0) {
					t.Errorf("%s after 2 s of %v: %+v", method, lasts, got)
				}
				s.EndFaults()
				if got, _ := cl.try(method, path, nil); method == "GET" && got.err != nil {
					t.Errorf("%s after the end of faults: %+v", method, got)
				}
			})
		}
	}
}

// Rule: a replaced object is another one for whoever asks for the old, and the body
// under way is the old one's to its end.
func TestFaultReplaced(t *testing.T) {
	for _, at := range []Place{AtOpen, AtFirstByte, InMidBody, AtLastByte} {
		next := content.Generated(2, faultSize)
		onNetwork(t, faulty(Fault{Kind: Replaced, At: at, Next: next}), func(t *testing.T, s *Store, cl caller) {
			old, _ := s.Uploaded(testBucket, testKey)
			first, body := cl.try("GET", testPath, nil, "If-Match", old.ETag())
			want := tried{200, faultSize, "", nil}
			if at == AtOpen {
				want = tried{412, first.bytes, "PreconditionFailed", nil}
			}
			if first != want || at != AtOpen && content.Generated(1, faultSize).Diff(body, 0) != 0 {
				t.Errorf("at=%s: %+v; want %+v, of the old object", at, first, want)
			}
			if again, _ := cl.try("GET", testPath, nil, "If-Match", old.ETag()); again.status != 412 {
				t.Errorf("at=%s: the next GET: %+v; want 412", at, again)
			}
			if _, body := cl.try("GET", testPath, nil); next.Diff(body, 0) != 0 {
				t.Errorf("at=%s: not the new object", at)
			}
		})
	}
}

// Rule: so many requests a second are answered, the rest are told to slow down.
func TestFaultThrottle(t *testing.T) {
	onNetwork(t, faulty(Fault{Kind: Throttle, PerSecond: 3}), func(t *testing.T, s *Store, cl caller) {
		for second := range 2 {
			var got []int
			for range 5 {
				r, _ := cl.try("GET", testPath, nil)
				got = append(got, r.status)
			}
			if want := []int{200, 200, 200, 503, 503}; !slices.Equal(got, want) {
				t.Errorf("second %d: %v; want %v", second, got, want)
			}
			time.Sleep(time.Second)
		}
	})
}

// Rule: which requests are met depends on what they ask for and on how many equal ones
// came before, at the rate given, and not on the order of others; another seed draws
// others; of any of three faults, each is met.
func TestFaultsAreDrawn(t *testing.T) {
	const n = 600
	met := func(seed uint64, order []int) map[int]int {
		got := map[int]int{}
		onNetwork(t, faulty(Fault{Kind: AnyFault, PerMillion: 250_000, Seed: seed}), func(t *testing.T, s *Store, cl caller) {
			for _, i := range order {
				r, _ := cl.try("GET", testPath, nil, "Range", fmt.Sprintf("bytes=%d-", i))
				switch {
				case errors.Is(r.err, syscall.ECONNRESET):
					got[i] = 1
				case r.err != nil:
					t.Fatal(r.err)
				case r.status != 206:
					got[i] = r.status
				}
			}
		})
		return got
	}
	var order []int
	for i := range n {
		order = append(order, i)
	}
	forth := met(1, order)
	slices.Reverse(order)
	back, other := met(1, order), met(2, order)
	if fmt.Sprint(forth) != fmt.Sprint(back) || fmt.Sprint(forth) == fmt.Sprint(other) {
		t.Errorf("in reverse order %v, with another seed %v; in order %v", back, other, forth)
	}
	kinds := map[int]int{}
	for _, kind := range forth {
		kinds[kind]++
	}
	if len(forth) < n*22/100 || len(forth) > n*28/100 || kinds[1] < 20 || kinds[500] < 20 || kinds[503] < 20 {
		t.Errorf("%d of %d requests met a fault, by kind %v; want about a quarter, a third each", len(forth), n, kinds)
	}
}
