// Package userfile reads the files that a user names, and says what is wrong with
// them: with those in JSON, where.
package userfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// Read reads a regular file of at most limit bytes that is not empty; what names it
// in errors.
func Read(what, path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the %s %q does not exist; a relative path starts in the folder of the package", what, path)
	case err != nil:
		return nil, fmt.Errorf("the %s %q cannot be read: %w", what, path, err)
	case !info.Mode().IsRegular(): // a pipe or a device may never end
		return nil, fmt.Errorf("the %s %q is a directory or no regular file", what, path)
	case info.Size() > limit:
		return nil, fmt.Errorf("the %s %q has %d bytes; want at most %d: is it another file?", what, path, info.Size(), limit)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the %s %q cannot be read: %w", what, path, err)
	}
	if len(data) == 0 {
		return nil, fmt.Errorf("the %s %q is empty: did the command that wrote it fail?", what, path)
	}
	return data, nil
}

// Located adds to an error of a file's data in which file it is, and where, if at is
// not negative. It passes nil on.
func Located(what, path string, data []byte, at int, err error) error {
	switch {
	case err == nil:
		return nil
	case at < 0:
		return fmt.Errorf("the %s %s: %w", what, path, err)
	}
	before := data[:at]
	return fmt.Errorf("the %s %s:%d:%d: %w", what, path, 1+bytes.Count(before, []byte("\n")), at-bytes.LastIndexByte(before, '\n'), err)
}

// Offset is where in its data an error of encoding/json is, or negative.
func Offset(err error) int {
	var syntax *json.SyntaxError
	var value *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return max(0, int(syntax.Offset)-1)
	case errors.As(err, &value):
		return max(0, int(value.Offset)-1)
	}
	return -1
}

// Find is where in an object the name of a field is, or negative.
func Find(data []byte, field string) int {
	at := regexp.MustCompile(`(?i)"` + regexp.QuoteMeta(field) + `"\s*:`).FindIndex(data)
	if at == nil {
		return -1
	}
	return at[0]
}

// Shown is the beginning of a JSON value on one line.
func Shown(value []byte) string {
	const limit = 40
	s := strings.Join(strings.Fields(string(value)), " ")
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}
