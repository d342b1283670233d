package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/results"
)

// baseline is the commit that is compared with, and what it has in results/.
type baseline struct {
	commit  string // full hash
	how     string // it was chosen
	subject string

	files   map[string]string // of figures, virtual or not, as they are there
	figures *gate.Figures     // the virtual ones
}

func (b *baseline) short() string { return b.commit[:min(len(b.commit), 10)] }

// readBase finds the commit and reads its figures.
func readBase(ctx context.Context, o options) (*baseline, error) {
	b, err := resolveBase(ctx, o.base)
	if err != nil {
		return nil, err
	}
	subject, err := git(ctx, "log", "-1", "--format=%s", b.commit)
	if err != nil {
		return nil, err
	}
	b.subject = strings.TrimSpace(subject)
	if b.files, err = b.read(ctx, o.results, ".bench"); err != nil {
		return nil, err
	}
	var sets []*results.Set
	for _, name := range sortedKeys(b.files) {
		set, err := readSet([]byte(b.files[name]), b.short()+":"+path.Join(o.results, name))
		if err != nil {
			return nil, fmt.Errorf("%w; give a BASE whose results can be read", err)
		}
		sets = append(sets, set)
	}
	if b.figures, err = gate.NewFigures(sets...); err != nil {
		return nil, fmt.Errorf("%s: %w; give a BASE whose results can be read", b.short(), err)
	}
	if len(b.figures.Names) == 0 {
		return nil, fmt.Errorf("BASE %s (%s) has no virtual figures in %s/*.bench, so there is nothing to compare with; give a later BASE", b.short(), b.how, o.results)
	}
	return b, nil
}

// mainBranches are where the merge base is looked for, in this order.
var mainBranches = []string{"main", "origin/main"}

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
	i := slices.IndexFunc(mainBranches, func(branch string) bool {
		_, err := commitOf(ctx, branch)
		return err == nil
	})
	if i < 0 {
		return nil, fmt.Errorf("there is no branch main here to compare with; give BASE, a commit%s", shallowHint(ctx))
	}
	commit, err := git(ctx, "merge-base", "HEAD", mainBranches[i])
	if err != nil {
		return nil, fmt.Errorf("HEAD and %s have no commit in common here; give BASE, a commit%s", mainBranches[i], shallowHint(ctx))
	}
	return &baseline{commit: strings.TrimSpace(commit), how: "the merge base with " + mainBranches[i]}, nil
}

// commitOf is the full hash of a revision. An option is no revision.
func commitOf(ctx context.Context, revision string) (string, error) {
	out, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	return strings.TrimSpace(out), err
}

// shallowHint is what to do about a clone whose history was cut off.
func shallowHint(ctx context.Context) string {
	if out, err := git(ctx, "rev-parse", "--is-shallow-repository"); err != nil || strings.TrimSpace(out) != "true" {
		return ""
	}
	return "; this clone is shallow, git fetch --unshallow brings the rest of its history"
}

// read are the files of a folder, by name, that end in ext; none if there is no such
// folder. Paths are relative to the working directory, on both sides.
func (b *baseline) read(ctx context.Context, dir, ext string) (map[string]string, error) {
	dir = filepath.ToSlash(dir) + "/"
	list, err := git(ctx, "ls-tree", "-z", "--name-only", b.commit, dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for name := range strings.SplitSeq(list, "\x00") {
		if path.Ext(name) != ext {
			continue
		}
		text, err := git(ctx, "cat-file", "blob", b.commit+":./"+name)
		if err != nil {
			return nil, err
		}
		files[path.Base(name)] = text
	}
	return files, nil
}

// acceptances are the lines of commits since the base that accept worse figures.
func (b *baseline) acceptances(ctx context.Context) (lines []gate.Acceptance, unclear []string, err error) {
	log, err := git(ctx, "log", "-z", "--format=%h%n%B", b.commit+"..HEAD")
	if err != nil {
		return nil, nil, err
	}
	for message := range strings.SplitSeq(log, "\x00") {
		commit, text, _ := strings.Cut(message, "\n")
		found, odd := gate.Acceptances(commit, text)
		lines = append(lines, found...)
		for _, line := range odd {
			unclear = append(unclear, fmt.Sprintf("commit %s: %q", commit, line))
		}
	}
	return lines, unclear, nil
}
