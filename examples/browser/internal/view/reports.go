package view

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/results"
)

// reportsOf returns the layout of reports of a laboratory that is named or, where
// none is, that of the file, "" where it has none of them.
func reportsOf(data []byte, layout string) string {
	if layout == "" {
		return results.Recognize(data[:min(len(data), 64<<10)])
	}
	if slices.Contains(results.Layouts(), layout) {
		return layout
	}
	return ""
}

// openReports reads a file of reports.
func (v *Viewer) openReports(f *File, name string, data []byte, layout string) {
	f.Tables = append(f.Tables, Table{Name: name, Layout: layout, Title: results.Title(layout), Issues: []Issue{}})
	for e, err := range results.Read(bytes.NewReader(data), layout, &results.Options{File: name, Admissions: hongkong.ADT()}) {
		if err != nil {
			f.Faults = append(f.Faults, err.Error())
			break
		}
		if len(v.file.records) == MostRecords {
			f.More = true
			break
		}
		v.file.records = append(v.file.records, &record{
			number: e.Number, line: e.Line, raw: strings.ToValidUTF8(string(e.Raw), "\ufffd"), report: e.Record, source: []Cell{},
			issues: v.issues([]Issue{}, "read", at(e.Line), e.Issues),
		})
	}
	v.list(f)
}

// at finds issues of which no more is known than the line of the record.
func at(line int) finder {
	return func(i mapping.Issue) (int, string, string) { return line, "", "" }
}

// report translates a report into FHIR, and into the layout to where it is one of
// reports.
func (v *Viewer) report(out *Record, r *record, to string) error {
	document, issues := v.reports.Document(r.report)
	out.Issues = v.issues(out.Issues, "fhir", at(r.line), issues)
	if err := out.document(document); err != nil || !slices.Contains(results.Layouts(), to) {
		return err
	}
	var text bytes.Buffer
	w, err := results.NewWriter(&text, to, hongkong.ADT())
	if err != nil {
		return err
	}
	issues, err = w.Write(r.report)
	out.Issues = v.issues(out.Issues, "sheet", at(r.line), issues)
	if errors.Is(err, mapping.ErrInternal) {
		return nil
	}
	if err == nil {
		err = w.Flush()
	}
	out.Text = text.String()
	return err
}
