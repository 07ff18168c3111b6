package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

func table(t testing.TB, system codes.System, concepts ...codes.Concept) *codes.MemoryTable {
	t.Helper()
	table, err := codes.NewTable(system, concepts)
	require.NoError(t, err)
	return table
}

func hans(code, name string) codes.Concept    { return codes.Concept{Code: code, Hans: name} }
func english(code, name string) codes.Concept { return codes.Concept{Code: code, English: name} }

// want checks answers against lines of code, target and equivalence.
func want(t *testing.T, m codes.Map, lines string) {
	t.Helper()
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		var got []string
		for _, match := range m.Translate(f[0]) {
			got = append(got, match.Concept.Code, match.Equivalence.String())
			assert.NotEmpty(t, match.Map)
			assert.Contains(t, match.Map, "rule")
			assert.Equal(t, rules.Version, match.MapVersion)
			assert.Equal(t, m.Target(), match.Concept.System)
			assert.NotEmpty(t, match.Comment)
		}
		assert.Equal(t, strings.Join(f[1:], " "), strings.Join(strings.Fields(strings.Join(got, " ")), " "), f[0])
	}
}

func TestStem(t *testing.T) {
	edition := table(t, codes.DiagnosisInsurance, hans("I21.900", ""), hans("I21.900x001", ""), hans("K37.x00", ""), hans("I21.401", ""), hans("odd", ""))
	m := rules.Stem(codes.DiagnosisInsurance, edition)
	want(t, m, `
		I21.900     I21.9 wider
		I21.900x001 I21.9 wider
		K37.x00     K37   wider
		I21.901
		odd`)
	codestest.TestMap(t, m, "I21.900")
	back := codes.NewRegistry(nil, []codes.Map{m}).Reverse(codes.ICD10, "I21.9", codes.DiagnosisInsurance)
	require.Len(t, back, 2)
	assert.Equal(t, "I21.900", back[0].Concept.Code)
	assert.Equal(t, codes.Narrower, back[0].Equivalence)

	free := rules.Stem(codes.DiagnosisClinical, nil)
	want(t, free, `
		S06.400x002 S06.4 wider
		A33.x00     A33   wider
		001.0`)
	assert.NotImplements(t, (*codes.MapLister)(nil), free)
}

func TestEdition(t *testing.T) {
	edition := table(t, codes.DiagnosisInsurance,
		hans("I21.900", "急性心肌梗死"), hans("I21.900x001", "心肌梗死"), hans("I21.400", "另一个名称"), hans("K37.x00", "阑尾炎"), hans("A17.000+G01*", "结核性脑膜炎"), hans("B01.001", ""))
	want(t, rules.Edition(edition, nil), `
		I21.9  I21.900      relatedto
		K37    K37.x00      relatedto
		K37.1  K37.x00      relatedto
		A17.0  A17.000+G01* relatedto
		B01.0  unmatched
		I21    unmatched
		I21.900
		I21.40
		36.06`)
	who := table(t, codes.ICD10, hans("I21.9", "急性心肌梗死"), hans("I21.4", "急性心内膜下心肌梗死"))
	m := rules.Edition(edition, who)
	want(t, m, `
		I21.9 I21.900 equivalent
		I21.4 I21.400 relatedto`)
	codestest.TestMap(t, m, "I21.9")
}

func TestFromICD10CM(t *testing.T) {
	m := rules.FromICD10CM(nil, nil)
	want(t, m, `
		I21.4    I21.4 relatedto
		I10      I10   relatedto
		S02.0XXA S02.0 relatedto
		S02.0XXS T90.2 relatedto
		S72.001S T93.1 relatedto
		S62.001S T92.2 relatedto
		S32.010S T91.1 relatedto
		S34.101S T91.3 relatedto
		S49.001S T92.1 relatedto
		S09.90XS T90.9 relatedto
		T20.00XS T95.0 relatedto
		T36.0X1A T36.0 relatedto
		T36.0X5A Y40.0 relatedto
		T46.5X5A Y52.5 relatedto
		T48.995A Y55.7 relatedto
		T45.1X5A unmatched
		T36.0X6A unmatched
		T36.0X5S Y88.0 relatedto
		T36.0X1S T96   relatedto
		V49.9XXS Y85   relatedto
		W01.0XXA W01   relatedto
		W01.0XXS Y86   relatedto
		X71.0XXA X71   relatedto
		Y07.01   Y07.0 relatedto
		Y35.091A Y35.0 relatedto
		E08.10   unmatched
		C7A.010  unmatched
		G89.0    unmatched
		Z68.1    unmatched
		Z23      unmatched
		I21.A1   I21   relatedto
		M26.4    K07.4 relatedto
		M26.60   K07.6 relatedto
		I96      R02   relatedto
		I85.00   I85.9 relatedto
		I85.01   I85.0 relatedto
		I85.10   I85   relatedto
		L89.012  L89.1 relatedto
		L89.90   L89.9 relatedto
		L89.016  L89   relatedto
		R65.20   R65.1 relatedto
		F90.1    F90.0 relatedto
		O09.513  Z35.5 relatedto
		K02.51   K02   relatedto
		H54.0    H54.0 relatedto
		H54.10   H54   relatedto
		Z79.01   Z92.1 relatedto
		Z79.4    Z92.2 relatedto
		i21.4
		I214
		S0A.XXXS unmatched
		I21.
		410.71`)
	assert.NotImplements(t, (*codes.MapLister)(nil), m)
	assert.Equal(t, codes.ICD10CM, m.Source(), "it holds for every edition")
}

func TestFromICD10CMWithTables(t *testing.T) {
	cm := icd10cm.Table()
	who := table(t, codes.ICD10,
		english("I21", "Acute myocardial infarction"), english("I21.4", "Acute subendocardial myocardial infarction"),
		english("A00", "Cholera"), english("A00.9", "Cholera, unspecified"), english("S02", "Fracture of skull and facial bones"), english("S02.0", "Fracture of vault of skull"),
		english("I50", "Heart failure"))
	m := rules.FromICD10CM(cm, who)
	want(t, m, `
		I21.4    I21.4 relatedto
		A00      A00   equivalent
		A00.9    A00.9 equivalent
		S02.0XXA S02.0 wider
		I50.20   I50   relatedto
		B20      unmatched
		T40.1X5A`)
	codestest.TestMap(t, m, "A00")
	assert.Equal(t, cm.System(), m.Source())
}

func TestToICD10CM(t *testing.T) {
	m := rules.ToICD10CM(icd10cm.Table(), nil)
	want(t, m, `
		I21.4 I21.4  relatedto
		K07.4 M26.4  relatedto
		N48.4 N52    relatedto
		W01.9 W01    relatedto
		L89.0 unmatched
		R65.1 R65.2  relatedto
		E14.9 unmatched
		Y40.0 unmatched
		S12.2 S12.2  relatedto S12.3 relatedto S12.4 relatedto S12.5 relatedto S12.6 relatedto
		I21.900`)
	who := table(t, codes.ICD10, english("A00.9", "Cholera, unspecified"))
	m = rules.ToICD10CM(icd10cm.Table(), who)
	want(t, m, `
		A00.9 A00.9 equivalent
		A00.0`)
	codestest.TestMap(t, m, "A00.9")
}

func TestVolume3(t *testing.T) {
	edition := table(t, codes.ProcedureInsurance,
		hans("36.0600", "非药物洗脱冠状动脉支架置入术"), hans("36.0601", "冠状动脉支架置入术"), hans("36.0600x004", ""), hans("01.6x00", "颅骨病损的切除术"),
		codes.Concept{Code: "00.0200", English: "Therapeutic ultrasound of heart", Hans: "心脏治疗性超声"}, hans("00.0201", ""), hans("odd", ""), hans("99.8x01", ""))
	forward := rules.FromVolume3(edition, icd9cm.Procedures())
	want(t, forward, `
		36.06 36.0600 relatedto
		01.6  01.6x00 relatedto
		00.02 00.0200 equivalent
		00.01 unmatched
		410.71
		36.0600`)
	codestest.TestMap(t, forward, "36.06")
	back := rules.ToVolume3(codes.ProcedureInsurance, edition, icd9cm.Procedures())
	want(t, back, `
		36.0600     36.06 relatedto
		36.0600x004 36.06 relatedto
		36.0601     36.06 relatedto
		01.6x00     01.6  relatedto
		00.0200     00.02 equivalent
		00.0201     00.02 wider
		99.8x01     unmatched
		36.0602
		odd`)
	codestest.TestMap(t, back, "36.0600")
	want(t, rules.ToVolume3(codes.ProcedureClinical, nil, nil), `
		36.0700x004 36.07 relatedto
		36.07
		3607`)
}

// Where the mainland's edition of the WHO's codes is at hand: the codes that the
// rule moves to exist.
func TestMovedCodesExist(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "tables", "mainland", "yibao2_dx_hierarchy.csv"))
	if err != nil {
		t.Skip("the published table is not here: ", err)
	}
	known := make(map[string]bool)
	for line := range strings.Lines(string(data)) {
		code, _, _ := strings.Cut(line, ",")
		known[strings.TrimRight(code, "+*")] = true
	}
	m := rules.FromICD10CM(nil, nil)
	for c := range icd10cm.Table().All() {
		for _, match := range m.Translate(c.Code) {
			target := match.Concept.Code
			if target != "" && !strings.HasPrefix(c.Code, target) && !known[target] {
				t.Errorf("%s leads to %s, which does not exist", c.Code, target)
			}
		}
	}
}

func FuzzRules(f *testing.F) {
	edition := table(f, codes.DiagnosisInsurance, hans("I21.900", "急性心肌梗死"))
	procedures := table(f, codes.ProcedureInsurance, hans("36.0600", ""))
	all := []codes.Map{
		rules.Stem(codes.DiagnosisClinical, nil), rules.Edition(edition, nil),
		rules.FromICD10CM(nil, nil), rules.ToICD10CM(icd10cm.Table(), nil),
		rules.FromVolume3(procedures, nil), rules.ToVolume3(codes.ProcedureClinical, nil, nil),
	}
	for _, seed := range []string{"I21.4", "S0A.XXXS", "S02.0XXS", "T36.0X5A", "L89.90", "36.0600x001", "I21.900x001", "T50", "é.", "\x00\xff.", "I21.9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		for _, m := range all {
			for _, match := range m.Translate(code) {
				e := match.Equivalence
				if !e.Valid() || match.Concept.Code == "" && e != codes.Unmatched || e.Compare(codes.Equivalent) <= 0 {
					t.Errorf("%q: %+v", code, match)
				}
			}
		}
	})
}
