package hongkong_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The positions of RF1, PRD and MSA are those of chapters 11 and 2 of HL7 v2.5: what they say
// reaches the referral, and the messages come back byte for byte, through FHIR as well.
func TestReferralsComeBack(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: hongkong.Layouts()})
	for _, name := range []string{"hk-ref.hl7", "hk-rri.hl7"} {
		text, err := os.ReadFile("../../examples/testdata/" + name)
		require.NoError(t, err)
		message := strings.ReplaceAll(string(text), "\n", "\r")
		reader, err := mapping.NewReader(strings.NewReader(message), []*mapping.Layout{hongkong.Referrals()}, nil)
		require.NoError(t, err)
		for r, err := range reader.Records() {
			require.NoError(t, err)
			require.NotNil(t, r.Sheet, "%v", r.Issues)
			document, _ := translator.Document(r.Sheet)
			back, _ := translator.FrontSheet(document)
			for _, s := range []*mapping.FrontSheet{r.Sheet, back} {
				var out bytes.Buffer
				w, err := mapping.NewWriter(&out, hongkong.Referrals(), nil)
				require.NoError(t, err)
				_, err = w.Write(s)
				require.NoError(t, err)
				require.NoError(t, w.Flush())
				assert.Equal(t, message, out.String(), name)
			}
		}
	}
}

// What a referral says reaches the elements, of messages of another shape too: PRD-10 of
// later versions, a pending status, and remarks on a result, which are no part of the letter.
func TestReferralElements(t *testing.T) {
	message := "MSH|^~\\&|HIS|HKX|||20260109||REF^I12|R2|P|2.7\rRF1|E|A|||||20260110|||Second opinion|B-1\r" +
		"PRD|RT|||||||||Example Hospital B^L^^^^^^^^X02\rPRD|RP|LEE^SIU MING|||||M1\rPID|1||P1^^^HKX^MR\r" +
		"OBX|1|NM|K^Potassium^L||4.1|mmol/L\rNTE|1||haemolysed\r"
	reader, err := mapping.NewReader(strings.NewReader(message), []*mapping.Layout{hongkong.Referrals()}, nil)
	require.NoError(t, err)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, r.Sheet, "%v", r.Issues)
		s := &r.Sheet.Referral
		assert.Equal(t, "cancelled", s.Status.Standard())
		assert.Equal(t, "asap", s.Urgency.Standard())
		assert.Equal(t, "Second opinion", s.Reason)
		assert.Equal(t, "B-1", s.Receipt)
		assert.Empty(t, s.Notes, "a remark on a result is none on the referral")
		assert.Equal(t, mapping.Provider{Role: "RT", Organization: "Example Hospital B", Code: "X02"}, *s.Provider("RT"))
		assert.Equal(t, "M1", s.Provider("RP").Number)
	}
	// Results that stand within orders are results of the patient, and two referrals in one
	// message are nobody knows which (11.3.1: RF1 does not repeat).
	assert.Len(t, readReferral(t, message).Sheet.Observations, 1)
	two := readReferral(t, message+"RF1|P|||||REF0002\r")
	assert.Nil(t, two.Sheet)
	assert.Equal(t, "two-referrals", two.Issues[len(two.Issues)-1].Code)
	// An admission is no referral, and a referral no admission.
	for text, layout := range map[string]*mapping.Layout{message: hongkong.ADT(), strings.Replace(message, "REF^I12", "ADT^A01", 1): hongkong.Referrals()} {
		reader, err := mapping.NewReader(strings.NewReader(text), []*mapping.Layout{layout}, nil)
		require.NoError(t, err)
		for r, err := range reader.Records() {
			require.NoError(t, err)
			assert.Nil(t, r.Sheet)
			assert.Equal(t, "message-type", r.Issues[len(r.Issues)-1].Code)
		}
	}
}

// readReferral reads a message.
func readReferral(t *testing.T, text string) *mapping.Record {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), []*mapping.Layout{hongkong.Referrals()}, nil)
	require.NoError(t, err)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		return r
	}
	t.Fatal("there is no message")
	return nil
}
