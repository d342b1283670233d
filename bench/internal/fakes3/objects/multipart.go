package objects

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"github.com/johannesboyne/gofakes3"
)

// An upload is a multipart upload under way. The backend's lock guards it.
type upload struct {
	key   string
	meta  map[string]string
	parts map[int]*part
}

type part struct {
	blocks []block
	size   int64
	etag   string // without quotes
}

// partETag is opaque, as S3 allows: MD5 would cost 15 times what the rest of the
// store does. It depends on the bytes, so that a stale ETag at Complete is caught.
func partETag(size int64, crc uint32) string { return fmt.Sprintf("%016x%08x", size, crc) }

func (u *upload) free() {
	for _, p := range u.parts {
		freeBlocks(p.blocks)
	}
}

// CreateMultipartUpload makes the ID from the key and the number of uploads
// there were under it: a latency may be drawn from the request, so the ID must
// not depend on the order of requests to other keys.
func (b *Backend) CreateMultipartUpload(bucketName, key string, meta map[string]string) (gofakes3.UploadID, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(bucketName)
	if err != nil {
		return "", err
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, bucketName+"/"+key)
	id := gofakes3.UploadID(fmt.Sprintf("%016x%08x", h.Sum64(), bkt.nextVersion(key)))
	bkt.uploads[id] = &upload{key: key, meta: meta, parts: map[int]*part{}}
	return id, nil
}

// UploadPart replaces an earlier part of that number.
func (b *Backend) UploadPart(bucketName, key string, id gofakes3.UploadID, number int, size int64, in io.Reader) (string, error) {
	blocks, crc, err := receive(in, size)
	if err != nil {
		return "", err
	}
	p := &part{blocks: blocks, size: size, etag: partETag(size, crc)}
	b.mu.Lock()
	defer b.mu.Unlock()
	_, u, err := b.uploadLocked(bucketName, key, id)
	if err != nil {
		freeBlocks(blocks)
		return "", err
	}
	if old := u.parts[number]; old != nil {
		freeBlocks(old.blocks)
	}
	u.parts[number] = p
	return quote(p.etag), nil
}

func (b *Backend) AbortMultipartUpload(bucketName, key string, id gofakes3.UploadID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, u, err := b.uploadLocked(bucketName, key, id)
	if err != nil {
		return err
	}
	u.free()
	delete(bkt.uploads, id)
	return nil
}

// CompleteMultipartUpload copies no byte: the object is the parts' blocks.
func (b *Backend) CompleteMultipartUpload(bucketName, key string, id gofakes3.UploadID, in *gofakes3.CompleteMultipartUploadRequest) (gofakes3.VersionID, string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, u, err := b.uploadLocked(bucketName, key, id)
	if err != nil {
		return "", "", err
	}
	if err := u.check(in.Parts); err != nil {
		return "", "", err
	}
	var blocks []block
	sum := md5.New()
	for _, want := range in.Parts {
		p := u.parts[want.PartNumber]
		delete(u.parts, want.PartNumber)
		blocks = append(blocks, p.blocks...)
		_, _ = io.WriteString(sum, p.etag)
	}
	u.free() // what was uploaded and not listed
	delete(bkt.uploads, id)
	o := &Object{blob: newUploadBlob(blocks), meta: u.meta, hash: sum.Sum(nil)}
	bkt.put(key, o)
	return "", quote(hex.EncodeToString(o.hash)), nil
}

// check refuses a list that breaks S3's rules: ascending, uploaded, with their
// ETags. (gofakes3 sorts the list before it checks that it is sorted.)
func (u *upload) check(list []gofakes3.CompletedPart) error {
	if len(list) == 0 {
		return gofakes3.ErrorMessage(gofakes3.ErrMalformedXML, "the list of parts is empty")
	}
	byNumber := func(a, b gofakes3.CompletedPart) int { return a.PartNumber - b.PartNumber }
	if !slices.IsSortedFunc(list, byNumber) {
		return gofakes3.ErrInvalidPartOrder
	}
	for i, want := range list {
		p := u.parts[want.PartNumber]
		if p == nil || strings.Trim(want.ETag, `"`) != p.etag || i > 0 && list[i-1].PartNumber == want.PartNumber {
			return gofakes3.ErrorMessagef(gofakes3.ErrInvalidPart, "part %d was not uploaded, has another ETag, or is listed twice", want.PartNumber)
		}
	}
	return nil
}

// Uploads are the IDs of the uploads under key that are under way, sorted.
func (b *Backend) Uploads(bucketName, key string) (ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if bkt := b.buckets[bucketName]; bkt != nil {
		for id, u := range bkt.uploads {
			if u.key == key {
				ids = append(ids, string(id))
			}
		}
	}
	slices.Sort(ids)
	return ids
}

func (b *Backend) uploadLocked(bucketName, key string, id gofakes3.UploadID) (*bucket, *upload, error) {
	bkt, err := b.bucketLocked(bucketName)
	if err != nil {
		return nil, nil, err
	}
	u := bkt.uploads[id]
	if u == nil || u.key != key {
		return nil, nil, gofakes3.ErrNoSuchUpload
	}
	return bkt, u, nil
}

func quote(s string) string { return `"` + s + `"` }
