// Package jsonfile reads the small JSON files that a user names.
package jsonfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Read reads a regular file of at most limit bytes; what names it in errors.
func Read(what, path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the %s %q does not exist; a relative path starts in the folder of the package", what, path)
	case err != nil:
		return nil, fmt.Errorf("the %s %q cannot be read: %w", what, path, err)
	case !info.Mode().IsRegular(): // a pipe or a device may never end
		return nil, fmt.Errorf("the %s %q is a directory or no regular file; want a JSON file", what, path)
	case info.Size() > limit:
		return nil, fmt.Errorf("the %s %q has %d bytes; want at most %d: is it another file?", what, path, info.Size(), limit)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the %s %q cannot be read: %w", what, path, err)
	}
	return data, nil
}

// Located says in which file an error of its data is, and where: line and column of
// an ErrorAt. It passes nil on.
func Located(what, path string, data []byte, err error) error {
	if err == nil {
		return nil
	}
	var at *ErrorAt
	if !errors.As(err, &at) {
		return fmt.Errorf("the %s %s: %w", what, path, err)
	}
	line := 1 + bytes.Count(data[:at.Offset], []byte("\n"))
	column := at.Offset - bytes.LastIndexByte(data[:at.Offset], '\n')
	return fmt.Errorf("the %s %s:%d:%d: %w", what, path, line, column, err)
}

// ErrorAt is an error at a byte of the file.
type ErrorAt struct {
	Offset int
	Err    error
}

func (e *ErrorAt) Error() string { return e.Err.Error() }

// Shown is the beginning of a JSON value on one line.
func Shown(value []byte) string {
	const limit = 40
	s := strings.Join(strings.Fields(string(value)), " ")
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}
