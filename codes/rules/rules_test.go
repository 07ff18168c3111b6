package rules_test

import (
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
		I21.900     I21.9 equivalent
		I21.900x001 I21.9 wider
		K37.x00     K37   equivalent
		I21.901
		odd`)
	codestest.TestMap(t, m, "I21.900")
	back := codes.NewRegistry(nil, []codes.Map{m}).Reverse(codes.ICD10, "I21.9", codes.DiagnosisInsurance)
	require.Len(t, back, 2)
	assert.Equal(t, "I21.900", back[0].Concept.Code)
	assert.Equal(t, codes.Equivalent, back[0].Equivalence)
	assert.Equal(t, codes.Narrower, back[1].Equivalence)

	free := rules.Stem(codes.DiagnosisClinical, nil)
	want(t, free, `
		S06.400x002 S06.4 wider
		A33.x00     A33   equivalent
		A17.000+G01* A17.0 wider
		C88.100M97620/3 C88.3 wider
		I84.000     K64.8 relatedto
		I84.600     K64.4 equivalent
		I84.601     K64.4 wider
		Q99.700     unmatched
		A04.01.01
		A04.01
		001.0`)
	assert.NotImplements(t, (*codes.MapLister)(nil), free)
}

func TestEdition(t *testing.T) {
	edition := table(t, codes.DiagnosisInsurance,
		hans("I21.900", "急性心肌梗死"), hans("I21.900x001", "心肌梗死"), hans("I21.400", "另一个名称"), hans("K37.x00", "阑尾炎"), hans("A17.000+G01*", "结核性脑膜炎"), hans("B01.001", ""))
	m := rules.Edition(edition, nil)
	want(t, m, `
		I21.9  I21.900      equivalent
		I21.4  I21.400      equivalent
		K37    K37.x00      equivalent
		A17.0  A17.000+G01* narrower
		B01.0  unmatched
		I21    unmatched
		K37.1
		Q99.7
		I21.900
		I21.40
		36.06`)
	codestest.TestMap(t, m, "I21.9")
	who := table(t, codes.ICD10, hans("I21.9", ""), hans("K37", ""), hans("K37.9", ""))
	want(t, rules.Edition(edition, who), `
		I21.9 I21.900 equivalent
		K37.9 K37.x00 wider
		I21.4`)
	// An edition that still has what the WHO has withdrawn.
	older := table(t, codes.DiagnosisClinical, hans("I84.600", ""), hans("I84.900", ""), hans("I84.800", ""))
	want(t, rules.Edition(older, nil), `
		K64.4 I84.600 equivalent
		K64.9 I84.900 equivalent I84.800 relatedto
		I84.6 I84.600 equivalent
		K64.0 unmatched`)
}

// The second half is what a clinical coder found carried over wrongly.
func TestFromICD10CM(t *testing.T) {
	m := rules.FromICD10CM(nil, nil)
	want(t, m, `
		I21.4 I21.4 equivalent
		I10 I10 equivalent
		S02.0XXA S02.0 wider
		S02.0XXS T90.2 wider
		S72.001S T93.1 wider
		S62.001S T92.2 wider
		S32.010S T91.1 wider
		S34.101S T91.3 wider
		S49.001S T92.1 wider
		S09.90XS T90.9 wider
		T20.00XS T95.0 wider
		T36.0X1A T36.0 wider
		T36.0X5A Y40.0 relatedto
		T46.5X5A Y52.5 relatedto
		T48.995A Y55.7 relatedto
		T45.1X5A unmatched
		T36.0X6A unmatched
		T36.0X5S Y88.0 wider
		T36.0X1S T96 wider
		V49.9XXS Y85 wider
		W01.0XXA W01 wider
		W01.0XXS Y86 wider
		X71.0XXA X71 wider
		Y07.01 Y07.0 wider
		Y35.091A Y35.0 wider
		E08.10 E13.1 wider
		C7A.010 C17.0 wider
		G89.0 R52.9 relatedto
		Z68.1 unmatched
		Z23 unmatched
		I21.A1 I21.9 wider
		M26.4 K07.4 equivalent
		M26.60 K07.6 wider
		I96 R02 equivalent
		I85.00 I85.9 equivalent
		I85.01 I85.0 equivalent
		I85.10 I98.2 equivalent
		L89.012 L89.1 wider
		L89.90 L89.9 wider
		L89.016 L89 wider
		R65.20 R65.1 wider
		F90.1 F90.0 relatedto
		O09.513 Z35.5 wider
		K02.51 K02.0 wider
		H54.0 H54.0 equivalent
		H54.10 H54 wider
		Z79.01 Z92.1 equivalent
		Z79.4 Z92.2 wider
		i21.4 
		I214 
		S0A.XXXS unmatched
		I21. 
		410.71 
		K29.00 K29.1 wider
		K29.01 K29.0 equivalent
		K29.0 K29 wider
		K29 K29 equivalent
		Z33.2 O04.9 relatedto
		Z32.01 Z32.1 equivalent
		A15.0 A16.2 narrower
		A15.7 A16.7 narrower
		B20 B24 narrower
		S52.601A S52.8 wider
		S63.259A S63.1 wider
		M81.0 M81.9 relatedto M81.8 relatedto
		M32.10 M32.9 relatedto
		R78.81 A49.9 wider
		K58.1 K58.2 equivalent
		K58.2 K58.3 equivalent
		K55.30 K55.8 relatedto
		R63.6 R63.8 relatedto
		T76.02XA unmatched
		R40.241 unmatched
		R40.20 R40.2 wider
		E11.00 E11.6 wider
		E11.01 E11.0 wider
		E10.11 E10.0 wider
		E11.641 E11.0 wider
		N44.1 N50.8 wider
		Z36.2 Z36.8 relatedto
		F91.1 F91.8 relatedto
		I50.9 I50.9 narrower
		R41.81 R54 relatedto
		O68 O68.3 equivalent
		N18.6 N18.5 wider
		R07.9 R07.4 equivalent
		R07.89 R07.3 wider
		R56.9 R56.8 wider
		F05 F05.9 narrower
		O80 O80.9 narrower
		J96.20 J96.9 relatedto
		A00 A00 equivalent
		A00.9 A00.9 equivalent
		A05.8 A05.8 wider
		S21.31XA S21.1 wider
		W26.0XXA W26.0 wider
		W26.2XXA W26.8 wider
		F10.231 F10.4 relatedto
		C50.A1 C50 wider
		Y06 unmatched
		S02.0 S02.0 equivalent`)
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
		I21.4    I21.4 equivalent
		A00      A00   equivalent
		A00.9    A00.9 equivalent
		S02.0XXA S02.0 wider
		I50.20   I50   relatedto
		B20      unmatched
		M81.0    unmatched
		T40.1X5A`)
	codestest.TestMap(t, m, "A00")
	assert.Equal(t, cm.System(), m.Source())
}

func TestToICD10CM(t *testing.T) {
	m := rules.ToICD10CM(icd10cm.Table(), nil)
	want(t, m, `
		I21.4 I21.4 equivalent
		K07.4 M26.4 equivalent
		N48.4 N52 relatedto
		W01.9 
		W01 W01 equivalent
		L89.0 L89 wider
		R65.1 R65.2 narrower
		E14.9 unmatched
		Y40.0 unmatched
		S12.2 S12.2 narrower S12.3 narrower S12.4 narrower S12.5 narrower S12.6 narrower
		I21.900 
		I64 I63.9 relatedto
		J46 J45.902 relatedto
		R07.4 R07.9 equivalent
		B24 B20 wider
		X60 unmatched
		R56.8 R56.1 narrower R56.9 narrower
		M81.9 M81.0 relatedto
		C80.9 C80.1 equivalent C7A.00 narrower C80.0 narrower C80.2 narrower C7A.1 relatedto C7A.8 relatedto
		Q99.7 
		A16.2 A15.0 wider
		K29.1 K29.00 narrower
		K29.0 K29.01 equivalent
		A09.9 R19.7 relatedto
		L60.0 L60.0 equivalent
		I50.0 I50.9 wider I50.2 relatedto I50.3 relatedto I50.4 relatedto
		O80.9 O80 wider
		P21.0 unmatched`)
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
		codes.Concept{Code: "00.0200", English: "Therapeutic ultrasound of heart", Hans: "心脏治疗性超声"}, hans("00.0201", ""), hans("00.6600", ""), hans("odd", ""), hans("99.8x01", ""))
	forward := rules.FromVolume3(edition, icd9cm.Procedures())
	want(t, forward, `
		36.06 36.0600 equivalent
		01.6  01.6x00 equivalent
		36.05 00.6600 equivalent
		00.02 00.0200 equivalent
		00.01 unmatched
		410.71
		36.0600`)
	codestest.TestMap(t, forward, "36.06")
	back := rules.ToVolume3(codes.ProcedureInsurance, edition, icd9cm.Procedures())
	want(t, back, `
		36.0600     36.06 equivalent
		36.0600x004 36.06 wider
		36.0601     36.06 wider
		01.6x00     01.6  equivalent
		00.0200     00.02 equivalent
		00.0201     00.02 wider
		99.8x01     unmatched
		36.0602
		odd`)
	codestest.TestMap(t, back, "36.0600")
	want(t, rules.ToVolume3(codes.ProcedureClinical, nil, nil), `
		36.0700x004 36.07 wider
		99.9900     99.99 equivalent
		36.8800     unmatched
		36.07
		3607`)
}

func FuzzRules(f *testing.F) {
	edition := table(f, codes.DiagnosisInsurance, hans("I21.900", "急性心肌梗死"))
	procedures := table(f, codes.ProcedureInsurance, hans("36.0600", ""))
	all := []codes.Map{
		rules.Stem(codes.DiagnosisClinical, nil), rules.Edition(edition, nil),
		rules.FromICD10CM(nil, nil), rules.ToICD10CM(icd10cm.Table(), nil),
		rules.FromVolume3(procedures, nil), rules.ToVolume3(codes.ProcedureClinical, nil, nil), rules.FromICD9CM(nil),
	}
	for _, seed := range []string{"I21.4", "S0A.XXXS", "S02.0XXS", "T36.0X5A", "L89.90", "36.0600x001", "I21.900x001", "T50", "é.", "\x00\xff.", "I21.9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		for _, m := range all {
			for _, match := range m.Translate(code) {
				e := match.Equivalence
				if !e.Valid() || match.Concept.Code == "" && e != codes.Unmatched || e == codes.Equal {
					t.Errorf("%q: %+v", code, match)
				}
			}
		}
	})
}
