package peers

import "testing"

func TestParseRange(t *testing.T) {
	whole := byteRange{n: 100}
	for header, want := range map[string]byteRange{
		"":                            whole,
		"bytes=0-0":                   {off: 0, n: 1, partial: true},
		"bytes=10-19":                 {off: 10, n: 10, partial: true},
		"bytes=90-1000":               {off: 90, n: 10, partial: true},
		"bytes=99-":                   {off: 99, n: 1, partial: true},
		"bytes=-1":                    {off: 99, n: 1, partial: true},
		"bytes=-1000":                 {off: 0, n: 100, partial: true},
		"bytes=-0":                    {off: 100, n: 0, partial: true, unsatisfiable: true},
		"bytes=100-":                  {off: 100, n: 0, partial: true, unsatisfiable: true},
		"bytes=100-200":               {off: 100, n: 0, partial: true, unsatisfiable: true},
		"bytes=9-8":                   whole,
		"bytes=-5-4":                  whole,
		"bytes=--1":                   whole,
		"bytes=+1-2":                  whole,
		"bytes=0-1,3-4":               whole,
		"bytes=5":                     whole,
		"bytes=-":                     whole,
		"lines=0-1":                   whole,
		"bytes=a-b":                   whole,
		"bytes=99999999999999999999-": whole,
	} {
		if got := parseRange(header, 100); got != want {
			t.Errorf("parseRange(%q, 100) = %+v; want %+v", header, got, want)
		}
	}
	if got, want := parseRange("bytes=0-0", 0), (byteRange{partial: true, unsatisfiable: true}); got != want {
		t.Errorf("parseRange of an empty object = %+v; want %+v", got, want)
	}
}
