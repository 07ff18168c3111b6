package results

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each rule finds what it is about, and nothing else in a report that is as it should be:
// of a laboratory's own range and flag, of HL7's table 0085 and of the order of times.
func TestCheck(t *testing.T) {
	const head = "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ORU^R01|M1|P|2.4\rPID|1||A123456(3)^^^HKSAR^N\r"
	const obr = "OBR|1|R1|L1|RFT^Renal function^L|||20260104230000|||||||20260104233000|SER^Serum|||||||20260105080000||CH|F\r"
	const good = "OBX|1|NM|CREA^Creatinine^L||88|umol/L|60-110|N|||F\r"
	for _, test := range []struct{ text, codes string }{
		{obr + good, ""},
		{obr + strings.ReplaceAll(good, "|N|", "|H|"), "flag-range"},
		{obr + strings.ReplaceAll(good, "|88|", "|188|"), "flag-range"},
		{obr + strings.ReplaceAll(good, "|88|", "|58|"), "flag-range"},
		{obr + "OBX|1|NM|CRP^C-reactive protein^L||5.0|mg/L|<5.0|H|||F\r", ""},
		{obr + "OBX|1|SN|CRP^C-reactive protein^L||<^0.3|mg/L|1-5.0|N|||F\r", ""},
		{obr + strings.ReplaceAll(good, "umol/L", ""), "unit-missing"},
		{obr + strings.ReplaceAll(good, "|||F", "|||P"), "status-conflict"},
		{obr + good + strings.ReplaceAll(good, "|88|", "|90|"), "result-repeated"},
		{obr + good + good, ""},
		{strings.ReplaceAll(obr, "20260105080000", "20260104200000") + good, "report-times"},
		{strings.ReplaceAll(obr, "SER^Serum", "") + good, ""},
		{strings.ReplaceAll(strings.ReplaceAll(obr, "SER^Serum", ""), "20260104233000", "") + good, "no-specimen"},
		{obr, "report-empty"},
	} {
		rec := read(t, []byte(head+test.text), ORU)[0]
		var codes []string
		for _, i := range Check(rec, laboratory.Default()) {
			codes = append(codes, i.Code)
		}
		assert.Equal(t, test.codes, strings.Join(codes, " "), test.text)
	}
}

// The page has each value as printed, the same in the unit of the other side with what
// that rests on, the laboratory's flag and range, and no script.
func TestPage(t *testing.T) {
	for _, name := range samples {
		var out bytes.Buffer
		w := NewPageWriter(&out, translator(false))
		list := read(t, sample(t, name), "")
		for _, rec := range list {
			_, err := w.Write(rec)
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		text := out.String()
		assert.Equal(t, len(list), strings.Count(text, "<article>"))
		assert.NotContains(t, text, "<script")
		for _, rec := range list {
			for _, s := range saidBy(rec) {
				for _, part := range []string{s.Number, s.Range, s.Flags} {
					part, _, _ = strings.Cut(part, "~")
					assert.Contains(t, text, strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;").Replace(part), name)
				}
			}
		}
		if name == "oru.hl7" {
			assert.Contains(t, text, "× 10; units of one dimension")
			// Both sides read what is measured, in what, and in units as people write them.
			assert.Contains(t, text, `Haemoglobin <span class="other" lang="zh-Hans-CN">血红蛋白</span>`)
			assert.Contains(t, text, "SER Serum 血清")
			assert.NotContains(t, text, "[Hg]")
			assert.Contains(t, text, `<div class="critical">LL`)
			assert.Contains(t, text, "border-collapse")
		}
		if name == "yb-4502.ndjson" {
			assert.Contains(t, text, `血红蛋白 <span class="other" lang="en">Haemoglobin</span>`)
		}
		if *documents != "" {
			require.NoError(t, os.WriteFile(*documents+"/"+name+".html", out.Bytes(), 0o600))
		}
	}
	keys := []string{}
	for key, l := range labels() {
		assert.NotEmpty(t, l[0], key)
		assert.NotEmpty(t, l[1], key)
		keys = append(keys, key)
	}
	assert.True(t, slices.Contains(keys, "not-stated"))
}
