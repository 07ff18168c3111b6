package extract

import (
	"cmp"
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A listing is one place where a document of somebody else has a diagnosis: a line
// of an encounter, a section, or a Condition that none lists.
type listing struct {
	condition *r4.Condition
	at        string // the reference to it, "" for a name alone
	part      part
	rank      int  // 0 for none
	listed    bool // the stay or a section lists it
}

// ownRoles reports whether the roles are stated in this project's terms, so that
// they are read as compose writes them.
func (r *Reader) ownRoles() bool {
	for _, e := range r.own() {
		for i := range e.Diagnosis {
			if r.sheetRole(e.Diagnosis[i].Use) != "" {
				return true
			}
		}
	}
	return r.fromRows()
}

// anybodysDiagnoses reads the diagnoses of a document that others made, where what
// part each plays is said in one of several ways, or in none.
func (r *Reader) anybodysDiagnoses(conditions map[string]*r4.Condition) {
	list := slices.DeleteFunc(r.listings(conditions), func(l listing) bool { return !r.counts(&l) })
	var main *listing
	if l := r.principal(list); l != nil {
		main = new(*l) // the list is going to be sorted
	}
	slices.SortStableFunc(list, func(x, y listing) int {
		return cmp.Or(cmp.Compare(min(y.rank, 1), min(x.rank, 1)), cmp.Compare(x.rank, y.rank))
	})
	type line struct {
		at   string
		role frontsheet.DiagnosisRole
	}
	seen := map[line]bool{}
	if main != nil {
		seen[line{main.at, frontsheet.Other}] = main.at != ""
		r.condition(main.condition, frontsheet.Principal, 1)
	}
	unknown := false
	for i := range list {
		l := &list[i]
		role := frontsheet.Other
		switch {
		case main != nil && l.condition == main.condition && l.part == main.part && l.rank == main.rank:
			continue
		case l.part == admission:
			role = frontsheet.OnAdmission
		case l.part == emergency && r.hasColumn("diagnosis.outpatient[1].code"):
			role = frontsheet.Outpatient
		case l.part == unsaid && l.rank == 0:
			unknown = true
		}
		if l.at != "" && seen[line{l.at, role}] {
			continue // the stay lists it twice
		}
		seen[line{l.at, role}] = true
		r.condition(l.condition, role, r.freeSlot(role, 0))
		if l.part == working && verificationOf(l.condition.VerificationStatus) == "" {
			r.issue(frontsheet.Warning, "diagnosis.other", "unconfirmed", "a diagnosis is a working one, made during the stay and not confirmed: the sheet has no place for that, and has it like the others")
		}
	}
	if unknown {
		r.issue(frontsheet.Warning, "diagnosis.other", "diagnosis-role", "nothing says which part a diagnosis plays in the stay: it is put among the other diagnoses")
	}
}

// listings returns the diagnoses of a document in its order: those of the stay, of
// its parts, and of the attendance that led to it; those of sections; the others.
func (r *Reader) listings(conditions map[string]*r4.Condition) []listing {
	var list []listing
	listed := map[string]bool{}
	own := r.own()
	if r.emergency != nil && r.emergency != r.encounter {
		own = append(own[1:len(own):len(own)], own[0])
	}
	if r.attended != nil {
		own = append(own[:len(own):len(own)], r.attended)
	}
	for _, e := range own {
		for i := range e.Diagnosis {
			line := &e.Diagnosis[i]
			l := listing{condition: conditions[arena.Deref(line.Condition.Reference)], at: arena.Deref(line.Condition.Reference), part: r.partIn(line.Use), listed: true}
			if line.Rank != nil {
				l.rank = *line.Rank
			}
			if display := line.Condition.Display; l.condition == nil && arena.Deref(display) != "" {
				l.condition, l.at = &r4.Condition{Code: &r4.CodeableConcept{Text: display}}, ""
			}
			switch {
			case l.condition == nil:
				r.issue(frontsheet.Warning, "", "no-condition", "the stay lists a diagnosis that is no Condition of the document: it is left out")
				continue
			case (e == r.emergency || e == r.attended) && e != r.encounter && l.part < complaint:
				l.part, l.rank = emergency, 0
			case e != r.encounter && (l.part == principal || l.part == discharge):
				l.part, l.rank = secondary, 0 // of a department, and not of the stay
			case e != r.encounter:
				l.rank = 0
			}
			listed[l.at] = true
			list = append(list, l)
		}
	}
	sections := r.partsBySection()
	for i := range r.document.Conditions {
		c := &r.document.Conditions[i]
		at := document.URN + arena.Deref(c.Id)
		if listed[at] || r.ofAnother("Condition", c.Encounter) {
			continue
		}
		part, mentioned := sections[at]
		l := listing{condition: c, at: at, part: part}
		// A summary of an encounter mentions what is of it.
		l.listed = mentioned && part != problem && (part != unsaid || r.document.Composition.Encounter != nil)
		for j := range c.Category {
			if p := r.partIn(&c.Category[j]); l.part == unsaid || p == principal {
				l.part = p
			}
			if l.part == unsaid && r.code(&c.Category[j], systemCategory) == "problem-list-item" {
				l.part = problem
			}
		}
		list = append(list, l)
	}
	return list
}

// counts reports whether what stands in a listing is a diagnosis of the stay, by
// what it says of itself.
func (r *Reader) counts(l *listing) bool {
	c := l.condition
	verification := verificationOf(c.VerificationStatus)
	switch {
	case r.isRetracted("Condition", verification), r.isModified("Condition", c.ModifierExtension), r.denies("Condition", c.Code), r.saysNothing("Condition", c.Code):
		return false
	case verification == "differential", l.part == differential:
		return r.leave("unconfirmed", "a Condition is a differential diagnosis, one of several that are possible: it is not among the diagnoses")
	case l.part == complaint:
		return r.leave("diagnosis-use", "a Condition is listed as the chief complaint, and not as a diagnosis: it is left out")
	case l.part == history:
		return r.leave("condition-over", "a Condition stands in the section of past illnesses: it is no diagnosis of the stay")
	}
	return r.inStay(l)
}

// leave reports why a Condition is left out.
func (r *Reader) leave(code, detail string) bool {
	r.issue(frontsheet.Warning, "", code, detail)
	return false
}

// inStay reports whether a Condition is one of the time of the stay. A list of
// problems has those of a life, and who lists one says that it counts.
func (r *Reader) inStay(l *listing) bool {
	c := l.condition
	named := l.listed || c.Encounter != nil
	clinical := r.code(c.ClinicalStatus, "http://terminology.hl7.org/CodeSystem/condition-clinical")
	over := clinical == "inactive" || clinical == "resolved" || clinical == "remission"
	begun, _ := periodOf(c.OnsetDateTime, c.OnsetPeriod)
	_, ended := periodOf(c.AbatementDateTime, c.AbatementPeriod)
	noted := begun
	if c.RecordedDate != nil {
		noted = *c.RecordedDate
	}
	switch {
	case r.side("", ended) == before && !l.listed:
		return r.leave("condition-over", "a Condition was resolved before the admission: it is no diagnosis of the stay")
	case over && (l.part == problem || !named):
		return r.leave("condition-over", "a Condition is "+clinical+", and the stay does not list it: it is no diagnosis of the stay")
	case r.side(begun, "") == after && !l.listed:
		return r.leave("outside-stay", "a Condition began after the discharge, outside of the stay: it is no diagnosis of it")
	case l.part == problem && !named:
		return r.leave("problem-list", "a Condition is one of the list of problems, and the stay does not list it: it is no diagnosis of the stay")
	case !named && r.side(noted, noted) != during:
		return r.leave("outside-stay", "a Condition is of another time, outside of the stay, and names no encounter: it is no diagnosis of the stay")
	case r.side(begun, "") == after:
		r.issue(frontsheet.Warning, "", "outside-stay", "the stay lists a Condition that began after the discharge, outside of the stay")
	case r.side("", ended) == before:
		r.issue(frontsheet.Warning, "", "condition-over", "the stay lists a Condition that was resolved before the admission: the sheet has no place to say so")
	case over:
		r.issue(frontsheet.Information, "", "condition-over", "a Condition of the stay is resolved or inactive: the sheet has no place to say so")
	case l.part == problem:
		r.issue(frontsheet.Warning, "diagnosis.other", "problem-list", "a Condition of the list of problems was noted in the stay, which does not list it: it is put among the other diagnoses")
	}
	return true
}

// principal chooses the principal diagnosis by what says so most plainly, and
// reports what that was where it is not a discharge diagnosis of the first rank;
// nil where nothing does.
func (r *Reader) principal(list []listing) *listing {
	only := func(is func(*listing) bool) (found *listing, n int) {
		for i := range list {
			if is(&list[i]) {
				if found == nil {
					found = &list[i]
				}
				n++
			}
		}
		return found, n
	}
	ranked := func(p part) func(*listing) bool {
		return func(l *listing) bool { return l.part == p && l.rank == 1 }
	}
	say := func(what string) {
		r.issue(frontsheet.Information, "diagnosis.principal", "principal-diagnosis", "the principal diagnosis is "+what)
	}
	if l, n := only(func(l *listing) bool { return l.part == principal }); l != nil {
		if n > 1 {
			r.issue(frontsheet.Warning, "diagnosis.principal", "diagnosis-role", "the document has several principal diagnoses: the first was taken, and the others stand among the other diagnoses")
		}
		return l
	}
	for _, by := range []struct {
		part part
		what string
	}{{discharge, ""}, {unsaid, "the one of rank 1, whose use is not stated"}, {billing, "the one of rank 1 among those for billing"}} {
		l, n := only(ranked(by.part))
		if l == nil {
			continue
		}
		if n > 1 {
			r.issue(frontsheet.Warning, "diagnosis.principal", "diagnosis-role", "the stay lists several diagnoses of one use as the first: the first listed is taken for the principal one")
		}
		if by.what != "" {
			say(by.what)
		}
		return l
	}
	switch l, n := only(func(l *listing) bool { return l.part == discharge }); {
	case n == 1 && l.rank == 0:
		say("the only one of the discharge, which has no rank")
		return l
	case n > 1:
		r.issue(frontsheet.Warning, "diagnosis.principal", "diagnosis-role", "the document has several diagnoses of the discharge, and no rank says which is the principal one: they stand among the other diagnoses")
		return nil
	}
	if l := r.byReason(list); l != nil {
		say("the one that the stay states as its reason (Encounter.reasonReference)")
		return l
	}
	if _, n := only(func(l *listing) bool { return l.rank > 0 || l.part != unsaid }); n > 0 {
		r.issue(frontsheet.Warning, "diagnosis.principal", "diagnosis-role", "no diagnosis is said to be the principal one, by use, rank 1, or the reason of the stay")
	}
	return nil
}

// byReason returns the Condition that is the only reason of the stay.
func (r *Reader) byReason(list []listing) *listing {
	if r.encounter == nil {
		return nil
	}
	reasons := map[string]bool{}
	for i := range r.encounter.ReasonReference {
		reasons[arena.Deref(r.encounter.ReasonReference[i].Reference)] = true
	}
	var found *listing
	for i := range list {
		l := &list[i]
		switch {
		case l.at == "" || !reasons[l.at] || l.part >= complaint || l.part == admission || l.part == emergency:
		case found != nil && found.at != l.at:
			return nil
		case found == nil:
			found = l
		}
	}
	return found
}

// saysNothing reports whether a resource does not say what it is about, neither by
// a code nor in words: a line with nothing but a date would be left of it.
func (r *Reader) saysNothing(kind string, c *r4.CodeableConcept) bool {
	if r.fromRows() || c != nil && (nameIn(c) != "") {
		return false
	}
	r.issue(frontsheet.Warning, "", "says-nothing", kind+" has neither a code nor a name: it is left out")
	return true
}
