package main

import (
	"bytes"
	"fmt"
	"image/color"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A role is what a colour is for. Pictures are drawn in colours that only name
// their role; themed puts CSS variables in their place, so that one picture is
// readable on light and on dark pages.
type role uint8

const (
	paper role = iota
	ink
	rule      // lines that guide the eye
	reference // what readers are compared with
	mutexHue
	statelessHue
	pooledHue
	readaheadHue
	waitHue // phases of a request
	bodyHue
	sendHue
	ackHue
	roles // how many there are
)

// theme has each role's variable and its colours, light and dark. The hues of
// readers are those of Okabe and Ito ("Color Universal Design", 2008), which
// colour-blind readers can tell apart, darker or lighter until they have a contrast
// of at least 4.5 to the paper; shapes and dashes tell lines apart, too.
var theme = [roles]struct{ name, light, dark string }{
	paper:        {"paper", "#ffffff", "#0d1117"},
	ink:          {"ink", "#1f2328", "#e6edf3"},
	rule:         {"rule", "#d8dee4", "#30363d"},
	reference:    {"reference", "#656d76", "#9198a1"},
	mutexHue:     {"mutex", "#b84600", "#ff9a5c"},
	statelessHue: {"stateless", "#a3457f", "#e9a0cb"},
	pooledHue:    {"pooled", "#0072b2", "#56b4e9"},
	readaheadHue: {"readahead", "#007a58", "#3dd9a5"},
	waitHue:      {"wait", "#d55e00", "#ff9a5c"},
	bodyHue:      {"body", "#0072b2", "#56b4e9"},
	sendHue:      {"send", "#007a58", "#3dd9a5"},
	ackHue:       {"ack", "#a8b1ba", "#57606a"},
}

// placeholder is a colour that no picture has by chance.
func (r role) placeholder() color.Color { return color.RGBA{R: 1, B: uint8(r), A: 255} }

var placeholders = regexp.MustCompile(`#0100([0-9A-F]{2})`)

// variable is the role in CSS, with the light colour where variables are unknown.
func (r role) variable() string {
	return fmt.Sprintf("var(--%s,%s)", theme[r].name, theme[r].light)
}

// themeCSS declares the variables, for the page or for a picture by itself.
func themeCSS() string {
	var light, dark strings.Builder
	for _, t := range theme {
		fmt.Fprintf(&light, "--%s:%s;", t.name, t.light)
		fmt.Fprintf(&dark, "--%s:%s;", t.name, t.dark)
	}
	return fmt.Sprintf(":root{color-scheme:light dark;%s}\n@media (prefers-color-scheme:dark){:root{%s}}", &light, &dark)
}

// sans is what text is measured in; fonts of the same widths stand beside it.
const sans = `"Liberation Sans",Arial,Helvetica,sans-serif`

var opening = regexp.MustCompile(`(?s)^.*?<svg [^>]*viewBox="([^"]*)"[^>]*>`)

// themed makes of what gonum has drawn a picture with a text alternative, without
// a size of its own and without what differs between inline and file.
func themed(drawn []byte, id, title, alternative string) []byte {
	body := placeholders.ReplaceAllFunc(drawn, func(m []byte) []byte {
		n, err := strconv.ParseUint(string(m[5:]), 16, 8)
		if err != nil || role(n) >= roles {
			panic(fmt.Sprintf("report: %s is no role", m)) // nothing else begins with #0100
		}
		return []byte(role(n).variable())
	})
	body = bytes.ReplaceAll(body, []byte("font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;"), nil)
	body = bytes.ReplaceAll(body, []byte("\n\tstyle="), []byte(" style="))
	box := opening.FindSubmatch(body)
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s" role="img" aria-labelledby="%s-title %s-desc" font-family='%s'>`+
		"\n<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>",
		box[1], id, id, sans, id, escape(title), id, escape(alternative))
	return append([]byte(head), body[len(opening.Find(body)):]...)
}

// standalone is the picture as a file.
func standalone(picture []byte) []byte {
	const end = "</desc>" // the title comes first, as it should
	at := bytes.Index(picture, []byte(end)) + len(end)
	return bytes.Join([][]byte{picture[:at], []byte("\n<style>" + themeCSS() + "</style>"), picture[at:]}, nil)
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace

// newPlot is an empty plot in the house's style.
func newPlot(title, x, y string) *plot.Plot {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	p := plot.New()
	p.BackgroundColor = paper.placeholder()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = 8
	p.Title.TextStyle.Color = ink.placeholder()
	p.Title.TextStyle.Font.Size = 13
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color = reference.placeholder()
		axis.Tick.Color = reference.placeholder()
		axis.Tick.Length = 4
		axis.Tick.Label.Color = ink.placeholder()
		axis.Tick.Label.Font.Size = 11
		axis.Label.TextStyle.Color = ink.placeholder()
		axis.Label.TextStyle.Font.Size = 11
		axis.Padding = 4
	}
	return p
}

// addGrid adds the lines that guide the eye from an axis.
func addGrid(p *plot.Plot) {
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = rule.placeholder(), rule.placeholder()
	p.Add(grid)
}

// render gives what paint paints over the paper, as SVG.
func render(width, height vg.Length, paint func(all draw.Canvas)) ([]byte, error) {
	canvas := vgsvg.New(width, height)
	all := draw.New(canvas)
	all.SetColor(paper.placeholder())
	all.Fill(all.Rectangle.Path())
	paint(all)
	var b bytes.Buffer
	_, err := canvas.WriteTo(&b)
	return b.Bytes(), err
}
