package codes_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

// insurance reads a table of 医保版 2.0 that is published elsewhere, or skips.
func insurance(t testing.TB, name string, system codes.System) *codes.MemoryTable {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "tables", "mainland", name))
	if err != nil {
		t.Skip("the published table is not here: ", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var concepts []codes.Concept
	for _, row := range rows[1:] {
		concepts = append(concepts, codes.Concept{Code: row[0], Hans: row[1]})
	}
	table, err := codes.NewTable(system, concepts)
	require.NoError(t, err)
	return table
}

// crossing returns a registry of all ways between Hong Kong's ICD-9-CM and
// 医保版 2.0.
func crossing(t testing.TB) *codes.Registry {
	t.Helper()
	table := insurance(t, "yibao2_dx.csv", codes.DiagnosisInsurance)
	forward := []codes.Map{rules.FromICD9CM(nil), gem.ICD9ToICD10(), rules.FromICD10CM(nil, nil)}
	back := rules.ToICD9CM(codes.NewRegistry(nil, forward).Between(codes.ICD9CM, codes.ICD10), gem.ICD10ToICD9())
	return codes.NewRegistry(
		[]codes.Table{icd9cm.Diagnoses(), table},
		append(forward, back, gem.ICD10ToICD9(), rules.Edition(table, nil), rules.Stem(table.System(), table)))
}

// answers checks translations against lines of a code, the codes of which one is
// to be among the answers, and, behind a stroke, those that must not be. A dash
// stands for no answer.
func answers(t *testing.T, r *codes.Registry, source, target codes.System, lines string) {
	t.Helper()
	for line := range strings.Lines(lines) {
		line, _, _ = strings.Cut(line, "//")
		line, never, _ := strings.Cut(line, "|")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		var got []string
		for _, m := range r.Translate(source, f[0], target) {
			if m.Equivalence.Translates() {
				got = append(got, m.Concept.Code)
			}
		}
		if len(got) == 0 {
			got = []string{"-"}
		}
		assert.True(t, slices.ContainsFunc(f[1:], func(want string) bool { return slices.Contains(got, want) }), "%s: %v", line, got)
		for _, wrong := range strings.Fields(never) {
			assert.NotContains(t, got, wrong, f[0])
		}
	}
}

// What a clinical coder says of codes that everybody needs, read in the index of
// the WHO's ICD-10 and in the titles of 医保版 2.0.
func TestFrequentCodesToTheMainland(t *testing.T) {
	answers(t, crossing(t), codes.ICD9CM, codes.DiagnosisInsurance, `
		786.50 R07.400           // chest pain
		786.59 R07.300
		780.39 R56.800           // convulsions
		585.6  N18.500           // end stage
		293.0  F05.900
		290.40 F01.900
		042    B24.x00
		650    O80.900           // normal delivery
		669.71 O82.900           // caesarean
		V56.0  Z49.100           // haemodialysis
		V56.8  Z49.200
		V54.01 Z47.000
		V54.81 Z47.800
		V57.1  Z50.100
		V45.82 Z95.500
		V67.00 Z09.000
		511.9  J90.x00           // effusion
		512.89 J93.900           // pneumothorax
		518.84 J96.900
		567.23 K65.000
		604.90 N45.900
		783.41 R62.800
		768.6  P21.100
		768.5  P21.000
		882.0  S61.800
		883.0  S61.000
		008.8  A08.400
		009.0  A09.000
		202.80 C85.900
		E950.0 X60.x00           // harm to oneself
		E950.6 X68.x00
		E951.1 X67.x00
		E953.0 X70.x00
		E956   X78.x00
		E957.0 X80.x00
		E930.0 Y40.000           // adverse effects
		E934.2 Y44.200
		E935.9 Y45.900
		E885.9 W01.x00 | W18.x00
		410.91 I21.900 | I21.300
		428.0  I50.000 | I50.900
		535.00 K29.100 | K29.000
		535.01 K29.000
		635.92 O04.900 | Z33.x00
		V72.42 Z32.100 | Z32.000
		011.90 A16.200 | A15.000
		011.93 A15.000
		012.00 A16.500 | A15.600
		813.43 S52.800 | S52.600
		834.00 S63.100 | S63.200
		733.00 M81.900 | M81.000
		733.01 M81.800 | M81.000
		710.0  M32.900 | M32.100
		790.7  A49.900 | R78.800
		783.22 R63.800 | R63.600
		844.9  S83.600
		250.02 E11.900
		250.12 E11.100
		797    R54.x00
		656.31 O68.900 | O68.300
		376.01 H05.000
		`)
}

// The same the other way, where a published map knows no code that says as little
// as the WHO's: the codes that lead to one say what it comes from.
func TestFrequentCodesToHongKong(t *testing.T) {
	answers(t, crossing(t), codes.DiagnosisInsurance, codes.ICD9CM, `
		I21.000 410.10 410.11
		I21.900 410.90 410.91
		I25.103 414.00 414.01
		I50.000 428.0
		I64.x00 436
		J45.900 493.90
		J90.x00 511.9
		E14.900 250.00
		C34.900 162.9
		K29.000 535.01 | 535.00
		K80.200 574.20
		O80.000 650
		O82.000 669.70 669.71
		S72.000 820.8
		S63.200 834.00
		T81.400 998.59
		X78.x00 E956
		B24.x00 042
		Z32.000 V72.40
		M81.900 733.00 | 733.01
		I10.x00 401.9            // among others, which the published map has too
		E11.900 250.00 | 250.02
		`)
}

// One code, two meanings, which used to be carried over.
func TestCarriedOver(t *testing.T) {
	table := insurance(t, "yibao2_dx.csv", codes.DiagnosisInsurance)
	r := codes.NewRegistry([]codes.Table{icd10cm.Table(), table},
		[]codes.Map{rules.FromICD10CM(nil, nil), rules.Edition(table, nil)})
	answers(t, r, codes.ICD10CM, codes.DiagnosisInsurance, `
		K58.1    K58.200 | K58.100
		K58.2    K58.300 | K58.200
		K55.30   K55.800 | K55.300
		R63.6    R63.800 | R63.600
		T76.02XA -
		R40.241  - R40.x00 | R40.200
		E11.00   E11.600 | E11.000
		E11.01   E11.000
		E10.11   E10.000 | E10.100
		N44.1    N50.800 | N44.x00
		N44.00   N44.x00
		Z36.2    Z36.800 | Z36.200
		F91.1    F91.800 | F91.100
		B20      B24.x00
		`)
}

// Every procedure code of ICD-9-CM, in 医保版 2.0.
func TestVolume3ToInsurance(t *testing.T) {
	table := insurance(t, "yibao2_px.csv", codes.ProcedureInsurance)
	reg := codes.NewRegistry(
		[]codes.Table{icd9cm.Procedures(), table},
		[]codes.Map{rules.FromVolume3(table, icd9cm.Procedures())})
	found := 0
	for c := range icd9cm.Procedures().All() {
		matches := reg.Translate(codes.ICD9CM, c.Code, codes.ProcedureInsurance)
		if assert.Len(t, matches, 1, c.Code) && codes.Translated(matches) {
			assert.Equal(t, codes.Equivalent, matches[0].Equivalence)
			found++
		}
	}
	t.Logf("%d of 3882 exist", found)
	assert.Equal(t, 3875, found)
}

// Procedures that ICD-9-CM joined in 2005, and which records of before then have.
func TestRetiredProcedures(t *testing.T) {
	table := insurance(t, "yibao2_px.csv", codes.ProcedureInsurance)
	r := codes.NewRegistry(nil, []codes.Map{rules.FromVolume3(table, icd9cm.Procedures())})
	answers(t, r, codes.ICD9CM, codes.ProcedureInsurance, `
		36.01 00.6600
		36.02 00.6600
		36.05 00.6600
		36.06 36.0600
		`)
}
