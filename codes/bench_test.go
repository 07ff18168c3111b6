package codes_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

func codesOf(table codes.Lister) (list []string) {
	for c := range table.All() {
		list = append(list, c.Code)
	}
	return list
}

// shuffled returns 8,192 codes to ask for: every one as likely as another, or a
// few much more often than the rest.
func shuffled(list []string, zipf bool) []string {
	r := rand.New(rand.NewPCG(1, 2))
	z := rand.NewZipf(r, 1.2, 8, uint64(len(list)-1))
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	out := make([]string, 8192)
	for i := range out {
		if zipf {
			out[i] = list[z.Uint64()]
		} else {
			out[i] = list[r.IntN(len(list))]
		}
	}
	return out
}

// Every code of the built-in tables is found as it is listed, and what is one
// character away from a code only where it is listed too.
func TestLookupOfEveryCode(t *testing.T) {
	for _, table := range append(icd9cm.Tables(), icd10cm.Table()) {
		listed := make(map[string]codes.Concept)
		for c := range table.(codes.Lister).All() {
			listed[c.Code] = c
		}
		asked := func(code string) {
			want, is := listed[code]
			c, ok := table.Lookup(code)
			if ok != is || c != want {
				t.Errorf("%s: %v, %v; listed: %v, %v", code, c, ok, want, is)
			}
		}
		for code := range listed {
			asked(code)
			asked(code[1:])
			asked(code[:len(code)-1])
			asked(code + "0")
			asked(code + "\t")
			for _, last := range "019AX?" {
				asked(code[:len(code)-1] + string(last))
			}
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	diagnoses, tabular := icd9cm.Diagnoses(), icd10cm.Table()
	reg := codes.NewRegistry(append(icd9cm.Tables(), tabular), nil)
	for _, t := range []struct {
		name   string
		list   []string
		lookup func(string) (codes.Concept, bool)
	}{
		{"icd9cm", codesOf(diagnoses), diagnoses.Lookup},
		{"icd10cm", codesOf(tabular), tabular.Lookup},
		{"registry", codesOf(diagnoses), func(code string) (codes.Concept, bool) { return reg.Lookup(codes.ICD9CM, code) }},
	} {
		misses := shuffled(t.list, false)
		for i, code := range misses {
			misses[i] = code[:len(code)-1] + "?"
		}
		for _, c := range []struct {
			name string
			list []string
		}{{"hit", shuffled(t.list, false)}, {"zipf", shuffled(t.list, true)}, {"miss", misses}} {
			b.Run(t.name+"/"+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					t.lookup(c.list[i&8191])
				}
			})
		}
	}
}

func BenchmarkTranslate(b *testing.B) {
	table := insurance(b, "yibao2_dx.csv", codes.DiagnosisInsurance)
	reg := codes.NewRegistry(append(icd9cm.Tables(), table), append(gem.Maps(), rules.FromICD10CM(nil, nil), rules.Edition(table, nil)))
	list := shuffled(codesOf(icd9cm.Diagnoses()), false)
	forward := gem.ICD9ToICD10()
	for _, c := range []struct {
		name      string
		translate func(string) []codes.Match
	}{
		{"map", forward.Translate},
		{"one-step", func(code string) []codes.Match { return reg.Translate(codes.ICD9CM, code, codes.ICD10CM) }},
		{"two-steps", func(code string) []codes.Match { return reg.Translate(codes.ICD9CM, code, codes.ICD10) }},
		{"three-steps", func(code string) []codes.Match {
			return reg.Translate(codes.ICD9CM, code, codes.DiagnosisInsurance)
		}},
		{"unknown", func(string) []codes.Match { return reg.Translate(codes.ICD9CM, "no code", codes.DiagnosisInsurance) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c.translate(list[i&8191])
			}
		})
	}
}

func BenchmarkNewRegistry(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		codes.NewRegistry(append(icd9cm.Tables(), icd10cm.Table()), append(gem.Maps(), rules.FromICD10CM(nil, nil)))
	}
}

// Four goroutines on one registry of the built-in tables.
func TestBuiltInConcurrently(t *testing.T) {
	reg := codes.NewRegistry(append(icd9cm.Tables(), icd10cm.Table()), append(gem.Maps(), rules.FromICD10CM(nil, nil)))
	list := shuffled(codesOf(icd9cm.Diagnoses()), false)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for _, code := range list[g*2000 : g*2000+2000] {
				_, ok := reg.Lookup(codes.ICD9CM, code)
				assert.True(t, ok)
				assert.NotNil(t, reg.Translate(codes.ICD9CM, code, codes.ICD10))
				reg.Translate(codes.ICD10CM, code, codes.ICD9CM)
			}
			assert.NotEmpty(t, reg.Reverse(codes.ICD10, "I21.4", codes.ICD9CM))
		})
	}
	wg.Wait()
}

// Backwards over two maps: every code that leads there, and no other.
func TestBuiltInReverse(t *testing.T) {
	reg := codes.NewRegistry(icd9cm.Tables(), append(gem.Maps(), rules.FromICD10CM(nil, nil)))
	there := make(map[string][]string)
	for c := range icd9cm.Diagnoses().All() {
		for _, m := range reg.Translate(codes.ICD9CM, c.Code, codes.ICD10) {
			if m.Equivalence.Translates() && !slices.Contains(there[m.Concept.Code], c.Code) {
				there[m.Concept.Code] = append(there[m.Concept.Code], c.Code)
			}
		}
	}
	for target, sources := range there {
		var back []string
		for _, m := range reg.Reverse(codes.ICD10, target, codes.ICD9CM) {
			if !slices.Contains(back, m.Concept.Code) {
				back = append(back, m.Concept.Code)
			}
		}
		assert.ElementsMatch(t, sources, back, target)
	}
	names := reg.Reverse(codes.ICD10, "I21.4", codes.ICD9CM)
	assert.Equal(t, "410.70", names[0].Concept.Code)
	assert.NotEmpty(t, names[0].Concept.English)
}
