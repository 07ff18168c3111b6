package mapping_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/source"
)

const samplesFolder = "../examples/testdata"

// A Translator without options knows the layouts of all regions: of every sample, the
// sheet of a document gives the document again, in hand and read from its bytes by
// another Translator, and nothing is reported on the way back.
func TestDefaultTranslatorLosesNothing(t *testing.T) {
	entries, err := os.ReadDir(samplesFolder)
	require.NoError(t, err)
	seen := map[string]int{}
	for _, entry := range entries {
		if ext := filepath.Ext(entry.Name()); ext == ".md" || ext == ".txt" || strings.Contains(entry.Name(), "template") {
			continue
		}
		t.Run(entry.Name(), func(t *testing.T) {
			for table, err := range source.Open(filepath.Join(samplesFolder, entry.Name()), allSides(), nil) {
				require.NoError(t, err)
				for record, err := range table.Records() {
					require.NoError(t, err)
					if record.Sheet == nil {
						continue
					}
					seen[record.Sheet.Layout]++
					comesBack(t, record.Sheet)
				}
			}
		})
	}
	for _, l := range allSides() {
		assert.NotZero(t, seen[l.Name], "no sample of %s", l.Name)
	}
}

// comesBack takes a sheet to FHIR and back by Translators that were told of no layout.
func comesBack(t *testing.T, sheet *mapping.FrontSheet) {
	t.Helper()
	require.Empty(t, sheet.Validate(), "of a sheet that a reader made")
	first, reported := mapping.NewTranslator(nil, nil).Document(sheet)
	want, err := first.Append(nil)
	require.NoError(t, err)
	read, err := fhir.Read(want)
	require.NoError(t, err)
	for _, document := range []*fhir.Document{first, read} {
		translator := mapping.NewTranslator(nil, nil)
		back, issues := translator.FrontSheet(document)
		require.Empty(t, issues)
		require.Empty(t, back.Validate())
		second, again := translator.Document(back)
		assert.LessOrEqual(t, len(again), len(reported), "%v", again)
		got, err := second.Append(nil)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}

// The layouts of the regions' packages are those of the door, each compiled once, and so
// are their value sets.
func TestLayoutsAreThoseOfTheRegions(t *testing.T) {
	all := mapping.Layouts()
	require.Len(t, all, len(allSides()))
	for i, l := range allSides() {
		assert.Same(t, l, all[i])
		assert.Same(t, l, mapping.LayoutNamed(l.Name))
	}
	assert.Nil(t, mapping.LayoutNamed("HQMS"))
	sex, ok := mainland.HQMS().Coded("patient.sex", "男")
	require.True(t, ok)
	assert.Same(t, mainland.ValueSet(sex.Set.Name), sex.Set)
}

// The built-in layouts are known, and none is preferred: anybody's document is read
// in nobody's terms.
func TestBuiltInLayoutsArePreferredByNobody(t *testing.T) {
	document, _, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","entry":[` +
		`{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"1","gender":"male","maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]}}},` +
		`{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Encounter","id":"2","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"urn:uuid:1"}}}]}`))
	require.NoError(t, err)
	sheet, _ := mapping.NewTranslator(nil, nil).FrontSheet(document)
	assert.Empty(t, sheet.Layout)
	assert.Nil(t, sheet.Patient.Marital.Set, "FHIR's code in no layout's terms")
	assert.NotEmpty(t, sheet.Patient.Marital.Text)
	sheet, _ = mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{mainland.HQMS()}}).FrontSheet(document)
	assert.NotNil(t, sheet.Patient.Marital.Set, "in those of the first of the layouts")
}

// A layout of one's own comes before the built-in one of the same name.
func TestOwnLayoutBeforeTheBuiltIn(t *testing.T) {
	sets, err := mapping.ReadValueSets(strings.NewReader("set,code,chinese,english,standard,equivalence,aliases\n"+
		"own-sex,,性别,Sex,,,\nown-sex,X,男,Male,,,\n"), "https://example.org/own")
	require.NoError(t, err)
	own, err := mapping.ReadLayout(strings.NewReader("@layout,hqms,Own\n@zone,+08:00\n@key,N\ncolumn,title,element,format,values,need,since,names\n"+
		"N,,patient.record-number,,,,,\nS,,patient.sex,,own-sex,,,\n"), sets)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{own}})
	reader, err := mapping.NewReader(strings.NewReader("N,S\n1,男\n"), []*mapping.Layout{own}, nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		document, _ := translator.Document(record.Sheet)
		back, _ := translator.FrontSheet(document)
		assert.Same(t, sets[0], back.Patient.Sex.Set)
		assert.Equal(t, "X", back.Patient.Sex.Code)
	}
}
