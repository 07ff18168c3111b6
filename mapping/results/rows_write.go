package results

import (
	"encoding/csv"
	"math/big"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/personname"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

func sameNumber(a, b string) bool {
	x, ok := new(big.Rat).SetString(a)
	y, also := new(big.Rat).SetString(b)
	return ok && also && x.Cmp(y) == 0
}

func zero(text string) bool { return sameNumber(text, "0") }

// rows writes a row for each result of a record, after the header of the file.
func (w *Writer) rows() ([]frontsheet.Issue, error) {
	columns := rowsLayout().Columns()
	out := csv.NewWriter(w.out)
	if !w.headed {
		w.headed = true
		names := make([]string, len(columns))
		for i := range columns {
			names[i] = columns[i].Name
		}
		if err := out.Write(names); err != nil {
			return w.issues, err
		}
	}
	for i := range w.record.Reports {
		r := &w.record.Reports[i]
		if len(r.Results) == 0 || len(r.Notes)+len(r.Attachments)+len(r.Studies) > 0 || r.Conclusion+r.Findings != "" {
			w.issue(columnFiller, frontsheet.Warning, "no-column", "the report has remarks, words or files, for which rows of results have no column: they are left out")
		}
		if r.Status != "F" && r.Status != "" {
			w.issue(columnFiller, frontsheet.Warning, "status-lost", "the report is not final, or corrects another: the row has no column for that")
		}
		if r.Status == "W" || r.Status == "D" || r.Status == "X" {
			w.issue(columnFiller, frontsheet.Error, "not-so", "the report says of itself that it is not valid, for which a row has no column: it is left out")
			continue
		}
		for j := range r.Results {
			res := &r.Results[j]
			if res.Status == "W" || res.Status == "D" {
				w.issue(columnNumber, frontsheet.Warning, "not-so", "a result is said to be deleted or wrong: it is left out")
				continue
			}
			cells := w.cells(r, res)
			line := make([]string, len(columns))
			for n := range columns {
				line[n] = cells[columns[n].Name]
				if line[n] == "" && columns[n].Need == "yes" {
					if line[n] = placeholder; columns[n].Name == columnNumber {
						line[n] = "0"
					}
				}
			}
			if err := out.Write(line); err != nil {
				return w.issues, err
			}
		}
	}
	out.Flush()
	return w.issues, out.Error()
}

// cells returns the cells of a result by their columns.
func (w *Writer) cells(r *report.Report, res *report.Result) map[string]string {
	s := w.record.Sheet
	number, words := w.figures(res)
	own, other := ownAndOther(r.Panel)
	cells := map[string]string{
		"P7502": cardOf(&s.Patient), "P7506": rowTime(s.Stay.Admission), "P7000": s.Stay.Number, "P4": chars.FirstOf(s.Patient.Name, personname.Full(s.Patient.EnglishName)),
		columnPerformer: r.Performer.Code, columnPerformerName: r.Performer.Name, columnPlacer: r.Placer, columnFiller: r.Filler, columnIssued: rowTime(r.Issued),
		columnOwnPanel: own.Code, columnOwnPanelName: chars.FirstOf(own.Display, r.Panel.Text), columnPanel: other.Code, columnPanelName: other.Display,
		columnMethod: chars.FirstOf(res.Method, r.Method), columnRange: res.Range, columnUnit: res.Unit, columnNumber: number, columnWords: words,
		columnTest: res.Test.Local(), columnTestName: res.Test.Name(), columnFlag: w.flag(res), columnTested: rowTime(res.Observed),
	}
	if len(r.Specimens) > 0 {
		one := &r.Specimens[0]
		cells[columnSpecimen], cells[columnSpecimenName] = one.Number, chars.FirstOf(one.Type.Name(), one.Type.Local())
		cells[columnCollected], cells[columnReceived] = rowTime(one.Collected), rowTime(one.Received)
	}
	if columnWidth(cells[columnRange]) > longestRange {
		w.issue(columnRange, frontsheet.Warning, "too-long", "the range has more characters than the column may have: it is left out")
		cells[columnRange] = ""
	}
	if len(res.Notes) > 0 {
		w.issue(columnWords, frontsheet.Warning, "no-column", "the result has remarks, for which a row has no column: they are left out")
	}
	if len(r.Specimens) > 1 {
		w.issue(columnSpecimen, frontsheet.Warning, "no-column", "the report has several specimens, and a row has room for one: the others are left out")
	}
	for i := range res.Test.Codings {
		if res.Test.Codings[i].System != "" {
			w.issue(columnTest, frontsheet.Warning, "other-code-system", "the test has a code of a public system, and the row has room for the laboratory's own: it is left out")
		}
	}
	if w.record.Layout == Rows {
		w.restore(cells, r, res)
	}
	return cells
}

// cardOf returns the number by which a hospital knows a patient: never that of an identity
// document.
func cardOf(p *frontsheet.Patient) string {
	for i := range p.Identifiers {
		if n := &p.Identifiers[i]; n.Type == "PI" || n.Type == "MR" {
			return n.Value
		}
	}
	return p.RecordNumber
}

// ownAndOther returns the two codings of a panel that a row has columns for.
func ownAndOther(panel report.Concept) (own, other report.Coding) {
	for i, c := range panel.Codings {
		switch {
		case c.Scheme == "insurance", i == 1 && c.System == "":
			other = c
		case c.System == "" && own == (report.Coding{}):
			own = c
		}
	}
	return own, other
}

// figures returns the two columns of a value. A number that a row cannot hold as one
// stands in that of words.
func (w *Writer) figures(res *report.Result) (number, words string) {
	switch {
	case res.IsNumber() && res.Comparator == "" && res.Separator == "" && zero(string(res.Number)):
		return string(res.Number), string(res.Number) // 0 alone would be none
	case res.IsNumber() && res.Comparator == "" && res.Separator == "":
		return string(res.Number), ""
	case res.IsNumber():
		return "", res.Comparator + string(res.Number) + res.Separator + string(res.Second)
	case !res.Answer.IsZero():
		if res.Answer.Local() != "" {
			w.issue(columnWords, frontsheet.Warning, "other-code-system", "the value is coded, and the row has room for its words")
		}
		return "", chars.FirstOf(res.Answer.Name(), res.Answer.Local())
	}
	return "", strings.ReplaceAll(res.Text, "\n", "；")
}

// flag returns the code of the flags of a result.
func (w *Writer) flag(res *report.Result) string {
	if len(res.Flags) == 0 {
		return ""
	}
	flag := res.Flags[0]
	if code, known := laboratory.Default().Interpretation(flag); known {
		flag = code.Code
	}
	for _, f := range rowFlags {
		if f.flag == flag && len(res.Flags) == 1 {
			return f.code
		}
	}
	column := ""
	switch flag {
	case "HH", "HU":
		column = "21"
	case "LL", "LU":
		column = "22"
	case "AA", "POS":
		column = "2"
	}
	w.issue(columnFlag, frontsheet.Warning, "no-such-code", "the column has no code for the flags of the result, or one that says less")
	return column
}

// rowTime returns a time as rows have it.
func rowTime(d frontsheet.DateTime) string {
	if d.IsZero() {
		return ""
	}
	d.Zone = ""
	text := literal.FormatDateTime(d, literal.LayoutDate)
	if d.Precision > frontsheet.ToDay {
		text = strings.Replace(strings.TrimSuffix(string(d.Append(nil, "")), "Z"), "T", " ", 1)
	}
	return text
}

// restore puts back the cells of the row that still say the same.
func (w *Writer) restore(cells map[string]string, r *report.Report, res *report.Result) {
	kept := row{cells: map[string]string{}}
	for _, f := range res.Fields {
		kept.cells[f.Column] = f.Value
	}
	again := rowsBuilder{entry: &Entry{}, options: &Options{}}
	plain := row{cells: map[string]string{}}
	for column, text := range kept.cells {
		plain.set(column, text)
	}
	was, wasReport := again.result(&plain), again.report(&plain)
	same := sameItem(&was, res)
	for column, text := range kept.cells {
		switch column {
		case columnNumber, columnWords, columnFlag, columnRange, columnUnit, columnMethod, columnTest, columnTestName, columnTested:
			if same {
				cells[column] = text
			}
		case columnIssued:
			if wasReport.Issued == r.Issued {
				cells[column] = text
			}
		case columnCollected, columnReceived:
			if len(r.Specimens) > 0 && len(wasReport.Specimens) > 0 && r.Specimens[0].Collected == wasReport.Specimens[0].Collected && r.Specimens[0].Received == wasReport.Specimens[0].Received {
				cells[column] = text
			}
		case columnKind, columnKindCode, columnOrder:
			cells[column] = text
		default:
			if cells[column] == "" {
				cells[column] = text
			}
		}
	}
}
