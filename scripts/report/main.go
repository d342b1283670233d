// Command report makes, from the committed raw results alone, what people read:
// results/figures/*.svg, results/report.html and results/DECISION.md. Every figure
// in the prose is filled in from the results, and what the prose claims is checked
// against them. With -check it writes nothing and fails if a file is not what the
// results say; with -pictures it makes the pictures alone. It ends with 1 if the
// figures say something else than the text or the files, with 2 if it could not tell.
package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/files"
)

//go:embed report.html.tmpl
var pageTemplate string

//go:embed DECISION.md.tmpl
var decisionTemplate string

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
	old := leftOver(*dir, made)
	if *check {
		return compare(*dir, made, old)
	}
	if err := files.Write(*dir, made); err != nil {
		return err
	}
	for _, path := range old {
		err = errors.Join(err, os.Remove(path))
	}
	fmt.Fprintf(w, "written: %d files in %s\n", len(made), *dir)
	return err
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
	page, pageErr := makePage(facts, pictures)
	decision, decisionErr := files.Filled("DECISION.md", decisionTemplate, functions(facts), nil)
	all = append(all, files.File{Name: "report.html", Text: page}, decision)
	return all, cmp.Or(facts.Err, pageErr, decisionErr)
}

// makePage fills the page in, in which the pictures stand.
func makePage(f *facts, drawn []picture) ([]byte, error) {
	funcs := template.FuncMap{
		"theme": func() template.CSS { return template.CSS(themeCSS()) },
		"pictures": func(prefix string) (all []template.HTML) {
			for _, p := range drawn {
				if strings.HasPrefix(p.name, prefix) {
					all = append(all, template.HTML(p.svg)) // drawn here, from figures
				}
			}
			return all
		},
	}
	maps.Copy(funcs, functions(f))
	var b bytes.Buffer
	err := template.Must(template.New("report.html").Funcs(funcs).Parse(pageTemplate)).Execute(&b, nil)
	return b.Bytes(), err
}

// compare tells which files are not what was made.
func compare(dir string, made []files.File, old []string) error {
	var stale []string
	for _, f := range made {
		path := filepath.Join(dir, f.Name)
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, f.Text) {
			stale = append(stale, path)
		}
	}
	for _, path := range old {
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
