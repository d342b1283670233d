package main

import (
	"bytes"
	"fmt"
	"text/template"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// samples reads figures until one is missing or cannot be right.
type samples struct{ err error }

func (s *samples) of(f *results.Runs, name cell.Name, unit string) (got results.Sample) {
	if s.err == nil {
		got, s.err = f.Sample(name.Config(), unit)
	}
	return got
}

// ofRight wants, on the real clock, copies without wrong bytes.
func (s *samples) ofRight(wall *results.Runs, name cell.Name, unit string) results.Sample {
	if wrong := s.of(wall, name, "wall-wrong-B/op"); s.err == nil && wrong.High > 0 {
		s.err = fmt.Errorf("%s: %s copied %v wrong bytes: its figures mean nothing", wall.Path, name.Config(), wrong.High)
	}
	return s.of(wall, name, unit)
}

func execute(text string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := template.Must(template.New("page").Option("missingkey=error").Parse(text)).Execute(&b, data)
	return b.Bytes(), err
}
