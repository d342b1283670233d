package strategies

// span is the bytes of the object from offset from up to, and without, offset to.
type span struct{ from, to int64 }

func (s span) len() int64 { return s.to - s.from }
