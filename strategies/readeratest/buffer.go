package readeratest

// guard is the number of bytes before and after p that the reader must leave
// alone. Those after it lie within p's capacity, where careless code gets by
// slicing.
const guard = 64

// buffer is the p of one call between its guards.
type buffer struct{ all []byte }

func newBuffer(n int) buffer {
	b := buffer{make([]byte, n+2*guard)}
	b.fill(0xa5)
	return b
}

// p is what the reader gets.
func (b buffer) p() []byte { return b.all[guard : len(b.all)-guard] }

// fill overwrites everything, guards too, with a pattern told by its salt.
func (b buffer) fill(salt byte) {
	for i := range b.all {
		b.all[i] = salt ^ byte(i*7)
	}
}

// trespass is the offset, relative to p, of the first byte outside of p that is
// not as fill left it.
func (b buffer) trespass(salt byte) (at int, ok bool) {
	for i := range b.all {
		inside := i >= guard && i < len(b.all)-guard
		if !inside && b.all[i] != salt^byte(i*7) {
			return i - guard, true
		}
	}
	return 0, false
}

// disturbed is the offset, relative to p, of the first byte anywhere that is not
// as fill left it.
func (b buffer) disturbed(salt byte) (at int, ok bool) {
	for i := range b.all {
		if b.all[i] != salt^byte(i*7) {
			return i - guard, true
		}
	}
	return 0, false
}
