package codes_test

import (
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

// No system and no code brings a registry down, and every answer is one that
// R4 allows.
func FuzzRegistry(f *testing.F) {
	reg := codes.NewRegistry(
		append(icd9cm.Tables(), icd10cm.Table()),
		append(gem.Maps(), rules.FromICD10CM(nil, nil), rules.ToICD10CM(icd10cm.Table(), nil), rules.Stem(codes.DiagnosisClinical, nil)))
	f.Add(codes.ICD9CM.URI, "", "410.71", codes.ICD10.URI, "")
	f.Add(codes.ICD10CM.URI, "2013", "I21.4", codes.ICD9CM.URI, "32")
	f.Add(codes.DiagnosisClinical.URI, "2.0", "I21.900x001", codes.ICD10CM.URI, "2026")
	f.Add("", "\x00", "S02.0XXS", codes.ICD10.URI, "\x00")
	f.Fuzz(func(t *testing.T, uri, version, code, targetURI, targetVersion string) {
		source, target := codes.System{URI: uri, Version: version}, codes.System{URI: targetURI, Version: targetVersion}
		if c, ok := reg.Lookup(source, code); ok && (c.Code != code || !c.System.Matches(source)) {
			t.Errorf("%s %q: %+v", source, code, c)
		}
		matches := reg.Translate(source, code, target)
		for i, m := range matches {
			e := m.Equivalence
			switch {
			case !e.Valid(),
				m.Concept.Code == "" && e != codes.Unmatched,
				m.Comment == "" && (e == codes.Narrower || e == codes.Inexact),
				i > 0 && e.Compare(matches[i-1].Equivalence) < 0,
				!m.Concept.System.Matches(target):
				t.Errorf("%s %q: %+v", source, code, m)
			}
		}
		if matches != nil && len(matches) == 0 {
			t.Errorf("%s %q: an empty answer", source, code)
		}
	})
}
