package mapping

import (
	"slices"
)

// typeRecordNumber is the type of HL7's table 0203 of the number of a medical
// record (病案号). A patient's internal identifier (PI) is none: it tells apart
// the patients of a system, which may give their records other numbers.
const typeRecordNumber = "MR"

// isOther reports whether an authority that assigns numbers is known to be
// another than the facility: a hospital of the value set, or any where the
// facility is not named. Of one that the set does not have nobody can say so,
// for many write a short name.
func (f *Facility) isOther(authority string) bool {
	h := &f.Hospital
	switch {
	case authority == "" || authority == h.Text:
		return false
	case h.Set == nil:
		return h.Text == ""
	}
	code, _, ok := h.Set.match(authority)
	return ok && code != h.Code
}

// localIdentifier keeps a number that a hospital has given. The medical record
// number has a place of its own, unless it is another hospital's.
func (b *messageBuilder) localIdentifier(p *Patient, i Identifier) {
	f := &b.sheet.Facility
	if i.Type != typeRecordNumber || p.RecordNumber != "" || f.isOther(i.Authority) {
		p.Identifiers = append(p.Identifiers, i)
		return
	}
	p.RecordNumber = i.Value
	if i.Authority != "" && i.Authority != f.Hospital.Code && i.Authority != f.Hospital.Text {
		b.keep()
	}
}

// adaptRecordNumber says where the record number of a message comes from. Where
// the message has several, it takes them for none: there they stand beside each
// other, and a row has room for one.
func (w *Writer) adaptRecordNumber(s *FrontSheet) {
	column, p := w.names["patient.record-number"], &s.Patient
	if column == nil || p.RecordNumber == "" || !s.isMessage() {
		return
	}
	if slices.ContainsFunc(p.Identifiers, func(i Identifier) bool {
		return i.Type == typeRecordNumber && i.Value != "" && i.Value != p.RecordNumber && !s.Facility.isOther(i.Authority)
	}) {
		p.RecordNumber = ""
		w.report(column, Warning, "several-record-numbers", "the message has several numbers of the type MR (medical record number), and nothing says which is that of the facility's record: the cell stays empty")
		return
	}
	w.report(column, Information, "record-number-source", "the number is the identifier of the patient that has the type MR (medical record number) in the message, and that no other hospital is known to have assigned")
}

// reportKeys reports the keys of the layout that the sheet does not have.
func (w *Writer) reportKeys(s *FrontSheet) {
	for _, key := range w.layout.key {
		if f := &w.layout.fields[key]; !s.has(f) || isNone(f.at(s, f.index)) {
			w.report(f, Warning, "empty-key", "the sheet does not have what tells records of the layout apart: the cell stays empty, and nobody can say whose the row is")
		}
	}
}
