package deidentify

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes/registration"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func (r *redactor) diagnoses() {
	for i := range r.from.Diagnoses {
		d := &r.from.Diagnoses[i]
		path := "diagnosis." + string(roleOf(d)) + "[" + strconv.Itoa(d.Slot) + "]."
		passed := frontsheet.Diagnosis{
			Role: roleOf(d), Slot: d.Slot, Unranked: d.Unranked,
			Codes:     r.codes(path+"code", d.Codes, d.Name),
			Whole:     d.Whole,
			Present:   r.coded(path+"present", d.Present),
			Outcome:   r.coded(path+"outcome", d.Outcome),
			Number:    r.pseudonym(path+"number", d.Number, "pathology", r.hospital()),
			Confirmed: r.date(path+"confirmed", d.Confirmed),
			Reference: r.date(path+"reference", d.Reference),
			Grade:     r.grade(&d.Grade),
		}
		r.dropped(path+"clinician", d.Clinician != frontsheet.StaffMember{})
		passed.Name = r.title(path+"name", d.Name, passed.Codes)
		if len(passed.Codes) == 0 {
			r.lose(path+"code", frontsheet.Warning, "nothing-left", "nothing that may be passed on says which diagnosis it is: it is left out")
			continue
		}
		if passed.Role == "" && slices.ContainsFunc(r.to.Diagnoses, func(d frontsheet.Diagnosis) bool { return d.Role == "" && slices.Equal(d.Codes, passed.Codes) }) {
			// Without a role, a diagnosis is what its code says.
			r.lose(path+"code", frontsheet.Information, "merged", "what may be passed on of the diagnosis is the same as of another: it stands once")
			continue
		}
		r.to.Diagnoses = append(r.to.Diagnoses, passed)
	}
}

// roleOf returns the role of a diagnosis, "" where it is none of the sheet's.
func roleOf(d *frontsheet.Diagnosis) frontsheet.DiagnosisRole {
	switch d.Role {
	case frontsheet.Outpatient, frontsheet.OnAdmission, frontsheet.Principal, frontsheet.Other, frontsheet.Pathology, frontsheet.ExternalCause,
		frontsheet.Working, frontsheet.Final, frontsheet.Chronic, frontsheet.TCMOutpatient, frontsheet.TCMDisease, frontsheet.TCMSyndrome,
		frontsheet.DeathCause, frontsheet.DeathContributing:
		return d.Role
	}
	return ""
}

func (r *redactor) procedures() {
	for i := range r.from.Procedures {
		p := &r.from.Procedures[i]
		path := "procedure[" + strconv.Itoa(p.Rank) + "]."
		passed := frontsheet.Procedure{
			Rank:            p.Rank,
			Codes:           r.codes(path+"code", p.Codes, p.Name),
			Whole:           p.Whole,
			Performed:       r.date(path+"performed", p.Performed),
			Site:            r.coded(path+"site", p.Site),
			Level:           r.coded(path+"level", p.Level),
			Hours:           r.decimal(path+"hours", p.Hours),
			Minutes:         r.decimal(path+"minutes", p.Minutes),
			Incision:        r.coded(path+"incision", p.Incision),
			Healing:         r.coded(path+"healing", p.Healing),
			IncisionHealing: r.coded(path+"incision-healing", p.IncisionHealing),
			Anaesthesia:     r.coded(path+"anaesthesia", p.Anaesthesia),
			Risk:            r.coded(path+"risk", p.Risk),
			Grade:           r.grade(&p.Grade),
		}
		r.dropped(path+"surgeon", p.Surgeon != "")
		r.dropped(path+"first-assistant", p.FirstAssistant != "")
		r.dropped(path+"second-assistant", p.SecondAssistant != "")
		r.dropped(path+"anaesthetist", p.Anaesthetist != "")
		r.dropped(path+"person", len(p.Staff) > 0)
		passed.Name = r.title(path+"name", p.Name, passed.Codes)
		if len(passed.Codes) == 0 {
			r.lose(path+"code", frontsheet.Warning, "nothing-left", "nothing that may be passed on says which procedure it is: it is left out")
			continue
		}
		r.to.Procedures = append(r.to.Procedures, passed)
	}
}

// allergies passes on whether there is one. What names a drug in the source's
// own words is dropped, and where only words say that there is an allergy, the
// document is silent about it.
func (r *redactor) allergies() {
	a, to := &r.from.Allergy, &r.to.Allergy
	to.Recorded = r.coded("allergy.recorded", a.Recorded)
	dropped := false
	for i, drug := range a.Drugs {
		path := "allergy[" + strconv.Itoa(i+1) + "]."
		list := r.codes(path+"code", a.CodesOf(i), drug)
		if len(list) == 0 {
			dropped = true
			continue
		}
		// Where no table names the code, it stands for its name.
		to.Drugs = append(to.Drugs, cmp.Or(r.title(path+"name", drug, list), list[0].Display, list[0].Code))
		to.SetCodes(len(to.Drugs)-1, list)
	}
	if dropped {
		r.lose("allergy.drugs", frontsheet.Warning, "free-text", "the drugs are in the source's own words: they are dropped, and whoever has to know them must ask")
	}
	for i := range a.Items {
		s, path := &a.Items[i], "allergy["+strconv.Itoa(i+1)+"]."
		r.dropped(path+"reaction", len(s.Reactions) > 0)
		passed := frontsheet.AllergyItem{
			Kind:     r.coded(path+"kind", s.Kind),
			Codes:    r.codes(path+"code", s.Codes, s.Name),
			Severity: r.coded(path+"severity", s.Severity),
			Noted:    r.date(path+"noted", s.Noted),
			Grade:    r.grade(&s.Grade),
		}
		passed.Name = r.title(path+"name", s.Name, passed.Codes)
		if len(passed.Codes) == 0 {
			r.lose(path+"code", frontsheet.Warning, "nothing-left", "nothing that may be passed on says to what the allergy is: it is left out, and whoever has to know it must ask")
			continue
		}
		to.Items = append(to.Items, passed)
	}
}

// gradeWord matches a level of a grade.
var gradeWord = regexp.MustCompile(`^[0-9](\.[0-9])?$`)

// gradeReasons are the words of fhir.SystemGradeReason.
var gradeReasons = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{"": true}
	for _, system := range fhir.CodeSystems() {
		for _, concept := range system.Concepts {
			if system.URL == fhir.SystemGradeReason {
				words[concept.Code] = true
			}
		}
	}
	return words
})

// grade passes on how far an item is coded.
func (r *redactor) grade(g *frontsheet.Grade) frontsheet.Grade {
	if g.Claimed == "" {
		return frontsheet.Grade{}
	}
	if r.action("domain.level") != Keep || !gradeWord.MatchString(g.Claimed) || !gradeWord.MatchString(g.Verified) || !gradeReasons()[g.Reason] {
		r.note("domain.level", Drop)
		return frontsheet.Grade{}
	}
	r.note("domain.level", Keep)
	return *g
}

func (r *redactor) findings() {
	f, to := &r.from.Findings, &r.to.Findings
	to.ABO = r.coded("finding.abo", f.ABO)
	to.Rh = r.coded("finding.rh", f.Rh)
	to.HBsAg = r.coded("finding.hbsag", f.HBsAg)
	to.HCV = r.coded("finding.hcv", f.HCV)
	to.HIV = r.coded("finding.hiv", f.HIV)
	to.Autopsy = r.coded("finding.autopsy", f.Autopsy)
	to.TransfusionReacted = r.coded("finding.transfusion-reaction", f.TransfusionReacted)
	to.ComaBefore = r.coma("coma.before.", &f.ComaBefore)
	to.ComaAfter = r.coma("coma.after.", &f.ComaAfter)

	c, care := &r.from.Care, &r.to.Care
	care.Special = r.decimal("care.special-days", c.Special)
	care.First = r.decimal("care.first-class-days", c.First)
	care.Second = r.decimal("care.second-class-days", c.Second)
	care.Third = r.decimal("care.third-class-days", c.Third)
	care.RedCells = r.decimal("care.red-cells", c.RedCells)
	care.Platelets = r.decimal("care.platelets", c.Platelets)
	care.Plasma = r.decimal("care.plasma", c.Plasma)
	care.WholeBlood = r.decimal("care.whole-blood", c.WholeBlood)
	care.Autologous = r.decimal("care.autologous", c.Autologous)
	care.VentilatorHours = r.decimal("care.ventilator-hours", c.VentilatorHours)

	for i, weight := range r.from.Newborn.BirthWeights {
		r.to.Newborn.BirthWeights = append(r.to.Newborn.BirthWeights, r.decimal("newborn.birth-weight["+strconv.Itoa(i+1)+"]", weight))
	}
	r.to.Newborn.AdmissionWeight = r.decimal("newborn.admission-weight", r.from.Newborn.AdmissionWeight)
}

func (r *redactor) coma(path string, c *frontsheet.Coma) frontsheet.Coma {
	return frontsheet.Coma{
		Days: r.decimal(path+"days", c.Days), Hours: r.decimal(path+"hours", c.Hours), Minutes: r.decimal(path+"minutes", c.Minutes),
	}
}

func (r *redactor) items() {
	for i := range r.from.Items {
		s := &r.from.Items[i]
		path := "item." + s.Code
		if elementTable().find(path) == nil {
			r.dropped("item", true)
			continue
		}
		passed := frontsheet.Item{Code: s.Code, Coded: r.coded(path, s.Coded), Number: r.decimal(path, s.Number), Time: r.date(path, s.Time)}
		if passed != (frontsheet.Item{Code: s.Code}) {
			r.to.Items = append(r.to.Items, passed)
		}
	}
}

// The words of results that have no value set: types and flags of HL7's tables
// 0125, 0078 and 0085, and the units in which results are given.
var (
	resultTypes = []string{"NM", "SN", "ST", "TX", "FT", "CE", "CWE", "CNE", "DT", "TM", "TS", "DTM"}
	resultFlags = []string{"L", "H", "LL", "HH", "<", ">", "N", "A", "AA", "U", "D", "B", "W", "S", "R", "I", "MS", "VS"}
	resultState = []string{"F", "P", "R", "S", "C", "A", "X", "I", "W", "D"}
	resultUnits = []string{
		"%", "g/L", "g/dL", "mg/L", "mg/dL", "ug/L", "µg/L", "ng/mL", "ng/L", "pg/mL", "mol/L", "mmol/L", "umol/L", "µmol/L", "nmol/L",
		"pmol/L", "U/L", "IU/L", "mIU/L", "mIU/mL", "IU/mL", "kU/L", "10*9/L", "10^9/L", "10*12/L", "10^12/L", "fL", "pg", "s", "sec", "min",
		"h", "d", "a", "mm/h", "mm/hr", "mL", "L", "mL/min", "L/min", "mmHg", "mm[Hg]", "kPa", "cm", "m", "kg", "g", "mg", "kg/m2", "Cel", "°C",
		"/min", "bpm", "{score}", "mmol/mol", "mg/mmol", "mOsm/kg", "mL/min/1.73m2", "mL/min/{1.73_m2}", "{ratio}", "1",
	}
	resultRange = regexp.MustCompile(`^[<>]?=?\s?[0-9]{1,6}(\.[0-9]{1,4})?(\s?[-~]\s?[0-9]{1,6}(\.[0-9]{1,4})?)?$`)
	// telephone matches what may be a range, and is one of eight digits in two parts:
	// no telephone begins with 0 or 1.
	telephone = regexp.MustCompile(`^[2-9][0-9]{2,3}\s?[-~]\s?[0-9]{4,5}$`)
)

func (r *redactor) observations() {
	for i := range r.from.Observations {
		o, path := &r.from.Observations[i], "result["+strconv.Itoa(i+1)+"]."
		passed := frontsheet.Observation{
			Codes:    r.codes(path+"code", o.Codes, o.Name),
			Kind:     r.word(path+"type", o.Kind, resultTypes),
			Number:   r.decimal(path+"number", o.Number),
			Second:   r.decimal(path+"number", o.Second),
			Answers:  r.codes(path+"answer", o.Answers, o.Text),
			Unit:     r.word(path+"unit", o.Unit, resultUnits),
			Flag:     r.word(path+"flag", o.Flag, resultFlags),
			Status:   r.word(path+"status", o.Status, resultState),
			Observed: r.date(path+"observed", o.Observed),
			Grade:    r.grade(&o.Grade),
		}
		if passed.Number == "" || (passed.Second == "") != (o.Second == "") {
			passed.Number, passed.Second = "", ""
		} else {
			passed.Comparator, passed.Separator = o.Comparator, o.Separator
		}
		r.dropped(path+"text", o.Text != "")
		passed.Name = r.title(path+"name", o.Name, passed.Codes)
		if o.Range != "" {
			if r.action(path+"range") == Keep && resultRange.MatchString(o.Range) && !telephone.MatchString(o.Range) {
				passed.Range = o.Range
				r.note(path+"range", Keep)
			} else {
				r.note(path+"range", Drop)
			}
		}
		if o.Unit != "" && passed.Unit == "" && passed.Number != "" {
			passed.Number, passed.Second, passed.Comparator, passed.Separator, passed.Range = "", "", "", "", ""
			r.lose(path+"number", frontsheet.Warning, "no-unit", "the unit of the number is none that is passed on: the number without it would mislead, and is left out")
		}
		if passed.Number == "" {
			passed.Unit = ""
		}
		if len(passed.Codes) == 0 || passed.Number == "" && len(passed.Answers) == 0 {
			r.lose(path+"code", frontsheet.Information, "nothing-left", "of the result nothing is left to pass on but what it is of, or its answer alone: it is left out")
			continue
		}
		r.to.Observations = append(r.to.Observations, passed)
	}
}

// medications passes on which drugs were prescribed, and when: by a code, or by the
// number under which a drug is registered. How it is taken is in words that may say
// anything.
func (r *redactor) medications() {
	for i := range r.from.Medications {
		s, path := &r.from.Medications[i], "medication["+strconv.Itoa(i+1)+"]."
		passed := frontsheet.Medication{
			Codes:     r.codes(path+"code", s.Codes, s.Name),
			Start:     r.date(path+"start", s.Start),
			End:       r.date(path+"end", s.End),
			Dispensed: r.date(path+"dispensed", s.Dispensed),
			Grade:     r.grade(&s.Grade),
		}
		passed.Name = r.title(path+"name", s.Name, passed.Codes)
		if n, ok := registration.Parse(s.Number); ok && n.Kind.Product == registration.Drug && r.action(path+"number") == Keep {
			passed.Number = n.Text
			r.note(path+"number", Keep)
		} else {
			r.dropped(path+"number", s.Number != "")
		}
		r.dropped(path+"instruction", s.Instruction != "")
		for _, words := range [...]struct{ element, text string }{
			{"strength", s.Strength},
			{"dose", s.Dose},
			{"dose-unit", s.DoseUnit},
			{"frequency", s.Frequency},
			{"route", s.Route},
			{"quantity", s.Quantity},
			{"quantity-unit", s.QuantityUnit},
			{"duration", s.Duration},
			{"duration-unit", s.DurationUnit},
		} {
			r.dropped(path+words.element, words.text != "")
		}
		// That nothing was dispensed goes with the drug: without it, it would look like one
		// that was.
		if s.IsOnRecord() && r.action(path+"action") == Keep {
			passed.Action = s.Action
			r.note(path+"action", Keep)
		} else {
			r.dropped(path+"action", s.Action != "")
		}
		if len(passed.Codes) == 0 && passed.Number == "" {
			r.lose(path+"code", frontsheet.Information, "nothing-left", "nothing that may be passed on says which drug it is: the prescription is left out")
			continue
		}
		r.to.Medications = append(r.to.Medications, passed)
	}
}

// transfusions passes on how much of which product was given. An amount whose unit is
// not passed on would mislead.
func (r *redactor) transfusions() {
	for i := range r.from.Transfusions {
		s, path := &r.from.Transfusions[i], "transfusion["+strconv.Itoa(i+1)+"]."
		r.dropped(path+"unit", s.Unit != "")
		passed := frontsheet.Transfusion{Product: r.coded(path+"product", s.Product)}
		if s.Unit == "" {
			passed.Amount = r.decimal(path+"amount", s.Amount)
		} else {
			r.dropped(path+"amount", s.Amount != "")
		}
		if passed != (frontsheet.Transfusion{}) {
			r.to.Transfusions = append(r.to.Transfusions, passed)
		}
	}
}

// details passes on the details that have rows of their own, of parts that are passed
// on. A text may hold anything.
func (r *redactor) details() {
	for i := range r.from.Details {
		s := &r.from.Details[i]
		path := s.Part + ".detail." + s.Code
		if elementTable().find(path) == nil {
			r.dropped("detail", true)
			continue
		}
		passed := frontsheet.Detail{Part: s.Part, Index: s.Index, Code: s.Code, Number: r.decimal(path, s.Number), Time: r.date(path, s.Time)}
		if s.Coded.Set == nil {
			r.dropped(path, !s.Coded.IsZero())
		} else {
			passed.Coded = r.coded(path, s.Coded)
		}
		if !passed.IsEmpty() && r.passes(s) {
			r.to.Details = append(r.to.Details, passed)
		}
	}
}

// passes reports whether the part of a detail is passed on.
func (r *redactor) passes(d *frontsheet.Detail) bool {
	switch {
	case d.Part == "procedure":
		return slices.ContainsFunc(r.to.Procedures, func(p frontsheet.Procedure) bool { return p.Rank == d.Index })
	case strings.HasPrefix(d.Part, "diagnosis."):
		return slices.ContainsFunc(r.to.Diagnoses, func(x frontsheet.Diagnosis) bool {
			return "diagnosis."+string(x.Role) == d.Part && x.Slot == d.Index
		})
	}
	return true
}
