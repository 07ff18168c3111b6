package mapping_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// documentOf returns the document of the one sheet of a table.
func documentOf(t *testing.T, table string) (*fhir.Document, []mapping.Issue) {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(table), bothSides(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		return mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()}).Document(record.Sheet)
	}
	t.Fatal("the table has no sheet")
	return nil, nil
}

// codings lists the codes of concepts.
func codings(concepts ...r4.CodeableConcept) (list []string) {
	for _, concept := range concepts {
		for _, c := range concept.Coding {
			list = append(list, *c.System+"|"+*c.Code)
		}
	}
	return list
}

const encounterDiagnosis = fhir.SystemConditionCategory + "|encounter-diagnosis"

// Who lists the Conditions of a patient sees which are not one disease beside the
// others, and which nobody is certain of.
func TestConditionsSayWhatTheyAre(t *testing.T) {
	document, issues := documentOf(t, "A48,B12,B15,C03C,C04N,C05C,C06x01C,C07x01N,C09C,C10N,C12C,C13N\n"+
		"1,2024-01-05 09:30:00,2024-01-11 14:00:00,C50.900,乳腺恶性肿瘤,2,R50.900,发热待查,M80000/3,恶性肿瘤,W13.x00,从建筑物跌落\n")
	got := map[string][]string{}
	for _, c := range document.Conditions {
		status := "none"
		if c.VerificationStatus != nil {
			status = codings(*c.VerificationStatus)[0]
		}
		got[*c.Code.Text] = append(codings(c.Category...), status)
	}
	role := fhir.SystemSheetDiagnosisRole
	doubt := fhir.SystemConditionVerification + "|provisional"
	assert.Equal(t, map[string][]string{
		// 临床未确定 is how it was at admission; at discharge it is the diagnosis.
		"乳腺恶性肿瘤": {encounterDiagnosis, "none"},
		"发热待查":   {encounterDiagnosis, doubt},
		"恶性肿瘤":   {encounterDiagnosis, role + "|pathology", "none"},
		"从建筑物跌落": {encounterDiagnosis, role + "|external-cause", "none"},
	}, got)
	assert.Contains(t, told(issues), "diagnosis.other[1].name information provisional-diagnosis")

	document, _ = documentOf(t, "Patient number,Admission date and time,Discharge date and time,Provisional diagnosis,Principal diagnosis\n"+
		"P1,2024-01-05 09:30:00,2024-01-11 14:00:00,Chest pain,Angina\n")
	for _, c := range document.Conditions {
		if *c.Code.Text == "Chest pain" {
			assert.Equal(t, []string{doubt}, codings(*c.VerificationStatus))
		} else {
			assert.Nil(t, c.VerificationStatus)
		}
	}
}

// Blood groups and serology are computed with by LOINC's answers.
func TestResultsHaveAnswersOfLOINC(t *testing.T) {
	document, _ := documentOf(t, "BAH,RYSJ,CYSJ,XX,RH\n1,20240105,20240111,4,2\n")
	var got []string
	for _, o := range document.Observations {
		got = append(got, codings(*o.ValueCodeableConcept)[1])
	}
	assert.Equal(t, []string{"http://loinc.org|LA28449-9", "http://loinc.org|LA6576-8"}, got)
}

// 主治医师 is a rank on the mainland; 主診醫生 is who answers for the patient in Hong Kong.
// A way of payment is nobody who pays, and where one is registered one need not live.
func TestWhatASheetDoesNotSay(t *testing.T) {
	attends := func(d *fhir.Document) bool {
		for _, p := range d.Encounters[0].Participant {
			for _, code := range codings(p.Type...) {
				if code == fhir.SystemParticipationType+"|ATND" {
					return true
				}
			}
		}
		return false
	}
	document, _ := documentOf(t, "A48,B12,B15,B24,A46C,A24,A26\n1,2024-01-05 09:30:00,2024-01-11 14:00:00,示例,1.1,甲地,乙地\n")
	assert.False(t, attends(document))
	require.Len(t, document.Coverages, 1)
	assert.Nil(t, document.Coverages[0].Payor[0].Display)
	assert.Equal(t, fhir.ExtensionDataAbsentReason, document.Coverages[0].Payor[0].Extension[0].Url)
	for _, a := range document.Patient.Address {
		assert.Equal(t, *a.Text == "乙地", a.Use != nil, *a.Text)
	}

	document, _ = documentOf(t, "Patient number,Admission date and time,Discharge date and time,Attending doctor,Paying class,Principal diagnosis\n"+
		"P1,2024-01-05 09:30:00,2024-01-11 14:00:00,示例,P,Angina\n")
	assert.True(t, attends(document))
	assert.Nil(t, document.Coverages[0].Payor[0].Display)
}
