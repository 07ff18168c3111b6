package mapping_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// A codedAs is one coding as these tests compare it.
type codedAs struct{ System, Version, Code, Display string }

// stayWith returns a Bundle of one stay with Conditions, Procedures and allergies of
// those codings: R4's CodeableConcept may have any number, of any system.
func stayWith(t testing.TB, conditions, procedures, allergies [][]codedAs) string {
	t.Helper()
	type object = map[string]any
	concept := func(list []codedAs) object {
		var coding []object
		for _, c := range list {
			o := object{"code": c.Code}
			for name, value := range map[string]string{"system": c.System, "version": c.Version, "display": c.Display} {
				if value != "" {
					o[name] = value
				}
			}
			coding = append(coding, o)
		}
		return object{"coding": coding}
	}
	patient, encounter := object{"reference": "Patient/p"}, object{"reference": "Encounter/e"}
	entry := []object{
		{"resource": object{"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-02", "identifier": []object{
			{"type": object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}}}, "value": "MR-0001"},
		}}},
	}
	var diagnosis []object
	for i, list := range conditions {
		id := fmt.Sprintf("c%d", i)
		entry = append(entry, object{"resource": object{"resourceType": "Condition", "id": id, "subject": patient, "encounter": encounter, "code": concept(list)}})
		diagnosis = append(diagnosis, object{
			"condition": object{"reference": "Condition/" + id}, "rank": i + 1,
			"use": object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/diagnosis-role", "code": "DD"}}},
		})
	}
	for i, list := range procedures {
		entry = append(entry, object{"resource": object{
			"resourceType": "Procedure", "id": fmt.Sprintf("o%d", i), "status": "completed", "subject": patient, "encounter": encounter,
			"performedDateTime": "2025-03-02", "code": concept(list),
		}})
	}
	for i, list := range allergies {
		entry = append(entry, object{"resource": object{
			"resourceType": "AllergyIntolerance", "id": fmt.Sprintf("a%d", i), "patient": patient, "category": []string{"medication"},
			"clinicalStatus": object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}}},
			"code":           concept(list),
		}})
	}
	entry = append(entry, object{"resource": object{
		"resourceType": "Encounter", "id": "e", "status": "finished", "subject": patient, "diagnosis": diagnosis,
		"class":      object{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
		"identifier": []object{{"value": "V-0001"}},
		"period":     object{"start": "2025-03-01T08:00:00+08:00", "end": "2025-03-05T10:00:00+08:00"},
	}})
	text, err := json.Marshal(object{"resourceType": "Bundle", "type": "collection", "entry": entry})
	require.NoError(t, err)
	return string(text)
}

const (
	snomed = "http://snomed.info/sct"
	cpt    = "http://www.ama-assn.org/go/cpt"
	rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
)

// anyCodings are those of a stay as systems all over the world state them.
func anyCodings() (conditions, procedures, allergies [][]codedAs) {
	conditions = [][]codedAs{
		{{snomed, "http://snomed.info/sct/731000124108", "44054006", "Diabetes mellitus type 2"}, {codes.ICD10CM.URI, "", "E11.9", "Type 2 diabetes mellitus without complications"}},
		{{snomed, "", "233604007", ""}}, // of which nothing has a name
		{{codes.ICD10.URI, "2019", "I10", "Essential (primary) hypertension"}, {"urn:oid:1.2.3.4", "", "4711", "高血压, \"原发性\" 𠮷"}},
		{{codes.ICD10.URI, "", "E10.3", ""}, {codes.ICD10.URI, "", "H36.0", ""}}, // two of one system are one concept
		{{"http://fhir.de/CodeSystem/bfarm/icd-10-gm", "2020", "I48.0", "Vorhofflimmern, paroxysmal"}},
		{{codes.ICD9CM.URI, "", "250.00", "Diabetes mellitus"}, {snomed, "", "73211009", "Diabetes mellitus"}},
		{{codes.DiagnosisClinical.URI, "2.0", "J18.900", "肺炎"}, {snomed, "", "233604007", "Pneumonia"}},
	}
	for i := range 30 { // more than any layout has lines for
		conditions = append(conditions, []codedAs{{snomed, "", fmt.Sprintf("1000%d", i), fmt.Sprintf("Finding %d", i)}})
	}
	procedures = [][]codedAs{
		{{cpt, "", "33249", "Insertion of defibrillator"}, {snomed, "", "233170003", ""}, {codes.ICD9CM.URI, "", "37.94", "Implantation of automatic cardioverter"}},
		{{"http://www.cms.gov/Medicare/Coding/ICD10", "", "0JH60BZ", ""}},
	}
	allergies = [][]codedAs{{{rxnorm, "", "7980", "Penicillin G"}, {snomed, "", "91936005", "Allergy to penicillin"}}, {{snomed, "", "91935009", "Peanut"}}}
	return conditions, procedures, allergies
}

// codingsIn returns the source's own codings of a sheet's document, concept by
// concept, in any order.
func codingsIn(t testing.TB, translator *mapping.Translator, s *mapping.FrontSheet) (list []string) {
	t.Helper()
	document, _ := translator.Document(s)
	require.NotNil(t, document)
	text, err := document.Append(nil)
	require.NoError(t, err)
	var bundle struct {
		Entry []struct {
			Resource struct {
				ResourceType string
				Code         struct {
					Coding []struct {
						codedAs
						Extension []any
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &bundle))
	for _, e := range bundle.Entry {
		switch kind := e.Resource.ResourceType; kind {
		case "Condition", "Procedure", "AllergyIntolerance":
			var own []string
			for _, c := range e.Resource.Code.Coding {
				if c.Extension == nil { // else a map of ours added it
					own = append(own, fmt.Sprint(c.codedAs))
				}
			}
			slices.Sort(own)
			list = append(list, kind+" "+strings.Join(own, " + "))
		}
	}
	slices.Sort(list)
	return list
}

// oneStay reads the one stay of a Bundle.
func oneStay(t testing.TB, translator *mapping.Translator, bundle string) *mapping.FrontSheet {
	t.Helper()
	for r, err := range mapping.NewFHIRReader(translator, []mapping.FHIRFile{fhirFile("x.json", bundle)}, nil).Records() {
		require.NoError(t, err)
		require.NotNil(t, r.Sheet, "%v", r.Issues)
		return r.Sheet
	}
	require.Fail(t, "no stay")
	return nil
}

// written returns a sheet as a record of a layout.
func written(t testing.TB, l *mapping.Layout, o *mapping.WriterOptions, s *mapping.FrontSheet) (text string, issues []mapping.Issue) {
	t.Helper()
	var buffer bytes.Buffer
	w, err := mapping.NewWriter(&buffer, l, o)
	require.NoError(t, err)
	issues, err = w.Write(s)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	return buffer.String(), issues
}

// readAgain reads the one record of a text.
func readAgain(t testing.TB, l *mapping.Layout, text string) *mapping.Record {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), []*mapping.Layout{l}, nil)
	require.NoError(t, err)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		return r
	}
	require.Fail(t, "no record")
	return nil
}

func withCode(issues []mapping.Issue, code string) (list []mapping.Issue) {
	for _, i := range issues {
		if i.Code == code {
			list = append(list, i)
		}
	}
	return list
}

// A Bundle that became rows or messages which keep codings has them all again,
// whatever their systems, and each concept has its own: in every layout, in each
// encoding, and after the sheet was localized.
func TestKeptCodingsComeBack(t *testing.T) {
	conditions, procedures, allergies := anyCodings()
	bundle := stayWith(t, conditions, procedures, allergies)
	for _, l := range bothSides() {
		if l.Name == "hk-ehealth" || l.Nested() {
			continue // see TestKeptCodingsOfDomainRecords; nested JSON keeps none
		}
		for _, encoding := range append([]string{mapping.EncodingUTF8}, l.Charsets...) {
			t.Run(l.Name+" "+encoding, func(t *testing.T) {
				translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: append([]*mapping.Layout{l}, bothSides()...)})
				sheet := oneStay(t, translator, bundle)
				want := codingsIn(t, translator, sheet)
				require.Len(t, want, len(conditions)+len(procedures)+len(allergies))
				options := &mapping.WriterOptions{KeepCodings: true, Encoding: encoding}
				text, issues := written(t, l, options, sheet)
				assert.Empty(t, withCode(issues, "other-code-system"))
				again := readAgain(t, l, text)
				require.NotNil(t, again.Sheet, "%v", again.Issues)
				assert.Empty(t, withCode(again.Issues, "unknown-column"))
				assert.Equal(t, want, codingsIn(t, translator, again.Sheet))

				// Reading and writing it once more changes nothing.
				twice, _ := written(t, l, options, again.Sheet)
				assert.Equal(t, text, twice)

				// A sheet that is localized has codes of the layout's systems besides.
				local := translator.Localize(sheet, l, &mapping.LocalizeOptions{KeepCodings: true})
				text, issues = written(t, l, options, local.Sheet)
				assert.Empty(t, withCode(issues, "other-code-system"))
				found := codingsIn(t, translator, readAgain(t, l, text).Sheet)
				require.Len(t, found, len(want))
				for _, concept := range want {
					kind, list, _ := strings.Cut(concept, " ")
					assert.True(t, slices.ContainsFunc(found, func(f string) bool {
						return strings.HasPrefix(f, kind) && !slices.ContainsFunc(strings.Split(list, " + "), func(c string) bool { return !strings.Contains(f, c) })
					}), concept)
				}
			})
		}
	}
}

// A record of a row for each item keeps codings by the row.
func TestKeptCodingsOfDomainRecords(t *testing.T) {
	header := "Recipient eHR number,Encounter key,Problem recognised terminology name,Problem identifier,Problem description,Procedure local code,Procedure local description"
	l := hongkong.EHealth()
	r := readAgain(t, l, header+"\n1,2,SNOMED CT,44054006,Diabetes,,\n1,2,,,,P1,Scan\n1,2,SNOMED CT,73211009,Diabetes mellitus,,\n")
	require.NotNil(t, r.Sheet, "%v", r.Issues)
	require.Len(t, r.Sheet.Diagnoses, 2)
	require.Len(t, r.Sheet.Procedures, 1)
	add := func(list *[]mapping.Code, c mapping.Code) { *list = append(slices.Clip(*list), c) }
	add(&r.Sheet.Diagnoses[1].Codes, mapping.Code{System: codes.ICD10, Code: "E14.9", Display: "Diabetes"})
	add(&r.Sheet.Procedures[0].Codes, mapping.Code{System: codes.System{URI: cpt}, Code: "71045"})
	text, issues := written(t, l, &mapping.WriterOptions{KeepCodings: true}, r.Sheet)
	assert.Empty(t, withCode(issues, "other-code-system"))
	again := readAgain(t, l, text)
	require.NotNil(t, again.Sheet, "%v", again.Issues)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	assert.Equal(t, codingsIn(t, translator, r.Sheet), codingsIn(t, translator, again.Sheet))
	_, issues = written(t, l, nil, r.Sheet)
	assert.Len(t, withCode(issues, "other-code-system"), 2)
}

// Without the option, an issue says of each line that a coding was not written.
func TestCodingsThatAreNotWrittenAreReported(t *testing.T) {
	bundle := stayWith(t, [][]codedAs{{{snomed, "", "44054006", "Diabetes"}}}, [][]codedAs{{{cpt, "", "33249", "Insertion"}}}, [][]codedAs{{{rxnorm, "", "7980", "Penicillin G"}}})
	for _, l := range bothSides() {
		if l.Name == "hk-adt" || l.Name == "hk-ref" || l.Name == "hk-ehealth" {
			continue // they have places for codings of SNOMED CT
		}
		t.Run(l.Name, func(t *testing.T) {
			translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: append([]*mapping.Layout{l}, bothSides()...)})
			_, issues := written(t, l, nil, oneStay(t, translator, bundle))
			told := ""
			for _, i := range issues {
				if i.Code == "other-code-system" || i.Code == "no-column" {
					told += " " + i.Field
				}
			}
			lines := []string{"diagnosis.principal", "procedure", "allergy.drugs"}
			if l.Name == "ws445-16" { // it has one diagnosis, and all allergies in words
				lines = []string{"diagnosis.working", "procedure", "allergy.recorded"}
			}
			for _, line := range lines {
				assert.Contains(t, told, " "+line)
			}
		})
	}
}

// What the codes that are written are called, and has no column, is reported too.
func TestDisplaysThatAreNotWrittenAreReported(t *testing.T) {
	isDisplay := func(i mapping.Issue) bool { return i.Code == "no-column" && i.Field == "diagnosis.principal[1].code" }
	s := &mapping.FrontSheet{Diagnoses: []mapping.Diagnosis{{
		Role: mapping.Principal, Slot: 1, Name: "Sugar",
		Codes: []mapping.Code{{System: codes.ICD10, Code: "E11.9", Display: "Type 2 diabetes mellitus"}},
	}}}
	_, issues := written(t, hongkong.FrontSheet(), nil, s)
	assert.True(t, slices.ContainsFunc(issues, isDisplay), "%v", issues)
	text, issues := written(t, hongkong.FrontSheet(), &mapping.WriterOptions{KeepCodings: true}, s)
	assert.False(t, slices.ContainsFunc(issues, isDisplay))
	assert.NotContains(t, text, "Type 2", "the row has no key: nobody could read it")
}

// cells splits one record in CSV, and its header.
func cells(t testing.TB, text string) (header, record []string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	return rows[0], rows[1]
}

func joined(t testing.TB, rows ...[]string) string {
	t.Helper()
	var buffer bytes.Buffer
	require.NoError(t, csv.NewWriter(&buffer).WriteAll(rows))
	return buffer.String()
}

// A damaged cell of kept codings is an issue that says where, and the record is
// read; it is kept verbatim. So is one whose line has been given another code, or
// was deleted: what is kept belongs to what stood there.
func TestDamagedAndStaleCodings(t *testing.T) {
	l := hongkong.FrontSheet()
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: append([]*mapping.Layout{l}, bothSides()...)})
	bundle := stayWith(t, [][]codedAs{{{codes.ICD10.URI, "", "E11.9", "Diabetes"}, {snomed, "", "44054006", "Diabetes"}}}, nil, nil)
	text, _ := written(t, l, &mapping.WriterOptions{KeepCodings: true}, oneStay(t, translator, bundle))
	header, record := cells(t, text)
	last := len(header) - 1
	require.Equal(t, mapping.KeptCodings, header[last])
	code := slices.IndexFunc(l.Columns(), func(c mapping.Column) bool { return c.Element == "diagnosis.principal[1].code" })
	name := slices.IndexFunc(l.Columns(), func(c mapping.Column) bool { return c.Element == "diagnosis.principal[1].name" })
	require.Equal(t, "E11.9", record[code])
	require.Contains(t, record[last], "44054006")

	for _, test := range []struct {
		what   string
		change func([]string)
		issue  string
		codes  []string
	}{
		{"as written", func([]string) {}, "", []string{"E11.9", "44054006"}},
		{"moved", func(r []string) { r[code] = " e11.9" }, "", []string{"E11.9", "44054006"}},
		{"cut off", func(r []string) { r[last] = r[last][:len(r[last])-9] }, "damaged-codings", []string{"E11.9"}},
		{"no JSON", func(r []string) { r[last] = "44054006" }, "damaged-codings", []string{"E11.9"}},
		{"no codings", func(r []string) { r[last] = `[{"line":"diagnosis.principal[1]"}]` }, "damaged-codings", []string{"E11.9"}},
		{"control character", func(r []string) { r[last] = strings.ReplaceAll(r[last], "44054006", `4405\u0000`) }, "damaged-codings", []string{"E11.9"}},
		{"another code", func(r []string) { r[code] = "I10" }, "stale-codings", []string{"I10"}},
		{"no such line", func(r []string) { r[last] = strings.ReplaceAll(r[last], "principal[1]", "principal[0]") }, "stale-codings", []string{"E11.9"}},
		{"no such role", func(r []string) { r[last] = strings.ReplaceAll(r[last], "principal[1]", "mr-0001[1]") }, "stale-codings", []string{"E11.9"}},
		{"line too far", func(r []string) {
			r[last] = strings.ReplaceAll(r[last], "principal[1]", "other[99999999]")
		}, "stale-codings", []string{"E11.9"}},
		{"deleted", func(r []string) {
			r[code], r[name] = "", ""
			r[last] = strings.ReplaceAll(r[last], `"line"`, `"text":"Diabetes","line"`)
		}, "stale-codings", nil},
		{"column alone", func(r []string) { r[last] = "" }, "", []string{"E11.9"}},
	} {
		t.Run(test.what, func(t *testing.T) {
			changed := slices.Clone(record)
			test.change(changed)
			r := readAgain(t, l, joined(t, header, changed))
			require.NotNil(t, r.Sheet)
			var found []string
			for _, d := range r.Sheet.Diagnoses {
				for _, c := range d.Codes {
					found = append(found, c.Code)
				}
			}
			assert.Equal(t, test.codes, found)
			told := slices.Concat(withCode(r.Issues, "damaged-codings"), withCode(r.Issues, "stale-codings"))
			if test.issue == "" {
				assert.Empty(t, told)
				return
			}
			require.Len(t, told, 1)
			assert.Equal(t, test.issue, told[0].Code)
			assert.Equal(t, mapping.KeptCodings, told[0].Column)
			assert.Equal(t, 2, told[0].Line)
			assert.Equal(t, 1, told[0].Record)
			assert.NotContains(t, fmt.Sprint(told), "mr-0001")
			assert.Contains(t, r.Sheet.Fields, mapping.Field{Column: mapping.KeptCodings, Value: changed[last]})
		})
	}
}

// A record in JSON may keep codings as one in a table does.
func TestCodingsInJSON(t *testing.T) {
	kept := `[{"line":"domain.problem[1]","coding":[{"system":"http://snomed.info/sct","code":"73211009","display":"Diabetes mellitus"},{"system":"` + cpt + `","code":"1"}]}]`
	text, err := json.Marshal(map[string]string{
		"Recipient eHR number": "1", "Encounter key": "2", "Problem recognised terminology name": "SNOMED CT",
		"Problem identifier": "73211009", "Problem description": "Diabetes mellitus", mapping.KeptCodings: kept,
	})
	require.NoError(t, err)
	l := hongkong.EHealth()
	r := readAgain(t, l, string(text)+"\n")
	require.NotNil(t, r.Sheet, "%v", r.Issues)
	assert.Empty(t, withCode(r.Issues, "unknown-column"))
	require.Len(t, r.Sheet.Diagnoses, 1, "%v", r.Issues)
	require.Len(t, r.Sheet.Diagnoses[0].Codes, 2)
	assert.Equal(t, "1", r.Sheet.Diagnoses[0].Codes[1].Code)
}

// Rows that another program writes hold what a cell of a workbook does.
func TestCodingsInAWorkbook(t *testing.T) {
	var conditions [][]codedAs
	for i := range 1000 {
		conditions = append(conditions, []codedAs{{snomed, "", fmt.Sprint(1000 + i), strings.Repeat("x", 40)}})
	}
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	for n, fits := range map[int]bool{100: true, 1000: false} {
		rows := &rowsWritten{}
		w, err := mapping.NewRowWriter(rows, hongkong.FrontSheet(), &mapping.WriterOptions{KeepCodings: true})
		require.NoError(t, err)
		issues, err := w.Write(oneStay(t, translator, stayWith(t, conditions[:n], nil, nil)))
		require.NoError(t, err)
		last := rows.list[1][len(rows.list[1])-1]
		assert.Equal(t, fits, last != "")
		assert.Equal(t, fits, len(withCode(issues, "other-code-system")) == 0)
		assert.LessOrEqual(t, len(last), 32767)
	}
}

type rowsWritten struct{ list [][]string }

func (r *rowsWritten) WriteRow(cells []string) error {
	r.list = append(r.list, slices.Clone(cells))
	return nil
}

func (r *rowsWritten) all() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range r.list {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Whatever a cell of kept codings holds, its record is read, and what was read can
// be written and read again.
func FuzzKeptCodings(f *testing.F) {
	l := hongkong.FrontSheet()
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: append([]*mapping.Layout{l}, bothSides()...)})
	conditions, procedures, allergies := anyCodings()
	text, _ := written(f, l, &mapping.WriterOptions{KeepCodings: true}, oneStay(f, translator, stayWith(f, conditions, procedures, allergies)))
	header, record := cells(f, text)
	last := len(header) - 1
	f.Add(record[last])
	f.Add(record[last][:len(record[last])/2])
	f.Add(`[{"line":"procedure[0]","coding":[{"code":"1"}]},{"line":"procedure[0]","coding":[{"code":"1"}]}]`)
	f.Add(`[{"line":"diagnosis.[3]","several":true,"coding":[{"code":"A"},{"code":"B"}]}]`)
	f.Add(`[{"line":"allergy.drugs[1]","coding":[{"code":"\ud800"}]}]`)
	f.Fuzz(func(t *testing.T, cell string) {
		changed := slices.Clone(record)
		changed[last] = cell
		reader, err := mapping.NewRowReader((&rowsWritten{list: [][]string{header, changed}}).all(), []*mapping.Layout{l}, nil)
		require.NoError(t, err)
		for r, err := range reader.Records() {
			require.NoError(t, err)
			require.NotNil(t, r.Sheet, "%v", r.Issues)
			rows := &rowsWritten{}
			w, err := mapping.NewRowWriter(rows, l, &mapping.WriterOptions{KeepCodings: true})
			require.NoError(t, err)
			issues, err := w.Write(r.Sheet)
			require.NoError(t, err)
			if len(withCode(issues, "other-code-system")) > 0 {
				return
			}
			again, err := mapping.NewRowReader(rows.all(), []*mapping.Layout{l}, nil)
			require.NoError(t, err)
			for second, err := range again.Records() {
				require.NoError(t, err)
				require.Equal(t, codingsIn(t, translator, r.Sheet), codingsIn(t, translator, second.Sheet))
			}
		}
	})
}
