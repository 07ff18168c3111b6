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
