package results

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

func itoa(n int) string { return strconv.Itoa(n) }

var titre = regexp.MustCompile(`^[<>≤≥＜＞]?=?\s*1\s*[:：]\s*[0-9]+$`)

// query returns what a report states of a result.
func query(r *report.Report, res *report.Result) laboratory.Query {
	q := laboratory.Query{Name: res.Test.Name(), Local: res.Test.Local(), Unit: res.Unit}
	for i := range r.Specimens {
		t := &r.Specimens[i].Type
		for _, c := range t.Codings {
			q.Specimen = append(q.Specimen, c.Code, c.Display)
		}
		q.Specimen = append(q.Specimen, t.Text)
	}
	switch {
	case res.Separator == ":" && res.Number == "1", titre.MatchString(res.Text):
		q.Kind = laboratory.Titre
	case !res.IsNumber() && res.HasValue():
		q.Kind = laboratory.Text
	}
	return q
}

// cultures are the sections of a laboratory, codes of HL7's table 0074, that grow germs.
var cultures = map[string]bool{"MB": true, "MCB": true, "MYC": true, "PAR": true}

// susceptibility reports whether a result is that of a germ's test with a drug, which the
// name of the drug alone does not say: vancomycin in ug/mL may be the level in serum. The
// flag tells it, or a germ in the report of a section that grows them.
func susceptibility(t *laboratory.Table, r *report.Report, res *report.Result) bool {
	for _, flag := range res.Flags {
		if code, known := t.Interpretation(flag); known && measurement.Susceptibility(code.Code) {
			return true
		}
	}
	return cultures[r.Section] && res.Answer.IsZero() && slices.ContainsFunc(r.Results, func(g report.Result) bool { return !g.Answer.IsZero() })
}

// germOf returns the germ under which a result stands: the coded answer whose place
// (OBX-4) is that of the result without its last part ("1" of "1.2"), or the same as that of
// a result which is no answer itself. Nil for none.
func germOf(r *report.Report, res *report.Result) *report.Result {
	if res.Sub == "" || !res.Answer.IsZero() {
		return nil
	}
	above := res.Sub
	if i := strings.LastIndexAny(above, ".-"); i > 0 {
		above = above[:i]
	}
	for i := range r.Results {
		if g := &r.Results[i]; g != res && !g.Answer.IsZero() && (g.Sub == above || g.Sub == res.Sub) {
			return g
		}
	}
	return nil
}

// reasons say in words why a result has no code.
var reasons = map[laboratory.Reason]struct {
	severity frontsheet.Severity
	detail   string
}{
	laboratory.UnknownName:   {frontsheet.Information, "the table of laboratory tests does not know the test: the result has the source's own code alone"},
	laboratory.NameConflict:  {frontsheet.Warning, "the name and the code of the test are those of two tests: the result gets no code of LOINC"},
	laboratory.NeedsMore:     {frontsheet.Information, "the name of the test tells it only with a specimen and a unit, and the report does not state both: the result gets no code of LOINC"},
	laboratory.OtherSpecimen: {frontsheet.Warning, "the test is none of the specimen that the report states: the result gets no code of LOINC"},
	laboratory.OtherUnit:     {frontsheet.Warning, "the unit is none in which the test is measured: the result gets no code of LOINC"},
	laboratory.SeveralTests:  {frontsheet.Information, "several tests have the name, the specimen and the unit: the result gets no code of LOINC"},
	laboratory.WithoutCode:   {frontsheet.Information, "the report does not say what decides the code of the test (as the equation, the direction or the kind of unit does): the result gets no code of LOINC"},
}
