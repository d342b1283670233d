package strategies

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"
)

// DefaultStreams is the bound on open streams where WithStreams sets none. It is
// chosen, not measured: room for three uploads by the AWS SDK's 5 workers each.
const DefaultStreams = 16

// DefaultResumes is the bound on attempts to resume a stream where WithResumes
// sets none: there is none on their number, and WithOutage bounds how long they go on.
const DefaultResumes = math.MaxInt

// DefaultOutage is how long a stream is tried to be resumed without progress where
// WithOutage sets nothing. It is chosen: most stores are back within it that are
// restarted or have a load balancer fail over, and a person who waits for a copy
// that cannot succeed learns of it soon.
const DefaultOutage = 10 * time.Second

// DefaultStall is how long a stream may be silent where WithStall sets nothing. It is
// chosen: longer than the 5 to 20 s after which stores themselves end connections on
// which nothing moves, so that it is no working store that falls silent for so long;
// and as long as the AWS SDK for Java waits for a byte (its read timeout). The SDK for
// Go waits for ever.
const DefaultStall = 30 * time.Second

// Config is what the options set. It is exported for readers outside this
// package; the zero Config is of no use, call [NewConfig].
type Config struct {
	// NewLocker makes a lock that is held while bytes move.
	NewLocker func() sync.Locker
	// Streams bounds the streams open at once: busy, idle and being opened.
	Streams int
	// Resumes bounds the attempts without progress to resume a stream; see [Resuming].
	Resumes int
	// Outage is how long a stream is tried to be resumed without progress.
	Outage time.Duration
	// Stall is how long a stream may be silent while it is waited for; 0: for ever.
	Stall time.Duration
	// Context ends the reader when it ends, and is the parent of its streams'.
	Context context.Context
	// Memory bounds the bytes that a reader keeps which fetches ahead.
	Memory int64
}

// An Option sets one field of a Config.
type Option func(*Config)

// NewConfig applies opts, in order, to the defaults: a sync.Mutex, DefaultStreams,
// DefaultResumes, DefaultOutage, DefaultStall, DefaultMemory and context.Background.
func NewConfig(opts ...Option) Config {
	c := Config{
		NewLocker: func() sync.Locker { return new(sync.Mutex) },
		Streams:   DefaultStreams,
		Resumes:   DefaultResumes,
		Outage:    DefaultOutage,
		Stall:     DefaultStall,
		Context:   context.Background(),
		Memory:    DefaultMemory,
	}
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// WithLocker sets where locks held while bytes move come from. newLocker is
// called once for each reader, by its constructor. In a testing/synctest bubble
// a goroutine that waits for a sync.Mutex does not count as blocked, and time
// stands still: there, return a lock built on a channel. It panics if newLocker
// is nil.
func WithLocker(newLocker func() sync.Locker) Option {
	if newLocker == nil {
		panic("strategies: WithLocker(nil): need a function that makes locks")
	}
	return func(c *Config) { c.NewLocker = newLocker }
}

// WithStreams bounds the streams open at once. It panics if n < 1.
func WithStreams(n int) Option {
	if n < 1 {
		panic(fmt.Sprintf("strategies: WithStreams(%d): need at least 1 stream", n))
	}
	return func(c *Config) { c.Streams = n }
}

// WithResumes bounds the attempts to resume a stream that broke in mid-body, in a
// row and without progress: one byte refills the budget; see [Resuming]. With 0 none
// is made, and every break is reported. It panics if n < 0.
func WithResumes(n int) Option {
	if n < 0 {
		panic(fmt.Sprintf("strategies: WithResumes(%d): need 0 attempts or more", n))
	}
	return func(c *Config) { c.Resumes = n }
}

// WithOutage sets how long a store may be away: a stream is tried to be resumed until
// d has passed since it broke without a byte of progress, and 3 times at least,
// unless [WithResumes] allows fewer attempts. The pauses between them are such that
// the last attempt comes after d; it may take the source longer to fail. It panics if
// d < 0.
func WithOutage(d time.Duration) Option {
	if d < 0 {
		panic(fmt.Sprintf("strategies: WithOutage(%v): need 0 or more", d))
	}
	return func(c *Config) { c.Outage = d }
}

// WithStall sets how long a stream that is waited for may bring no byte, from its
// opening on. After d it is broken, and resumed like one ([Resuming]): its context is
// cancelled, with a cause that wraps [ErrStalled], and it is closed, also during a
// Read. It may bring a byte every now and then for as long as it likes, and rest while
// no call waits for it. With 0 it is waited for without end. It panics if d < 0.
//
// A stream whose source does not heed its context, and whose Close does not end a
// Read, is not ended by this either.
func WithStall(d time.Duration) Option {
	if d < 0 {
		panic(fmt.Sprintf("strategies: WithStall(%v): need 0 or more", d))
	}
	return func(c *Config) { c.Stall = d }
}

// WithContext gives a reader the context of what it is read for, such as an upload. When
// ctx ends the reader is closed, as by Close: ReadAt, under way or later, fails with an
// error that wraps the context's cause, and [ErrClosed] as well. Every reader of this
// package heeds it; a Source's Open gets the context's values.
//
// Without it nothing tells a reader that its upload has been cancelled: call Close
// then, or calls of ReadAt go on waiting. A reader whose context never ends, or ends
// late, has to be closed all the same. It panics if ctx is nil.
func WithContext(ctx context.Context) Option {
	if ctx == nil {
		panic("strategies: WithContext(nil): need a context")
	}
	return func(c *Config) { c.Context = ctx }
}

// WithMemory bounds the bytes that a reader keeps which fetches ahead. It panics
// if bytes < MinMemory.
func WithMemory(bytes int64) Option {
	if bytes < MinMemory {
		panic(fmt.Sprintf("strategies: WithMemory(%d): need at least %d bytes", bytes, int64(MinMemory)))
	}
	return func(c *Config) { c.Memory = bytes }
}
