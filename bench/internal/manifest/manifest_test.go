package manifest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Rule: the manifest of a real image gives the sizes of its layers, in order. The
// digests are those that Docker Hub has these manifests under: see
// testdata/README.md.
func TestManifestOfRealImages(t *testing.T) {
	for _, tc := range []struct {
		file, digest string
		sizes        []int64
	}{
		{"manifest-golang.json", "a0b51fe882f269828b63e7f69e6925f85afc548cf7cf967ecbfbcce6afe6f235",
			[]int64{55025206, 5163370, 10876737, 54583611, 85984508, 148950222, 155}},
		{"manifest-httpd.json", "aa0711c4fc25264ce59b5f9315b555ba1252ad0fbd0e290634b693df2045a072",
			[]int64{51354364, 150, 11739507, 8841833, 291}},
	} {
		path := filepath.Join("..", "..", "testdata", tc.file)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if digest := fmt.Sprintf("%x", sha256.Sum256(data)); digest != tc.digest {
			t.Errorf("%s has the SHA-256 %s; want %s: it is not what the registry has", path, digest, tc.digest)
		}
		if got, err := Read(path); err != nil || !slices.Equal(got, tc.sizes) {
			t.Errorf("Read(%s) = %v, %v; want %v", path, got, err, tc.sizes)
		}
	}
}

// ofLayers is an OCI manifest with these layers.
func ofLayers(layers ...string) string {
	return `{"schemaVersion": 2, "config": {}, "layers": [` + strings.Join(layers, ",\n") + `]}`
}

// Rule: an image's manifest of either kind is taken, and only the layers that an
// upload to a cache has, each once.
func TestManifest(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		want []int64
	}{
		"oci":                             {`{"schemaVersion": 2, "mediaType": "` + ociManifest + `", "layers": [{"size": 3, "mediaType": "application/vnd.oci.image.layer.v1.tar+zstd"}]}`, []int64{3}},
		"no media types":                  {ofLayers(`{"size": 3}`, `{"size": 1}`), []int64{3, 1}},
		"empty media type, blanks around": {"\n\t" + `{"mediaType": "", "schemaVersion":2, "layers": [{"size": 3}]}` + "\r\n ", []int64{3}},
		"docker":                          {`{"schemaVersion": 2, "mediaType": "` + dockerManifest + `", "layers": [{"size": 3}], "fsLayers": null}`, []int64{3}},
		"an artifact with layers": {`{"schemaVersion": 2, "mediaType": "` + ociManifest + `", "artifactType": "application/x",
			"config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "size": 9}, "layers": [{"size": 3}], "annotations": {"a": "b"}}`, []int64{3}},
		"foreign": {ofLayers(
			`{"size": 9, "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "urls": ["https://example.com"]}`,
			`{"size": 3, "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip"}`,
			`{"size": 8, "mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar"}`,
			`{"size": 7, "mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"}`), []int64{3}},
		"twice": {ofLayers(`{"size": 3, "digest": "sha256:a"}`, `{"size": 4, "digest": "sha256:b"}`,
			`{"size": 3, "digest": "sha256:a"}`, `{"size": 3, "digest": "sha256:c"}`), []int64{3, 4, 3}},
		"no digests":   {ofLayers(`{"size": 3}`, `{"size": 3}`, `{"size": 4, "digest": ""}`), []int64{3, 3, 4}},
		"another case": {ofLayers(`{"size": 3, "Size": 5, "SIZE": -1}`), []int64{3}},
		"4 GiB":        {ofLayers(`{"size": 4294967295}`, `{"size": 1}`), []int64{4294967295, 1}},
		"4 GiB without those left out": {ofLayers(`{"size": 4294967296, "digest": "a"}`, `{"size": 4294967296, "digest": "a"}`,
			`{"size": 9223372036854775807, "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"}`), []int64{4294967296}},
		"most layers": {ofLayers(slices.Repeat([]string{`{"size": 1}`}, maxLayers)...), slices.Repeat([]int64{1}, maxLayers)},
	} {
		got, err := parseManifest([]byte(tc.file))
		if err != nil || !slices.Equal(got, tc.want) {
			t.Errorf("%s: parseManifest = %v, %v; want %v", name, got, err, tc.want)
		}
	}
}

// Rule: an error says where, what was wrong with which value, and what to do.
func TestManifestErrors(t *testing.T) {
	const kinds = "want an image manifest, as docker manifest inspect, crane manifest or skopeo inspect --raw print it"
	const platform = "choose one platform, such as crane manifest --platform linux/amd64 IMAGE"
	const number = ": want a whole number of bytes, 1 or more, such as 51354364"
	const tooMuch = ": with it the layers have more than 4294967296 bytes (4 GiB), and every byte of the copies is kept in memory; give the manifest of a smaller image"
	const list = ": a list of manifests (an OCI index), one for each platform, without layers: " + platform
	const schema1 = ": a manifest of schema 1, which has no sizes: push the image again with a newer tool and give its manifest of schemaVersion 2"
	const verbose = ": the output of docker manifest inspect -v: give the manifest itself, without -v"
	ofKind := func(mediaType string) string {
		return `{"schemaVersion": 2, "mediaType": "` + mediaType + `", "layers": [{"size": 3}]}`
	}
	path := filepath.Join(t.TempDir(), "m.json")
	for _, tc := range []struct{ file, want string }{
		{"", ": the file is empty: did the command that wrote it fail? W" + kinds[1:]},
		{" \n\t", ": the file is empty: "},
		{"no such manifest: docker.io/library/x\n", ":1:2: not JSON: invalid character 'o' in literal null (expecting 'u'); " + kinds},
		{"{\n\n  \"schemaVersion\": 2,\n  \"layers\": [}", ":4:14: not JSON: invalid character '}' looking for beginning of value; " + kinds},
		{"{\n\"schemaVersion\": 2,", ":2:19: not JSON: unexpected end of JSON input; " + kinds},
		{"\xff\xfe{\x00}\x00", ": the file begins with a byte order mark, as PowerShell's > writes it: save it as UTF-8 without one"},
		{"\xef\xbb\xbf{}", ": the file begins with a byte order mark"},
		{"{\"schemaVersion\": 2}\n\n {\"schemaVersion\": 2}\n", `:3:2: {"schemaVersion": 2} after the end of the manifest: want one manifest in a file, and nothing else`},
		{"{}\n}", ":2:1: } after the end of the manifest"},
		{`"sha256:abc"`, `: "sha256:abc": ` + kinds},
		{`null`, `: null: ` + kinds},

		{`[{"Ref": "x"}]`, ": a JSON array, as docker manifest inspect -v prints for several platforms: give a single image's manifest, without -v; " + platform},
		{`{"Ref": "x", "SchemaV2Manifest": {"schemaVersion": 2}}`, verbose},
		{`{"Ref": "x", "OCIManifest": {"schemaVersion": 2}}`, verbose},
		{`{"schemaVersion": 2, "manifests": []}`, list},
		{ofKind("application/vnd.docker.distribution.manifest.list.v2+json"), list},
		{ofKind("application/vnd.oci.image.index.v1+json"), list},
		{`{"schemaVersion": 1, "name": "x"}`, schema1},
		{`{"fsLayers": [{"blobSum": "sha256:a"}]}`, schema1},
		{ofKind("application/vnd.docker.distribution.manifest.v1+prettyjws"), schema1},
		{ofKind("application/json"), `: mediaType "application/json": want ` + ociManifest + " or " + dockerManifest + "; give the manifest of an image"},
		{ofKind("application/vnd.oci.artifact.manifest.v1+json"), `: mediaType "application/vnd.oci.artifact.manifest.v…: want ` + ociManifest},
		{`{"schemaVersion": 2, "mediaType": 7, "layers": [{"size": 3}]}`, `: mediaType 7: want a string`},
		{`{"Name": "docker.io/library/x", "Layers": ["sha256:a"]}`, ": no schemaVersion: " + kinds},
		{`{"schemaVersion": "2"}`, `: schemaVersion "2": want 2; give ` + kinds[len("want "):]},
		{`{"schemaVersion": 3}`, `: schemaVersion 3: want 2; give an image manifest`},

		{`{"schemaVersion": 2}`, ": no layers: nothing to upload; give the manifest of an image that has some"},
		{ofLayers(), ": no layers: nothing to upload"},
		{`{"schemaVersion": 2, "layers": null}`, ": no layers: nothing to upload"},
		{`{"schemaVersion": 2, "Layers": [{"size": 3}]}`, ": no layers: nothing to upload"},
		{`{"schemaVersion": 2, "layers": {"size": 3}}`, `: layers {"size": 3}: want an array; give an image manifest`},
		{ofLayers(slices.Repeat([]string{`{"size": 1}`}, maxLayers+1)...), ": 1001 layers: want at most 1000; give the manifest of an image with fewer"},

		{ofLayers(`{"size": 3}`, `"sha256:a"`), `: layer 2: "sha256:a": want an object with a size; give an image manifest`},
		{ofLayers(`{"size": 3}`, `null`), `: layer 2: null: want an object with a size`},
		{ofLayers(`{"size": 3}`, `{"digest": "sha256:a"}`), `: layer 2 (sha256:a): no size: give an image manifest`},
		{ofLayers(`{"digest": "sha256:a", "Size": 3}`), `: layer 1 (sha256:a): no size: `},
		{ofLayers(`{"digest": "sha256:6a5a5368e0c2d3e5909184fa28ddfd56072e7ff3ee9a945876f7eee5896ef5bb"}`), `: layer 1 (sha256:6a5a5368e0c2d3e5909184fa28ddfd56…): no size: `},
		{ofLayers(`{"size": "3"}`), `: layer 1: size "3"` + number},
		{ofLayers(`{"size": 1.5}`), `: layer 1: size 1.5` + number},
		{ofLayers(`{"size": 1e400}`), `: layer 1: size 1e400` + number},
		{ofLayers(`{"size": 1e3}`), `: layer 1: size 1e3` + number},
		{ofLayers(`{"size": null}`), `: layer 1: size null` + number},
		{ofLayers(`{"size": 3}`, `{"size": -4, "digest": "sha256:a"}`), `: layer 2 (sha256:a): size -4` + number},
		{ofLayers(`{"size": 0}`), `: layer 1: size 0` + number},
		{ofLayers(`{"size": 0, "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"}`), `: layer 1: size 0` + number},
		{ofLayers(`{"size": 3, "digest": 7}`), `: layer 1: digest 7: want a string`},
		{ofLayers(`{"size": 3, "digest": "sha256:a", "mediaType": []}`), `: layer 1 (sha256:a): mediaType []: want a string`},
		{ofLayers(`{"size": 3, "digest": "sha256:a"}`, `{"size": 4, "digest": "sha256:a"}`),
			`: layer 2 (sha256:a): size 4: layer 1 (sha256:a) has the same digest and 3; correct the one that is wrong`},

		{ofLayers(`{"size": 4294967295}`, `{"size": 2, "digest": "sha256:a"}`), `: layer 2 (sha256:a): size 2` + tooMuch},
		{ofLayers(`{"size": 4294967297}`), `: layer 1: size 4294967297` + tooMuch},
		{ofLayers(`{"size": 1}`, `{"size": 9223372036854775807}`), `: layer 2: size 9223372036854775807` + tooMuch},
		{ofLayers(`{"size": 9223372036854775808}`), `: layer 1: size 9223372036854775808` + number},
		{ofLayers(`{"size": 3, "mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"}`,
			`{"size": 3, "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"}`),
			": no layer is left: all 2 are foreign or non-distributable, which are not uploaded to a cache; give the manifest of another image"},
	} {
		if err := os.WriteFile(path, []byte(tc.file), 0o666); err != nil {
			t.Fatal(err)
		}
		sizes, err := Read(path)
		want := "the manifest " + path + tc.want
		if err == nil || !strings.HasPrefix(err.Error(), want) || sizes != nil {
			t.Errorf("%.300s\n got %v, %v\nwant %s…", tc.file, sizes, err, want)
		}
	}
}

// Rule: what is not a small file is refused before it is read.
func TestManifestRefusesOtherFiles(t *testing.T) {
	dir := t.TempDir()
	huge := filepath.Join(dir, "huge.json")
	if err := os.WriteFile(huge, bytes.Repeat([]byte(" "), maxManifest+1), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "missing.json"): "does not exist; a relative path starts in the folder of the package",
		"missing.json":                     "does not exist; a relative path",
		dir:                                "is a directory or no regular file; want a JSON file",
		os.DevNull:                         "is a directory or no regular file",
		"bad\x00name":                      "cannot be read: ",
		huge:                               "has 8388609 bytes; want at most 8388608: is it another file?",
	} {
		_, err := Read(path)
		if want := fmt.Sprintf("the manifest %q %s", path, want); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v; want %s", err, want)
		}
	}
}

// Rule: a file never crashes the reader of it; what it accepts can be uploaded.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(ofLayers(`{"size": 3, "digest": "sha256:a"}`, `{"size": 3, "digest": "sha256:a"}`)))
	f.Add([]byte(ofLayers(`{"size": 9223372036854775807}`, `{"size": 4294967296}`)))
	f.Add([]byte(`{"schemaVersion": 2, "mediaType": null, "layers": [{"size": 1e999}, [{}]]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		sizes, err := parseManifest(file)
		if err != nil {
			return
		}
		total := int64(0)
		for _, size := range sizes {
			total += size
			if size < 1 || total > maxImage {
				t.Errorf("%q is accepted: %d", file, sizes)
			}
		}
		if len(sizes) == 0 || len(sizes) > maxLayers {
			t.Errorf("%q is accepted: %d layers", file, len(sizes))
		}
	})
}
