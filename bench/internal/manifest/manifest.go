// Package manifest reads the sizes of an image's layers from its manifest.
package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"readeratbench/bench/internal/userfile"
)

const (
	// maxFile is the most bytes of a manifest's file: chosen, twice the 4 MiB that
	// Docker's registry takes (distribution, registry/handlers/manifests.go).
	maxFile = 8 << 20

	// maxLayers is chosen, far above the 127 or so of an image that Docker can run
	// (moby/buildkit issue 3067).
	maxLayers = 1000

	// maxImage is the most bytes of the layers of an image together, chosen: every
	// byte of the copies is kept in memory.
	maxImage int64 = 4 << 30
)

// The two kinds of image manifest: OCI image-spec, manifest.md, and Docker's image
// manifest V2, schema 2.
const (
	ociManifest    = "application/vnd.oci.image.manifest.v1+json"
	dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
)

const (
	wanted      = "an image manifest, as docker manifest inspect, crane manifest or skopeo inspect --raw print it"
	onePlatform = "choose one platform, such as crane manifest --platform linux/amd64 IMAGE"
)

// manifest is an image's, or what is given in its place. It may have more fields.
type manifest struct {
	SchemaVersion int     `json:"schemaVersion"`
	MediaType     string  `json:"mediaType"`
	Layers        []layer `json:"layers"`

	Manifests        any `json:"manifests"`        // of a list
	SchemaV2Manifest any `json:"SchemaV2Manifest"` // of docker manifest inspect -v
	OCIManifest      any `json:"OCIManifest"`
}

type layer struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"` // "" if there is none
	Size      int64  `json:"size"`
}

// foreign tells whether a layer stays where its urls say, and no cache has it: OCI
// image-spec, layer.md, "Non-Distributable Layers", and Docker's schema 2.
func (l layer) foreign() bool {
	return strings.HasPrefix(l.MediaType, "application/vnd.oci.image.layer.nondistributable.") ||
		strings.HasPrefix(l.MediaType, "application/vnd.docker.image.rootfs.foreign.")
}

// Read returns the sizes in bytes of the layers of the OCI or Docker image manifest in
// a file, in order. It leaves out what an upload to a cache leaves out: foreign and
// non-distributable layers, and a layer that has been there before. The sizes are 1 or
// more and maxImage or less together, and there is at least one. Its errors name the
// file, what is wrong with which value, and what to do.
func Read(path string) ([]int64, error) {
	data, err := userfile.Read("manifest", path, maxFile)
	if err != nil {
		return nil, err
	}
	sizes, err := parse(data)
	return sizes, userfile.Located("manifest", path, data, userfile.Offset(err), err)
}

// parse returns the sizes of the layers to upload, from the file's bytes.
func parse(data []byte) ([]int64, error) {
	var m manifest
	err := json.Unmarshal(data, &m)
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field == "" && e.Value == "array" {
		return nil, errors.New("an array, as docker manifest inspect -v prints for several platforms: leave out -v; " + onePlatform)
	}
	if err != nil {
		return nil, fmt.Errorf("%w; want %s", err, wanted)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return uploaded(m.Layers)
}

// check refuses what is not the manifest of a single image.
func (m manifest) check() error {
	switch {
	case m.SchemaV2Manifest != nil || m.OCIManifest != nil:
		return errors.New("the output of docker manifest inspect -v: give the manifest itself, without -v")
	case m.Manifests != nil || strings.Contains(m.MediaType, ".manifest.list.") || strings.Contains(m.MediaType, ".image.index."):
		return errors.New("a list of manifests (an OCI index), one for each platform, without layers: " + onePlatform)
	case m.MediaType != "" && m.MediaType != ociManifest && m.MediaType != dockerManifest:
		return fmt.Errorf("mediaType %q: want %s or %s; give the manifest of an image", m.MediaType, ociManifest, dockerManifest)
	case m.SchemaVersion != 2: // 1 has no sizes
		return fmt.Errorf("schemaVersion %d: want 2; give %s, and push an old image again", m.SchemaVersion, wanted)
	case len(m.Layers) == 0 || len(m.Layers) > maxLayers:
		return fmt.Errorf("%d layers: want 1 to %d", len(m.Layers), maxLayers)
	}
	return nil
}

// uploaded returns the sizes of the layers that an upload to a cache has.
func uploaded(layers []layer) (sizes []int64, err error) {
	seen := make(map[string]int64)
	total := int64(0)
	for i, l := range layers {
		name := fmt.Sprintf("layer %d (%.40s)", i+1, l.Digest)
		size, twice := seen[l.Digest]
		switch {
		case l.Size < 1:
			return nil, fmt.Errorf("%s: size %d: want a whole number of bytes, 1 or more", name, l.Size)
		case l.foreign():
			continue
		case twice && size != l.Size:
			return nil, fmt.Errorf("%s: size %d: a layer before it has the same digest and %d; correct the one that is wrong", name, l.Size, size)
		case twice:
			continue // exported once
		case l.Size > maxImage-total: // not total+l.Size, which may overflow
			return nil, fmt.Errorf("%s: size %d: with it the layers have more than %d bytes (4 GiB), and every byte of the copies is kept in memory", name, l.Size, maxImage)
		}
		if l.Digest != "" {
			seen[l.Digest] = l.Size
		}
		total += l.Size
		sizes = append(sizes, l.Size)
	}
	if len(sizes) == 0 {
		return nil, fmt.Errorf("no layer is left: all %d are foreign or non-distributable, which are not uploaded to a cache", len(layers))
	}
	return sizes, nil
}
