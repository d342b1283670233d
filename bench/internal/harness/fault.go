package harness

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/bench/internal/bubble"
	"readeratbench/internal/cell"
)

const (
	// faultLimit is how long a copy may take when something goes wrong: chosen.
	faultLimit = 10 * time.Minute
	// faultGrace is how long it may take to end when it is told to.
	faultGrace = time.Minute
)

// Outcome is how a copy under faults ended.
type Outcome struct {
	Err     error // of the upload, or of opening the reader; of the deadline where it hung
	Hung    bool  // it had not ended at faultLimit, and was cancelled
	Stuck   bool  // nor at faultGrace after that; or Close did not return
	Leaks   int   // connections and goroutines left after Close
	Aborted int   // multipart uploads left by the uploader, before the harness aborted them
	Left    int   // and after that
	Met     int64
	PUTs    int64
}

// faultValues are those of cell.FaultUnits, of one operation.
var faultValues = map[string]func(f Figures, o Outcome, fault string) float64{
	cell.Right:   func(f Figures, o Outcome, _ string) float64 { return one(o.Err == nil && f.Wrong == 0) },
	cell.Named:   func(_ Figures, o Outcome, fault string) float64 { return one(o.failed() && o.names(fault)) },
	cell.Unnamed: func(_ Figures, o Outcome, fault string) float64 { return one(o.failed() && !o.names(fault)) },
	cell.Hang:    func(_ Figures, o Outcome, _ string) float64 { return one(o.Hung) },
	cell.Stuck:   func(_ Figures, o Outcome, _ string) float64 { return one(o.Stuck) },
	cell.Leaks:   func(_ Figures, o Outcome, _ string) float64 { return float64(o.Leaks) },
	cell.Aborted: func(_ Figures, o Outcome, _ string) float64 { return float64(o.Aborted) },
	cell.Left:    func(_ Figures, o Outcome, _ string) float64 { return float64(o.Left) },
	cell.Met:     func(_ Figures, o Outcome, _ string) float64 { return float64(o.Met) },
	cell.PUTs:    func(_ Figures, o Outcome, _ string) float64 { return float64(o.PUTs) },
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (o Outcome) failed() bool            { return o.Err != nil && !o.Hung }
func (o Outcome) names(fault string) bool { return cell.NamesCause(fault, o.Err.Error()) }

// faulty tells a cell that is copied under faults from others, by its name: one that
// has none to meet is measured the same way.
func (c Cell) faulty() bool { return c.Keys["fault"] != "" }

// Endure does one operation of a cell with faults, in virtual time. Only what keeps it
// from being measured is an error; all else is its outcome.
func (c Cell) Endure() (f Figures, o Outcome, err error) {
	ended := false
	err = inVirtual(c.Profile, c.Objects, func(w *World) error {
		f, o = c.endure(w.of(0))
		ended = true
		return nil
	})
	switch {
	case err == nil:
	case ended && errors.Is(err, bubble.ErrAbandoned):
		o.Leaks = max(o.Leaks, 1)
		err = nil
	case errors.Is(err, bubble.ErrHung):
		o.Err, o.Hung, o.Stuck = err, true, true
		err = nil
	}
	return f, o, err
}

// printFaultUnits is printHeader for the units that only cells with faults have.
var printFaultUnits = sync.OnceFunc(func() {
	for _, u := range cell.FaultUnits {
		fmt.Println(u.Line())
	}
})

// reportFaults writes the line of a cell with faults, of one operation whatever b.N is:
// the next would end the same way.
func (c Cell) reportFaults(b *testing.B) {
	list(b)
	f, o, err := c.Endure()
	if err != nil {
		b.Fatalf("%s: %v", c.Name(), err)
	}
	f.report(b, 1)
	for _, u := range cell.FaultUnits {
		b.ReportMetric(faultValues[u.Name](f, o, c.Keys["fault"]), u.Name)
	}
}

// attempt is one copy that may never end. Its results are closed once they are sent: who
// asks again does not wait.
type attempt struct {
	opened chan body  // if there is a reader
	done   chan error // of the upload
	closed chan error // of the reader; nil before Close is called
}

// endure copies the object while things go wrong, ends the copy if it does not end, and
// looks at what it left behind.
func (c Cell) endure(w *World) (f Figures, o Outcome) {
	for _, fault := range c.Faults {
		key := w.Key
		if fault.Put {
			key = w.destination
		}
		w.store.Inject(w.Bucket, key, fault)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w.meter.Start()
	a := c.begin(ctx, w)
	o.Err, o.Hung = await(a.done, faultLimit)
	w.meter.Lap()
	o.Met, o.PUTs = w.store.FaultsMet(), w.store.Puts(w.Bucket, w.destination)
	f = Figures{Took: w.meter.Took(), Conns: w.network.Dials(), Usage: w.meter.Used()}
	f.GETs = w.store.Gets(w.Bucket, w.Key)

	cancel()
	o.Stuck = a.end(o.Hung)
	time.Sleep(time.Second) // for what is asynchronous of a cancelled request
	w.settle()
	if !o.Stuck {
		o.Leaks = int(w.network.Open()) + len(bubble.Goroutines("readeratbench/strategies"))
	}
	f.SourceB = w.store.BodySent(w.Bucket, w.Key)
	w.store.EndFaults()
	if o.Stuck {
		a.end(true) // what was stalled is not any more
	}
	if o.Err == nil {
		f.compare(w)
	}
	o.Aborted, o.Left = w.abort()
	return f, o
}

// begin opens the reader and starts the upload.
func (c Cell) begin(ctx context.Context, w *World) *attempt {
	a := &attempt{opened: make(chan body, 1), done: make(chan error, 1)}
	go func() {
		defer close(a.done)
		b, err := c.open(ctx, w)
		if err == nil {
			a.opened <- b
			err = c.Uploader.upload(ctx, c.Uploader, w.S3, w.destination, b.Reader)
		}
		a.done <- err
	}()
	return a
}

// end closes the reader and waits for the upload, if that has not ended. It reports
// whether one of them does not end.
func (a *attempt) end(pending bool) (stuck bool) {
	select {
	case b := <-a.opened:
		a.closed = make(chan error, 1)
		go func() { defer close(a.closed); a.closed <- b.Close() }()
	default:
	}
	if a.closed != nil {
		_, stuck = await(a.closed, faultGrace)
	}
	if pending {
		_, late := await(a.done, faultGrace)
		stuck = stuck || late
	}
	return stuck
}

// await waits for the result, but no longer than the limit.
func await(result <-chan error, limit time.Duration) (err error, late bool) {
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case err := <-result:
		return err, false
	case <-t.C:
		return context.DeadlineExceeded, true
	}
}

// compare compares the copy with its source. A copy that is not there is all wrong.
func (f *Figures) compare(w *World) {
	f.Wrong = w.Size
	if dest, ok := w.store.Uploaded(w.Bucket, w.destination); ok {
		f.Size, f.Wrong = dest.Size(), dest.WrongBytes(w.content)
	}
}

// abort aborts the multipart uploads that the uploader has left behind, as whoever
// cancels one must: it counts them, and those that are there after that.
func (w *World) abort() (aborted, left int) {
	ctx, cancel := context.WithTimeout(context.Background(), faultGrace)
	defer cancel()
	ids := w.store.Uploads(w.Bucket, w.destination)
	for _, id := range ids {
		_, _ = w.S3.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
			Bucket: &w.Bucket, Key: &w.destination, UploadId: aws.String(id),
		})
	}
	return len(ids), len(w.store.Uploads(w.Bucket, w.destination))
}
