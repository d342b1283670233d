package readeratest

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// script is how a fault source's streams behave. The zero script is a healthy source
// whose streams deliver all they are asked for.
type script struct {
	most        int  // bytes a Read delivers at most; 0: no limit
	first       int  // so many bytes, at most, in each of a stream's first few Reads; 0: no limit
	half        bool // a Read delivers half of what it is asked for, rounded up
	pauses      bool // every other Read delivers nothing, without an error
	eofWithData bool // the last bytes come together with io.EOF
	yields      bool // other goroutines run before a Read delivers
	deaf        bool // waiting at a gate ends neither by the context nor by Close

	failOpens  int   // so many Opens fail; forGood: all
	breaks     int   // so many streams break
	breakAfter int   // bytes that a stream to be broken delivers before
	breakWith  error // what it returns from then on
	breakLate  bool  // the last of these bytes come together with that error
}

var (
	errOpen     = errors.New("readeratest: this Open was told to fail")
	errBroken   = errors.New("readeratest: this stream was told to break")
	errClosed   = errors.New("readeratest: Read of a closed stream")
	errBadRange = errors.New("readeratest: range outside of the object")
)

// forGood is a source that does not come back while a call lasts: to try again
// for ever is to hang.
const forGood = math.MaxInt

// portion is how many of n bytes a stream's nth Read delivers.
func (s script) portion(n, nth int) int {
	if s.first > 0 && nth <= maxGates {
		n = min(n, s.first)
	}
	if s.half {
		n = (n + 1) / 2
	}
	if s.most > 0 {
		n = min(n, s.most)
	}
	return n
}

// truncated ends the next stream after k bytes, as a lost connection does that
// looks like the end.
func truncated(k int) script { return script{breaks: 1, breakAfter: k, breakWith: io.EOF} }

func broken(k int, late bool) script {
	return script{breaks: 1, breakAfter: k, breakWith: errBroken, breakLate: late}
}

// again breaks several streams, one after another: a retry may meet the next.
func again(streams int) script {
	return script{breaks: streams, breakAfter: 7, breakWith: errBroken}
}

// faults says what the script does to the next streams.
func (s script) faults() string {
	switch {
	case s.failOpens == forGood:
		return "from here on every Open fails"
	case s.failOpens > 0:
		return fmt.Sprintf("from here on the next %d Opens fail", s.failOpens)
	case s.breakWith == io.EOF:
		return fmt.Sprintf("from here on a stream ends (io.EOF) after %d bytes", s.breakAfter)
	case s.breaks > 1:
		return fmt.Sprintf("from here on %d streams break (%v), each after %d bytes", s.breaks, s.breakWith, s.breakAfter)
	}
	return fmt.Sprintf("from here on a stream breaks (%v) after %d bytes", s.breakWith, s.breakAfter)
}
