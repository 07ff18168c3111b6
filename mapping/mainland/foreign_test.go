package mainland_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// foreign is a Bundle as others write them: a search set of a server, without a
// Composition, in another zone, with resources and elements that no front sheet
// knows. Nobody in it is real.
const foreign = `{"resourceType":"Bundle","type":"searchset","total":13,"entry":[
{"fullUrl":"http://example.org/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p",
 "identifier":[{"system":"http://hl7.org/fhir/sid/passport-HKG","value":"H12345678"},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"http://example.org/mrn","value":"M-0001"}],
 "name":[{"family":"Example","given":["Amy","Beth"]},{"use":"official","family":"示","given":["例"]}],
 "gender":"female","birthDate":"1980-02-29","deceasedBoolean":false,
 "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]},
 "telecom":[{"system":"email","value":"a@example.org"},{"system":"phone","value":"00000001","use":"mobile"},{"system":"phone","value":"00000002","use":"home"}],
 "address":[{"line":["1 Example Road"],"city":"Example Town","country":"HK"}],
 "contact":[{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"SPS"}]}],"name":{"text":"Bob Example"}}],
 "communication":[{"language":{"text":"Cantonese"}}]}},
{"fullUrl":"http://example.org/fhir/Encounter/a","resource":{"resourceType":"Encounter","id":"a","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/p"}}},
{"fullUrl":"http://example.org/fhir/Encounter/i","resource":{"resourceType":"Encounter","id":"i","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"Patient/p"},
 "period":{"start":"2024-01-04T18:30:15.5Z","end":"2024-01-09"},"length":{"value":5,"unit":"days","system":"http://unitsofmeasure.org","code":"d"},
 "hospitalization":{"admitSource":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/admit-source","code":"emd"}]},"dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"other-hcf"}]},"destination":{"reference":"Organization/o2"}},
 "diagnosis":[{"condition":{"reference":"Condition/c1"},"use":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/diagnosis-role","code":"DD"}]},"rank":1},{"condition":{"reference":"Condition/c2"}}],
 "participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"ATND"}]}],"individual":{"display":"Dr Example"}}],
 "serviceProvider":{"reference":"Organization/o1"}}},
{"fullUrl":"http://example.org/fhir/Organization/o1","resource":{"resourceType":"Organization","id":"o1","name":"Example Hospital"}},
{"fullUrl":"http://example.org/fhir/Organization/o2","resource":{"resourceType":"Organization","id":"o2","name":"Other Hospital"}},
{"fullUrl":"http://example.org/fhir/Condition/c1","resource":{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I21.9","display":"Acute myocardial infarction, unspecified"},{"system":"http://snomed.info/sct","code":"57054005"}]},"onsetDateTime":"2024-01-04"}},
{"fullUrl":"http://example.org/fhir/Condition/c2","resource":{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/p"},"code":{"text":"Hypertension"}}},
{"fullUrl":"http://example.org/fhir/Condition/c3","resource":{"resourceType":"Condition","id":"c3","subject":{"reference":"Patient/p"},"verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"Diabetes"}}},
{"fullUrl":"http://example.org/fhir/Procedure/r1","resource":{"resourceType":"Procedure","id":"r1","status":"not-done","subject":{"reference":"Patient/p"},"code":{"text":"Bypass"}}},
{"fullUrl":"http://example.org/fhir/Procedure/r2","resource":{"resourceType":"Procedure","id":"r2","status":"completed","subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/i"},"code":{"text":"Stent"},"performedPeriod":{"start":"2024-01-05T11:00:00+08:00"}}},
{"fullUrl":"http://example.org/fhir/Observation/b","resource":{"resourceType":"Observation","id":"b","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"883-9"}]},"subject":{"reference":"Patient/p"},"valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"112144000","display":"A"}]}}},
{"fullUrl":"http://example.org/fhir/AllergyIntolerance/n","resource":{"resourceType":"AllergyIntolerance","id":"n","patient":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"409137002"}]}}},
{"fullUrl":"http://example.org/fhir/MedicationRequest/m","resource":{"resourceType":"MedicationRequest","id":"m"}}
]}`

// A foreign Bundle gives what a front sheet has a place for, and an issue for
// each thing that was not understood or was taken with a grain of salt.
func TestForeignBundle(t *testing.T) {
	document, left, err := fhir.ReadLenient([]byte(foreign))
	require.NoError(t, err)
	require.Len(t, left, 1)
	assert.Contains(t, left[0].Reason, "MedicationRequest")
	s, issues := both.FrontSheet(document)

	assert.Equal(t, "M-0001", s.Patient.RecordNumber)
	assert.Equal(t, "H12345678", s.Patient.DocumentNumber)
	assert.Equal(t, "示例", s.Patient.Name)
	assert.Equal(t, "2", s.Patient.Sex.Code)
	assert.Equal(t, "2", s.Patient.Marital.Code)
	assert.Equal(t, "00000002", s.Patient.Current.Phone)
	assert.Equal(t, "1 Example Road, Example Town, HK", s.Patient.Current.Text)
	assert.Equal(t, "Bob Example", s.Patient.Contact.Name)
	assert.Equal(t, "1", s.Patient.Contact.Relationship.Code)
	assert.Equal(t, "Example Hospital", s.Facility.Name)
	assert.Equal(t, mapping.DateTime{Year: 2024, Month: 1, Day: 5, Hour: 2, Minute: 30, Second: 15, Precision: mapping.ToSecond}, s.Stay.Admission)
	assert.Equal(t, mapping.ToDay, s.Stay.Discharge.Precision)
	assert.Equal(t, mapping.Decimal("5"), s.Stay.Days)
	assert.Equal(t, "1", s.Stay.Route.Code)
	assert.Equal(t, "2", s.Stay.Disposition.Code)
	assert.Equal(t, "Other Hospital", s.Stay.Destination)
	require.Len(t, s.Diagnoses, 2)
	assert.Equal(t, mapping.Principal, s.Diagnoses[0].Role)
	assert.Equal(t, mapping.Code{System: codes.ICD10, Code: "I21.9", Display: "Acute myocardial infarction, unspecified"}, s.Diagnoses[0].Codes[0])
	assert.Equal(t, "Acute myocardial infarction, unspecified", s.Diagnoses[0].Name)
	assert.Equal(t, mapping.Other, s.Diagnoses[1].Role)
	require.Len(t, s.Procedures, 1)
	assert.Equal(t, "Stent", s.Procedures[0].Name)
	assert.Equal(t, []mapping.StaffMember{{Role: mapping.AttendingPhysician, Name: "Dr Example"}}, s.Staff)
	assert.Equal(t, "1", s.Findings.ABO.Code)
	assert.Equal(t, "1", s.Allergy.Recorded.Code)

	var found []string
	for _, i := range issues {
		found = append(found, fmt.Sprintf("%s %s %s", i.Severity, i.Code, i.Field))
	}
	assert.ElementsMatch(t, []string{
		"information several-organizations facility.name", "information several-names patient.name",
		"information joined patient.name", "information several-telecoms patient.current.phone", "information joined patient.current.address",
		"information not-read ", "information not-in-patient stay.admission", "information fraction-left-out stay.admission",
		"information zone-converted stay.admission", "information named-by-code diagnosis.principal[1].code", "information not-read ",
		"warning diagnosis-role diagnosis.other", "warning not-so ", "warning not-so ", "information period-start procedure[1].performed",
		"warning procedure-rank procedure", "information read-by-label finding.abo", "information no-known-allergy allergy.recorded",
	}, found)

	// What the sheet has for HQMS is written, what it has not stays empty.
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, mainland.HQMS(), &mapping.WriterOptions{Edition: "2019"})
	require.NoError(t, err)
	written, err := w.Write(s)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	found = nil
	for _, i := range written {
		found = append(found, i.Code+" "+i.Column)
	}
	assert.ElementsMatch(t, []string{"date-without-time B15", "other-code-system C03C", "required-empty "}, found)
	assert.NotContains(t, out.String(), "I21.9")
	assert.Contains(t, out.String(), "2024-01-05 02:30:15,2024-01-09,")
}

// Whatever Bundle it is, a sheet comes of it, and a row.
func TestSheetsOfExamples(t *testing.T) {
	files, err := filepath.Glob("../../../shared/suites/r4-examples/Bundle/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the examples of R4 are not here")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		row(t, text)
	}
}

// row makes a row of each layout of any Bundle.
func row(t testing.TB, bundle []byte) {
	t.Helper()
	document, _, err := fhir.ReadLenient(bundle)
	if err != nil {
		return
	}
	for _, translator := range []*mapping.Translator{both, mapping.NewTranslator(nil, nil)} {
		sheet, _ := translator.FrontSheet(document)
		for _, l := range mainland.Layouts() {
			var out bytes.Buffer
			options := &mapping.WriterOptions{Encoding: mapping.EncodingGB18030}
			if l.Nested() {
				options = nil // JSON is UTF-8
			}
			w, err := mapping.NewWriter(&out, l, options)
			require.NoError(t, err)
			_, err = w.Write(sheet)
			require.NoError(t, err)
			require.NoError(t, w.Flush())
		}
		again, _ := translator.Document(sheet)
		if _, err := again.Append(nil); err != nil {
			t.Fatalf("the sheet of a Bundle makes no document: %v", err)
		}
	}
}

// FuzzBundle makes rows of arbitrary Bundles.
func FuzzBundle(f *testing.F) {
	f.Add([]byte(foreign))
	text, err := os.ReadFile("../../fhir/testdata/document.json")
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, bundle []byte) { row(t, bundle) })
}
