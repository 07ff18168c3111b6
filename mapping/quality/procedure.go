package quality

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
)

// The categories of ICD-9-CM-3 that are of one sex.
var (
	maleProcedures   = ranges("60-64 87.9 98.24 99.94")
	femaleProcedures = ranges("65-75 87.8 88.46 88.78 89.26 92.17 96.14-96.18 97.7 98.16-98.17")
)

func procedureSex(x *examination) {
	list, whose := femaleProcedures, "women"
	switch x.sex {
	case identity.Male:
	case identity.Female:
		list, whose = maleProcedures, "men"
	default:
		return
	}
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		for j := range p.Codes {
			if x.procedureSystem(p.Codes[j].System) && procedureShape(p.Codes[j]) && inRanges(p.Codes[j].Code, list) {
				x.report(procedureField(p, "code"), "the code"+shown(p.Codes[j])+" is a procedure of "+whose)
				break
			}
		}
	}
}

func principalProcedure(x *examination) {
	var principal *frontsheet.Procedure
	others := false
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		switch {
		case !done(p):
		case p.Rank == 1:
			principal = p
		default:
			others = true
		}
	}
	if !others {
		return
	}
	if principal == nil {
		x.report("procedure[1].code", "the first line of the procedures is empty, and later ones are not")
		return
	}
	level, ok := levelOf(principal)
	if !ok {
		return
	}
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		if n, ok := levelOf(p); ok && p.Rank != 1 && done(p) && n > level {
			x.report("procedure[1].level", "another procedure is of a higher level than the principal one")
			return
		}
	}
}

// levelOf returns the level of a procedure, 1 to 4.
func levelOf(p *frontsheet.Procedure) (int, bool) {
	c := p.Level.Code
	if len(c) != 1 || c[0] < '1' || c[0] > '4' {
		return 0, false
	}
	return int(c[0] - '0'), true
}

func duplicateProcedures(x *examination) {
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		if len(p.Codes) == 0 {
			continue
		}
		for j := range i {
			q := &x.sheet.Procedures[j]
			if len(q.Codes) > 0 && q.Codes[0] == p.Codes[0] && q.Performed == p.Performed && q.Surgeon == p.Surgeon {
				x.report(procedureField(p, "code"), "the procedure stands on the sheet before, at the same time")
				break
			}
		}
	}
}

func cleanWound(x *examination) {
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		switch {
		case label(p.IncisionHealing) == "Ⅰ/丙":
			x.report(procedureField(p, "incision-healing"), "a clean incision healed badly")
		case label(p.Incision) == "Ⅰ" && label(p.Healing) == "丙":
			x.report(procedureField(p, "healing"), "a clean incision healed badly")
		}
	}
}

// label returns the title of a coded value in its set, "" where there is none:
// the codes of incisions differ from form to form, the titles do not.
func label(c frontsheet.Coded) string {
	if c.Set == nil {
		return ""
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Chinese
}

func procedureWithoutDiagnosis(x *examination) {
	for i := range x.sheet.Diagnoses {
		if stated(&x.sheet.Diagnoses[i]) {
			return
		}
	}
	for i := range x.sheet.Procedures {
		if p := &x.sheet.Procedures[i]; done(p) {
			x.report("diagnosis.principal[1].code", "there is a procedure, and no diagnosis")
			return
		}
	}
}
