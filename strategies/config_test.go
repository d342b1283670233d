package strategies_test

import (
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"readeratbench/strategies"
)

func TestNewConfig(t *testing.T) {
	def := strategies.NewConfig()
	if _, ok := def.NewLocker().(*sync.Mutex); !ok || def.Streams != 16 || def.Resumes != math.MaxInt || def.Outage != 10*time.Second || def.Stall != 30*time.Second || def.Memory != 80<<20 {
		t.Errorf("NewConfig() = %T, %d streams, %d resumes, %v, %v, %d bytes; want *sync.Mutex, 16, no bound, 10s, 30s, 80 MiB", def.NewLocker(), def.Streams, def.Resumes, def.Outage, def.Stall, def.Memory)
	}
	if def.NewLocker() == def.NewLocker() {
		t.Error("NewLocker returned the same lock twice; want one a reader")
	}
	c := strategies.NewConfig(
		strategies.WithStreams(1), strategies.WithStreams(7), strategies.WithLocker(newChanLock),
		strategies.WithResumes(0), strategies.WithMemory(1<<20), strategies.WithOutage(time.Minute), strategies.WithStall(0))
	if _, ok := c.NewLocker().(chanLock); !ok || c.Streams != 7 || c.Resumes != 0 || c.Outage != time.Minute || c.Stall != 0 || c.Memory != 1<<20 {
		t.Errorf("NewConfig(options) = %T, %d streams, %d resumes, %v, %v, %d bytes; want chanLock, 7, 0, 1m, 0s, 1 MiB", c.NewLocker(), c.Streams, c.Resumes, c.Outage, c.Stall, c.Memory)
	}
}

func TestOptionsPanicOnMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"WithStreams(0)":      func() { strategies.WithStreams(0) },
		"WithStreams(-1)":     func() { strategies.WithStreams(-1) },
		"WithResumes(-1)":     func() { strategies.WithResumes(-1) },
		"WithMemory(1048575)": func() { strategies.WithMemory(1<<20 - 1) },
		"WithStall(-1ns)":     func() { strategies.WithStall(-1) },
		"WithOutage(-1ns)":    func() { strategies.WithOutage(-1) },
		"WithContext(nil)":    func() { strategies.WithContext(nil) }, //lint:ignore SA1012 that is what is tested
		"WithLocker(nil)":     func() { strategies.WithLocker(nil) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("%s panicked with %q; want it named", want, got)
				}
			}()
			f()
		}()
	}
}
