package frontsheet

import "github.com/crossbay/crossbay/mapping/internal/denial"

// An Observation is a result or a finding that the record carries beside the
// items of the sheet: one test, sign or question with its answer.
type Observation struct {
	// Codes are the codes of the question: OBX-3.
	Codes []Code
	// Name is the question in words, as written.
	Name string

	// Kind is the type of the answer, a code of HL7's table 0125 ("NM"): OBX-2.
	Kind string
	// Number is the answer where it is a number, in the unit Unit. One of Number,
	// Answers and Text is the answer: OBX-5.
	Number Decimal
	// Comparator says that the answer lies on one side of Number, a code of FHIR's
	// QuantityComparator ("<"); "" where the answer is Number itself: SN.1.
	Comparator string
	// Separator makes the answer one of two numbers: "-" the range from Number to
	// Second, ":" and "/" the ratio of Number to Second. It is "" where the answer
	// is Number alone: SN.3.
	Separator string
	// Second is the second number: SN.4.
	Second Decimal
	// Answers are coded answers. Code.Code is "" where one has a name alone.
	Answers []Code
	// Text is the answer in words.
	Text string

	// Unit is the unit of Number as written: OBX-6.
	Unit string
	// Range is the reference range as written: OBX-7.
	Range string
	// Flag is a code of HL7's table 0078 ("H"): OBX-8.
	Flag string
	// Status is a code of HL7's table 0085 ("F"): OBX-11.
	Status string
	// Observed is when it was observed: OBX-14.
	Observed DateTime
	// Grade is how far the item of a domain record is coded.
	Grade Grade
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}

// Figure returns the answer where it is made of numbers, as people write it: "5.1",
// "<5", "10-20", "1:128". It is "" where it is not.
func (o *Observation) Figure() string {
	return o.Comparator + string(o.Number) + o.Separator + string(o.Second)
}

// An Item is a fact of the record that has no field of its own: what an
// emergency department notes of an attendance. One of the values is set.
type Item struct {
	// Code is what the fact is, a code of fhir.SystemSheetItem.
	Code string
	// Coded is a coded value, or a text.
	Coded Coded
	// Number is a number. Its unit follows from the code.
	Number Decimal
	// Time is a time.
	Time DateTime
}

// Findings are results and states that have items of their own on the sheet.
type Findings struct {
	// ABO and Rh are the blood groups: HQMS C26C (RC030), C27C (RC031).
	ABO, Rh Coded
	// HBsAg, HCV and HIV are the results of tests for hepatitis B, hepatitis C and
	// HIV: HQMS F10 to F12 (RC007).
	HBsAg, HCV, HIV Coded
	// Autopsy states whether a patient who died was autopsied, 死亡患者尸检: HQMS C34C
	// (RC016).
	Autopsy Coded
	// ComaBefore and ComaAfter are the times in coma before and after admission:
	// HQMS C28 to C30, C31 to C33.
	ComaBefore, ComaAfter Coma
	// TransfusionReacted states whether there was a reaction to a transfusion,
	// 输血反应: HQMS F21 (RC018).
	TransfusionReacted Coded
}

// A Coma is how long a patient with brain injury was unconscious, the sum of its
// three parts.
type Coma struct {
	// Days, Hours and Minutes are whole numbers.
	Days, Hours, Minutes Decimal
}

// An Allergy is what the sheet states of allergies to drugs.
type Allergy struct {
	// Recorded states that there are none, or some, 有无药物过敏: HQMS C24C (RC037).
	Recorded Coded
	// Drugs are the names of drugs as written, 过敏药物名称: HQMS C25.
	Drugs []string
	// DrugCodes are the codes of each of Drugs, where the source states any. It
	// has at most as many elements as Drugs; one that is missing is as if empty.
	DrugCodes [][]Code
	// Items are allergies of which the source states more than a drug's name.
	Items []AllergyItem
}

// InWords returns what the source says of allergies in words of its own, "" where
// Recorded is a code, denies them, or says that nothing is known.
func (a *Allergy) InWords() string {
	if a.Recorded.Set != nil || !denial.Of(a.Recorded.Text).IsFact() {
		return ""
	}
	return a.Recorded.Text
}

// CodesOf returns the codes of the i-th of the drugs, counted from 0; nil where
// the source states none.
func (a *Allergy) CodesOf(i int) []Code {
	if i >= len(a.DrugCodes) {
		return nil
	}
	return a.DrugCodes[i]
}

// SetCodes states the codes of the i-th of the drugs, counted from 0.
func (a *Allergy) SetCodes(i int, list []Code) {
	if len(list) == 0 && i >= len(a.DrugCodes) {
		return
	}
	for len(a.DrugCodes) <= i {
		a.DrugCodes = append(a.DrugCodes, nil)
	}
	a.DrugCodes[i] = list
}

// An AllergyItem is an allergy or an intolerance: AL1 of HL7.
type AllergyItem struct {
	// Kind is what it is to, drug or food: AL1-2, of HL7's table 0127.
	Kind Coded
	// Codes are the codes of the substance: AL1-3.
	Codes []Code
	// Name is the substance in words, as written.
	Name string
	// Severity is how grave it is: AL1-4, of HL7's table 0128.
	Severity Coded
	// Reactions are the manifestations as written: AL1-5.
	Reactions []string
	// Noted is when it was identified: AL1-6.
	Noted DateTime
	// Grade is how far the item of a domain record is coded.
	Grade Grade
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}
