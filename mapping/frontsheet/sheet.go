package frontsheet

import "slices"

// A FrontSheet is one hospital stay as its source recorded it. The zero
// FrontSheet states nothing. Records that are not front sheets (messages,
// research extracts, domain records) fill a part of it.
//
// A FrontSheet holds a patient's data. It is not safe for concurrent
// modification.
type FrontSheet struct {
	// Layout is the name of the layout with which the sheet was read ("hqms"),
	// "" where no reader made it.
	Layout string
	// Event is what the source reports, where the record is a message.
	Event Event

	// Facility is the hospital that made the record.
	Facility Facility
	// Patient is the person whom the record is about.
	Patient Patient
	// Stay is the time in hospital.
	Stay Stay
	// Emergency is the attendance at the emergency department that led to the
	// stay, or stands without one, where the record tells the two apart.
	// Diagnoses whose role is Outpatient are then of the attendance.
	Emergency Stay
	// Diagnoses are in the order of the source.
	Diagnoses []Diagnosis
	// Procedures are in the order of the source, the principal one first where
	// it ranks them.
	Procedures []Procedure
	// Staff are the people who sign the sheet or whom it names. Those of one
	// procedure or diagnosis are there.
	Staff []StaffMember
	// Newborn is what the sheet states of newborns.
	Newborn Newborn
	// Allergy is what the sheet states of allergies.
	Allergy Allergy
	// Findings are results and states that have items of their own.
	Findings Findings
	// Care is the care that the sheet counts.
	Care Care
	// Transfusions are what blood was given, where the source lists it, in its order.
	Transfusions []Transfusion
	// Fees are the charges of the stay.
	Fees Fees
	// Quality is what quality control states of the record.
	Quality Quality
	// Insurance are the plans that pay for the stay, in the order of the source
	// (IN1 of HL7).
	Insurance []Insurance
	// Observations are results beside Findings (OBX of HL7, laboratory results of
	// research extracts and of domain records).
	Observations []Observation
	// Medications are the drugs that the record lists, in its order: prescriptions of
	// research extracts and of domain records.
	Medications []Medication
	// Items are facts that have no field of their own, at most one of a code.
	Items []Item
	// Referral is the request that others take the patient over.
	Referral Referral
	// Details are what parts of the record say beside what the fields above hold.
	Details []Detail

	// Fields holds, verbatim, the cells that nothing else of the sheet holds,
	// and those that reading changed.
	Fields []Field

	origin Origin
}

// Reset makes the sheet empty, its origin included. It keeps the memory of the
// longest lists for the next record, so slices that were taken from the sheet
// must not be used any more.
func (s *FrontSheet) Reset() {
	*s = FrontSheet{
		Diagnoses: s.Diagnoses[:0], Procedures: s.Procedures[:0], Staff: s.Staff[:0],
		Fees: Fees{Items: s.Fees.Items[:0]}, Fields: s.Fields[:0], origin: Origin{Marked: s.origin.Marked[:0]},
	}
}

// Clone returns a copy to whose lists can be appended while s stays as it is. The
// elements of Diagnoses, Procedures, Staff, Stay.Intensive, Newborn.BirthWeights,
// Fees, Transfusions, Referral and Details can be changed as well; those of other lists, and the lists
// within elements (the codes of a diagnosis), are shared with s. The copy has the
// origin of s.
func (s *FrontSheet) Clone() FrontSheet {
	c := *s
	c.Diagnoses, c.Procedures, c.Staff = slices.Clone(s.Diagnoses), slices.Clone(s.Procedures), slices.Clone(s.Staff)
	c.Stay.Intensive = slices.Clone(s.Stay.Intensive)
	c.Newborn.BirthWeights = slices.Clone(s.Newborn.BirthWeights)
	c.Fees.Items = slices.Clone(s.Fees.Items)
	c.Fees.Payments, c.Fees.Charges, c.Transfusions = slices.Clone(s.Fees.Payments), slices.Clone(s.Fees.Charges), slices.Clone(s.Transfusions)
	c.Details = slices.Clone(s.Details)
	c.Items, c.Observations, c.Insurance = slices.Clip(s.Items), slices.Clip(s.Observations), slices.Clip(s.Insurance)
	c.Medications = slices.Clip(s.Medications)
	c.Allergy.Items, c.Allergy.DrugCodes = slices.Clip(s.Allergy.Items), slices.Clone(s.Allergy.DrugCodes)
	c.Referral.Notes, c.Referral.Providers = slices.Clone(s.Referral.Notes), slices.Clone(s.Referral.Providers)
	p := &c.Patient
	p.Identifiers, p.Documents, p.Telecoms = slices.Clip(p.Identifiers), slices.Clip(p.Documents), slices.Clip(p.Telecoms)
	p.NextOfKin, p.Current.Lines = slices.Clip(p.NextOfKin), slices.Clip(p.Current.Lines)
	c.origin.Scratch = nil
	return c
}

// Blank returns a sheet that states nothing and has the layout and the position
// of s, so that issues about it name the record.
func (s *FrontSheet) Blank() *FrontSheet {
	return &FrontSheet{Layout: s.Layout, origin: Origin{Columns: s.origin.Columns, Position: s.origin.Position}}
}

// OneOfSeveral reports whether other records of the source may be of the same
// stay: a message reports one of its events, and a row of some layouts one of
// its facts.
func (s *FrontSheet) OneOfSeveral() bool {
	return s.Event != Event{} || s.origin.Columns != nil && s.origin.Columns.SeveralOfStay()
}

// An Event is what a message of HL7 version 2 reports: the sheet is the stay as
// it stood then. The zero Event means that the record is no message.
type Event struct {
	// Code is the trigger event, a code of HL7's table 0003 ("A03"): MSH-9.2, or
	// EVN-1.
	Code string
	// Recorded is when the event was recorded: EVN-2.
	Recorded DateTime
	// Sent is when the message was made: MSH-7.
	Sent DateTime
	// Message is the control id of the message: MSH-10.
	Message string
}

// A Field is a cell of the source record as written. Of a message it is a field
// (DG1[2]-3), a segment of which the sheet has nothing else (ZHK), or, under the
// name segments, the order in which the segments stood.
type Field struct {
	// Column is the column as the layout names it, or else as the header does.
	Column string
	// Value is the text of the cell, in UTF-8 and otherwise unchanged.
	Value string
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}

// A Facility is the hospital that made the sheet.
type Facility struct {
	// Code is the code of the organization, 组织机构代码: HQMS A01.
	Code string
	// Name is the Chinese name, or the only one: HQMS A02.
	Name string
	// EnglishName is the English name where there are two.
	EnglishName string
	// Hospital is the facility as a code of a value set, which gives its names:
	// MSH-4.
	Hospital Coded
}

// A Quality is what quality control states of the record.
type Quality struct {
	// Grade is the grade of the record, 病案质量: HQMS B30C.
	Grade Coded
	// Date is the day of the check, 质控日期: HQMS B33.
	Date DateTime
}
