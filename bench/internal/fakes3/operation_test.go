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
		{"GET", "/b/k", opGet},
		{"GET", "/b/k/with/slashes?x-id=GetObject", opGet},
		{"HEAD", "/b/k", opHead},
		{"PUT", "/b/k?x-id=PutObject", opPut},
		{"PUT", "/b/k?partNumber=1&uploadId=7", opPut},
		{"POST", "/b/k?uploads", opOther},
		{"POST", "/b/k?uploadId=7", opOther},
		{"DELETE", "/b/k?uploadId=7", opOther},
		{"GET", "/b/k?uploadId=7", opOther}, // ListParts
		{"GET", "/b?uploads", opOther},
		{"DELETE", "/b/k", opOther},
		{"GET", "/", opOther},
		{"GET", "/b", opOther},
		{"GET", "/b/", opOther},
		{"GET", "/b/?list-type=2", opOther},
		{"GET", "/b/k?versions", opOther},
	} {
		if op, _ := classify(httptest.NewRequest(tc.method, tc.target, nil)); op != tc.want {
			t.Errorf("classify(%s %s) = %d; want %d", tc.method, tc.target, op, tc.want)
		}
	}
	if _, o := classify(httptest.NewRequest("GET", "/b/k/with/slashes?x=1", nil)); o != (object{"b", "k/with/slashes"}) {
		t.Errorf("classify: %+v; want b, k/with/slashes", o)
	}
}
