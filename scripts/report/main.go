// Command report makes, from the committed raw results alone, what people read:
// results/figures/*.svg, results/report.html and results/DECISION.md. Every figure
// in the prose is filled in from the results, and what the prose claims is checked
// against them. With -check it writes nothing and fails if a file is not what the
// results say; with -pictures it makes the pictures alone. It ends with 1 if the
// figures say something else than the text or the files, with 2 if it could not tell.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/files"
)

// figuresName is the folder of the pictures in a results folder.
const figuresName = "figures"

func main() { exit.Main("report", run) }

func run(w, wErr io.Writer, args []string) error {
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	dir := fs.String("results", "results", "`folder` with the raw results; what is made of them goes there, too")
	check := fs.Bool("check", false, "write nothing, fail if a file is not what the results say")
	pictures := fs.Bool("pictures", false, "make the pictures alone, which claim nothing")
	if err := exit.Parse(fs, args, wErr); err != nil {
		return err
	}
	if *check && *pictures {
		return errors.New("-check and -pictures: give one of the two")
	}
	made, err := makeFiles(*dir, *pictures)
	if err != nil {
		return err
	}
	if *check {
		return compare(*dir, made)
	}
	if err := files.Write(*dir, made); err != nil {
		return err
	}
	for _, name := range leftOver(*dir, made) {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for _, f := range made {
		if filepath.Dir(f.Name) != figuresName {
			fmt.Fprintln(w, filepath.Join(*dir, f.Name))
		}
	}
	return nil
}

// makeFiles makes everything before anything is written.
func makeFiles(dir string, picturesOnly bool) ([]files.File, error) {
	facts, err := loadFacts(dir)
	if err != nil {
		return nil, err
	}
	pictures, err := makePictures(facts)
	if err != nil {
		return nil, err
	}
	var all []files.File
	for _, p := range pictures {
		all = append(all, files.File{Name: filepath.Join(figuresName, p.name+".svg"), Text: standalone(p.svg)})
	}
	if picturesOnly {
		return all, nil
	}
	page, err := makePage(facts, pictures)
	if err != nil {
		return nil, err
	}
	decision, err := makeDecision(facts)
	return append(all, files.File{Name: "report.html", Text: page}, files.File{Name: "DECISION.md", Text: decision}), err
}

// compare tells which files are not what was made.
func compare(dir string, made []files.File) error {
	var stale []string
	for _, f := range made {
		path := filepath.Join(dir, f.Name)
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, f.Text) {
			stale = append(stale, path)
		}
	}
	for _, path := range leftOver(dir, made) {
		stale = append(stale, path+" (no longer made)")
	}
	if len(stale) > 0 {
		return exit.No("not what the results say: %s; run make report", strings.Join(stale, ", "))
	}
	return nil
}

// leftOver are pictures that are no longer made.
func leftOver(dir string, made []files.File) []string {
	there, _ := filepath.Glob(filepath.Join(dir, figuresName, "*.svg")) // the pattern is good
	return slices.DeleteFunc(there, func(path string) bool {
		return slices.ContainsFunc(made, func(f files.File) bool { return filepath.Join(dir, f.Name) == path })
	})
}
