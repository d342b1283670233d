package fakes3

import "strings"

// ifMatch reports whether the If-Match header lets an object with this ETag
// pass. S3 takes ETags with and without their quotes.
func ifMatch(header, etag string) bool {
	for want := range strings.SplitSeq(header, ",") {
		want = strings.TrimSpace(want)
		if want == "*" || strings.Trim(want, `"`) == strings.Trim(etag, `"`) {
			return true
		}
	}
	return false
}
