package results

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// documents writes a document for each report of a record.
func (w *Writer) documents() ([]frontsheet.Issue, error) {
	for i := range w.record.Reports {
		if status := reportStatus(w.record.Reports[i].Status); status == r4.DiagnosticReportStatusEnteredInError || status == r4.DiagnosticReportStatusCancelled {
			w.issue("", frontsheet.Warning, "entered-in-error", "the report says of itself that it is not valid, or was cancelled: a document has no place for that, and it is left out")
			continue
		}
		if err := w.document(&w.record.Reports[i]); err != nil {
			return w.issues, err
		}
	}
	return w.issues, nil
}

// withoutNarratives returns a report without the remarks that were made of the texts of
// sections.
func withoutNarratives(r *report.Report, fields []frontsheet.Field) *report.Report {
	plain := *r
	for _, f := range fields {
		if isNarrative(f.Column) {
			text := narrativeText(f.Value)
			plain.Notes = slices.DeleteFunc(slices.Clone(plain.Notes), func(n string) bool { return n == text })
		}
	}
	return &plain
}

// A documentWriter puts a report into the cells of a document.
type documentWriter struct {
	*Writer
	layout     *layout.Layout
	laboratory bool // and no examination
	own        bool // the record is of the layout
	cells      map[string]string
	left       int // fields that have no cell
}

// document writes a report as a document of the layout.
func (w *Writer) document(r *report.Report) error {
	d := documentWriter{Writer: w, layout: builtin.Layout(w.carrier.name), laboratory: w.carrier.name == C0007, own: w.record.Layout == w.carrier.name, cells: map[string]string{}}
	sheet := w.record.Sheet.Clone()
	if d.own {
		r = withoutNarratives(r, sheet.Fields)
	}
	d.keep(sheet.Fields)
	d.keep(w.record.Fields)
	d.visit(&sheet)
	d.report(r)
	d.results(r)
	if d.left > 0 {
		w.issue("", frontsheet.Warning, "kept-cells", "the record keeps "+itoa(d.left)+" fields verbatim for which the document has no place: they are left out")
	}
	sheet.Fields = nil
	for column, text := range d.cells {
		if text != "" {
			sheet.Fields = append(sheet.Fields, frontsheet.Field{Column: column, Value: text})
		}
	}
	sheet.Origin().Columns = d.layout
	if w.sheets == nil {
		writer, err := mapping.NewWriter(w.out, mapping.LayoutNamed(w.carrier.name), nil)
		if err != nil {
			return err
		}
		w.sheets = writer
	}
	issues, err := w.sheets.Write(&sheet)
	if err != nil {
		return err
	}
	for _, i := range issues {
		_, i.Record, _ = w.record.Sheet.Position()
		w.issues = append(w.issues, i)
	}
	return w.sheets.Flush()
}

// keep puts fields back that were kept verbatim.
func (d *documentWriter) keep(fields []frontsheet.Field) {
	for _, f := range fields {
		switch {
		case !d.own || !d.layout.HasColumn(f.Column):
			d.left++
		default:
			d.cells[f.Column] = f.Value
		}
	}
}

// set puts a text into a cell that has none.
func (d *documentWriter) set(column, text string) {
	if d.cells[column] == "" && text != "" {
		d.cells[column] = text
	}
}

// visit says during which visit the report was made, which the columns say that a
// document of the layout keeps as they are, and takes it out of the sheet.
func (d *documentWriter) visit(sheet *frontsheet.FrontSheet) {
	stay := &sheet.Stay
	if stay.Number != meant(d.cells["DE01.00.010.00"]) && stay.Number != meant(d.cells["DE01.00.014.00"]) {
		column := "DE01.00.014.00"
		if class := stay.Class.Standard(); class == "AMB" || class == "EMER" {
			column = "DE01.00.010.00"
		}
		d.cells[column] = stay.Number
	}
	at := &stay.Location
	if *at == (frontsheet.Ward{}) {
		at = &stay.AdmittedTo
	}
	d.set("DE08.10.054.00", at.Name)
	d.set("DE01.00.019.00", at.Room)
	d.set("DE01.00.026.00", at.Bed)
	d.set("DE08.10.026.00/location", at.Department.Label())
	stay.Number, *at = "", frontsheet.Ward{}
	kept := sheet.Patient.Identifiers[:0:0]
	for _, i := range sheet.Patient.Identifiers {
		if i.Type != outpatientNumber {
			kept = append(kept, i)
		}
	}
	sheet.Patient.Identifiers = kept
}

// report says what the report says as a whole.
func (d *documentWriter) report(r *report.Report) {
	written := cellsOfReport(r, d.laboratory)
	if len(r.Specimens) > 0 {
		written["DE01.00.003.00"] = r.Specimens[0].Number
	}
	kept := d.kept(r.Fields)
	for column, text := range written {
		if old, is := kept[column]; is && (sameText(old, text) || sameMoment(old, text)) {
			text = old
		}
		d.set(column, text)
		delete(kept, column)
	}
	d.left += len(kept)
	lost := func(column string, there bool, what string) {
		if there {
			d.issue(column, frontsheet.Warning, "no-column", "the document has no place for "+what+": it is left out")
		}
	}
	lost("", r.Status != "F", "the state of a report that is not final")
	lost("", !r.Requester.IsZero() || r.Order.Information != "" || len(r.Order.Reasons) > 0, "who ordered the report, and why")
	lost("", r.Section != "" && r.Section != "LAB", "the part of the laboratory")
	lost("", r.Performer.Code != "", "the code of the laboratory")
	lost("", len(r.Attachments) > 0, "files")
	lost("", len(r.Studies) > 0, "studies of images")
	lost("", len(r.Panel.Codings) > 0 && r.Panel.Codings[0].Code != "", "the code of what was asked for")
	lost("", !r.Site.IsZero() && !d.own, "the part of the body")
}

// kept returns fields of the layout by their columns, and counts the others.
func (d *documentWriter) kept(fields []frontsheet.Field) map[string]string {
	kept := map[string]string{}
	for _, f := range fields {
		if d.own && (d.layout.HasColumn(f.Column) || d.layout.HasColumn(f.Column+"1") || f.Column == "specimen") {
			kept[f.Column] = f.Value
		} else {
			d.left++
		}
	}
	return kept
}

func sameText(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// sameMoment compares times; FHIR has none without seconds.
func sameMoment(a, b string) bool {
	x, ok := moment(a)
	y, same := moment(b)
	if !ok || !same {
		return false
	}
	return timestamp(seconds(x)) == timestamp(seconds(y))
}

func seconds(d frontsheet.DateTime) frontsheet.DateTime {
	if d.Precision == frontsheet.ToMinute {
		d.Precision = frontsheet.ToSecond
	}
	return d
}

// results says the results.
func (d *documentWriter) results(r *report.Report) {
	n := 0
	for i := range r.Results {
		res := &r.Results[i]
		if document.ResultStatus(res.Status) == r4.ObservationStatusEnteredInError {
			d.issue("", frontsheet.Warning, "entered-in-error", "a result is entered in error: a document has no place for that, and it is left out")
			continue
		}
		if n++; n > mostResults {
			d.issue("", frontsheet.Warning, "beyond-places", "the layout has no place for so many results: those after "+itoa(mostResults)+" are left out")
			break
		}
		kept := d.kept(res.Fields)
		cells := cellsOfResult(res)
		if cells["DE04.50.140.00/"] == "" && !d.laboratory {
			cells["DE04.50.140.00/"] = timestamp(r.Observed)
		}
		if again := resultOf(overlaid(cells, kept)); sameResult(&again, res, r) {
			cells = overlaid(cells, kept)
		} else if own := kept["DE04.30.017.00/name"]; own != "" && len(res.Flags) > 0 && res.Flags[0] == own {
			cells["DE04.30.017.00/"], cells["DE04.30.017.00/name"], cells["flag/"] = kept["DE04.30.017.00/"], own, ""
			if len(res.Flags) > 1 {
				cells["flag/"] = res.Flags[1]
			}
		}
		at := 1
		if text, is := kept["specimen"]; is {
			at, _ = strconv.Atoi(text) // 0, for none, where it is no number
		}
		if at > 0 && at <= len(r.Specimens) {
			s := &r.Specimens[at-1]
			for column, text := range overlaid(cellsOfSpecimen(s), d.keptOfSpecimen(s)) {
				cells[column] = text
			}
		}
		for base, text := range cells {
			if base != "specimen" {
				d.set(base+itoa(n), text)
			}
		}
		d.lost(res, n)
	}
	for i := 1; i < len(r.Specimens); i++ {
		if r.Specimens[i].Number != "" {
			d.issue("", frontsheet.Warning, "no-column", "the document has no place for the number of a second specimen: it is left out")
		}
	}
}

// keptOfSpecimen returns the fields of a specimen that still say what it does.
func (d *documentWriter) keptOfSpecimen(s *report.Specimen) map[string]string {
	kept := map[string]string{}
	written := cellsOfSpecimen(s)
	for column, text := range d.kept(s.Fields) {
		if old, is := written[column]; !is || old == "" || sameText(old, text) || sameMoment(old, text) {
			kept[column] = text
		}
	}
	return kept
}

func overlaid(cells, kept map[string]string) map[string]string {
	all := map[string]string{}
	for column, text := range cells {
		all[column] = text
	}
	for column, text := range kept {
		all[column] = text
	}
	if all["range/low"]+all["range/high"] != "" && kept["range/"] == "" {
		delete(all, "range/") // it was made of them
	}
	name := kept["DE04.30.017.00/name"]
	if name == "" && kept["DE04.30.017.00/text"] != "" {
		name = kept["DE04.30.017.00/text"]
		delete(all, "DE04.30.017.00/name")
	}
	if name != "" && kept["flag/"] == "" && kept["flag/name"] == "" && all["flag/"] == name {
		delete(all, "flag/")
	}
	return all
}

// sameResult compares a result that was read again from its cells with the one of the
// report.
func sameResult(again, res *report.Result, r *report.Report) bool {
	observed := res.Observed
	if observed.IsZero() {
		observed = r.Observed
	}
	return sameConcept(again.Test, res.Test) && sameConcept(again.Answer, res.Answer) && again.Comparator == res.Comparator && again.Number == res.Number && again.Separator == res.Separator &&
		again.Second == res.Second && again.Text == res.Text && again.Unit == res.Unit && again.Range == res.Range && strings.Join(again.Flags, "~") == strings.Join(res.Flags, "~") &&
		(again.Observed.IsZero() || seconds(again.Observed) == seconds(observed))
}

// lost tells what of a result the document has no place for.
func (d *documentWriter) lost(res *report.Result, n int) {
	column := "DE04.30.019.00/" + itoa(n)
	for _, l := range []struct {
		there bool
		what  string
	}{
		{len(res.Flags) > 2 || len(res.Flags) > 1 && !d.own, "more than one flag of a result"},
		{len(res.Test.Codings) > 1, "codes beside the laboratory's own"},
		{len(res.Notes) > 0, "remarks on a result"},
		{res.Sub != "", "the number by which results of one test are told apart"},
		{!res.Performer.IsZero(), "the laboratory of a single result"},
		{res.Method != "", "the method of a single result"},
		{res.Status != "" && res.Status != "F", "the state of a result that is not final"},
		{res.Separator != "", "a range or a ratio, which stands as a text"},
	} {
		if l.there {
			d.issue(column, frontsheet.Warning, "no-column", "the document has no place for "+l.what)
		}
	}
}
