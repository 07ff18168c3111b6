package deidentify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// The numbers of these tests check, and are nobody's: the mainland's are of
// people born in 1880, and no card of Hong Kong has letters from QA to QZ.
const (
	resident        = "440524188002020011"
	otherResident   = "44052418800202002X"
	hongKonger      = "QQ246813(A)"
	otherHongKonger = "QQ246814(8)"
)

func newLinking(t testing.TB) *Deidentifier {
	t.Helper()
	d, err := New(research, testKey, &Options{Purpose: "HRESCH", Link: LinkIdentity, Recorded: testTime})
	require.NoError(t, err)
	return d
}

// documentType is a type of identity documents, as Hong Kong codes it.
func documentType(code string) mapping.Coded {
	for _, set := range hongkong.ValueSets() {
		if set.Name == "hk-document-type" {
			return mapping.Coded{Set: set, Code: code}
		}
	}
	panic("no value set of the types of identity documents")
}

// holding is a sheet of a hospital whose patient shows a document.
func holding(hospital, number, document string) *mapping.FrontSheet {
	s := person()
	s.Facility = mapping.Facility{Code: hospital}
	s.Patient.RecordNumber, s.Patient.DocumentNumber = number, document
	s.Patient.BirthDate = day(1880, 2, 2)
	if document == hongKonger || document == otherHongKonger {
		s.Patient.DocumentType = documentType("HKIC")
	}
	return s
}

// moved returns by how many days the admission was moved back.
func moved(t *testing.T, before, after *mapping.FrontSheet) int {
	t.Helper()
	n, ok := days(after.Stay.Admission, before.Stay.Admission)
	require.True(t, ok)
	return n
}

// pseudonyms are those by which somebody could take two records for one
// patient's.
func pseudonyms(s *mapping.FrontSheet) []string {
	list := []string{s.Patient.RecordNumber, s.Patient.HealthCard, s.Stay.Number, s.Event.Message}
	for _, n := range s.Patient.Identifiers {
		list = append(list, n.Value)
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// One person in two hospitals has one pseudonym and one shift where records are
// linked by identity, and two of each where they are not.
func TestOnePersonInTwoHospitals(t *testing.T) {
	for _, document := range []string{resident, hongKonger} {
		first, second := holding("12345678X", "0001", document), holding("87654321X", "7", document)
		stranger := holding("12345678X", "0002", map[string]string{resident: otherResident, hongKonger: otherHongKonger}[document])

		d := newLinking(t)
		a, _ := d.Apply(first)
		b, _ := d.Apply(second)
		c, _ := d.Apply(stranger)
		assert.Equal(t, moved(t, first, a), moved(t, second, b))
		require.Len(t, a.Patient.Identifiers, 1)
		assert.Equal(t, "ANON", a.Patient.Identifiers[0].Type)
		assert.Equal(t, a.Patient.Identifiers, b.Patient.Identifiers)
		assert.NotEqual(t, a.Patient.Identifiers, c.Patient.Identifiers)
		assert.NotEqual(t, moved(t, first, a), moved(t, stranger, c))
		assert.NotEqual(t, a.Patient.RecordNumber, b.Patient.RecordNumber, "a number of each hospital")
		assert.NotEqual(t, a.Facility.Code, b.Facility.Code)
		assert.Equal(t, 2, d.Manifest().People)
		assert.Equal(t, LinkIdentity, d.Manifest().Link)
		assert.Equal(t, map[Action]int{Pseudonym: 3}, d.Manifest().Elements["patient.document-number"])

		d = newTest(t, research, testKey)
		a, _ = d.Apply(first)
		b, _ = d.Apply(second)
		assert.NotEqual(t, moved(t, first, a), moved(t, second, b))
		assert.Empty(t, a.Patient.Identifiers)
		assert.Equal(t, LinkHospital, d.Manifest().Link)
		assert.Equal(t, 2, d.Manifest().People)
	}
}

// A record whose patient no document proves is refused: it could not be moved
// as the others of the patient are.
func TestLinkingByIdentityRefusesWhatItCannotLink(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*mapping.FrontSheet)
		detail string
	}{
		"no document":                     {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "" }, "no identity document"},
		"a dash":                          {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "-" }, "does not check"},
		"zeros":                           {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "000000000000000000" }, "does not check"},
		"a wrong check digit":             {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "440524188002020012" }, "does not check"},
		"a number without a check digit":  {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "440524800202001" }, "does not check"},
		"what a spreadsheet leaves":       {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "4.40524E+17" }, "does not check"},
		"an example of the standard":      {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = "440524188001010014" }, "stands for none"},
		"no birth date":                   {func(s *mapping.FrontSheet) { s.Patient.BirthDate = mapping.DateTime{} }, "birth date"},
		"a birth year":                    {func(s *mapping.FrontSheet) { s.Patient.BirthDate = to(s.Patient.BirthDate, mapping.ToYear) }, "birth date"},
		"a parent's number":               {func(s *mapping.FrontSheet) { s.Patient.BirthDate = day(2023, 12, 31) }, "birth date"},
		"a card without its check digit":  {hong("QQ246813"), "does not check"},
		"a specimen":                      {hong("A123456(3)"), "stands for none"},
		"a card of zeros":                 {hong("A000000(3)"), "stands for none"},
		"a card whose type is not stated": {func(s *mapping.FrontSheet) { s.Patient.DocumentNumber = hongKonger }, "type"},
		"a travel document like a card": {func(s *mapping.FrontSheet) {
			s.Patient.DocumentNumber, s.Patient.DocumentType = hongKonger, documentType("VISA")
		}, "type"},
		"a passport": {func(s *mapping.FrontSheet) {
			s.Patient.DocumentNumber, s.Patient.DocumentType, s.Patient.DocumentCountry = "K2468135", documentType("PASS"), "HKG"
		}, "does not check"},
		"a child with a card": {func(s *mapping.FrontSheet) {
			hong(hongKonger)(s)
			s.Patient.BirthDate = day(2013, 1, 6) // eleven on the day after the admission
		}, "child"},
		"a card of a patient of no age": {func(s *mapping.FrontSheet) {
			hong(hongKonger)(s)
			s.Stay.Admission = mapping.DateTime{}
		}, "child"},
		"two cards": {func(s *mapping.FrontSheet) {
			hong(hongKonger)(s)
			s.Patient.Documents = []mapping.IdentityDocument{{Type: documentType("HKIC"), Number: otherHongKonger}}
		}, "two"},
	} {
		t.Run(name, func(t *testing.T) {
			s := holding("12345678X", "0001", resident)
			d := newLinking(t)
			passed, _ := d.Apply(s)
			require.NotNil(t, passed)
			test.change(s)
			passed, issues := d.Apply(s)
			assert.Nil(t, passed)
			require.Len(t, issues, 1)
			assert.Equal(t, "no-identity", issues[0].Code)
			assert.Equal(t, mapping.Error, issues[0].Severity)
			assert.Contains(t, issues[0].Detail, test.detail)
			assert.Equal(t, issues[0], research.Issue(issues[0]))
			assert.Equal(t, 1, d.Manifest().Records)
		})
	}
}

func hong(number string) func(*mapping.FrontSheet) {
	return func(s *mapping.FrontSheet) {
		s.Patient.DocumentNumber, s.Patient.DocumentType = number, documentType("HKIC")
	}
}

// A card of one who is old enough to hold it is taken from the birthday on.
func TestCardsAreHeldFromAnAge(t *testing.T) {
	s := holding("12345678X", "0001", hongKonger)
	s.Patient.BirthDate = day(2013, 1, 5)
	require.Equal(t, day(2024, 1, 5), s.Stay.Admission)
	passed, _ := newLinking(t).Apply(s)
	assert.NotNil(t, passed)
}

// Relatives who use one card are kept apart by their birth dates.
func TestOneCardOfTwoPeople(t *testing.T) {
	mother, daughter := holding("12345678X", "0001", hongKonger), holding("12345678X", "0002", hongKonger)
	daughter.Patient.BirthDate = day(1910, 3, 4)
	d := newLinking(t)
	a, _ := d.Apply(mother)
	b, _ := d.Apply(daughter)
	assert.NotEqual(t, a.Patient.Identifiers, b.Patient.Identifiers)
	assert.NotEqual(t, moved(t, mother, a), moved(t, daughter, b))
}

// Of several documents the same one is taken, in whatever order they stand.
func TestOneDocumentIsTakenOfSeveral(t *testing.T) {
	card := mapping.IdentityDocument{Type: documentType("HKIC"), Number: hongKonger}
	permit := mapping.IdentityDocument{Type: documentType("RP"), Number: "810000188002020012"}
	want, _ := newLinking(t).Apply(holding("12345678X", "0001", hongKonger))
	for _, documents := range [][]mapping.IdentityDocument{{card, permit}, {permit, card}, {permit, card, card}} {
		s := holding("87654321X", "7", "")
		s.Patient.Documents = documents
		got, _ := newLinking(t).Apply(s)
		require.NotNil(t, got)
		assert.Equal(t, want.Patient.Identifiers, got.Patient.Identifiers)
	}
}

// Whatever the records of a hospital state and leave out, two that share a
// pseudonym of the patient's or the stay's are moved by the same days.
func TestWhoSharesAPseudonymSharesAShift(t *testing.T) {
	g := rand.New(rand.NewPCG(9, 10))
	pick := func(list ...string) string { return list[g.IntN(len(list))] }
	for name, d := range map[string]*Deidentifier{"hospital": newTest(t, research, testKey), "identity": newLinking(t)} {
		t.Run(name, func(t *testing.T) {
			shifts, passed := map[string]int{}, 0
			for range 2000 {
				s := holding(pick("12345678X", "87654321X"), pick("0001", "0002"),
					pick("", "-", resident, otherResident, hongKonger, otherHongKonger, "A123456(3)"))
				s.Patient.BirthDate = day(1880+g.IntN(2)*30, 2, 2)
				if name == "identity" { // for a hospital, the record number alone tells patients apart
					s.Stay.Number = pick("", "S1")
					s.Patient.Identifiers = []mapping.Identifier{{Type: "PI", Value: pick("P1", "P2")}}
				}
				redacted, _ := d.Apply(s)
				if redacted == nil {
					continue
				}
				passed++
				n := moved(t, s, redacted)
				for _, p := range pseudonyms(redacted) {
					if before, ok := shifts[p]; ok {
						require.Equal(t, before, n)
					}
					shifts[p] = n
				}
			}
			assert.Greater(t, passed, 500)
			assert.Greater(t, len(shifts), 3)
		})
	}
}

// What a document shows of its holder is a pseudonym and no more.
func TestLinkingShowsNoDocument(t *testing.T) {
	s := holding("12345678X", "0001", resident)
	d := newLinking(t)
	redacted, issues := d.Apply(s)
	text := fmt.Sprintf("%v", leavesOf(redacted)) + fmt.Sprintf("%+v %+v", issues, d.Manifest())
	for _, value := range []string{resident, "1880-02-02", "0001", "12345678X"} {
		assert.NotContains(t, text, value)
	}
}

// A number that many could have written does not make one patient of them
// where documents have pseudonyms either.
func TestPlaceholdersDoNotLink(t *testing.T) {
	d := newTest(t, gba, testKey)
	for name, test := range map[string]struct {
		number, kind, country string
		links                 bool
	}{
		"a resident's number":        {resident, "", "", true},
		"a card":                     {hongKonger, "HKIC", "", true},
		"a card, without its digit":  {"QQ246813", "HKIC", "", true},
		"a passport with a country":  {"K2468135", "PASS", "HKG", true},
		"a passport without one":     {"K2468135", "PASS", "", false},
		"a passport, typed in turn":  {"A12345678", "PASS", "HKG", false},
		"a passport, of one digit":   {"E11111111", "PASS", "CHN", false},
		"a travel document":          {hongKonger, "VISA", "", false},
		"a dash":                     {"-", "", "", false},
		"none, in words":             {"无", "", "", false},
		"zeros":                      {"000000000000000000", "", "", false},
		"a wrong check digit":        {"440524188002020012", "", "", false},
		"an example of the standard": {"11010519491231002X", "", "", false},
		"its other example":          {"440524188001010014", "", "", false},
		"a specimen":                 {"A123456(3)", "HKIC", "", false},
		"digits downwards":           {"AB987654(3)", "HKIC", "", false},
		"a permit, typed in turn":    {"H1234567800", "HRP", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			sheet := func(record string) *mapping.FrontSheet {
				s := holding("12345678X", record, test.number)
				s.Patient.DocumentCountry, s.Patient.DocumentType = test.country, mapping.Coded{}
				if test.kind != "" {
					s.Patient.DocumentType = documentType(test.kind)
				}
				return s
			}
			a, _ := d.Apply(sheet("0001"))
			again, _ := d.Apply(sheet("0001"))
			b, _ := d.Apply(sheet("0002"))
			require.Len(t, a.Patient.Identifiers, 1)
			assert.Equal(t, a.Patient.Identifiers, again.Patient.Identifiers, "one patient, one pseudonym")
			assert.Equal(t, test.links, a.Patient.Identifiers[0] == b.Patient.Identifiers[0])
		})
	}
}

func TestLinksThatAreRefused(t *testing.T) {
	_, err := New(research, testKey, &Options{Purpose: "HRESCH", Link: "name"})
	assert.EqualError(t, err, `unknown link "name": there are hospital, identity`)
	_, err = New(gba, testKey, &Options{Purpose: "TREAT", Link: LinkIdentity})
	assert.ErrorIs(t, err, ErrLink)
	_, err = New(full, nil, &Options{Link: LinkIdentity})
	assert.ErrorIs(t, err, ErrLink)
	_, err = New(gba, testKey, &Options{Purpose: "TREAT", Link: LinkHospital})
	assert.NoError(t, err)
}
