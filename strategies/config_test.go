package strategies_test

import (
	"strings"
	"sync"
	"testing"

	"readeratbench/strategies"
)

func TestNewConfig(t *testing.T) {
	def := strategies.NewConfig()
	if _, ok := def.NewLocker().(*sync.Mutex); !ok || def.Streams != 16 {
		t.Errorf("NewConfig() = %T, %d streams; want *sync.Mutex, 16", def.NewLocker(), def.Streams)
	}
	if def.NewLocker() == def.NewLocker() {
		t.Error("NewLocker returned the same lock twice; want one a reader")
	}
	c := strategies.NewConfig(
		strategies.WithStreams(1), strategies.WithStreams(7), strategies.WithLocker(newChanLock))
	if _, ok := c.NewLocker().(chanLock); !ok || c.Streams != 7 {
		t.Errorf("NewConfig(options) = %T, %d streams; want chanLock, 7", c.NewLocker(), c.Streams)
	}
}

func TestOptionsPanicOnMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"WithStreams(0)":  func() { strategies.WithStreams(0) },
		"WithStreams(-1)": func() { strategies.WithStreams(-1) },
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
