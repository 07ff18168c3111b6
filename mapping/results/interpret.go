package results

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/laboratory"
)

func itoa(n int) string { return strconv.Itoa(n) }

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
