package personname

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

//go:embed surnames.csv
var surnames []byte

//go:embed words.csv
var words []byte

// tables are the embedded ones, by what they are asked for.
type tables struct {
	single   map[string]certainty // the surnames of one character
	compound map[string]certainty // and of two
	words    map[string]place
}

// A certainty says with what a surname is certain. The zero certainty is that of
// no surname.
type certainty uint8

const (
	withAny     certainty = iota + 1 // of compounds: with a given name of one character or of two; of single ones always
	withTwo                          // with one of two alone
	withNone                         // never
	surnameOnly                      // of single ones: and the character is rarely part of a given name
)

var certainties = map[string]certainty{"": withAny, "any": withAny, "two": withTwo, "none": withNone, "surname": surnameOnly}

// A place says where a word makes a name none: a set of bits.
type place uint16

const (
	aWhole place = 1 << iota
	aStart
	anEnd
	anywhere
	afterOne
	afterTwo
	aWord
	aParticle
	aPeople
)

var places = map[string]place{
	"whole": aWhole, "start": aStart, "end": anEnd, "in": anywhere,
	"after-one": afterOne, "after-two": afterTwo, "word": aWord, "particle": aParticle, "people": aPeople,
}

// longestWord is the length of the longest word that names start or end with, in
// characters; a test holds it.
const longestWord = 3

// theTables reads the embedded tables once; a test holds that they can be read.
var theTables = sync.OnceValue(func() *tables {
	t := &tables{single: map[string]certainty{}, compound: map[string]certainty{}, words: map[string]place{}}
	for _, row := range rowsOf(surnames) {
		of := t.single
		if row[0] == "compound" {
			of = t.compound
		}
		for _, form := range append(strings.Split(row[3], "|"), row[1], row[2]) {
			if form != "" {
				of[form] = certainties[row[4]]
			}
		}
	}
	for _, row := range rowsOf(words) {
		t.words[row[1]] |= places[row[0]]
	}
	return t
})

// rowsOf returns the rows of an embedded table after its heading.
func rowsOf(table []byte) [][]string {
	r := csv.NewReader(bytes.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("personname: " + err.Error())
	}
	return rows[1:]
}
