package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// FieldKinds takes the values that a field of a message can hold, each by its
// kind: what reads fields, and what writes them.
type FieldKinds interface {
	Kinds
	Location(v *frontsheet.Ward)
	Clinician(v *frontsheet.StaffMember)
	Persons(v *Persons)

	IdentifierList(p *frontsheet.Patient)
	NameList(p *frontsheet.Patient)
	AliasList(v *[]frontsheet.PersonName)
	AddressList(p *frontsheet.Patient)
	HomeTelecoms(p *frontsheet.Patient)
	WorkTelecoms(p *frontsheet.Patient)
	ContactName(v *frontsheet.Contact)

	DiagnosisConcept(v *frontsheet.Diagnosis)
	DiagnosisType()
	DiagnosisPriority()
	ProcedureConcept(v *frontsheet.Procedure)
	ProcedurePriority()
	AllergyConcept(v *frontsheet.AllergyItem)
	ResultConcept(v *frontsheet.Observation)
	ResultValue(v *frontsheet.Observation)
}

// The kinds that fields of messages alone hold: parts of a FrontSheet that a
// field with parts of its own fills as a whole.
type (
	Location  frontsheet.Ward
	Clinician frontsheet.StaffMember

	IdentifierList frontsheet.Patient
	NameList       frontsheet.Patient
	AliasList      []frontsheet.PersonName
	AddressList    frontsheet.Patient
	HomeTelecoms   frontsheet.Patient
	WorkTelecoms   frontsheet.Patient
	ContactName    frontsheet.Contact

	DiagnosisConcept  frontsheet.Diagnosis
	DiagnosisType     frontsheet.Diagnosis
	DiagnosisPriority frontsheet.Diagnosis
	ProcedureConcept  frontsheet.Procedure
	ProcedurePriority frontsheet.Procedure
	AllergyConcept    frontsheet.AllergyItem
	ResultConcept     frontsheet.Observation
	ResultValue       frontsheet.Observation
)

// ProviderRole is the role of a provider, which a table tells by its columns.
type ProviderRole string

func (*ProviderRole) Empty() bool               { return true }
func (*ProviderRole) Cell(CellKinds) bool       { return false }
func (v *ProviderRole) Field(k FieldKinds) bool { k.Text((*string)(v)); return true }

// Persons are the members of staff of one role.
type Persons struct {
	List *[]frontsheet.StaffMember
	Role frontsheet.StaffRole
}

func (*Location) Empty() bool               { return true }
func (*Location) Cell(CellKinds) bool       { return false }
func (v *Location) Field(k FieldKinds) bool { k.Location((*frontsheet.Ward)(v)); return true }

func (*Clinician) Empty() bool               { return true }
func (*Clinician) Cell(CellKinds) bool       { return false }
func (v *Clinician) Field(k FieldKinds) bool { k.Clinician((*frontsheet.StaffMember)(v)); return true }

func (*Persons) Empty() bool               { return true }
func (*Persons) Cell(CellKinds) bool       { return false }
func (v *Persons) Field(k FieldKinds) bool { k.Persons(v); return true }

func (*IdentifierList) Empty() bool         { return true }
func (*IdentifierList) Cell(CellKinds) bool { return false }
func (v *IdentifierList) Field(k FieldKinds) bool {
	k.IdentifierList((*frontsheet.Patient)(v))
	return true
}

func (*NameList) Empty() bool               { return true }
func (*NameList) Cell(CellKinds) bool       { return false }
func (v *NameList) Field(k FieldKinds) bool { k.NameList((*frontsheet.Patient)(v)); return true }

func (*AliasList) Empty() bool               { return true }
func (*AliasList) Cell(CellKinds) bool       { return false }
func (v *AliasList) Field(k FieldKinds) bool { k.AliasList((*[]frontsheet.PersonName)(v)); return true }

func (*AddressList) Empty() bool               { return true }
func (*AddressList) Cell(CellKinds) bool       { return false }
func (v *AddressList) Field(k FieldKinds) bool { k.AddressList((*frontsheet.Patient)(v)); return true }

func (*HomeTelecoms) Empty() bool         { return true }
func (*HomeTelecoms) Cell(CellKinds) bool { return false }
func (v *HomeTelecoms) Field(k FieldKinds) bool {
	k.HomeTelecoms((*frontsheet.Patient)(v))
	return true
}

func (*WorkTelecoms) Empty() bool         { return true }
func (*WorkTelecoms) Cell(CellKinds) bool { return false }
func (v *WorkTelecoms) Field(k FieldKinds) bool {
	k.WorkTelecoms((*frontsheet.Patient)(v))
	return true
}

func (*ContactName) Empty() bool               { return true }
func (*ContactName) Cell(CellKinds) bool       { return false }
func (v *ContactName) Field(k FieldKinds) bool { k.ContactName((*frontsheet.Contact)(v)); return true }

func (*DiagnosisConcept) Empty() bool         { return true }
func (*DiagnosisConcept) Cell(CellKinds) bool { return false }
func (v *DiagnosisConcept) Field(k FieldKinds) bool {
	k.DiagnosisConcept((*frontsheet.Diagnosis)(v))
	return true
}

func (*DiagnosisType) Empty() bool             { return true }
func (*DiagnosisType) Cell(CellKinds) bool     { return false }
func (*DiagnosisType) Field(k FieldKinds) bool { k.DiagnosisType(); return true }

func (*DiagnosisPriority) Empty() bool             { return true }
func (*DiagnosisPriority) Cell(CellKinds) bool     { return false }
func (*DiagnosisPriority) Field(k FieldKinds) bool { k.DiagnosisPriority(); return true }

func (*ProcedureConcept) Empty() bool         { return true }
func (*ProcedureConcept) Cell(CellKinds) bool { return false }
func (v *ProcedureConcept) Field(k FieldKinds) bool {
	k.ProcedureConcept((*frontsheet.Procedure)(v))
	return true
}

func (*ProcedurePriority) Empty() bool             { return true }
func (*ProcedurePriority) Cell(CellKinds) bool     { return false }
func (*ProcedurePriority) Field(k FieldKinds) bool { k.ProcedurePriority(); return true }

func (*AllergyConcept) Empty() bool         { return true }
func (*AllergyConcept) Cell(CellKinds) bool { return false }
func (v *AllergyConcept) Field(k FieldKinds) bool {
	k.AllergyConcept((*frontsheet.AllergyItem)(v))
	return true
}

func (*ResultConcept) Empty() bool         { return true }
func (*ResultConcept) Cell(CellKinds) bool { return false }
func (v *ResultConcept) Field(k FieldKinds) bool {
	k.ResultConcept((*frontsheet.Observation)(v))
	return true
}

func (*ResultValue) Empty() bool         { return true }
func (*ResultValue) Cell(CellKinds) bool { return false }
func (v *ResultValue) Field(k FieldKinds) bool {
	k.ResultValue((*frontsheet.Observation)(v))
	return true
}
