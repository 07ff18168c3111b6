package laboratory

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Release is a release of LOINC as Regenstrief publishes it, for those who have
// accepted its licence: none is part of this module.
type Release struct {
	terms  map[string]Term
	mapTo  map[string][]string
	naming map[string]map[string]string // long common names by language and code
}

// A Term is what a release says of a code: rows of Loinc.csv.
type Term struct {
	Code, Name                                       string
	Component, Property, Time, System, Scale, Method string
	// Status is ACTIVE, TRIAL, DISCOURAGED or DEPRECATED.
	Status string
	// Units are example units of UCUM, separated by semicolons.
	Units string
}

// ErrColumns says that a file has not the columns of its kind.
var ErrColumns = errors.New("the file has not the columns that LOINC's file of that name has")

// ReadRelease reads Loinc.csv, and MapTo.csv, which says what stands for codes that are
// deprecated; mapTo may be nil.
func ReadRelease(loinc, mapTo io.Reader) (*Release, error) {
	r := &Release{terms: map[string]Term{}, mapTo: map[string][]string{}, naming: map[string]map[string]string{}}
	err := eachRecord(loinc, func(get func(string) string) {
		t := Term{
			Code: get("LOINC_NUM"), Name: get("LONG_COMMON_NAME"), Component: get("COMPONENT"), Property: get("PROPERTY"), Time: get("TIME_ASPCT"),
			System: get("SYSTEM"), Scale: get("SCALE_TYP"), Method: get("METHOD_TYP"), Status: get("STATUS"), Units: get("EXAMPLE_UCUM_UNITS"),
		}
		r.terms[t.Code] = t
	}, "LOINC_NUM", "LONG_COMMON_NAME", "COMPONENT", "PROPERTY", "SYSTEM", "STATUS")
	if err != nil || mapTo == nil {
		return r, err
	}
	return r, eachRecord(mapTo, func(get func(string) string) {
		code := get("LOINC")
		r.mapTo[code] = append(r.mapTo[code], get("MAP_TO"))
	}, "LOINC", "MAP_TO")
}

// AddVariant reads a file of linguistic variants (zhCN5LinguisticVariant.csv) as the
// names in a language of BCP 47. A row without a long common name is named by the parts.
func (r *Release) AddVariant(language string, variant io.Reader) error {
	names := map[string]string{}
	err := eachRecord(variant, func(get func(string) string) {
		name := get("LONG_COMMON_NAME")
		if name == "" {
			var parts []string
			for _, column := range []string{"COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP"} {
				if part := get(column); part != "" {
					parts = append(parts, part)
				}
			}
			name = strings.Join(parts, ":")
		}
		if name != "" {
			names[get("LOINC_NUM")] = name
		}
	}, "LOINC_NUM", "COMPONENT")
	if err == nil {
		r.naming[language] = names
	}
	return err
}

// eachRecord calls do with each row of a file, whose columns are found by their names.
func eachRecord(in io.Reader, do func(get func(column string) string), needed ...string) error {
	buffered := bufio.NewReader(in)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3) // what was peeked at is there
	}
	c := csv.NewReader(buffered)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	header, err := c.Read()
	if err != nil {
		return errors.Join(ErrColumns, err)
	}
	at := map[string]int{}
	for i, name := range header {
		at[strings.ToUpper(strings.TrimSpace(name))] = i + 1
	}
	for _, name := range needed {
		if at[name] == 0 {
			return fmt.Errorf("%w: %s is missing", ErrColumns, name)
		}
	}
	for {
		row, err := c.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		do(func(column string) string {
			if i := at[column]; i > 0 && i <= len(row) {
				return strings.TrimSpace(row[i-1])
			}
			return ""
		})
	}
}

// Term returns what the release says of a code.
func (r *Release) Term(code string) (t Term, ok bool) {
	t, ok = r.terms[code]
	return t, ok
}

// Name returns the name of a code in a language, "" where the release has none.
func (r *Release) Name(language, code string) string {
	return r.naming[language][code]
}

// Replacements returns the codes that stand for one that is deprecated, nil for none.
func (r *Release) Replacements(code string) []string { return slices.Clone(r.mapTo[code]) }

// properties are the kinds of properties that LOINC has for a dimension.
var properties = map[string][]string{
	"mol/L": {"SCnc"}, "g/L": {"MCnc", "EntMCnc"}, "U/L": {"CCnc", "ACnc"}, "[IU]/L": {"ACnc"}, "1/L": {"NCnc"}, "Pa": {"PPres"}, "[pH]": {"LsCnc"}, "{titer}": {"Titr"},
	"mol/mol": {"SFr"}, "g/g{creat}": {"MRto"}, "1/[HPF]": {"Naric"}, "text": {"PrThr", "Type", "Prid"},
}

// Check holds the table against a release: codes that the release does not have, has
// deprecated or advises against, names that are others, and codes whose property is not that of the unit.
func (t *Table) Check(r *Release) (faults []string) {
	for key, item := range t.items {
		for dimension, code := range item.codes {
			term, known := r.terms[code]
			switch want := properties[dimension]; {
			case !known:
				faults = append(faults, fmt.Sprintf("%s: the release has no code %s", key, code))
			case term.Status == "DEPRECATED":
				faults = append(faults, fmt.Sprintf("%s: %s is deprecated, for it stands %s", key, code, strings.Join(r.mapTo[code], " ")))
			case term.Status == "DISCOURAGED":
				faults = append(faults, fmt.Sprintf("%s: LOINC advises against %s", key, code))
			case term.Name != t.loinc[code]:
				faults = append(faults, fmt.Sprintf("%s: the name of %s is another in the release", key, code))
			case want != nil && !slices.Contains(want, term.Property):
				faults = append(faults, fmt.Sprintf("%s: %s has the property %s, which %s is not", key, code, term.Property, dimension))
			}
		}
	}
	slices.Sort(faults)
	return faults
}
