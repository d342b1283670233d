package cell

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// binaryUnits are the suffixes of sizes, largest first.
var binaryUnits = []struct {
	name  string
	bytes int64
}{
	{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1},
}

// Size is n bytes in the largest unit that divides it: 64MiB.
func Size(n int64) string {
	for _, u := range binaryUnits[1:] { // as names have had it from the beginning: 1024GiB
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

// ParseSize reads a number of bytes as SIZE gives it and as size= shows it. Only the
// binary suffixes: whether 8M means 8,000,000 is anybody's guess.
func ParseSize(s string) (int64, error) {
	factor := int64(1)
	for _, u := range binaryUnits {
		if number, ok := strings.CutSuffix(s, u.name); ok {
			s, factor = number, u.bytes
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
