package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"
	texttemplate "text/template"
)

//go:embed report.html.tmpl
var pageTemplate string

//go:embed DECISION.md.tmpl
var decisionTemplate string

// pageData is what the page has beside the facts.
type pageData struct {
	Theme    template.CSS
	First    []picture // waterfalls on one scale
	All      []picture // waterfalls of whole copies
	Pictures map[string]picture
}

// Inline is the picture as part of the page.
func (p picture) Inline() template.HTML { return template.HTML(p.svg) } // drawn here, from figures

func makePage(f *facts, pictures []picture) ([]byte, error) {
	data := pageData{Theme: template.CSS(themeCSS()), Pictures: map[string]picture{}}
	for _, p := range pictures {
		switch {
		case strings.HasPrefix(p.Name, firstName):
			data.First = append(data.First, p)
		case strings.HasPrefix(p.Name, wholeName):
			data.All = append(data.All, p)
		default:
			data.Pictures[p.Name] = p
		}
	}
	t := template.Must(template.New("report.html").Funcs(functions(f)).Parse(pageTemplate))
	var b bytes.Buffer
	err := t.Execute(&b, data)
	return b.Bytes(), err
}

func makeDecision(f *facts) ([]byte, error) {
	t := texttemplate.Must(texttemplate.New("DECISION.md").Funcs(functions(f)).Parse(decisionTemplate))
	var b bytes.Buffer
	err := t.Execute(&b, f)
	return b.Bytes(), err
}
