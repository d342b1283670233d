// Package fakebench stands in for the real benchmarks: it keeps their
// contract with the runner, and breaks it where a test asks for that.
package fakebench

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var sizes = []struct {
	name  string
	bytes float64
}{{"4MiB", 4 << 20}, {"64MiB", 64 << 20}}

func BenchmarkUpload(b *testing.B) {
	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "mutex-barging", "merged", "pooled-locked", "memory"} {
			for _, size := range sizes {
				name := fmt.Sprintf("uploader=%s/reader=%s/size=%s/profile=%s", uploader, reader, size.name, profile(b))
				if given := os.Getenv("READERATBENCH_SIZE"); given != "" {
					name = strings.Replace(name, size.name, given, 1)
				}
				b.Run(name, func(b *testing.B) { cell(b, reader, size.bytes) })
				if os.Getenv("READERATBENCH_SIZE") != "" {
					break
				}
			}
		}
	}
}

// BenchmarkRange varies what BenchmarkUpload has fixed.
func BenchmarkRange(b *testing.B) {
	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "merged", "pooled", "pooled-locked", "memory"} {
			for _, scenario := range []struct {
				key    string
				factor float64
			}{
				{"profile=s3-standard/ttfb=0.8/seed=0", 0.8},
				{"profile=s3-standard/ttfb=1.0/seed=0", 1},
				{"profile=s3-standard-tail/ttfb=1.0/seed=1", 1.5},
				{"profile=s3-standard-tail/ttfb=1.0/seed=2", 1.25},
			} {
				name := fmt.Sprintf("uploader=%s/reader=%s/size=64MiB/%s", uploader, reader, scenario.key)
				factor := scenario.factor
				if reader == "memory" {
					factor = 1 // reads nothing, so first bytes do not matter
				}
				b.Run(name, func(b *testing.B) { cell(b, reader, factor*(64<<20)) })
			}
		}
	}
}

// profile is the value of profile=, as the environment has it.
func profile(b *testing.B) string {
	switch p := os.Getenv("READERATBENCH_PROFILE"); {
	case p == "", os.Getenv("FAKEBENCH_ONE_PROFILE") != "":
		return "s3-standard"
	case p == "s3-standard-tail", p == "lan":
		return p
	case filepath.IsAbs(p):
		return strings.TrimSuffix(filepath.Base(p), ".json")
	default:
		b.Fatalf("no profile %q", p)
		return ""
	}
}

// BenchmarkOdd has a name that fits no table.
// BenchmarkWaterfall writes where its requests are wanted.
func BenchmarkWaterfall(b *testing.B) {
	for _, reader := range []string{"mutex", "pooled"} {
		b.Run("uploader=manager/reader="+reader+"/size=4MiB/profile=s3-standard", func(b *testing.B) {
			if path := os.Getenv("READERATBENCH_TRACE"); path != "" {
				if err := os.WriteFile(path, []byte("operation,start-ns\nGET,"+strings.Repeat("1", len(reader))+"\n"), 0o666); err != nil {
					b.Fatal(err)
				}
			}
			cell(b, reader, 4<<20)
		})
	}
}

// BenchmarkImage has as many layers as its manifest has bytes.
func BenchmarkImage(b *testing.B) {
	manifest, err := os.ReadFile(os.Getenv("READERATBENCH_MANIFEST"))
	if err != nil {
		b.Fatal(err)
	}
	b.Run(fmt.Sprintf("uploader=manager/reader=pooled/size=5B/profile=%s/layers=%d/parallel=4", profile(b), len(manifest)),
		func(b *testing.B) { cell(b, "pooled", 5) })
}

func BenchmarkOdd(b *testing.B) {
	b.Run("colour=red", func(b *testing.B) { cell(b, "odd", 1) })
}

// is tells whether the test asks the cell to misbehave in this way.
func is(b *testing.B, what string) bool {
	of := os.Getenv("FAKEBENCH_" + what)
	return of != "" && strings.Contains(b.Name(), of)
}

func cell(b *testing.B, reader string, bytes float64) {
	if list := os.Getenv("READERATBENCH_LIST"); list != "" {
		f, err := os.OpenFile(list, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		fmt.Fprintln(f, b.Name())
		if is(b, "LISTED_TWICE") {
			fmt.Fprintln(f, b.Name())
		}
		b.SkipNow()
	}
	misbehave(b)
	for b.Loop() {
	}
	seconds := bytes / (80 << 20)
	if is(b, "DRIFT") && runtime.GOMAXPROCS(0) == 8 {
		seconds *= 2
	}
	gets, wrong := 1.0, 0.0
	switch reader {
	case "mutex", "merged":
		seconds, gets = bytes/(1<<20), bytes/(32<<10)-1
	case "memory":
		gets = 0
	}
	if reader == "merged" && bytes > 8<<20 || is(b, "WRONG") {
		wrong = 98304
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(wrong, "wrong-B/op")
	b.ReportMetric(seconds, "vsec/op")
	b.ReportMetric(bytes/seconds, "vB/s")
	b.ReportMetric(gets, "GETs/op")
	b.ReportMetric(bytes, "src-B/op")
	printHead(b, reader)
}

// printHead prints the lines that precede the result.
func printHead(b *testing.B, reader string) {
	model := "7"
	if is(b, "MODEL") {
		model = "8"
	}
	fmt.Printf("Unit vsec/op better=lower assume=exact\nUnit vB/s better=higher assume=exact\n")
	fmt.Printf("Unit GETs/op assume=exact\nUnit src-B/op assume=exact\nUnit wrong-B/op assume=exact\n")
	fmt.Printf("model: %s\ncommit: 0123abcd\n", model)
	if is(b, "EXTRA_UNIT") {
		fmt.Printf("Unit %s-B better=lower assume=exact\n", reader)
	}
	if is(b, "TWICE") {
		fmt.Printf("%s 1 1 vsec/op\n", b.Name())
	}
	if is(b, "RENAMED") {
		fmt.Printf("%s0 1 1 vsec/op\n", b.Name())
	}
}

func misbehave(b *testing.B) {
	if dir, err := os.Getwd(); !strings.HasSuffix(filepath.Base(dir), "bench") {
		b.Fatalf("runs in %s (%v), not in its package's folder as under go test", dir, err)
	}
	for _, what := range []string{"SIZE", "BLOB", "PROFILE"} {
		if want := os.Getenv("FAKEBENCH_WANT_" + what); os.Getenv("READERATBENCH_"+what) != want && want != "" {
			b.Fatalf("READERATBENCH_%s=%s, want %s", what, os.Getenv("READERATBENCH_"+what), want)
		}
	}
	switch {
	case is(b, "FAIL"):
		b.Fatal("the copy never finished")
	case is(b, "SILENT"):
		b.SkipNow()
	case is(b, "NOISE"):
		for i := range 1000 {
			fmt.Fprintln(os.Stderr, "noise", i)
		}
		b.Fatal("the copy never finished")
	case is(b, "HANG"):
		hang(b)
	}
}

// hang tells the test which cell lives, by a connection that lasts as long as
// the process does or until the test closes it: then the cell fails.
func hang(b *testing.B) {
	conn, err := net.Dial("tcp", os.Getenv("FAKEBENCH_DIAL"))
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintln(conn, b.Name())
	io.Copy(io.Discard, conn)
	b.Fatal("the copy never finished")
}
