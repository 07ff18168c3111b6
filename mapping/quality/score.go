package quality

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A grade is how many points of 100 an element can lose, in half points.
type grade struct {
	element string // or the start of several, without indexes, where it ends in .
	part    int    // of the sheet: index of parts
	points  int    // half points for each
	group   string // those of a group lose no more than its cap together
	most    int    // half points that the group can lose
}

// gradeParts are the parts of the sheet in the grading of 24号.
var gradeParts = [...]string{"patient", "stay", "care", "fees"}

// grades are the points of the grading, the particular before the general.
// 24号 gives the part care 50 points; those that its published copies itemise
// are 46, and nobody loses the others here.
var grades = [...]grade{
	{"newborn.admission-weight", 0, 8, "", 0},
	{"newborn.birth-weight", 0, 8, "birth-weight", 8},
	{"patient.record-number", 0, 4, "", 0},
	{"patient.sex", 0, 2, "", 0},
	{"patient.birth-date", 0, 2, "", 0},
	{"patient.age-", 0, 2, "age", 2},
	{"stay.payment", 0, 2, "", 0},
	{"patient.", 0, 1, "patient", 8},

	{"stay.disposition", 1, 8, "", 0},
	{"stay.admission", 1, 4, "", 0},
	{"stay.discharge", 1, 4, "", 0},
	{"stay.days", 1, 4, "", 0},
	{"stay.discharged-from.department", 1, 4, "", 0},
	{"stay.readmission", 1, 4, "", 0},
	{"stay.route", 1, 2, "", 0},
	{"stay.admitted-to.department", 1, 2, "", 0},
	{"stay.transfers", 1, 2, "", 0},
	{"stay.", 1, 1, "stay", 18},
	{"staff.", 1, 1, "stay", 18},
	{"facility.", 1, 1, "stay", 18},
	{"quality.", 1, 1, "stay", 18},

	{"diagnosis.principal.name", 2, 8, "", 0},
	{"diagnosis.principal.code", 2, 8, "", 0},
	{"diagnosis.principal.present", 2, 4, "present", 4},
	{"diagnosis.other.present", 2, 4, "present", 4},
	{"diagnosis.other.name", 2, 2, "other-name", 8},
	{"diagnosis.other.code", 2, 2, "other-code", 8},
	{"diagnosis.pathology.name", 2, 4, "pathology-name", 4},
	{"diagnosis.pathology.code", 2, 4, "pathology-code", 4},
	{"diagnosis.outpatient.name", 2, 2, "", 0},
	{"diagnosis.outpatient.code", 2, 2, "", 0},
	{"procedure[1].name", 2, 8, "", 0},
	{"procedure[1].code", 2, 8, "", 0},
	{"procedure[1].performed", 2, 4, "", 0},
	{"procedure[1].incision-healing", 2, 4, "incision", 4},
	{"procedure[1].incision", 2, 2, "incision", 4},
	{"procedure[1].healing", 2, 2, "incision", 4},
	{"procedure[1].anaesthesia", 2, 2, "", 0},
	{"procedure.name", 2, 1, "procedure-name", 4},
	{"procedure.code", 2, 1, "procedure-code", 4},
	{"coma.", 2, 4, "coma", 4},
	{"diagnosis.", 2, 1, "care", 6},
	{"procedure.", 2, 1, "care", 6},
	{"allergy.", 2, 1, "care", 6},
	{"finding.", 2, 1, "care", 6},

	{"fee.total", 3, 8, "", 0},
	{"fee.", 3, 1, "fee", 4},
}

func gradeOf(field string) *grade {
	general := field
	if before, rest, found := strings.Cut(field, "["); found {
		if _, after, found := strings.Cut(rest, "]"); found {
			general = before + after
		}
	}
	for i := range grades {
		g := &grades[i]
		name := general
		if strings.Contains(g.element, "[") {
			name = field
		}
		last := g.element[len(g.element)-1]
		if name == g.element || (last == '.' || last == '-') && strings.HasPrefix(name, g.element) {
			return g
		}
	}
	return nil
}

// lost returns the half points that each part of the sheet loses.
func lost(findings []Finding) (parts [len(gradeParts)]int) {
	type key struct{ name string }
	taken := map[key]int{}
	for i := range findings {
		f := &findings[i]
		if f.Severity != failure && f.Severity != warning {
			continue
		}
		g := gradeOf(f.Field)
		if g == nil || taken[key{f.Field}] > 0 {
			continue
		}
		taken[key{f.Field}] = g.points
		points := g.points
		if g.group != "" {
			group := key{"\x00" + g.group}
			points = min(points, g.most-taken[group])
			taken[group] += points
		}
		parts[g.part] += points
	}
	return parts
}

// Score returns the points of 100 that a sheet keeps in the grading of
// 国卫办医发〔2016〕24号 附件2, given what Check found: each element with an
// error or a warning loses its points once. It grades what a program can see;
// whether a diagnosis is the right one is for a coder to say.
func Score(findings []Finding) frontsheet.Decimal {
	half := 200
	for _, n := range lost(findings) {
		half -= n
	}
	return points(half)
}

func points(half int) frontsheet.Decimal {
	s := strconv.Itoa(half / 2)
	if half%2 != 0 {
		s += ".5"
	}
	return frontsheet.Decimal(s)
}

func scoreSheet(x *examination) {
	// The findings of the rules after this one are not there yet: Check calls
	// it last.
	sum := 0
	var detail []string
	for part, n := range lost(x.findings) {
		if n > 0 {
			sum += n
			detail = append(detail, gradeParts[part]+" "+string(points(n)))
		}
	}
	if sum > 0 {
		x.report("", "the sheet loses "+string(points(sum))+" of 100 points: "+strings.Join(detail, ", "))
	}
}
