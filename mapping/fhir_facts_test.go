package mapping_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Resources of others, as the R4 specification has them: a patient, and a stay of
// six days in March 2024. The arguments are further members.
const (
	mrn  = `"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"HN1"}]`
	sct  = "http://snomed.info/sct"
	icd  = "http://hl7.org/fhir/sid/icd-10"
	role = "http://terminology.hl7.org/CodeSystem/diagnosis-role"
)

func person(members string) string {
	return `{"resourceType":"Patient","id":"p","name":[{"family":"Testley","given":["Orla"]}],` + members + `}`
}

func inPatient(members string) string {
	return `{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p"},"period":{"start":"2024-03-01T09:00:00+08:00","end":"2024-03-06T11:00:00+08:00"}` + members + `}`
}

func coded(system, code string) string {
	return `{"coding":[{"system":"` + system + `","code":"` + code + `"}]}`
}

// disease is a Condition by its id, which is its ICD-10 code, too.
func disease(code, members string) string {
	return `{"resourceType":"Condition","id":"` + code + `","subject":{"reference":"Patient/p"},"code":` + coded(icd, code) + members + `}`
}

func operation(code, status, members string) string {
	return `{"resourceType":"Procedure","id":"` + code + `","status":"` + status + `","subject":{"reference":"Patient/p"},"code":` + coded("http://hl7.org/fhir/sid/icd-9-cm", code) + members + `}`
}

const ofStay = `,"encounter":{"reference":"Encounter/e"}`

// listedAs is a line of Encounter.diagnosis.
func listedAs(code, use string, rank int) string {
	line := `{"condition":{"reference":"Condition/` + code + `"}`
	if use != "" {
		system, value, found := strings.Cut(use, "#")
		if !found {
			system, value = role, use
		}
		line += `,"use":` + coded(system, value)
	}
	if rank > 0 {
		line += fmt.Sprintf(`,"rank":%d`, rank)
	}
	return line + "}"
}

func diagnosesOf(lines ...string) string { return `,"diagnosis":[` + strings.Join(lines, ",") + `]` }

// factsOf reads a Bundle in the terms of a layout: its records.
func factsOf(t *testing.T, o mapping.Options, resources ...string) []mapping.Record {
	t.Helper()
	if o.Layouts == nil {
		o.Layouts = []*mapping.Layout{hongkong.FrontSheet()}
	}
	var list []mapping.Record
	reader := mapping.NewFHIRReader(mapping.NewTranslator(nil, &o), []mapping.FHIRFile{fhirFile("b.json", bundleOf("collection", resources))}, nil)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		list = append(list, *r)
	}
	return list
}

// lines are the diagnoses and the operations of a sheet.
func linesOf(s *mapping.FrontSheet) string {
	var list []string
	for _, d := range s.Diagnoses {
		list = append(list, fmt.Sprintf("%s %s", d.Role, d.Codes[0].Code))
	}
	for _, p := range s.Procedures {
		list = append(list, "operation "+p.Codes[0].Code)
	}
	return strings.Join(list, ", ")
}

func codesOfIssues(issues []mapping.Issue) (list []string) {
	for _, i := range issues {
		list = append(list, i.Code)
	}
	return list
}

// What part a diagnosis plays is said in the ways of R4: Encounter.diagnosis.use and
// rank (5.8.9), the value sets diagnosis-role and ex-diagnosistype, Condition.category,
// Encounter.reasonReference, Claim.diagnosis.type (13.7.8), and sections; in Germany in
// the code system KontaktDiagnoseProzedur of the basic profiles, and in the Americas by
// SNOMED CT.
func TestPartOfDiagnosis(t *testing.T) {
	const german, kind = "http://fhir.de/CodeSystem/KontaktDiagnoseProzedur", "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"
	claim := func(members string) string {
		return `{"resourceType":"Claim","id":"m","status":"active","use":"claim",` + members + `"patient":{"reference":"Patient/p"},"item":[{"sequence":1,"encounter":[{"reference":"Encounter/e"}]}],"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"Condition/I10"},"type":[` + coded(kind, "principal") + `]}]}`
	}
	// A bill may state a code and no Condition (Claim.diagnosis.diagnosis[x]).
	bare := func(code string) string {
		return strings.Replace(claim(""), `"diagnosisReference":{"reference":"Condition/I10"}`, `"diagnosisCodeableConcept":`+coded("http://hl7.org/fhir/sid/icd-10", code), 1)
	}
	benefit := strings.Replace(bare("I10"), `"Claim"`, `"ExplanationOfBenefit"`, 1)
	twin := strings.Replace(disease("I10", ofStay), `"id":"I10"`, `"id":"twin"`, 1)
	before := strings.Replace(disease("I10", `,"encounter":{"reference":"Encounter/x"}`), `"id":"I10"`, `"id":"before"`, 1)
	for _, test := range []struct {
		name      string
		encounter string
		more      []string
		want      string
		issue     string
	}{
		{"use and rank", diagnosesOf(listedAs("I10", "DD", 2), listedAs("I21.4", "DD", 1)), nil, "principal I21.4, other I10", ""},
		{"rank alone", diagnosesOf(listedAs("I10", "", 2), listedAs("I21.4", "", 1)), nil, "principal I21.4, other I10", "principal-diagnosis"},
		{"one of the discharge", diagnosesOf(listedAs("I21.4", "DD", 0), listedAs("I10", "CM", 0)), nil, "principal I21.4, other I10", "principal-diagnosis"},
		{"two of the discharge", diagnosesOf(listedAs("I21.4", "DD", 0), listedAs("I10", "DD", 0)), nil, "other I21.4, other I10", "diagnosis-role"},
		{"typed as principal", diagnosesOf(listedAs("I10", kind+"#clinical", 1), listedAs("I21.4", kind+"#principal", 2)), nil, "principal I21.4, other I10", ""},
		{"main diagnosis of the hospital", diagnosesOf(listedAs("I10", german+"#treatment-diagnosis", 0), listedAs("I21.4", german+"#hospital-main-diagnosis", 0)), nil, "principal I21.4, other I10", ""},
		{"principal by SNOMED CT", diagnosesOf(listedAs("I10", sct+"#52870002", 1), listedAs("I21.4", sct+"#8319008", 1)), nil, "admission I10, principal I21.4", ""},
		{"billing of the first rank", diagnosesOf(listedAs("I21.4", "billing", 1), listedAs("I10", "billing", 2)), nil, "principal I21.4, other I10", "principal-diagnosis"},
		{"billed and discharged with the same", diagnosesOf(listedAs("I21.4", "DD", 1), listedAs("I21.4", "billing", 1), listedAs("I10", "billing", 2)), nil, "principal I21.4, other I10", ""},
		{"admitted and discharged with the same", diagnosesOf(listedAs("I21.4", "AD", 1), listedAs("I21.4", "DD", 1), listedAs("I10", "CM", 0)), nil, "admission I21.4, principal I21.4, other I10", ""},
		{"a complaint", diagnosesOf(listedAs("I21.4", "DD", 1), listedAs("I10", "CC", 1)), nil, "principal I21.4", "diagnosis-use"},
		{"a working diagnosis", diagnosesOf(listedAs("I21.4", "DD", 1), listedAs("I10", "http://terminology.hl7.org/CodeSystem/v2-0052#W", 1)), nil, "principal I21.4, other I10", "unconfirmed"},
		{"a differential", diagnosesOf(listedAs("I21.4", "DD", 1), listedAs("I10", kind+"#differential", 0)), nil, "principal I21.4", "unconfirmed"},
		{"the reason of the stay", `,"reasonReference":[{"reference":"Condition/I21.4"}]`, nil, "principal I21.4, other I10", "principal-diagnosis"},
		{"two reasons", `,"reasonReference":[{"reference":"Condition/I21.4"},{"reference":"Condition/I10"}]`, nil, "other I21.4, other I10", "diagnosis-role"},
		{"nothing", "", nil, "other I21.4, other I10", "diagnosis-role"},
		{"the principal one of the bill", "", []string{claim("")}, "principal I10, other I21.4", ""},
		{"the code of the bill", "", []string{bare("I10")}, "principal I10, other I21.4", ""},
		{"the code of an explanation of benefit", "", []string{benefit}, "principal I10, other I21.4", ""},
		{"the code of the bill, which no Condition has", "", []string{bare("I11.0")}, "other I21.4, other I10", "diagnosis-role"},
		{"the code of the bill, which two Conditions have", "", []string{twin, bare("I10")}, "other I21.4, other I10, other I10", "diagnosis-role"},
		{"the code of the bill, which a Condition of another stay has too", "", []string{before, bare("I10")}, "principal I10, other I21.4", ""},
		{"the bill of another patient", "", []string{strings.Replace(claim(""), "Patient/p", "Patient/q", 1)}, "other I21.4, other I10", ""},
		{"a bill beside a rank", diagnosesOf(listedAs("I21.4", "DD", 1)), []string{claim("")}, "principal I21.4, other I10", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := factsOf(t, mapping.Options{}, append([]string{person(mrn), inPatient(test.encounter), disease("I21.4", ofStay), disease("I10", ofStay)}, test.more...)...)
			require.Len(t, list, 1)
			require.Equal(t, test.want, linesOf(list[0].Sheet))
			if test.issue != "" {
				assert.Contains(t, codesOfIssues(list[0].Issues), test.issue)
			}
		})
	}
	t.Run("a bill that is cancelled", func(t *testing.T) {
		list := factsOf(t, mapping.Options{}, person(mrn), inPatient(""), disease("I10", ofStay), strings.Replace(claim(""), `"active"`, `"cancelled"`, 1))
		assert.Equal(t, "other I10", linesOf(list[0].Sheet))
	})
}

// Sections of a summary say the part by LOINC's codes, as those of C-CDA do.
func TestPartOfDiagnosisBySection(t *testing.T) {
	section := func(code, condition string) string {
		return `{"title":"t","code":` + coded("http://loinc.org", code) + `,"entry":[{"reference":"Condition/` + condition + `"}]}`
	}
	composition := `{"resourceType":"Composition","id":"m","status":"final","type":` + coded("http://loinc.org", "18842-5") + `,"subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e"},"date":"2024-03-06","author":[{"display":"Nobody"}],"title":"t","section":[` +
		strings.Join([]string{section("46241-6", "R07.4"), section("11535-2", "I21.4"), section("11348-0", "A15.0"), section("10154-3", "R52"), section("29548-5", "I10"), section("11450-4", "E11.9")}, ",") + `]}`
	list := factsOf(t, mapping.Options{}, composition, person(mrn), inPatient(""), disease("R07.4", ofStay), disease("I21.4", ofStay), disease("A15.0", ofStay), disease("R52", ofStay),
		disease("I10", `,"onsetDateTime":"2010"`), disease("E11.9", `,"onsetDateTime":"2010"`))
	assert.Equal(t, "admission R07.4, principal I21.4, other I10", linesOf(list[0].Sheet))
	assert.Subset(t, codesOfIssues(list[0].Issues), []string{"condition-over", "diagnosis-use", "problem-list"})
}

// What a Condition says of itself counts (R4 9.2.4: category, clinicalStatus,
// verificationStatus, abatement[x]), and when it was.
func TestConditionsOfTheStay(t *testing.T) {
	const dir = "http://terminology.hl7.org/CodeSystem/"
	category := func(code string) string { return `,"category":[` + coded(dir+"condition-category", code) + `]` }
	clinical := func(code string) string { return `,"clinicalStatus":` + coded(dir+"condition-clinical", code) }
	verified := func(code string) string {
		return `,"verificationStatus":` + coded(dir+"condition-ver-status", code)
	}
	listed := diagnosesOf(listedAs("I21.4", "DD", 1), listedAs("E11.9", "CM", 2))
	const alone, both = "principal I21.4", "principal I21.4, other E11.9"
	for _, test := range []struct {
		name, encounter, members, want, issue string
	}{
		{"confirmed", listed, ofStay + verified("confirmed") + clinical("active"), both, ""},
		{"provisional", listed, ofStay + verified("provisional"), both, "unconfirmed"},
		{"unconfirmed", listed, ofStay + verified("unconfirmed"), both, "unconfirmed"},
		{"differential", listed, ofStay + verified("differential"), alone, "unconfirmed"},
		{"refuted", listed, ofStay + verified("refuted"), alone, "not-so"},
		{"in error", listed, ofStay + verified("entered-in-error"), alone, "not-so"},
		{"changed by a modifier", listed, ofStay + `,"modifierExtension":[{"url":"http://example.org/absent","valueBoolean":true}]`, alone, "modifier-extension"},
		{"cured in the stay", listed, ofStay + clinical("resolved") + `,"abatementDateTime":"2024-03-05"`, both, "condition-over"},
		{"listed, and over long ago", listed, clinical("resolved") + `,"abatementDateTime":"2009"`, both, "condition-over"},
		{"over long ago", "", ofStay + `,"abatementDateTime":"2009-05-01"`, alone, "condition-over"},
		{"over before the stay, by a period", "", `,"onsetPeriod":{"start":"2008"},"abatementPeriod":{"end":"2009"}`, alone, "condition-over"},
		{"inactive", "", clinical("inactive"), alone, "condition-over"},
		{"in remission", "", clinical("remission") + category("problem-list-item") + ofStay, alone, "condition-over"},
		{"of the list of problems", "", clinical("active") + category("problem-list-item"), alone, "problem-list"},
		{"of the list of problems, and the stay", "", clinical("active") + category("problem-list-item") + ofStay, both, "problem-list"},
		{"noted years before", "", `,"recordedDate":"2011-01-01"`, alone, "outside-stay"},
		{"noted years after", "", `,"recordedDate":"2031-01-01"`, alone, "outside-stay"},
		{"begun years before, of any encounter", "", category("encounter-diagnosis") + `,"onsetDateTime":"2012-05-24"`, alone, "outside-stay"},
		{"begun years before, in the stay", "", ofStay + category("encounter-diagnosis") + `,"onsetDateTime":"2012-05-24"`, both, "diagnosis-role"},
		{"listed, and begun after the discharge", listed, `,"onsetDateTime":"2024-07-01"`, both, "outside-stay"},
		{"begun after the discharge", "", ofStay + `,"onsetDateTime":"2024-07-01"`, alone, "outside-stay"},
		{"noted in the stay", "", `,"recordedDate":"2024-03-02"`, both, "diagnosis-role"},
		{"noted in the month of the stay", "", `,"recordedDate":"2024-03"`, both, "diagnosis-role"},
		{"of an encounter that is not here", "", `,"encounter":{"reference":"Encounter/x"}`, alone, "another-encounter"},
		{"nothing known", "", ofStay + `,"note":[{"text":"x"}]`, both, "diagnosis-role"},
	} {
		t.Run(test.name, func(t *testing.T) {
			encounter := test.encounter
			if encounter == "" {
				encounter = diagnosesOf(listedAs("I21.4", "DD", 1))
			}
			list := factsOf(t, mapping.Options{}, person(mrn), inPatient(encounter), disease("I21.4", ofStay), disease("E11.9", test.members))
			require.Len(t, list, 1)
			require.Equal(t, test.want, linesOf(list[0].Sheet), "%v", list[0].Issues)
			if test.issue != "" {
				assert.Contains(t, codesOfIssues(list[0].Issues), test.issue)
			}
		})
	}
	t.Run("no known problems", func(t *testing.T) { // of the International Patient Summary
		none := `{"resourceType":"Condition","id":"n","subject":{"reference":"Patient/p"},"code":` + coded("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-problems") + `}`
		list := factsOf(t, mapping.Options{}, person(mrn), inPatient(""), none)
		assert.Empty(t, list[0].Sheet.Diagnoses)
	})
	t.Run("one of two stays", func(t *testing.T) {
		second := strings.NewReplacer(`"id":"e"`, `"id":"f"`, "2024-03", "2023-03").Replace(inPatient(""))
		list := factsOf(t, mapping.Options{}, person(mrn), inPatient(""), second, disease("E11.9", ""), disease("I10", `,"recordedDate":"2023-03-02"`))
		require.Len(t, list, 2)
		got := []string{linesOf(list[0].Sheet), linesOf(list[1].Sheet)}
		assert.ElementsMatch(t, []string{"", "other I10"}, got)
		assert.Contains(t, append(codesOfIssues(list[0].Issues), codesOfIssues(list[1].Issues)...), "which-stay")
	})
}

// A fact names its patient and its encounter (R4, 5.8.7 and 9.2.4: subject is 1..1),
// and where those are two people's it is put in nobody's sheet.
func TestFactOfAnotherPatient(t *testing.T) {
	stranger := strings.Replace(person(mrn), `"id":"p"`, `"id":"q"`, 1)
	of := func(fact, patient string) string { return strings.Replace(fact, "Patient/p", patient, 1) }
	for name, patient := range map[string]string{"who is here": "Patient/q", "who is not here": "Patient/x", "of another server": "https://example.org/fhir/Patient/x"} {
		t.Run(name, func(t *testing.T) {
			for _, facts := range [][]string{
				{inPatient(""), of(disease("E11.9", ofStay), patient), of(operation("47.09", "completed", ofStay), patient)},
				{inPatient(diagnosesOf(listedAs("E11.9", "DD", 1))), of(disease("E11.9", ""), patient)},
				{inPatient(diagnosesOf(listedAs("E11.9", "DD", 1))), of(disease("E11.9", ofStay), patient)},
			} {
				list := factsOf(t, mapping.Options{}, append([]string{person(mrn), stranger}, facts...)...)
				require.Len(t, list, 1)
				assert.Empty(t, linesOf(list[0].Sheet))
				assert.Contains(t, codesOfIssues(list[0].Issues), "another-patient")
			}
		})
	}
	t.Run("of the same id on another server", func(t *testing.T) {
		entry := func(server, resource string) string {
			kind, id := between(resource, `"resourceType":"`), between(resource, `"id":"`)
			return `{"fullUrl":"https://` + server + `/` + kind + `/` + id + `","resource":` + resource + `}`
		}
		bundle := `{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join([]string{
			entry("a.example", person(mrn)), entry("b.example", person(mrn)), entry("a.example", inPatient("")),
			entry("a.example", of(disease("E11.9", ofStay), "https://b.example/Patient/p")), entry("a.example", disease("I10", ofStay)),
		}, ",") + `]}`
		reader := mapping.NewFHIRReader(mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{hongkong.FrontSheet()}}), []mapping.FHIRFile{fhirFile("b.json", bundle)}, nil)
		for r, err := range reader.Records() {
			require.NoError(t, err)
			require.NotNil(t, r.Sheet)
			assert.Equal(t, "other I10", linesOf(r.Sheet))
			assert.Contains(t, codesOfIssues(r.Issues), "another-patient")
		}
	})
	t.Run("the same by another address", func(t *testing.T) {
		list := factsOf(t, mapping.Options{}, person(mrn), stranger, inPatient(""), of(disease("E11.9", ofStay), "https://example.org/fhir/Patient/p"))
		require.Len(t, list, 1)
		assert.Equal(t, "other E11.9", linesOf(list[0].Sheet))
	})
}

// between returns what stands after the first such start, up to the next quote.
func between(text, start string) string {
	_, after, _ := strings.Cut(text, start)
	before, _, _ := strings.Cut(after, `"`)
	return before
}

// Of a patient with several stays, what names no encounter is no fact of one without
// a period: so it is among the examples of R4 (Encounter/example and Encounter/emerg).
func TestStayWithoutPeriod(t *testing.T) {
	never := `{"resourceType":"Encounter","id":"f","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p"}}`
	list := factsOf(t, mapping.Options{}, person(mrn), inPatient(""), never, operation("36.06", "completed", `,"performedDateTime":"2024-03-02"`))
	require.Len(t, list, 2)
	assert.ElementsMatch(t, []string{"operation 36.06", ""}, []string{linesOf(list[0].Sheet), linesOf(list[1].Sheet)})
	assert.Contains(t, append(codesOfIssues(list[0].Issues), codesOfIssues(list[1].Issues)...), "which-stay")
}

// What the emergency department diagnosed is no principal diagnosis of the stay, and
// stands where the sheet has a place for it: HQMS has one (C01C), and so have extracts.
func TestDiagnosisOfTheAttendance(t *testing.T) {
	attendance := `{"resourceType":"Encounter","id":"a","status":"finished","class":{"code":"EMER"},"subject":{"reference":"Patient/p"},"period":{"start":"2024-03-01T05:00:00+08:00","end":"2024-03-01T09:00:00+08:00"}` + diagnosesOf(listedAs("R07.4", "DD", 1)) + `}`
	seen := disease("R07.4", `,"encounter":{"reference":"Encounter/a"}`)
	stay := inPatient(`,"hospitalization":{"admitSource":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/admit-source","code":"emd"}]}}` + diagnosesOf(listedAs("I21.4", "DD", 1)))
	for _, test := range []struct {
		layout *mapping.Layout
		want   string
	}{{mainland.HQMS(), "outpatient R07.4, principal I21.4"}, {hongkong.CDARS(), "outpatient R07.4, principal I21.4"}, {hongkong.FrontSheet(), "principal I21.4"}} {
		list := factsOf(t, mapping.Options{Layouts: []*mapping.Layout{test.layout}}, person(mrn), attendance, stay, seen, disease("I21.4", ofStay))
		require.Len(t, list, 1)
		assert.Equal(t, test.want, linesOf(list[0].Sheet), test.layout.Name)
		if test.layout == hongkong.FrontSheet() {
			assert.Contains(t, codesOfIssues(list[0].Issues), "another-encounter")
		}
	}
}

// Procedure.status is of the value set event-status (R4 9.3.4); a line that would
// have nothing but a date is none.
func TestOperationsOfTheStay(t *testing.T) {
	const in = `,"performedDateTime":"2024-03-02T10:00:00+08:00"`
	for _, test := range []struct {
		name, operation, want, issue string
	}{
		{"completed", operation("36.06", "completed", ofStay+in), "operation 36.06", ""},
		{"in progress", operation("36.06", "in-progress", ofStay+in), "operation 36.06", "not-finished"},
		{"unknown", operation("36.06", "unknown", ofStay+in), "operation 36.06", "not-finished"},
		{"in preparation", operation("36.06", "preparation", ofStay+in), "", "not-so"},
		{"on hold", operation("36.06", "on-hold", ofStay+in), "", "not-so"},
		{"stopped", operation("36.06", "stopped", ofStay+in), "", "not-so"},
		{"not done", operation("36.06", "not-done", ofStay+in), "", "not-so"},
		{"in error", operation("36.06", "entered-in-error", ofStay+in), "", "not-so"},
		{"years before", operation("36.06", "completed", `,"performedDateTime":"1998"`), "", "outside-stay"},
		{"years before, by a period", operation("36.06", "completed", `,"performedPeriod":{"start":"1998-01-01","end":"1998-01-02"}`), "", "outside-stay"},
		{"years before, of the stay by what it says", operation("36.06", "completed", ofStay+`,"performedDateTime":"1998"`), "operation 36.06", "outside-stay"},
		{"in the stay, in another zone", operation("36.06", "completed", `,"performedDateTime":"2024-02-29T20:00:00-08:00"`), "operation 36.06", ""},
		{"in the month of the stay", operation("36.06", "completed", `,"performedDateTime":"2024-03"`), "operation 36.06", ""},
		{"without a code and a name", strings.Replace(operation("36.06", "completed", ofStay+in), `,"code":`+coded("http://hl7.org/fhir/sid/icd-9-cm", "36.06"), "", 1), "", "says-nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := factsOf(t, mapping.Options{}, person(mrn), inPatient(""), test.operation)
			require.Len(t, list, 1)
			require.Equal(t, test.want, linesOf(list[0].Sheet), "%v", list[0].Issues)
			if test.issue != "" {
				assert.Contains(t, codesOfIssues(list[0].Issues), test.issue)
			}
		})
	}
}

// A code without a name that the file cannot be coded in stands where its name
// would: CPT is no system of a sheet.
func TestCodeInThePlaceOfItsName(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{hongkong.FrontSheet()}})
	p := `{"resourceType":"Procedure","id":"q","status":"completed","subject":{"reference":"Patient/p"}` + ofStay + `,"performedDateTime":"2024-03-02","code":` + coded("http://www.ama-assn.org/go/cpt", "92928") + `}`
	s := factsOf(t, mapping.Options{}, person(mrn), inPatient(""), p)[0].Sheet
	local := translator.Localize(s, hongkong.FrontSheet(), &mapping.LocalizeOptions{})
	require.Len(t, local.Sheet.Procedures, 1)
	assert.Equal(t, "92928", local.Sheet.Procedures[0].Name)
	assert.Contains(t, codesOfIssues(local.Issues), "named-by-code")
}

// The record's number is that of a system which the site names, or of the type MR of
// HL7's table 0203. The numbers of a state or an insurer are not (the identifier types
// and systems are those of US Core, of the guides of Australia, England and Germany,
// and of HL7's registry of OIDs).
func TestRecordNumberOfOthers(t *testing.T) {
	number := func(system, kind, members string) string {
		id := `{"value":"` + kind + `"`
		if system != "" {
			id += `,"system":"` + system + `"`
		}
		if kind != "" && kind != "number" {
			id += `,"type":` + coded("http://terminology.hl7.org/CodeSystem/v2-0203", kind)
		}
		return id + members + "}"
	}
	for _, test := range []struct {
		name, numbers, want string
		systems             []string
	}{
		{"the type", number("", "PI", "") + "," + number("", "MR", ""), "MR", nil},
		{"the site's system", number("", "MR", "") + "," + number("urn:example:ward", "PI", ""), "PI", []string{"urn:example:ward"}},
		{"the hospital's", number("", "MR", `,"use":"official","assigner":{"reference":"Organization/x"}`) + `,{"value":"here","type":` + coded("http://terminology.hl7.org/CodeSystem/v2-0203", "MR") + `,"assigner":{"reference":"Organization/h"}}`, "here", nil},
		{"one of no kind", number("urn:example:any", "number", ""), "number", nil},
		{"social security", number("http://hl7.org/fhir/sid/us-ssn", "SS", ""), "", nil},
		{"social security, by its system", number("http://hl7.org/fhir/sid/us-ssn", "number", ""), "", nil},
		{"social security, by its OID", number("urn:oid:2.16.840.1.113883.4.1", "number", ""), "", nil},
		{"a driver's licence", number("urn:oid:2.16.840.1.113883.4.3.25", "DL", ""), "", nil},
		{"a driver's licence of a state", number("urn:oid:2.16.840.1.113883.4.3.25", "number", ""), "", nil},
		{"a member number", number("", "MB", ""), "", nil},
		{"Medicare", number("http://ns.electronichealth.net.au/id/medicare-number", "MC", ""), "", nil},
		{"a number of the NHS", number("https://fhir.nhs.uk/Id/nhs-number", "number", ""), "", nil},
		{"German insurance", number("http://fhir.de/sid/gkv/kvid-10", "number", ""), "", nil},
		{"a number of the state", number("", "NI", ""), "", nil},
		{"a passport", number("http://hl7.org/fhir/sid/passport-USA", "PPN", ""), "", nil},
		{"an old number", number("", "MR", `,"use":"old"`), "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := factsOf(t, mapping.Options{RecordNumberSystems: test.systems},
				person(`"identifier":[`+test.numbers+`]`), inPatient(`,"serviceProvider":{"reference":"Organization/h"}`),
				`{"resourceType":"Organization","id":"h","name":"Example Bay Hospital"}`, `{"resourceType":"Organization","id":"x","name":"Elsewhere"}`)
			require.Len(t, list, 1)
			got := list[0].Sheet.Patient.RecordNumber
			if test.want != "" {
				assert.Equal(t, test.want, got)
				return
			}
			assert.Len(t, got, 36, "the id of the resource")
			assert.Contains(t, codesOfIssues(list[0].Issues), "key-derived")
		})
	}
}

// The number of a stay is Encounter.identifier: that of the type VN (visit number) of
// table 0203, or else the official one. Encounter/f001 of the examples of R4 has one.
func TestVisitNumberOfOthers(t *testing.T) {
	const vn = `{"value":"vn","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"VN"}]}}`
	for numbers, want := range map[string]string{
		`{"value":"any"}`: "any", `{"value":"any"},{"use":"official","value":"v1451"}`: "v1451",
		`{"use":"official","value":"v1451"},` + vn: "vn", `{"use":"old","value":"was"},{"value":"is"}`: "is",
	} {
		for _, l := range []*mapping.Layout{hongkong.ADT(), hongkong.FrontSheet()} {
			list := factsOf(t, mapping.Options{Layouts: []*mapping.Layout{l}}, person(mrn), inPatient(`,"identifier":[`+numbers+`]`))
			require.Len(t, list, 1)
			assert.Equal(t, want, list[0].Sheet.Stay.Number, l.Name)
		}
	}
}

// What is written of anybody's stay, the layout's own reader takes. A stay without
// the number of a region's record is rejected, and none is made up.
func TestKeysOfOthers(t *testing.T) {
	for _, l := range slices.Concat(mainland.Layouts(), hongkong.Layouts()) {
		t.Run(l.Name, func(t *testing.T) {
			for _, numbers := range []string{mrn, `"identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"900-11-2233"}]`, `"active":true`} {
				o := mapping.Options{Layouts: []*mapping.Layout{l}}
				translator := mapping.NewTranslator(nil, &o)
				var first string
				for range 2 {
					list := factsOf(t, o, person(numbers), inPatient(diagnosesOf(listedAs("I21.4", "DD", 1))), disease("I21.4", ofStay))
					require.Len(t, list, 1)
					if list[0].Sheet == nil {
						require.Equal(t, "hk-ehealth", l.Name)
						require.Contains(t, codesOfIssues(list[0].Issues), "no-record-key")
						return
					}
					var out bytes.Buffer
					w, err := mapping.NewWriter(&out, l, nil)
					require.NoError(t, err)
					_, err = w.Write(translator.Localize(list[0].Sheet, l, nil).Sheet)
					require.NoError(t, err)
					require.NoError(t, w.Flush())
					require.NotContains(t, out.String(), "900-11-2233")
					reader, err := mapping.NewReader(bytes.NewReader(out.Bytes()), []*mapping.Layout{l}, nil)
					require.NoError(t, err)
					n := 0
					for r, err := range reader.Records() {
						require.NoError(t, err)
						require.NotNil(t, r.Sheet, "%v", r.Issues)
						n++
					}
					require.Equal(t, 1, n)
					require.True(t, first == "" || first == out.String(), "the key is the same each time")
					first = out.String()
				}
			}
		})
	}
}

// Every coding of the conditions and procedures of a stay comes back, whatever its
// system: Synthea codes in SNOMED CT, others in several systems at once.
func TestCodingsComeBack(t *testing.T) {
	o := mapping.Options{Layouts: []*mapping.Layout{hongkong.FrontSheet()}}
	c := `{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"}` + ofStay + `,"code":{"coding":[{"system":"http://snomed.info/sct","code":"22298006","display":"Myocardial infarction"},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I21.4"},{"system":"urn:example:local","code":"MI"},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I25.2"}]}}`
	p := `{"resourceType":"Procedure","id":"q","status":"completed","subject":{"reference":"Patient/p"}` + ofStay + `,"code":{"coding":[{"system":"http://snomed.info/sct","code":"36969009","display":"Stent"},{"system":"http://snomed.info/sct","code":"415070008"},{"system":"http://www.ama-assn.org/go/cpt","code":"92928"}]}}`
	s := factsOf(t, o, person(mrn), inPatient(""), c, p)[0].Sheet
	d, _ := mapping.NewTranslator(nil, &o).Document(s)
	require.Len(t, d.Conditions, 1, "the codings of a concept are one disease")
	require.Len(t, d.Procedures, 1)
	var got []string
	for _, coding := range d.Conditions[0].Code.Coding {
		if coding.Extension == nil {
			got = append(got, *coding.System+"|"+*coding.Code)
		}
	}
	for _, coding := range d.Procedures[0].Code.Coding {
		got = append(got, *coding.System+"|"+*coding.Code)
	}
	assert.Equal(t, []string{sct + "|22298006", "http://hl7.org/fhir/sid/icd-10-cm|I21.4", "urn:example:local|MI", "http://hl7.org/fhir/sid/icd-10-cm|I25.2", sct + "|36969009", sct + "|415070008", "http://www.ama-assn.org/go/cpt|92928"}, got)
}

// A page and the text of a document tell of each disease and operation what the
// document has of it, however many codes of however many systems a concept has
// (CodeableConcept.coding is 0..*).
func TestTextOfSeveralCodings(t *testing.T) {
	concept := func(systems ...string) string {
		var list []string
		for i, system := range systems {
			list = append(list, fmt.Sprintf(`{"system":"%s","code":"%s"}`, system, []string{"I10", "E11.9", "J18.9"}[i]))
		}
		return `,"code":{"coding":[` + strings.Join(list, ",") + `]}`
	}
	stated := func(kind, id, members string) string {
		return `{"resourceType":"` + kind + `","id":"` + id + `","subject":{"reference":"Patient/p"}` + ofStay + members + `}`
	}
	for name, systems := range map[string][]string{"of one system": {icd, icd}, "of two": {icd, sct}, "of one and another": {icd, icd, sct}, "of another and one": {sct, icd, icd}} {
		t.Run(name, func(t *testing.T) {
			o := mapping.Options{Layouts: []*mapping.Layout{hongkong.FrontSheet()}, Narrative: mapping.Bilingual}
			list := factsOf(t, o, person(mrn), inPatient(""), stated("Condition", "c", concept(systems...)), stated("Condition", "d", concept(sct)),
				stated("Procedure", "q", `,"status":"completed","performedDateTime":"2024-03-02"`+concept(systems...)), stated("Procedure", "r", `,"status":"completed","performedDateTime":"2024-03-02"`+concept(sct)))
			require.Len(t, list, 1)
			translator := mapping.NewTranslator(nil, &o)
			document, issues := translator.Document(list[0].Sheet)
			require.NotNil(t, document, "%v", issues)
			assert.Len(t, document.Conditions, 2)
			assert.Len(t, document.Procedures, 2)
			var page bytes.Buffer
			w := mapping.NewPageWriter(&page, translator)
			issues, err := w.Write(list[0].Sheet)
			require.NoError(t, err, "%v", issues)
			require.NoError(t, w.Close())
		})
	}
}

// A document given by hand is of one patient: what says that it is about another
// (Condition.subject and its like) stays out of the sheet, and an issue says so.
func TestDocumentHoldsNothingOfAnotherPatient(t *testing.T) {
	layouts := bothSides()
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: layouts})
	source := &mapping.FrontSheet{
		Patient: mapping.Patient{RecordNumber: "1"}, Stay: mapping.Stay{Admission: mapping.DateTime{Year: 2025, Month: 3, Day: 1, Precision: mapping.ToDay}},
		Diagnoses:  []mapping.Diagnosis{{Role: mapping.Principal, Slot: 1, Codes: []mapping.Code{{System: codes.ICD10, Code: "I21.4"}}}, {Role: mapping.Other, Slot: 1, Codes: []mapping.Code{{System: codes.ICD10, Code: "I10"}}}},
		Procedures: []mapping.Procedure{{Rank: 1, Codes: []mapping.Code{{System: codes.ICD9CM, Code: "36.06"}}}},
		Allergy:    mapping.Allergy{Drugs: []string{"Aspirin"}},
		Insurance:  []mapping.Insurance{{Company: "Nobody", PolicyNumber: "3"}},
	}
	for _, others := range []string{"urn:uuid:00000000-0000-4000-8000-000000000001", "Patient/other", "https://example.org/fhir/Patient/other"} {
		other := r4.Reference{Reference: &others}
		for what, change := range map[string]func(*fhir.Document){
			"Composition":        func(d *fhir.Document) { d.Composition.Subject = &other },
			"Encounter":          func(d *fhir.Document) { d.Encounters[0].Subject = &other },
			"Condition":          func(d *fhir.Document) { d.Conditions[0].Subject = other },
			"Procedure":          func(d *fhir.Document) { d.Procedures[0].Subject = other },
			"AllergyIntolerance": func(d *fhir.Document) { d.AllergyIntolerances[0].Patient = other },
			"Coverage":           func(d *fhir.Document) { d.Coverages[0].Beneficiary = other },
		} {
			d, _ := translator.Document(source)
			change(d)
			before, err := json.Marshal(d)
			require.NoError(t, err)
			s, issues := translator.FrontSheet(d)
			require.NotNil(t, s)
			found := withCode(issues, "another-patient")
			require.Len(t, found, 1, what)
			assert.Equal(t, mapping.Error, found[0].Severity)
			assert.Contains(t, found[0].Detail, what)
			assert.NotContains(t, found[0].Detail, "other\"")
			assert.Equal(t, what == "Condition", len(s.Diagnoses) == 1, what)
			assert.Equal(t, what == "Procedure", len(s.Procedures) == 0, what)
			assert.Equal(t, what == "AllergyIntolerance", len(s.Allergy.Drugs)+len(s.Allergy.Items) == 0, what)
			assert.Equal(t, what == "Encounter", s.Stay.Admission.IsZero(), what)
			after, err := json.Marshal(d)
			require.NoError(t, err)
			assert.Equal(t, string(before), string(after), "the document stays as it was")
		}
	}
}
