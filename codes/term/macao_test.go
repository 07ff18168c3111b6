package term

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/term/internal/lexicon"
)

func macaoRows(t *testing.T) []lexicon.Row {
	t.Helper()
	f, err := os.Open("macao.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := lexicon.ReadRows(f, "portuguese")
	require.NoError(t, err)
	return rows
}

func TestTableOfMacaoIsWhatTheFileSays(t *testing.T) {
	got, err := lexicon.Compile(macaoRows(t), lexicon.Scripts{
		ToHans:   func(s string) string { return string(scriptHans.Convert(nil, s)) },
		ToHant:   func(s string) string { return string(lexicon.ConvertBoth(nil, s, &termsHans, &scriptHant)) },
		FoldHans: func(s string) string { return fold(Mainland, s) },
		FoldHant: func(s string) string { return fold(HongKong, s) },
	})
	require.NoError(t, err)
	assert.Equal(t, got.Hans.Text, termsOfMacao.Text, "run go generate")
	assert.Equal(t, got.Hant.Text, termsMacao.Text, "run go generate")
	assert.Equal(t, got.English.Text, termsPortuguese.Text, "run go generate")
}

// Each term of Macao has its names in both of its languages, and they translate to each
// other, and to the mainland's.
func TestTermsOfMacao(t *testing.T) {
	tr := NewTranslator(nil)
	for _, r := range macaoRows(t) {
		hans, hant, portuguese := r.Hans[0].Text, r.Hant[0].Text, r.Preferred()
		assert.NotEmpty(t, portuguese, hant)
		assert.Equal(t, portuguese, tr.Translate(Macao, Portuguese, hant).Term)
		assert.Equal(t, hant, tr.Translate(Portuguese, Macao, portuguese).Term)
		assert.Equal(t, hans, tr.Translate(Portuguese, Mainland, portuguese).Term)
		var said []string // a name of the mainland's that Macao says too may stay
		for _, n := range r.Hant {
			said = append(said, n.Text)
		}
		assert.Contains(t, said, tr.Translate(Mainland, Macao, hans).Term)
		assert.Equal(t, hans, tr.Translate(Macao, Mainland, hant).Term)
	}
}

// Macao has other words than Hong Kong for some things, and its own before those; where
// it has none, Hong Kong's serve it, and so do English ones. Portuguese names are spelt
// as in Portugal, before the agreement of 1990 or after, with accents or without.
func TestMacaoSaysAsHongKongWhereItHasNoOther(t *testing.T) {
	tr := NewTranslator(nil)
	for _, test := range []struct {
		from, to   Language
		name, want string
		how        How
	}{
		{Mainland, Macao, "急诊科", "急診", Exact},
		{HongKong, Macao, "急症室", "急診", Exact},
		{Macao, HongKong, "急診", "急症室", Exact},
		{HongKong, Macao, "心臟衰竭", "心力衰竭", Exact},
		{Macao, HongKong, "盲腸炎", "盲腸炎", Unchanged},
		{HongKong, Macao, "盲腸炎", "盲腸炎", Unchanged},
		{Mainland, Macao, "急性下壁心肌梗死", "急性下壁心肌梗塞", Composed},
		{Macao, Mainland, "急性下壁心肌梗塞", "急性下壁心肌梗死", Composed},
		{Mainland, Macao, "高脂血症", "高血脂症", Exact},
		{Mainland, Macao, "人类免疫缺陷病毒", "人類免疫缺陷病毒", Exact},
		{Mainland, HongKong, "人类免疫缺陷病毒", "人類免疫力缺乏病毒", Exact},
		{Macao, Mainland, "HTA", "高血压", Exact},
		{Macao, Mainland, "有asma病史", "有哮喘病史", Composed},
		{Portuguese, Mainland, "fratura", "骨折", Exact},
		{Portuguese, Mainland, "FRACTURA", "骨折", Exact},
		{Portuguese, English, "Enfarte agudo do miocardio", "acute myocardial infarction", Exact},
		{English, Portuguese, "stroke", "acidente vascular cerebral", Exact},
		{HongKong, Portuguese, "心臟衰竭", "insuficiência cardíaca", Exact},
		{Macao, Portuguese, "高尿酸血症", "高尿酸血症", Unchanged},
		{Portuguese, Mainland, "doença de nome desconhecido", "doença de nome desconhecido", Unchanged},
	} {
		got := tr.Translate(test.from, test.to, test.name)
		assert.Equal(t, test.want, got.Term, "%s from %s to %s", test.name, test.from, test.to)
		assert.Equal(t, test.how, got.How, "%s from %s to %s", test.name, test.from, test.to)
	}
	assert.NotEmpty(t, tr.Translate(Macao, Mainland, "電療").Caution, "it means there what it means in Hong Kong")
	for name, want := range map[string]Language{"肺炎": Macao, "asma": Portuguese, "dor torácica": Portuguese, "fractura do tornozelo": Portuguese, "heart failure": English, "CHAN": English} {
		assert.Equal(t, want, LanguageOf(name, Macao), name)
	}
	assert.Equal(t, English, LanguageOf("fibrilhação", HongKong))
}
