// Package manifest reads the sizes of an image's layers from its manifest.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"readeratbench/bench/internal/jsonfile"
)

const (
	// maxManifest is the most bytes of a manifest's file: chosen, twice the 4 MiB that
	// Docker's registry takes (distribution, registry/handlers/manifests.go).
	maxManifest = 8 << 20

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
	wantManifest = "an image manifest, as docker manifest inspect, crane manifest or skopeo inspect --raw print it"
	onePlatform  = "choose one platform, such as crane manifest --platform linux/amd64 IMAGE"
)

// Read returns the sizes in bytes of the layers of the OCI or Docker image
// manifest in a file, in order. It leaves out what an upload to a cache leaves out:
// foreign and non-distributable layers, and a layer that has been there before. The
// sizes are 1 or more and maxImage or less together, and there is at least one. Its
// errors name the file, what is wrong with which value, and what to do.
func Read(path string) ([]int64, error) {
	data, err := jsonfile.Read("manifest", path, maxManifest)
	if err != nil {
		return nil, err
	}
	sizes, err := parseManifest(data)
	return sizes, jsonfile.Located("manifest", path, data, err)
}

// An object is a JSON object. Note: a struct would be shorter, but encoding/json finds
// its fields whatever their case, and skopeo inspect without --raw prints "Layers" that
// are something else.
type object map[string]json.RawMessage

// text is the string of a name, and "" if it is not there.
func (o object) text(name string) (string, error) {
	var s string
	if value, ok := o[name]; ok && json.Unmarshal(value, &s) != nil {
		return "", fmt.Errorf("%s %s: want a string", name, jsonfile.Shown(value))
	}
	return s, nil
}

// parseManifest returns the sizes of the layers to upload, from the file's bytes.
func parseManifest(data []byte) ([]int64, error) {
	value, err := onlyValue(data)
	if err != nil {
		return nil, err
	}
	if value[0] == '[' {
		return nil, errors.New("a JSON array, as docker manifest inspect -v prints for several platforms: give a single image's manifest, without -v; " + onePlatform)
	}
	var manifest object
	if json.Unmarshal(value, &manifest) != nil || manifest == nil {
		return nil, fmt.Errorf("%s: want %s", jsonfile.Shown(value), wantManifest)
	}
	if err := checkKind(manifest); err != nil {
		return nil, err
	}
	var layers []json.RawMessage
	if raw, ok := manifest["layers"]; ok && json.Unmarshal(raw, &layers) != nil {
		return nil, fmt.Errorf("layers %s: want an array; give %s", jsonfile.Shown(raw), wantManifest)
	}
	switch {
	case len(layers) == 0:
		return nil, errors.New("no layers: nothing to upload; give the manifest of an image that has some")
	case len(layers) > maxLayers:
		return nil, fmt.Errorf("%d layers: want at most %d; give the manifest of an image with fewer", len(layers), maxLayers)
	}
	return uploadedSizes(layers)
}

// onlyValue returns the one JSON value of a file, without the blanks around it.
func onlyValue(data []byte) (json.RawMessage, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("the file is empty: did the command that wrote it fail? Want " + wantManifest)
	}
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return nil, errors.New("the file begins with a byte order mark, as PowerShell's > writes it: save it as UTF-8 without one")
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	var value json.RawMessage
	if d.Decode(&value) == nil {
		end := int(d.InputOffset())
		rest := bytes.TrimLeft(data[end:], " \t\r\n")
		if len(rest) > 0 {
			return nil, &jsonfile.ErrorAt{Offset: len(data) - len(rest), Err: fmt.Errorf("%s after the end of the manifest: want one manifest in a file, and nothing else", jsonfile.Shown(rest))}
		}
		return value, nil
	}
	err := json.Unmarshal(data, &value) // the Decoder's error does not say where a file ends too early
	at := 0
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = max(0, int(syntax.Offset)-1)
	}
	return nil, &jsonfile.ErrorAt{Offset: at, Err: fmt.Errorf("not JSON: %w; want %s", err, wantManifest)}
}

// checkKind refuses what is not the manifest of a single image, with its sizes.
func checkKind(manifest object) error {
	has := func(name string) bool { return manifest[name] != nil && string(manifest[name]) != "null" }
	mediaType, err := manifest.text("mediaType")
	if err != nil {
		return err
	}
	version := string(manifest["schemaVersion"])
	switch {
	case has("SchemaV2Manifest") || has("OCIManifest"):
		return errors.New("the output of docker manifest inspect -v: give the manifest itself, without -v")
	case has("manifests") || strings.Contains(mediaType, ".manifest.list.") || strings.Contains(mediaType, ".image.index."):
		return errors.New("a list of manifests (an OCI index), one for each platform, without layers: " + onePlatform)
	case has("fsLayers") || version == "1" || strings.Contains(mediaType, ".distribution.manifest.v1+"):
		return errors.New("a manifest of schema 1, which has no sizes: push the image again with a newer tool and give its manifest of schemaVersion 2")
	case mediaType != "" && mediaType != ociManifest && mediaType != dockerManifest:
		return fmt.Errorf("mediaType %s: want %s or %s; give the manifest of an image", jsonfile.Shown(manifest["mediaType"]), ociManifest, dockerManifest)
	case version == "":
		return errors.New("no schemaVersion: want " + wantManifest)
	case version != "2":
		return fmt.Errorf("schemaVersion %s: want 2; give %s", jsonfile.Shown(manifest["schemaVersion"]), wantManifest)
	}
	return nil
}
