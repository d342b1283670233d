package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// checkFiles looks at the files that cells are to read, and makes their paths
// absolute: the cells run in the folder of their package.
func (o *options) checkFiles() error {
	if o.blob != "" {
		path, info, err := regularFile("BLOB", o.blob, "give a file with the bytes to upload")
		if err != nil {
			return err
		}
		if info.Size() > maxSize {
			return fmt.Errorf("BLOB=%s: %s; give a file of at most 4 GiB", o.blob, tooLarge)
		}
		o.blob = path
	}
	if o.manifest != "" {
		path, _, err := regularFile("MANIFEST", o.manifest, "give a file with an image's manifest, such as crane manifest prints it")
		if err != nil {
			return err
		}
		o.manifest = path
	}
	if isPath(o.profile) {
		path, _, err := regularFile("PROFILE", o.profile, "give a file with a profile, or the name of one that is built in")
		if err != nil {
			return err
		}
		o.profile = path
	}
	return nil
}

// isPath tells a profile in a file from the name of one that the benchmarks
// know; whether they do, they say themselves.
func isPath(profile string) bool {
	return strings.ContainsRune(profile, '/') || strings.ContainsRune(profile, filepath.Separator) ||
		strings.HasSuffix(profile, ".json")
}

// regularFile is the absolute path of a file that can be read and has something
// in it.
func regularFile(variable, path, remedy string) (string, fs.FileInfo, error) {
	refuse := func(why string) (string, fs.FileInfo, error) {
		return "", nil, fmt.Errorf("%s=%s: %s; %s", variable, path, why, remedy)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return refuse(reason(err))
	case info.IsDir():
		return refuse("is a directory")
	case !info.Mode().IsRegular():
		return refuse("is not a regular file")
	case info.Size() == 0:
		return refuse("is empty")
	}
	f, err := os.Open(path)
	if err != nil {
		return refuse(reason(err))
	}
	f.Close()
	abs, err := filepath.Abs(path)
	if err != nil {
		return refuse(reason(err))
	}
	return abs, info, nil
}

// reason is err without the operation and path that the message has already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return err.Error()
}
