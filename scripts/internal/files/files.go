// Package files replaces files, all of them or none.
package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/template"
)

// File is one to be. WriteTo writes it where Text is nil.
type File struct {
	Name    string // below the folder
	Text    []byte
	WriteTo func(io.Writer) error
}

// Filled is the file that a template makes of the data.
func Filled(name, text string, functions template.FuncMap, data any) (File, error) {
	var b bytes.Buffer
	t, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(text)
	if err == nil {
		err = t.Execute(&b, data)
	}
	return File{Name: name, Text: b.Bytes()}, err
}

// Write replaces the files below dir and makes the folders that they need. Each is
// written beside its target and is on the disk before the first is renamed, in the
// order given; a failure before that leaves everything as it was.
func Write(dir string, all []File) (err error) {
	staged := make([]string, 0, len(all))
	var made []string
	defer func() {
		for _, name := range slices.Backward(append(made, staged...)) {
			if err != nil {
				os.Remove(name) // of a folder: only if it is empty
			}
		}
	}()
	for _, f := range all {
		target := filepath.Join(dir, f.Name)
		if info, err := os.Stat(target); err == nil && info.IsDir() {
			return fmt.Errorf("%s is a directory", target)
		}
		folders, err := makeFolder(filepath.Dir(target))
		made = append(made, folders...)
		if err != nil {
			return err
		}
		tmp, err := os.CreateTemp(filepath.Dir(target), ".readeratbench-")
		if err != nil {
			return err
		}
		staged = append(staged, tmp.Name())
		if err := f.fill(tmp); err != nil {
			return err
		}
	}
	for i, f := range all {
		if err := os.Rename(staged[i], filepath.Join(dir, f.Name)); err != nil {
			return err
		}
	}
	return nil
}

// makeFolder is os.MkdirAll that says what it made, outermost first.
func makeFolder(dir string) (made []string, err error) {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		if made, err = makeFolder(filepath.Dir(dir)); err != nil {
			return made, err
		}
		made = append(made, dir)
	}
	return made, os.MkdirAll(dir, 0o777)
}

func (f File) fill(tmp *os.File) error {
	b := bufio.NewWriter(tmp)
	var err error
	if f.WriteTo != nil {
		err = f.WriteTo(b)
	} else {
		_, err = b.Write(f.Text)
	}
	return errors.Join(err, b.Flush(), tmp.Chmod(0o644), tmp.Sync(), tmp.Close())
}
