package mapping

import (
	"github.com/crossbay/crossbay/codes"
)

func (s *FrontSheet) diagnosisCodes() []Code {
	var list []Code
	for i := range s.Diagnoses {
		list = append(list, s.Diagnoses[i].Codes...)
	}
	return list
}

func (s *FrontSheet) procedureCodes() []Code {
	var list []Code
	for i := range s.Procedures {
		list = append(list, s.Procedures[i].Codes...)
	}
	return list
}

// stated returns the edition of a system in which the codes stand, or else the
// system itself.
func stated(list []Code, system codes.System) codes.System {
	for i := range list {
		if list[i].System.URI == system.URI {
			return list[i].System
		}
	}
	return system
}

// tablesOf returns the codes of a sheet as tables: a code that a message has
// without its dot is the one that the sheet has with it.
func tablesOf(s *FrontSheet) []codes.Table {
	var tables []codes.Table
	for _, list := range [...][]Code{s.diagnosisCodes(), s.procedureCodes()} {
		for _, c := range list {
			tables = append(tables, oneCode{c})
		}
	}
	return tables
}

// oneCode is a table of one code.
type oneCode struct{ code Code }

func (t oneCode) System() codes.System { return t.code.System }

func (t oneCode) Lookup(code string) (codes.Concept, bool) {
	return codes.Concept{System: t.code.System, Code: t.code.Code}, code == t.code.Code
}
