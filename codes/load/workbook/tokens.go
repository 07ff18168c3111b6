package workbook

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

var (
	errDeep  = LimitError(fmt.Sprintf("a part of the workbook is nested more than %d levels deep", maxDepth))
	errToken = LimitError(fmt.Sprintf("a text or a tag of the workbook is longer than %d MiB", maxToken>>20))
)

// tokens reads the XML of a part. Names are without their prefixes, which differ
// from program to program.
type tokens struct {
	part  io.ReadCloser
	in    *meter
	xml   *xml.Decoder
	depth int
	now   element // that next returns
}

// An element is one that begins or ends, or, without a name, text between them.
type element struct {
	name       string
	end        bool
	attributes []xml.Attr
	text       []byte
}

// attribute returns the value of an attribute, "" where there is none.
func (e *element) attribute(name string) string {
	for i := range e.attributes {
		if e.attributes[i].Name.Local == name {
			return e.attributes[i].Value
		}
	}
	return ""
}

func (b *Book) tokens(file *zip.File) (*tokens, error) {
	part, err := file.Open()
	if err != nil {
		return nil, ErrPart
	}
	in := &meter{r: bufio.NewReaderSize(part, 32<<10)}
	return &tokens{part: part, in: in, xml: xml.NewDecoder(in)}, nil
}

func (t *tokens) close() { t.part.Close() } //nolint:errcheck // it was read alone

// next returns the next element, which is valid until the next call; the error
// io.EOF after the last.
func (t *tokens) next() (*element, error) {
	t.now = element{}
	t.in.left = maxToken
	token, err := t.xml.RawToken()
	switch {
	case errors.Is(err, io.EOF) && t.depth == 0:
		return nil, io.EOF
	case errors.Is(err, errToken):
		return nil, errToken
	case err != nil:
		return nil, ErrPart
	}
	switch token := token.(type) {
	case xml.StartElement:
		if t.depth++; t.depth > maxDepth {
			return nil, errDeep
		}
		t.now.name, t.now.attributes = token.Name.Local, token.Attr
	case xml.EndElement:
		if t.depth--; t.depth < 0 {
			return nil, ErrPart
		}
		t.now.name, t.now.end = token.Name.Local, true
	case xml.CharData:
		t.now.text = token
	case xml.Directive:
		return nil, ErrDeclares
	}
	return &t.now, nil
}

// A meter bounds the bytes of one token, which package xml keeps whole.
type meter struct {
	r    *bufio.Reader
	left int
}

// ReadByte implements io.ByteReader, for which package xml asks.
func (m *meter) ReadByte() (byte, error) {
	if m.left == 0 {
		return 0, errToken
	}
	m.left--
	return m.r.ReadByte()
}

// Read implements io.Reader.
func (m *meter) Read(p []byte) (int, error) { return m.r.Read(p) }
