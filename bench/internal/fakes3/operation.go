package fakes3

import (
	"net/http"
	"strings"
)

// An operation is what a request asks for, as far as latency and counts care.
type operation int

const (
	opOther operation = iota // among them create, complete and abort of multipart uploads
	opGet
	opHead
	opPut // of an object or a part: the body is object data
)

// An object is the name of the object that a request is for.
type object struct{ bucket, key string }

// classify follows gofakes3's router (routeBase), so that both mean the same.
func classify(r *http.Request) (operation, object) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	o := object{bucket, key}
	args := r.URL.Query()
	switch {
	case bucket == "" || key == "":
		return opOther, o
	case args.Get("uploadId") != "":
		if r.Method == http.MethodPut {
			return opPut, o
		}
		return opOther, o
	case args.Has("uploads"), args.Has("versioning"), args.Has("versions"):
		return opOther, o
	}
	switch r.Method {
	case http.MethodGet:
		return opGet, o
	case http.MethodHead:
		return opHead, o
	case http.MethodPut:
		return opPut, o
	}
	return opOther, o
}
