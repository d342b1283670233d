package fakes3

import (
	"cmp"
	"maps"
	"slices"

	"github.com/johannesboyne/gofakes3"
)

// All lists have one page, whatever the limit: a benchmark's store is small.

// ListBucket lists keys in their order.
func (b *backend) ListBucket(name string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(name)
	if err != nil {
		return nil, err
	}
	list := gofakes3.NewObjectList()
	var match gofakes3.PrefixMatch
	for _, key := range slices.Sorted(maps.Keys(bkt.objects)) {
		switch {
		case page.HasMarker && key <= page.Marker, !prefix.Match(key, &match):
		case match.CommonPrefix:
			list.AddPrefix(match.MatchedPart)
		default:
			list.Add(bkt.objects[key].listed(key))
		}
	}
	return list, nil
}

func (o *object) listed(key string) *gofakes3.Content {
	return &gofakes3.Content{
		Key: key, LastModified: gofakes3.NewContentTime(epoch),
		ETag: gofakes3.FormatETag(o.hash), Size: o.blob.size,
	}
}

// ListMultipartUploads lists uploads by key, then by age.
func (b *backend) ListMultipartUploads(name string, _ *gofakes3.UploadListMarker, prefix gofakes3.Prefix, limit int64) (*gofakes3.ListMultipartUploadsResult, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(name)
	if err != nil {
		return nil, err
	}
	list := &gofakes3.ListMultipartUploadsResult{Bucket: name, Prefix: prefix.Prefix, MaxUploads: limit}
	for _, id := range bkt.uploadIDs() {
		if key := bkt.uploads[id].key; prefix.Match(key, nil) {
			list.Uploads = append(list.Uploads, gofakes3.ListMultipartUploadItem{
				Key: key, UploadID: id, Initiated: gofakes3.NewContentTime(epoch),
			})
		}
	}
	return list, nil
}

// uploadIDs relies on an ID growing with its key's version.
func (bkt *bucket) uploadIDs() []gofakes3.UploadID {
	return slices.SortedFunc(maps.Keys(bkt.uploads), func(a, b gofakes3.UploadID) int {
		return cmp.Or(cmp.Compare(bkt.uploads[a].key, bkt.uploads[b].key), cmp.Compare(a, b))
	})
}

// ListParts lists the parts whose number is above marker.
func (b *backend) ListParts(bucketName, key string, id gofakes3.UploadID, marker int, limit int64) (*gofakes3.ListMultipartUploadPartsResult, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, u, err := b.uploadLocked(bucketName, key, id)
	if err != nil {
		return nil, err
	}
	list := &gofakes3.ListMultipartUploadPartsResult{
		Bucket: bucketName, Key: key, UploadID: id, PartNumberMarker: marker, MaxParts: limit,
	}
	for _, n := range slices.Sorted(maps.Keys(u.parts)) {
		if n > marker {
			list.Parts = append(list.Parts, gofakes3.ListMultipartUploadPartItem{
				PartNumber: n, ETag: quote(u.parts[n].etag), Size: u.parts[n].size, LastModified: gofakes3.NewContentTime(epoch),
			})
		}
	}
	return list, nil
}
