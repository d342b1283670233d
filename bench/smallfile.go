package bench

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// readSmallFile reads a regular file of at most limit bytes; what names it in errors.
func readSmallFile(what, path string, limit int64) ([]byte, error) {
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

// located says in which file an error of its data is, and where: line and column of
// an errorAt. It passes nil on.
func located(what, path string, data []byte, err error) error {
	if err == nil {
		return nil
	}
	var at *errorAt
	if !errors.As(err, &at) {
		return fmt.Errorf("the %s %s: %w", what, path, err)
	}
	line := 1 + bytes.Count(data[:at.offset], []byte("\n"))
	column := at.offset - bytes.LastIndexByte(data[:at.offset], '\n')
	return fmt.Errorf("the %s %s:%d:%d: %w", what, path, line, column, err)
}
