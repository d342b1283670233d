package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"html/template"
	"maps"
	"strings"
	texttemplate "text/template"
)

//go:embed report.html.tmpl
var pageTemplate string

//go:embed DECISION.md.tmpl
var decisionTemplate string

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
	return b.Bytes(), cmp.Or(f.err, err)
}

func makeDecision(f *facts) ([]byte, error) {
	var b bytes.Buffer
	err := texttemplate.Must(texttemplate.New("DECISION.md").Funcs(functions(f)).Parse(decisionTemplate)).Execute(&b, nil)
	return b.Bytes(), cmp.Or(f.err, err)
}
