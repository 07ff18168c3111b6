package narrative

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// allergies adds what the sheet says of allergies. Where it says nothing, that is
// stated too: to a doctor it is not the same as none.
func (c *Chart) allergies() {
	c.part("allergies")
	s := &c.Sheet.Allergy
	if s.Recorded.IsZero() && len(s.Drugs)+len(s.Items) == 0 {
		c.row("allergy.recorded", []chartLine{{label: "not-stated"}}, []chartLine{{label: "not-stated"}})
		return
	}
	if s.InWords() != "" { // of whatever kind
		c.coded("part.allergies", &s.Recorded)
	} else {
		c.coded("allergy.recorded", &s.Recorded)
	}
	for i, drug := range s.Drugs {
		c.number = i + 1
		c.entry(drug, s.CodesOf(i), nil).row("allergy.drug")
	}
	for i := range s.Items {
		item := &s.Items[i]
		c.number = i + 1
		e := c.entry(item.Name, item.Codes, nil)
		e.coded("allergy.kind", &item.Kind)
		e.coded("allergy.severity", &item.Severity)
		for _, reaction := range item.Reactions {
			e.worded("allergy.reaction", reaction)
		}
		e.date("allergy.noted", item.Noted)
		e.grade(&item.Grade)
		e.row("allergy.item")
	}
}

// nameOf returns a name as the source has it, nil where there is none.
func (c *Chart) nameOf(name string) []chartLine {
	if name == "" {
		return nil
	}
	line := c.line(name)
	line.kind = nameLine
	return []chartLine{line}
}

// entry begins the row of something that has a name and codes: the source's on
// one side, and those that a map added to them on the other.
func (c *Chart) entry(name string, own []frontsheet.Code, concept *r4.CodeableConcept) *chartEntry {
	reader, foreign := c.named(name, own)
	e := &chartEntry{chart: c, source: c.nameOf(name), reader: reader}
	for i := range own {
		line := c.codeLine(own[i].Code, own[i].System, "")
		e.source = append(e.source, line)
		e.reader = append(e.reader, line)
		if d := own[i].Display; d != "" && d != name {
			e.worded("code.display", d)
		}
	}
	if concept == nil {
		return e
	}
	for i := range concept.Coding {
		x := &concept.Coding[i]
		if len(x.Extension) == 0 || x.Code == nil {
			continue // the source's own
		}
		code := frontsheet.Code{System: codes.System{URI: arena.Deref(x.System), Version: arena.Deref(x.Version)}, Code: *x.Code}
		line := c.codeLine(code.Code, code.System, "code.added")
		if title := localize.TitleOf(c.Registry, code, c.Reader()); title.By == localize.ByCode || title.By == localize.ByCategory && foreign {
			line.text += " " + title.Name
			line.language = localize.LanguageOf(title.Name, c.Reader())
		}
		if equivalence := equivalenceOf(x); equivalence != "" {
			line.marks = []string{"equivalence." + equivalence}
		}
		e.reader = append(e.reader, line)
	}
	return e
}

func equivalenceOf(x *r4.Coding) string {
	for i := range x.Extension {
		for j := range x.Extension[i].Extension {
			if part := &x.Extension[i].Extension[j]; part.Url == "equivalence" {
				return arena.Deref(part.ValueCode)
			}
		}
	}
	return ""
}

func (c *Chart) codeLine(code string, system codes.System, label string) chartLine {
	line := c.line(joined(" · ", code, systemTitle(system)))
	line.kind, line.label = detailLine, chars.FirstOf(label, "code")
	return line
}

// systemTitle returns what people call a code system, with its edition.
func systemTitle(system codes.System) string {
	for _, s := range codes.Systems() {
		switch {
		case s.System == system:
			return s.Title
		case s.URI == system.URI && s.Version == "":
			return s.Title + " " + system.Version
		case s.URI == system.URI:
			return joined(" ", s.Name, system.Version)
		}
	}
	return system.String()
}

// diagnoses adds the diagnoses in the order of the sheet.
func (c *Chart) diagnoses() {
	c.part("diagnoses")
	b := &c.Input
	next := 0 // Condition of the document
	for i := range b.Sheet.Diagnoses {
		line := b.Sheet.Diagnoses[i : i+1]
		if diseases := layout.DiseasesOf(b.Sheet, &line[0]); diseases != nil {
			line = diseases
		}
		for j := range line {
			c.diagnosis(&line[j], &b.Document.Conditions[next])
			next++
		}
	}
	for _, role := range layout.DiagnosisRoles {
		c.details("diagnosis." + string(role))
	}
}

func (c *Chart) diagnosis(d *frontsheet.Diagnosis, condition *r4.Condition) {
	e := c.entry(d.Name, d.Codes, condition.Code)
	if condition.VerificationStatus != nil {
		line := chartLine{kind: detailLine, label: "diagnosis.provisional"}
		e.source, e.reader = append(e.source, line), append(e.reader, line)
	}
	e.coded("diagnosis.present", &d.Present)
	e.coded("diagnosis.outcome", &d.Outcome)
	e.detail("diagnosis.number", d.Number)
	if !d.Confirmed.IsZero() {
		e.date(c.dateLabel(), d.Confirmed)
	}
	e.date("diagnosis.reference", d.Reference)
	e.detail("diagnosis.clinician", memberOf(&d.Clinician))
	e.grade(&d.Grade)
	var label string
	label, c.number = RowOf(d)
	e.row(label)
}

// RowOf returns the label and the number of the row of a diagnosis.
func RowOf(d *frontsheet.Diagnosis) (label string, number int) {
	switch d.Role {
	case "":
		return "diagnosis", d.Slot
	case frontsheet.Principal, frontsheet.TCMDisease:
		return "diagnosis." + string(d.Role), 0
	}
	return "diagnosis." + string(d.Role), d.Slot
}

// dateLabel returns the label of the date of a diagnosis: some sheets state when it was
// confirmed, the others when it was made.
func (c *Chart) dateLabel() string {
	if l := layout.Of(c.Sheet); l != nil {
		for i := range l.Fields {
			if f := &l.Fields[i]; strings.HasSuffix(f.Name, ".confirmed") && strings.Contains(f.Title, "确诊") {
				return "diagnosis.confirmed"
			}
		}
	}
	return "diagnosis.date"
}

// grade adds how far an item is coded.
func (e *chartEntry) grade(g *frontsheet.Grade) {
	e.chart.explain(grade{"row", "grade.claimed=" + g.Claimed})
	e.detail("grade.claimed", g.Claimed)
	e.detail("grade.verified", joined(" ", g.Verified, g.Reason))
}

// procedures adds the operations in the order of the sheet.
func (c *Chart) procedures() {
	c.part("procedures")
	b := &c.Input
	next := 0 // Procedure of the document
	for i := range b.Sheet.Procedures {
		line := b.Sheet.Procedures[i : i+1]
		if c.number = line[0].Rank; c.number == 0 {
			c.number = i + 1
		}
		if operations := layout.OperationsOf(b.Sheet, &line[0]); operations != nil {
			line = operations
		}
		for j := range line {
			c.procedure(&line[j], b.Document.Procedures[next].Code)
			next++
		}
	}
	c.details("procedure")
}

func (c *Chart) procedure(p *frontsheet.Procedure, concept *r4.CodeableConcept) {
	e := c.entry(p.Name, p.Codes, concept)
	e.date("procedure.performed", p.Performed)
	e.coded("procedure.site", &p.Site)
	e.coded("procedure.level", &p.Level)
	e.detail("procedure.hours", string(p.Hours))
	e.detail("procedure.minutes", string(p.Minutes))
	e.coded("procedure.incision", &p.Incision)
	e.coded("procedure.healing", &p.Healing)
	e.coded("procedure.incision-healing", &p.IncisionHealing)
	e.coded("procedure.anaesthesia", &p.Anaesthesia)
	e.coded("procedure.risk", &p.Risk)
	e.detail("staff.surgeon", p.Surgeon)
	e.detail("staff.first-assistant", p.FirstAssistant)
	e.detail("staff.second-assistant", p.SecondAssistant)
	e.detail("staff.anaesthetist", p.Anaesthetist)
	for i := range p.Staff {
		e.detail("staff."+string(p.Staff[i].Role), memberOf(&p.Staff[i]))
	}
	e.grade(&p.Grade)
	e.row("procedure")
}

// medications adds the drugs that the record lists.
func (c *Chart) medications() {
	c.part("medications")
	for i := range c.Sheet.Medications {
		m := &c.Sheet.Medications[i]
		c.number = i + 1
		e := c.entry(m.Name, m.Codes, nil)
		e.detail("medication.number", m.Number)
		e.detail("medication.action", m.Action)
		e.detail("medication.strength", m.Strength)
		e.detail("medication.instruction", m.Instruction)
		e.detail("medication.dose", chars.Words(m.Dose, m.DoseUnit))
		e.detail("medication.frequency", m.Frequency)
		e.detail("medication.route", m.Route)
		e.detail("medication.quantity", chars.Words(m.Quantity, m.QuantityUnit))
		e.detail("medication.duration", chars.Words(m.Duration, m.DurationUnit))
		e.date("medication.dispensed", m.Dispensed)
		e.date("medication.start", m.Start)
		e.date("medication.end", m.End)
		e.grade(&m.Grade)
		e.row("medication")
	}
	c.number = 0
}

// findings adds blood group, results, states and care.
func (c *Chart) findings() {
	c.part("findings")
	f := &c.Sheet.Findings
	c.coded("finding.abo", &f.ABO)
	c.coded("finding.rh", &f.Rh)
	c.coded("finding.hbsag", &f.HBsAg)
	c.coded("finding.hcv", &f.HCV)
	c.coded("finding.hiv", &f.HIV)
	c.coded("finding.transfusion-reaction", &f.TransfusionReacted)
	c.coded("finding.autopsy", &f.Autopsy)
	c.coma("coma.before", &f.ComaBefore)
	c.coma("coma.after", &f.ComaAfter)
	c.decimal("newborn.admission-weight", c.Sheet.Newborn.AdmissionWeight)
	for i, weight := range c.Sheet.Newborn.BirthWeights {
		c.number = i + 1
		c.decimal("newborn.birth-weight", weight)
	}
	c.number = 0
	c.care()
	c.transfusions()
	for i := range c.Sheet.Items {
		item := &c.Sheet.Items[i]
		label := "item." + item.Code
		c.coded(label, &item.Coded)
		c.decimal(label, item.Number)
		c.date(label, item.Time)
	}
	for i := range c.Sheet.Observations {
		c.number = i + 1
		c.observation(&c.Sheet.Observations[i])
	}
}

func (c *Chart) coma(label string, v *frontsheet.Coma) {
	c.decimal(label+".days", v.Days)
	c.decimal(label+".hours", v.Hours)
	c.decimal(label+".minutes", v.Minutes)
}

func (c *Chart) care() {
	v := &c.Sheet.Care
	c.decimal("care.special-days", v.Special)
	c.decimal("care.first-class-days", v.First)
	c.decimal("care.second-class-days", v.Second)
	c.decimal("care.third-class-days", v.Third)
	c.decimal("care.red-cells", v.RedCells)
	c.decimal("care.platelets", v.Platelets)
	c.decimal("care.plasma", v.Plasma)
	c.decimal("care.whole-blood", v.WholeBlood)
	c.decimal("care.autologous", v.Autologous)
	c.decimal("care.ventilator-hours", v.VentilatorHours)
}

func (c *Chart) observation(o *frontsheet.Observation) {
	e := c.entry(o.Name, o.Codes, nil)
	e.detail("result.value", joined(" ", o.Figure(), o.Unit))
	if !slices.ContainsFunc(o.Answers, func(a frontsheet.Code) bool { return a.Display == o.Text }) { // else it stands with its code
		e.worded("result.value", o.Text)
	}
	for i := range o.Answers {
		a := &o.Answers[i]
		if a.Code != "" {
			e.detail("result.value", joined(" · ", a.Code, systemTitle(a.System)))
		}
		e.worded("result.value", a.Display)
	}
	e.detail("result.range", o.Range)
	e.detail("result.flag", o.Flag)
	e.detail("result.status", o.Status)
	e.date("result.observed", o.Observed)
	e.grade(&o.Grade)
	e.row("result")
}
