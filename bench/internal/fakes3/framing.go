package fakes3

import (
	"net/http"
	"strings"
)

const framedMessage = "aws-chunked bodies are not decoded by this store: " +
	"set RequestChecksumCalculation to WhenRequired on the client and on the uploader"

// isFramed reports a body that is not the object's bytes but those bytes in
// chunks followed by a signature or a checksum (what the SDK sends over https
// unless told otherwise). gofakes3 decodes one of the variants and stores the
// others as they are.
func isFramed(h http.Header) bool {
	if strings.HasPrefix(h.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return true
	}
	for _, v := range h.Values("Content-Encoding") {
		for coding := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(coding), "aws-chunked") {
				return true
			}
		}
	}
	return false
}
