package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

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
	return appendDay(dst, f, d)
}

// appendDay appends a date that is known to the day in the order of the column's
// format.
func appendDay(dst []byte, f *layout.Field, d frontsheet.DateTime) []byte {
	if !isDayFirst(f.Format) {
		return d.AppendDate(dst)
	}
	dst = chars.AppendPadded(dst, d.Day, 2)
	dst = chars.AppendPadded(append(dst, '/'), d.Month, 2)
	return chars.AppendPadded(append(dst, '/'), d.Year, 4)
}

// appendTime appends as much of a time as is known.
func appendTime(dst []byte, d frontsheet.DateTime) []byte {
	separator := byte(' ')
	for _, part := range [...]struct {
		precision frontsheet.Precision
		value     int
	}{{frontsheet.ToHour, d.Hour}, {frontsheet.ToMinute, d.Minute}, {frontsheet.ToSecond, d.Second}} {
		if d.Precision < part.precision {
			break
		}
		dst = chars.AppendPadded(append(dst, separator), part.value, 2)
		separator = ':'
	}
	return dst
}

// ownHour reports whether a row is one of the layout's own, and has the hour of a field
// in the time that its date has, too: the cell is then what it was, or empty.
func (w *Writer) ownHour(f *layout.Field) bool {
	if layout.Of(w.Sheet) != w.Layout {
		return false
	}
	i, ok := w.Layout.ByPath[strings.TrimSuffix(f.Element, ".hour")]
	return ok && w.Layout.Fields[i].Format == literal.LayoutDateTime
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
		b := newCellBuilder(w.Layout, layout.SheetIn(w.Layout))
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

// appendDate appends a date in the layout's form and zone, as far as it is known: a date
// without a time stays a date.
func (w *Writer) appendDate(dst []byte, f *layout.Field, d frontsheet.DateTime) []byte {
	d, moved := literal.InZone(d, w.Layout.Zone)
	if moved {
		w.report(f, frontsheet.Information, "zone-converted", "the time is stated in another zone, and is given as it is in "+w.Layout.Zone)
	}
	switch {
	case d.IsZero():
		return dst
	case d.Precision < frontsheet.ToDay:
		return w.appendPartial(dst, f, d)
	case f.Format == formatTime, f.Format == formatDayFirstTime, f.Format == "":
		return appendTime(appendDay(dst, f, d), d)
	case f.Format == literal.LayoutStamp:
		return appendStamp(dst, d)
	case f.Format == literal.LayoutDateTime:
		dst = d.AppendDate(dst)
		if d.Precision == frontsheet.ToDay {
			w.report(f, frontsheet.Information, "date-without-time", "the column has a time of day, and the sheet knows none: the date stays a date")
			return dst
		}
		dst = chars.AppendPadded(append(dst, ' '), d.Hour, 2)
		if d.Precision == frontsheet.ToHour {
			w.report(f, frontsheet.Warning, "hour-without-minutes", "the column has minutes, and the sheet knows none: the hour stands alone")
			return dst
		}
		dst = chars.AppendPadded(append(dst, ':'), d.Minute, 2)
		if d.Precision == frontsheet.ToMinute {
			return dst // nobody has stated seconds
		}
		return chars.AppendPadded(append(dst, ':'), d.Second, 2)
	}
	switch hours := w.paths[f.Element+".hour"]; {
	case !hours && d.Precision > frontsheet.ToDay:
		w.report(f, frontsheet.Information, "time-left-out", "the column has no time of day: that of the sheet is left out")
	case hours && d.Precision > frontsheet.ToHour && d.Minute+d.Second > 0:
		w.report(f, frontsheet.Information, "time-left-out", "the columns have no minutes: those of the sheet are left out")
	}
	if f.Format == literal.LayoutCompact {
		dst = chars.AppendPadded(dst, d.Year, 4)
		dst = chars.AppendPadded(dst, d.Month, 2)
		return chars.AppendPadded(dst, d.Day, 2)
	}
	return appendDay(dst, f, d)
}

// appendStamp appends a date, and a time of day as far as it is known, in digits alone.
func appendStamp(dst []byte, d frontsheet.DateTime) []byte {
	dst = chars.AppendPadded(dst, d.Year, 4)
	for _, part := range [...]struct {
		n  int
		to frontsheet.Precision
	}{{d.Month, frontsheet.ToMonth}, {d.Day, frontsheet.ToDay}, {d.Hour, frontsheet.ToHour}, {d.Minute, frontsheet.ToMinute}, {d.Second, frontsheet.ToSecond}} {
		if d.Precision < part.to {
			break
		}
		dst = chars.AppendPadded(dst, part.n, 2)
	}
	return dst
}
