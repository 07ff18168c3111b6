package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A fieldReader reads the field that a builder has in hand into an element, by
// the kind of that.
type fieldReader builder

var _ layout.FieldKinds = (*fieldReader)(nil)

func (r *fieldReader) builder() *builder { return (*builder)(r) }

// as returns the builder for a field of a kind that has one type alone, whatever
// the layout calls it.
func (r *fieldReader) as(dataType string) *builder {
	r.dataType = dataType
	return r.builder()
}

func (r *fieldReader) Text(v *string)               { r.builder().setText(v) }
func (r *fieldReader) Identifier(v *string)         { r.builder().setIdentifierText(v) }
func (r *fieldReader) Code(v *string)               { r.builder().setText(v) }
func (r *fieldReader) Texts(v *[]string)            { r.builder().setList(v) }
func (r *fieldReader) Coded(v *frontsheet.Coded)    { r.builder().setCoded(v, r.builder().single()) }
func (r *fieldReader) Date(v *frontsheet.DateTime)  { r.builder().setTime(v) }
func (r *fieldReader) Number(v *frontsheet.Decimal) { r.builder().setNumber(v) }
func (r *fieldReader) Location(v *frontsheet.Ward)  { r.as("PL").setLocation(v) }
func (r *fieldReader) Clinician(v *frontsheet.StaffMember) {
	r.as("XCN").setPerson(v, r.builder().single())
}
func (r *fieldReader) Persons(v *layout.Persons)            { r.as("XCN").setPersons(v) }
func (r *fieldReader) IdentifierList(p *frontsheet.Patient) { r.as("CX").setIdentifiers(p) }
func (r *fieldReader) NameList(p *frontsheet.Patient)       { r.as("XPN").setNames(p) }
func (r *fieldReader) AliasList(v *[]frontsheet.PersonName) { r.as("XPN").setAliases(v) }
func (r *fieldReader) AddressList(p *frontsheet.Patient)    { r.as("XAD").setAddresses(p) }
func (r *fieldReader) HomeTelecoms(p *frontsheet.Patient)   { r.as("XTN").setTelecoms(p, "home") }

func (r *fieldReader) WorkTelecoms(p *frontsheet.Patient) { r.as("XTN").setTelecoms(p, "work") }
func (r *fieldReader) ContactName(v *frontsheet.Contact)  { r.as("XPN").setContact(v) }
func (r *fieldReader) DiagnosisType()                     { r.builder().setDiagnosisType() }
func (r *fieldReader) DiagnosisPriority()                 { r.builder().setPriority(&r.diagnosisPriorities) }

func (r *fieldReader) ProcedurePriority()                       { r.builder().setPriority(&r.procedurePriorities) }
func (r *fieldReader) AllergyConcept(v *frontsheet.AllergyItem) { r.builder().setAllergen(v) }
func (r *fieldReader) ResultConcept(v *frontsheet.Observation)  { r.builder().setResultConcept(v) }
func (r *fieldReader) ResultValue(v *frontsheet.Observation)    { r.builder().setResultValue(v) }

func (r *fieldReader) DiagnosisConcept(v *frontsheet.Diagnosis) {
	r.builder().setConcept(&v.Codes, &v.Name, r.file.DiagnosisCodes(), false)
}

func (r *fieldReader) ProcedureConcept(v *frontsheet.Procedure) {
	r.builder().setConcept(&v.Codes, &v.Name, r.file.ProcedureCodes(), true)
}

// A fieldWriter writes an element as the field that a FormBuilder has in hand,
// into value, by its kind.
type fieldWriter FormBuilder

var _ layout.FieldKinds = (*fieldWriter)(nil)

func (w *fieldWriter) form() *FormBuilder { return (*FormBuilder)(w) }

func (w *fieldWriter) Text(v *string) { w.value = w.form().text(*v) }

func (w *fieldWriter) Identifier(v *string) { w.Text(v) }

func (w *fieldWriter) Code(v *string) { w.Text(v) }

func (w *fieldWriter) Texts(v *[]string) {
	list := make([]string, 0, 4)
	for _, text := range *v {
		list = append(list, w.form().escaped(text))
	}
	w.value = w.form().repeated(list...)
}

func (w *fieldWriter) Coded(v *frontsheet.Coded) { w.value = w.form().coded(*v) }

func (w *fieldWriter) Date(v *frontsheet.DateTime) {
	w.buf = appendTimeStamp(w.buf[:0], *v)
	w.value = w.Arena.Bytes(w.buf)
}

func (w *fieldWriter) Number(v *frontsheet.Decimal)         { w.value = w.form().escaped(string(*v)) }
func (w *fieldWriter) Location(v *frontsheet.Ward)          { w.value = w.form().location(v) }
func (w *fieldWriter) Clinician(v *frontsheet.StaffMember)  { w.value = w.form().person(v) }
func (w *fieldWriter) Persons(v *layout.Persons)            { w.value = w.form().persons(v) }
func (w *fieldWriter) IdentifierList(p *frontsheet.Patient) { w.value = w.form().identifiers(p) }
func (w *fieldWriter) NameList(p *frontsheet.Patient)       { w.value = w.form().names(p) }
func (w *fieldWriter) AliasList(v *[]frontsheet.PersonName) { w.value = w.form().aliases(*v) }
func (w *fieldWriter) AddressList(p *frontsheet.Patient)    { w.value = w.form().addresses(p) }
func (w *fieldWriter) HomeTelecoms(p *frontsheet.Patient)   { w.value = w.form().telecoms(p, false) }
func (w *fieldWriter) WorkTelecoms(p *frontsheet.Patient)   { w.value = w.form().telecoms(p, true) }

func (w *fieldWriter) ContactName(v *frontsheet.Contact) {
	w.value = w.form().name(frontsheet.PersonName{Text: v.Name, NameParts: v.NameParts})
}

func (w *fieldWriter) DiagnosisConcept(v *frontsheet.Diagnosis) {
	w.value = w.form().concept(v.Codes, v.Name)
}

func (w *fieldWriter) ProcedureConcept(v *frontsheet.Procedure) {
	w.value = w.form().concept(v.Codes, v.Name)
}

func (w *fieldWriter) DiagnosisType()     { w.value = w.form().coded(at(w.diagnosisTypes, w.ordinal)) }
func (w *fieldWriter) DiagnosisPriority() { w.value = at(w.diagnosisPriorities, w.ordinal) }
func (w *fieldWriter) ProcedurePriority() { w.value = at(w.procedurePriorities, w.ordinal) }

func (w *fieldWriter) AllergyConcept(v *frontsheet.AllergyItem) { w.value = w.form().allergen(v) }
func (w *fieldWriter) ResultConcept(v *frontsheet.Observation)  { w.value = w.form().resultConcept(v) }

func (w *fieldWriter) ResultValue(v *frontsheet.Observation) { w.value = w.form().resultValue(v) }
