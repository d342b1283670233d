package main

import (
	"math"
	"strconv"
	"strings"

	"readeratbench/scripts/internal/derived"
)

// plainNumber is v in as many digits as it needs, to four: 0.02, 5, 200.
func plainNumber(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}

// grouped is a whole number with commas: 2,048.
func grouped(v float64) string {
	s := strconv.FormatFloat(math.Round(v), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// seconds is a time to three digits: 78.8 s.
func seconds(v float64) string { return digits(v) + " s" }

// digits is v to three significant digits, whole numbers with commas.
func digits(v float64) string {
	if s := derived.Digits(v, 3); strings.Contains(s, ".") {
		return s
	}
	return grouped(v)
}

func between(r derived.Range) string { return digits(r.Low) + " to " + digits(r.High) }

// usd is a price to two digits behind the first that is not 0.
func usd(v float64) string {
	switch {
	case v >= 1:
		return "$" + strconv.FormatFloat(v, 'f', 2, 64)
	case v == 0:
		return "$0"
	}
	return "$" + derived.Digits(v, 2)
}
