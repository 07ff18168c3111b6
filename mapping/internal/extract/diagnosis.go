package extract

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// diagnoses reads the Conditions: those that the stay lists with their roles,
// then the others.
func (r *Reader) diagnoses() {
	conditions := map[string]*r4.Condition{}
	for i := range r.document.Conditions {
		conditions[document.URN+arena.Deref(r.document.Conditions[i].Id)] = &r.document.Conditions[i]
	}
	if r.anybodys = !r.ownRoles(); r.anybodys {
		r.anybodysDiagnoses(conditions)
		r.sortDiagnoses()
		return
	}
	listed := map[string]bool{}
	for _, e := range r.own() {
		for i := range e.Diagnosis {
			line := &e.Diagnosis[i]
			at := arena.Deref(line.Condition.Reference)
			c := conditions[at]
			if c == nil {
				if display := arena.Deref(line.Condition.Display); display != "" {
					c = &r4.Condition{Code: &r4.CodeableConcept{Text: &display}}
				} else {
					r.issue(frontsheet.Warning, "", "no-condition", "the stay lists a diagnosis that is no Condition of the document: it is left out")
					continue
				}
			}
			listed[at] = true
			r.diagnosis(c, line)
		}
	}
	for i := range r.document.Conditions {
		c := &r.document.Conditions[i]
		if !listed[document.URN+arena.Deref(c.Id)] && !r.ofAnother("Condition", c.Encounter) {
			r.diagnosis(c, nil)
		}
	}
	r.sortDiagnoses()
}

// sortDiagnoses puts the diagnoses in the order of the sheet.
func (r *Reader) sortDiagnoses() {
	slices.SortStableFunc(r.sheet.Diagnoses, func(x, y frontsheet.Diagnosis) int {
		if n := slices.Index(layout.DiagnosisRoles, x.Role) - slices.Index(layout.DiagnosisRoles, y.Role); n != 0 {
			return n
		}
		return x.Slot - y.Slot
	})
}

// diagnosis reads one Condition, with the line of the stay that lists it, or nil.
func (r *Reader) diagnosis(c *r4.Condition, line *r4.EncounterDiagnosis) {
	if r.isRetracted("Condition", verificationOf(c.VerificationStatus)) || r.isModified("Condition", c.ModifierExtension) || r.denies("Condition", c.Code) {
		return
	}
	if r.continuesLine(line) {
		last := &r.sheet.Diagnoses[len(r.sheet.Diagnoses)-1]
		codes, name := r.codesOf(c.Code, layout.LineOf(last)+".code")
		last.Codes, last.Name = append(last.Codes, codes...), r.joinNames(last.Name, name)
		return
	}
	role, slot := r.unlistedRole(c, line)
	if slot == 0 {
		role, slot = r.role(line)
	}
	r.condition(c, role, slot)
}

// condition reads a Condition into a line of the sheet.
func (r *Reader) condition(c *r4.Condition, role frontsheet.DiagnosisRole, slot int) {
	d := frontsheet.Diagnosis{Role: role, Slot: slot}
	path := "diagnosis." + string(d.Role) + "[" + strconv.Itoa(d.Slot) + "]"
	d.Codes, d.Name = r.codesOf(c.Code, path+".code")
	d.Whole = layout.DiseasesOf(r.sheet, &d) != nil
	r.uncertain(c, &d, path)
	d.Present = r.codedExtension(c.Extension, fhir.ExtensionPresentOnAdmission, path+".present")
	d.Outcome = r.codedExtension(c.Extension, fhir.ExtensionConditionOutcome, path+".outcome")
	for i := range c.Identifier {
		if r.isSystem(c.Identifier[i].System, "pathology-number") {
			d.Number = arena.Deref(c.Identifier[i].Value)
		}
	}
	if x := r.extension(c.Extension, fhir.ExtensionConditionAsserted); x != nil {
		d.Confirmed = r.date(x.ValueDateTime, r.firstWithColumn("domain.problem.date", path+".confirmed"))
		r.hours(x.Extension, &d.Confirmed, nil)
	}
	if x := r.extension(c.Extension, fhir.ExtensionReferenceDate); x != nil {
		d.Reference = r.date(x.ValueDateTime, "diagnosis.all.reference")
	}
	if d.Grade, d.Row = r.grade(c.Extension); !r.hasColumn("domain.level") {
		d.Row = 0 // the line is that of the role
	}
	r.details(c.Extension, "diagnosis."+string(role), slot)
	r.unknownExtensions("Condition", c.Extension, fhir.ExtensionSheetDetail, fhir.ExtensionPresentOnAdmission, fhir.ExtensionConditionOutcome, fhir.ExtensionConditionAsserted,
		fhir.ExtensionReferenceDate, fhir.ExtensionGrade, fhir.ExtensionSheetLine)
	status := ""
	if r.anybodys { // else it was not looked at
		status = "clinicalStatus"
	}
	r.unreadElements("Condition", c, "identifier", "category", "code", "subject", "encounter", "verificationStatus", status)
	r.sheet.Diagnoses = append(r.sheet.Diagnoses, d)
}

// uncertain reports a diagnosis that the document does not state as certain, where
// neither its name nor its column on the sheet says so.
func (r *Reader) uncertain(c *r4.Condition, d *frontsheet.Diagnosis, path string) {
	switch status := verificationOf(c.VerificationStatus); status {
	case "unconfirmed", "provisional", "differential":
		if l := layout.Of(r.sheet); icd.Doubted(d.Name) || l != nil && slices.Contains(l.Provisional, d.Role) {
			return
		}
		r.issue(frontsheet.Warning, path+".name", "unconfirmed", "the diagnosis is "+status+" and not confirmed: the sheet has no place for that, and has it like the others")
	}
}

// verificationOf returns the code of a verification status.
func verificationOf(c *r4.CodeableConcept) string {
	if c != nil && len(c.Coding) > 0 {
		return arena.Deref(c.Coding[0].Code)
	}
	return ""
}

// role returns the role of a diagnosis on the sheet, and its line in it. In
// anybody else's document a diagnosis of the discharge is the principal one if
// it is ranked first; one without a role is among the others.
func (r *Reader) role(line *r4.EncounterDiagnosis) (frontsheet.DiagnosisRole, int) {
	rank := 0
	if line != nil && line.Rank != nil {
		rank = *line.Rank
	}
	if line != nil {
		if role := r.sheetRole(line.Use); role != "" {
			if role == frontsheet.Other {
				rank--
			}
			return role, r.freeSlot(role, rank)
		}
		switch use := r.code(line.Use, fhir.SystemDiagnosisRole); {
		case use == "AD":
			return frontsheet.OnAdmission, r.freeSlot(frontsheet.OnAdmission, 0)
		case use == "DD" && rank == 1 && r.freeSlot(frontsheet.Principal, 1) == 1:
			return frontsheet.Principal, 1
		case use == "DD":
			return frontsheet.Other, r.freeSlot(frontsheet.Other, 0)
		}
	}
	r.issue(frontsheet.Warning, "diagnosis.other", "diagnosis-role", "nothing says which part a diagnosis plays in the stay: it is put among the other diagnoses")
	return frontsheet.Other, r.freeSlot(frontsheet.Other, 0)
}

// sheetRole returns the role that a code of this project's stands for, "" for
// any other code. The role becomes part of the names in issues, which must not
// hold text of a document.
func (r *Reader) sheetRole(c *r4.CodeableConcept) frontsheet.DiagnosisRole {
	role := frontsheet.DiagnosisRole(r.code(c, fhir.SystemSheetDiagnosisRole))
	if !slices.Contains(layout.DiagnosisRoles, role) {
		return ""
	}
	return role
}

// unlistedRole returns the role and the line of a diagnosis that was made from
// rows and that the stay does not list, or lists without a role; no line for any
// other.
func (r *Reader) unlistedRole(c *r4.Condition, line *r4.EncounterDiagnosis) (frontsheet.DiagnosisRole, int) {
	if !r.fromRows() || line != nil && line.Use != nil {
		return "", 0
	}
	role, slot := frontsheet.DiagnosisRole(""), 0
	for i := range c.Category {
		if own := r.sheetRole(&c.Category[i]); role == "" {
			role = own
		}
	}
	switch {
	case line != nil && line.Rank != nil:
		slot = *line.Rank
	case role != "":
		slot = r.line(c.Extension)
		if slot == 0 {
			slot = 1
		}
	}
	return role, r.freeSlot(role, slot)
}

// continuesLine reports whether a Condition is another disease of the line of the
// sheet before it.
func (r *Reader) continuesLine(line *r4.EncounterDiagnosis) bool {
	n := len(r.sheet.Diagnoses)
	if line == nil || line.Rank == nil || n == 0 {
		return false
	}
	last, rank := &r.sheet.Diagnoses[n-1], *line.Rank
	if last.Role == frontsheet.Other {
		rank--
	}
	return r.code(line.Use, fhir.SystemSheetDiagnosisRole) == string(last.Role) && rank == last.Slot
}

// joinNames joins the names of the parts of one line. In our own documents the
// name of the line was kept verbatim, and is read from there. A line may have
// thousands of parts: the names of those before are not copied for each.
func (r *Reader) joinNames(names, name string) string {
	switch {
	case layout.Of(r.sheet) != nil:
		return ""
	case names == "" || name == "":
		return names + name
	}
	if r.joined.String() != names {
		r.joined.Reset()
		r.joined.WriteString(names)
	}
	r.joined.WriteString("；")
	r.joined.WriteString(name)
	return r.joined.String()
}

// freeSlot returns the slot that is asked for, or the one after all others where
// that is taken or none is asked for.
func (r *Reader) freeSlot(role frontsheet.DiagnosisRole, asked int) int {
	if r.slots == nil {
		r.slots, r.last = map[slot]bool{}, map[frontsheet.DiagnosisRole]int{}
	}
	for ; r.slotted < len(r.sheet.Diagnoses); r.slotted++ {
		d := &r.sheet.Diagnoses[r.slotted]
		r.slots[slot{d.Role, d.Slot}] = true
		r.last[d.Role] = max(r.last[d.Role], d.Slot)
	}
	if asked < 1 || r.slots[slot{role, asked}] {
		return r.last[role] + 1
	}
	return asked
}

// A slot is a line of the diagnoses of a role.
type slot struct {
	role frontsheet.DiagnosisRole
	line int
}
