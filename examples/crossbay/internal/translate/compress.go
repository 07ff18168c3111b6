package translate

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// compressions are the ends of names whose files are compressed.
var compressions = []string{".zst", ".gz"}

// compression is the end of a name that says how the file is compressed, "" where
// it is not.
func compression(name string) string {
	if end := filepath.Ext(name); slices.Contains(compressions, end) {
		return end
	}
	return ""
}

// splitExtension parts a name from its extension, which that of a compression
// follows: stays and .ndjson.zst.
func splitExtension(name string) (stem, extension string) {
	packed := compression(name)
	end := filepath.Ext(strings.TrimSuffix(name, packed)) + packed
	return strings.TrimSuffix(name, end), end
}

// misnamed refuses a file whose name says that it is of a kind which is not written:
// whoever opens it chooses the program by the name.
func (c *command) misnamed() error {
	end := strings.ToLower(filepath.Ext(strings.TrimSuffix(c.out, compression(c.out))))
	written := map[string]bool{
		".parquet": false, ".xls": false, ".zip": false, ".pdf": false,
		".xlsx": c.form.form == "xlsx", ".dbf": c.form.form == "dbf", ".html": c.form.html, ".htm": c.form.html,
	}
	if is, known := written[end]; known && !is && !isFolder(c.out) {
		return fmt.Errorf("-out %s: -to %s writes no %s file", c.out, c.to, end)
	}
	return nil
}

// A compressor writes frames of zstd or members of gzip, of which any number, one
// after the other, are a file: so each can end where a run saves its state, and
// the file is cut there.
type compressor struct {
	packer interface {
		io.WriteCloser
		Reset(w io.Writer)
	}
	to   io.Writer
	open bool // a frame has begun
}

// newCompressor returns what compresses a file of that name, nil for nothing. It
// works on the goroutine that writes, beside those that translate.
func newCompressor(name string, to io.Writer) (*compressor, error) {
	c := &compressor{to: to}
	var err error
	switch compression(name) {
	case "":
		return nil, nil
	case ".gz":
		c.packer, err = gzip.NewWriterLevel(nil, gzip.BestSpeed)
	default:
		c.packer, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
			zstd.WithLowerEncoderMem(true), zstd.WithZeroFrames(true))
	}
	return c, err
}

// Write implements io.Writer: it begins a frame where none is open.
func (c *compressor) Write(p []byte) (int, error) {
	if !c.open {
		c.packer.Reset(c.to)
		c.open = true
	}
	return c.packer.Write(p)
}

// end ends the frame, if there is one.
func (c *compressor) end() error {
	if !c.open {
		return nil
	}
	c.open = false
	return c.packer.Close()
}

// setCompression says how the files are compressed whose names are not the
// user's.
func (c *command) setCompression(how string) error {
	switch {
	case how == "":
		return nil
	case !slices.Contains(compressions, "."+how):
		return fmt.Errorf("-compress %s: zst or gz", how)
	case c.out == "" || !isFolder(c.out):
		return fmt.Errorf("-compress is for a folder of -out: the name of a file says itself how it is compressed")
	case c.form.html:
		return fmt.Errorf("-compress: a page is for a browser")
	}
	c.compress = "." + how
	return nil
}
