package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// isRecorded reports whether an element is one that only records in tables
// have, and that one cell holds.
func isRecorded(at any) bool {
	switch at.(type) {
	case layout.Verbatim, *layout.Precision, *layout.ExactDate, *layout.HourNumber, *layout.DrugsOrNone, *layout.LaboratoryResult,
		*layout.AllDiagnoses, *layout.AllDiagnosisNames, *layout.AllReferences, *layout.AllProcedures, *layout.AllProcedureNames, *layout.AllPerformed:
		return true
	}
	return false
}

// appendRecorded appends the value of an element that only records in tables
// have, each in the way in which it is read.
func (w *Writer) appendRecorded(dst []byte, f *layout.Field, at any) []byte {
	switch v := at.(type) {
	case layout.Verbatim:
		return append(dst, w.keptCell(f)...)
	case *layout.Precision:
		return w.appendPrecision(dst, f, frontsheet.DateTime(*v))
	case *layout.ExactDate:
		return w.appendExactDate(dst, f)
	case *layout.HourNumber:
		for range 2 - len(v.Number) {
			dst = append(dst, '0')
		}
		if v.Number == "" {
			return dst[:0]
		}
		return append(dst, v.Number...)
	case *layout.DrugsOrNone:
		if len(v.Drugs) == 0 && w.names["allergy.recorded"] == nil {
			return w.appendCoded(dst, f, v.Recorded)
		}
		return w.appendList(dst, f, v.Drugs)
	case *layout.LaboratoryResult:
		return append(append(dst, v.Number...), v.Text...)
	}
	return w.appendAll(dst, f, at)
}

// keptCell returns the cell of the row in hand that the source had in the
// column of a field, "" where the sheet keeps none or is of another layout.
func (w *Writer) keptCell(f *layout.Field) string {
	if layout.Of(w.Sheet) != w.Layout {
		return ""
	}
	for _, kept := range w.Sheet.Fields {
		if kept.Column == f.Column && (kept.Row == w.row+1 || kept.Row == 0 && w.row == 0) {
			return kept.Value
		}
	}
	return ""
}

// keptText returns the text of the cell that keptCell does, as a reader takes it.
func (w *Writer) keptText(f *layout.Field) string {
	cell := w.keptCell(f)
	if cell == "" {
		return ""
	}
	b := sheetBuilder{reader: &Reader{In: w.Layout}, record: &Record{}, sheet: frontsheet.SheetIn(w.Layout)}
	b.cell(w.Layout.ByPath[f.Element], cell, -1)
	switch v := f.At(b.sheet, f.Index).(type) {
	case *string:
		return *v
	case *frontsheet.Coded:
		return chars.FirstOf(v.Text, v.Code)
	}
	return cell
}

// writesKept reports whether the cells that a sheet keeps of a column are what
// is written there.
func (w *Writer) writesKept(f *layout.Field) bool {
	return f.Element == "source-field" || strings.HasPrefix(f.Element, "domain.") && !strings.HasSuffix(f.Element, ".date")
}

// appendPrecision appends the code for how much of a date is known. That a date
// is known to the day is written where the source says so: a date alone does
// not.
func (w *Writer) appendPrecision(dst []byte, f *layout.Field, d frontsheet.DateTime) []byte {
	want := map[frontsheet.Precision]string{frontsheet.ToYear: "year", frontsheet.ToMonth: "month", frontsheet.ToDay: "day"}[min(d.Precision, frontsheet.ToDay)]
	if f.Set == nil || want == "" {
		return dst
	}
	if want == "day" && !w.statesDay(f) {
		return dst
	}
	for _, c := range f.Set.Concepts() {
		if c.Standard == want {
			return append(dst, c.Code...)
		}
	}
	return dst
}

// statesDay reports whether the source says that the date is known to the day.
func (w *Writer) statesDay(f *layout.Field) bool {
	layout := layout.Of(w.Sheet)
	if layout == nil {
		return false
	}
	i, ok := layout.ByPath[f.Element]
	if !ok || layout.Fields[i].Set == nil {
		return false
	}
	for _, kept := range w.Sheet.Fields {
		if kept.Column != layout.Fields[i].Column {
			continue
		}
		if code, _, ok := layout.Fields[i].Set.Match(strings.TrimFunc(kept.Value, chars.IsSpace)); ok {
			concept, _ := layout.Fields[i].Set.Concept(code)
			return concept.Standard == "day"
		}
	}
	return false
}

// appendPartial appends a date that is not known to the day. Where a column
// beside it says how much is known, the rest is written as systems write it.
func (w *Writer) appendPartial(dst []byte, f *layout.Field, d frontsheet.DateTime) []byte {
	switch {
	case w.paths[f.Element+".precision"]:
		d.Month, d.Day, d.Precision = max(d.Month, 1), 1, frontsheet.ToDay
	case !w.Layout.PartialDates:
		w.report(f, frontsheet.Warning, "partial-date", "the date is not known to the day, and the layout has none that are not: the cell stays empty")
		return dst
	}
	return d.AppendDate(dst)
}

// appendTime appends a date and as much of a time as is known, in the zone of
// the layout.
func (w *Writer) appendTime(dst []byte, f *layout.Field, d frontsheet.DateTime) []byte {
	if d.Zone != "" && d.Zone != w.Layout.Zone && d.Precision >= frontsheet.ToMinute {
		if zone, ok := literal.ParseZone(w.Layout.Zone); ok {
			t := d.Time().In(zone)
			d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second = t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()
			w.report(f, frontsheet.Information, "zone-converted", "the time is stated in another zone, and is given as it is in "+w.Layout.Zone)
		}
	}
	dst = d.AppendDate(dst)
	separator := byte(' ')
	for _, part := range [...]struct {
		precision frontsheet.Precision
		value     int
	}{{frontsheet.ToHour, d.Hour}, {frontsheet.ToMinute, d.Minute}, {frontsheet.ToSecond, d.Second}} {
		if d.Precision < part.precision {
			break
		}
		dst = frontsheet.AppendPadded(append(dst, separator), part.value, 2)
		separator = ':'
	}
	return dst
}

// exactDeath returns the date that the source states in the column that in some
// extracts says only whether the date of death is exact.
func (w *Writer) exactDeath(f *layout.Field) (d frontsheet.DateTime, ok bool) {
	s := w.Sheet
	if layout.Of(s) != w.Layout || s.Patient.Death.IsZero() {
		return d, false
	}
	for _, kept := range s.Fields {
		if kept.Column != f.Column {
			continue
		}
		b := sheetBuilder{reader: &Reader{In: w.Layout}, record: &Record{}, sheet: frontsheet.SheetIn(w.Layout)}
		b.cell(w.Layout.ByPath[f.Element], kept.Value, -1)
		return s.Patient.Death, literal.SameDay(b.sheet.Patient.Death, s.Patient.Death)
	}
	return d, false
}

func (w *Writer) appendExactDate(dst []byte, f *layout.Field) []byte {
	if d, ok := w.exactDeath(f); ok {
		return w.appendDate(dst, f, d)
	}
	for i := range w.Sheet.Items {
		if item := &w.Sheet.Items[i]; item.Code == "death-date-exact" {
			return w.appendCoded(dst, f, item.Coded)
		}
	}
	return dst
}

// registration reports whether a column is that of the registered date of death
// and the exact one stands in another: then the registered one is kept verbatim.
func (w *Writer) registration(f *layout.Field) bool {
	if f.Element != "patient.death" || w.names["patient.death.exact"] == nil {
		return false
	}
	_, ok := w.exactDeath(w.names["patient.death.exact"])
	return ok
}
