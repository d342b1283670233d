// Package derived is what follows from figures: ranges over scenarios, causes of
// serialisation, prices.
package derived

import (
	"fmt"

	"readeratbench/internal/cell"
)

// Prices of requests in USD, S3 Standard in us-east-1: the AWS price list as quoted
// by quickwit ("s3 express speculations") and by an AWS lab. POST, which begins and
// completes a multipart upload, costs what PUT does.
const (
	PriceGET = 0.0004 / 1000
	PricePUT = 0.005 / 1000
)

// Parts are the bytes of a part that the uploaders themselves choose.
var Parts = map[string]int64{"manager": 5 << 20, "transfermanager": 8 << 20}

// USDPerTiB is what the requests of one kind cost, for a TiB copied in objects of
// size bytes with as many requests each.
func USDPerTiB(requests, price, size float64) float64 {
	return requests * price * (1 << 40) / size
}

// Uploads is how many requests a multipart upload itself makes that cost what PUT
// does: its parts, its beginning and its completion.
func Uploads(size, part int64) float64 {
	return float64((size+part-1)/part + 2)
}

// GETsUSD is what the GETs of a TiB cost, in objects of a size= key with as many each.
func GETsUSD(gets float64, size string) float64 {
	return USDPerTiB(gets, PriceGET, float64(Bytes(size)))
}

// UploadUSD is what their multipart uploads cost, whoever reads.
func UploadUSD(uploader, size string) float64 {
	return USDPerTiB(Uploads(Bytes(size), Parts[uploader]), PricePUT, float64(Bytes(size)))
}

// Bytes reads a size= key; 0 if it is none.
func Bytes(size string) int64 {
	n, _ := cell.ParseSize(size)
	return n
}

// PerThousand is a price as price lists have it.
func PerThousand(price float64) string { return fmt.Sprintf("$%.4g", price*1000) }
