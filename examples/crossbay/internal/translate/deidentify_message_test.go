package translate

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// aCanary is a value of messageOfCanaries, in letters or in digits.
var aCanary = regexp.MustCompile(`KNR[A-Z]{3}|8673\d{4}`)

// messageOfCanaries is a message that is accepted and in whose fields, whether a layout
// reads them or not, stand values that stand nowhere else, beside the few that must be
// what they are so that the record is one.
func messageOfCanaries() string {
	n := 0
	canary := func() string {
		n++
		if n%3 == 0 {
			return fmt.Sprintf("8673%04d", n)
		}
		return "KNR" + string([]byte{byte('A' + n/676%26), byte('A' + n/26%26), byte('A' + n%26)})
	}
	b := "MSH|^~\\&|KNRAPP|QEH|LIB|QEH|20240308101500+0800||ADT^A03|KNRCTL|P|2.5||||||UNICODE UTF-8\r" +
		"EVN|A03|20240308101500+0800\r"
	for _, s := range []struct {
		name   string
		fields int
		fixed  map[int]string
	}{
		{"PID", 39, map[int]string{1: "1", 3: "K867301^^^HKSAR^HKIC~KNRMRN^^^QEH^MR", 7: "19560214", 8: "M"}},
		{"NK1", 39, map[int]string{1: "1"}},
		{"PV1", 52, map[int]string{1: "1", 2: "I", 19: "KNRHN^^^QEH^VN", 44: "20240302183000+0800", 45: "20240308100000+0800"}},
		{"DG1", 26, map[int]string{1: "1", 3: "410.71^KNRDGN^I9C", 6: "F", 15: "1"}},
		{"DG1", 26, map[int]string{1: "2"}},
		{"PR1", 20, map[int]string{1: "1", 3: "00.66^KNRPRO^I9C", 14: "1"}},
		{"OBX", 25, map[int]string{1: "1", 2: "TX", 11: "F"}},
		{"OBX", 25, map[int]string{1: "2", 2: "NM", 3: "8310-5^Body temperature^LN", 5: "86730.5"}},
		{"AL1", 6, map[int]string{1: "1"}},
		{"IN1", 49, map[int]string{1: "1"}},
		{"ZXX", 12, nil},
	} {
		b += s.name
		for i := 1; i <= s.fields; i++ {
			value, fixed := s.fixed[i]
			if !fixed {
				value = canary() + "^" + canary() + "^" + canary() + "~" + canary()
			}
			b += "|" + value
		}
		b += "\r"
	}
	return b
}

// Nothing that stands in a message, read or not, stands in what is made of it where it is
// de-identified: not in the document, whatever its form, and in none of the products.
func TestDeidentifiedMessagesHoldNoValue(t *testing.T) {
	in, keyFile := write(t, "in.hl7", messageOfCanaries()), write(t, "key", key)
	require.Regexp(t, aCanary, translate(t, "", "-quiet", in).stdout, "the record is accepted, and holds them")
	for _, profile := range []string{"gba", "research", "counts"} {
		for name, args := range map[string][]string{
			"a document":    nil,
			"a narrative":   {"-narrative", "bilingual"},
			"a summary":     {"-document", "ips"},
			"a visit":       {"-fold", "visit"},
			"a transaction": {"-bundle", "transaction"},
			"bulk data":     {"-to", "bulk"},
			"tables":        {"-to", "tables"},
			"omop":          {"-to", "omop"},
		} {
			if profile == "counts" && args != nil {
				continue // there are no records
			}
			t.Run(profile+" "+name, func(t *testing.T) {
				dir := t.TempDir()
				out, issues := filepath.Join(dir, "out"), filepath.Join(dir, "issues")
				if slices.Contains(args, "-to") {
					require.NoError(t, os.Mkdir(out, 0o700))
				}
				flags := append([]string{"-deidentify", profile, "-purpose", "HRESCH", "-key", keyFile, "-issues", issues, "-out", out}, args...)
				r := translate(t, "", append(flags, in)...)
				require.Equal(t, exitDone, r.status, r.stderr)
				all := r.stdout + r.stderr + read(t, issues)
				if slices.Contains(args, "-to") {
					for _, content := range folder(t, out) {
						all += content
					}
				} else {
					all += read(t, out)
				}
				require.Greater(t, len(all), 500)
				assert.Empty(t, aCanary.FindAllString(all, 5))
				assert.NotContains(t, all, `"valueString":"message"`)
				for _, part := range regexp.MustCompile(`[A-Za-z0-9+/=]{40,}`).FindAllString(all, -1) {
					text, err := base64.StdEncoding.DecodeString(part)
					assert.False(t, err == nil && aCanary.Match(text), "in base64")
				}
				assert.NotContains(t, strings.ToUpper(all), "ZXX|")
			})
		}
	}
}
