package frontsheet

import "github.com/crossbay/crossbay/mapping/identity"

// NameParts are the parts of a person's name, where the source tells them
// apart. The zero NameParts means that it does not.
type NameParts struct {
	// Surname is the family name as written: XPN.1.
	Surname string
	// GivenName holds the given names together as written: "TAI MAN" is not two
	// names, nor is it one with a middle name.
	GivenName string
}

// IsZero reports whether the source does not tell the parts apart.
func (p NameParts) IsZero() bool { return p == NameParts{} }

// A PersonName is one of the names of a person. Nothing is converted from one
// script to another: a name that the source does not write is not there.
type PersonName struct {
	// Text is the name in full, as written; "" where only its parts are.
	Text string
	// NameParts are the parts, where the source tells them apart.
	NameParts
	// Use is a code of FHIR's NameUse ("maiden"), "" where the source does not
	// state it.
	Use string
	// Valid is when the name is in use: XPN.12 and XPN.13.
	Valid Period
}

// IsZero reports whether there is no name.
func (n PersonName) IsZero() bool { return n.Text == "" && n.NameParts.IsZero() }

// An IdentityDocument is an identity document with its number.
type IdentityDocument struct {
	// Type is the type of the document: CX.5.
	Type Coded
	// Number is the number as the source writes it, without a change by package
	// identity: CX.1.
	Number string
	// Country is the country that issued it, a code of ISO 3166-1, "" where not
	// stated.
	Country string
	// Valid is when the document holds: CX.7 and CX.8.
	Valid Period
	// Old states that the document had expired when the source was made.
	Old bool
}

// Identity reads the number as one of a document of the stated type.
func (d *IdentityDocument) Identity() identity.Identity {
	return identity.Parse(d.Type.DocumentKind(), d.Number)
}

// An Identifier is a number that a system or an authority has given.
type Identifier struct {
	// Value is the number: CX.1.
	Value string
	// Type is a code of HL7's table 0203 ("MR", "PI"), or else a text: CX.5.
	Type string
	// Authority is who gave the number: CX.4.
	Authority Authority
	// Valid is when the number holds: CX.7 and CX.8.
	Valid Period
	// Old states that the number had expired when the source was made.
	Old bool
}

// A Telecom is a telephone number or another way to reach a person: XTN.
type Telecom struct {
	// System is a code of FHIR's ContactPointSystem ("phone", "email").
	System string
	// Use is a code of FHIR's ContactPointUse ("home"), "" where not stated.
	Use string
	// Value is the number or address as written.
	Value string
}

// A StaffRole is what a member of staff was to the stay, a code of
// fhir.SystemSheetStaffRole.
type StaffRole string

// The roles of staff who sign a front sheet.
const (
	DepartmentHead     StaffRole = "department-head"     // 科主任: HQMS B22
	ChiefPhysician     StaffRole = "chief-physician"     // 主（副主）任医师: HQMS B23
	AttendingPhysician StaffRole = "attending-physician" // 主治医师: HQMS B24, PV1-7
	ResidentPhysician  StaffRole = "resident-physician"  // 住院医师: HQMS B25
	ResponsibleNurse   StaffRole = "responsible-nurse"   // 责任护士: HQMS B26
	VisitingPhysician  StaffRole = "visiting-physician"  // 进修医师: HQMS B27
	GraduateIntern     StaffRole = "graduate-intern"     // 研究生实习医师: HQMS P436
	Intern             StaffRole = "intern"              // 实习医师: HQMS B28
	Coder              StaffRole = "coder"               // 编码员: HQMS B29
	QualityPhysician   StaffRole = "quality-physician"   // 质控医师: HQMS B31
	QualityNurse       StaffRole = "quality-nurse"       // 质控护士: HQMS B32
	LeadPhysician      StaffRole = "lead-physician"      // 主诊医师, who answers for the treatment: 4101 chfpdr_name
)

// The roles of staff whom a message names.
const (
	AdmittingPhysician  StaffRole = "admitting-physician"  // PV1-17
	ReferringPhysician  StaffRole = "referring-physician"  // PV1-8
	ConsultingPhysician StaffRole = "consulting-physician" // PV1-9
)

// The roles of those who perform a procedure.
const (
	Surgeon         StaffRole = "surgeon"          // 术者: HQMS C18x01, PR1-11
	FirstAssistant  StaffRole = "first-assistant"  // Ⅰ助: HQMS C19x01
	SecondAssistant StaffRole = "second-assistant" // Ⅱ助: HQMS C20x01
	Anaesthetist    StaffRole = "anaesthetist"     // 麻醉医师: HQMS C23x01, PR1-8
	Practitioner    StaffRole = "practitioner"     // PR1-12
)

// staffRoles are the roles of staff.
var staffRoles = [...]StaffRole{
	DepartmentHead, ChiefPhysician, AttendingPhysician, ResidentPhysician, ResponsibleNurse, VisitingPhysician, GraduateIntern, Intern,
	Coder, QualityPhysician, QualityNurse, LeadPhysician, AdmittingPhysician, ReferringPhysician, ConsultingPhysician,
	Surgeon, FirstAssistant, SecondAssistant, Anaesthetist, Practitioner,
}

// A StaffMember is a person who signs the sheet, or whom it names: XCN.
type StaffMember struct {
	// Role is what the person was to the stay.
	Role StaffRole
	// Name is the name in full, the Chinese one where there are two.
	Name string
	// NameParts are the parts of Name.
	NameParts NameParts
	// EnglishName is the name in Latin letters where there are two.
	EnglishName PersonName
	// Licence is the number of registration, 执业证书编码: HQMS B22C to B26C.
	Licence string
	// Number is the facility's own number of the person: XCN.1.
	Number string
	// Authority is who gave the number, where that is not the facility: XCN.9.
	Authority Authority
}
