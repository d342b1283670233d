package strategies_test

import (
	"strings"
	"sync"
	"testing"

	"readeratbench/strategies"
)

func TestNewConfig(t *testing.T) {
	def := strategies.NewConfig()
	if _, ok := def.NewLocker().(*sync.Mutex); !ok || def.Streams != 16 || def.Resumes != 3 {
		t.Errorf("NewConfig() = %T, %d streams, %d resumes; want *sync.Mutex, 16, 3", def.NewLocker(), def.Streams, def.Resumes)
	}
	if def.NewLocker() == def.NewLocker() {
		t.Error("NewLocker returned the same lock twice; want one a reader")
	}
	c := strategies.NewConfig(
		strategies.WithStreams(1), strategies.WithStreams(7), strategies.WithLocker(newChanLock), strategies.WithResumes(0))
	if _, ok := c.NewLocker().(chanLock); !ok || c.Streams != 7 || c.Resumes != 0 {
		t.Errorf("NewConfig(options) = %T, %d streams, %d resumes; want chanLock, 7, 0", c.NewLocker(), c.Streams, c.Resumes)
	}
}

func TestOptionsPanicOnMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"WithStreams(0)":  func() { strategies.WithStreams(0) },
		"WithStreams(-1)": func() { strategies.WithStreams(-1) },
		"WithResumes(-1)": func() { strategies.WithResumes(-1) },
		"WithLocker(nil)": func() { strategies.WithLocker(nil) },
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
