package main

import (
	"fmt"
	"strings"

	"readeratbench/scripts/internal/derived"
)

// functions are the templates': figures by facts' methods, and these.
func functions(f *facts) map[string]any {
	return map[string]any{
		"f":       func() *facts { return f },
		"seconds": seconds,
		"digits":  digits,
		"grouped": grouped,
		"usd":     usd,
		"between": between,
		"over":    func(a, b float64) float64 { return a / b },
		"uploads": func(size, part string) float64 { return derived.Uploads(bytesOf(size), bytesOf(part)) },
		"putCost": func(requests float64, size string) float64 {
			return derived.USDPerTiB(requests, derived.PricePUT, float64(bytesOf(size)))
		},
		"holds":    holds,
		"words":    strings.Fields,
		"dashed":   dashed,
		"getPrice": func() string { return perThousand(derived.PriceGET) },
		"putPrice": func() string { return perThousand(derived.PricePUT) },
	}
}

// perThousand is the price of a thousand requests.
func perThousand(price float64) string { return fmt.Sprintf("$%.4g", price*1000) }

func dashed(r *derived.Range) string {
	if r == nil {
		return "–"
	}
	return r.String()
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
		return "", fmt.Errorf("the text claims that %s, but %v %s %v does not hold: rewrite it", claim, a, relation, b)
	}
	return "", nil
}
