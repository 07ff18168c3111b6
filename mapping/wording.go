package mapping

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/category"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
)

// wordings translates the names of diseases, operations, drugs and departments.
// The names of people and of places are never given to it.
var wordings term.Translator

// languageOf returns the language of a name on a sheet whose Chinese is that of
// chinese: a name without a Chinese character is taken for English.
func languageOf(name string, chinese term.Language) term.Language {
	if strings.ContainsFunc(name, isHan) {
		return chinese
	}
	return term.English
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// A wordedBy says where the name of a diagnosis or procedure in a reader's
// language comes from.
type wordedBy uint8

const (
	unworded   wordedBy = iota // there is none
	bySource                   // the source wrote it so
	byTerm                     // a term table has the name
	byPart                     // a term table has parts of it, the rest is as it was, in the reader's script
	byScript                   // its script alone was converted
	byCode                     // it is the title of the code
	byCategory                 // it is the title of the category in which the code stands
)

// A worded is a name in the language of a reader. The zero worded is none.
type worded struct {
	name string
	by   wordedBy
	// caution says what the name may be mistaken for on the other side.
	caution string
}

// reword returns a name in the language of a reader. The Chinese of whoever
// wrote it is that of chinese.
func reword(name string, chinese, to term.Language) worded {
	if name == "" {
		return worded{}
	}
	from := languageOf(name, chinese)
	if from == to {
		return worded{name: name, by: bySource}
	}
	result := wordings.Translate(from, to, name)
	w := worded{name: result.Term, caution: result.Caution}
	switch both := from != term.English && to != term.English; {
	case result.How == term.Exact:
		w.by = byTerm
	case result.How == term.Composed && both:
		w.by = byPart
	case result.How == term.Script && both:
		w.by = byScript
	case result.How == term.Unchanged && both:
		w.by = bySource // both sides write it alike
	default:
		return worded{}
	}
	return w
}

// titleOf returns the title of a code in a language: that of its table, or else
// that of the category in which it stands, marked as such.
func titleOf(registry *codes.Registry, c frontsheet.Code, to term.Language) worded {
	if registry != nil {
		if concept, ok := registry.Lookup(c.System, c.Code); ok {
			if title := conceptIn(concept, to); title != "" {
				return worded{name: title, by: byCode}
			}
		}
	}
	var concept codes.Concept
	var ok bool
	switch c.System.URI {
	case codes.ICD10.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
		if parts := icd.Stems(c.Code); len(parts) > 0 {
			concept, ok = category.Diagnosis(parts[0])
		}
	case codes.ICD9CM.URI, codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI:
		if ofProcedure(c) {
			concept, ok = category.Procedure(c.Code)
		}
	}
	if !ok {
		return worded{}
	}
	if title := conceptIn(category.Mark(concept), to); title != "" {
		return worded{name: title, by: byCategory}
	}
	return worded{}
}

// ofProcedure reports whether a code of ICD-9-CM is one of procedures, which
// have two digits before the dot and never three.
func ofProcedure(c frontsheet.Code) bool {
	before, _, _ := strings.Cut(c.Code, ".")
	return len(before) == 2 && chars.Digits(before) == 2
}

// conceptIn returns the name of a concept in a language, "" where it is not known.
func conceptIn(c codes.Concept, to term.Language) string {
	switch to {
	case term.HongKong:
		return c.Hant
	case term.Mainland:
		return c.Hans
	}
	return c.English
}
