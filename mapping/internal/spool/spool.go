// Package spool holds what the stays of a run are written as until all of them are
// there: only then is it known which stay is the newest, and which resource has
// been before.
//
// A spool is a stream of records, one for each document, each with a head and
// parts. What a part is its kind says, a number of the package that wrote it.
package spool

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// An ID is that of a resource, a UUID.
type ID [16]byte

// A Head says of which stay a record is, and when that was.
type Head struct {
	Stay ID // of the Encounter, or of the document where there is none
	// Time is when the stay ended, or else began, and Stated when the document was
	// made, in seconds of Unix; the least there is where nobody knows.
	Time, Stated int64
}

const never = -1 << 63

// NewHead returns the head of a document.
func NewHead(d *fhir.Document) (h Head, err error) {
	h.Time, h.Stated = never, seconds(&d.Timestamp)
	stay := d.Composition.Id
	if e := MainEncounter(d); e != nil {
		stay = e.Id
		if p := e.Period; p != nil {
			if h.Time = seconds(p.End); h.Time == never {
				h.Time = seconds(p.Start)
			}
		}
	}
	if stay == nil {
		return h, errID
	}
	h.Stay, err = ParseID([]byte(*stay))
	return h, err
}

// MainEncounter returns the stay of a document: the Encounter that it is about, or
// nil where it has none.
func MainEncounter(d *fhir.Document) *r4.Encounter {
	about := d.Composition.Encounter
	if about == nil || about.Reference == nil {
		return nil
	}
	for i := range d.Encounters {
		if id := d.Encounters[i].Id; id != nil && "urn:uuid:"+*id == *about.Reference {
			return &d.Encounters[i]
		}
	}
	return nil
}

// seconds returns the time of a dateTime, which may be known to the day, the month
// or the year: then it is the start of that.
func seconds(text *string) int64 {
	if text == nil {
		return never
	}
	for _, layout := range [...]string{time.RFC3339, time.DateOnly, "2006-01", "2006"} {
		if at, err := time.Parse(layout, *text); err == nil {
			return at.Unix()
		}
	}
	return never
}

var errID = errors.New("the id of a resource is no UUID")

// ParseID returns the UUID that text is.
func ParseID(text []byte) (id ID, err error) {
	if len(text) != 36 {
		return id, errID
	}
	var digits [32]byte
	n := 0
	for i, c := range text {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		digits[n] = c
		n++
	}
	if _, err := hex.Decode(id[:], digits[:]); err != nil {
		return id, errID
	}
	return id, nil
}

// AppendHead appends the head of a record. Its parts follow, and [End].
func AppendHead(dst []byte, h *Head) []byte {
	dst = binary.BigEndian.AppendUint64(append(dst, h.Stay[:]...), uint64(h.Time))
	return binary.BigEndian.AppendUint64(dst, uint64(h.Stated))
}

// AppendPart appends a part of a kind, which is not 0.
func AppendPart(dst []byte, kind byte, text []byte) []byte {
	return append(binary.AppendUvarint(append(dst, kind), uint64(len(text))), text...)
}

// end is the kind that ends a record, and the line end that a writer of records
// adds to each.
const end = 0

// AppendEnd appends the end of a record but for its line end.
func AppendEnd(dst []byte) []byte { return append(dst, end) }

// A Reader reads a spool.
type Reader struct {
	in   *bufio.Reader
	text []byte
	open bool // the record in hand has parts left
}

// NewReader returns a Reader of in.
func NewReader(in io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(in, 256<<10)} }

// Next reads the head of the next record, after what is left of the one in hand.
// After the last it returns io.EOF.
func (r *Reader) Next() (h Head, err error) {
	for r.open {
		if _, _, err := r.Part(); err != nil && !errors.Is(err, io.EOF) {
			return h, err
		}
	}
	var fixed [len(h.Stay) + 16]byte
	if _, err := io.ReadFull(r.in, fixed[:]); err != nil {
		return h, err
	}
	rest := fixed[copy(h.Stay[:], fixed[:]):]
	h.Time, h.Stated = int64(binary.BigEndian.Uint64(rest)), int64(binary.BigEndian.Uint64(rest[8:]))
	r.open = true
	return h, nil
}

// Part reads the next part of the record in hand, io.EOF after the last. The text
// is valid until the next call.
func (r *Reader) Part() (kind byte, text []byte, err error) {
	if kind, err = r.in.ReadByte(); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	if kind == end {
		r.open = false
		if _, err := r.in.Discard(1); err != nil {
			return 0, nil, io.ErrUnexpectedEOF
		}
		return 0, nil, io.EOF
	}
	n, err := binary.ReadUvarint(r.in)
	if err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	if uint64(cap(r.text)) < n {
		r.text = make([]byte, n+n/4)
	}
	r.text = r.text[:n]
	if _, err := io.ReadFull(r.in, r.text); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return kind, r.text, nil
}
