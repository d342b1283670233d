package main

import "strings"

// key is the value of a key in a cell's name.
func key(cell, name string) string {
	for _, e := range strings.Split(cell, "/") {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}

// with is the cell's name with another value of a key.
func with(cell, name, value string) string {
	return strings.Replace(cell, name+"="+key(cell, name), name+"="+value, 1)
}
