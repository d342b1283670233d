package simnet

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// Sleepers of one instant wake in the order of their keys, not of their calls, each
// at a nanosecond of its own, and everything that one causes is finished before the
// next one wakes.
func TestSleepersWakeOneAtATime(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			const sleepers, hops = 10, 5
			n := New(Config{})
			start := time.Now()
			log := make(chan string, sleepers*hops)
			for _, key := range rand.New(rand.NewPCG(seed, 0)).Perm(sleepers) {
				go func() {
					if err := n.Sleep(context.Background(), uint64(key), time.Second); err != nil {
						t.Error(err)
					}
					if got, want := time.Since(start), time.Second+time.Duration(key); got != want {
						t.Errorf("key %d woke after %v; want %v", key, got, want)
					}
					hop(log, key, hops)
				}()
			}
			var want []string
			for key := range sleepers {
				for h := hops; h > 0; h-- {
					want = append(want, fmt.Sprint(key, h))
				}
			}
			var got []string
			for range want {
				got = append(got, <-log)
			}
			if !slices.Equal(got, want) {
				t.Errorf("seed %d: order %v", seed, got)
			}
		})
	}
}

// hop goes from goroutine to goroutine, as a reply does on its way to its reader.
func hop(log chan<- string, key, left int) {
	if left > 0 {
		log <- fmt.Sprint(key, left)
		go hop(log, key, left-1)
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{})
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		start := time.Now()
		if err := n.Sleep(ctx, 1, time.Hour); err != context.DeadlineExceeded || time.Since(start) != time.Second {
			t.Errorf("Sleep = %v after %v; want the deadline after 1s", err, time.Since(start))
		}
		if err := n.Sleep(ctx, 1, time.Hour); err != context.DeadlineExceeded {
			t.Errorf("Sleep with a context that is done = %v", err)
		}
		if len(n.clock.queue.events) != 0 {
			t.Errorf("%d events are left of sleeps that ended early", len(n.clock.queue.events))
		}
	})
}

func TestEventsCanBeMovedAndCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClock(nil)
		var got []string // guarded by c.mu, as everything that events change
		note := func(name string) event {
			return event{fire: func(due time.Duration) { got = append(got, fmt.Sprint(name, due)) }}
		}
		a, b, x := note("a"), note("b"), note("x")
		c.mu.Lock()
		c.schedule(&a, 30)
		c.schedule(&b, 20)
		c.schedule(&x, 10)
		c.schedule(&a, 5)
		c.cancel(&x)
		c.cancel(&x)
		c.mu.Unlock()
		time.Sleep(time.Second)
		c.mu.Lock()
		defer c.mu.Unlock()
		if want := []string{"a5ns", "b20ns"}; !slices.Equal(got, want) {
			t.Errorf("happened: %v; want %v", got, want)
		}
	})
}
