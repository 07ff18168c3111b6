package mapping_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tests of this file hold summaries to hl7.fhir.uv.ips 2.0.0 as far as its
// profiles can be read: .ci/conformance has HL7's validator do it.

func summaries() *mapping.Translator {
	return mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides(), Form: mapping.PatientSummary})
}

// summarised yields the sheets of all samples.
func summarised(t *testing.T, f func(name string, s *mapping.FrontSheet)) {
	t.Helper()
	names, err := filepath.Glob("../examples/testdata/h*")
	require.NoError(t, err)
	more, err := filepath.Glob("../examples/testdata/n041*")
	require.NoError(t, err)
	n := 0
	for _, name := range append(names, more...) {
		if strings.HasSuffix(name, ".xls") || strings.HasSuffix(name, ".xlsx") {
			continue
		}
		file, err := os.Open(name)
		require.NoError(t, err)
		reader, err := mapping.NewReader(file, slices.Concat(mainland.Layouts(), hongkong.Layouts()), &mapping.ReaderOptions{File: filepath.Base(name)})
		require.NoError(t, err)
		for record, err := range reader.Records() {
			require.NoError(t, err)
			if record.Sheet != nil {
				f(filepath.Base(name), record.Sheet)
				n++
			}
		}
		require.NoError(t, file.Close())
	}
	require.Greater(t, n, 100)
}

// sectionsOf returns the sections of a Composition, and what they list, by their
// codes of LOINC.
func sectionsOf(t *testing.T, d *fhir.Document) (map[string]*r4.CompositionSection, map[string][]string) {
	t.Helper()
	sections, entries := map[string]*r4.CompositionSection{}, map[string][]string{}
	for i := range d.Composition.Section {
		s := &d.Composition.Section[i]
		code := *s.Code.Coding[0].Code
		require.Nil(t, sections[code], "%s stands twice", code)
		sections[code] = s
		for _, e := range s.Entry {
			entries[code] = append(entries[code], *e.Reference)
		}
	}
	return sections, entries
}

func claims(meta *r4.Meta, profile string) bool {
	return meta != nil && slices.Contains(meta.Profile, "http://hl7.org/fhir/uv/ips/StructureDefinition/"+profile)
}

// Every sample of every layout has the sections that the guide demands, each with its
// text, and either entries or why there are none; results have what it demands of
// them, and no diagnosis has a clinical status that nobody stated.
func TestSummariesFollowTheGuide(t *testing.T) {
	translator := summaries()
	results, denied := 0, 0
	summarised(t, func(name string, sheet *mapping.FrontSheet) {
		d, _ := translator.Document(sheet)
		require.Empty(t, d.Check(), name)
		assert.True(t, claims(d.Meta, "Bundle-uv-ips"), name)
		assert.True(t, claims(d.Composition.Meta, "Composition-uv-ips"), name)
		assert.Equal(t, "60591-5", *d.Composition.Type.Coding[0].Code, name)
		sections, entries := sectionsOf(t, d)
		for _, code := range []string{"11450-4", "48765-2", "10160-0"} {
			s := sections[code]
			require.NotNil(t, s, "%s: no %s", name, code)
			assert.NotEqual(t, len(s.Entry) > 0, s.EmptyReason != nil, "%s %s", name, code)
		}
		if s := sections["10160-0"]; len(sheet.Medications) == 0 {
			assert.Equal(t, "unavailable", *s.EmptyReason.Coding[0].Code, name)
			why := "未包含" // the layout has no place for it
			if sheet.Column("medication.name") != "" || sheet.Column("domain.medication.identifier") != "" {
				why = "未有說明"
			}
			assert.Contains(t, strings.ReplaceAll(s.Text.Div, "未说明", "未有說明"), why, "that there is no information is not that there are no medications")
		}
		for code, s := range sections {
			require.NotNil(t, s.Text, "%s %s", name, code)
			assert.Contains(t, s.Text.Div, "<tr><th", "%s %s", name, code)
			assert.Empty(t, s.Section)
		}
		assert.True(t, claims(d.Patient.Meta, "Patient-uv-ips"), name)
		assert.NotNil(t, d.Patient.BirthDate, name)
		for i := range d.Conditions {
			assert.True(t, claims(d.Conditions[i].Meta, "Condition-uv-ips"), name)
			assert.Nil(t, d.Conditions[i].ClinicalStatus, name)
		}
		for i := range d.Observations {
			o := &d.Observations[i]
			listed := slices.Contains(entries["30954-2"], "urn:uuid:"+*o.Id)
			require.Equal(t, listed, claims(o.Meta, "Observation-results-laboratory-pathology-uv-ips"), name)
			if !listed {
				assert.Empty(t, o.Category, "%s: what is of no laboratory is not said to be", name)
				continue
			}
			results++
			assert.Equal(t, "laboratory", *o.Category[0].Coding[0].Code, name)
			assert.NotNil(t, o.EffectiveDateTime, name)
			assert.Len(t, o.Performer, 1, name)
		}
		for i := range d.AllergyIntolerances {
			if code := d.AllergyIntolerances[i].Code; len(code.Coding) == 2 && *code.Coding[0].Code == "409137002" {
				assert.Equal(t, "no-known-medication-allergies", *code.Coding[1].Code)
				denied++
			}
		}
	})
	assert.Greater(t, results, 30)
	assert.Greater(t, denied, 30)
}

// A summary has every resource of the stay's document, and every section of it leads
// to what the section of the stay led to: what is in the one is in the other.
func TestSummariesLoseNothing(t *testing.T) {
	stay, summary := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()}), summaries()
	summarised(t, func(name string, sheet *mapping.FrontSheet) {
		d, _ := stay.Document(sheet)
		s, _ := summary.Document(sheet)
		assert.Equal(t, d.Composition.Extension, s.Composition.Extension, name)
		assert.Equal(t, d.Composition.Type, s.Composition.Category[0], name)
		assert.Equal(t, d.Identifier, s.Composition.RelatesTo[0].TargetIdentifier, name)
		assert.NotEqual(t, d.Identifier, s.Identifier, name)
		assert.NotEqual(t, d.Composition.Id, s.Composition.Id, name)
		assert.Equal(t, d.Encounters, s.Encounters, name)
		assert.Equal(t, d.Coverages, s.Coverages, name)
		assert.Equal(t, d.Invoices, s.Invoices, name)
		assert.Equal(t, d.Locations, s.Locations, name)
		require.Len(t, s.Conditions, len(d.Conditions), name)
		require.Len(t, s.Procedures, len(d.Procedures), name)
		require.Len(t, s.Observations, len(d.Observations), name)
		listed := func(d *fhir.Document) (all []string) {
			_, entries := sectionsOf(t, d)
			for _, list := range entries {
				all = append(all, list...)
			}
			return all
		}
		assert.Subset(t, listed(s), listed(d), name)
	})
}

// The text of a section says what its entries say: each diagnosis by its name, in its
// own section and in no other.
func TestTextsOfSummariesSayWhatTheirEntriesSay(t *testing.T) {
	translator := summaries()
	apart := 0
	summarised(t, func(name string, sheet *mapping.FrontSheet) {
		d, _ := translator.Document(sheet)
		sections, entries := sectionsOf(t, d)
		for code, other := range map[string]string{"11450-4": "29308-4", "29308-4": "11450-4"} {
			names := map[string]bool{}
			for i := range d.Conditions {
				if c := &d.Conditions[i]; c.Code != nil && c.Code.Text != nil && slices.Contains(entries[code], "urn:uuid:"+*c.Id) {
					names[*c.Code.Text] = true
				}
			}
			for text := range names {
				assert.Contains(t, sections[code].Text.Div, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(text), name)
			}
			if len(names) > 0 && code == "29308-4" {
				assert.NotContains(t, sections[other].Text.Div, ">门（急）诊诊断<", name)
				apart += len(entries[code])
			}
		}
	})
	assert.Positive(t, apart)
}

// A diagnosis that was made on the way is no problem beside those of the discharge,
// but one where there are none yet.
func TestProblemsAreThoseOfTheDischarge(t *testing.T) {
	made := func(roles ...frontsheet.DiagnosisRole) map[string][]string {
		s := frontsheet.FrontSheet{Patient: frontsheet.Patient{RecordNumber: "1"}}
		for _, role := range roles {
			s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Role: role, Slot: 1, Name: "x"})
		}
		d, _ := summaries().Document(&s)
		require.Empty(t, d.Check())
		_, entries := sectionsOf(t, d)
		return entries
	}
	both := made(frontsheet.OnAdmission, frontsheet.Principal)
	assert.Len(t, both["11450-4"], 1)
	assert.Len(t, both["29308-4"], 1)
	admitted := made(frontsheet.OnAdmission)
	assert.Len(t, admitted["11450-4"], 1)
	assert.Empty(t, admitted["29308-4"])
}

// A disease that the sheet says was cured (出院情况 1 of HQMS) is a problem of the past;
// one that it says nothing of, or that died with the patient, is not. What is left of a
// line with several diseases is together.
func TestCuredProblemsAreOfThePast(t *testing.T) {
	var sheet *mapping.FrontSheet
	reader, err := mapping.NewReader(strings.NewReader(table("A48=1", "A11=甲", "C03C=K80.100+K81.000", "C04N=胆囊结石伴胆囊炎", "F05=1", "C06x01C=I10.x00", "C07x01N=高血压", "F06x01=2", "C06x02C=J18.900", "C07x02N=肺炎", "F06x02=1")), bothSides(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		sheet = record.Sheet
	}
	require.NotNil(t, sheet)
	d, _ := summaries().Document(sheet)
	require.Empty(t, d.Check())
	sections, entries := sectionsOf(t, d)
	assert.Len(t, entries["11450-4"], 1)
	assert.Len(t, entries["11348-0"], len(d.Conditions)-1)
	assert.Contains(t, sections["11450-4"].Text.Div, "高血压")
	assert.NotContains(t, sections["11450-4"].Text.Div, "胆囊")
	assert.Contains(t, sections["11348-0"].Text.Div, "胆囊结石伴胆囊炎")
	assert.Contains(t, sections["11348-0"].Text.Div, "肺炎")
	for i := range d.Conditions {
		assert.Nil(t, d.Conditions[i].ClinicalStatus)
	}
}

// Whether there is an allergy is answered in the section in the guide's own codes (its
// value set of allergies is SNOMED CT's), by what the sheet answers and no more.
func TestAnswersAboutAllergies(t *testing.T) {
	for _, test := range []struct{ layout, cells, code, reason string }{
		{"hqms", "A48=1 A11=甲 C24C=1", "409137002", ""},
		{"hqms", "A48=1 A11=甲 C24C=2", "416098002", ""},
		{"hqms", "A48=1 A11=甲", "", "unavailable"},
		{"hqms", "A48=1 A11=甲 C24C=不详", "", "unavailable"},
	} {
		var sheet *mapping.FrontSheet
		reader, err := mapping.NewReader(strings.NewReader(table(strings.Fields(test.cells)...)), bothSides(), nil)
		require.NoError(t, err)
		for record, err := range reader.Records() {
			require.NoError(t, err)
			sheet = record.Sheet
		}
		require.NotNil(t, sheet, test.cells)
		d, _ := summaries().Document(sheet)
		sections, entries := sectionsOf(t, d)
		reason := ""
		if r := sections["48765-2"].EmptyReason; r != nil {
			reason = *r.Coding[0].Code
		}
		assert.Equal(t, test.reason, reason, test.cells)
		if test.code == "" {
			assert.Empty(t, d.AllergyIntolerances, test.cells)
			continue
		}
		require.Len(t, entries["48765-2"], 1, test.cells)
		assert.Equal(t, test.code, *d.AllergyIntolerances[0].Code.Coding[0].Code, test.cells)
		assert.Equal(t, "active", *d.AllergyIntolerances[0].ClinicalStatus.Coding[0].Code, "ait-1 of R4")
	}
	// All allergies are denied, and not those to drugs alone.
	s := frontsheet.FrontSheet{Patient: frontsheet.Patient{RecordNumber: "1"}, Allergy: frontsheet.Allergy{Recorded: frontsheet.Coded{Text: "No known allergies"}}}
	d, _ := summaries().Document(&s)
	assert.Equal(t, "716186003", *d.AllergyIntolerances[0].Code.Coding[0].Code)
	// Who denies allergies to food says nothing of drugs.
	s.Allergy.Recorded.Text = "No known food allergies"
	d, _ = summaries().Document(&s)
	assert.Empty(t, d.AllergyIntolerances)
	sections, _ := sectionsOf(t, d)
	assert.Equal(t, "unavailable", *sections["48765-2"].EmptyReason.Coding[0].Code)
}

// What nobody names is unknown, and not left out: the guide demands a code of each
// disease, operation and allergy, a name of each person and hospital, a date of birth
// and of each operation.
func TestUnknownIsStated(t *testing.T) {
	s := frontsheet.FrontSheet{
		Patient:    frontsheet.Patient{RecordNumber: "1"},
		Facility:   frontsheet.Facility{Code: "H1"},
		Diagnoses:  []frontsheet.Diagnosis{{Role: frontsheet.Principal, Slot: 1, Clinician: frontsheet.StaffMember{Number: "7"}}},
		Procedures: []frontsheet.Procedure{{Rank: 1}},
		Allergy:    frontsheet.Allergy{Items: []frontsheet.AllergyItem{{}}},
	}
	d, _ := summaries().Document(&s)
	require.Empty(t, d.Check())
	text, err := d.Append(nil)
	require.NoError(t, err)
	const absent = `{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}`
	assert.Equal(t, 3, strings.Count(string(text), `"code":`+absent))
	assert.Equal(t, 1, strings.Count(string(text), `"_name":`+absent))
	assert.Equal(t, 2, strings.Count(string(text), `"name":[{"_text":`+absent))
	assert.Equal(t, 1, strings.Count(string(text), `"_performedDateTime":`+absent))
	assert.Equal(t, 1, strings.Count(string(text), `"_birthDate":`+absent))
	read, err := fhir.Read(text)
	require.NoError(t, err)
	back, _ := summaries().FrontSheet(read)
	assert.Empty(t, back.Fields)
	assert.True(t, back.Patient.BirthDate.IsZero())
	assert.Empty(t, back.Patient.Name)
	assert.Empty(t, back.Facility.Name)
}

// A result that was entered in error is none, and one without an answer says so.
func TestResultsOfSummaries(t *testing.T) {
	s := frontsheet.FrontSheet{
		Patient: frontsheet.Patient{RecordNumber: "1"},
		Observations: []frontsheet.Observation{
			{Name: "Sodium", Number: "140", Status: "F"}, {Name: "Potassium", Number: "9", Status: "W"}, {Name: "Culture", Status: "P"},
		},
	}
	d, _ := summaries().Document(&s)
	require.Empty(t, d.Check())
	sections, entries := sectionsOf(t, d)
	assert.Len(t, entries["30954-2"], 2)
	assert.Contains(t, sections["30954-2"].Text.Div, "Sodium")
	assert.NotContains(t, sections["30954-2"].Text.Div, "Potassium")
	assert.Contains(t, sections["8648-8"].Text.Div, "Potassium")
	assert.Equal(t, fhir.Unknown, *d.Observations[0].EffectiveDateTime)
	assert.Equal(t, "unknown", *d.Observations[2].DataAbsentReason.Coding[0].Code)
	assert.Nil(t, d.Observations[0].DataAbsentReason)
	assert.Equal(t, fhir.ExtensionDataAbsentReason, d.Observations[0].Performer[0].Extension[0].Url, "nobody says whose the sheet is")
}

// The course of the stay says what else was found: all of it, and of a de-identified
// patient the band of ages.
func TestCourseOfSummaries(t *testing.T) {
	s := frontsheet.FrontSheet{
		Patient:  frontsheet.Patient{RecordNumber: "1", AgeBand: frontsheet.AgeBand{Low: 30, High: 34, Stated: true}},
		Findings: frontsheet.Findings{ABO: frontsheet.Coded{Text: "A"}},
		Care:     frontsheet.Care{VentilatorHours: "12"},
	}
	d, _ := summaries().Document(&s)
	require.Empty(t, d.Check())
	sections, entries := sectionsOf(t, d)
	assert.Len(t, entries["30954-2"], 1)
	assert.Len(t, entries["8648-8"], 3, "the stay, and two")
	assert.Contains(t, sections["8648-8"].Text.Div, "30–34")
	assert.Contains(t, sections["8648-8"].Text.Div, ">12<")
	assert.NotContains(t, sections["30954-2"].Text.Div, ">12<")
}

// Run and Document make the same summaries, whatever comes before on a worker.
func TestRunMakesTheSameSummaries(t *testing.T) {
	file, err := os.ReadFile("../examples/testdata/hqms.csv")
	require.NoError(t, err)
	var want, got []string
	reader, err := mapping.NewReader(strings.NewReader(string(file)), bothSides(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		if record.Sheet != nil {
			d, _ := summaries().Document(record.Sheet)
			text, err := d.Append(nil)
			require.NoError(t, err)
			want = append(want, string(text))
		}
	}
	reader, err = mapping.NewReader(strings.NewReader(string(file)), bothSides(), nil)
	require.NoError(t, err)
	require.NoError(t, summaries().Run(context.Background(), reader, &mapping.RunOptions{Workers: 2}, func(r *mapping.Result) error {
		if r.Output != nil {
			got = append(got, string(r.Output))
		}
		return nil
	}))
	assert.Equal(t, want, got)
}
