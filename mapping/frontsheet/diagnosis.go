package frontsheet

import (
	"slices"

	"github.com/crossbay/crossbay/codes"
)

// A DiagnosisRole is the part that a diagnosis plays on the sheet, a code of
// fhir.SystemSheetDiagnosisRole. The empty role means that the source does not
// state it.
type DiagnosisRole string

// The roles of diagnoses of a stay.
const (
	Outpatient    DiagnosisRole = "outpatient"     // 门（急）诊诊断: HQMS C01C
	OnAdmission   DiagnosisRole = "admission"      // 入院诊断: HQMS F02C
	Principal     DiagnosisRole = "principal"      // 出院主要诊断: HQMS C03C
	Other         DiagnosisRole = "other"          // 出院其他诊断: HQMS C06x01C
	Pathology     DiagnosisRole = "pathology"      // 病理诊断: HQMS C09C
	ExternalCause DiagnosisRole = "external-cause" // 损伤、中毒外部原因: HQMS C12C
	Working       DiagnosisRole = "working"        // made during the stay: DG1-6 W
	Chronic       DiagnosisRole = "chronic"        // 门诊慢特病诊断, of out-patient visits for a chronic or special disease: 4101 opspdiseinfo
	Final         DiagnosisRole = "final"          // of the discharge, without saying which is the principal one: DG1-6 F
)

// The roles of diagnoses of Chinese medicine, which stand beside those of the ICD and
// are none of them: 卫统4-2.
const (
	TCMOutpatient DiagnosisRole = "tcm-outpatient" // 门（急）诊中医诊断: N042 JBDM
	TCMDisease    DiagnosisRole = "tcm-disease"    // 主病, the disease: N042 ZB_JBBM
	TCMSyndrome   DiagnosisRole = "tcm-syndrome"   // 主证, its syndromes: N042 ZZ_JBBM1
)

// diagnosisRoles are those of diagnoses of the stay, and of the death, in the order of a
// sheet.
var diagnosisRoles = [...]DiagnosisRole{
	Outpatient, OnAdmission, Principal, Other, Pathology, ExternalCause, Working, Final, Chronic,
	TCMOutpatient, TCMDisease, TCMSyndrome, DeathCause, DeathContributing,
}

// DiagnosisRoles returns all roles in the order in which a sheet has their diagnoses. The
// slice is the caller's.
func DiagnosisRoles() []DiagnosisRole { return slices.Clone(diagnosisRoles[:]) }

// ChineseMedicine reports whether the diagnoses of the role are of Chinese medicine.
func (r DiagnosisRole) ChineseMedicine() bool {
	return r == TCMOutpatient || r == TCMDisease || r == TCMSyndrome
}

// The roles of diagnoses of a death, which may come long after the stay.
const (
	DeathCause        DiagnosisRole = "death-cause"        // 主要死因
	DeathContributing DiagnosisRole = "death-contributing" // 其他死因
)

// A Diagnosis is one diagnosis of the sheet.
type Diagnosis struct {
	// Role is the part that it plays.
	Role DiagnosisRole
	// Slot is the 1-based line among the diagnoses of the role.
	Slot int
	// Unranked means that the source does not rank the diagnoses of the role:
	// Slot then counts them, and tells no order.
	Unranked bool
	// Codes are the codes of the cell, that of the diagnosis itself first. More
	// than one stand there for a dagger and its asterisk, a morphology, or one
	// diagnosis in several systems.
	Codes []Code
	// Whole means that the codes are of one disease, however many of one system they
	// are: the source has them as one concept. Those of a cell are of several else.
	Whole bool
	// Name is the diagnosis in words, as written: HQMS C04N, DG1-4.
	Name string
	// Present states whether it was present on admission, 入院病情: HQMS C05C (RC027),
	// DG1-26.
	Present Coded
	// Outcome is the state of the disease at discharge, 出院情况: HQMS F05 (RC005).
	Outcome Coded
	// Number is the pathology number of a pathological diagnosis, 病理号: HQMS C11.
	Number string
	// Confirmed is when the diagnosis was confirmed: HQMS F04, DG1-5.
	Confirmed DateTime
	// Clinician made the diagnosis: DG1-16.
	Clinician StaffMember
	// Reference is the date that a research extract gives the diagnosis.
	Reference DateTime
	// Grade is how far the item of a domain record is coded.
	Grade Grade
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}

// A Code is a code as the source states it, in its system.
type Code struct {
	// System is the code system, which the layout or the cell names.
	System codes.System
	// Code is the code as its system writes it. Where the source writes it
	// otherwise, the cell is in FrontSheet.Fields.
	Code string
	// Display is the code's own description, where the source gives it one
	// beside the name of the diagnosis or procedure.
	Display string
}

// A Grade is how far an item of a domain record is coded: "3.2" and "3.1" in a
// terminology that both sides know, "3" where the source does not tell these
// two apart, "2" as a local description with or without a local code, "1" as
// text. It does not say that a record conforms to anything. The zero Grade means
// that the source claims none.
type Grade struct {
	// Claimed is the grade that the source states.
	Claimed string
	// Verified is the grade that reading found to be true, "0" where the item has
	// no text either.
	Verified string
	// Reason says why Verified is less than Claimed, a code of
	// fhir.SystemGradeReason.
	Reason string
}
