package manifest

import (
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
		"docker":                          {`{"schemaVersion": 2, "mediaType": "` + dockerManifest + `", "layers": [{"size": 3}]}`, []int64{3}},
		"an artifact with layers": {`{"schemaVersion": 2, "mediaType": "` + ociManifest + `", "artifactType": "application/x",
			"config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "size": 9}, "layers": [{"size": 3}], "annotations": {"a": "b"}}`, []int64{3}},
		"foreign": {ofLayers(
			`{"size": 9, "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "urls": ["https://example.com"]}`,
			`{"size": 3, "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip"}`,
			`{"size": 8, "mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar"}`,
			`{"size": 7, "mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"}`), []int64{3}},
		"twice": {ofLayers(`{"size": 3, "digest": "sha256:a"}`, `{"size": 4, "digest": "sha256:b"}`,
			`{"size": 3, "digest": "sha256:a"}`, `{"size": 3, "digest": "sha256:c"}`), []int64{3, 4, 3}},
		"no digests": {ofLayers(`{"size": 3}`, `{"size": 3}`, `{"size": 4, "digest": ""}`), []int64{3, 3, 4}},
		"4 GiB":      {ofLayers(`{"size": 4294967295}`, `{"size": 1}`), []int64{4294967295, 1}},
		"4 GiB without those left out": {ofLayers(`{"size": 4294967296, "digest": "a"}`, `{"size": 4294967296, "digest": "a"}`,
			`{"size": 9223372036854775807, "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"}`), []int64{4294967296}},
		"most layers": {ofLayers(slices.Repeat([]string{`{"size": 1}`}, maxLayers)...), slices.Repeat([]int64{1}, maxLayers)},
	} {
		got, err := parse([]byte(tc.file))
		if err != nil || !slices.Equal(got, tc.want) {
			t.Errorf("%s: parse = %v, %v; want %v", name, got, err, tc.want)
		}
	}
}

// Rule: an error says where, what was wrong with which value, and what to do.
func TestManifestErrors(t *testing.T) {
	const kinds = "; want an image manifest, as docker manifest inspect, crane manifest or skopeo inspect --raw print it"
	const platform = "choose one platform, such as crane manifest --platform linux/amd64 IMAGE"
	const number = ": want a whole number of bytes, 1 or more"
	const tooMuch = ": with it the layers have more than 4294967296 bytes (4 GiB)"
	const list = ": a list of manifests (an OCI index), one for each platform, without layers: " + platform
	const verbose = ": the output of docker manifest inspect -v: give the manifest itself, without -v"
	ofKind := func(mediaType string) string {
		return `{"schemaVersion": 2, "mediaType": "` + mediaType + `", "layers": [{"size": 3}]}`
	}
	path := filepath.Join(t.TempDir(), "m.json")
	for _, tc := range []struct{ file, want string }{
		{"no such manifest: docker.io/library/x\n", ":1:2: invalid character 'o' in literal null (expecting 'u')" + kinds},
		{"{\n\n  \"schemaVersion\": 2,\n  \"layers\": [}", ":4:14: invalid character '}' looking for beginning of value" + kinds},
		{"{\n\"schemaVersion\": 2,", ":2:19: unexpected end of JSON input" + kinds},
		{"{\"schemaVersion\": 2}\n\n {\"schemaVersion\": 2}\n", `:3:2: invalid character '{' after top-level value`},
		{`"sha256:abc"`, `:1:12: json: cannot unmarshal string`},
		{`null`, `: schemaVersion 0: want 2`},

		{`[{"Ref": "x"}]`, ": an array, as docker manifest inspect -v prints for several platforms: leave out -v; " + platform},
		{`{"Ref": "x", "SchemaV2Manifest": {"schemaVersion": 2}}`, verbose},
		{`{"Ref": "x", "OCIManifest": {"schemaVersion": 2}}`, verbose},
		{`{"schemaVersion": 2, "manifests": []}`, list},
		{ofKind("application/vnd.docker.distribution.manifest.list.v2+json"), list},
		{ofKind("application/vnd.oci.image.index.v1+json"), list},
		{`{"schemaVersion": 1, "fsLayers": [{"blobSum": "sha256:a"}]}`, ": schemaVersion 1: want 2; give an image manifest"},
		{ofKind("application/json"), `: mediaType "application/json": want ` + ociManifest + " or " + dockerManifest},
		{`{"schemaVersion": 2, "mediaType": 7}`, `:1:35: json: cannot unmarshal number into Go struct field manifest.mediaType of type string` + kinds},
		{`{"Name": "docker.io/library/x", "Layers": ["sha256:a"]}`, ":1:53: json: cannot unmarshal string into Go struct field manifest.layers of type manifest.layer" + kinds},

		{`{"schemaVersion": 2}`, ": 0 layers: want 1 to 1000"},
		{ofLayers(slices.Repeat([]string{`{"size": 1}`}, maxLayers+1)...), ": 1001 layers: want 1 to 1000"},

		{ofLayers(`{"size": 3}`, `{"digest": "sha256:a"}`), `: layer 2 (sha256:a): size 0` + number},
		{ofLayers(`{"size": 1.5}`), `:1:58: json: cannot unmarshal number 1.5 into Go struct field layer.layers.size of type int64` + kinds},
		{ofLayers(`{"size": -4}`), `: layer 1 (): size -4` + number},
		{ofLayers(`{"size": 3, "digest": "sha256:a"}`, `{"size": 4, "digest": "sha256:a"}`),
			`: layer 2 (sha256:a): size 4: a layer before it has the same digest and 3; correct the one that is wrong`},

		{ofLayers(`{"size": 4294967295}`, `{"size": 2, "digest": "sha256:a"}`), `: layer 2 (sha256:a): size 2` + tooMuch},
		{ofLayers(`{"size": 1}`, `{"size": 9223372036854775807}`), `: layer 2 (): size 9223372036854775807` + tooMuch},
		{ofLayers(`{"size": 3, "mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"}`),
			": no layer is left: all 1 are foreign or non-distributable"},
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

// Rule: a file never crashes the reader of it; what it accepts can be uploaded.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(ofLayers(`{"size": 3, "digest": "sha256:a"}`, `{"size": 3, "digest": "sha256:a"}`)))
	f.Add([]byte(ofLayers(`{"size": 9223372036854775807}`, `{"size": 4294967296}`)))
	f.Add([]byte(`{"schemaVersion": 2, "mediaType": null, "layers": [{"size": 1e999}, [{}]]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		sizes, err := parse(file)
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
