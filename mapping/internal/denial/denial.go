// Package denial tells facts from what records write in their place: that there
// is none ("NKDA", 否认药物过敏史), or that nobody knows (不详). Its table is read alike by
// all carriers, so that a denial is nowhere an allergy, a disease or an operation.
package denial

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

//go:embed denials.csv
var denials []byte

// A Saying is what a text says of the thing that stands in its place. The zero
// Saying is a fact, as far as this package can tell.
type Saying uint8

// The sayings.
const (
	Fact    Saying = iota
	None           // there is none
	Unknown        // nobody knows, or says: neither a denial nor a fact
)

// A Subject is what a denial is about.
type Subject string

// The subjects.
const (
	Any          Subject = "any" // the place tells what
	Allergy      Subject = "allergy"
	DrugAllergy  Subject = "drug-allergy"
	OtherAllergy Subject = "other-allergy" // to a food or whatever is no drug
	Disease      Subject = "disease"
	Operation    Subject = "operation"
)

// A Statement is what a text or a code says. Of is "" where Says is Fact.
type Statement struct {
	Says Saying
	Of   Subject
}

// IsFact reports whether the text or the code is what it looks like.
func (s Statement) IsFact() bool { return s.Says == Fact }

// DeniesDrugAllergy reports whether the statement, in the place of an allergen,
// says that no drug is one.
func (s Statement) DeniesDrugAllergy() bool {
	return s.Says == None && (s.Of == Any || s.Of == Allergy || s.Of == DrugAllergy)
}

// An entry is a row of the table.
type entry struct {
	word  bool // else what a word may be about
	says  Saying
	of    Subject
	blank bool
}

// A code is a code of a system.
type code struct{ system, code string }

// A table is the embedded one, by folded text.
type table struct {
	entries map[string]entry
	codes   map[code]Statement
	lengths map[rune][]int  // of the entries that start with a character, longest first
	first   map[string]bool // the first word of entries in Latin letters
}

// longest bounds the texts that are looked at: a longer one is a story.
const longest = 96

var sayings = map[string]Saying{"": Fact, "none": None, "unknown": Unknown}

// theTable reads the embedded table once; a test holds that it can be read.
var theTable = sync.OnceValue(func() *table {
	r := csv.NewReader(bytes.NewReader(denials))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("denial: " + err.Error())
	}
	t := &table{entries: map[string]entry{}, codes: map[code]Statement{}, lengths: map[rune][]int{}, first: map[string]bool{}}
	for _, row := range rows[1:] {
		text, says, of := row[1], sayings[row[3]], Subject(row[4])
		if row[0] == "code" {
			t.codes[code{row[2], text}] = Statement{says, of}
			continue
		}
		folded := chars.FoldLabel(text)
		t.entries[folded] = entry{word: row[0] == "word", says: says, of: of, blank: row[5] == "yes"}
		if word, _ := firstWord(text); len(word.letters()) > 0 {
			t.first[string(word.letters())] = true
		}
		if first, _ := utf8.DecodeRuneInString(folded); unicode.IsLetter(first) { // a sign says something alone
			t.lengths[first] = insert(t.lengths[first], len(folded))
		}
	}
	return t
})

// insert adds a length to a list, longest first.
func insert(list []int, length int) []int {
	i := 0
	for i < len(list) && list[i] > length {
		i++
	}
	if i < len(list) && list[i] == length {
		return list
	}
	list = append(list, 0)
	copy(list[i+1:], list[i:])
	list[i] = length
	return list
}

// marks are what may stand between the words of a denial, and around them.
const marks = ",，、/;；.。:：()（）[]【】<>《》+&-—–~!！"

// Of returns what a text says. "No known drug allergies" says None of
// DrugAllergy, 不详 says Unknown of Any; 青霉素 is a fact, and so is 无花果.
func Of(text string) Statement {
	if text == "" || len(text) > longest {
		return Statement{}
	}
	t := theTable()
	if !t.mayBe(text) {
		return Statement{}
	}
	folded := chars.FoldLabel(text)
	if e, ok := t.entries[folded]; ok && e.word {
		return Statement{e.says, e.of}
	}
	return t.phrase(strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, folded))
}

// mayBe reports whether a text may be a denial: a look at its start, which takes
// no memory, tells that nearly all are none.
func (t *table) mayBe(text string) bool {
	for i := range len(text) {
		if chars.IsDigit(text[i]) {
			return strings.Trim(text, "0") == "" // 0000 is the code of no disease
		}
	}
	if word, ends := firstWord(text); len(word.letters()) > 0 {
		return !ends || t.first[string(word.letters())]
	}
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.Is(unicode.Han, first) {
		return true
	}
	for _, n := range t.lengths[first] {
		if n <= len(text) {
			if _, ok := t.entries[text[:n]]; ok {
				return true
			}
		}
	}
	return false
}

// A word is in Latin letters, in upper case.
type word struct {
	buffer [24]byte
	length int
}

func (w *word) letters() []byte { return w.buffer[:w.length] }

// firstWord returns the Latin letters with which a text starts. ends reports
// that they are a word, and not the first letter of N.K.D.A. or a part of a
// longer one.
func firstWord(text string) (w word, ends bool) {
	for w.length < len(text) && w.length < len(w.buffer) && chars.IsLetter(text[w.length]) {
		w.buffer[w.length] = text[w.length] &^ ('a' - 'A')
		w.length++
	}
	rest := text[w.length:]
	return w, rest == "" || rest[0] == ' ' || w.length == len(w.buffer) || w.length > 1 && rest[0] < utf8.RuneSelf
}

// phrase reads a text that consists of words and of what they are about.
func (t *table) phrase(text string) Statement {
	said := Statement{}
	subject := Subject("")
	words, unknown := false, false
	for text != "" {
		first, _ := utf8.DecodeRuneInString(text)
		e, size := entry{}, 0
		for _, n := range t.lengths[first] {
			if n <= len(text) {
				var ok bool
				if e, ok = t.entries[text[:n]]; ok {
					size = n
					break
				}
			}
		}
		if size == 0 {
			return said
		}
		text = text[size:]
		words = words || e.word
		unknown = unknown || e.says == Unknown
		subject = joined(subject, e.of)
	}
	switch {
	case !words:
		return said
	case subject == "":
		subject = Any
	}
	if unknown {
		return Statement{Unknown, subject}
	}
	return Statement{None, subject}
}

// joined returns what a denial is about whose words are about two things. Who
// denies allergies to drugs and to food denies all.
func joined(a, b Subject) Subject {
	switch {
	case b == "" || b == Any || a == b:
		if a == "" {
			return b
		}
		return a
	case a == "" || a == Any:
		return b
	case a == Allergy: // "allergy to drugs"
		if b == DrugAllergy || b == OtherAllergy {
			return b
		}
	case b == Allergy: // "drug allergy"
		if a == DrugAllergy || a == OtherAllergy {
			return a
		}
	case a == DrugAllergy && b == OtherAllergy, a == OtherAllergy && b == DrugAllergy:
		return Allergy
	}
	return Any
}

// OfCode returns what a code of a system says.
func OfCode(system, value string) Statement { return theTable().codes[code{system, value}] }

// Blank reports whether a text stands for an empty cell in any column of a table.
func Blank(text string) bool {
	if len(text) > 12 {
		return false
	}
	return theTable().entries[strings.ToUpper(text)].blank
}
