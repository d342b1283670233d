package content

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// FromFile reads a real blob into memory. The error is one sentence that names
// the file and what is wrong with it: missing, empty, a directory or another
// thing that is not a regular file, or not readable.
func FromFile(path string) (Content, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the blob %q does not exist", path)
	case err != nil:
		return nil, unreadable(path, err)
	case info.IsDir():
		return nil, fmt.Errorf("the blob %q is a directory, not a file", path)
	case !info.Mode().IsRegular():
		// A pipe or a device may never end.
		return nil, fmt.Errorf("the blob %q is not a regular file", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if len(b) == 0 {
		return nil, fmt.Errorf("the blob %q is empty", path)
	}
	return FromBytes(b), nil
}

// unreadable drops the operation and the path that fs.PathError repeats.
func unreadable(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("the blob %q cannot be read: %w", path, err)
}
