package mapping

import (
	"io"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The front sheet and its parts, which package frontsheet explains.
type (
	FrontSheet = frontsheet.FrontSheet
	Event      = frontsheet.Event
	Facility   = frontsheet.Facility
	Field      = frontsheet.Field
	Quality    = frontsheet.Quality

	Address          = frontsheet.Address
	AgeUnderOne      = frontsheet.AgeUnderOne
	AgeBand          = frontsheet.AgeBand
	Contact          = frontsheet.Contact
	Identifier       = frontsheet.Identifier
	IdentityDocument = frontsheet.IdentityDocument
	NameParts        = frontsheet.NameParts
	Newborn          = frontsheet.Newborn
	Patient          = frontsheet.Patient
	PersonName       = frontsheet.PersonName
	Telecom          = frontsheet.Telecom

	Intensive   = frontsheet.Intensive
	StaffMember = frontsheet.StaffMember
	StaffRole   = frontsheet.StaffRole
	Stay        = frontsheet.Stay
	StayStatus  = frontsheet.StayStatus
	Ward        = frontsheet.Ward

	Allergy       = frontsheet.Allergy
	AllergyItem   = frontsheet.AllergyItem
	Care          = frontsheet.Care
	Coma          = frontsheet.Coma
	Diagnosis     = frontsheet.Diagnosis
	DiagnosisRole = frontsheet.DiagnosisRole
	Findings      = frontsheet.Findings
	Grade         = frontsheet.Grade
	Item          = frontsheet.Item
	Observation   = frontsheet.Observation
	Medication    = frontsheet.Medication
	Procedure     = frontsheet.Procedure

	Fee         = frontsheet.Fee
	Charge      = frontsheet.Charge
	Payment     = frontsheet.Payment
	Detail      = frontsheet.Detail
	Transfusion = frontsheet.Transfusion
	Fees        = frontsheet.Fees
	Insurance   = frontsheet.Insurance
	Referral    = frontsheet.Referral
	Provider    = frontsheet.Provider
	Answer      = frontsheet.Answer

	Code       = frontsheet.Code
	Coded      = frontsheet.Coded
	DateTime   = frontsheet.DateTime
	Decimal    = frontsheet.Decimal
	Precision  = frontsheet.Precision
	SetConcept = frontsheet.SetConcept
	ValueSet   = frontsheet.ValueSet

	Issue    = frontsheet.Issue
	Severity = frontsheet.Severity
	Unmapped = frontsheet.Unmapped
)

// Base is the URI under which the built-in value sets are named.
const Base = frontsheet.Base

// The severities of an Issue.
const (
	Error       = frontsheet.Error
	Warning     = frontsheet.Warning
	Information = frontsheet.Information
)

// The roles of a Diagnosis.
const (
	Principal         = frontsheet.Principal
	Other             = frontsheet.Other
	Final             = frontsheet.Final
	Chronic           = frontsheet.Chronic
	Working           = frontsheet.Working
	OnAdmission       = frontsheet.OnAdmission
	Outpatient        = frontsheet.Outpatient
	Pathology         = frontsheet.Pathology
	ExternalCause     = frontsheet.ExternalCause
	TCMOutpatient     = frontsheet.TCMOutpatient
	TCMDisease        = frontsheet.TCMDisease
	TCMSyndrome       = frontsheet.TCMSyndrome
	DeathCause        = frontsheet.DeathCause
	DeathContributing = frontsheet.DeathContributing
)

// The roles of a StaffMember.
const (
	AdmittingPhysician  = frontsheet.AdmittingPhysician
	Anaesthetist        = frontsheet.Anaesthetist
	AttendingPhysician  = frontsheet.AttendingPhysician
	ChiefPhysician      = frontsheet.ChiefPhysician
	Coder               = frontsheet.Coder
	ConsultingPhysician = frontsheet.ConsultingPhysician
	DepartmentHead      = frontsheet.DepartmentHead
	FirstAssistant      = frontsheet.FirstAssistant
	GraduateIntern      = frontsheet.GraduateIntern
	Intern              = frontsheet.Intern
	Practitioner        = frontsheet.Practitioner
	QualityNurse        = frontsheet.QualityNurse
	LeadPhysician       = frontsheet.LeadPhysician
	QualityPhysician    = frontsheet.QualityPhysician
	ReferringPhysician  = frontsheet.ReferringPhysician
	ResidentPhysician   = frontsheet.ResidentPhysician
	ResponsibleNurse    = frontsheet.ResponsibleNurse
	SecondAssistant     = frontsheet.SecondAssistant
	Surgeon             = frontsheet.Surgeon
	VisitingPhysician   = frontsheet.VisitingPhysician
)

// How far a Stay has come.
const (
	StayPlanned    = frontsheet.StayPlanned
	StayArrived    = frontsheet.StayArrived
	StayInProgress = frontsheet.StayInProgress
	StayOnLeave    = frontsheet.StayOnLeave
	StayFinished   = frontsheet.StayFinished
)

// How exactly a DateTime is known.
const (
	ToYear   = frontsheet.ToYear
	ToMonth  = frontsheet.ToMonth
	ToDay    = frontsheet.ToDay
	ToHour   = frontsheet.ToHour
	ToMinute = frontsheet.ToMinute
	ToSecond = frontsheet.ToSecond
)

// ReadValueSets reads value sets from a table in CSV, whose columns
// [frontsheet.ReadValueSets] explains.
func ReadValueSets(r io.Reader, base string) ([]*ValueSet, error) {
	return frontsheet.ReadValueSets(r, base)
}

// DateOf returns what a clock shows at t, in the location of t, to the precision p: see
// [frontsheet.DateOf].
func DateOf(t time.Time, p Precision) DateTime { return frontsheet.DateOf(t, p) }

// Reveal returns what a sheet, a part of one or a record says, as JSON for those who
// must see it: see [frontsheet.Reveal]. It holds a patient's values.
func Reveal(v any) string { return frontsheet.Reveal(v) }

// ReadOwnValueSets reads value sets of one's own: each states the URI of its code system.
func ReadOwnValueSets(r io.Reader) ([]*ValueSet, error) { return frontsheet.ReadOwnValueSets(r) }
