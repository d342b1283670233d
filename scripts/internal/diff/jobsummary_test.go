package diff

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The summary of a CI job links the pictures that are committed as drawn, and names the
// others.
func TestJobSummary(t *testing.T) {
	script := repo{t}.read(root + "/scripts/jobsummary.sh")
	r := newRepo(t)
	const folder, all = "results/local/diff/", "results/figures/all.svg"
	r.write(".gitignore", "/results/local/\n")
	r.write("scripts/jobsummary.sh", script)
	if err := os.Chmod("scripts/jobsummary.sh", 0o755); err != nil {
		t.Fatal(err)
	}
	r.commit("scripts: the summary")
	t.Setenv("GITHUB_SERVER_URL", "https://forge.example")
	t.Setenv("GITHUB_REPOSITORY", "us/it")
	summary := func() string { t.Helper(); return r.says("scripts/jobsummary.sh", "HEAD^", "HEAD") }

	if got, want := summary(), "There is no comparison; the log of `make diff` says why."; got != want {
		t.Errorf("without a comparison: %q; want %q", got, want)
	}
	r.write(folder+"summary.md", "## Figures\n\nNothing.\n")
	r.write(folder+"pictures.txt", "")
	if got, want := summary(), "## Figures\n\nNothing."; got != want {
		t.Errorf("without pictures: %q; want the summary alone, %q", got, want)
	}
	r.write(folder+"pictures.txt", "all.svg\n")
	r.write(folder+"here/figures/all.svg", "<svg>2</svg>\n")
	if got, want := summary(), "\nNot committed as drawn, and so only in the artifact (here/figures): all.svg. "; !strings.Contains(got, want) || strings.Contains(got, "![") {
		t.Errorf("with a picture that is not committed: %q; want no picture, and %q", got, want)
	}

	r.write(all, "<svg>2</svg>\n")
	r.commit("results: a picture")
	after := r.git("rev-parse", "HEAD")
	address := "https://forge.example/us/it/raw/"
	if got, want := summary(), "\n### pictures, before and after\n\n`all.svg`\n\n![after]("+address+after+"/"+all+")"; !strings.HasSuffix(strings.TrimSpace(got), want) {
		t.Errorf("with a new picture: %q; want %q", got, want)
	}
	before := after
	r.write(all, "<svg>3</svg>\n")
	r.write(folder+"here/figures/all.svg", "<svg>3</svg>\n")
	r.commit("results: another picture")
	after = r.git("rev-parse", "HEAD")
	if got, want := summary(), "![before]("+address+before+"/"+all+")\n![after]("+address+after+"/"+all+")"; !strings.Contains(got, want) {
		t.Errorf("with a changed picture: %q; want %q", got, want)
	}

	r.write(folder+"summary.md", "## Figures\n\n**Fails**: much.\n"+strings.Repeat("a cell\n", 1<<18))
	if got := summary(); len(got) > 10_000 || !strings.HasPrefix(got, "**Fails**: much.\n") || !strings.Contains(got, "artifact") {
		t.Errorf("of a long summary %d bytes are left, which begin %.60q; want its verdict and where the rest is", len(got), got)
	}
	if err := exec.Command("scripts/jobsummary.sh", "nope", "HEAD").Run(); err == nil || err.Error() != "exit status 2" {
		t.Errorf("jobsummary.sh nope HEAD: %v; want exit status 2", err)
	}
}
