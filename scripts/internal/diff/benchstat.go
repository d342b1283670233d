package diff

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/proc"
)

// tableBy makes a table for each reader in each benchmark, so that a geomean is about one
// thing.
const tableBy = ".name,/uploader,/reader"

func tableOf(n cell.Name) string {
	return fmt.Sprintf(".name:%q /uploader:%q /reader:%q", n.Benchmark(), n.Get("uploader"), n.Get("reader"))
}

// changedTables is benchstat's filter for the tables and units in which a figure with a
// limit changed, and the cells that both sides have. The filter is empty if there are
// none.
func changedTables(d *gate.Diff) (filter string, both []cell.Name) {
	units := map[string][]string{}
	for _, c := range d.Cells {
		if c.New || c.BaseModel != c.Model {
			continue
		}
		both = append(both, c.Name)
		table := tableOf(c.Name)
		for _, ch := range c.Changes {
			if ch.Judged() {
				units[table] = appendNew(units[table], fmt.Sprintf("%q", ch.Unit))
			}
		}
	}
	var tables []string
	for _, table := range sortedKeys(units) {
		tables = append(tables, fmt.Sprintf("(%s .unit:(%s))", table, strings.Join(slices.Sorted(slices.Values(units[table])), " OR ")))
	}
	return strings.Join(tables, " OR "), both
}

// compareTables has benchstat compare the changed tables.
func (r *Report) compareTables(ctx context.Context) error {
	filter, both := changedTables(r.diff)
	if filter == "" {
		return nil
	}
	tmp, err := os.MkdirTemp("", "readeratbench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	was, is := r.base.Set(both), r.here.Set(both)
	was.Units = is.Units // one direction for both, or benchstat refuses them
	if err := files.Write(tmp, []files.File{{Name: "base", WriteTo: was.Write}, {Name: "here", WriteTo: is.Write}}); err != nil {
		return err
	}
	r.benchstat, err = proc.Go(ctx, "", "tool", "benchstat", "-ignore", cell.Model, "-table", tableBy, "-filter", filter,
		r.Base.short()+"="+filepath.Join(tmp, "base"), "here="+filepath.Join(tmp, "here"))
	if err != nil {
		return fmt.Errorf("benchstat cannot compare; run this inside the repository: %w", err)
	}
	return nil
}
