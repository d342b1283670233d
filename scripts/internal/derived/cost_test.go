package derived

import (
	"fmt"
	"testing"
)

// A TiB is 16,384 objects of 64 MiB.
func TestUSDPerTiB(t *testing.T) {
	const size = 64 << 20
	for _, c := range []struct {
		name            string
		requests, price float64
		want            string
	}{
		{"requests themselves", 2048, 1, "33554432.00"},
		{"a GET every 32 KiB", 2048, PriceGET, "13.42"},
		{"8 parts, begun and completed", Uploads(size, 8<<20), PricePUT, "0.82"},
		{"nothing", 0, PriceGET, "0.00"},
	} {
		if got := fmt.Sprintf("%.2f", USDPerTiB(c.requests, c.price, size)); got != c.want {
			t.Errorf("%s: USDPerTiB(%v, %v, 64 MiB) = %s; want %s", c.name, c.requests, c.price, got, c.want)
		}
	}
}

// Two requests beside the parts, of which the last may be a short one.
func TestUploads(t *testing.T) {
	for _, c := range []struct {
		size, part int64
		want       float64
	}{{64, 8, 10}, {65, 8, 11}, {63, 8, 10}, {8, 8, 3}, {1, 8, 3}} {
		if got := Uploads(c.size, c.part); got != c.want {
			t.Errorf("Uploads(%d, %d) = %v; want %v", c.size, c.part, got, c.want)
		}
	}
}

func TestBytes(t *testing.T) {
	for size, want := range map[string]int64{"1GiB": 1 << 30, "": 0, "large": 0} {
		if got := Bytes(size); got != want {
			t.Errorf("Bytes(%q) = %d; want %d", size, got, want)
		}
	}
}
