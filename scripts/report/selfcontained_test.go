package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// element is a start tag and the text that directly follows it.
type element struct {
	name string
	attr map[string]string
	text string
}

// parsed reads markup that must be well-formed.
func parsed(t *testing.T, name string, text []byte) []element {
	t.Helper()
	var all []element
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			all = append(all, e)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += string(token)
			}
		}
	}
}

// outside matches what would be fetched from elsewhere.
var outside = regexp.MustCompile(`(?i)url\(|@import|https?://`)

// selfContained fails the test if the page needs anything that is not in it, or has
// a picture without a text alternative.
func selfContained(t *testing.T, name string, text []byte) {
	t.Helper()
	pictures, ids := 0, map[string]bool{}
	all := parsed(t, name, text)
	for i, e := range all {
		for key, value := range e.attr {
			if key != "xmlns" && (key == "src" || key == "href" || outside.MatchString(value)) {
				t.Errorf("%s: <%s %s=%q> is not of the page", name, e.name, key, value)
			}
		}
		if e.name == "style" && outside.MatchString(e.text) || slices.Contains([]string{"script", "link", "img", "iframe", "object"}, e.name) {
			t.Errorf("%s: <%s> fetches or runs something", name, e.name)
		}
		if id := e.attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: id %s is there twice", name, id)
			}
			ids[id] = true
		}
		if e.name != "svg" {
			continue
		}
		pictures++
		title, desc := all[i+1], all[i+2]
		if e.attr["role"] != "img" || title.name != "title" || desc.name != "desc" || len(strings.TrimSpace(title.text)) < 10 || len(desc.text) < 60 ||
			e.attr["aria-labelledby"] != title.attr["id"]+" "+desc.attr["id"] {
			t.Errorf("%s: picture %v has no text alternative: %v, %v", name, e.attr, title, desc)
		}
	}
	if pictures == 0 {
		t.Errorf("%s: no picture", name)
	}
	for _, left := range []string{"#0100", "#000000", "NaN", "<no value>", "%!"} {
		if bytes.Contains(text, []byte(left)) {
			t.Errorf("%s: contains %s", name, left)
		}
	}
}

func TestPageIsSelfContained(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(committed, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	selfContained(t, "report.html", page)
	for _, want := range []string{"prefers-color-scheme:dark", `name="viewport"`, `lang="en"`, "<title>"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("report.html has no %s", want)
		}
	}
}

// A picture is complete by itself as well, on light and dark pages.
func TestPicturesAreSelfContained(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(committed, figuresName, "*.svg"))
	if err != nil || len(names) < 10 {
		t.Fatalf("%d pictures, %v", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		selfContained(t, name, text)
		if !bytes.Contains(text, []byte("prefers-color-scheme:dark")) {
			t.Errorf("%s has one theme only", name)
		}
	}
}

// selfContained finds what it is for.
func TestSelfContainedCanFail(t *testing.T) {
	const svg = `<svg role="img" aria-labelledby="a b"><title id="a">Time against size</title><desc id="b">` +
		`Time against size from 4 MiB on, both axes logarithmic, for each reader.</desc></svg>`
	for _, wrong := range []string{
		`<html><img src="x.png"/>` + svg + `</html>`,
		`<html><style>@import "x";</style>` + svg + `</html>`,
		`<html><p id="a"/>` + svg + `</html>`,
		`<html>` + strings.Replace(svg, "Time against size from", "", 1)[:120] + `</desc></svg></html>`,
		`<html></html>`,
	} {
		inner := &testing.T{}
		done := make(chan bool)
		go func() { defer close(done); selfContained(inner, "x", []byte(wrong)) }()
		<-done
		if !inner.Failed() {
			t.Errorf("accepted %s", wrong)
		}
	}
}
