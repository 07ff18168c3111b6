package results

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

func itoa(n int) string { return strconv.Itoa(n) }

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
