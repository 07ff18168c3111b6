package message

import (
	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func frontSheetDiagnosisCodes(s *frontsheet.FrontSheet) []frontsheet.Code {
	var list []frontsheet.Code
	for i := range s.Diagnoses {
		list = append(list, s.Diagnoses[i].Codes...)
	}
	return list
}

func frontSheetProcedureCodes(s *frontsheet.FrontSheet) []frontsheet.Code {
	var list []frontsheet.Code
	for i := range s.Procedures {
		list = append(list, s.Procedures[i].Codes...)
	}
	return list
}

// stated returns the edition of a system in which the codes stand, or else the
// system itself.
func stated(list []frontsheet.Code, system codes.System) codes.System {
	for i := range list {
		if list[i].System.URI == system.URI {
			return list[i].System
		}
	}
	return system
}

// tablesOf returns the codes of a sheet as tables: a code that a message has
// without its dot is the one that the sheet has with it.
func tablesOf(s *frontsheet.FrontSheet) []codes.Table {
	var tables []codes.Table
	for _, list := range [...][]frontsheet.Code{frontSheetDiagnosisCodes(s), frontSheetProcedureCodes(s)} {
		for _, c := range list {
			tables = append(tables, oneCode{c})
		}
	}
	return tables
}

// oneCode is a table of one code.
type oneCode struct{ code frontsheet.Code }

func (t oneCode) System() codes.System { return t.code.System }

func (t oneCode) Lookup(code string) (codes.Concept, bool) {
	return codes.Concept{System: t.code.System, Code: t.code.Code}, code == t.code.Code
}
