package mapping

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

const AdmittingPhysician = frontsheet.AdmittingPhysician
const Anaesthetist = frontsheet.Anaesthetist
const AttendingPhysician = frontsheet.AttendingPhysician
const Base = frontsheet.Base
const Bilingual = document.Bilingual
const ChiefPhysician = frontsheet.ChiefPhysician
const Coder = frontsheet.Coder
const ConsultingPhysician = frontsheet.ConsultingPhysician
const DeathCause = frontsheet.DeathCause
const DeathContributing = frontsheet.DeathContributing
const DepartmentHead = frontsheet.DepartmentHead
const EncodingAuto = charset.EncodingAuto
const EncodingBig5 = charset.EncodingBig5
const EncodingGB18030 = charset.EncodingGB18030
const EncodingUTF8 = charset.EncodingUTF8
const Error = frontsheet.Error
const ExternalCause = frontsheet.ExternalCause
const Final = frontsheet.Final
const FirstAssistant = frontsheet.FirstAssistant
const Information = frontsheet.Information
const Intern = frontsheet.Intern
const NoNarrative = document.NoNarrative
const OnAdmission = frontsheet.OnAdmission
const Other = frontsheet.Other
const Outpatient = frontsheet.Outpatient
const Pathology = frontsheet.Pathology
const Practitioner = frontsheet.Practitioner
const Principal = frontsheet.Principal
const QualityNurse = frontsheet.QualityNurse
const QualityPhysician = frontsheet.QualityPhysician
const ReferringPhysician = frontsheet.ReferringPhysician
const ResidentPhysician = frontsheet.ResidentPhysician
const ResponsibleNurse = frontsheet.ResponsibleNurse
const SecondAssistant = frontsheet.SecondAssistant
const StayArrived = frontsheet.StayArrived
const StayFinished = frontsheet.StayFinished
const StayInProgress = frontsheet.StayInProgress
const StayOnLeave = frontsheet.StayOnLeave
const StayPlanned = frontsheet.StayPlanned
const Surgeon = frontsheet.Surgeon
const ToDay = frontsheet.ToDay
const ToHour = frontsheet.ToHour
const ToMinute = frontsheet.ToMinute
const ToMonth = frontsheet.ToMonth
const ToSecond = frontsheet.ToSecond
const ToYear = frontsheet.ToYear
const VisitingPhysician = frontsheet.VisitingPhysician
const Warning = frontsheet.Warning
const Working = frontsheet.Working

type Address = frontsheet.Address
type AgeBand = frontsheet.AgeBand
type AgeUnderOne = frontsheet.AgeUnderOne
type Allergy = frontsheet.Allergy
type AllergyItem = frontsheet.AllergyItem
type Care = frontsheet.Care
type Code = frontsheet.Code
type Coded = frontsheet.Coded
type Column = layout.Column
type Coma = frontsheet.Coma
type Contact = frontsheet.Contact
type DateTime = frontsheet.DateTime
type Decimal = frontsheet.Decimal
type Diagnosis = frontsheet.Diagnosis
type DiagnosisRole = frontsheet.DiagnosisRole
type DocumentType = layout.DocumentType
type Event = frontsheet.Event
type Facility = frontsheet.Facility
type Fee = frontsheet.Fee
type Fees = frontsheet.Fees
type Field = frontsheet.Field
type Findings = frontsheet.Findings
type FrontSheet = frontsheet.FrontSheet
type Grade = frontsheet.Grade
type Identifier = frontsheet.Identifier
type IdentityDocument = frontsheet.IdentityDocument
type Insurance = frontsheet.Insurance
type Intensive = frontsheet.Intensive
type Issue = frontsheet.Issue
type Item = frontsheet.Item
type Layout = layout.Layout
type LocalizeOptions = localize.LocalizeOptions
type Localized = localize.Localized
type NameParts = frontsheet.NameParts
type Narrative = document.Narrative
type Newborn = frontsheet.Newborn
type Observation = frontsheet.Observation
type Patient = frontsheet.Patient
type PersonName = frontsheet.PersonName
type Precision = frontsheet.Precision
type Procedure = frontsheet.Procedure
type Quality = frontsheet.Quality
type ReadError = tabular.ReadError
type Reader = tabular.Reader
type ReaderOptions = tabular.ReaderOptions
type Record = tabular.Record
type RowWriter = tabular.RowWriter
type SetConcept = frontsheet.SetConcept
type Severity = frontsheet.Severity
type StaffMember = frontsheet.StaffMember
type StaffRole = frontsheet.StaffRole
type Stay = frontsheet.Stay
type StayStatus = frontsheet.StayStatus
type Telecom = frontsheet.Telecom
type Unmapped = localize.Unmapped
type Unresolved = tabular.Unresolved
type ValueSet = frontsheet.ValueSet
type Ward = frontsheet.Ward
type Writer = tabular.Writer
type WriterOptions = tabular.WriterOptions

var ErrEmpty = tabular.ErrEmpty
var ErrInternal = guard.ErrInternal
var ErrLayout = tabular.ErrLayout
var ErrNotText = tabular.ErrNotText
var LocalizeValue = localize.Value
var NewRowReader = tabular.NewRowReader
var NewRowWriter = tabular.NewRowWriter
var ReadLayout = layout.ReadLayout
var ReadValueSets = frontsheet.ReadValueSets
var Recognize = layout.Recognize
