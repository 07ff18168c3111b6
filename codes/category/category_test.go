package category_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/category"
	"github.com/crossbay/crossbay/codes/term"
)

var _ codes.Table = (*category.Table)(nil)

func TestTables(t *testing.T) {
	for _, c := range []struct {
		table *category.Table
		code  *regexp.Regexp
		least int
	}{
		{category.Diagnoses(), regexp.MustCompile(`^[A-Z]\d\d$`), 2040},
		{category.Procedures(), regexp.MustCompile(`^\d\d(\.\d)?$`), 990},
	} {
		last, n := "", 0
		names := make(map[string]string)
		for concept := range c.table.All() {
			n++
			assert.Regexp(t, c.code, concept.Code)
			assert.Less(t, last, concept.Code, "not sorted")
			last = concept.Code
			for _, name := range []string{concept.Hans, concept.Hant} {
				assert.NotEmpty(t, name, concept.Code)
				assert.Equal(t, strings.TrimSpace(name), name, concept.Code)
				assert.NotContains(t, name, ",", concept.Code)
			}
			assert.NotContains(t, names, concept.Hans+concept.Code[:1])
			names[concept.Hans] = concept.Code
			got, ok := c.table.Lookup(concept.Code)
			assert.True(t, ok)
			assert.Equal(t, concept, got)
		}
		assert.Equal(t, n, c.table.Len())
		assert.GreaterOrEqual(t, n, c.least)
		for _, code := range []string{"", "A", "code", "Z999", "0", "99.99", "~"} {
			_, ok := c.table.Lookup(code)
			assert.False(t, ok, code)
		}
	}
}

// A name of mainland China has no character that only Hong Kong writes, and one
// of Hong Kong no character that it does not.
func TestScripts(t *testing.T) {
	tr := term.NewTranslator(nil)
	for _, table := range []*category.Table{category.Diagnoses(), category.Procedures()} {
		for c := range table.All() {
			// A full stop on either side keeps a character from being a term.
			for _, r := range c.Hans {
				s := "." + string(r) + "."
				assert.Equal(t, s, tr.Translate(term.HongKong, term.Mainland, s).Term, "%s %s", c.Code, c.Hans)
			}
			for _, r := range c.Hant {
				s := "." + string(r) + "."
				back := tr.Translate(term.Mainland, term.HongKong, s).Term
				again := tr.Translate(term.Mainland, term.HongKong, tr.Translate(term.HongKong, term.Mainland, s).Term).Term
				assert.True(t, s == back || s == again || strings.ContainsRune("霉夸游", r), "%s %s: %s", c.Code, c.Hant, s)
			}
		}
	}
}

// A category whose mainland name is a term has a name that Hong Kong has for the
// term: the two tables of this project do not contradict each other.
func TestAgreementWithTerms(t *testing.T) {
	tr := term.NewTranslator(nil)
	aside := regexp.MustCompile(`（.*）`)
	n := 0
	for _, table := range []*category.Table{category.Diagnoses(), category.Procedures()} {
		for c := range table.All() {
			want := tr.Translate(term.Mainland, term.HongKong, c.Hans)
			hant := aside.ReplaceAllString(c.Hant, "")
			if want.How != term.Exact || hant == want.Term || c.Code == "O24" {
				continue // O24 has those who had diabetes before, whom 妊娠糖尿病 leaves out
			}
			n++
			assert.Equal(t, want.English, tr.Translate(term.HongKong, term.Mainland, hant).English, "%s %s: %s, and not %s", c.Code, c.Hans, c.Hant, want.Term)
		}
	}
	t.Logf("%d categories have another name of the term's", n)
}

// Names that a clinical coder's review found wrong: of the WHO's ICD-10 and of
// ICD-9-CM volume 3, O24 is diabetes mellitus in pregnancy, 73.6 episiotomy; Hong
// Kong's Childhood Immunisation Programme has 德國麻疹 for rubella, where 風疹 may
// mean urticaria.
func TestNamesOfHongKong(t *testing.T) {
	for code, want := range map[string]string{
		"B06": "德國麻疹", "O24": "妊娠期間的糖尿病", "C91": "淋巴性白血病", "C92": "骨髓性白血病",
		"P29": "起源於圍產期的心血管疾患", "Y80": "與有害事件有關的物理治療裝置",
	} {
		c, ok := category.Diagnosis(code)
		assert.True(t, ok)
		assert.Equal(t, want, c.Hant)
	}
	for code, want := range map[string]string{"00.3": "電腦輔助外科", "17.4": "機械臂輔助程序", "73.6": "會陰切開術", "92": "核子醫學"} {
		c, ok := category.Procedure(code)
		assert.True(t, ok)
		assert.Equal(t, want, c.Hant)
	}
}

func TestDiagnosis(t *testing.T) {
	for code, want := range map[string]string{
		"I21": "I21", "I21.9": "I21", "I219": "I21", "I21.900x001": "I21", "A33.x00": "A33", "U07.1": "U07",
	} {
		c, ok := category.Diagnosis(code)
		assert.True(t, ok, code)
		assert.Equal(t, want, c.Code)
		assert.Equal(t, codes.ICD10, c.System)
	}
	for _, code := range []string{"", "I2", "i21", "C4A", "410.71", "M8010/3", "M80100/3"} {
		_, ok := category.Diagnosis(code)
		assert.False(t, ok, code)
	}
}

func TestProcedure(t *testing.T) {
	for code, want := range map[string]string{
		"36": "36", "36.0": "36.0", "36.06": "36.0", "3606": "36.0", "36.0601x001": "36.0", "17.9100": "17", "43.2": "43",
	} {
		c, ok := category.Procedure(code)
		assert.True(t, ok, code)
		assert.Equal(t, want, c.Code)
		assert.Equal(t, codes.ICD9CM, c.System)
	}
	for _, code := range []string{"", "3", "x36", "I21"} {
		_, ok := category.Procedure(code)
		assert.False(t, ok, code)
	}
}

func TestMark(t *testing.T) {
	c, _ := category.Diagnosis("J45")
	assert.Equal(t, "哮喘（类目）", category.Mark(c).Hans)
	assert.Equal(t, "哮喘（類目）", category.Mark(c).Hant)
	assert.Zero(t, category.Mark(codes.Concept{}))
}

func TestNothingIsOnTheHeap(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		category.Diagnosis("I21.900x001")
		category.Procedure("36.06")
	}))
}

// Agreement with the names of the national insurance edition. A name that
// differs in more than its little words is not thereby wrong: those that did
// were looked at one by one.
func TestAgreement(t *testing.T) {
	little := regexp.MustCompile(`[\[(（][^\])）]*[\])）]|NOS|NEC|不可归类在他处者?|未特指|[的和与及或伴有，、,\s者症]`)
	norm := func(s string) string {
		return little.ReplaceAllString(strings.NewReplacer("粘", "黏", "Ｘ", "X").Replace(s), "")
	}
	for _, c := range []struct {
		file   string
		table  *category.Table
		length int // of the longest code
	}{
		{"yibao2_dx_hierarchy.csv", category.Diagnoses(), 3},
		{"yibao2_px_hierarchy.csv", category.Procedures(), 4},
	} {
		data, err := os.ReadFile("../../../shared/tables/mainland/" + c.file)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the shared tables are not here")
		}
		require.NoError(t, err)
		records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		require.NoError(t, err)
		var n, same, alike int
		var missing []string
		seen := make(map[string]bool)
		for _, r := range records[1:] {
			if len(r[0]) > c.length || seen[r[0]] {
				continue
			}
			seen[r[0]] = true
			n++
			got, ok := c.table.Lookup(r[0])
			switch {
			case !ok:
				missing = append(missing, r[0]+" "+r[1])
			case got.Hans == r[1]:
				same++
			case norm(got.Hans) == norm(r[1]):
				alike++
			}
		}
		t.Logf("%s: of %d names %d are the same and %d but for little words; %d are worded otherwise; missing %v",
			c.file, n, same, alike, n-same-alike-len(missing), missing)
		assert.Greater(t, same+alike, n*60/100)
		assert.LessOrEqual(t, len(missing), 1)
	}
}

func FuzzCategory(f *testing.F) {
	for _, s := range []string{"", "I21.9", "36.06", "3606", "99.", "Z99\n", "code"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		if c, ok := category.Diagnosis(code); ok {
			assert.True(t, strings.HasPrefix(code, c.Code))
		}
		if c, ok := category.Procedure(code); ok {
			assert.Equal(t, code[:2], c.Code[:2])
		}
	})
}

func BenchmarkDiagnosis(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		category.Diagnosis("I21.900x001")
	}
}
