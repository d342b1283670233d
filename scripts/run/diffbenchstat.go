package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/results"
)

// benchstatOf compares with benchstat the tables in which something changed.
func benchstatOf(ctx context.Context, d *gate.Diff, base, here *gate.Figures, label string) (string, error) {
	was, is, err := d.Changed(base, here)
	if err != nil || len(is.Results) == 0 {
		return "", err
	}
	return benchstatText(ctx, gate.TableBy, label, was.Write, is.Write)
}

// benchstatText is what benchstat says of two files, of which the first has the label.
func benchstatText(ctx context.Context, tables, label string, was, here func(io.Writer) error) (_ string, err error) {
	tmp, err := os.MkdirTemp("", "readeratbench-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	args := []string{"tool", "benchstat", "-ignore", results.ModelKey, "-table", tables}
	for _, side := range []struct {
		label string
		write func(io.Writer) error
	}{{label, was}, {"here", here}} {
		path := filepath.Join(tmp, side.label)
		f, err := os.Create(path)
		if err != nil {
			return "", err
		}
		if err := errors.Join(side.write(f), f.Close()); err != nil {
			return "", err
		}
		args = append(args, side.label+"="+path)
	}
	text, err := goCommand(ctx, "", args...)
	if err != nil {
		return "", fmt.Errorf("benchstat cannot compare; run this inside the repository: %w", err)
	}
	return text, nil
}
