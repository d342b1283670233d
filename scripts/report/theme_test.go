package main

import (
	"math"
	"strconv"
	"testing"
)

// luminance is a colour's relative luminance (WCAG 2).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// Text can be read on light and on dark pages (WCAG's 4.5), and areas be seen.
func TestContrast(t *testing.T) {
	want := map[string]float64{
		"ink": 4.5, "reference": 4.5, "mutex": 4.5, "stateless": 4.5, "pooled": 4.5, "readahead": 4.5,
		"wait": 2, "body": 2, "send": 2, "ack": 2,
	}
	paper := theme[0]
	if paper.role != "paper" {
		t.Fatalf("the first role is %s; want paper", paper.role)
	}
	for _, r := range theme {
		for _, c := range [][2]string{{r.light, paper.light}, {r.dark, paper.dark}} {
			if got := contrast(t, c[0], c[1]); got < want[r.role] {
				t.Errorf("%s %s on %s: contrast %.2f; want %v", r.role, c[0], c[1], got, want[r.role])
			}
		}
		delete(want, r.role)
	}
	if len(want) > 0 {
		t.Errorf("no colours for %v", want)
	}
}

func TestThemed(t *testing.T) {
	drawn := []byte("<?xml version=\"1.0\"?>\n<svg width=\"5pt\" viewBox=\"0 0 5 5\">\n<path style=\"stroke:#010003\"/></svg>")
	const want = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5" role="img" aria-labelledby="x-title x-desc" font-family='"Liberation Sans",Arial,Helvetica,sans-serif'>` +
		"\n<title id=\"x-title\">a &lt; b</title>\n<desc id=\"x-desc\">c</desc>\n<path style=\"stroke:var(--reference,#656d76)\"/></svg>"
	if got := string(themed(drawn, "x", "a < b", "c")); got != want {
		t.Errorf("themed =\n%s\nwant\n%s", got, want)
	}
}
