package tabular

import (
	"errors"
	"io"
)

// Skip reads n records over, without making anything of them. What the records
// after them owe to those before, such as the encoding of the file and their
// numbers, is as if they had been read. The error is io.ErrUnexpectedEOF where
// the file has fewer records, or else the *ReadError of reading them.
func (d *Reader) Skip(n int) error {
	var r Row
	for range n {
		err := d.Next(&r)
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	return nil
}
