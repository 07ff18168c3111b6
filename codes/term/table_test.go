package term

import (
	"bytes"
	"encoding/csv"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/term/internal/lexicon"
)

func readRows(t testing.TB) []lexicon.Row {
	f, err := os.Open("terms.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := lexicon.ReadRows(f, "english")
	require.NoError(t, err)
	return rows
}

func readCSV(t testing.TB, name string, header ...string) [][]string {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	records, _, err := lexicon.ReadCSV(f, header...)
	require.NoError(t, err)
	return records
}

// Compiling refuses a name that two rows translate.
func TestTableIsWhatTheFilesSay(t *testing.T) {
	var words []lexicon.Word
	for _, r := range readCSV(t, "overrides.csv", "hans", "hant", "note") {
		words = append(words, lexicon.Word{Hans: r[0], Hant: r[1]})
	}
	var cautions []lexicon.Caution
	for _, r := range readCSV(t, "cautions.csv", "region", "name", "caution") {
		cautions = append(cautions, lexicon.Caution{Region: r[0], Name: r[1], Caution: r[2]})
	}
	own := make(map[string]string)
	for _, w := range words {
		own[w.Hans] = w.Hant
	}
	list, err := lexicon.New(own)
	require.NoError(t, err)
	got, err := lexicon.CompileAll(readRows(t), words, cautions, lexicon.Scripts{
		ToHans:   func(s string) string { return string(scriptHans.Convert(nil, s)) },
		ToHant:   func(s string) string { return string(lexicon.ConvertBoth(nil, s, list, &scriptHant)) },
		FoldHans: func(s string) string { return fold(Mainland, s) },
		FoldHant: func(s string) string { return fold(HongKong, s) },
	})
	require.NoError(t, err)
	assert.True(t, got.Hans.Text == termsHans.Text, "run go generate")
	assert.True(t, got.Hant.Text == termsHant.Text, "run go generate")
	assert.True(t, got.English.Text == termsEnglish.Text, "run go generate")
}

// The script lists are what was generated: nobody has edited them by hand.
func TestScriptTableIsAsGenerated(t *testing.T) {
	assert.EqualValues(t, scriptChecksum, crc32.ChecksumIEEE([]byte(variants+scriptHant.Text+scriptHans.Text)))
	for _, l := range []lexicon.Lexicon{scriptHant, scriptHans, termsHans, termsHant, termsEnglish} {
		entries := make(map[string]string)
		for k, v := range l.All {
			entries[k] = v
		}
		again, err := lexicon.New(entries)
		require.NoError(t, err)
		assert.True(t, again.Text == l.Text && slices.Equal(again.Heads, l.Heads) && slices.Equal(again.Offsets, l.Offsets))
	}
}

func TestTerms(t *testing.T) {
	rows := readRows(t)
	assert.GreaterOrEqual(t, len(rows), 1500)
	kinds := make(map[string]int)
	differ := 0
	for _, r := range rows {
		kinds[r.Kind]++
		assert.NotEmpty(t, r.Kind, "line %d", r.Line)
		assert.NotEmpty(t, r.Preferred(), "line %d", r.Line)
		for _, n := range r.Hans {
			if !strings.Contains(n.Text, "噁") { // which only chemistry keeps
				assert.Equal(t, n.Text, string(scriptHans.Convert(nil, n.Text)), "line %d: not in simplified characters", r.Line)
			}
		}
		for _, n := range r.Hant {
			for _, c := range n.Text {
				assert.Equal(t, string(glyph(c)), string(c), "line %d: %s is not in the glyphs of Hong Kong", r.Line, n.Text)
			}
		}
		if string(scriptHans.Convert(nil, r.Hant[0].Text)) != r.Hans[0].Text {
			differ++
		}
	}
	t.Logf("%d terms, of which %d differ in more than the script; %v", len(rows), differ, kinds)
}

// The preferred names translate to each other, there and back.
func TestRoundTripOfTheTable(t *testing.T) {
	tr := NewTranslator(nil)
	n := 0
	for _, r := range readRows(t) {
		hans, hant := r.Hans[0], r.Hant[0]
		if hans.TargetOnly || hant.TargetOnly {
			continue
		}
		n++
		there := tr.Translate(HongKong, Mainland, hant.Text)
		assert.Equal(t, Result{Source: hant.Text, Term: hans.Text, How: Exact, English: r.Preferred()}, there)
		back := tr.Translate(Mainland, HongKong, there.Term)
		assert.Equal(t, Result{Source: hans.Text, Term: hant.Text, How: Exact, English: r.Preferred()}, back)
		assert.Equal(t, hans.Text, tr.Translate(English, Mainland, r.Preferred()).Term)
		assert.Equal(t, hant.Text, tr.Translate(English, HongKong, strings.ToUpper(r.Preferred())).Term)
		assert.Equal(t, r.Preferred(), tr.Translate(Mainland, English, hans.Text).Term)
	}
	t.Logf("%d terms", n)
}

// Every other name translates to a name of its row. The other side's name in this
// side's script is no name of this side's: its script is converted, and no more.
func TestOtherNames(t *testing.T) {
	tr := NewTranslator(nil)
	has := func(names []lexicon.Name, text string) bool {
		return slices.ContainsFunc(names, func(n lexicon.Name) bool { return n.Text == text })
	}
	for _, r := range readRows(t) {
		for _, n := range r.Hans {
			got := tr.Translate(Mainland, HongKong, n.Text)
			assert.True(t, n.TargetOnly || got.How == Exact && has(r.Hant, got.Term), "%s is %+v", n.Text, got)
		}
		for _, n := range r.Hant {
			got := tr.Translate(HongKong, Mainland, n.Text)
			how := got.How == Exact || n.ScriptOnly && got.How == Script && got.Term == string(scriptHans.Convert(nil, n.Text))
			assert.True(t, n.TargetOnly || how && has(r.Hans, got.Term), "%s is %+v", n.Text, got)
		}
	}
}

type sharedTerm struct {
	english    string
	hant, hans []string
	domain     string
	kind       string
}

func sharedTerms(t *testing.T) []sharedTerm {
	data, err := os.ReadFile("../../../shared/terms/hongkong_mainland.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shared term list is not here")
	}
	require.NoError(t, err)
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(t, err)
	var out []sharedTerm
	for _, r := range records[1:] {
		out = append(out, sharedTerm{r[0], strings.Split(r[1], "|"), strings.Split(r[2], "|"), r[3], r[5]})
	}
	return out
}

// A trap is a pair of names that look alike and are not. The name that is one has a
// caution, and nothing but the script of it is converted. The other names of the
// row are unambiguous and may be terms: 放射治療 is 放射治疗, where 電療 is not 电疗.
func TestTrapsAreNeverApplied(t *testing.T) {
	tr := NewTranslator(nil)
	for _, s := range sharedTerms(t) {
		if s.kind != "T" {
			continue
		}
		traps := 0
		for _, names := range []struct {
			from, to Language
			names    []string
		}{{HongKong, Mainland, s.hant}, {Mainland, HongKong, s.hans}} {
			for _, n := range names.names {
				got := tr.Translate(names.from, names.to, n)
				if got.Caution == "" {
					continue
				}
				traps++
				assert.NotEqual(t, Exact, got.How, n)
				assert.Equal(t, string(scriptHans.Convert(nil, n)), string(scriptHans.Convert(nil, got.Term)), n)
			}
		}
		assert.NotZero(t, traps, "%s has no caution", s.english)
	}
	// The names of the traps themselves, none of which may ever be applied.
	for _, n := range []string{"電療", "風疹", "尿道炎", "敗血症", "思覺失調", "類固醇", "荷爾蒙", "薄血藥", "麻痺", "香港腳", "顧問醫生", "駐院醫生", "主診醫生", "主治醫生", "資深護師", "顧問護師"} {
		got := tr.Translate(HongKong, Mainland, n)
		assert.NotEqual(t, Exact, got.How, n)
		assert.NotEmpty(t, got.Caution, n)
		assert.Equal(t, string(scriptHans.Convert(nil, n)), got.Term)
	}
	for _, n := range []string{"电疗", "尿道炎", "尿道感染", "激素", "脚气", "主任医师", "主治医师", "住院医师", "专科护士", "一级护理"} {
		got := tr.Translate(Mainland, HongKong, n)
		assert.NotEqual(t, Exact, got.How, n)
		assert.NotEmpty(t, got.Caution, n)
		assert.Equal(t, n, string(scriptHans.Convert(nil, got.Term)))
	}
}

func TestAgreementWithSharedTerms(t *testing.T) {
	tr := NewTranslator(nil)
	var n, there, back int
	for _, s := range sharedTerms(t) {
		if s.kind == "T" {
			continue
		}
		n++
		standard := func(names []string) []string {
			var out []string
			for _, n := range names {
				out = append(out, fold(HongKong, n))
			}
			return out
		}
		hant, hans := "", ""
		for _, name := range s.hans {
			got := tr.Translate(Mainland, HongKong, name)
			// Hong Kong reads the names of drugs in English.
			english := s.domain == "drug" && got.Term == s.english
			if english || slices.Contains(standard(s.hant), fold(HongKong, got.Term)) {
				hant = got.Term
				there++
				break
			}
			hant += " " + got.Term
		}
		for _, name := range s.hant {
			got := tr.Translate(HongKong, Mainland, name)
			if slices.Contains(s.hans, got.Term) {
				hans = got.Term
				back++
				break
			}
			hans += " " + got.Term
		}
		if strings.HasPrefix(hant, " ") || strings.HasPrefix(hans, " ") {
			t.Logf("%s: %v %v, here%s and%s", s.english, s.hant, s.hans, hant, hans)
		}
	}
	t.Logf("of %d pairs that are not traps %d agree to Hong Kong and %d to mainland China", n, there, back)
	assert.GreaterOrEqual(t, there, n*93/100)
	assert.GreaterOrEqual(t, back, n*95/100)
}
