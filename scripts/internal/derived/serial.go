package derived

import (
	"errors"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// Serial is what serialisation costs one reader, by cause. Nil: does not apply.
type Serial struct {
	Reader string
	// Lock is what the lock costs: the time of a reader behind one ÷ without it, over
	// the same streams. Of a reader that cannot do without its lock: that of the pool.
	Lock *Range
	// Thrash is such a reader ÷ the pool behind one lock: one stream instead of one a
	// caller, behind the same lock.
	Thrash *Range
	// Both is such a reader ÷ the pool, the product of its two causes.
	Both *Range
	// SpeedUp5 and SpeedUp20 are the time with one worker ÷ that with 5 and 20.
	SpeedUp5, SpeedUp20 Range
	// KarpFlatt5 is the serial fraction that 5 workers show; see KarpFlatt.
	KarpFlatt5 Range
	// Best is the number of workers with the shortest time, BestTime, of those
	// measured in the nominal scenario.
	Best     string
	BestTime float64 // virtual seconds
}

// KarpFlatt is the experimentally determined serial fraction of p workers that are
// s times as fast as one (Karp and Flatt, "Measuring Parallel Processor
// Performance", CACM 33(5), 1990): 0 if s is p, 1 if s is 1. Above 1 it is no
// fraction: adding workers added work.
func KarpFlatt(s float64, p int) float64 {
	return (1/s - 1/float64(p)) / (1 - 1/float64(p))
}

// Pool is the reader with a stream for each caller, and LockedPool the same behind one
// lock: what other readers are compared with.
const Pool, LockedPool = "pooled", "pooled-locked"

// Serialisation is what BenchmarkScaling and BenchmarkWorkers say of each reader of
// the manager.
func (f *Figures) Serialisation() []Serial {
	var all []Serial
	for _, reader := range f.Values("Scaling", "reader") {
		all = append(all, f.serial(reader))
	}
	if len(all) == 0 {
		f.Keep(errors.New("no cells of BenchmarkScaling; make scaling measures them"))
	}
	return all
}

func (f *Figures) serial(reader string) Serial {
	s := Serial{Reader: reader}
	ratio := func(over, under string) Range { return f.Ratio("Scaling", worked(over, "5"), worked(under, "5")) }
	switch r := rows.Lookup(reader); {
	case r.Lock == strategies.LockOutside:
		s.Lock = new(ratio(reader, r.Unlocked))
	case r.Lock == strategies.LockAcrossIO && r.Kind == strategies.Candidate && !r.Barging:
		s.Lock, s.Thrash, s.Both = new(ratio(LockedPool, Pool)), new(ratio(reader, LockedPool)), new(ratio(reader, Pool))
	}
	speedUp := func(workers string) Range { return f.Ratio("Scaling", worked(reader, "1"), worked(reader, workers)) }
	s.SpeedUp5, s.SpeedUp20 = speedUp("5"), speedUp("20")
	s.KarpFlatt5 = Range{KarpFlatt(s.SpeedUp5.Nominal, 5), KarpFlatt(s.SpeedUp5.High, 5), KarpFlatt(s.SpeedUp5.Low, 5)}
	for _, workers := range f.Values("Workers", "workers") {
		t := f.Value(cell.Make("Workers", worked(reader, workers), cell.Values{"profile": Nominal["profile"]}), cell.Time)
		if s.Best == "" || t < s.BestTime {
			s.Best, s.BestTime = workers, t
		}
	}
	if s.Best == "" {
		f.Keep(errors.New("no cells of BenchmarkWorkers; make workers measures them"))
	}
	return s
}

// worked is a copy of BenchmarkScaling and BenchmarkWorkers, of 20 parts.
func worked(reader, workers string) cell.Values {
	return cell.Values{"uploader": "manager", "reader": reader, "size": "100MiB", "workers": workers}
}
