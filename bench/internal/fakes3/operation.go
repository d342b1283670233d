package fakes3

import (
	"net/http"
	"strings"
)

// An operation is what a request asks for, as far as latency and counters care.
type operation int

const (
	opOther operation = iota
	opGetObject
	opHeadObject
	opPutObject
	opUploadPart
	opCreate
	opComplete
	opAbort
	operations // how many there are
)

// A query names one request: what it does, and to what.
type query struct {
	op          operation
	bucket, key string
}

// classify follows gofakes3's router (routeBase), so that both mean the same.
func classify(r *http.Request) query {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	q := query{bucket: bucket, key: key}
	if bucket == "" || key == "" {
		return q
	}
	args := r.URL.Query()
	switch {
	case args.Get("uploadId") != "":
		q.op = multipartOps[r.Method]
	case args.Has("uploads"):
		if r.Method == http.MethodPost {
			q.op = opCreate
		}
	case args.Has("versioning"), args.Has("versions"):
	case r.Method == http.MethodPut && r.Header.Get("X-Amz-Copy-Source") != "":
	default:
		q.op = objectOps[r.Method]
	}
	return q
}

// A method that is not listed is opOther.
var (
	multipartOps = map[string]operation{
		http.MethodPut:    opUploadPart,
		http.MethodPost:   opComplete,
		http.MethodDelete: opAbort,
	}
	objectOps = map[string]operation{
		http.MethodGet:  opGetObject,
		http.MethodHead: opHeadObject,
		http.MethodPut:  opPutObject,
	}
)

// carriesData tells the operations whose request body is object data.
func (op operation) carriesData() bool { return op == opPutObject || op == opUploadPart }
