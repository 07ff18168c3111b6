package laboratory

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The names of tests as public reports, dictionaries and handbooks print them, each with
// the codes that are right for it: those of a second table (the mapping of MIMIC-IV's
// laboratory, made by hand by its authors), or decided by hand from LOINC's own parts
// before the table was asked. A row without codes is one that no code is right for,
// because it does not say enough. A name may go without a code; none may get a wrong one.
// Where a source groups its tests by department alone, the specimen is the one that the
// department examines.
func TestPublicNames(t *testing.T) {
	file, err := os.Open("testdata/names.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	kinds := map[string]Kind{"": Number, "text": Text, "titre": Titre}
	names := map[string]bool{}
	codes, right, wrong := 0, 0, 0
	for i, r := range rows[1:] {
		names[r[0]] = true
		want := strings.Fields(r[5])
		if len(want) > 0 {
			codes++
		}
		got := Default().Resolve(Query{Name: r[0], Local: r[1], Specimen: []string{r[2]}, Unit: r[3], Kind: kinds[r[4]]}).LOINC.Code
		switch {
		case got == "":
		case slices.Contains(want, got):
			right++
		default:
			wrong++
			t.Errorf("line %d: %s (%s) in %s, %s: %s, not one of %v", i+2, r[0], r[1], r[2], r[3], got, want)
		}
	}
	t.Logf("%d rows, %d names: %d have a code of LOINC, which %d get; %d without; %d wrong", len(rows)-1, len(names), codes, right, codes-right, wrong)
	assert.Greater(t, len(names), 300)
	assert.Greater(t, float64(right)/float64(codes), 0.8)
}

// What looks like one test and is another. Each pair has done harm somewhere: the names
// are those of reports, the codes LOINC's.
func TestTraps(t *testing.T) {
	for _, test := range []struct {
		name, local, specimen, unit string
		kind                        Kind
		code                        string
	}{
		// The same analyte in another fluid.
		{"总蛋白", "", "血清", "g/L", Number, "2885-2"},
		{"总蛋白", "", "脑脊液", "g/L", Number, "2880-3"},
		{"总蛋白", "", "胸水", "g/L", Number, ""},
		{"总蛋白", "", "", "g/L", Number, ""},
		{"Glucose", "", "Blood", "mmol/L", Number, ""},
		{"Glucose", "", "Capillary blood", "mmol/L", Number, "15074-8"},
		{"葡萄糖", "", "指尖血", "mmol/L", Number, "15074-8"},
		{"肌酐", "", "尿液", "umol/L", Number, "14683-7"},
		{"肌酐", "", "24小时尿", "mmol/24h", Number, "14684-5"},
		{"白蛋白", "", "尿液", "mg/L", Number, "1754-1"},
		{"转铁蛋白", "", "粪便", "ng/mL", Number, ""},
		{"血红蛋白", "", "粪便", "ng/mL", Number, ""},
		{"血红蛋白", "", "", "mg/dL", Number, ""},
		{"Sodium", "", "Urine", "mmol/L", Number, "2955-3"},
		{"WBC", "", "CSF", "/uL", Number, "26465-5"},
		{"淀粉酶", "", "尿液", "U/L", Number, ""},
		{"皮质醇", "", "唾液", "nmol/L", Number, ""},
		{"Folate", "", "Blood", "nmol/L", Number, ""},
		{"Ethanol", "", "", "mmol/L", Number, ""},
		// Another fraction, another thing altogether.
		{"离子钙", "", "血清", "mmol/L", Number, "1995-0"},
		{"钙(离子)", "", "血清", "mmol/L", Number, ""},
		{"钙", "", "全血", "mmol/L", Number, "1996-8"},
		{"结合胆红素", "", "血清", "umol/L", Number, ""},
		{"胆红素", "", "血清", "umol/L", Number, ""},
		{"胆固醇", "", "血清", "mmol/L", Number, "14647-2"},
		{"非高密度脂蛋白胆固醇", "", "血清", "mmol/L", Number, "70204-3"},
		{"载脂蛋白A", "", "血清", "g/L", Number, ""},
		{"Cr", "", "血清", "umol/L", Number, "14682-9"},
		{"Cr", "", "血清", "nmol/L", Number, ""},
		{"Cr", "", "血清", "ug/L", Number, ""},
		{"TP", "", "血清", "", Text, ""},
		{"FBG", "", "血浆", "g/L", Number, ""},
		{"FBG", "", "血清", "mmol/L", Number, "14771-0"},
		{"P", "", "血清", "ng/mL", Number, "2839-9"},
		{"餐后2小时血糖", "", "血清", "mmol/L", Number, ""},
		{"Vancomycin", "", "", "ug/mL", Number, ""},
		// The method, where it is part of the test.
		{"C反应蛋白", "", "血清", "mg/L", Number, "1988-5"},
		{"超敏C反应蛋白", "", "血清", "mg/L", Number, "30522-7"},
		{"超敏C反应蛋白", "", "全血", "mg/L", Number, "71426-1"},
		{"超敏C反应蛋白", "", "", "mg/L", Number, ""},
		{"肌钙蛋白I", "", "血清", "ng/mL", Number, "10839-9"},
		{"肌钙蛋白T", "", "血清", "ng/mL", Number, "6598-7"},
		{"高敏肌钙蛋白I", "", "血清", "ng/L", Number, "89579-7"},
		{"高敏肌钙蛋白T", "", "血清", "ng/L", Number, "67151-1"},
		{"高敏肌钙蛋白", "hs-cTnT", "血清", "ng/L", Number, ""},
		{"肌钙蛋白I", "hs-cTnT", "血清", "ng/L", Number, ""},
		{"D-二聚体", "", "血浆", "mg/L", Number, ""},
		{"25-羟基维生素D3", "", "血清", "nmol/L", Number, "14635-7"},
		{"25-羟基维生素D", "", "血清", "nmol/L", Number, "68438-1"},
		{"BNP", "", "血浆", "pg/mL", Number, "30934-4"},
		{"NT-proBNP", "", "血浆", "pg/mL", Number, "33762-6"},
		{"乙肝表面抗原", "", "血清", "", Text, "5195-3"},
		{"乙肝表面抗原", "", "血清", "IU/mL", Number, "63557-3"},
		{"乙肝表面抗原", "", "血清", "S/CO", Number, ""},
		{"SARS-CoV-2", "", "咽拭子", "", Text, ""},
		{"eGFR", "", "血清", "mL/min/1.73m2", Number, ""},
		{"eGFR (MDRD)", "", "血清", "mL/min/1.73m2", Number, "77147-7"},
		// Share and number.
		{"中性粒细胞", "", "全血", "%", Number, "26511-6"},
		{"中性粒细胞", "", "全血", "10^9/L", Number, "26499-4"},
		{"网织红细胞计数", "", "全血", "%", Number, ""},
		{"网织红细胞百分比", "", "全血", "%", Number, "4679-7"},
		{"Neutrophils", "", "胸水", "%", Number, ""},
		// The signs about a name.
		{"C‐reactive protein", "", "Serum", "mg/L", Number, "1988-5"},
		{"总胆红素 TBIL", "", "血清", "umol/L", Number, "14631-6"},
		{"总胆红素 DBIL", "", "血清", "umol/L", Number, ""},
		{"Hb血紅素", "", "全血", "g/dL", Number, "718-7"},
		// The specimen that a name says, and what only looks like one.
		{"血清尿酸测定", "", "", "umol/L", Number, "14933-6"},
		{"血清尿酸测定", "", "尿液", "umol/L", Number, ""},
		{"尿酸测定", "", "", "umol/L", Number, ""},
		{"尿素", "", "尿液", "mmol/L", Number, ""},
		{"尿肌酐(CREA)", "", "血清", "umol/L", Number, ""},
		{"Creatinine, Urine", "", "", "mmol/L", Number, "14683-7"},
		{"Chloride (CSF)", "", "", "mmol/L", Number, "2070-1"},
		{"Serum Creatinine", "", "", "umol/L", Number, "14682-9"},
		{"Albumin, Ascites", "", "Blood", "g/dL", Number, ""},
		{"胸水腺苷脱氨酶", "", "", "U/L", Number, ""},
		{"尿淀粉酶", "", "", "U/L", Number, ""},
		{"血钙", "", "", "mmol/L", Number, ""},
		{"血钙", "", "血清", "mmol/L", Number, "2000-8"},
		{"血氧饱和度", "", "静脉血", "%", Number, ""},
		{"肌酸", "", "血清", "umol/L", Number, ""},
		{"肌酐清除率", "", "血清", "mL/min", Number, ""},
		// A method that LOINC leaves open, and one that is another code.
		{"肌酐(酶法)", "", "血清", "umol/L", Number, "14682-9"},
		{"乳酸脱氢酶(L-P)", "", "血清", "U/L", Number, ""},
		{"甲胎蛋白(AFP)测定", "", "血清", "ng/mL", Number, "1834-1"},
		{"甲胎蛋白定性", "", "血清", "", Text, ""},
		{"Hg", "", "全血", "g/L", Number, ""},
		{"INR", "", "血浆", "%", Number, ""},
		{"INR", "", "血浆", "", Number, "6301-6"},
		{"FPSA/TPSA", "", "血清", "%", Number, "12841-3"},
		{"24小时尿蛋白定量", "", "24小时尿", "mg/24h", Number, "2889-4"},
		{"尿蛋白定量", "", "尿液", "mg/L", Number, "2888-6"},
		{"渗透压", "", "血清", "mOsm/kg H2O", Number, "2692-2"},
	} {
		got := Default().Resolve(Query{Name: test.name, Local: test.local, Specimen: []string{test.specimen}, Unit: test.unit, Kind: test.kind}).LOINC.Code
		assert.Equal(t, test.code, got, "%s (%s) in %s, %s", test.name, test.local, test.specimen, test.unit)
	}
}
