package exchange

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Texts outside the encryption that name the patient, as people write them: in full
// width, the day before the month, by the address, by whom to call, in the other script.
func TestTextsThatName(t *testing.T) {
	const patient = `{"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Patient","birthDate":"1960-02-01",
		"identifier":[{"value":"A123456(3)"}],"name":[{"text":"陳大文","family":"CHAN","given":["Tai Man"]}],
		"address":[{"text":"九龍示例道1號","line":["示例道1號"]}],"contact":[{"name":{"text":"LEE KA YAN"},"telecom":[{"value":"00012345"}],"address":{"text":"新界示例街2號"}}],
		"contained":[{"resourceType":"RelatedPerson","name":[{"text":"WONG SIU MING"}]}]}},
		{"resource":{"resourceType":"Composition","subject":{"display":"HO MEI LING"}}}]}`
	for _, text := range []string{
		"Ａ１２３４５６（３）", "A 123456-3", "of a123456(3)", "born 1/2/1960", "born 01-02-1960", "02/01/1960", "1960年2月1日", "19600201",
		"九龍示例道1號", "示例道１號", "call 0001 2345", "lee ka yan", "Wong Siu Ming", "新界示例街2號", "CHAN, Tai Man", "陳 大 文", "陳​大文", "Ho Mei Ling",
	} {
		assert.ErrorIs(t, CheckOutside([]byte(patient), text), ErrIdentifying, text)
	}
	for _, text := range []string{"", "Ward 3", "Consent/2026-0117", "1960", "Tai O clinic", "A1234", "陳醫生", "示例醫院"} {
		assert.NoError(t, CheckOutside([]byte(patient), text), text)
	}
}

// What a Bundle says of the patient is found again in whatever stands around it, and a
// text is never an error of another kind.
func FuzzTextsThatName(f *testing.F) {
	for _, seed := range [][3]string{{"A123456(3)", "of ", "!"}, {"陳大文", "給", "的摘要"}, {"０００１２３４５", "\u200b", "\x00"}, {"Élodie", "dr. ", ""}, {"ﬀ", "", ""}, {"\xff", "\xfe", ""}} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, name, before, after string) {
		value, err := json.Marshal(name)
		require.NoError(t, err)
		bundle := `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","identifier":[{"value":` + string(value) + `}]}}]}`
		err = CheckOutside([]byte(bundle), before+name+after)
		if long := plain(name); utf8.ValidString(name) && utf8.RuneCountInString(long) >= 4 {
			assert.ErrorIs(t, err, ErrIdentifying)
		} else if err != nil {
			assert.ErrorIs(t, err, ErrIdentifying)
		}
	})
}
