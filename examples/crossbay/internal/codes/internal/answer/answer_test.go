package answer

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/load"
)

// place is where a match stands in a combination: its scenario and choice list.
func place(p Parameter) (scenario, list int) {
	for _, x := range p.Extension {
		if x.URL == load.CombinationExtension {
			return x.Extension[0].ValuePositiveInt, x.Extension[1].ValuePositiveInt
		}
	}
	return 0, 0
}

func part(p Parameter, name string) *Parameter {
	for i := range p.Part {
		if p.Part[i].Name == name {
			return &p.Part[i]
		}
	}
	return nil
}

// Scenarios of one system are not those of another: a client that takes a code of
// each choice list of a scenario must not mix two systems. The GEM has psittacosis
// with pneumonia (073.0) as A70 and J17.
func TestScenariosAreOfOneSystem(t *testing.T) {
	s := New(&load.Set{})
	translator, err := s.Translator(Question{Source: codes.ICD9CM})
	require.NoError(t, err)
	systems := map[int]string{}
	parts := 0
	for _, m := range translator.Answer("073.0").Parameter {
		scenario, _ := place(m)
		if scenario == 0 {
			continue
		}
		parts++
		system := part(m, "concept").ValueCoding.System
		if other, ok := systems[scenario]; ok {
			require.Equal(t, other, system)
		}
		systems[scenario] = system
		product := part(m, "product")
		require.NotNil(t, product)
		require.Equal(t, system, part(*product, "concept").ValueCoding.System)
	}
	require.GreaterOrEqual(t, parts, 4)
	require.GreaterOrEqual(t, len(systems), 2)
}

// A part of a combination has each other part as a product, unless that is a choice
// among several, which R4 cannot say.
func TestProducts(t *testing.T) {
	translator, err := New(&load.Set{}).Translator(Question{Source: codes.ICD9CM, Target: codes.ICD10CM, URL: gem.ICD9ToICD10URI})
	require.NoError(t, err)
	choices, sure := 0, 0
	for code := range gem.ICD9ToICD10().Codes() {
		p := translator.Answer(code)
		lists := map[[2]int]int{}
		for _, m := range p.Parameter {
			scenario, list := place(m)
			lists[[2]int{scenario, list}]++
		}
		for _, m := range p.Parameter {
			scenario, list := place(m)
			want := 0
			for at, n := range lists {
				if scenario > 0 && at[0] == scenario && at[1] != list {
					if n == 1 {
						want++
					} else {
						choices++
					}
				}
			}
			got := 0
			for _, x := range m.Part {
				if x.Name == "product" {
					got++
				}
			}
			require.Equal(t, want, got, code)
			sure += got
		}
	}
	require.Positive(t, choices)
	require.Positive(t, sure)
}

// Asked backwards from whatever there is, each map answers, and each code once.
func TestReverseIsOfEveryMap(t *testing.T) {
	translator, err := New(&load.Set{}).Translator(Question{Target: codes.ICD10CM, Reverse: true})
	require.NoError(t, err)
	found := map[string]int{}
	for _, m := range translator.Answer("I21.4").Parameter {
		if c := part(m, "concept"); c != nil {
			found[c.ValueCoding.System+" "+c.ValueCoding.Code]++
		}
	}
	require.Equal(t, map[string]int{
		codes.ICD9CM.URI + " 410.70": 1, codes.ICD9CM.URI + " 410.71": 1, codes.ICD9CM.URI + " 410.72": 1, codes.ICD10.URI + " I21.4": 1,
	}, found)
}

func TestNotKnown(t *testing.T) {
	s := New(&load.Set{})
	var unknown *NotKnown
	for _, ask := range []func() error{
		func() error { _, err := s.Lookup(codes.ICD10, "A00.99", Options{}); return err },
		func() error { _, err := s.Lookup(codes.DiagnosisNational, "A00", Options{}); return err },
		func() error { _, err := s.Lookup(codes.ICD10, " A00", Options{}); return err },
		func() error { _, err := s.Validate(codes.DiagnosisNational, "A00", "", ""); return err },
		func() error { _, err := s.Translator(Question{URL: "http://example.org/none"}); return err },
		func() error {
			_, err := s.Translator(Question{URL: gem.ICD9ToICD10URI, Target: codes.ICD10})
			return err
		},
	} {
		err := ask()
		require.True(t, errors.As(err, &unknown))
		require.NotEmpty(t, err.Error())
		require.NotContains(t, err.Error(), "A00", "no message repeats a code")
	}
}

func TestInLanguage(t *testing.T) {
	all := codes.Concept{English: "e", Hans: "s", Hant: "t"}
	for tag, want := range map[string]string{
		"": "e", "en": "e", "en-GB": "e", "zh": "s", "zh-CN": "s", "zh-Hans-CN": "s", "ZH-hant-hk": "t", "zh-MO": "t", "fr": "e",
	} {
		require.Equal(t, want, inLanguage(all, tag), tag)
	}
	require.Equal(t, "t", inLanguage(codes.Concept{Hant: "t"}, "zh-CN"), "better than none")
	require.Equal(t, "s", inLanguage(codes.Concept{Hans: "s"}, "en"))
	require.Empty(t, inLanguage(codes.Concept{Code: "x"}, "en"))
}
