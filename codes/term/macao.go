package term

import (
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes/term/internal/lexicon"
)

// builtinMacao is the table of Macao, whose Portuguese names stand where another has
// English ones.
var builtinMacao = lexicon.Table{Hans: &termsOfMacao, Hant: &termsMacao, English: &termsPortuguese}

// macao translates name[start:end] to or from what Macao writes: its own words and the
// Portuguese ones by the name of mainland China that stands beside them, any others
// as those of Hong Kong.
func (t *Translator) macao(from, to Language, name string, start, end int, r *Result) {
	whole := name[start:end]
	f, own, ok := t.ofMacao(from, whole)
	switch {
	case !ok && (from == Macao && to == Mainland || from == Mainland && to == Macao):
		chinese := from
		if from == Macao {
			chinese = HongKong
		}
		both := Translator{own: append(slices.Clip(t.own), &builtinMacao)}
		both.compose(chinese, name, start, end, fold(chinese, whole), r)
		return
	case !ok:
		return
	case f.mark == lexicon.MarkWarning:
		r.Caution = f.english
		return
	}
	hans, hant, english := t.inFull(f)
	r.English = english
	record, _ := termsOfMacao.Exact(fold(Mainland, hans))
	macao, portuguese, _ := split(record)
	target := ""
	switch to {
	case Mainland:
		target = hans
	case HongKong:
		target = hant
		if knows(t, HongKong, whole) {
			target = whole // Hong Kong says it, too
		}
	case Macao:
		target = macao
		if target == "" && from != HongKong {
			target = hant
		}
		if _, said := termsMacao.Exact(fold(HongKong, whole)); said {
			target = whole
		}
	case English:
		target = english
	case Portuguese:
		target = portuguese
	}
	if from == to || target == "" || own && target == whole || target == whole && from != English && from != Portuguese {
		return
	}
	r.Term, r.How = name[:start]+target+name[end:], Exact
}

// ofMacao looks up a whole name. own reports that the table of Macao has it: then of
// what was found only the name of mainland China is known.
func (t *Translator) ofMacao(from Language, whole string) (f found, own, ok bool) {
	switch from {
	case Mainland:
		f, ok = t.exact(from, fold(from, whole))
		if f.hans = whole; !ok && f.mark == "" {
			_, own = termsOfMacao.Exact(fold(from, whole))
			ok = own
		}
		return f, own, ok
	case English:
		f, ok = t.fromEnglish(whole)
		return f, false, ok
	case Macao:
		if record, found := termsMacao.Exact(fold(HongKong, whole)); found && !t.isOwn(HongKong, whole) {
			f.hans, _, _ = split(record)
			return f, true, true
		}
		fallthrough
	case HongKong:
		if f, ok = t.exact(HongKong, fold(HongKong, whole)); ok {
			return f, false, true
		}
		if f, ok = t.fromEnglish(whole); ok || from == HongKong {
			return f, false, ok
		}
	}
	if from != Macao && from != Portuguese {
		return f, false, false
	}
	record, ok := termsPortuguese.Exact(lexicon.Spell(whole))
	f.hans, _, _ = strings.Cut(record, "\t")
	return f, true, ok
}

// inFull returns the names of what was found: those that the table prefers where it has
// several.
func (t *Translator) inFull(f found) (hans, hant, english string) {
	hans, hant, english = f.hans, f.hant, f.english
	if english == "" || hant == "" {
		if of, ok := t.exact(Mainland, fold(Mainland, hans)); ok {
			hant, english = of.hant, of.english
		}
	}
	if _, listed := termsOfMacao.Exact(fold(Mainland, hans)); !listed && english != "" {
		if preferred, ok := t.fromEnglish(english); ok && preferred.hans != "" {
			if _, listed := termsOfMacao.Exact(fold(Mainland, preferred.hans)); listed {
				hans = preferred.hans
			}
		}
	}
	return hans, hant, english
}

// isOwn reports whether an integrator's table has a name.
func (t *Translator) isOwn(from Language, whole string) bool {
	return slices.ContainsFunc(t.own, func(table *lexicon.Table) bool {
		_, ok := names(table, from).Exact(fold(from, whole))
		return ok
	})
}

// knows reports whether a region says a name.
func knows(t *Translator, region Language, whole string) bool {
	f, ok := t.exact(region, fold(region, whole))
	return ok && f.mark != lexicon.MarkForeign
}

// LanguageOf returns the language of a name that people wrote whose Chinese is that of
// chinese: that, where it has a Chinese character, or else English, or in Macao
// Portuguese where the name is one of its table's or is written as only Portuguese is.
func LanguageOf(name string, chinese Language) Language {
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return chinese
	}
	if chinese != Macao && chinese != Portuguese {
		return English
	}
	key := lexicon.Spell(name)
	if _, ok := termsEnglish.Exact(key); ok {
		return English
	}
	if _, ok := termsPortuguese.Exact(key); ok || strings.ContainsAny(name, portugueseLetters) {
		return Portuguese
	}
	for word := range strings.FieldsSeq(name) {
		if slices.Contains(portugueseWords[:], word) {
			return Portuguese
		}
	}
	return English
}

const portugueseLetters = "ãõçáàâéêíóôúÃÕÇÁÀÂÉÊÍÓÔÚºª"

var portugueseWords = [...]string{"de", "da", "do", "das", "dos", "com", "por", "sem", "na", "no", "ao"}
