package tabular

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// adaptRecordNumber says where the record number of a message comes from. Where
// the message has several, it takes them for none: there they stand beside each
// other, and a row has room for one.
func (w *Writer) adaptRecordNumber(s *frontsheet.FrontSheet) {
	column, p := w.names["patient.record-number"], &s.Patient
	if column == nil || p.RecordNumber == "" || !layout.IsMessage(s) {
		return
	}
	if slices.ContainsFunc(p.Identifiers, func(i frontsheet.Identifier) bool {
		return i.Type == frontsheet.TypeRecordNumber && i.Value != "" && i.Value != p.RecordNumber && !s.Facility.IsOther(i.Authority)
	}) {
		p.RecordNumber = ""
		w.report(column, frontsheet.Warning, "several-record-numbers", "the message has several numbers of the type MR (medical record number), and nothing says which is that of the facility's record: the cell stays empty")
		return
	}
	w.report(column, frontsheet.Information, "record-number-source", "the number is the identifier of the patient that has the type MR (medical record number) in the message, and that no other hospital is known to have assigned")
}

// reportKeys reports the keys of the layout that the sheet does not have.
func (w *Writer) reportKeys(s *frontsheet.FrontSheet) {
	for _, key := range w.Layout.Key {
		if f := &w.Layout.Fields[key]; !f.Has(s) || f.At(s, f.Index).Empty() {
			w.report(f, frontsheet.Warning, "empty-key", "the sheet does not have what tells records of the layout apart: the cell stays empty, and nobody can say whose the row is")
		}
	}
}
