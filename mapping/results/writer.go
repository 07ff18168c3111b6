package results

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/report"
)

// A Writer writes records in a layout. What the layout has no place for is reported;
// nothing is made up. It is not safe for concurrent use.
type Writer struct {
	carrier    *carrier
	admissions *mapping.Layout
	out        *bufio.Writer
	number     int
	headed     bool // the file has a header
	issues     []frontsheet.Issue
	record     *report.Record
	sheets     *mapping.Writer // of a layout whose columns have the patient
}

// NewWriter returns a Writer of a layout of this package, which writes who the patient
// of a message is by the layout of admissions. The files are in UTF-8:
// messages one after the other, uploads an object a line.
func NewWriter(w io.Writer, layout string, admissions *mapping.Layout) (*Writer, error) {
	c := carrierOf(layout)
	if c.write == nil {
		return nil, fmt.Errorf("results: there is no layout %s that can be written", layout)
	}
	return &Writer{carrier: c, admissions: admissions, out: bufio.NewWriter(w)}, nil
}

// Continue says that the file has records already: rows are written without a header.
func (w *Writer) Continue() { w.headed = true }

// Flush writes what is buffered.
func (w *Writer) Flush() error { return w.out.Flush() }

// Write writes one record, and returns what could not be written as it is.
func (w *Writer) Write(rec *report.Record) ([]frontsheet.Issue, error) {
	w.number++
	w.issues, w.record = nil, rec
	return w.carrier.write(w)
}

func (w *Writer) issue(column string, severity frontsheet.Severity, code, detail string) {
	file, number, line := w.record.Sheet.Position()
	if number == 0 {
		number = w.number
	}
	w.issues = append(w.issues, frontsheet.Issue{File: file, Record: number, Line: line, Column: column, Severity: severity, Code: code, Detail: detail})
}

// unknownClass is the class of a patient of whom it is not known: HL7's table 0004.
const unknownClass = "U"

// message writes a record as one message: who the patient is as the writer of
// admissions does, and then a group of segments for each report.
func (w *Writer) message() ([]frontsheet.Issue, error) {
	segments, d, err := w.patient()
	if err != nil {
		return w.issues, err
	}
	m := messageWriter{w: w, d: d}
	for _, s := range segments {
		m.buf = append(append(m.buf, s...), '\r')
	}
	own := w.record.Layout == ORU
	for _, f := range w.record.Fields {
		switch {
		case aliases[f.Column] != "" && own:
			m.buf = append(append(m.buf, f.Value...), '\r')
		case f.Column == form: // which says nothing of the patient
		default:
			w.issue(f.Column, frontsheet.Warning, "kept-cells", "the record keeps a field of another layout, for which the message has no place: it is left out")
		}
	}
	for i := range w.record.Reports {
		m.report(i+1, &w.record.Reports[i])
	}
	_, err = w.out.Write(m.buf)
	return w.issues, err
}

// patient returns the segments that say who the patient is.
func (w *Writer) patient() (segments [][]byte, d hl7v2.Delimiters, err error) {
	sheet := w.record.Sheet.Clone()
	kind := w.record.Trigger
	if kind == "" {
		kind = "ORU^R01"
	}
	sheet.Event.Code = readAs
	if sheet.Event.Message == "" && w.record.Layout != w.carrier.name {
		sheet.Event.Message = w.controlID(&sheet)
		w.issue("MSH-10", frontsheet.Information, "control-id-derived", "the record has no control id: it is a hash of what identifies the patient, the visit and the reports")
	}
	if own := w.record.Layout == w.carrier.name; !own && sheet.Stay.Class.IsZero() && !w.record.WithoutVisit {
		if class, ok := w.admissions.Coded("stay.class", unknownClass); ok {
			sheet.Stay.Class = class
			w.issue("PV1-2", frontsheet.Information, "class-derived", "the report does not say of what class the visit was: it is not known")
		}
	}
	if sheet.Subject() == "" && sheet.Stay.Number != "" {
		sheet.Patient.Identifiers = []frontsheet.Identifier{{Value: sheet.Stay.Number, Type: "VN"}}
		w.issue("PID-3", frontsheet.Information, "visit-for-patient", "the record has no number of the patient: that of the visit stands in its place, with the type VN")
	}
	var out bytes.Buffer
	writer, err := mapping.NewWriter(&out, w.admissions, &mapping.WriterOptions{})
	if err != nil {
		return nil, d, err
	}
	issues, err := writer.Write(&sheet)
	if err == nil {
		err = writer.Flush()
	}
	if err != nil {
		return nil, d, err
	}
	for _, i := range issues {
		if w.record.WithoutVisit && strings.HasPrefix(i.Column, "PV1") || w.record.WithoutVisit && strings.HasSuffix(i.Detail, ": PV1-2") || i.Column == "MSH-9.2" || i.Code == "segment-order" {
			continue
		}
		_, i.Record, _ = w.record.Sheet.Position()
		w.issues = append(w.issues, i)
	}
	for i, s := range lines(out.Bytes()) {
		switch {
		case i == 0:
			text := string(s)
			d = hl7v2.Delimiters{Field: text[3], Component: text[4], Repetition: text[5], Escape: text[6], Subcomponent: text[7]}
			text = asResults(strings.ReplaceAll(kind, "^", string(d.Component)))(text)
			segments = append(segments, []byte(text))
		case bytes.HasPrefix(s, []byte("EVN")) && !w.keeps("EVN"): // of admissions alone
		case bytes.HasPrefix(s, []byte("PV1")) && w.record.WithoutVisit:
		default:
			segments = append(segments, slices.Clone(s))
		}
	}
	return segments, d, nil
}

// controlID returns an id of the message, which is another for other reports of the
// patient, and for a correction: a receiver takes a message of a known id for one that it
// has. MSH-10 has 20 characters in v2.5.
func (w *Writer) controlID(s *frontsheet.FrontSheet) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s/%s/%s/%s", s.FacilityName(), s.Scope(), s.Subject(), s.Stay.Number)
	for i, key := range keysOf(w.record.Reports) {
		r := &w.record.Reports[i]
		fmt.Fprintf(h, "/%s/%s/%s", key, r.Status, r.Issued.Append(nil, ""))
	}
	return strings.ToUpper(hex.EncodeToString(h.Sum(nil)))[:20]
}

// keeps reports whether the sheet keeps a field of a segment.
func (w *Writer) keeps(segment string) bool {
	return slices.ContainsFunc(w.record.Sheet.Fields, func(f frontsheet.Field) bool { return strings.HasPrefix(f.Column, segment) })
}
