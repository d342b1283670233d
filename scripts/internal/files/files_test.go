package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// tree is what is below dir: folders, and files with their text and mode.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			all[path] = "folder"
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = fmt.Sprint(info.Mode(), " ", string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	for _, text := range []string{"a", "b"} {
		err := Write(dir, []File{
			{Name: "text", Text: []byte(text)},
			{Name: "in/folders/written", WriteTo: func(w io.Writer) error { _, err := io.WriteString(w, text+text); return err }},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			dir: "folder", dir + "/in": "folder", dir + "/in/folders": "folder",
			dir + "/text": "-rw-r--r-- " + text, dir + "/in/folders/written": "-rw-r--r-- " + text + text,
		}
		if got := tree(t, dir); !maps.Equal(got, want) {
			t.Errorf("after Write: %q; want %q", got, want)
		}
	}
}

// A failure leaves everything as it was, also what is not last.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, []File{{Name: "text", Text: []byte("old")}, {Name: "folder/old", Text: nil}}); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	failed := errors.New("failed")
	for name, wrong := range map[string]File{
		"writing fails":      {Name: "new/w", WriteTo: func(w io.Writer) error { return failed }},
		"a folder there":     {Name: "folder"},
		"a file as a folder": {Name: "text/below"},
	} {
		err := Write(dir, []File{{Name: "text", Text: []byte("new")}, {Name: "more/new", Text: []byte("new")}, wrong})
		if err == nil || wrong.WriteTo != nil && !errors.Is(err, failed) {
			t.Errorf("%s: Write = %v; want an error", name, err)
		}
		if got := tree(t, dir); !maps.Equal(got, before) {
			t.Errorf("%s: Write left %q; want %q", name, got, before)
		}
	}
}
