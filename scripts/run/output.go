package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// tablesName is the folder of the tables in a results folder.
const tablesName = "tables"

// output is a results folder about to be written: everything is staged in a
// folder beside the files it will replace and renamed at the very end.
type output struct {
	dir     string
	stage   string
	created []string // folders that were not there, outermost first
	names   []string // staged files, relative to dir
}

// stageOutput makes dir and its folders and proves by doing it that they can
// be written: permission bits do not tell (root, read-only mounts, a full disk).
func stageOutput(dir, raw string, folders ...string) (*output, error) {
	o := &output{dir: dir}
	if err := o.prepare(raw, folders); err != nil {
		return nil, errors.Join(err, o.discard())
	}
	return o, nil
}

func (o *output) prepare(raw string, folders []string) error {
	if err := o.mkdirAll(o.dir); err != nil {
		return refuseDir(o.dir, err)
	}
	if info, err := os.Lstat(filepath.Join(o.dir, raw)); err == nil && info.IsDir() {
		return refuseDir(o.dir, fmt.Errorf("%s is a directory", raw))
	}
	var err error
	if o.stage, err = os.MkdirTemp(o.dir, ".readeratbench-"); err != nil {
		return refuseDir(o.dir, err)
	}
	for _, name := range folders {
		if err := o.prepareFolder(name); err != nil {
			return err
		}
	}
	return nil
}

func (o *output) prepareFolder(name string) error {
	dir := filepath.Join(o.dir, name)
	if err := o.mkdirAll(dir); err != nil {
		return refuseDir(o.dir, err)
	}
	probe, err := os.MkdirTemp(dir, ".readeratbench-")
	if err == nil {
		err = os.Remove(probe)
	}
	if err == nil {
		err = os.Mkdir(o.staged(name), 0o777)
	}
	if err != nil {
		return refuseDir(dir, err)
	}
	return nil
}

func refuseDir(dir string, err error) error {
	remedy := "make it a directory you may write to"
	if errors.Is(err, syscall.ENOSPC) {
		remedy = "free some space"
	}
	return fmt.Errorf("cannot write to %s: %s; %s", dir, reason(err), remedy)
}

// mkdirAll is os.MkdirAll that remembers what it made.
func (o *output) mkdirAll(dir string) error {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%s is a file", dir)
		}
		return nil
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := o.mkdirAll(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	o.created = append(o.created, dir)
	return nil
}

func (o *output) staged(name string) string { return filepath.Join(o.stage, name) }

// write stages one file, on the disk and not merely on its way there.
func (o *output) write(name string, to func(io.Writer) error) (err error) {
	f, err := os.Create(o.staged(name))
	if err != nil {
		return refuseDir(o.dir, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b := bufio.NewWriter(f)
	if err := errors.Join(to(b), b.Flush(), f.Sync()); err != nil {
		return refuseDir(o.dir, err)
	}
	o.names = append(o.names, name)
	return nil
}

// publish renames what is staged over what is there, the raw output last: if
// that is new, everything is.
func (o *output) publish(dropStale bool) error {
	for _, name := range o.names { // before the first: all are replaced, or none
		if info, err := os.Lstat(filepath.Join(o.dir, name)); err == nil && info.IsDir() {
			return refuseDir(o.dir, fmt.Errorf("%s is a directory", name))
		}
	}
	for _, name := range slices.Backward(o.names) {
		if err := os.Rename(o.staged(name), filepath.Join(o.dir, name)); err != nil {
			return refuseDir(o.dir, err)
		}
	}
	o.created = nil // they have something to keep now
	if dropStale {
		return o.dropStale()
	}
	return nil
}

// dropStale removes local tables of an earlier run that this one has not
// replaced: they would not be of the raw output beside them. Committed tables
// are left for a reviewer to remove.
func (o *output) dropStale() error {
	there, err := os.ReadDir(filepath.Join(o.dir, tablesName))
	for _, entry := range there {
		name := filepath.Join(tablesName, entry.Name())
		if filepath.Ext(name) == ".txt" && !slices.Contains(o.names, name) {
			err = errors.Join(err, os.Remove(filepath.Join(o.dir, name)))
		}
	}
	return err
}

// discard removes what is staged and the folders that were made for nothing.
func (o *output) discard() error {
	var err error
	if o.stage != "" {
		err = os.RemoveAll(o.stage)
	}
	for _, dir := range slices.Backward(o.created) {
		os.Remove(dir) // fails if somebody put something there: then it stays
	}
	return err
}

// stageFolder stages a folder that is made as a whole, beside it: of two that make it
// at once, the later one has it.
func stageFolder(dir string, folders ...string) (*output, error) {
	o := &output{dir: dir}
	if err := o.prepareFolders(folders); err != nil {
		return nil, errors.Join(err, o.discard())
	}
	return o, nil
}

func (o *output) prepareFolders(folders []string) (err error) {
	parent := filepath.Dir(o.dir)
	if err := o.mkdirAll(parent); err != nil {
		return refuseDir(parent, err)
	}
	if info, err := os.Lstat(o.dir); err == nil && !info.IsDir() {
		return refuseDir(o.dir, errors.New("it is no directory"))
	}
	if o.stage, err = os.MkdirTemp(parent, ".readeratbench-"); err != nil {
		return refuseDir(parent, err)
	}
	for _, name := range folders {
		if err := os.Mkdir(o.staged(name), 0o777); err != nil {
			return refuseDir(parent, err)
		}
	}
	return os.Chmod(o.stage, 0o755)
}

// replace puts the stage in the place of the folder: nothing of an earlier run stays
// beside what is new.
func (o *output) replace() error {
	old := o.stage + "-old"
	if err := os.Rename(o.dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refuseDir(o.dir, err)
	}
	if err := os.Rename(o.stage, o.dir); err != nil {
		return errors.Join(refuseDir(o.dir, err), os.Rename(old, o.dir))
	}
	o.stage, o.created = "", nil
	return os.RemoveAll(old)
}
