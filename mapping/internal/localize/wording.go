package localize

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/category"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// Terms translate the names of diseases, operations, drugs and departments. The
// names of people and of places are never given to them. The zero Terms are those
// of package term alone. They are safe for concurrent use.
type Terms struct {
	Own *term.Translator // with an integrator's own tables, nil for none
}

// LanguageOf returns the language of a name on a sheet whose Chinese is that of
// chinese: a name without a Chinese character is taken for English, unless the people
// of the sheet write another language, too, and the name is in that.
func LanguageOf(name string, chinese term.Language) term.Language {
	return term.LanguageOf(name, chinese)
}

func IsHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// A WordedBy says where the name of a diagnosis or procedure in a reader's
// language comes from.
type WordedBy uint8

const (
	Unworded   WordedBy = iota // there is none
	bySource                   // the source wrote it so
	byTerm                     // a term table has the name
	ByPart                     // a term table has parts of it, the rest is as it was, in the reader's script
	ByScript                   // its script alone was converted
	ByCode                     // it is the title of the code
	ByCategory                 // it is the title of the category in which the code stands
)

// A Worded is a name in the language of a reader. The zero worded is none.
type Worded struct {
	Name string
	By   WordedBy
	// Caution says what the name may be mistaken for on the other side.
	Caution string
}

// Reword returns a name in the language of a reader. The Chinese of whoever
// wrote it is that of chinese. There is none where the reader's language has no
// terms.
func (t Terms) Reword(name string, chinese, to term.Language) Worded {
	if name == "" {
		return Worded{}
	}
	from, known := layout.TermsOf(LanguageOf(name, chinese))
	to, served := layout.TermsOf(to)
	switch {
	case !known || !served:
		return Worded{}
	case from == to:
		return Worded{Name: name, By: bySource}
	}
	return worded(t.translate(from, to, name), layout.Chinese(from) && layout.Chinese(to))
}

func (t Terms) translate(from, to term.Language, name string) term.Result {
	if t.Own == nil {
		return new(term.Translator).Translate(from, to, name)
	}
	return t.Own.Translate(from, to, name)
}

// worded says how a name was translated. Both reports that both languages are
// Chinese: then a part of a name, or its script, may be translated alone.
func worded(result term.Result, both bool) Worded {
	w := Worded{Name: result.Term, Caution: result.Caution}
	switch {
	case result.How == term.Exact:
		w.By = byTerm
	case result.How == term.Composed && both:
		w.By = ByPart
	case result.How == term.Script && both:
		w.By = ByScript
	case result.How == term.Unchanged && both:
		w.By = bySource // both sides write it alike
	default:
		return Worded{}
	}
	return w
}

// TitleOf returns the title of a code in a language: that of its table, or else
// that of the category in which it stands, marked as such.
func TitleOf(registry *codes.Registry, c frontsheet.Code, to term.Language) Worded {
	if registry != nil {
		if concept, ok := registry.Lookup(c.System, c.Code); ok {
			if title := conceptIn(concept, to); title != "" {
				return Worded{Name: title, By: ByCode}
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
		return Worded{}
	}
	if title := conceptIn(category.Mark(concept), to); title != "" {
		return Worded{Name: title, By: ByCategory}
	}
	return Worded{}
}

// ofProcedure reports whether a code of ICD-9-CM is one of procedures, which
// have two digits before the dot and never three.
func ofProcedure(c frontsheet.Code) bool {
	before, _, _ := strings.Cut(c.Code, ".")
	return len(before) == 2 && chars.Digits(before) == 2
}

// conceptIn returns the name of a concept in a language, "" where it is not known.
func conceptIn(c codes.Concept, to term.Language) string {
	if to != term.English && !layout.Chinese(to) {
		return ""
	}
	return InScript(to, c.Hans, c.Hant, c.English)
}

// InScript returns the one of three words that is in the script of a language:
// simplified or traditional Chinese, whatever the region, else English.
func InScript(language term.Language, hans, hant, english string) string {
	switch {
	case strings.HasPrefix(string(language), "zh-Hant"):
		return hant
	case strings.HasPrefix(string(language), "zh-Hans"):
		return hans
	}
	return english
}
