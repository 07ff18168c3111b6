package laboratory

import (
	"encoding/csv"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The reading of printed units rests on the Unified Code for Units of Measure, and on
// units as mainland and Hong Kong laboratories print them.
func TestUnits(t *testing.T) {
	table := Default()
	for printed, want := range map[string]string{
		"10^9/L": "10*9/L", "×10⁹/L": "10*9/L", "10⁹/L": "10*9/L", "x10^9/l": "10*9/L", "10E9/L": "10*9/L", "10(9)/L": "10*9/L", "*10^9/L": "10*9/L", "10*9/L": "10*9/L",
		"10¹²/L": "10*12/L", "10^3/μL": "10*3/uL", "个/µl": "/uL", "/HP": "/[HPF]", "umol/l": "umol/L", "μmol/L": "umol/L", "UMOL/L": "umol/L",
		"ｍｍｏｌ／Ｌ": "mmol/L", "mmHg": "mm[Hg]", "mm Hg": "mm[Hg]", "KPa": "kPa", "ml/min/1.73㎡": "mL/min/{1.73_m2}", "mL/min/1.73m²": "mL/min/{1.73_m2}",
		"uIU/mL": "u[IU]/mL", "μIU/ml": "u[IU]/mL", "mIU/L": "m[IU]/L", "％": "%", "mg/L FEU": "mg{FEU}/L", "ug/mL FEU": "ug{FEU}/mL", "mg/gCr": "mg/g{creat}",
		"g/24h": "g/(24.h)", "mg/24 hr": "mg/(24.h)", "mg/day": "mg/(24.h)", "mmol/24小时": "mmol/(24.h)", "L/L": "L/L", "(mmol/L)": "mmol/L", "（U/L）": "U/L", "mg/L(FEU)": "mg{FEU}/L", "ug FEU/mL": "ug{FEU}/mL",
		"10E+9/L": "10*9/L", "10∧9/L": "10*9/L", "10^9个/L": "10*9/L", "mOsm/kg.H2O": "mosm/kg", "μU/mL": "u[IU]/mL", "mmol/L.": "mmol/L", "IU/L(37℃)": "", "103/uL": "", "mg": "", "fl": "fL", "109/L": "", "-": "", "/": "", "本": "", "mm": "", "G/L": "", "IU/L": "",
	} {
		assert.Equal(t, want, table.UCUM(printed), printed)
	}
	assert.ElementsMatch(t, []string{"10*9/L", "g/L"}, table.Units("G/L"))
	assert.ElementsMatch(t, []string{"U/L", "[IU]/L"}, table.Units("IU/L"))
}

func TestResolve(t *testing.T) {
	for _, test := range []struct {
		query  Query
		code   string
		reason Reason
	}{
		// mmol/L is an amount of substance, mg/dL a mass.
		{Query{Name: "葡萄糖", Specimen: []string{"血清"}, Unit: "mmol/L"}, "14749-6", ""},
		{Query{Name: "Glucose", Specimen: []string{"SER"}, Unit: "mg/dL"}, "2345-7", ""},
		{Query{Name: "Glucose", Unit: "mmol/L"}, "", NeedsMore},
		{Query{Name: "Glucose", Specimen: []string{"CSF"}, Unit: "mmol/L"}, "14744-7", ""},
		{Query{Name: "Creatinine", Specimen: []string{"CSF"}, Unit: "umol/L"}, "", OtherSpecimen},
		{Query{Name: "葡萄糖", Specimen: []string{"胸水"}, Unit: "mmol/L"}, "", OtherSpecimen},
		{Query{Name: "葡萄糖", Specimen: []string{"尿液"}, Kind: Text}, "25428-4", ""},
		{Query{Name: "葡萄糖", Specimen: []string{"本院自编"}, Unit: "mmol/L"}, "", NeedsMore},
		{Query{Name: "Haemoglobin", Unit: "g/dL"}, "718-7", ""},
		{Query{Name: "血红蛋白(HGB)", Specimen: []string{"全血"}, Unit: "g/L"}, "718-7", ""},
		{Query{Name: "血红蛋白", Local: "HGB", Specimen: []string{"全血"}, Unit: "G/L"}, "718-7", ""},
		{Query{Name: "白细胞计数", Specimen: []string{"全血"}, Unit: "G/L"}, "26464-8", ""},
		{Query{Name: "血红蛋白", Unit: "mmHg"}, "", OtherUnit},
		{Query{Name: "血红蛋白", Unit: "本"}, "", OtherUnit},
		{Query{Name: "血红蛋白"}, "", OtherUnit},
		// Abbreviations of two tests.
		{Query{Name: "PCT"}, "", NeedsMore},
		{Query{Name: "PCT", Unit: "ng/mL"}, "", NeedsMore},
		{Query{Name: "PCT", Specimen: []string{"血清"}, Unit: "ng/mL"}, "33959-8", ""},
		{Query{Name: "PCT", Specimen: []string{"全血"}, Unit: "%"}, "51637-7", ""},
		{Query{Name: "TG", Specimen: []string{"血清"}, Unit: "mmol/L"}, "14927-8", ""},
		{Query{Name: "TG", Specimen: []string{"血清"}, Unit: "mg/dL"}, "2571-8", ""},
		{Query{Name: "Tg", Specimen: []string{"血清"}, Unit: "ng/mL"}, "3013-0", ""},
		{Query{Name: "TG", Unit: "mmol/L"}, "", NeedsMore},
		{Query{Name: "P", Specimen: []string{"血清"}, Unit: "mmol/L"}, "14879-1", ""},
		{Query{Name: "P", Specimen: []string{"血清"}, Unit: "nmol/L"}, "14890-8", ""},
		{Query{Name: "P", Specimen: []string{"血清"}}, "", NeedsMore},
		{Query{Name: "pH", Specimen: []string{"动脉血"}, Unit: "pH"}, "2744-1", ""},
		{Query{Name: "pH", Specimen: []string{"尿"}, Unit: "pH"}, "2756-5", ""},
		{Query{Name: "WBC", Specimen: []string{"尿液"}, Unit: "/HP"}, "5821-4", ""},
		{Query{Name: "WBC", Specimen: []string{"BLD"}, Unit: "10⁹/L"}, "26464-8", ""},
		{Query{Name: "BUN", Specimen: []string{"血清"}, Unit: "mg/dL"}, "3094-0", ""},
		{Query{Name: "BUN"}, "", NeedsMore},
		// What is part of the code, and not stated.
		{Query{Name: "D-二聚体", Specimen: []string{"血浆"}, Unit: "mg/L"}, "", WithoutCode},
		{Query{Name: "D-二聚体", Specimen: []string{"血浆"}, Unit: "mg/L FEU"}, "48065-7", ""},
		{Query{Name: "eGFR", Specimen: []string{"血清"}, Unit: "mL/min/1.73m2"}, "", WithoutCode},
		{Query{Name: "CK-MB", Specimen: []string{"血清"}, Unit: "U/L"}, "32673-6", ""},
		{Query{Name: "CK-MB", Specimen: []string{"血清"}, Unit: "ng/mL"}, "13969-1", ""},
		{Query{Name: "HBsAg", Specimen: []string{"血清"}, Kind: Text}, "5195-3", ""},
		{Query{Name: "HBsAg", Specimen: []string{"血清"}, Unit: "IU/mL"}, "63557-3", ""},
		{Query{Name: "HBsAg", Specimen: []string{"血清"}, Unit: "COI"}, "", OtherUnit},
		{Query{Name: "国际标准化比值"}, "6301-6", ""},
		{Query{Name: "ALT", Specimen: []string{"血清"}, Unit: "IU/L"}, "1742-6", ""},
		// Names that do not go together, and none that anybody knows.
		{Query{Name: "血红蛋白", Local: "ALT", Unit: "g/L"}, "", NameConflict},
		{Query{Name: "某项目", Local: "HGB", Unit: "g/L"}, "", UnknownName},
		{Query{Unit: "g/L"}, "", UnknownName},
		{Query{Name: "肌酐", Specimen: []string{"血清"}, Unit: "pmol/L"}, "", OtherUnit},
		{Query{Name: "[HR] 血红蛋白", Unit: "g/L"}, "718-7", ""},
	} {
		r := Default().Resolve(test.query)
		assert.Equal(t, test.code, r.LOINC.Code, "%+v", test.query)
		assert.Equal(t, test.reason, r.Reason, "%+v", test.query)
		assert.Equal(t, r.LOINC.Code != "", r.LOINC.Display != "", "%+v", test.query)
	}
}

// units are one or more of UCUM for each dimension of the table.
func unitsOf(table *Table) []string {
	var list []string
	seen := map[string]bool{}
	for _, units := range table.units {
		for _, u := range units {
			if !seen[u] {
				seen[u] = true
				list = append(list, u)
			}
		}
	}
	return list
}

// Every item in every unit: a conversion is what the molar mass, the size of the unit
// or the rule says, to a millionth; where none of them leads there is none; and what
// was converted and converted back is what was printed, within its last place.
func TestConversions(t *testing.T) {
	table := Default()
	units := unitsOf(table)
	converted, refused := 0, 0
	parts := map[string]parted{}
	for _, u := range units {
		size, dimension := split(u)
		parts[u] = parted{size, dimension}
	}
	n := 0
	for _, item := range table.items {
		for _, from := range units {
			for _, to := range units {
				want, possible := arithmetic(item, from, to, 5.43, parts[from], parts[to])
				if n++; !possible && n%5 != 0 {
					continue // of those that are refused, many are enough
				}
				c, ok := table.Convert(item, from, to)
				if possible != ok {
					t.Fatalf("%s %s %s: %t", item.Key, from, to, ok)
				}
				if !ok {
					refused++
					continue
				}
				converted++
				factor, _ := c.Factor.Float64()
				plus, _ := c.Plus.Float64()
				if got := 5.43*factor + plus; math.Abs(got-want) > 1e-6*math.Abs(want) {
					t.Fatalf("%s %s %s: %g, not %g", item.Key, from, to, got, want)
				}
				back, ok := table.Convert(item, to, from)
				if !ok {
					t.Fatalf("%s %s %s: no way back", item.Key, from, to)
				}
				if a, _ := parseUCUM(from); item.Key != "hgb" && item.codes[a.dimension] == "" {
					continue // the rounding is that of units, whatever the item: those of the item, and of one for all
				}
				for _, printed := range []string{"5.4", "0.07", "132", "12.84", "0.001", "88"} {
					there, ok := c.Apply(printed)
					again, sound := back.Apply(there)
					if item.Key == "hba1c" && !(ok && sound) {
						continue // below zero on one of the sides
					}
					places := 0
					if i := strings.IndexByte(printed, '.'); i >= 0 {
						places = len(printed) - i - 1
					}
					x, _ := strconv.ParseFloat(printed, 64)
					y, _ := strconv.ParseFloat(again, 64)
					// What has been said once is said the same again.
					twice, _ := c.Apply(again)
					third, _ := back.Apply(twice)
					z, _ := strconv.ParseFloat(third, 64)
					if math.Max(math.Abs(x-y), math.Abs(x-z)) > 1.1*math.Pow10(-places) {
						t.Fatalf("%s %s: %s %s %s %s %s", item.Key, from, printed, there, again, twice, third)
					}
				}
			}
		}
	}
	assert.Greater(t, converted, 10000)
	assert.Greater(t, refused, 100000)
}

// monovalent are the ions of which one equivalent is one mole.
var monovalent = map[string]bool{"na": true, "k": true, "cl": true, "hco3": true, "u_na": true, "u_k": true, "u_cl": true}

// sizes are the units of the test's own arithmetic, by what it makes of them.
var sizes = map[string]float64{"k": 1e3, "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15}

// arithmetic says x of a unit in another, in floating point and by other code than that
// which it tests.
func arithmetic(item *Item, from, to string, x float64, a, b parted) (float64, bool) {
	sizeA, dimA, sizeB, dimB := a.size, a.dimension, b.size, b.dimension
	if dimA == dimB {
		return x * sizeA / sizeB, !strings.HasPrefix(dimA, "{") || from == to
	}
	base := x * sizeA
	numA, perA, _ := strings.Cut(dimA, "/")
	numB, perB, _ := strings.Cut(dimB, "/")
	mass := 0.0
	if item.MolarMass != nil {
		mass, _ = item.MolarMass.Float64()
	}
	switch pair := dimA + " " + dimB; {
	case item.Key == "hba1c" && pair == "1 mol/mol":
		return (10.93*base*100 - 23.50) / 1000 / sizeB, true
	case item.Key == "hba1c" && pair == "mol/mol 1":
		return (base*1000 + 23.50) / 10.93 / 100 / sizeB, true
	case item.Key == "insulin" && pair == "[IU]/L mol/L":
		return base * 6e-9 / sizeB, true
	case item.Key == "insulin" && pair == "mol/L [IU]/L":
		return base / 6e-9 / sizeB, true
	case item.Key == "prl" && pair == "g/L [IU]/L":
		return base * 21.2e3 / sizeB, true
	case item.Key == "prl" && pair == "[IU]/L g/L":
		return base / 21.2e3 / sizeB, true
	case item.Key == "gh" && pair == "g/L [IU]/L":
		return base * 3e3 / sizeB, true
	case item.Key == "gh" && pair == "[IU]/L g/L":
		return base / 3e3 / sizeB, true
	case item.Key == "afp" && pair == "[IU]/L g/L":
		return base * 1.21e-9 / sizeB, true
	case item.Key == "afp" && pair == "g/L [IU]/L":
		return base / 1.21e-9 / sizeB, true
	case (item.Key == "u_acr" || item.Key == "u_pcr") && pair == "g/g{creat} g/mol{creat}":
		return base * 113.118 / sizeB, true
	case (item.Key == "u_acr" || item.Key == "u_pcr") && pair == "g/mol{creat} g/g{creat}":
		return base / 113.118 / sizeB, true
	case monovalent[item.Key] && (pair == "eq/L mol/L" || pair == "mol/L eq/L"):
		return base / sizeB, true
	case item.Key == "osm" && (pair == "osm/g mol/g" || pair == "mol/g osm/g"):
		return base / sizeB, true
	case mass > 0 && perA == perB && numA == "g" && numB == "mol":
		return base / mass / sizeB, true
	case mass > 0 && perA == perB && numA == "mol" && numB == "g":
		return base * mass / sizeB, true
	}
	return 0, false
}

// A parted is what split makes of a unit.
type parted struct {
	size      float64
	dimension string
}

var simple = regexp.MustCompile(`^([kdcmunpf]?)(g|mol|L|U|m\[Hg\]|Pa|\[IU\]|osm|eq|m2|m|V|s)(\{.*\})?$`)

func split(unit string) (size float64, dimension string) {
	size = 1
	parts := strings.Split(unit, "/")
	for i, p := range parts {
		s, name := 1.0, p
		switch m := simple.FindStringSubmatch(p); {
		case p == "" || p == "1":
			name = "1"
		case p == "%":
			s, name = 0.01, "1"
		case p == "[ppth]":
			s, name = 0.001, "1"
		case strings.HasPrefix(p, "10*"):
			n, _ := strconv.Atoi(p[3:])
			s, name = math.Pow10(n), "1"
		case p == "mm[Hg]":
			s, name = 133.322387415, "Pa"
		case m != nil && p != "min":
			if m[1] != "" {
				s = sizes[m[1]]
			}
			name = m[2] + m[3]
		}
		if i == 0 {
			size *= s
		} else {
			size /= s
		}
		parts[i] = name
	}
	dimension = strings.Join(parts, "/")
	if dimension == "L/L" {
		dimension = "1"
	}
	return size, dimension
}

// The pairs that must never be converted, whatever the item.
func TestForbiddenConversions(t *testing.T) {
	table := Default()
	for _, pair := range [][3]string{
		{"ddimer", "ug{FEU}/L", "ug{DDU}/L"},
		{"ddimer", "mg{FEU}/L", "mg/L"},
		{"ddimer", "mg/L", "ng{DDU}/mL"},
		{"lpa", "mg/L", "nmol/L"},
		{"hbvdna", "{copies}/mL", "[IU]/mL"},
		{"hbvdna", "{Log_IU}/mL", "[IU]/mL"},
		{"ckmb_act", "U/L", "ug/L"},
		{"ckmb_mass", "ug/L", "U/L"},
		{"fit", "ug/L", "ug/g"},
		{"ebv_vca_iga", "{titer}", "[arb'U]/mL"},
		{"urea", "mmol/L", "U/L"},
		{"tsh", "m[IU]/L", "ug/L"},
		{"lpa", "mg/dL", "nmol/L"},
		{"ebvdna", "{copies}/mL", "[IU]/mL"},
		{"hcvrna", "{copies}/mL", "[IU]/mL"},
		{"hcg", "m[IU]/mL", "ng/mL"},
		{"cea", "ng/mL", "U/mL"},
		{"psa", "ng/mL", "[IU]/mL"},
		{"ca125", "U/mL", "[IU]/mL"},
		{"trab", "[IU]/L", "U/L"},
		{"hstni", "ng/L", "pmol/L"},
		{"u_pro", "g/L", "g/(24.h)"},
		{"egfr", "mL/min/{1.73_m2}", "mL/min"},
	} {
		require.NotNil(t, table.Item(pair[0]))
		for _, way := range [][2]string{{pair[1], pair[2]}, {pair[2], pair[1]}} {
			_, ok := table.Convert(table.Item(pair[0]), way[0], way[1])
			assert.False(t, ok, "%v", pair)
		}
	}
}

func TestApply(t *testing.T) {
	table := Default()
	for _, test := range []struct{ item, from, printed, to, want string }{
		{"hgb", "g/L", "132", "g/dL", "13.2"},
		{"hgb", "g/dL", "13.2", "g/L", "132"},
		{"ua", "mmol/L", "0.42", "umol/L", "420"},
		{"glu", "mmol/L", "5.5", "mg/dL", "99"},
		{"glu", "mg/dL", "99", "mmol/L", "5.50"},
		{"crea", "umol/L", "88", "mg/dL", "1.00"},
		{"hba1c", "%", "6.5", "mmol/mol", "48"},
		{"pco2", "mm[Hg]", "40", "kPa", "5.3"},
		{"ferr", "ug/L", "100", "pmol/L", "225"},
		{"tnt", "ng/L", "14", "ug/L", "0.014"},
		{"u_acr", "mg/mmol{creat}", "3.0", "mg/g{creat}", "26.5"},
		{"wbc", "10*9/L", "7.84", "/uL", "7840"},
		{"be", "mmol/L", "-2.5", "mmol/L", "-2.5"},
	} {
		c, ok := table.Convert(table.Item(test.item), test.from, test.to)
		require.True(t, ok, test)
		got, ok := c.Apply(test.printed)
		assert.True(t, ok)
		assert.Equal(t, test.want, got, "%v", test)
	}
	// There is no HbA1c below zero, and no range that ends there.
	c, _ := table.Convert(table.Item("hba1c"), "%", "mmol/mol")
	_, ok := c.Apply("0")
	assert.False(t, ok)
	_, ok = c.Interval(Interval{"0", "6.5"})
	assert.False(t, ok)
	// What a mass of a protein is by convention is no exact factor.
	for _, key := range []string{"ferr", "amh"} {
		c, ok := table.Convert(table.Item(key), "ug/L", "pmol/L")
		assert.True(t, ok && !c.Exact, key)
	}
	c, _ = table.Convert(table.Item("glu"), "mmol/L", "mg/dL")
	for _, bad := range []string{"", "<5", "5,5", "1e3", "-", ".", "٥"} {
		_, ok := c.Apply(bad)
		assert.False(t, ok, bad)
	}
}

func TestCounterparts(t *testing.T) {
	table := Default()
	for _, test := range []struct {
		item, printed string
		to            []string
	}{
		{"hgb", "g/L", []string{"g/dL"}},
		{"hgb", "g/dL", []string{"g/L"}},
		{"glu", "mg/dL", []string{"mmol/L"}},
		{"glu", "mmol/L", nil},
		{"ferr", "ng/mL", []string{"pmol/L"}},
		{"ddimer", "mg{FEU}/L", nil},
		{"lpa", "mg/L", nil},
		{"pco2", "mm[Hg]", []string{"kPa"}},
		{"e2", "pg/mL", []string{"pmol/L"}},
		{"prog", "nmol/L", []string{"ug/L"}},
		{"ldl", "mmol/L", nil},
	} {
		var got []string
		for _, c := range table.Counterparts(table.Item(test.item), test.printed) {
			got = append(got, c.To)
			assert.NotEmpty(t, c.Ground)
		}
		assert.Equal(t, test.to, got, test.item)
	}
}

func TestInterval(t *testing.T) {
	for printed, want := range map[string]Interval{
		"3.5-9.5": {"3.5", "9.5"}, "0.00~5.00": {"0.00", "5.00"}, "<5.0": {High: "5.0"}, "≤ 40": {High: "40"}, ">60": {Low: "60"}, "3.9—6.1": {"3.9", "6.1"},
		"130--175": {"130", "175"}, "-3-3": {"-3", "3"}, "-3-+3": {"-3", "3"}, "-2.3--2.3": {"-2.3", "2.3"}, "-2.3--+2.3": {"-2.3", "2.3"}, "-3---1": {"-3", "-1"}, "-3~-1": {"-3", "-1"},
		"0--25": {"0", "25"}, "3.5––5.3": {"3.5", "5.3"}, "≦5.2": {High: "5.2"}, "=<5.2": {High: "5.2"}, "≧60": {Low: "60"}, "（3.5-5.3）": {"3.5", "5.3"}, "[3.5 - 5.3]": {"3.5", "5.3"}, "3.5 to 5.3": {"3.5", "5.3"}, "３．５－９．５": {"3.5", "9.5"},
	} {
		got, ok := ParseInterval(printed)
		assert.True(t, ok, printed)
		assert.Equal(t, want, got, printed)
	}
	for _, printed := range []string{
		"", "--", "阴性", "M 57-97; F 41-73", "9.5-3.5", "1:80", "<1:100", "成人 3-5", "-",
		// What can be read in two ways, what depends on who is meant, and what a sign is missing of.
		"-3--1", "男:9-50 女:7-40", "男：3.5-5.3；女：2.5-4.3", "3.5-5.3\n男", "M:3-5", "0-1岁 1-2;2-3岁 3-4", "<3.5 或 >5.3", "0-0.5(阴性)", "0-0.5 (neg)", "3.5-5.3 mmol/L", "35-45%", "1:20-1:40", "5.0-",
		"±3", "3,500-9,500", "1-2-3", "[0.6][1.3]", "(3.5-5.3)(空腹)", "0-<5", "3.5-5.3/7.8", "1e3-2e3", "---", "-5.0",
	} {
		_, ok := ParseInterval(printed)
		assert.False(t, ok, printed)
	}
}

func TestPrint(t *testing.T) {
	for ucum, want := range map[string]string{
		"mm[Hg]": "mmHg", "m[IU]/L": "mIU/L", "10*9/L": "10^9/L", "mg{FEU}/L": "mg/L FEU", "g/(24.h)": "g/24h", "mg/mmol{creat}": "mg/mmol", "umol/L": "umol/L", "1": "", "{none}": "{none}",
	} {
		assert.Equal(t, want, Default().Print(ucum))
		if want != "" && ucum != want {
			assert.Contains(t, Default().Units(want), ucum, "what is printed is read again")
		}
	}
}

func TestNames(t *testing.T) {
	for code, want := range map[string][2]string{
		"718-7": {"血红蛋白", "Haemoglobin"}, "4544-3": {"红细胞压积", "Haematocrit"}, "14682-9": {"血肌酐", "Creatinine"}, "26464-8": {"白细胞计数", "White cell count"}, "2141-0": {"促肾上腺皮质激素", "ACTH"},
	} {
		item := Default().Coded(code)
		require.NotNil(t, item, code)
		assert.Equal(t, want, [2]string{item.Name("zh"), item.Name("en")}, code)
	}
	assert.Nil(t, Default().Coded("1-1"))
	assert.Equal(t, "血清", Default().SpecimenName("Ser", "zh"))
	assert.Equal(t, "Whole blood", Default().SpecimenName("Bld", "en"))
	assert.Empty(t, Default().SpecimenName("", "en"))
}

func TestInterpretation(t *testing.T) {
	for flag, want := range map[string]string{
		"↑": "H", "h": "H", "偏高": "H", "高↑": "H", "HIGH": "H", "↓": "L", "降低": "L", "↑↑": "HH", "*": "A", "异常": "A", "N": "N", "阳性（+）": "POS", "弱阳性": "WR", "＜": "<",
		"▲": "", "+": "", "-": "", "±": "", "P": "", "M": "", "!": "", "1": "", "": "",
	} {
		code, ok := Default().Interpretation(flag)
		assert.Equal(t, want, code.Code, flag)
		assert.Equal(t, want != "", ok, flag)
	}
}

func TestMark(t *testing.T) {
	for name, want := range map[string]string{
		"[HR]葡萄糖": "HR", "HR 葡萄糖": "HR", "葡萄糖[HR]": "HR", "葡萄糖（京津冀HR）": "京津冀HR", "【全国HR】血红蛋白": "全国HR", "血红蛋白 HR": "HR",
		"血红蛋白": "", "HRV": "", "CHR": "", "HRCT": "", "HR-HPV 16": "",
	} {
		assert.Equal(t, want, Mark(name), name)
	}
	assert.Equal(t, "葡萄糖", StripMark("[HR]葡萄糖"))
	assert.Equal(t, "葡萄糖", StripMark("葡萄糖（京津冀HR）"))
}

func TestReadTableFaults(t *testing.T) {
	good := fstest.MapFS{}
	for _, name := range []string{"units.csv", "loinc.csv", "specimens.csv", "flags.csv", "items.csv", "conversions.csv"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		good[name] = &fstest.MapFile{Data: text}
	}
	for name, row := range map[string]string{
		"units.csv": "本/L,x\n", "items.csv": "x,a,,Bld,g/L=99999-9,,,,\n", "specimens.csv": "Ser,全血\n", "conversions.csv": "nobody,1,2,3,0,x,no\n",
	} {
		bad := fstest.MapFS{}
		for k, v := range good {
			bad[k] = v
		}
		bad[name] = &fstest.MapFile{Data: append(append([]byte{}, good[name].Data...), row...)}
		_, err := ReadTable(bad)
		var at *TableError
		require.ErrorAs(t, err, &at, name)
		assert.Equal(t, name, at.File)
	}
}

func rows(t *testing.T, name string) []map[string]string {
	file, err := os.Open("../../../shared/lab/" + name)
	if err != nil {
		t.Skip("the second table is not here: " + name)
	}
	return table(t, file)
}

// parts are those of LOINC 2.83 for the codes of the table.
func parts(t *testing.T) []map[string]string {
	file, err := os.Open("testdata/parts.csv")
	require.NoError(t, err)
	return table(t, file)
}

func table(t *testing.T, file *os.File) []map[string]string {
	defer file.Close()
	list, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, r := range list[1:] {
		m := map[string]string{}
		for i, v := range r {
			m[list[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

// Every name of a second table of tests, in each specimen and each unit, leads to a
// code that this table has for the name, or to none; and in the item's own specimen and
// unit, most lead to one.
func TestNoWrongCode(t *testing.T) {
	table := Default()
	items := rows(t, "lab_items.csv")
	property, component, system := map[string]string{}, map[string]string{}, map[string]string{}
	for _, r := range parts(t) {
		property[r["loinc"]], component[r["loinc"]], system[r["loinc"]] = r["property"], r["component"], r["system"]
	}
	allowed := map[string]map[string]bool{} // codes by name
	namesOf := func(r map[string]string) (list []string) {
		for _, column := range []string{"cn_name", "cn_aliases", "cn_abbr", "hk_zh", "hk_en", "hk_aliases"} {
			for _, n := range strings.Split(r[column], "|") {
				if n != "" {
					list = append(list, n)
				}
			}
		}
		return list
	}
	for _, r := range items {
		for _, n := range namesOf(r) {
			key := strings.ToLower(n)
			if allowed[key] == nil {
				allowed[key] = map[string]bool{}
			}
			for _, c := range strings.Split(r["loinc_all"], "|") {
				allowed[key][strings.Fields(c)[0]] = true
			}
		}
	}
	specimens := []string{"", "血清", "血浆", "全血", "动脉血", "尿液", "粪便", "静脉血", "痰", "CSF", "?"}
	units := append(unitsOf(table), "")
	right, wrong, asked := 0, 0, 0
	for _, r := range items {
		for _, name := range namesOf(r) {
			own := false
			for _, s := range specimens {
				for _, u := range units {
					for _, kind := range []Kind{Number, Text} {
						if kind == Text && u != "" {
							continue
						}
						got := table.Resolve(Query{Name: name, Specimen: []string{s}, Unit: u, Kind: kind})
						if got.LOINC.Code == "" {
							continue
						}
						// A plain name is that of the same component in another specimen, too,
						// where the report states that one.
						ok := allowed[strings.ToLower(name)][got.LOINC.Code]
						for code := range allowed[strings.ToLower(name)] {
							// A cell in percent is the share of that cell.
							ok = ok || component[got.LOINC.Code] == component[code]+"/leukocytes"
							ok = ok || component[code] == component[got.LOINC.Code] && (table.Specimen(s) == "" || suits(table.items[got.Item.Key].System, table.Specimen(s))) && strings.HasPrefix(system[got.LOINC.Code], strings.Split(got.Item.System, " ")[0])
						}
						if !ok {
							wrong++
							t.Errorf("%s in %s (%s): %s", name, u, s, got.LOINC.Code)
						}
						switch p := property[got.LOINC.Code]; {
						case strings.HasPrefix(got.UCUM, "mmol/L"), strings.HasPrefix(got.UCUM, "umol/L"):
							assert.Equal(t, "SCnc", p, "%s in %s", name, u)
						case got.UCUM == "mg/dL":
							assert.Contains(t, []string{"MCnc", "EntMCnc"}, p, "%s in %s", name, u)
						}
						own = true
					}
				}
			}
			asked++
			if own {
				right++
			}
		}
	}
	t.Logf("%d names of %d items: %d lead to a code, %d to none, %d to a wrong one", asked, len(items), right, asked-right, wrong)
	assert.Greater(t, float64(right)/float64(asked), 0.9)
}

// The molar masses and factors of a second table.
func TestSecondConversions(t *testing.T) {
	table := Default()
	checked := 0
	for _, r := range rows(t, "conversions.csv") {
		item := table.Item(r["key"])
		if item == nil || r["from_ucum"] == "mg/dL (as N)" {
			continue
		}
		c, ok := table.Convert(item, r["from_ucum"], r["to_ucum"])
		if strings.Contains(r["note"], "DO NOT") {
			assert.False(t, ok, r["key"])
			checked++
			continue
		}
		if factor, err := strconv.ParseFloat(r["factor"], 64); err == nil && assert.True(t, ok, "%s %s %s", r["key"], r["from_ucum"], r["to_ucum"]) {
			got, _ := c.Factor.Float64()
			assert.InEpsilon(t, factor, got, 1e-5, "%s", r["key"])
			checked++
		}
	}
	assert.Greater(t, checked, 70)
}

// The units of a second table, each read as there.
func TestSecondUnits(t *testing.T) {
	table := Default()
	for _, r := range rows(t, "units.csv") {
		if strings.Contains(r["printed"], "1:") || r["ucum"] == "1" {
			continue
		}
		got := table.Units(r["printed"])
		found := false
		for _, u := range got {
			found = found || u == r["ucum"] || same(u, r["ucum"])
		}
		assert.True(t, found, "%s: %v, not %s", r["printed"], got, r["ucum"])
	}
}
