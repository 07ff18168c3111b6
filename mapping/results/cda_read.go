package results

import (
	"bufio"
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// documentCode is how a document of CDA says what it is. In a message of an interface it
// may stand escaped.
var documentCode = regexp.MustCompile(`(?s)(?:<|&lt;)(?:[\w.-]+:)?ClinicalDocument[\s>/&].*?(?:<|&lt;)(?:[\w.-]+:)?code\s[^<>]*?\bcode\s*=\s*(?:["']|&quot;|&apos;)\s*(C[0-9]{4})\b`)

// startsDocument tells the files that start with a document of a code.
func startsDocument(code string) func(start []byte) bool {
	return func(start []byte) bool {
		text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
		if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
			text = bytes.ReplaceAll(start[2:], []byte{0}, nil) // UTF-16
		}
		if !bytes.HasPrefix(text, []byte("<")) {
			return false
		}
		m := documentCode.FindSubmatch(text)
		return m != nil && string(m[1]) == code
	}
}

// documentLayout returns a layout of CDA, which package mapping has.
func documentLayout(name string) func() *mapping.Layout {
	return func() *mapping.Layout { return mapping.LayoutNamed(name) }
}

// isDocument reports whether files of a layout are documents of CDA.
func isDocument(c *carrier) bool { return c.name == C0007 || c.name == C0006 }

// readDocuments yields the documents of a file in a layout of CDA. Who the patient is, and
// during which visit, its columns say; the reports are made of its source fields.
func readDocuments(name string) func(r *bufio.Reader, o *Options) iter.Seq2[*Entry, error] {
	return func(r *bufio.Reader, o *Options) iter.Seq2[*Entry, error] {
		return func(yield func(*Entry, error) bool) {
			options := &mapping.ReaderOptions{File: o.File, Encoding: o.Encoding, Facility: o.Facility}
			reader, err := mapping.NewReader(r, []*mapping.Layout{mapping.LayoutNamed(name)}, options)
			if err != nil {
				yield(nil, err)
				return
			}
			defer reader.Close()
			for record, err := range reader.Records() {
				if err != nil {
					yield(nil, err)
					return
				}
				e := &Entry{Number: record.Number, Line: record.Line, Raw: record.Raw, Issues: record.Issues}
				if record.Sheet != nil {
					sheet := record.Sheet.Clone()
					d := documentReader{entry: e, options: o, sheet: &sheet, laboratory: name == C0007}
					d.read(name)
				}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// A documentReader makes a record of the cells of a document.
type documentReader struct {
	entry      *Entry
	options    *Options
	sheet      *frontsheet.FrontSheet
	laboratory bool // and no examination
	cells      map[string]string
}

func (d *documentReader) read(name string) {
	d.cells = map[string]string{}
	for _, f := range d.sheet.Fields {
		d.cells[f.Column] = f.Value
	}
	rec := &report.Record{Layout: name, Sheet: d.sheet}
	d.visit()
	if d.sheet.Subject() == "" && d.sheet.Stay.Number == "" {
		d.entry.issue(d.options, "", frontsheet.Error, "no-record-key", "the report states neither a visit nor a person by a number, so nobody can say whose it is")
		return
	}
	rec.WithoutVisit = d.sheet.Stay.IsZero()
	r := d.report()
	specimen := d.stated("DE01.00.003.00")
	for _, column := range reportCells {
		delete(d.cells, column)
	}
	d.results(&r, specimen)
	d.narratives(&r)
	d.unread()
	d.sheet.Fields = slices.DeleteFunc(slices.Clone(d.sheet.Fields), func(f frontsheet.Field) bool {
		_, kept := d.cells[f.Column]
		return !kept
	})
	rec.Reports = []report.Report{r}
	d.entry.Record = rec
}

// stated returns a cell of the header, "" for one with a mark for nothing.
func (d *documentReader) stated(column string) string { return meant(d.cells[column]) }

// meant returns a text, "" for a mark for nothing.
func meant(text string) string {
	text = strings.TrimSpace(text)
	if strings.Trim(text, "-—/") == "" || text == "无" {
		return ""
	}
	return text
}

// visit says during which visit the report was made. The cells stay as they are.
func (d *documentReader) visit() {
	visitOf(d.sheet, d.cells)
	for _, i := range d.entry.Issues {
		if i.Code == "stale-display" && strings.Contains(i.Column, "patienttypeCode") {
			d.sheet.Stay.Class = frontsheet.Coded{} // code and name are of two classes, and either may be right
		}
	}
}

// visitOf puts into a sheet what the cells of a document say of the visit.
func visitOf(sheet *frontsheet.FrontSheet, cells map[string]string) {
	stay := &sheet.Stay
	outpatient := meant(cells["DE01.00.010.00"])
	stay.Number = meant(cells["DE01.00.014.00"])
	if stay.Number == "" {
		stay.Number = outpatient
	} else if outpatient != "" {
		sheet.Patient.Identifiers = append(sheet.Patient.Identifiers, frontsheet.Identifier{Value: outpatient, Type: outpatientNumber})
	}
	place := func(column string) string {
		if name := meant(cells[column]); name != "" {
			return name
		}
		return meant(cells[column+"/id"])
	}
	stay.Location = frontsheet.Ward{Name: meant(cells["DE08.10.054.00"]), Room: place("DE01.00.019.00"), Bed: place("DE01.00.026.00")}
	if department := meant(cells["DE08.10.026.00/location"]); department != "" {
		stay.Location.Department = frontsheet.Coded{Text: department}
	}
}

// outpatientNumber is the type of the number of an outpatient beside that of a stay: no
// code of HL7's table 0203 is it.
const outpatientNumber = "门（急）诊号"
