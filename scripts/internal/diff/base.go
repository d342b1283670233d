// Package diff compares the figures of the working tree with those that a commit has in
// results/, and reports which are worse than their limits allow.
package diff

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/proc"
	"readeratbench/scripts/internal/results"
)

// Base is the commit to compare with, and what it has in its results folder.
type Base struct {
	commit  string // full hash
	how     string // it was chosen
	subject string
	folder  string // of results, in that commit and here

	files   map[string]string // results files by name, virtual and wall
	figures *gate.Figures     // the virtual ones
}

func (b *Base) short() string { return short(b.commit) }

func short(commit string) string { return commit[:min(len(commit), 10)] }

// ReadBase finds the commit of a revision, or the merge base with main if that is empty,
// and reads the figures in its results folder.
func ReadBase(ctx context.Context, revision, folder string) (*Base, error) {
	if _, err := proc.Git(ctx, "rev-parse", "--git-dir"); err != nil {
		return nil, err // no git, or no repository
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
	if b.files, b.figures, err = figuresAt(ctx, b.commit, b.short(), folder); err != nil {
		return nil, fmt.Errorf("%w; give a BASE whose results can be read", err)
	}
	if len(b.figures.Names) == 0 {
		if prefix, err := proc.Git(ctx, "rev-parse", "--show-prefix"); err == nil && prefix != "\n" {
			return nil, fmt.Errorf("there are no figures below %s; run this at the root of the repository", strings.TrimSpace(prefix))
		}
		return nil, fmt.Errorf("BASE %s (%s) has no virtual figures in %s/*.bench to compare with; give a later BASE", b.short(), b.how, folder)
	}
	return b, nil
}

// mainBranches may have different commits; the merge base is with the later one.
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

// commitOf is the full hash of a revision's commit. An exclusion (^HEAD) is not one.
func commitOf(ctx context.Context, revision string) (string, error) {
	hash, err := proc.Git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(hash, "^") {
		return "", fmt.Errorf("%s is not a commit", revision)
	}
	// Apart, because :/text would take the suffix for a part of the text.
	hash, err = proc.Git(ctx, "rev-parse", "--verify", "--quiet", strings.TrimSpace(hash)+"^{commit}")
	return strings.TrimSpace(hash), err
}

// shallowHint says what to do about a clone whose history was cut off.
func shallowHint(ctx context.Context) string {
	if out, err := proc.Git(ctx, "rev-parse", "--is-shallow-repository"); err != nil || strings.TrimSpace(out) != "true" {
		return ""
	}
	return "; this clone is shallow, git fetch --unshallow fetches the rest of its history"
}

// filesAt are the files with an extension that a commit has in a folder, by name. Paths
// are relative to the working directory; a missing folder has no files.
func filesAt(ctx context.Context, commit, dir, ext string) (map[string]string, error) {
	list, err := proc.Git(ctx, "ls-tree", "-z", "--name-only", commit, dir+"/")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for name := range strings.SplitSeq(list, "\x00") {
		if path.Ext(name) != ext {
			continue
		}
		if files[path.Base(name)], err = proc.Git(ctx, "cat-file", "blob", commit+":./"+name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// figuresAt are the results files of a commit and the virtual figures in them.
func figuresAt(ctx context.Context, commit, label, folder string) (map[string]string, *gate.Figures, error) {
	files, err := filesAt(ctx, commit, folder, ".bench")
	if err != nil {
		return nil, nil, err
	}
	figures, err := readFigures(files, label+":"+folder)
	return files, figures, err
}

// readFigures reads the virtual figures of results files. They may be of another version
// of this program, so unknown keys and units are no error.
func readFigures(files map[string]string, folder string) (*gate.Figures, error) {
	var sets []*results.Set
	for _, name := range sortedKeys(files) {
		s, at := &results.Set{}, path.Join(folder, name)
		found, err := s.Scan([]byte(files[name]), at)
		if err == nil && len(found) == 0 {
			err = fmt.Errorf("%s has no figures", at)
		}
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if _, virtual := r.Value(cell.Time); !virtual {
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

// plain is the first 200 characters of a text that anyone may have written. Control
// characters, which a terminal may obey, become blanks.
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
