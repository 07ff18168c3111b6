package term

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testdata/names.txt has a case on each line: mainland China, Hong Kong, how;
// > instead of = where there is no way back.
func TestNames(t *testing.T) {
	f, err := os.Open("testdata/names.txt")
	require.NoError(t, err)
	defer f.Close()
	tr := NewTranslator(nil)
	for s := bufio.NewScanner(f); s.Scan(); {
		line := strings.Fields(s.Text())
		if len(line) == 0 || line[0] == "#" {
			continue
		}
		require.Len(t, line, 4, s.Text())
		hans, way, hant, how := line[0], line[1], line[2], line[3]
		if way != "<" {
			got := tr.Translate(Mainland, HongKong, hans)
			assert.Equal(t, hant, got.Term)
			assert.Equal(t, how, got.How.String(), hans)
		}
		if way != ">" {
			got := tr.Translate(HongKong, Mainland, hant)
			assert.Equal(t, hans, got.Term)
			assert.Equal(t, how, got.How.String(), hant)
		}
	}
}

func TestLanguages(t *testing.T) {
	for tag, want := range map[string]Language{
		"zh-Hant-HK": HongKong, "zh-hk": HongKong, "zh_Hant": HongKong,
		"zh-Hans-CN": Mainland, "zh-CN": Mainland, "zh-Hans": Mainland,
		"en": English, "en-GB": English,
	} {
		got, ok := ParseLanguage(tag)
		assert.True(t, ok)
		assert.Equal(t, want, got, tag)
	}
	for _, tag := range []string{"", "zh", "zh-TW", "zh-Hant-TW", "yue", "enx"} {
		_, ok := ParseLanguage(tag)
		assert.False(t, ok, tag)
	}
}

func TestTranslate(t *testing.T) {
	tr := NewTranslator(nil)
	for _, c := range []struct {
		from, to Language
		name     string
		want     Result
	}{
		{Mainland, Mainland, "脑卒中", Result{Term: "脑卒中", How: Unchanged, English: "stroke"}},
		{HongKong, English, "中風", Result{Term: "stroke", How: Exact, English: "stroke"}},
		{HongKong, English, "左側中風", Result{Term: "左側中風", How: Unchanged}},
		{English, HongKong, "Stroke", Result{Term: "中風", How: Exact, English: "stroke"}},
		{English, HongKong, "no such term", Result{Term: "no such term", How: Unchanged}},
		{Mainland, HongKong, " 脑卒中　", Result{Term: " 中風　", How: Exact, English: "stroke"}},
		{Mainland, HongKong, " 发 ", Result{Term: " 發 ", How: Script}},
		{Mainland, HongKong, "", Result{How: Unchanged}},
		{Mainland, HongKong, "  ", Result{Term: "  ", How: Unchanged}},
		{"fr", HongKong, "脑卒中", Result{Term: "脑卒中", How: Unchanged}},
		{Mainland, "fr", "脑卒中", Result{Term: "脑卒中", How: Unchanged, English: "stroke"}},
		// The glyphs of another place are understood.
		{HongKong, Mainland, "視網膜脫落", Result{Term: "视网膜脱离", How: Exact, English: "retinal detachment"}},
		{HongKong, Mainland, "衛生", Result{Term: "卫生", How: Exact, English: "health"}},
		// Case does not count.
		{HongKong, Mainland, "x光", Result{Term: "X线", How: Exact, English: "X-ray"}},
		// B12 has no B1 in it, and SPECT no CT.
		{Mainland, HongKong, "口服维生素B12", Result{Term: "口服維他命B12", How: Composed}},
		{Mainland, HongKong, "维生素B19", Result{Term: "維他命B19", How: Composed}},
		{Mainland, HongKong, "SPECT检查", Result{Term: "SPECT檢查", How: Script}},
	} {
		c.want.Source = c.name
		assert.Equal(t, c.want, tr.Translate(c.from, c.to, c.name))
	}
}

func TestCautions(t *testing.T) {
	tr := NewTranslator(nil)
	for _, name := range []string{"電療", "乳癌電療後", "主治醫生", "護士長", "醫療事故"} {
		got := tr.Translate(HongKong, Mainland, name)
		assert.NotEmpty(t, got.Caution, name)
	}
	for _, name := range []string{"电疗", "尿道感染", "一级护理", "主管护师", "麻痹"} {
		assert.NotEmpty(t, tr.Translate(Mainland, HongKong, name).Caution, name)
	}
	// A germ that is 敏感 to a drug is no patient who is: Hong Kong writes 盤尼西林敏感
	// for the allergy (https://www.ha.org.hk/hadf, 藥物敏感).
	for _, name := range []string{"对青霉素敏感", "青霉素敏感", "敏感"} {
		got := tr.Translate(Mainland, HongKong, name)
		assert.NotEmpty(t, got.Caution, name)
		assert.NotEqual(t, Exact, got.How, name)
	}
	// 左手麻痺 is a hand gone numb, for all that a ward's notes say.
	for _, name := range []string{"左手麻痺", "手腳麻痺"} {
		assert.NotEmpty(t, tr.Translate(HongKong, Mainland, name).Caution, name)
	}
	for _, name := range []string{"大腦麻痺", "聲帶麻痺", "麻痺性腸阻塞"} {
		assert.Empty(t, tr.Translate(HongKong, Mainland, name).Caution, name)
	}
	for _, name := range []string{"药敏试验", "药物敏感试验", "敏感度"} {
		assert.Empty(t, tr.Translate(Mainland, HongKong, name).Caution, name)
	}
	assert.Empty(t, tr.Translate(HongKong, Mainland, "非淋菌性尿道炎").Caution)
	assert.Empty(t, tr.Translate(Mainland, HongKong, "促甲状腺激素").Caution)
}

func TestResultAsJSON(t *testing.T) {
	r := NewTranslator(nil).Translate(HongKong, Mainland, "中風")
	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Equal(t, `{"source":"中風","term":"脑卒中","how":"exact","english":"stroke"}`, string(data))
	var back Result
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, r, back)
	_, err = How(0).MarshalText()
	assert.Error(t, err)
	assert.Error(t, new(How).UnmarshalText([]byte("perhaps")))
	assert.Equal(t, "How(9)", How(9).String())
}

func TestReadTable(t *testing.T) {
	const head = "hans,hant,english,kind\n"
	for _, text := range []string{
		"", "a,b\n", head + "a,b\n", head + ",b,c,d\n", head + "a,,c,d\n", head + "a|,b,c,d\n", head + " a,b,c,d\n",
		head + "甲,乙,c,d\n甲,丙,e,d\n", head + "甲,乙,c,d\n丙,乙,e,d\n", head + "甲,乙,c,d\n丙,丁,C,d\n", head + "甲,乙,\"c\nd\",d\n",
	} {
		_, err := ReadTable(strings.NewReader(text))
		assert.Error(t, err, text)
	}
	table, err := ReadTable(strings.NewReader("\ufeff" + head + "脑卒中,腦血管意外,cerebrovascular accident,disease\n丙,-乙,e,d\n"))
	require.NoError(t, err)
	tr := NewTranslator(&Options{Tables: []*Table{table}})
	assert.Equal(t, "腦血管意外", tr.Translate(Mainland, HongKong, "脑卒中").Term)
	assert.Equal(t, "疑似腦血管意外", tr.Translate(Mainland, HongKong, "疑似脑卒中").Term)
	assert.Equal(t, "缺血性中風", tr.Translate(Mainland, HongKong, "缺血性脑卒中").Term, "the longest first")
	assert.Equal(t, "脑卒中", tr.Translate(HongKong, Mainland, "中風").Term)
	assert.Equal(t, "脑卒中", tr.Translate(English, Mainland, "cerebrovascular accident").Term)
}

// What is converted once is not converted again, except for 苎 and 苧, which are
// each other's simplified character.
func TestScriptIsIdempotent(t *testing.T) {
	for key := range scriptHans.All {
		once := string(scriptHans.Convert(nil, key))
		if utf8.RuneCountInString(key) == 1 && once != "苎" && once != "苧" {
			assert.Equal(t, once, string(scriptHans.Convert(nil, once)), key)
		}
	}
	for key, record := range scriptHant.All {
		if utf8.RuneCountInString(key) == 1 && record != "苎" && record != "苧" {
			assert.Equal(t, record, string(scriptHant.Convert(nil, record)), key)
		}
	}
}

// Names of the national tables, there and back.
func TestRoundTripOfNationalNames(t *testing.T) {
	f, err := os.Open("../../../shared/tables/mainland/yibao2_dx.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shared tables are not here")
	}
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	tr := NewTranslator(nil)
	var n, same, script int
	how := make(map[string]int)
	for _, r := range records[1:] {
		n++
		there := tr.Translate(Mainland, HongKong, r[1])
		how[there.How.String()]++
		if tr.Translate(HongKong, Mainland, there.Term).Term == r[1] {
			same++
		}
		if back := string(scriptHans.Convert(nil, string(scriptHant.Convert(nil, r[1])))); back == r[1] {
			script++
		}
	}
	t.Logf("of %d names %d come back as they were, and %d by the script alone; %v", n, same, script, how)
	assert.Greater(t, same, n*80/100)
	assert.Greater(t, script, n*99/100)
}

// A term that is found where only a part of the name is meant says a thing twice:
// 腦下腦下垂體.
func TestNothingIsSaidTwice(t *testing.T) {
	tr := NewTranslator(nil)
	twice := func(name string) (n int) {
		r := []rune(name)
		for size := 2; size <= 4; size++ {
			for i := 0; i+2*size <= len(r); i++ {
				if r[i] > 'z' && string(r[i:i+size]) == string(r[i+size:i+2*size]) {
					n++
				}
			}
		}
		return n
	}
	for _, c := range []struct {
		file     string
		from, to Language
		column   int
	}{
		{"mainland/yibao2_dx.csv", Mainland, HongKong, 1},
		{"mainland/yibao2_px.csv", Mainland, HongKong, 1},
		{"taiwan/tw_icd10cm_2023.csv", HongKong, Mainland, 3},
	} {
		f, err := os.Open("../../../shared/tables/" + c.file)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the shared tables are not here")
		}
		require.NoError(t, err)
		records, err := csv.NewReader(f).ReadAll()
		f.Close()
		require.NoError(t, err)
		for _, r := range records[1:] {
			got := tr.Translate(c.from, c.to, r[c.column])
			assert.LessOrEqual(t, twice(got.Term), twice(r[c.column]), "%s: %s", r[c.column], got.Term)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	tr := NewTranslator(nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				assert.Equal(t, "急性下壁心肌梗塞", tr.Translate(Mainland, HongKong, "急性下壁心肌梗死").Term)
			}
		})
	}
	wg.Wait()
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{"", "急性下壁心肌梗死", "右乳癌術後電療", " SPECT检查 ", "\xff发\xff", "维生素B12", "饮食管理"} {
		f.Add(s)
	}
	tr := NewTranslator(nil)
	f.Fuzz(func(t *testing.T, name string) {
		for _, from := range []Language{Mainland, HongKong, English} {
			for _, to := range []Language{Mainland, HongKong, English} {
				r := tr.Translate(from, to, name)
				assert.Equal(t, name, r.Source)
				assert.NotEmpty(t, r.How)
				assert.Equal(t, utf8.ValidString(name), utf8.ValidString(r.Term))
				if r.How == Unchanged {
					assert.Equal(t, name, r.Term)
				}
				if r.How == Script {
					assert.NotEqual(t, name, r.Term)
				}
				assert.LessOrEqual(t, len(r.Term), 40+20*len(name))
			}
		}
	})
}

func BenchmarkTranslate(b *testing.B) {
	tr := NewTranslator(nil)
	for _, c := range []struct{ what, name string }{
		{"exact", "急性心肌梗死"},
		{"composed", "急性下壁心肌梗死伴心源性休克"},
		{"script", "颈总动脉扭曲"},
	} {
		b.Run(c.what, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tr.Translate(Mainland, HongKong, c.name)
			}
		})
	}
}
