package fakes3

import (
	"net/http/httptest"
	"testing"
)

func TestClassify(t *testing.T) {
	for _, tc := range []struct {
		method, target string
		want           operation
	}{
		{"GET", "/b/k", opGetObject},
		{"GET", "/b/k/with/slashes?x-id=GetObject", opGetObject},
		{"HEAD", "/b/k", opHeadObject},
		{"PUT", "/b/k?x-id=PutObject", opPutObject},
		{"PUT", "/b/k?partNumber=1&uploadId=7", opUploadPart},
		{"POST", "/b/k?uploads", opCreate},
		{"POST", "/b/k?uploadId=7", opComplete},
		{"DELETE", "/b/k?uploadId=7", opAbort},
		{"GET", "/b/k?uploadId=7", opOther}, // ListParts
		{"GET", "/b?uploads", opOther},
		{"DELETE", "/b/k", opOther},
		{"GET", "/", opOther},
		{"GET", "/b", opOther},
		{"GET", "/b/", opOther},
		{"GET", "/b/?list-type=2", opOther},
		{"GET", "/b/k?versions", opOther},
	} {
		q := classify(httptest.NewRequest(tc.method, tc.target, nil))
		if q.op != tc.want {
			t.Errorf("classify(%s %s) = %d; want %d", tc.method, tc.target, q.op, tc.want)
		}
	}
	q := classify(httptest.NewRequest("GET", "/b/k/with/slashes?x=1", nil))
	if q.bucket != "b" || q.key != "k/with/slashes" {
		t.Errorf("classify: bucket %q, key %q", q.bucket, q.key)
	}
}

func TestClassifyCopy(t *testing.T) {
	r := httptest.NewRequest("PUT", "/b/k", nil)
	r.Header.Set("X-Amz-Copy-Source", "/b/other")
	if q := classify(r); q.op != opOther {
		t.Errorf("a copy is operation %d; want %d: no body is acknowledged", q.op, opOther)
	}
}
