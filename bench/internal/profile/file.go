package profile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"readeratbench/bench/internal/jsonfile"
	"readeratbench/internal/cell"
)

// Selected is the profile that cell.EnvProfile asks for.
func Selected() (Profile, error) {
	name := os.Getenv(cell.EnvProfile)
	switch {
	case name == "":
		return S3Standard(), nil
	case strings.ContainsAny(name, "/"+string(os.PathSeparator)) || strings.HasSuffix(name, ".json"):
		p, err := readProfile(name)
		if err != nil {
			return Profile{}, fmt.Errorf("bench: %s: %w", cell.EnvProfile, err)
		}
		return p, nil
	}
	p, err := named(name)
	if err != nil {
		return Profile{}, fmt.Errorf("bench: %s: %w, or a file: a path with a / in it, or one that ends in .json", cell.EnvProfile, err)
	}
	return p, nil
}

// maxProfileFile is far above any profile: what is larger is another file.
const maxProfileFile = 1 << 20

// readProfile reads a profile from a file. Its errors name the file, the line and
// column where known, the field, its value, and what was wanted.
func readProfile(path string) (Profile, error) {
	data, err := jsonfile.Read("profile", path, maxProfileFile)
	if err != nil {
		return Profile{}, err
	}
	p, err := parseProfile(data)
	return p, jsonfile.Located("profile", path, data, err)
}

const exampleProfile = `{"name": "office", "base": "s3-standard", "rtt": "35ms"}`

// parseProfile makes a profile of the file's bytes.
func parseProfile(data []byte) (Profile, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return Profile{}, fmt.Errorf("the file is empty; want an object such as %s", exampleProfile)
	}
	all, err := members(data)
	if err != nil {
		return Profile{}, err
	}
	p, base, err := baseOf(all)
	if err != nil {
		return Profile{}, err
	}
	p.Name = ""
	if err := assign(all, append(p.fields(), field{"base", &base, "the name of a built-in profile"})); err != nil {
		return Profile{}, err
	}
	if _, err := named(p.Name); err == nil {
		return Profile{}, explain(&fieldError{"name", fmt.Sprintf("%q", p.Name), "another name than that of a built-in profile"}, all, base)
	}
	if err := p.Check(); err != nil {
		return Profile{}, explain(err, all, base)
	}
	return p, nil
}

// baseOf is the profile that the others' fields change: the one that "base" names,
// or an empty one.
func baseOf(all []member) (p Profile, base string, err error) {
	for _, m := range all {
		if m.name != "base" {
			continue
		}
		if err := decode(m.value, m.at, &base, "the name of a built-in profile"); err != nil {
			return p, "", &jsonfile.ErrorAt{Offset: m.at, Err: fmt.Errorf("base %w", err)}
		}
		if p, err = named(base); err != nil {
			return p, "", &jsonfile.ErrorAt{Offset: m.at, Err: fmt.Errorf("base: %w", err)}
		}
	}
	return p, base, nil
}

// explain adds to what Check found where the value comes from.
func explain(err error, all []member, base string) error {
	var e *fieldError
	if !errors.As(err, &e) {
		return err
	}
	name, _, _ := strings.Cut(e.field, ".")
	for _, m := range all {
		if m.name == name {
			return &jsonfile.ErrorAt{Offset: m.at, Err: e}
		}
	}
	switch {
	case name == "name":
		return errors.New(`no name; add one, such as "name": "office"`)
	case base != "":
		return fmt.Errorf("%w (it comes from base %q: give one that fits)", e, base)
	}
	return fmt.Errorf(`no %s; want %s, or a "base" to take it from`, name, e.want)
}
