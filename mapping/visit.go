package mapping

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// A Visit folds the messages of HL7 v2 of one stay into one sheet, one after the
// other, for a program that takes them from a feed; a Reader folds those of a file
// ([FoldVisit]). It is called what HL7 calls a stay, since a [Stay] is a part of a
// sheet, and an episode of care may have many visits.
//
// The order of the events counts (EVN-2, else MSH-7), and not that in which
// messages come: any order gives the same sheet. What a later event states takes
// the place of what an earlier one stated; what it leaves out is not withdrawn.
// Diagnoses, procedures, allergies, results, identifiers and the like grow by
// those that were not there; there is one principal diagnosis, and the staff of a
// role are those of the last message that names any. Where the patient was at the
// admission (A01), after each transfer (A02) and at the discharge (A03) becomes
// the ward of the admission, a transfer and the ward of the discharge.
//
// HL7's null ("") in a field of PID, PV1 or PV2 deletes what was there, and so does
// the action code D of a diagnosis or procedure.
//
// An event that takes one back (A11, A12, A13, A23, A25 to A27, A32, A33, A38, A52,
// A53, A55) undoes the last before it of its kind. A merge of patients (A18, A34,
// A36, A40, A47) gives the stay the patient who is left, and keeps the prior number
// as it stands in MRG.
//
// The zero Visit is empty. It holds all of its messages' sheets, so its memory
// grows with the stay. It is not safe for concurrent use.
type Visit struct{ visit message.Visit }

// Add adds a message, which is of the stay: see [Record.Visit]. It returns what is
// to be said of it beside the others, and of a message that takes an event back or
// merges patients what its reading found, since such a Record has no sheet. One
// that stood before, byte for byte, counts once. The Visit keeps the sheet, which
// must not be changed afterwards; r is needed while it is valid alone. A record
// that could not be read is passed over.
func (v *Visit) Add(r *Record) []Issue {
	one := carrier.Record{Raw: r.Raw, Sheet: r.Sheet, Event: r.event, Prior: r.prior}
	raw := r.Raw
	if r.row != nil && len(r.row.Cells) > 0 {
		raw = r.row.Cell(0)
	}
	before := v.visit.Len()
	issues := v.visit.Add(&one, raw)
	if r.event != nil && v.visit.Len() > before {
		issues = append(issues, r.eventIssues...)
	}
	return issues
}

// FrontSheet returns the stay as its messages so far tell it, and what is to be
// said of them together. It is nil where there are none, and where they say that
// the stay did not come to be. The sheet shares parts with those that were added.
func (v *Visit) FrontSheet() (*FrontSheet, []Issue) { return v.visit.Fold() }

// Format writes "[redacted]", whatever the verb is.
func (Visit) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Visit) LogValue() slog.Value { return redact.LogValue() }

// Visit returns what tells the stay of a message of HL7 v2 from others: its
// facility, patient and visit number. It is "" where the record is no message or
// does not number the stay. A message that takes an event back has it, though the
// record has no sheet. The patient's part is [Record.Patient], and changes where
// patients are merged.
//
// It holds a patient's values.
func (r *Record) Visit() string {
	s := r.told()
	if s == nil || s.Event == (frontsheet.Event{}) || s.Stay.Number == "" {
		return ""
	}
	return s.Subject() + "/" + s.Stay.Number
}

// Patient returns the [frontsheet.FrontSheet.Subject] of the record, also of a
// message that takes an event back or merges patients: then it is the patient who
// is left. It is "" where nobody can say whose the record is.
//
// It holds a patient's values.
func (r *Record) Patient() string {
	if s := r.told(); s != nil {
		return s.Subject()
	}
	return ""
}

// Merged returns the patient whom a message merges into [Record.Patient], "" where
// it merges none. It is to be added to each [Visit] of that patient.
//
// It holds a patient's values.
func (r *Record) Merged() string {
	if r.event == nil || r.prior == nil {
		return ""
	}
	s := frontsheet.FrontSheet{Facility: r.event.Facility, Patient: *r.prior}
	return s.Subject()
}

// told returns what the record says, of a stay or of what happened to one.
func (r *Record) told() *frontsheet.FrontSheet {
	if r.Sheet != nil {
		return r.Sheet
	}
	return r.event
}

// MarshalJSON returns "[redacted]": see [Reveal].
func (Visit) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }
