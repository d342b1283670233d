package results

import "testing"

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "1": 1, "-5": -5, "12B": 12, "8388608": 8 << 20, "8MiB": 8 << 20, "4KiB": 4 << 10, "2GiB": 2 << 30, "1TiB": 1 << 40,
	} {
		if got, err := ParseSize(s); got != want || err != nil {
			t.Errorf("ParseSize(%q) = %d, %v; want %d, nil", s, got, err, want)
		}
	}
	for _, s := range []string{"", "MiB", "8M", "8 MiB", "1.5MiB", "0x10", "9223372036854775808", "8388608TiB", "-8388609TiB"} {
		if got, err := ParseSize(s); err == nil {
			t.Errorf("ParseSize(%q) = %d, nil; want an error", s, got)
		}
	}
}
