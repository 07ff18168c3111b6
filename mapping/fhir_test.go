package mapping_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// fhirFile is a file of a stream in memory.
func fhirFile(name, text string) mapping.FHIRFile {
	return mapping.FHIRFile{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// staysOf reads a stream: of each record the admission and the codes of its
// diagnoses and procedures, or what it was rejected for.
func staysOf(t testing.TB, o *mapping.FHIROptions, files ...mapping.FHIRFile) (list []string, issues [][]mapping.Issue) {
	t.Helper()
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	reader := mapping.NewFHIRReader(translator, files, o)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		require.Equal(t, len(list)+1, r.Number)
		issues = append(issues, r.Issues)
		if r.Sheet == nil {
			require.NotEmpty(t, r.Raw)
			codes := []string{}
			for _, i := range r.Issues {
				if i.Severity == mapping.Error {
					codes = append(codes, i.Code)
				}
			}
			list = append(list, "rejected: "+strings.Join(codes, " "))
			continue
		}
		_, number, _ := r.Sheet.Position()
		require.Equal(t, r.Number, number)
		line := string(r.Sheet.Stay.Admission.Append(nil, ""))
		for _, d := range r.Sheet.Diagnoses {
			line += " " + d.Codes[0].Code
		}
		for _, p := range r.Sheet.Procedures {
			line += " " + p.Codes[0].Code
		}
		list = append(list, line)
	}
	return list, issues
}

// ward is the resources of a number of patients: each has two stays, one with a
// part and an operation in it, and a visit as an out-patient.
func ward(patients int) (resources []string) {
	add := func(format string, args ...any) { resources = append(resources, fmt.Sprintf(format, args...)) }
	add(`{"resourceType":"Organization","id":"h","name":"Example Bay Hospital"}`)
	for p := range patients {
		add(`{"resourceType":"Patient","id":"p%d","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"H%d"}]}`, p, p)
		encounter := `{"resourceType":"Encounter","id":"%d-%s","status":"finished","class":{"code":"%s"},"subject":{"reference":"Patient/p%d"},"period":{"start":"%s"}%s}`
		add(encounter, p, "a", "IMP", p, "2023-01-01", `,"serviceProvider":{"reference":"Organization/h"}`)
		add(encounter, p, "b", "IMP", p, "2024-01-01", "")
		add(encounter, p, "c", "IMP", p, "2024-01-02", fmt.Sprintf(`,"partOf":{"reference":"Encounter/%d-b"}`, p))
		add(encounter, p, "d", "AMB", p, "2024-02-02", "")
		for i, of := range []string{"a", "b", "d"} {
			add(`{"resourceType":"Condition","id":"%d-c%d","subject":{"reference":"Patient/p%d"},"encounter":{"reference":"Encounter/%d-%s"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"A0%d"}]}}`, p, i, p, p, of, i)
		}
		add(`{"resourceType":"Procedure","id":"%d-o","status":"completed","subject":{"reference":"Patient/p%d"},"encounter":{"reference":"Encounter/%d-c"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-9-cm","code":"36.06"}]}}`, p, p, p)
	}
	return resources
}

func bundleOf(kind string, resources []string) string {
	entries := make([]string, len(resources))
	for i, r := range resources {
		entries[i] = `{"resource":` + r + `}`
	}
	return `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.Join(entries, ",") + `]}`
}

// The same stays come of the same resources, whatever form they have: the forms are
// those of servers (Bundles of search, on one line or over several), of Bulk Data
// (a file for each type, in any order), and of files joined.
func TestFormsOfFHIR(t *testing.T) {
	const patients = 20
	resources := ward(patients)
	var want []string
	for range patients {
		want = append(want, "2023-01-01 A00", "2024-01-01 A01 36.06")
	}
	var pretty bytes.Buffer
	bundle := bundleOf("searchset", resources)
	require.NoError(t, json.Indent(&pretty, []byte(bundle), "", "  "))
	types := map[string][]string{}
	for _, r := range resources {
		kind, _, _ := strings.Cut(strings.TrimPrefix(r, `{"resourceType":"`), `"`)
		types[kind] = append(types[kind], r)
	}
	var byType, reversed []mapping.FHIRFile
	for _, kind := range []string{"Organization", "Patient", "Encounter", "Condition", "Procedure"} {
		byType = append(byType, fhirFile(kind+".ndjson", strings.Join(types[kind], "\n")))
	}
	reversed = slices.Clone(byType)
	slices.Reverse(reversed)
	each := make([]string, 0, patients)
	for p := range patients {
		each = append(each, bundleOf("collection", append(resources[:1:1], resources[1+9*p:10+9*p]...)))
	}
	for _, test := range []struct {
		name  string
		o     mapping.FHIROptions
		files []mapping.FHIRFile
		any   bool // the order of the patients is another
	}{
		{"a Bundle", mapping.FHIROptions{}, []mapping.FHIRFile{fhirFile("a", bundle)}, false},
		{"over lines, with a mark", mapping.FHIROptions{}, []mapping.FHIRFile{fhirFile("a", "\uFEFF"+pretty.String())}, false},
		{"Bundles, a line each", mapping.FHIROptions{Workers: 3}, []mapping.FHIRFile{fhirFile("a", strings.Join(each, "\n"))}, false},
		{"an array of Bundles", mapping.FHIROptions{Workers: 3}, []mapping.FHIRFile{fhirFile("a", "["+strings.Join(each, ",")+"]")}, false},
		{"resources, a line each", mapping.FHIROptions{}, []mapping.FHIRFile{fhirFile("a", strings.Join(resources, "\n"))}, false},
		{"a file for each type", mapping.FHIROptions{Workers: 2}, byType, false},
		{"the types the other way round", mapping.FHIROptions{}, reversed, false},
		{"more than fits into memory", mapping.FHIROptions{Workers: 2, Memory: 2000}, byType, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			got, issues := staysOf(t, &test.o, test.files...)
			if test.any {
				again, _ := staysOf(t, &test.o, test.files...)
				assert.Equal(t, again, got, "the order is the same each time")
			}
			assert.Equal(t, want, got)
			count := 0
			for _, list := range issues {
				for _, i := range list {
					if i.Code == "not-in-patient" {
						n := 1
						fmt.Sscanf(i.Detail[strings.LastIndexByte(i.Detail, '(')+1:], "%d times", &n) //nolint:errcheck // one is said without a number
						count += n
					}
				}
			}
			assert.Equal(t, patients, count, "each visit of an out-patient is reported")
			left, err := os.ReadDir(os.TempDir())
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

// What is no stay in hospital is no record, and says why.
func TestRejectedFHIR(t *testing.T) {
	patient := usual["Patient"]
	encounter := func(status, class string) string {
		return strings.NewReplacer("finished", status, "IMP", class).Replace(usual["Encounter"])
	}
	for _, test := range []struct{ name, text, want string }{
		{"an out-patient", bundleOf("searchset", []string{patient, encounter("finished", "AMB")}), "not-in-patient without-stay"},
		{"cancelled", bundleOf("searchset", []string{patient, encounter("cancelled", "IMP")}), "not-so without-stay"},
		{"entered in error", bundleOf("searchset", []string{patient, encounter("entered-in-error", "IMP")}), "not-so without-stay"},
		{"planned", bundleOf("searchset", []string{patient, encounter("planned", "IMP")}), "stay-not-begun without-stay"},
		{"without a patient", bundleOf("searchset", []string{usual["Encounter"]}), "without-patient"},
		{"a patient alone", bundleOf("searchset", []string{patient}), "without-stay"},
		{"empty", `{"resourceType":"Bundle","type":"searchset","total":0}`, "without-stay"},
		{"a response", `{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"201"}}]}`, "without-stay"},
		{"an outcome", `{"resourceType":"OperationOutcome","issue":[]}`, "without-stay"},
		{"STU3", bundleOf("searchset", []string{patient, usual["Encounter"], `{"resourceType":"Condition","verificationStatus":"refuted"}`}), "fhir-version"},
		{"R5", bundleOf("searchset", []string{patient, `{"resourceType":"Encounter","class":[{"coding":[{"code":"IMP"}]}]}`}), "fhir-version"},
		{"XML", `<Bundle xmlns="http://hl7.org/fhir"/>`, "fhir-xml"},
		{"no FHIR", `{}`, "not-a-bundle"},
		{"broken off", `{"resourceType":"Bundle"`, "not-a-bundle"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _ := staysOf(t, nil, fhirFile("a", test.text))
			assert.Equal(t, []string{"rejected: " + test.want}, got)
		})
	}
}

// A reader of messages wants every contact.
func TestContactsOfFHIR(t *testing.T) {
	got, _ := staysOf(t, &mapping.FHIROptions{Contacts: true}, fhirFile("a", bundleOf("searchset", ward(1))))
	assert.Equal(t, []string{"2023-01-01 A00", "2024-01-01 A01 36.06", "2024-02-02 A02"}, got)
}

// Documents that were made of sheets come back as they were, among others.
func TestOwnDocumentsInAStream(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	reader, err := mapping.NewReader(strings.NewReader("A48,A11,B12,C03C,C04N\n1,测试甲,2024-01-04,I21.4,急性心内膜下心肌梗死\n2,测试乙,2024-01-05,E11.9,糖尿病\n"), bothSides(), nil)
	require.NoError(t, err)
	var own []byte
	require.NoError(t, translator.Run(context.Background(), reader, nil, func(r *mapping.Result) error {
		own = append(append(own, r.Output...), '\n')
		return nil
	}))
	var again []byte
	back := mapping.NewFHIRReader(translator, []mapping.FHIRFile{fhirFile("own", string(own)), fhirFile("others", bundleOf("searchset", ward(1)))}, nil)
	n := 0
	require.NoError(t, translator.Run(context.Background(), back, &mapping.RunOptions{Workers: 2}, func(r *mapping.Result) error {
		if n++; n <= 2 {
			again = append(append(again, r.Output...), '\n')
		}
		return nil
	}))
	assert.Equal(t, 4, n)
	assert.Equal(t, string(own), string(again))
}

// A run that stops early leaves nothing running and nothing behind.
func TestFHIRReaderStopsEarly(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	text := strings.Repeat(bundleOf("searchset", ward(3))+"\n", 200)
	reader := mapping.NewFHIRReader(translator, []mapping.FHIRFile{fhirFile("a", text)}, &mapping.FHIROptions{Workers: 3})
	require.NoError(t, reader.Skip(7))
	for r, err := range reader.Records() {
		require.NoError(t, err)
		assert.Equal(t, 8, r.Number)
		break
	}
	reader = mapping.NewFHIRReader(translator, []mapping.FHIRFile{{Name: "a", Open: func() (io.ReadCloser, error) { return nil, os.ErrNotExist }}}, nil)
	for _, err := range reader.Records() {
		assert.ErrorIs(t, err, os.ErrNotExist)
	}
	reader = mapping.NewFHIRReader(translator, []mapping.FHIRFile{fhirFile("a", text)}, &mapping.FHIROptions{Limit: 100})
	for _, err := range reader.Records() {
		assert.ErrorContains(t, err, "longer")
	}
}

// Of HL7's own examples each encounter in hospital is a row, and nothing else.
func TestStaysOfExamples(t *testing.T) {
	names, err := filepath.Glob("../../shared/suites/r4-examples/*/*.json")
	require.NoError(t, err)
	if len(names) == 0 {
		t.Skip("the examples of R4 are not here")
	}
	var files []mapping.FHIRFile
	for _, name := range names {
		if text, err := os.ReadFile(name); strings.Contains(name, "/Bundle/") {
			require.NoError(t, err)
			files = append(files, fhirFile(filepath.Base(name), string(text)))
		}
	}
	got, _ := staysOf(t, nil, files...)
	rows := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return strings.HasPrefix(s, "rejected") })
	assert.Len(t, rows, 1, "%v", got)
}

func BenchmarkFHIRReader(b *testing.B) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	one := bundleOf("searchset", ward(20)) + "\n"
	text := strings.Repeat(one, 100)
	for _, workers := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				reader := mapping.NewFHIRReader(translator, []mapping.FHIRFile{fhirFile("a", text)}, &mapping.FHIROptions{Workers: workers})
				for _, err := range reader.Records() {
					require.NoError(b, err)
				}
			}
		})
	}
}
