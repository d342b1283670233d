package exit

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"
)

func TestCode(t *testing.T) {
	worse := No("%d is worse than %d", 2, 1)
	for _, c := range []struct {
		err  error
		want int
		says string
	}{
		{nil, 0, ""},
		{fmt.Errorf("wrapped: %w", flag.ErrHelp), 0, ""},
		{worse, 1, "measure: 2 is worse than 1\n"},
		{errors.Join(errors.New("first"), fmt.Errorf("wrapped: %w", worse)), 1, "measure: first\nwrapped: 2 is worse than 1\n"},
		{errors.New("no such file"), 2, "measure: no such file\n"},
	} {
		var b strings.Builder
		if got := Code(&b, "measure", c.err); got != c.want || b.String() != c.says {
			t.Errorf("Code(%v) = %d, %q; want %d, %q", c.err, got, b.String(), c.want, c.says)
		}
	}
}
