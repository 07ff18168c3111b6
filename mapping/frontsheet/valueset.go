package frontsheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// A ValueSet is the codes that a column may hold, with the FHIR code that each
// stands for, where there is one. It is read-only and safe for concurrent use.
type ValueSet struct {
	// Name is how a layout refers to the set ("hqms-rc001").
	Name string
	// Chinese and English are its titles.
	Chinese, English string
	// URI is the code system of the codes, as Coding.system carries it.
	URI string
	// Map is the canonical of the map from the codes to Standard.
	Map string
	// Standard is the code system of the FHIR codes, "" where there is none.
	Standard string

	List    []SetConcept
	byCode  map[string]int
	byTitle map[string]int // by folded title; -1: more than one code has it
	ByAlias map[string]int // by folded alias; likewise
}

// A SetConcept is one code of a ValueSet.
type SetConcept struct {
	Code, Chinese, English string
	// Standard is the FHIR code, "" where none fits; System its code system,
	// ValueSet.Standard unless the table says otherwise.
	Standard, System string
	// Equivalence relates Standard to Code, as in R4's ConceptMap.
	Equivalence string
	Aliases     []string
}

// Concepts returns the concepts in the order of the standard. The caller must
// not change the slice.
func (v *ValueSet) Concepts() []SetConcept { return v.List }

// Concept returns the concept of code.
func (v *ValueSet) Concept(code string) (SetConcept, bool) {
	i, ok := v.byCode[code]
	if !ok {
		return SetConcept{}, false
	}
	return v.List[i], true
}

// Match finds the code that text stands for. exact reports that text is the
// code itself; otherwise it is a label, an alias, or the code as a spreadsheet
// leaves it (a zero lost at the front, ".0" gained at the end).
func (v *ValueSet) Match(text string) (code string, exact, ok bool) {
	if i, found := v.byCode[text]; found {
		return v.List[i].Code, true, true
	}
	folded := chars.FoldLabel(text)
	if i, found := v.byCode[folded]; found {
		return v.List[i].Code, false, true
	}
	if i, found := v.ByLabel(folded); found {
		return v.List[i].Code, false, true
	}
	whole := strings.TrimSuffix(folded, ".0")
	for _, candidate := range [...]string{whole, strings.TrimPrefix(whole, "0")} {
		if i, found := v.byCode[candidate]; found {
			return v.List[i].Code, false, true
		}
		if i, found := v.ByLabel(candidate); found {
			return v.List[i].Code, false, true
		}
	}
	return "", false, false
}

// ReadValueSets reads value sets from a table in CSV with the columns
//
//	set,code,chinese,english,standard,equivalence,aliases
//
// A row without a code opens a set: its titles, and under standard the FHIR
// code system of the rows that follow; a row that has its FHIR code from another
// system says so ("http://…/coverage-selfpay|pay"). Equivalence is R4's, "equivalent" where
// left empty. Aliases are separated by "|"; an alias decides which code a label
// means that two codes have as their title. Lines that start with # are
// comments. The URI of a set is base + "/CodeSystem/" + its name, or that of its
// first row under aliases, where the codes are somebody else's.
func ReadValueSets(r io.Reader, base string) ([]*ValueSet, error) {
	table := csv.NewReader(r)
	table.Comment = '#'
	table.FieldsPerRecord = 7
	var sets []*ValueSet
	var set *ValueSet
	if _, err := table.Read(); err != nil {
		return nil, fmt.Errorf("value sets: %w", err)
	}
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
				byCode: map[string]int{}, byTitle: map[string]int{}, ByAlias: map[string]int{},
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
		if err := set.add(row); err != nil {
			return nil, fmt.Errorf("value sets: line %d: %w", line, err)
		}
	}
	return sets, nil
}

func (v *ValueSet) add(row []string) error {
	concept := SetConcept{Code: row[1], Chinese: row[2], English: row[3], System: v.Standard, Standard: row[4], Equivalence: row[5]}
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
	i := len(v.List)
	v.List = append(v.List, concept)
	v.byCode[concept.Code] = i
	v.label(v.byTitle, i, concept.Chinese, concept.English)
	v.label(v.ByAlias, i, concept.Aliases...)
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

// ByLabel finds the concept of a folded label. What the table lists as an alias
// goes before titles, so that it can say which code a title means that two
// codes have.
func (v *ValueSet) ByLabel(folded string) (int, bool) {
	if i, found := v.ByAlias[folded]; found {
		return i, i >= 0
	}
	i, found := v.byTitle[folded]
	return i, found && i >= 0
}

// ValueSets finds sets by name.
type ValueSets map[string]*ValueSet

func NewValueSets(sets []*ValueSet) ValueSets {
	m := make(ValueSets, len(sets))
	for _, set := range sets {
		m[set.Name] = set
	}
	return m
}

// Base is the URI under which the built-in value sets are named.
const Base = codes.Base
