package readeratest

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// Bounds on the report of a hang: a person reads no more, and hundreds of calls
// may be stuck at the same place.
const (
	maxNames  = 5
	maxStacks = 5
	maxStack  = 4 << 10 // bytes of one
)

// hung describes calls that do not return.
func (w *watch) hung(stuck []*call) string {
	if outOfPatience != nil {
		outOfPatience(w.patience)
	}
	var names []string
	for _, c := range stuck[:min(len(stuck), maxNames)] {
		names = append(names, c.name)
	}
	more := ""
	if n := len(stuck) - len(names); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("%s%s did not return: no call ended for %v\n%s",
		strings.Join(names, ", "), more, w.patience, callers(stacks(true), stuck))
}

// stacks is the dump of this goroutine or of all. It has a bound, since there may
// be any number of them.
func stacks(all bool) string {
	for size := 64 << 10; ; size *= 4 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, all); n < size || size >= 16<<20 {
			return string(buf[:n])
		}
	}
}

// callers keeps the goroutines that are inside one of the calls, in the order of
// the calls. Others are stuck, too: those of earlier rules, and of other tests.
func callers(dump string, calls []*call) string {
	goroutines := strings.Split(strings.TrimSpace(dump), "\n\n")
	var kept []string
	for _, c := range calls {
		mark := fmt.Sprintf("%s%p", frame, c)
		i := slices.IndexFunc(goroutines, func(g string) bool { return strings.Contains(g, mark) })
		if i >= 0 && len(kept) < maxStacks {
			kept = append(kept, shorten(repeatable(goroutines[i])))
		}
	}
	return strings.Join(kept, "\n\n")
}

// frame is how a call appears in a stack, up to its first argument.
const frame = "readeratest.(*call).run("

func shorten(stack string) string {
	if len(stack) <= maxStack {
		return stack
	}
	// Both ends tell: where it is stuck, and how it came there.
	return stack[:maxStack/2] + "\n...\n" + stack[len(stack)-maxStack/2:]
}

var (
	goroutineHead  = regexp.MustCompile(`(?m)^goroutine \d+ (gp=\S+ )?(m=\S+ )?(mp=\S+ )?\[([^],]*)[^]]*\]:`)
	goroutineBirth = regexp.MustCompile(`(?m) in goroutine \d+$`)
	frameArguments = regexp.MustCompile(`(?m)^(\S.*)\([^()\n]+\)$`)
	frameOffset    = regexp.MustCompile(`(?m)^(\t.*:\d+) \+0x[0-9a-f]+.*$`)
	address        = regexp.MustCompile(`\b0x[0-9a-f]{7,}\b`)
)

// repeatable leaves out of a stack what differs from run to run, so that the same
// seed gives the same report.
func repeatable(stack string) string {
	stack = goroutineHead.ReplaceAllString(stack, "goroutine [$4]:")
	stack = goroutineBirth.ReplaceAllString(stack, "")
	stack = frameArguments.ReplaceAllString(stack, "$1(...)")
	return frameOffset.ReplaceAllString(stack, "$1")
}

func withoutAddresses(s string) string { return address.ReplaceAllString(s, "0x...") }
