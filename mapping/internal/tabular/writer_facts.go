package tabular

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A fact is a diagnosis without a role, or a procedure without a rank, as the
// long tables of research extracts have them.
type fact struct {
	codes []frontsheet.Code
	name  string
	date  frontsheet.DateTime
}

// diagnosisFacts returns the diagnoses without a role.
func diagnosisFacts(s *frontsheet.FrontSheet) []fact {
	var list []fact
	for i := range s.Diagnoses {
		if d := &s.Diagnoses[i]; d.Role == "" {
			list = append(list, fact{d.Codes, d.Name, d.Reference})
		}
	}
	return list
}

// procedureFacts returns the procedures without a rank.
func procedureFacts(s *frontsheet.FrontSheet) []fact {
	var list []fact
	for i := range s.Procedures {
		if p := &s.Procedures[i]; p.Rank == 0 {
			list = append(list, fact{p.Codes, p.Name, p.Performed})
		}
	}
	return list
}

// inOneRow returns those of facts that can stand in one row: the first alone,
// unless each has one code and a name that can be told from the others', or
// none has a name, and all have one date.
func inOneRow(facts []fact) []fact {
	names := 0
	for i := range facts {
		if len(facts[i].codes) != 1 || facts[i].date != facts[0].date || strings.ContainsAny(facts[i].name, "|\n") {
			return facts[:1]
		}
		if facts[i].name != "" {
			names++
		}
	}
	if names != 0 && names != len(facts) {
		return facts[:1]
	}
	return facts
}

func codesOfFacts(facts []fact) []frontsheet.Code {
	var list []frontsheet.Code
	for i := range facts {
		list = append(list, facts[i].codes...)
	}
	return list
}

func appendNames(dst []byte, facts []fact) []byte {
	for i := range facts {
		if i > 0 && facts[i].name != "" {
			dst = append(dst, '|')
		}
		dst = append(dst, facts[i].name...)
	}
	return dst
}

func (w *Writer) appendFactDate(dst []byte, f *layout.Field, facts []fact) []byte {
	if len(facts) == 0 {
		return append(dst, w.keptCell(f)...) // a date of nothing is kept
	}
	return w.appendDate(dst, f, facts[0].date)
}

// reportUnplaced reports the diagnoses without a role and the procedures
// without a rank that no row has a place for, and takes out of s those that one
// has.
func (w *Writer) reportUnplaced(s *frontsheet.FrontSheet) {
	diagnoses, procedures := diagnosisFacts(s), procedureFacts(s)
	placed := 0
	if w.names["diagnosis.all.code"] != nil {
		placed = len(inOneRow(diagnoses))
	}
	if len(diagnoses) > placed {
		w.report(nil, frontsheet.Warning, "no-column", "the sheet has diagnoses without a role for which the row has no column: they are left out")
	}
	if w.names["procedure.all.code"] == nil {
		return
	}
	placed = len(inOneRow(procedures))
	s.Procedures = slices.DeleteFunc(s.Procedures, func(p frontsheet.Procedure) bool {
		placed--
		return p.Rank == 0 && placed >= 0
	})
}
