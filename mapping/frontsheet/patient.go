package frontsheet

// A Patient is the person whom the sheet is about.
type Patient struct {
	// RecordNumber is the number of the medical record, 病案号, unique within the
	// facility: HQMS A48, PID-3 of the type MR.
	RecordNumber string
	// HealthCard is the number of the health card, 健康卡号: HQMS A47.
	HealthCard string
	// Name is the name in full, the Chinese one where there are two: HQMS A11,
	// PID-5.
	Name string
	// NameParts are the parts of Name.
	NameParts NameParts
	// EnglishName is the name in Latin letters where there are two.
	EnglishName PersonName
	// OtherNames are names beside these: PID-5 after the first, PID-9.
	OtherNames []PersonName

	// Sex is the administrative sex: HQMS A12C (RC001), PID-8.
	Sex Coded
	// BirthDate is the date of birth, to the precision that the source states:
	// HQMS A13, PID-7.
	BirthDate DateTime
	// Dead states whether the patient has died: PID-30, of HL7's table 0136.
	Dead Coded
	// Death is when the patient died: PID-29.
	Death DateTime
	// AgeYears is the age at admission in completed years: HQMS A14.
	AgeYears Decimal
	// AgeUnderOne is the age of a patient under one year.
	AgeUnderOne AgeUnderOne
	// AgeBand is the age on a de-identified sheet, which then has neither
	// AgeYears nor AgeUnderOne.
	AgeBand AgeBand
	// Nationality is the country, 国籍: HQMS A15C, PID-28.
	Nationality Coded
	// Ethnicity is the ethnic group, 民族, of GB/T 3304: HQMS A19C (RC035).
	Ethnicity Coded
	// Marital is the marital status: HQMS A21C (RC002), PID-16.
	Marital Coded
	// Occupation is the occupation: HQMS A38C (RC003).
	Occupation Coded
	// NativePlace is the ancestral home, 籍贯, a province: HQMS A23C (RC036).
	NativePlace Coded
	// BirthPlace is the place of birth as written: HQMS A22, PID-23.
	BirthPlace string
	// BirthRegion is the place of birth in parts, where the source states these:
	// HQMS P101 to P103.
	BirthRegion Region
	// Race is the race as Hong Kong records it, which is not Ethnicity: PID-10.
	Race Coded
	// Religion is the religion: PID-17.
	Religion Coded
	// Language is the primary language: PID-15.
	Language Coded

	// InsuranceCard is the number of the card or booklet of the medical insurance,
	// 医疗保险手册（卡）号: HQMS P686.
	InsuranceCard string

	// DocumentType is the type of the identity document, 证件类别: HQMS A20N (RC038).
	DocumentType Coded
	// DocumentNumber is the number of the identity document in the form that
	// package identity gives it: HQMS A20.
	DocumentNumber string
	// DocumentCountry is the country that issued it, a code of ISO 3166-1.
	DocumentCountry string
	// Documents are identity documents beside this one: PID-3 after the first that
	// is one.
	Documents []IdentityDocument
	// Identifiers are numbers that a system has given the patient, beside
	// RecordNumber and HealthCard: PID-2, PID-3, PID-4, the reference key of a
	// research extract (of the type PI).
	Identifiers []Identifier

	// Current is the present address, 现住址: HQMS A26 to A28C, PID-11.
	Current Address
	// Registered is the address of the household register, 户口地址: HQMS A24, A25C.
	Registered Address
	// OtherAddresses are addresses beside these that are not, or not yet, those at
	// which to reach the patient: PID-11 that has expired, or is bad.
	OtherAddresses []Address
	// Employer is the employer with its address, 工作单位及地址, in one text: HQMS A29
	// to A31C.
	Employer Address
	// Contact is the person to turn to, 联系人: HQMS A32 to A35, the next of kin on a
	// front sheet of Hong Kong.
	Contact Contact
	// NextOfKin are people beside Contact: NK1.
	NextOfKin []Contact
	// Telecoms are numbers and addresses beside those of the addresses above:
	// PID-13, PID-14.
	Telecoms []Telecom
}

// Document returns the identity document of DocumentType, DocumentNumber and
// DocumentCountry. Changing it does not change the patient.
func (p *Patient) Document() *IdentityDocument {
	return &IdentityDocument{Type: p.DocumentType, Number: p.DocumentNumber, Country: p.DocumentCountry}
}

// An AgeUnderOne is the age of a patient under one year, in the unit in which
// the source states it.
type AgeUnderOne struct {
	// Months is the age in months, which may have a fraction: 卫统4-1 BZYZSNL.
	Months Decimal
	// Days is the age in days (HQMS A16), or the days beyond Months ("5 12/30" of
	// 卫统4-1 is 5 months and 12 days).
	Days Decimal
}

// An AgeBand is an age as a range of completed years, which is all that a
// de-identified sheet states of it. The zero AgeBand is absent.
type AgeBand struct {
	// Low and High are the first and the last year of the band. A High of 0
	// means that the band has no end.
	Low, High int
	// Stated tells the band from 0 without an end from no band.
	Stated bool
}

// An Address is a postal address with the telephone that belongs to it.
type Address struct {
	// Text is the address in one text, as written.
	Text string
	// Postcode is the postal code: six digits on the mainland, none in Hong Kong.
	Postcode string
	// Phone is the telephone number as written.
	Phone string

	// Lines are the lines as written, where the source takes the address apart:
	// XAD.1, XAD.2 and XAD.8.
	Lines []string
	// City is the city or town as written: XAD.3.
	City string
	// District is one of the 18 districts of Hong Kong: XAD.9, or XAD.3.
	District Coded
	// Area is what the district belongs to (Kowloon): XAD.4.
	Area Coded
	// Country is a code of ISO 3166-1: XAD.6.
	Country string
	// Use is a code of FHIR's AddressUse ("old"), "" where the place of the address
	// on the sheet says it.
	Use string
	// Valid is when it is the address: XAD.13 and XAD.14.
	Valid Period
}

// A Contact is a person to turn to about the patient.
type Contact struct {
	// Name is the name in full: HQMS A32, NK1-2.
	Name string
	// NameParts are the parts of Name.
	NameParts NameParts
	// Relationship is what the contact is to the patient: HQMS A33C (RC033), NK1-3.
	Relationship Coded
	// Role is what the contact is for, next of kin or emergency: NK1-7, of HL7's
	// table 0131.
	Role Coded
	// Address is the address in one text: HQMS A34, NK1-4.
	Address string
	// Phone is the telephone number as written: HQMS A35, NK1-5.
	Phone string
	// WorkPhone is the number at work as written: NK1-6.
	WorkPhone string
}

// A Newborn is what the sheet states of newborns: the patient, or on a mother's
// sheet her children.
type Newborn struct {
	// BirthWeights are in grams, one a child, "" where a line is empty: HQMS A18x01
	// to A18x05.
	BirthWeights []Decimal
	// AdmissionWeight is the weight at admission in grams: HQMS A17.
	AdmissionWeight Decimal
}

// An Insurance is an insurance or another plan that pays for the stay.
type Insurance struct {
	// Plan is the plan: IN1-2.
	Plan Coded
	// Company is the name of the insurer: IN1-4.
	Company string
	// CompanyID is the number of the insurer: IN1-3, XON.10.
	CompanyID string
	// CompanyAuthority is who gave that number: CX.4, XON.6.
	CompanyAuthority Authority
	// PolicyNumber is the number of the policy: IN1-36.
	PolicyNumber string
	// GroupNumber is the number of the group: IN1-8.
	GroupNumber string
	// Insured is the name of the policy holder: IN1-16.
	Insured string
	// Relationship is what the patient is to the insured: IN1-17, of HL7's table
	// 0063.
	Relationship Coded
	// Start and End are the first and the last day of the plan: IN1-12, IN1-13.
	Start, End DateTime
}

// A Region is a part of the mainland as written: a province (省), a city or
// prefecture (地市), and a county or district (县).
type Region struct {
	// Province, City and County are its names, "" where the source states none.
	Province, City, County string
}

// Whole returns the parts from the largest to the smallest, as addresses have them.
func (r Region) Whole() string { return r.Province + r.City + r.County }
