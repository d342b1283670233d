package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"readeratbench/scripts/internal/gate"
)

// baseline is the commit that is compared with, and what it has in results/.
type baseline struct {
	commit  string // full hash
	how     string // it was chosen
	subject string

	files     map[string]string // of figures, as they are there
	figures   *gate.Figures     // the virtual ones
	realClock []string          // files without any
}

func (b *baseline) short() string { return b.commit[:min(len(b.commit), 10)] }

// readBase finds the commit and reads its figures.
func readBase(ctx context.Context, o options) (*baseline, error) {
	if _, err := git(ctx, "rev-parse", "--git-dir"); err != nil {
		return nil, err // it says that there is no git, or no repository
	}
	b, err := resolveBase(ctx, o.base)
	if err != nil {
		return nil, err
	}
	subject, err := git(ctx, "show", "--no-patch", "--no-show-signature", "--format=%s", b.commit)
	if err != nil {
		return nil, err
	}
	b.subject = plain(subject)
	if b.files, err = filesAt(ctx, b.commit, o.results, ".bench"); err != nil {
		return nil, err
	}
	if b.figures, b.realClock, err = readFiles(b.files, b.short()+":"+o.results); err != nil {
		return nil, fmt.Errorf("%w; give a BASE whose results can be read", err)
	}
	if len(b.figures.Names) == 0 {
		if folder, err := git(ctx, "rev-parse", "--show-prefix"); err == nil && folder != "\n" {
			return nil, fmt.Errorf("there are no figures below %s; run this at the root of the repository", strings.TrimSpace(folder))
		}
		return nil, fmt.Errorf("BASE %s (%s) has no virtual figures in %s/*.bench, so there is nothing to compare with; give a later BASE", b.short(), b.how, o.results)
	}
	return b, nil
}

// mainBranches are where the merge base is looked for. One may be behind the other.
var mainBranches = []string{"refs/heads/main", "refs/remotes/origin/main"}

// resolveBase finds the commit of a revision, or the merge base with main.
func resolveBase(ctx context.Context, given string) (*baseline, error) {
	if given != "" {
		commit, err := commitOf(ctx, given)
		if err != nil {
			return nil, fmt.Errorf("BASE=%s: there is no such commit here; check the name, or fetch it%s", given, shallowHint(ctx))
		}
		return &baseline{commit: commit, how: "BASE=" + given}, nil
	}
	if _, err := commitOf(ctx, "HEAD"); err != nil {
		return nil, errors.New("no commit is checked out here; run this inside a clone of the repository")
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
	commit, err := git(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("HEAD and main have no commit in common here; give BASE, a commit%s", shallowHint(ctx))
	}
	return &baseline{commit: strings.TrimSpace(commit), how: "the merge base with main"}, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{40,64}$`)

// commitOf is the full hash of a revision's commit. An option is no revision, and
// neither is what leaves commits out (^HEAD).
func commitOf(ctx context.Context, revision string) (string, error) {
	hash, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
	if hash = strings.TrimSpace(hash); err == nil && !hashForm.MatchString(hash) {
		err = fmt.Errorf("%s is no commit", revision)
	}
	if err != nil {
		return "", err
	}
	hash, err = git(ctx, "rev-parse", "--verify", "--quiet", hash+"^{commit}") // of a tag
	return strings.TrimSpace(hash), err
}

// shallowHint is what to do about a clone whose history was cut off.
func shallowHint(ctx context.Context) string {
	if out, err := git(ctx, "rev-parse", "--is-shallow-repository"); err != nil || strings.TrimSpace(out) != "true" {
		return ""
	}
	return "; this clone is shallow, git fetch --unshallow brings the rest of its history"
}

// filesAt are the files that a commit has in a folder, by name, of those that end in
// ext; none if it has no such folder. Paths are relative to the working directory.
func filesAt(ctx context.Context, commit, dir, ext string) (map[string]string, error) {
	dir = filepath.ToSlash(dir) + "/"
	list, err := git(ctx, "ls-tree", "-z", "--name-only", commit, dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for name := range strings.SplitSeq(list, "\x00") {
		if path.Ext(name) != ext {
			continue
		}
		text, err := git(ctx, "cat-file", "blob", commit+":./"+name)
		if err != nil {
			return nil, err
		}
		files[path.Base(name)] = text
	}
	return files, nil
}

// acceptances are the lines of commits since the base that accept worse figures, and
// those that look like some. A commit that was reverted accepts nothing.
func (b *baseline) acceptances(ctx context.Context) (lines []gate.Acceptance, unclear []string, err error) {
	log, err := git(ctx, "log", "--no-show-signature", "-z", "--format=%H%n%B", b.commit+"..HEAD") // the last one first
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

// plain is the first 200 characters of a text that anybody may have written, without
// what a terminal would take for a command.
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
