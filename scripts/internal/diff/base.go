// Package diff compares the figures of the working tree with those that a commit has in
// results/, and says which are worse than they may be.
package diff

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/proc"
	"readeratbench/scripts/internal/results"
)

// Base is the commit that is compared with, and what it has in results/.
type Base struct {
	commit  string // full hash
	how     string // it was chosen
	subject string
	folder  string // of results, in that commit and here

	files   map[string]string // of figures, as they are there
	figures *gate.Figures     // the virtual ones
}

func (b *Base) short() string { return b.commit[:min(len(b.commit), 10)] }

// ReadBase finds the commit that revision names, or the merge base with main if it is
// empty, and reads the figures that it has in a folder of results.
func ReadBase(ctx context.Context, revision, folder string) (*Base, error) {
	if _, err := proc.Git(ctx, "rev-parse", "--git-dir"); err != nil {
		return nil, err // it says that there is no git, or no repository
	}
	b, err := resolve(ctx, revision)
	if err != nil {
		return nil, err
	}
	b.folder = folder
	subject, err := proc.Git(ctx, "show", "--no-patch", "--no-show-signature", "--format=%s", b.commit)
	if err != nil {
		return nil, err
	}
	b.subject = plain(subject)
	if b.files, err = filesAt(ctx, b.commit, folder, ".bench"); err != nil {
		return nil, err
	}
	if b.figures, err = readFigures(b.files, b.short()+":"+folder); err != nil {
		return nil, fmt.Errorf("%w; give a BASE whose results can be read", err)
	}
	if len(b.figures.Names) == 0 {
		if prefix, err := proc.Git(ctx, "rev-parse", "--show-prefix"); err == nil && prefix != "\n" {
			return nil, fmt.Errorf("there are no figures below %s; run this at the root of the repository", strings.TrimSpace(prefix))
		}
		return nil, fmt.Errorf("BASE %s (%s) has no virtual figures in %s/*.bench, so there is nothing to compare with; give a later BASE", b.short(), b.how, folder)
	}
	return b, nil
}

// mainBranches are where the merge base is looked for. One may be behind the other.
var mainBranches = []string{"refs/heads/main", "refs/remotes/origin/main"}

func resolve(ctx context.Context, given string) (*Base, error) {
	if given != "" {
		commit, err := commitOf(ctx, given)
		if err != nil {
			return nil, fmt.Errorf("BASE=%s: there is no such commit here; check the name, or fetch it%s", given, shallowHint(ctx))
		}
		return &Base{commit: commit, how: "BASE=" + given}, nil
	}
	args := []string{"merge-base", "HEAD"}
	for _, branch := range mainBranches {
		if commit, err := commitOf(ctx, branch); err == nil {
			args = append(args, commit)
		}
	}
	if len(args) == 2 {
		return nil, fmt.Errorf("there is no branch main here to compare with; give BASE, a commit%s", shallowHint(ctx))
	}
	commit, err := proc.Git(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("HEAD and main have no commit in common here; give BASE, a commit%s", shallowHint(ctx))
	}
	return &Base{commit: strings.TrimSpace(commit), how: "the merge base with main"}, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{40,64}$`)

// commitOf is the full hash of a revision's commit. An option is no revision, and
// neither is what leaves commits out (^HEAD).
func commitOf(ctx context.Context, revision string) (string, error) {
	hash, err := proc.Git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if hash = strings.TrimSpace(hash); err == nil && !hashForm.MatchString(hash) {
		err = fmt.Errorf("%s is no commit", revision)
	}
	return hash, err
}

// shallowHint is what to do about a clone whose history was cut off.
func shallowHint(ctx context.Context) string {
	if out, err := proc.Git(ctx, "rev-parse", "--is-shallow-repository"); err != nil || strings.TrimSpace(out) != "true" {
		return ""
	}
	return "; this clone is shallow, git fetch --unshallow brings the rest of its history"
}

// filesAt are the files that a commit has in a folder, by name, of those that end in
// ext; none if it has no such folder. Paths are relative to the working directory.
func filesAt(ctx context.Context, commit, dir, ext string) (map[string]string, error) {
	list, err := proc.Git(ctx, "ls-tree", "-z", "--name-only", commit, filepath.ToSlash(dir)+"/")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for name := range strings.SplitSeq(list, "\x00") {
		if path.Ext(name) != ext {
			continue
		}
		text, err := proc.Git(ctx, "cat-file", "blob", commit+":./"+name)
		if err != nil {
			return nil, err
		}
		files[path.Base(name)] = text
	}
	return files, nil
}

// readFigures takes the virtual figures of results files of any age: keys and units
// that this version has not are no mistake in what another one wrote. Figures of the
// real clock are left out.
func readFigures(files map[string]string, folder string) (*gate.Figures, error) {
	var sets []*results.Set
	for _, name := range sortedKeys(files) {
		s := &results.Set{}
		at := path.Join(folder, name)
		found, err := s.Scan([]byte(files[name]), at)
		if err == nil && len(found) == 0 {
			err = fmt.Errorf("%s has no figures", at)
		}
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if !isVirtual(r) {
				continue
			}
			if err := s.AddResult(r); err != nil {
				return nil, fmt.Errorf("%s: cell %s %w", at, r.Name, err)
			}
		}
		sets = append(sets, s)
	}
	figures, err := gate.NewFigures(sets...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return figures, nil
}

func isVirtual(r *benchfmt.Result) bool {
	_, ok := r.Value(cell.Time)
	return ok
}

// acceptances are the lines of commits since the base that accept worse figures, and
// those that look like some. A commit that was reverted accepts nothing.
func (b *Base) acceptances(ctx context.Context) (lines []gate.Acceptance, unclear []string, err error) {
	log, err := proc.Git(ctx, "log", "--no-show-signature", "-z", "--format=%H%n%B", b.commit+"..HEAD") // the last one first
	if err != nil {
		return nil, nil, err
	}
	reverted := map[string]bool{}
	for message := range strings.SplitSeq(log, "\x00") {
		commit, text, _ := strings.Cut(message, "\n")
		if reverted[commit] {
			continue
		}
		for _, m := range revertForm.FindAllStringSubmatch(text, -1) {
			reverted[m[1]] = true
		}
		found, odd := gate.Acceptances(commit[:min(len(commit), 10)], text)
		for _, a := range found {
			a.Why = plain(a.Why)
			lines = append(lines, a)
		}
		for _, line := range odd {
			unclear = append(unclear, plain(line))
		}
	}
	return lines, unclear, nil
}

// revertForm is how git revert names what it takes back.
var revertForm = regexp.MustCompile(`This reverts commit ([0-9a-f]{40,64})`)

// limitsFile has what figures may get worse by.
const limitsFile = "scripts/internal/gate/limits.go"

// changedLimits is how they differ: a change that is judged by its own limits has to
// show them.
func (b *Base) changedLimits(ctx context.Context) ([]string, error) {
	if _, err := proc.Git(ctx, "cat-file", "-e", b.commit+":./"+limitsFile); err != nil {
		return nil, nil // it is of before there were limits
	}
	text, err := proc.Git(ctx, "diff", "--no-color", "--no-ext-diff", "--unified=0", b.commit, "--", limitsFile)
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, plain(line))
	}
	return lines, err
}

// plain is the first 200 characters of a text of unknown origin, without what a
// terminal would take for a command.
func plain(text string) string {
	text = strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text), " ")
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return text
}

var errNoBenchstat = errors.New("benchstat cannot compare; run this inside the repository")

// benchstat compares the tables in which something changed.
func benchstat(ctx context.Context, d *gate.Diff, b *Base, here *gate.Figures, tmp string) (string, error) {
	was, is, err := d.Changed(b.figures, here)
	if err != nil || len(is.Results) == 0 {
		return "", err
	}
	args := []string{"tool", "benchstat", "-ignore", cell.Model, "-table", gate.TableBy}
	for label, set := range map[string]*results.Set{b.short(): was, "here": is} {
		var text bytes.Buffer
		if err := set.Write(&text); err != nil {
			return "", err
		}
		if err := writeFile(filepath.Join(tmp, label), text.Bytes()); err != nil {
			return "", err
		}
	}
	args = append(args, b.short()+"="+filepath.Join(tmp, b.short()), "here="+filepath.Join(tmp, "here"))
	text, err := proc.Go(ctx, "", args...)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errNoBenchstat, err)
	}
	return text, nil
}
