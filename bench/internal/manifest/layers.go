package manifest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"readeratbench/bench/internal/jsonfile"
)

// A layer is an entry of a manifest's layers.
type layer struct {
	name      string // its number from 1 and its digest, for errors
	mediaType string
	digest    string // "" if there is none
	size      int64  // in bytes, 1 or more
}

// uploadedSizes returns the sizes of those of a manifest's layers that an upload to a
// cache has, in order.
func uploadedSizes(entries []json.RawMessage) (sizes []int64, err error) {
	seen := make(map[string]layer)
	total := int64(0)
	for i, entry := range entries {
		l, err := parseLayer(i+1, entry)
		if err != nil {
			return nil, err
		}
		if l.foreign() {
			continue
		}
		if first, ok := seen[l.digest]; ok {
			if first.size != l.size {
				return nil, fmt.Errorf("%s: size %d: %s has the same digest and %d; correct the one that is wrong", l.name, l.size, first.name, first.size)
			}
			continue // exported once
		}
		if l.digest != "" {
			seen[l.digest] = l
		}
		if l.size > maxImage-total { // not total+l.size, which may overflow
			return nil, fmt.Errorf("%s: size %d: with it the layers have more than %d bytes (4 GiB), and every byte of the copies is kept in memory; give the manifest of a smaller image", l.name, l.size, maxImage)
		}
		total += l.size
		sizes = append(sizes, l.size)
	}
	if len(sizes) == 0 {
		return nil, fmt.Errorf("no layer is left: all %d are foreign or non-distributable, which are not uploaded to a cache; give the manifest of another image", len(entries))
	}
	return sizes, nil
}

func parseLayer(number int, entry json.RawMessage) (layer, error) {
	l := layer{name: fmt.Sprintf("layer %d", number)}
	var o object
	if json.Unmarshal(entry, &o) != nil || o == nil {
		return l, fmt.Errorf("%s: %s: want an object with a size; give %s", l.name, jsonfile.Shown(entry), wantManifest)
	}
	var err error
	if l.digest, err = o.text("digest"); err != nil {
		return l, fmt.Errorf("%s: %w", l.name, err)
	}
	if l.digest != "" {
		l.name += fmt.Sprintf(" (%s)", strings.Trim(jsonfile.Shown(o["digest"]), `"`))
	}
	if l.mediaType, err = o.text("mediaType"); err != nil {
		return l, fmt.Errorf("%s: %w", l.name, err)
	}
	size, ok := o["size"]
	if !ok {
		return l, fmt.Errorf("%s: no size: give %s", l.name, wantManifest)
	}
	l.size, err = strconv.ParseInt(string(size), 10, 64)
	if err != nil || l.size < 1 {
		return l, fmt.Errorf("%s: size %s: want a whole number of bytes, 1 or more, such as 51354364", l.name, jsonfile.Shown(size))
	}
	return l, nil
}

// foreign tells whether a layer stays where its urls say, and no cache has it: OCI
// image-spec, layer.md, "Non-Distributable Layers", and Docker's schema 2.
func (l layer) foreign() bool {
	return strings.HasPrefix(l.mediaType, "application/vnd.oci.image.layer.nondistributable.") ||
		strings.HasPrefix(l.mediaType, "application/vnd.docker.image.rootfs.foreign.")
}
