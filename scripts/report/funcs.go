package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/exit"
)

// functions are the templates': figures by facts' methods, and these.
func functions(f *facts) map[string]any {
	return map[string]any{
		"f":       func() *facts { return f },
		"seconds": seconds,
		"digits":  digits,
		"grouped": grouped,
		"usd":     usd,
		"between": func(r derived.Range) string { return digits(r.Low) + " to " + digits(r.High) },
		"over":    func(a, b float64) float64 { return a / b },
		"uploads": func(size, part string) float64 { return derived.Uploads(bytesOf(size), bytesOf(part)) },
		"putCost": func(requests float64, size string) float64 {
			return derived.USDPerTiB(requests, derived.PricePUT, float64(bytesOf(size)))
		},
		"holds":    holds,
		"words":    strings.Fields,
		"dashed":   dashed,
		"wire":     func() float64 { return (32 << 10) / 90e6 * 1e9 }, // ns that 32 KiB take at 90 MB/s, s3-standard's rate
		"getPrice": func() string { return perThousand(derived.PriceGET) },
		"putPrice": func() string { return perThousand(derived.PricePUT) },
	}
}

// holds is a claim of the text: it writes nothing, and is an error if the figures
// no longer say so.
func holds(claim string, a float64, relation string, b float64) (string, error) {
	ok := false
	switch relation {
	case "<":
		ok = a < b
	case "=":
		ok = a == b
	default:
		return "", fmt.Errorf("claim %q: unknown relation %q", claim, relation)
	}
	if !ok {
		return "", exit.No("the text claims that %s, but %v %s %v does not hold: rewrite it", claim, a, relation, b)
	}
	return "", nil
}

// perThousand is the price of a thousand requests.
func perThousand(price float64) string { return fmt.Sprintf("$%.4g", price*1000) }

func dashed(r *derived.Range) string {
	if r == nil {
		return "–"
	}
	return r.String()
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

// bytesOf reads a size= key; 0 if it is none.
func bytesOf(size string) int64 {
	n, err := cell.ParseSize(size)
	if err != nil {
		return 0
	}
	return n
}

// spaced is 64MiB as text has it: 64 MiB.
func spaced(size string) string {
	digits := strings.TrimRight(size, "KMGiB")
	return digits + " " + size[len(digits):]
}
