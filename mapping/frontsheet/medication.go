package frontsheet

import "strings"

// A Medication is a drug that was prescribed for the patient, or dispensed to them,
// as the record lists it. The zero value states nothing.
type Medication struct {
	// Codes are the codes of the drug, of a terminology or of the facility.
	Codes []Code
	// Number is the number under which an authority has registered it, as written
	// ("HK-02280", "国药准字H13022378"): see package registration.
	Number string
	// Name is the drug in words, as written, with strength and form where the source
	// has them in one.
	Name string
	// Strength is how much of the drug is in one of what is taken, as written ("50MCG").
	// It is never converted.
	Strength string
	// Instruction is how it is taken, as written ("1 tab bd").
	Instruction string
	// Dose and DoseUnit are how much is taken at a time, as written ("1", "TAB"), and
	// Frequency how often ("TWICE DAILY"), where they stand apart. No number is made of
	// a frequency.
	Dose, DoseUnit, Frequency string
	// Route is the way by which it is taken, as written ("oral").
	Route string
	// Quantity is how much was dispensed, as written, and QuantityUnit its unit where
	// that stands apart.
	Quantity, QuantityUnit string
	// Duration is for how long it was prescribed, as written, and DurationUnit its unit
	// where that stands apart.
	Duration, DurationUnit string
	// Start and End are when the prescription begins and ends.
	Start, End DateTime
	// Dispensed is the day on which the pharmacy dealt with it.
	Dispensed DateTime
	// Action is what was done with the prescription, as written. "Keep Record only"
	// says that nothing was dispensed.
	Action string
	// Grade is how far the item of a domain record is coded.
	Grade Grade
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}

// IsOnRecord reports whether the source says that a drug was noted and nothing of it
// dispensed, in the words of the extracts of public hospitals in Hong Kong: Keep Record
// only. It is false where nothing is said.
func (m *Medication) IsOnRecord() bool { return strings.EqualFold(m.Action, "Keep Record only") }

// Key tells prescriptions of the same drug from the same day apart that are taken or
// were dealt with otherwise: those of a morning and an evening dose come in two rows.
// It is "" for one that states no such thing.
func (m *Medication) Key() string {
	key := m.Strength + m.Dose + m.DoseUnit + m.Frequency + m.Action
	if key == "" && m.Dispensed.IsZero() {
		return ""
	}
	return "/" + string(m.Dispensed.Append(nil, "")) + "/" + strings.Join([]string{m.Strength, m.Dose, m.DoseUnit, m.Frequency, m.Action}, "/")
}
