package fakes3

import (
	"net/http/httptest"
	"testing"
	"time"
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

func TestLatencyOf(t *testing.T) {
	l := Latency{GetFirstByte: 1, Control: 2, PutAck: 3}
	want := [operations]time.Duration{
		opOther: 2, opGetObject: 1, opHeadObject: 2, opPutObject: 3,
		opUploadPart: 3, opCreate: 2, opComplete: 2, opAbort: 2,
	}
	for op, d := range want {
		if got := l.of(operation(op)); got != d {
			t.Errorf("latency of operation %d = %d; want %d", op, got, d)
		}
	}
}
