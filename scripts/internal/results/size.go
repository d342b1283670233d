package results

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

var sizeSuffixes = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"B", 1},
}

// ParseSize reads a number of bytes as SIZE gives it and as size= shows it.
// Only the binary suffixes: whether 8M means 8,000,000 is anybody's guess.
func ParseSize(s string) (int64, error) {
	factor := int64(1)
	for _, suffix := range sizeSuffixes {
		if number, ok := strings.CutSuffix(s, suffix.name); ok {
			s, factor = number, suffix.bytes
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, err
	}
	if n > math.MaxInt64/factor || n < math.MinInt64/factor {
		return 0, fmt.Errorf("%d × %d bytes: out of range", n, factor)
	}
	return n * factor, nil
}
