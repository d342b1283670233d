package peers

import (
	"strconv"
	"strings"
)

// A byteRange is what of an object a request gets.
type byteRange struct {
	off, n        int64
	partial       bool // 206 rather than 200
	unsatisfiable bool // 416
}

// parseRange resolves a Range header against an object's size. A header that is
// malformed or names several ranges is ignored, as S3 does and RFC 9110
// (section 14.2) allows.
func parseRange(header string, size int64) byteRange {
	whole := byteRange{n: size}
	spec, ok := strings.CutPrefix(header, "bytes=")
	if !ok {
		return whole
	}
	from, to, ok := strings.Cut(spec, "-")
	if !ok {
		return whole
	}
	first, firstOK := position(from)
	last, lastOK := position(to)
	switch {
	case from == "" && lastOK: // the last so many bytes
		n := min(last, size)
		return byteRange{off: size - n, n: n, partial: true, unsatisfiable: n == 0}
	case firstOK && to == "":
		last = size - 1
	case !firstOK || !lastOK || last < first:
		return whole
	}
	last = min(last, size-1)
	return byteRange{off: first, n: last - first + 1, partial: true, unsatisfiable: first >= size}
}

// position is stricter than strconv: no sign.
func position(s string) (int64, bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	return int64(n), err == nil
}
