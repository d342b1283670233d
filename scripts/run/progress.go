package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on a terminal which cell of how many, the time since the
// start and an estimate of the time left. A nil *progress shows nothing. Safe
// for concurrent use.
type progress struct {
	bar     *progressbar.ProgressBar
	started time.Time
	ended   chan struct{}
	ticker  sync.WaitGroup

	mu    sync.Mutex
	cells int
	total int
	work  int64 // weight of the cells that are done
	all   int64
}

func startProgress(w io.Writer, jobs []job) *progress {
	if w == nil {
		return nil
	}
	p := &progress{started: time.Now(), ended: make(chan struct{}), total: len(jobs)}
	for _, j := range jobs {
		p.all += j.cell.weight()
	}
	p.bar = progressbar.NewOptions64(p.all,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(30),
		progressbar.OptionSetElapsedTime(true),
		// Its own prediction looks at the last ten steps only and has no label.
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionClearOnFinish(),
	)
	p.bar.Describe(p.describe(time.Now()))
	p.ticker.Go(p.tick)
	return p
}

// tick keeps the times moving while long cells run.
func (p *progress) tick() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-p.ended:
			return
		case now := <-t.C:
			p.mu.Lock()
			p.bar.Describe(p.describe(now))
			p.mu.Unlock()
		}
	}
}

// done counts a finished cell.
func (p *progress) done(c cell) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cells++
	p.work += c.weight()
	p.bar.Add64(c.weight())
	p.bar.Describe(p.describe(time.Now()))
}

// describe is the text before the bar. The estimate goes by weight: by cells
// it would mislead, since the slow ones start first. There is none before a
// fifth is done: until then it would say more about the guess than about the run.
func (p *progress) describe(now time.Time) string {
	text := fmt.Sprintf("cell %d of %d", p.cells, p.total)
	if p.work < p.all/5 {
		return text
	}
	elapsed := now.Sub(p.started)
	left := time.Duration(float64(elapsed) * float64(p.all-p.work) / float64(p.work))
	return fmt.Sprintf("%s, about %s left", text, left.Round(time.Second))
}

// stop takes the bar away: what follows starts on a clean line.
func (p *progress) stop() {
	if p == nil {
		return
	}
	close(p.ended)
	p.ticker.Wait()
	p.bar.Clear()
}

// showStatus shows text on a terminal until the returned function is called.
func showStatus(w io.Writer, text string) func() {
	if w == nil {
		return func() {}
	}
	fmt.Fprint(w, text)
	return func() { fmt.Fprintf(w, "\r%*s\r", len(text), "") }
}
