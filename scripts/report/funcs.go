package main

import (
	"math"
	"strconv"
	"strings"

	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/exit"
)

// functions are the templates': figures by facts' methods, and these.
func functions(f *facts) map[string]any {
	return map[string]any{
		"f":         func() *facts { return f },
		"seconds":   seconds,
		"ns":        func(v float64) string { return grouped(v*1e9) + " ns" },
		"digits":    digits,
		"grouped":   grouped,
		"usd":       usd,
		"between":   func(r derived.Range) string { return digits(r.Low) + " to " + digits(r.High) },
		"over":      func(a, b float64) float64 { return a / b },
		"uploadUSD": derived.UploadUSD,
		"holds":     holds,
		"words":     strings.Fields,
		"readers":   func(first string) []string { return withCandidates(strings.Fields(first)) },
		"summary":   func(reader string) string { return rows.Lookup(reader).Summary },
		"getPrice":  func() string { return derived.PerThousand(derived.PriceGET) },
		"putPrice":  func() string { return derived.PerThousand(derived.PricePUT) },
	}
}

// holds is a claim of the text, that one figure is < or = another: it writes nothing, and
// is an error if the figures no longer say so.
func holds(claim string, a float64, relation string, b float64) (string, error) {
	if relation == "<" && a < b || relation == "=" && a == b {
		return "", nil
	}
	return "", exit.No("the text claims that %s, but %v %s %v does not hold: rewrite it", claim, a, relation, b)
}

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

// spaced is 64MiB as text has it: 64 MiB.
func spaced(size string) string {
	digits := strings.TrimRight(size, "KMGiB")
	return digits + " " + size[len(digits):]
}
