package strategies

// NewReadaheadOf is NewReadahead with blocks and first spans of other sizes, so
// that small objects have many.
var NewReadaheadOf = newReadahead

// WithBytes is WithMemory for such a reader: without its minimum.
func WithBytes(n int64) Option { return func(c *Config) { c.Memory = n } }
