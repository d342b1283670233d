package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"sync/atomic"
)

// What stress does where the caller gives nothing else: every environment four
// times and more, on the size that most conclusions are drawn from. That is some
// minutes on two cores.
const (
	stressTimes = "25"
	stressSize  = "64MiB"
)

// stressProfiles are what the whole matrix is run with, one after another.
var stressProfiles = [][]string{nil, {profileEnv + "s3-standard-tail"}}

func (o *options) checkTimes(g *unchecked) (err error) {
	if g.size == "" {
		g.size = stressSize
	}
	if g.times == "" {
		g.times = stressTimes
	}
	if o.times, err = strconv.Atoi(g.times); err != nil || o.times < 2 {
		return usageError{fmt.Errorf("TIMES=%s: not a number of runs that can be compared; give 2 or more", g.times)}
	}
	return nil
}

// stress runs every cell many times, in environments that must not show in its
// figures and on cores that are busy, and compares what it prints. It writes
// nothing to the results: it is a check.
func (c command) stress(ctx context.Context, progress io.Writer, o options) (show, error) {
	var report stressReport
	err := c.compiled(ctx, progress, o, func(p program) error {
		p.anyProcs = true
		jobs, err := stressJobs(ctx, p, o)
		if err != nil {
			return err
		}
		defer keepBusy(runtime.NumCPU())()
		outputs, err := runJobs(ctx, p, jobs, o.procs, progress)
		if err != nil {
			return err
		}
		report, err = compareRuns(jobs, outputs, o.times)
		return err
	})
	return report.show, err
}

// stressJobs are all runs of the first cell, then of the next. Two profiles may
// give a cell the same name: they are still two cells.
func stressJobs(ctx context.Context, p program, o options) ([]job, error) {
	var jobs []job
	for _, profile := range stressProfiles {
		cells, err := p.list(ctx, o, profile...)
		if err != nil {
			return nil, err
		}
		for _, c := range cells {
			for run := range o.times {
				jobs = append(jobs, job{c, append(stressEnv(run), profile...)})
			}
		}
	}
	return jobs, nil
}

// stressEnv is the environment of a run; each combination comes once in six.
func stressEnv(run int) []string {
	procs := "GOMAXPROCS=" + []string{"1", "2", "8"}[run%3]
	if run%2 == 0 {
		return []string{procs, "GOGC=5"}
	}
	return []string{procs, "GOGC=off", "GOMEMLIMIT=4GiB"} // no collector, but a bound
}

// keepBusy keeps n cores from being idle until the returned function is called.
func keepBusy(n int) (stop func()) {
	var done atomic.Bool
	for range n {
		go func() {
			for !done.Load() {
			}
		}()
	}
	return func() { done.Store(true) }
}
