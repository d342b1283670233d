package objects

import "github.com/johannesboyne/gofakes3"

// No reader or uploader lists, copies or removes buckets. These requests are
// answered with 501.

const unsupported = gofakes3.ErrNotImplemented

func (*Backend) ListBuckets() ([]gofakes3.BucketInfo, error) { return nil, unsupported }
func (*Backend) DeleteBucket(string) error                   { return unsupported }
func (*Backend) ForceDeleteBucket(string) error              { return unsupported }

func (*Backend) ListBucket(string, *gofakes3.Prefix, gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	return nil, unsupported
}

func (*Backend) DeleteMulti(string, ...string) (result gofakes3.MultiDeleteResult, err error) {
	return result, unsupported
}

func (*Backend) CopyObject(_, _, _, _ string, _ map[string]string) (result gofakes3.CopyObjectResult, err error) {
	return result, unsupported
}

func (*Backend) ListMultipartUploads(string, *gofakes3.UploadListMarker, gofakes3.Prefix, int64) (*gofakes3.ListMultipartUploadsResult, error) {
	return nil, unsupported
}

func (*Backend) ListParts(string, string, gofakes3.UploadID, int, int64) (*gofakes3.ListMultipartUploadPartsResult, error) {
	return nil, unsupported
}
