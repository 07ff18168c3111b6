package frontsheet

import (
	"reflect"
	"slices"

	"github.com/crossbay/crossbay/codes"
)

// A FrontSheet is one hospital stay as its source recorded it. Its parts
// follow the front sheet of 卫医政发〔2011〕84号 and the interfaces built on it;
// records of other origin fill a subset. What the source does not state is the
// zero value.
//
// A FrontSheet holds a patient's data. It is not safe for concurrent
// modification.
type FrontSheet struct {
	// Layout is the name of the layout with which the sheet was read.
	Layout string
	// Event is what the source reports, where the record is a message.
	Event Event

	Facility Facility
	Patient  Patient
	Stay     Stay
	// Emergency is the attendance at the emergency department that led to the
	// stay, or stands without one, where the record tells the two apart. The
	// diagnoses whose role is Outpatient are then its.
	Emergency    Stay
	Diagnoses    []Diagnosis
	Procedures   []Procedure
	Staff        []StaffMember
	Newborn      Newborn
	Allergy      Allergy
	Findings     Findings
	Care         Care
	Fees         Fees
	Quality      Quality
	Insurance    []Insurance
	Observations []Observation
	Items        []Item

	// Fields holds, verbatim, the cells that have no other home or were
	// changed by reading.
	Fields []Field

	madeFrom Origin // where the sheet was read
}

// Reset empties the sheet, and keeps the room of its longest lists for the next.
func (s *FrontSheet) Reset() {
	*s = FrontSheet{
		Diagnoses: s.Diagnoses[:0], Procedures: s.Procedures[:0], Staff: s.Staff[:0],
		Fees: Fees{Items: s.Fees.Items[:0]}, Fields: s.Fields[:0], madeFrom: Origin{Marked: s.madeFrom.Marked[:0]},
	}
}

// Position returns where the sheet stood in its file: the file's name, the
// 1-based number of the record and the 1-based line. They are zero where no
// Reader made the sheet.
func (s *FrontSheet) Position() (file string, record, line int) {
	return s.Origin().Position.File, s.Origin().Position.Record, s.Origin().Position.Line
}

// Column returns the column that fills an element ("diagnosis.other[3].code")
// in the layout of the sheet, "" where there is none.
func (s *FrontSheet) Column(element string) string {
	if s.Origin().Columns == nil {
		return ""
	}
	return s.Origin().Columns.ColumnOf(element)
}

// Marked reports whether the cell of an element holds the mark that the form
// prescribes where there is nothing to record (-), rather than nothing.
func (s *FrontSheet) Marked(element string) bool {
	if s.Origin().Columns == nil {
		return false
	}
	i, ok := s.Origin().Columns.FieldOf(element)
	return ok && slices.Contains(s.Origin().Marked, int32(i))
}

// An Origin is what is known of a sheet that a Reader made, beside what it says.
type Origin struct {
	Scratch  any     // what layouts read into first, and make parts of in the end
	Columns  Columns // of its layout
	Position Position
	Marked   []int32 // fields of layout whose cells hold the mark for nothing
}

// SheetIn returns an empty sheet of a layout.
func SheetIn(l Columns) *FrontSheet { return &FrontSheet{madeFrom: Origin{Columns: l}} }

// Origin returns the origin of the sheet.
func (s *FrontSheet) Origin() *Origin { return &s.madeFrom }

// Columns are those of a layout, as a sheet that was read in it knows them.
type Columns interface {
	ColumnOf(element string) string
	FieldOf(element string) (int, bool)
	SeveralOfStay() bool
}

// A Position is where a sheet stood in its file.
type Position struct {
	File         string
	Record, Line int
}

// A Field is a cell of the source record as written. Of a message it is a field
// (DG1[2]-3), a segment of which the sheet has nothing else (ZHK), or, as
// segments, the order in which the segments stood.
type Field struct {
	Column string // as the layout names it, or else as the header does
	Value  string
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}

// A Facility is the hospital that made the sheet.
type Facility struct {
	Code        string // 组织机构代码
	Name        string
	EnglishName string // where there are two
	// Hospital is the facility as a code of a value set, which gives its names.
	Hospital Coded
}

// A Patient is the person whom the sheet is about.
type Patient struct {
	RecordNumber string // 病案号, unique within the facility
	HealthCard   string // 健康卡号
	// Name is the name in full, the Chinese one where there are two.
	Name        string
	NameParts   NameParts  // of Name
	EnglishName PersonName // the name in Latin letters where there are two
	OtherNames  []PersonName

	Sex         Coded
	BirthDate   DateTime
	Dead        Coded // whether the patient has died
	Death       DateTime
	AgeYears    Decimal     // completed years at admission
	AgeUnderOne AgeUnderOne // of a patient under one year
	AgeBand     AgeBand     // of a de-identified sheet, instead of both
	Nationality Coded
	Ethnicity   Coded
	Marital     Coded
	Occupation  Coded
	NativePlace Coded // 籍贯
	BirthPlace  string
	Race        Coded // as Hong Kong records it, which is not 民族
	Religion    Coded
	Language    Coded

	DocumentType   Coded  // of the identity document
	DocumentNumber string // as normalised by package identity
	// DocumentCountry is the country that issued it, a code of ISO 3166-1.
	DocumentCountry string
	// Documents are identity documents beside it.
	Documents []IdentityDocument
	// Identifiers are numbers that a system has given the patient, beside
	// RecordNumber and HealthCard.
	Identifiers []Identifier

	Current    Address // 现住址
	Registered Address // 户口地址
	Employer   Address // 工作单位及地址
	Contact    Contact
	// NextOfKin are people beside Contact.
	NextOfKin []Contact
	// Telecoms are numbers and addresses beside those of the addresses above.
	Telecoms []Telecom
}

// An AgeUnderOne is the age of a patient under one year, in the unit in which
// the source states it.
type AgeUnderOne struct {
	Months Decimal // completed months
	Days   Decimal // days, or the days beyond Months
}

// An Address is a postal address with the telephone that belongs to it.
type Address struct {
	Text     string
	Postcode string
	Phone    string

	// Where the source takes the address apart: the lines as written, the
	// city, the district, the area that it belongs to, and the country as a
	// code of ISO 3166-1.
	Lines    []string
	City     string
	District Coded
	Area     Coded
	Country  string
}

// A Contact is the person to turn to (联系人).
type Contact struct {
	Name         string
	NameParts    NameParts
	Relationship Coded
	Role         Coded // what the contact is for: next of kin, emergency
	Address      string
	Phone        string
	WorkPhone    string
}

// A Stay is the time in hospital.
type Stay struct {
	Number         string     // of the case, which identifies the stay in its facility
	Hospital       Coded      // of the stay, where it is not the sheet's facility
	Class          Coded      // of the patient: in-patient, day patient, emergency
	Status         StayStatus // "" where it follows from the times
	Type           Coded      // of admission: emergency, elective
	Service        Coded      // the specialty that has the patient
	AdmissionCount Decimal    // 住院次数, 1 and up
	Payment        Coded      // 医疗付费方式
	Route          Coded      // 入院途径
	Admission      DateTime
	Discharge      DateTime
	AdmittedTo     Ward
	// Location is where the patient was when the record was made, where it
	// does not say since when; PriorLocation is where the patient was before.
	Location, PriorLocation Ward
	Transfers               []Ward
	DischargedFrom          Ward
	Intensive               []Intensive
	Days                    Decimal // 实际住院天数
	Condition               Coded   // 入院时情况
	DaySurgery              Coded
	Disposition             Coded  // 离院方式
	Destination             string // receiving hospital
	Community               string // receiving community health centre, where told apart
	Readmission             Coded  // 是否有出院31天内再住院计划
	Purpose                 string // of the readmission
	Reason                  string // for the admission
}

// IsZero reports whether the source states nothing of the stay.
func (s *Stay) IsZero() bool { return reflect.ValueOf(s).Elem().IsZero() }

// A StayStatus is how far a stay has come, a code of FHIR's EncounterStatus.
type StayStatus string

// The states of a stay that messages report.
const (
	StayPlanned    StayStatus = "planned"
	StayArrived    StayStatus = "arrived"
	StayInProgress StayStatus = "in-progress"
	StayOnLeave    StayStatus = "onleave"
	StayFinished   StayStatus = "finished"
)

// A Ward is a department and, where told, the ward within it.
type Ward struct {
	Department Coded
	Name       string
	Room, Bed  string
}

// An Intensive is a stay in an intensive care unit.
type Intensive struct {
	Unit    Coded
	Entered DateTime
	Left    DateTime
}

// A DiagnosisRole is the part that a diagnosis plays on the sheet, a code of
// fhir.SystemSheetDiagnosisRole.
type DiagnosisRole string

// The roles of diagnoses.
const (
	Outpatient    DiagnosisRole = "outpatient"     // 门（急）诊诊断
	OnAdmission   DiagnosisRole = "admission"      // 入院诊断
	Principal     DiagnosisRole = "principal"      // 出院主要诊断
	Other         DiagnosisRole = "other"          // 出院其他诊断
	Pathology     DiagnosisRole = "pathology"      // 病理诊断
	ExternalCause DiagnosisRole = "external-cause" // 损伤、中毒外部原因
	Working       DiagnosisRole = "working"        // made during the stay
	Final         DiagnosisRole = "final"          // of the discharge, without saying which is the principal one

	// Of a death, which may come long after the stay.
	DeathCause        DiagnosisRole = "death-cause"        // 主要死因
	DeathContributing DiagnosisRole = "death-contributing" // 其他死因
)

// A Diagnosis is one diagnosis of the sheet.
type Diagnosis struct {
	Role DiagnosisRole // "" where the source does not say
	// Slot is the 1-based line among the diagnoses of the role.
	Slot int
	// Unranked says that the source does not rank the diagnosis: Slot counts,
	// and no more.
	Unranked bool
	// Codes holds the codes of the cell, the diagnosis itself first.
	Codes   []Code
	Name    string
	Present Coded // 入院病情, present on admission
	Outcome Coded // 出院情况
	// Number is the pathology number of a pathological diagnosis.
	Number string
	// Confirmed is the date on which the diagnosis was confirmed.
	Confirmed DateTime
	// Clinician made the diagnosis.
	Clinician StaffMember
	// Reference is the date that a research extract gives the diagnosis.
	Reference DateTime
	Grade     Grade
	Row       int // of a record of several, counted from 1; 0 where it has one
}

// A Code is a code as the source states it, in its system.
type Code struct {
	System codes.System
	Code   string
	// Display is the code's own description, where the source gives it one
	// beside the name of the diagnosis or procedure.
	Display string
}

// A Procedure is one operation or procedure of the sheet.
type Procedure struct {
	// Rank is the 1-based line of the sheet; 1 is the principal procedure.
	Rank            int
	Codes           []Code
	Name            string
	Performed       DateTime
	Level           Coded   // 手术级别
	Hours           Decimal // duration
	Minutes         Decimal // duration, where the source counts minutes
	Surgeon         string
	FirstAssistant  string
	SecondAssistant string
	Incision        Coded // 切口等级
	Healing         Coded // 切口愈合类别
	IncisionHealing Coded // both in one code
	Anaesthesia     Coded // 麻醉方式
	Risk            Coded // ASA class
	Anaesthetist    string
	// Staff are performers of whom the source says more than the name.
	Staff []StaffMember
	Grade Grade
	Row   int // of a record of several, counted from 1; 0 where it has one
}

// A StaffRole is what a member of staff was to the stay, a code of
// fhir.SystemSheetStaffRole.
type StaffRole string

// The roles of staff.
const (
	DepartmentHead     StaffRole = "department-head"
	ChiefPhysician     StaffRole = "chief-physician"
	AttendingPhysician StaffRole = "attending-physician"
	ResidentPhysician  StaffRole = "resident-physician"
	ResponsibleNurse   StaffRole = "responsible-nurse"
	VisitingPhysician  StaffRole = "visiting-physician"
	Intern             StaffRole = "intern"
	Coder              StaffRole = "coder"
	QualityPhysician   StaffRole = "quality-physician"
	QualityNurse       StaffRole = "quality-nurse"

	AdmittingPhysician  StaffRole = "admitting-physician"
	ReferringPhysician  StaffRole = "referring-physician"
	ConsultingPhysician StaffRole = "consulting-physician"

	// Of a procedure.
	Surgeon         StaffRole = "surgeon"
	FirstAssistant  StaffRole = "first-assistant"
	SecondAssistant StaffRole = "second-assistant"
	Anaesthetist    StaffRole = "anaesthetist"
	Practitioner    StaffRole = "practitioner"
)

// A StaffMember is a person who signs the sheet, or whom it names.
type StaffMember struct {
	Role        StaffRole
	Name        string
	NameParts   NameParts
	EnglishName PersonName // where there are two
	Licence     string     // 执业证书编码, the number of registration
	Number      string     // the facility's own
}

// A Newborn is what the sheet says of newborns: the patient, or on a mother's
// sheet her children. Weights are in grams.
type Newborn struct {
	BirthWeights    []Decimal // one a child; "" where a line is empty
	AdmissionWeight Decimal
}

// An Allergy is what the sheet says of allergies to drugs.
type Allergy struct {
	Recorded Coded // 药物过敏: none, or some
	Drugs    []string
	// Items are allergies of which the source says more than a drug's name.
	Items []AllergyItem
}

// An AllergyItem is an allergy or an intolerance.
type AllergyItem struct {
	Kind      Coded // of what it is to: drug, food
	Codes     []Code
	Name      string
	Severity  Coded
	Reactions []string
	Noted     DateTime // when it was identified
	Grade     Grade
	Row       int // of a record of several, counted from 1; 0 where it has one
}

// Findings are results and states that the sheet records.
type Findings struct {
	ABO, Rh            Coded
	HBsAg, HCV, HIV    Coded
	Autopsy            Coded
	ComaBefore         Coma
	ComaAfter          Coma
	TransfusionReacted Coded
}

// A Coma is how long a patient with brain injury was unconscious.
type Coma struct{ Days, Hours, Minutes Decimal }

// Care is the care that the sheet counts.
type Care struct {
	Special, First, Second, Third Decimal // days of nursing care by class
	RedCells                      Decimal // units
	Platelets                     Decimal // therapeutic doses
	Plasma, WholeBlood            Decimal // millilitres
	Autologous                    Decimal // millilitres
	VentilatorHours               Decimal
}

// Fees are the charges of the stay.
type Fees struct {
	Currency string // ISO 4217
	Total    Decimal
	SelfPaid Decimal
	Items    []Fee
}

// A Fee is the amount of one category, a code of fhir.SystemFeeCategory. A
// category with a letter ("09a") is part of the one without it.
type Fee struct {
	Category string
	Amount   Decimal
}

// Quality is what quality control says of the record.
type Quality struct {
	Grade Coded // 病案质量
	Date  DateTime
}
