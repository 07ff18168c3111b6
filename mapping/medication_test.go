package mapping_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// statement is a MedicationStatement of a drug, as the R4 specification has it.
func statement(id, status, members string) string {
	return `{"resourceType":"MedicationStatement","id":"` + id + `","status":"` + status + `","subject":{"reference":"Patient/p"},"context":{"reference":"Encounter/e"}` + members + `}`
}

// What the patient takes, of documents of others: the statuses are those of R4's
// MedicationStatement.
func TestMedicationsOfOthers(t *testing.T) {
	resources := []string{
		person(`"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"PI"}]},"value":"80000001"},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"HN1"}]`), inPatient(""),
		statement("m1", "active", `,"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"1000990","display":"oxymetazoline hydrochloride 0.5 MG/ML Nasal Spray"}]},"effectiveDateTime":"2024-03-02","dosage":[{"text":"1 spray","route":{"coding":[{"display":"Nasal use"}]}}]`),
		statement("m2", "unknown", `,"medicationReference":{"display":"Paracetamol 500 mg"},"effectivePeriod":{"start":"2024-03-02","end":"2024-03-05"}`),
		statement("m3", "not-taken", `,"medicationCodeableConcept":{"text":"Warfarin"}`),
		statement("m4", "entered-in-error", `,"medicationCodeableConcept":{"text":"Digoxin"}`),
	}
	records := factsOf(t, mapping.Options{Layouts: []*mapping.Layout{hongkong.EHealth()}}, resources...)
	require.Len(t, records, 1)
	require.NotNil(t, records[0].Sheet, "%v", records[0].Issues)
	list := records[0].Sheet.Medications
	require.Len(t, list, 2, "what was not taken, or never was so, is no drug of the patient's")
	assert.Equal(t, "oxymetazoline hydrochloride 0.5 MG/ML Nasal Spray", list[0].Name)
	assert.Equal(t, "1000990", list[0].Codes[0].Code)
	assert.Equal(t, "2024-03-02", string(list[0].Start.Append(nil, "")))
	assert.Equal(t, "1 spray", list[0].Instruction)
	assert.Equal(t, "Nasal use", list[0].Route)
	assert.Equal(t, "Paracetamol 500 mg", list[1].Name)
	assert.Equal(t, "2024-03-05", string(list[1].End.Append(nil, "")))
	assert.Contains(t, codesOfIssues(records[0].Issues), "not-so")

	// A front sheet of the mainland has no place for drugs, and says so.
	records = factsOf(t, mapping.Options{Layouts: []*mapping.Layout{mainland.HQMS()}}, resources...)
	require.Len(t, records, 1)
	assert.Empty(t, records[0].Sheet.Medications)
	assert.Contains(t, codesOfIssues(records[0].Issues), "not-understood")
}

// What a drug is called crosses by the table of terms, and how it is taken does not.
func TestLocalizedMedications(t *testing.T) {
	translator := mapping.NewTranslator(nil, nil)
	const records = `{"encounterKey":"E1","recipient":{"eHRNumber":"80000001"},"drug":{"localDescription":"阿士匹靈","registrationNumber":"HK-02280","doseInstruction":"每日一次"}}
{"encounterKey":"E1","recipient":{"eHRNumber":"80000001"},"drug":{"localDescription":"Nosuchamab 5 mg"}}`
	r, err := mapping.NewReader(strings.NewReader(records), hongkong.Layouts(), nil)
	require.NoError(t, err)
	var s *mapping.FrontSheet
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, "%v", record.Issues)
		sheet := record.Sheet.Clone()
		s = &sheet
	}
	localized := translator.Localize(s, mainland.HQMS(), nil)
	list := localized.Sheet.Medications
	assert.Equal(t, "阿司匹林", list[0].Name)
	assert.Equal(t, "HK-02280", list[0].Number)
	assert.Equal(t, "每日一次", list[0].Instruction)
	assert.Equal(t, "Nosuchamab 5 mg", list[1].Name)
	assert.Equal(t, "阿士匹靈", s.Medications[0].Name, "the sheet that was given stays")
}

// How a drug is taken, of documents of others: what the sheet has no place for is
// reported, and of a timing that is not a code no word is made.
func TestDosagesOfOthers(t *testing.T) {
	drug := `,"medicationCodeableConcept":{"text":"Prednisolone 5 mg"},"dosage":[`
	resources := []string{
		person(`"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"PI"}]},"value":"80000001"}]`), inPatient(""),
		statement("m1", "active", drug+`{"timing":{"code":{"text":"BID"}},"doseAndRate":[{"doseQuantity":{"value":0.50,"unit":"tablet"}}]}]`),
		statement("m2", "active", drug+`{"text":"2 in the morning"},{"text":"1 at night"}]`),
		statement("m3", "active", drug+`{"text":"x","timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}},"asNeededBoolean":true}]`),
	}
	records := factsOf(t, mapping.Options{Layouts: []*mapping.Layout{hongkong.CDARS()}}, resources...)
	require.Len(t, records, 1)
	list := records[0].Sheet.Medications
	require.Len(t, list, 3)
	assert.Equal(t, "0.50 tablet BID", list[0].Dose+" "+list[0].DoseUnit+" "+list[0].Frequency)
	assert.Empty(t, list[2].Frequency)
	for _, one := range resources[3:] {
		records := factsOf(t, mapping.Options{Layouts: []*mapping.Layout{hongkong.CDARS()}}, resources[0], resources[1], one)
		assert.Contains(t, codesOfIssues(records[0].Issues), "not-understood", "what is not read is not lost in silence: "+one)
	}
}

// A prescription crosses from the table of drugs to a domain record in the words of the
// source, and its code is reported: it is of another list than those of the record.
func TestPrescriptionsCross(t *testing.T) {
	r, err := mapping.NewReader(strings.NewReader("Reference Key,Drug Item Code,Drug Name,Dosage,Dosage Unit,Drug Frequency,Dispensing Duration,Dispensing Duration Unit,Quantity (Named Patient),Base Unit\n1,METF01,METFORMIN HCL TABLET 500MG,1,TAB,TWICE DAILY,4,Week(s),56,TAB\n"), hongkong.Layouts(), nil)
	require.NoError(t, err)
	var out strings.Builder
	w, err := mapping.NewWriter(&out, hongkong.EHealth(), nil)
	require.NoError(t, err)
	var issues []mapping.Issue
	for record, err := range r.Records() {
		require.NoError(t, err)
		found, err := w.Write(record.Sheet)
		require.NoError(t, err)
		issues = append(issues, found...)
	}
	require.NoError(t, w.Flush())
	for _, cell := range []string{",1 TAB TWICE DAILY,", ",4 Week(s),", ",56 TAB,", ",METFORMIN HCL TABLET 500MG,"} {
		assert.Contains(t, out.String(), cell)
	}
	assert.Contains(t, codesOfIssues(issues), "other-code-system")
}
