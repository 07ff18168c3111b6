package load

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// vocabularies are the code systems of OMOP vocabulary ids.
var vocabularies = map[string]codes.System{
	"ICD10":    codes.ICD10,
	"ICD10CM":  codes.ICD10CM,
	"ICD10PCS": ICD10PCS,
	"ICD9CM":   codes.ICD9CM,
	"ICD9Proc": codes.ICD9CM,
	"SNOMED":   SNOMED,
	"LOINC":    {URI: "http://loinc.org"},
	"RxNorm":   {URI: "http://www.nlm.nih.gov/research/umls/rxnorm"},
	"ATC":      {URI: "http://www.whocc.no/atc"},
	"ICDO3":    {URI: "http://terminology.hl7.org/CodeSystem/icd-o-3"},
}

const (
	omopConcept      = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason"
	omopRelationship = "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason"
)

// omopURL starts the canonical URIs of the maps of OMOP; the two vocabulary ids
// follow.
const omopURL = codes.Base + "/ConceptMap/omop-"

// OMOP loads CONCEPT and CONCEPT_RELATIONSHIP of the OMOP standardized
// vocabularies, tab-separated as they are downloaded; relationship may be nil.
//
// There is a table for each vocabulary whose code system is known (the ICDs,
// SNOMED, LOINC, RxNorm, ATC, and those of Options.Vocabularies), deprecated
// codes included, and a map for each pair of such vocabularies between which
// valid "Maps to" relationships lead. Rows of others are passed over.
//
// "Maps to" leads to the standard concept that is the same or, where there is
// none, the nearest above it, and the file does not say which of the two: the
// equivalence is [codes.RelatedTo]. A code that maps to several concepts is a
// combination of them. A code that a vocabulary replaces by another of its own
// is not a translation, and is passed over.
func OMOP(concept, relationship io.Reader, o *Options) (*Set, error) {
	o = o.clean()
	known := func(id string) (codes.System, bool) {
		s, ok := o.Vocabularies[id]
		if !ok {
			s, ok = vocabularies[id]
		}
		return s, ok && !s.IsZero()
	}
	type entry struct {
		vocabulary string
		code, name string
	}
	var order []string
	tables := map[string]*tableBuilder{}
	byID := map[string]entry{}
	first := true
	for n, l := range o.lines(concept) {
		if l.err != nil {
			return nil, l.err
		}
		if first {
			first = false
			if !strings.EqualFold(string(l.bytes), omopConcept) {
				return nil, o.caused(ErrFormat, n, "not the header of CONCEPT")
			}
			continue
		}
		f := bytes.Split(l.bytes, []byte("\t"))
		if len(f) != 10 {
			return nil, o.fail(n, 0, "%d fields; CONCEPT has 10", len(f))
		}
		system, ok := known(string(f[3]))
		if !ok {
			continue
		}
		e := entry{string(f[3]), string(f[6]), string(bytes.TrimSpace(f[1]))}
		if !digits(string(f[0])) {
			return nil, o.fail(n, 0, "concept_id is not a number")
		}
		if _, twice := byID[string(f[0])]; twice {
			return nil, o.fail(n, 0, "concept_id %s stands twice", quote(string(f[0])))
		}
		b := tables[e.vocabulary]
		if b == nil {
			b = newTable(o, system)
			tables[e.vocabulary] = b
			order = append(order, e.vocabulary)
		}
		c := codes.Concept{Code: e.code}
		setName(&c, "", e.name)
		if err := b.add(n, c); err != nil {
			return nil, err
		}
		if relationship != nil {
			byID[string(f[0])] = e
		}
	}
	if first {
		return nil, o.fail(0, 0, "no rows")
	}
	s := &Set{}
	for _, v := range order {
		t, err := tables[v].table()
		if err != nil {
			return nil, err
		}
		s.Tables = append(s.Tables, t)
	}
	if relationship == nil {
		return s, nil
	}
	type row struct {
		line     int
		from, to entry
	}
	var rows []row
	first = true
	for n, l := range o.lines(relationship) {
		if l.err != nil {
			return nil, l.err
		}
		if first {
			first = false
			if !strings.EqualFold(string(l.bytes), omopRelationship) {
				return nil, o.caused(ErrFormat, n, "not the header of CONCEPT_RELATIONSHIP")
			}
			continue
		}
		f := bytes.Split(l.bytes, []byte("\t"))
		if len(f) != 6 {
			return nil, o.fail(n, 0, "%d fields; CONCEPT_RELATIONSHIP has 6", len(f))
		}
		if string(f[2]) != "Maps to" || len(f[5]) > 0 {
			continue
		}
		from, ok1 := byID[string(f[0])]
		to, ok2 := byID[string(f[1])]
		if !ok1 || !ok2 || from.vocabulary == to.vocabulary {
			continue
		}
		if len(rows) >= o.MaxRows {
			return nil, o.caused(ErrLimit, n, "more than %d rows", o.MaxRows)
		}
		rows = append(rows, row{n, from, to})
	}
	// The targets of a code stand together, in the order of the file.
	slices.SortStableFunc(rows, func(a, b row) int {
		if c := strings.Compare(a.from.vocabulary, b.from.vocabulary); c != 0 {
			return c
		}
		if c := strings.Compare(a.to.vocabulary, b.to.vocabulary); c != 0 {
			return c
		}
		return strings.Compare(a.from.code, b.from.code)
	})
	var b *mapBuilder
	for lo := 0; lo < len(rows); {
		x := &rows[lo]
		hi := lo + 1
		for hi < len(rows) && rows[hi].from == x.from && rows[hi].to.vocabulary == x.to.vocabulary {
			hi++
		}
		if lo == 0 || rows[lo-1].from.vocabulary != x.from.vocabulary || rows[lo-1].to.vocabulary != x.to.vocabulary {
			if err := s.addMap(b); err != nil {
				return nil, err
			}
			source, _ := known(x.from.vocabulary)
			target, _ := known(x.to.vocabulary)
			url := o.URL
			if url == "" {
				url = omopURL + strings.ToLower(x.from.vocabulary+"-"+x.to.vocabulary)
			}
			b = newMap(o, source, target, url, o.Version)
		}
		for i, y := range rows[lo:hi] {
			d := Detail{Match: codes.Match{Equivalence: codes.RelatedTo}}
			d.Concept.Code = y.to.code
			setName(&d.Concept, "", y.to.name)
			if hi-lo > 1 {
				d.Group = codes.Group{Scenario: 1, ChoiceList: i + 1}
			}
			if err := b.add(y.line, y.from.code, d); err != nil {
				return nil, err
			}
		}
		lo = hi
	}
	if err := s.addMap(b); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Set) addMap(b *mapBuilder) error {
	if b == nil {
		return nil
	}
	m, err := b.finish()
	if err == nil {
		s.Maps = append(s.Maps, m)
	}
	return err
}
