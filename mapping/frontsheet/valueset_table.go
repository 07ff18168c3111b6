package frontsheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ReadValueSets reads value sets from a table in CSV with the columns
//
//	set,code,chinese,english,standard,equivalence,aliases
//
// and after them one for each other language in which the table has titles, called by
// its BCP 47 tag (pt).
//
// A row without a code opens a set: its titles, and under standard the FHIR
// code system of the rows that follow. A row whose FHIR code is of another system
// names it ("http://…/coverage-selfpay|pay"). Equivalence is R4's, "equivalent"
// where left empty. Aliases are separated by "|". An alias decides which code a
// label means that two codes have as their title. Lines that start with # are
// comments.
//
// The URI of a set is base + "/CodeSystem/" + its name, or what its first row has
// under aliases, where the codes are another publisher's. An error names the line
// of the table.
func ReadValueSets(r io.Reader, base string) ([]*ValueSet, error) {
	table := csv.NewReader(r)
	table.Comment = '#'
	var sets []*ValueSet
	var set *ValueSet
	header, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("value sets: %w", err)
	}
	if len(header) < columns {
		return nil, fmt.Errorf("value sets: line 1: %d columns instead of %d", len(header), columns)
	}
	languages := header[columns:]
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("value sets: %w", err)
		}
		line, _ := table.FieldPos(0)
		if row[1] == "" {
			set = &ValueSet{
				Name: row[0], Chinese: row[2], English: row[3], Standard: row[4],
				URI: base + "/CodeSystem/" + row[0], Map: base + "/ConceptMap/" + row[0],
				Others: titles(languages, row),
				byCode: map[string]int{}, byTitle: map[string]int{}, byAlias: map[string]int{},
			}
			if row[6] != "" {
				set.URI = row[6]
			}
			sets = append(sets, set)
			continue
		}
		if set == nil || set.Name != row[0] {
			return nil, fmt.Errorf("value sets: line %d: set %q is not open", line, row[0])
		}
		if err := set.add(row, titles(languages, row)); err != nil {
			return nil, fmt.Errorf("value sets: line %d: %w", line, err)
		}
	}
	return sets, nil
}

// ReadOwnValueSets reads a table of value sets that is nobody's but its owner's: each
// set states the URI of its code system, under aliases of its first row. The map to
// FHIR's codes is named beside it.
func ReadOwnValueSets(r io.Reader) ([]*ValueSet, error) {
	sets, err := ReadValueSets(r, "")
	if err != nil {
		return nil, err
	}
	for _, set := range sets {
		if address, err := url.Parse(set.URI); err != nil || !address.IsAbs() {
			return nil, fmt.Errorf("value sets: set %q states no URI of its code system under aliases of its first row", set.Name)
		}
		owner, _, _ := strings.Cut(set.URI, "/CodeSystem/")
		set.Map = owner + "/ConceptMap/" + set.Name
	}
	return sets, nil
}

// columns is how many a table has before those of other languages.
const columns = 7

// titles returns what a row has in the columns of other languages.
func titles(languages, row []string) (list []Title) {
	for i, language := range languages {
		if text := row[columns+i]; text != "" {
			list = append(list, Title{language, text})
		}
	}
	return list
}

func (v *ValueSet) add(row []string, others []Title) error {
	concept := SetConcept{Others: others, Code: row[1], Chinese: row[2], English: row[3], System: v.Standard, Standard: row[4], Equivalence: row[5]}
	if system, code, found := strings.Cut(row[4], "|"); found {
		concept.System, concept.Standard = system, code
	}
	if concept.Standard != "" && concept.Equivalence == "" {
		concept.Equivalence = "equivalent"
	}
	if row[6] != "" {
		concept.Aliases = strings.Split(row[6], "|")
	}
	if _, twice := v.byCode[concept.Code]; twice {
		return fmt.Errorf("code %s stands twice in %s", concept.Code, v.Name)
	}
	i := len(v.concepts)
	v.concepts = append(v.concepts, concept)
	v.byCode[concept.Code] = i
	v.label(v.byTitle, i, concept.Chinese, concept.English)
	for _, title := range others {
		v.label(v.byTitle, i, title.Text)
	}
	v.label(v.byAlias, i, concept.Aliases...)
	return nil
}

// label lets labels stand for the i-th concept; one that stands for another
// too stands for none.
func (v *ValueSet) label(index map[string]int, i int, labels ...string) {
	for _, label := range labels {
		if label = chars.FoldLabel(label); label == "" {
			continue
		}
		if j, taken := index[label]; taken && j != i {
			index[label] = -1
			continue
		}
		index[label] = i
	}
}
