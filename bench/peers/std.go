package peers

import (
	"bytes"
	"io"
	"os"
)

func bytesReader(src Source) (io.ReaderAt, error) {
	b, err := readAll(src)
	return bytes.NewReader(b), err
}

// osFile has no name any more: it goes when it is closed, or with the process.
func osFile(src Source) (io.ReaderAt, error) {
	b, err := readAll(src)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "peers")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(b); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
