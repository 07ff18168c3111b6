package term

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes/term/internal/lexicon"
)

//go:generate go run ./internal/gen

// A Language is a language in which terms are written, as a BCP 47 tag.
type Language string

// The languages.
const (
	Mainland Language = "zh-Hans-CN" // as mainland China writes
	HongKong Language = "zh-Hant-HK" // as Hong Kong writes
	English  Language = "en"
)

// ParseLanguage returns the language of a BCP 47 tag, which may leave out the
// script or the region (zh-HK, zh-Hant, zh-CN, zh-Hans) and add a region to
// English (en-GB).
func ParseLanguage(tag string) (Language, bool) {
	switch lower := strings.ToLower(strings.ReplaceAll(tag, "_", "-")); lower {
	case "zh-hans-cn", "zh-hans", "zh-cn":
		return Mainland, true
	case "zh-hant-hk", "zh-hant", "zh-hk":
		return HongKong, true
	default:
		if lower == "en" || strings.HasPrefix(lower, "en-") {
			return English, true
		}
	}
	return "", false
}

// How says how a name was translated: the first is the best.
type How uint8

// The ways of translation. The zero How is not valid.
const (
	// Exact: the name is a term of the table.
	Exact How = iota + 1
	// Composed: terms of the table were found inside the name; of the rest the
	// script was converted.
	Composed
	// Script: the name is unknown; only its script was converted.
	Script
	// Unchanged: the name is unknown, and is as it was.
	Unchanged
)

var hows = [...]string{Exact: "exact", Composed: "composed", Script: "script", Unchanged: "unchanged"}

// String returns the word for h: exact, composed, script or unchanged.
func (h How) String() string {
	if h >= Exact && int(h) < len(hows) {
		return hows[h]
	}
	return fmt.Sprintf("How(%d)", h)
}

// MarshalText returns the word for h.
func (h How) MarshalText() ([]byte, error) {
	if h < Exact || int(h) >= len(hows) {
		return nil, fmt.Errorf("term: %v is not valid", h)
	}
	return []byte(hows[h]), nil
}

// UnmarshalText reads the word for h.
func (h *How) UnmarshalText(text []byte) error {
	for i := Exact; int(i) < len(hows); i++ {
		if hows[i] == string(text) {
			*h = i
			return nil
		}
	}
	return fmt.Errorf("term: %q says not how", text)
}

// A Result is a translated name. As JSON it is the line that the command codes
// prints.
type Result struct {
	Source string `json:"source"`
	Term   string `json:"term"`
	How    How    `json:"how"`
	// English is the preferred English name of the term. Empty where the name as
	// a whole is no term of the table.
	English string `json:"english"`
	// Caution says, in English, that the name or a part of it means something
	// else on the other side (電療 is radiotherapy, 电疗 is not), or more than one
	// thing (PE). Of such a name only the script is converted, and a person should
	// look at it.
	Caution string `json:"caution,omitempty"`
}

// A Table is a term table of a user's. It is safe for concurrent use.
type Table struct{ table *lexicon.Table }

// ReadTable reads a term table: a CSV file in UTF-8 with the columns hans, hant,
// english and kind, written as terms.csv of this package is (see the package's
// documentation).
func ReadTable(r io.Reader) (*Table, error) {
	rows, err := lexicon.ReadRows(r)
	if err != nil {
		return nil, fmt.Errorf("term: %w", err)
	}
	t, err := lexicon.Compile(rows, lexicon.Scripts{
		ToHant:   func(s string) string { return string(lexicon.ConvertBoth(nil, s, &termsHans, &scriptHant)) },
		ToHans:   func(s string) string { return string(scriptHans.Convert(nil, s)) },
		FoldHans: func(s string) string { return fold(Mainland, s) },
		FoldHant: func(s string) string { return fold(HongKong, s) },
	})
	if err != nil {
		return nil, fmt.Errorf("term: %w", err)
	}
	return &Table{t}, nil
}

// Options are the options of a [Translator].
type Options struct {
	// Tables are asked before the table of this package, the first before the
	// second.
	Tables []*Table
	_      struct{}
}

// A Translator translates names. It is safe for concurrent use. The zero
// Translator has the table of this package.
type Translator struct{ own []*lexicon.Table }

// NewTranslator returns a translator. Nil options are the zero options.
func NewTranslator(opts *Options) *Translator {
	t := &Translator{}
	if opts != nil {
		for _, table := range opts.Tables {
			t.own = append(t.own, table.table)
		}
	}
	return t
}

var builtin = lexicon.Table{Hans: &termsHans, Hant: &termsHant, English: &termsEnglish}

// Translate translates name. Between the two ways of writing Chinese the whole
// name is looked up first, then terms inside it, the longest first, from left to
// right; of the rest the script is converted. To and from English a name is
// translated as a whole or not at all; how it is spelt makes no difference
// (oesophageal, esophageal), and of an English name a word of side, course or
// degree may be more than the table has (left, acute, severe): it is Composed. Hong
// Kong's records are written in English too: a name of Hong Kong's may be an English
// one, or have one inside (有DM病史). Space around the name is kept.
//
// Never translate the name of a person: its characters are the person's own.
func (t *Translator) Translate(from, to Language, name string) Result {
	r := Result{Source: name, Term: name, How: Unchanged}
	start, end := len(name)-len(strings.TrimLeft(name, space)), len(strings.TrimRight(name, space))
	if start >= end {
		return r
	}
	whole := name[start:end]
	if from == English {
		if f, ok := t.fromEnglish(whole); ok {
			f.answer(to, from == to, name, start, end, &r)
		} else if f, ok := t.modified(whole); ok && to != English {
			f.compose(to, name, start, end, &r)
		}
		return r
	}
	if from != Mainland && from != HongKong {
		return r
	}
	key := fold(from, whole)
	f, ok := t.exact(from, key)
	if !ok && from == HongKong {
		f, ok = t.fromEnglish(whole)
	}
	switch {
	case ok:
		f.answer(to, from == to, name, start, end, &r)
	case from == to || to != Mainland && to != HongKong:
	default:
		if f, ok := t.modified(whole); ok && from == HongKong {
			f.compose(to, name, start, end, &r)
			break
		}
		t.compose(from, name, start, end, key, &r)
	}
	return r
}

const space = " \t\r\n\u00a0\u3000"

// A found is what the table has for a whole name.
type found struct{ hans, hant, english, mark string }

// answer says what was found for name[start:end].
func (f found) answer(to Language, same bool, name string, start, end int, r *Result) {
	if f.mark == lexicon.MarkWarning {
		r.Caution = f.english
		return
	}
	r.English = f.english
	var target string
	switch to {
	case Mainland:
		target = f.hans
	case HongKong:
		target = f.hant
	case English:
		target = f.english
	}
	if same || target == "" {
		return
	}
	r.Term, r.How = name[:start]+target+name[end:], Exact
	if f.mark == lexicon.MarkForeign && to != English {
		r.How = Script
	}
}

// compose says what was found for the parts of name[start:end].
func (f found) compose(to Language, name string, start, end int, r *Result) {
	f.answer(to, false, name, start, end, r)
	if r.How == Exact {
		r.How = Composed
	}
}

// fromEnglish looks up a whole English name, however it is spelt.
func (t *Translator) fromEnglish(whole string) (f found, ok bool) {
	key := lexicon.Spell(whole)
	for i := 0; i <= len(t.own); i++ {
		if record, ok := t.table(i).English.Exact(key); ok {
			f.hans, record, _ = strings.Cut(record, "\t")
			f.hant, f.english, f.mark = split(record)
			return f, true
		}
	}
	return f, false
}

// table returns the i-th table to be asked.
func (t *Translator) table(i int) *lexicon.Table {
	if i < len(t.own) {
		return t.own[i]
	}
	return &builtin
}

func names(t *lexicon.Table, from Language) *lexicon.Lexicon {
	if from == Mainland {
		return t.Hans
	}
	return t.Hant
}

// exact looks up a whole Chinese name.
func (t *Translator) exact(from Language, key string) (f found, ok bool) {
	for i := 0; i <= len(t.own); i++ {
		record, ok := names(t.table(i), from).Exact(key)
		if !ok {
			continue
		}
		target, english, mark := split(record)
		f = found{english: english, mark: mark}
		if from == Mainland {
			f.hant = target
		} else {
			f.hans = target
		}
		return f, mark == lexicon.MarkTerm || mark == lexicon.MarkWhole || mark == lexicon.MarkForeign
	}
	return f, false
}

func split(record string) (target, english, mark string) {
	target, record, _ = strings.Cut(record, "\t")
	english, mark, _ = strings.Cut(record, "\t")
	return target, english, mark
}

// compose translates name[start:end], whose key is key, by the terms inside it.
func (t *Translator) compose(from Language, name string, start, end int, key string, r *Result) {
	script := &scriptHans
	if from == Mainland {
		script = &scriptHant
	}
	out := make([]byte, 0, len(name)+16)
	out = append(out, name[:start]...)
	composed := false
	done := 0 // of the key, and so of the name from start
	for i := 0; i < len(key); {
		n, target, note, mark := t.inside(from, key, i)
		if from == HongKong {
			if m, f := t.englishInside(key, i); m > n {
				n, target, note, mark = m, f.hans, f.english, f.mark
				if mark == lexicon.MarkWarning {
					target = name[start+i : start+i+n]
				}
			}
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(key[i:])
			i += n
			continue
		}
		out = script.Convert(out, name[start+done:start+i])
		out = append(out, target...)
		i += n
		done = i
		switch mark {
		case lexicon.MarkTerm:
			composed = true
		case lexicon.MarkCaution, lexicon.MarkWarning:
			if r.Caution == "" {
				r.Caution = note
			}
		}
	}
	out = script.Convert(out, name[start+done:end])
	out = append(out, name[end:]...)
	switch {
	case composed:
		r.How = Composed
	case string(out) != name:
		r.How = Script
	}
	r.Term = string(out)
}

// inside returns the longest entry with which key[at:] begins and which may
// stand inside a longer name.
func (t *Translator) inside(from Language, key string, at int) (n int, target, note, mark string) {
	for i := 0; i <= len(t.own); i++ {
		l := names(t.table(i), from)
		for rest := key[at:]; ; {
			m, record := l.Longest(rest)
			if m <= n {
				break
			}
			a, b, c := split(record)
			whole := c == lexicon.MarkWhole || c == lexicon.MarkWarning
			if whole && (at > 0 || m < len(key)) || inWord(key, at, at+m) {
				rest = rest[:m-1]
				continue
			}
			n, target, note, mark = m, a, b, c
			break
		}
	}
	return n, target, note, mark
}

// englishInside returns the English name that key[at:] begins with, if all that is
// Latin there is one: DM in 有DM病史.
func (t *Translator) englishInside(key string, at int) (n int, f found) {
	const longest = 80 // no name is longer
	if !latin(key[at]) || at > 0 && englishByte(key[at-1]) {
		return 0, f
	}
	for i := at; i < len(key) && englishByte(key[i]); i++ {
		if latin(key[i]) {
			n = i + 1 - at
		}
		if n > longest {
			return 0, f
		}
	}
	f, ok := t.fromEnglish(key[at : at+n])
	if !ok {
		return 0, f
	}
	return n, f
}

// englishByte reports whether b may stand in an English name.
func englishByte(b byte) bool { return latin(b) || strings.IndexByte(" &'+-./", b) >= 0 }

// inWord reports whether the boundaries of key[from:to] lie inside a word or a
// number in Latin script: B1 in B12, CT in SPECT.
func inWord(key string, from, to int) bool {
	return from > 0 && latin(key[from-1]) && latin(key[from]) ||
		to < len(key) && latin(key[to-1]) && latin(key[to])
}

func latin(b byte) bool { return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' }

// fold returns the key of a name. Its bytes stand where those of the name do.
func fold(from Language, name string) string {
	fold := func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if from == HongKong && r >= 0x80 {
			return glyph(r)
		}
		return r
	}
	for i, r := range name {
		if r == utf8.RuneError || fold(r) != r {
			b := []byte(name)
			for j, r := range name[i:] {
				if f := fold(r); f != r && r != utf8.RuneError {
					utf8.AppendRune(b[i+j:i+j], f)
				}
			}
			return string(b)
		}
	}
	return name
}

// glyph returns the glyph that Hong Kong writes for r.
func glyph(r rune) rune {
	const size = 6 // of a pair
	lo, hi := 0, len(variants)/size
	for lo < hi {
		mid := (lo + hi) / 2
		v, n := utf8.DecodeRuneInString(variants[mid*size:])
		switch {
		case v == r:
			standard, _ := utf8.DecodeRuneInString(variants[mid*size+n:])
			return standard
		case v < r:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return r
}
