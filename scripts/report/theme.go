package main

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"regexp"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// theme has what colours are for, their roles, and how they look on light and on dark
// pages. The hues of readers are those of Okabe and Ito ("Color Universal Design", 2008),
// which colour-blind readers can tell apart, darker or lighter until they have a contrast
// of at least 4.5 to the paper; shapes and dashes tell lines apart, too.
var theme = []struct{ role, light, dark string }{
	{"paper", "#ffffff", "#0d1117"},
	{"ink", "#1f2328", "#e6edf3"},
	{"rule", "#d8dee4", "#30363d"},      // lines that guide the eye
	{"reference", "#656d76", "#9198a1"}, // what readers are compared with
	{"mutex", "#b84600", "#ff9a5c"},
	{"stateless", "#a3457f", "#e9a0cb"},
	{"pooled", "#0072b2", "#56b4e9"},
	{"readahead", "#007a58", "#3dd9a5"},
	{"wait", "#d55e00", "#ff9a5c"}, // phases of a request
	{"body", "#0072b2", "#56b4e9"},
	{"send", "#007a58", "#3dd9a5"},
	{"ack", "#a8b1ba", "#57606a"},
}

// hue is the colour of a role in what is drawn: one that only names the role, which
// no picture has by chance. themed puts CSS variables in its place, so that one picture is
// readable on light and on dark pages.
func hue(role string) color.Color {
	for i, t := range theme {
		if t.role == role {
			return color.RGBA{R: 1, B: uint8(i), A: 255}
		}
	}
	panic("report: no colour for " + role)
}

// themeCSS declares the variables, for the page or for a picture by itself.
func themeCSS() string {
	var light, dark strings.Builder
	for _, t := range theme {
		fmt.Fprintf(&light, "--%s:%s;", t.role, t.light)
		fmt.Fprintf(&dark, "--%s:%s;", t.role, t.dark)
	}
	return fmt.Sprintf(":root{color-scheme:light dark;%s}\n@media (prefers-color-scheme:dark){:root{%s}}", &light, &dark)
}

// sans is what text is measured in; fonts of the same widths stand beside it.
const sans = `"Liberation Sans",Arial,Helvetica,sans-serif`

var opening = regexp.MustCompile(`(?s)^.*?<svg [^>]*viewBox="([^"]*)"[^>]*>`)

// themed makes of what gonum has drawn a picture with a text alternative, without
// a size of its own and without what differs between inline and file.
func themed(drawn []byte, id, title, alternative string) []byte {
	const font = "font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;"
	replace := []string{font, "", "\n\tstyle=", " style="}
	for i, t := range theme {
		replace = append(replace, fmt.Sprintf("#0100%02X", i), fmt.Sprintf("var(--%s,%s)", t.role, t.light))
	}
	head := opening.FindSubmatch(drawn)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="%[1]s" role="img" aria-labelledby="%[2]s-title %[2]s-desc" font-family='%[3]s'>`+
		"\n<title id=\"%[2]s-title\">%[4]s</title>\n<desc id=\"%[2]s-desc\">%[5]s</desc>%[6]s",
		head[1], id, sans, html.EscapeString(title), html.EscapeString(alternative),
		strings.NewReplacer(replace...).Replace(string(drawn[len(head[0]):])))
	return b.Bytes()
}

// standalone is the picture as a file.
func standalone(picture []byte) []byte {
	const end = "</desc>" // the title comes first, as it should
	return bytes.Replace(picture, []byte(end), []byte(end+"\n<style>"+themeCSS()+"</style>"), 1)
}

// newPlot is an empty plot in the house's style.
func newPlot(title, x, y string) *plot.Plot {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	p := plot.New()
	p.BackgroundColor = hue("paper")
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = 8
	p.Title.TextStyle.Color = hue("ink")
	p.Title.TextStyle.Font.Size = 13
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color = hue("reference"), hue("reference")
		axis.Tick.Length, axis.Padding = 4, 4
		for _, style := range []*text.Style{&axis.Tick.Label, &axis.Label.TextStyle} {
			style.Color, style.Font.Size = hue("ink"), 11
		}
	}
	return p
}

// newGrid is the lines that guide the eye from an axis.
func newGrid() *plotter.Grid {
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = hue("rule"), hue("rule")
	return grid
}

// painted is a plotter that draws by its function.
type painted func(c draw.Canvas, p *plot.Plot)

// Plot implements plot.Plotter.
func (paint painted) Plot(c draw.Canvas, p *plot.Plot) { paint(c, p) }

// write writes in the style of the marks, from a point on.
func write(c draw.Canvas, p *plot.Plot, hue color.Color, at vg.Point, words string) {
	style := p.X.Tick.Label
	style.Color, style.XAlign, style.YAlign = hue, draw.XLeft, draw.YCenter
	c.FillText(style, at, words)
}
