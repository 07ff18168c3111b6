package hongkong_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// written reads a file and writes its sheets in a layout; it returns the rows,
// the cells that are not empty by their columns, and the issues in short.
func written(t *testing.T, in string, to *mapping.Layout, options *mapping.WriterOptions) (rows []row, issues []string, out []byte) {
	t.Helper()
	r, err := mapping.NewReader(strings.NewReader(in), hongkong.Layouts(), nil)
	require.NoError(t, err)
	var buffer bytes.Buffer
	w, err := mapping.NewWriter(&buffer, to, options)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		found, err := w.Write(record.Sheet)
		require.NoError(t, err)
		for _, i := range found {
			if i.Code != "required-empty" {
				issues = append(issues, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", i.Record, i.Column, i.Field, i.Code)))
			}
		}
	}
	require.NoError(t, w.Flush())
	table, err := csv.NewReader(bytes.NewReader(buffer.Bytes())).ReadAll()
	require.NoError(t, err)
	for _, cells := range table[1:] {
		r := row{}
		for i, cell := range cells {
			if cell != "" {
				r[table[0][i]] = cell
			}
		}
		rows = append(rows, r)
	}
	return rows, issues, buffer.Bytes()
}

// A front sheet becomes a row for each item, with the recipient and the
// encounter in each.
func TestFrontSheetAsDomainRecords(t *testing.T) {
	in := "Patient number,Case number,Sex,Date of birth,Birth date precision,Drug allergies,Principal diagnosis,Principal diagnosis code,Other diagnosis 1,Operation 1,Operation code 1,Bed class\n" +
		"P1,C1,F,1945-01-01,Y,盤尼西林,Pneumonia,J18.9,Asthma,Appendicectomy,47.01,semi-private\n"
	rows, issues, _ := written(t, in, hongkong.EHealth(), nil)
	every := row{"Encounter key": "C1", "Recipient sex": "F", "Recipient date of birth": "1945-01-01", "Recipient date of birth precision": "Y"}
	want := []row{
		{"Problem recognised terminology name": "ICD-10", "Problem identifier - recognised terminology": "J18.9", "Problem local description": "Pneumonia", "Problem type": "P"},
		{"Problem local description": "Asthma", "Problem type": "S"},
		{"Procedure recognised terminology name": "ICD-9-CM", "Procedure identifier - recognised terminology": "47.01", "Procedure local description": "Appendicectomy", "Procedure principal indicator": "Y"},
		{"Allergen local description": "盤尼西林", "Allergen type": "D"},
	}
	for _, r := range want {
		for column, cell := range every {
			r[column] = cell
		}
	}
	assert.Equal(t, want, rows)
	assert.Equal(t, []string{
		"1 Recipient eHR number patient.reference-key empty-key",
		"1  patient.record-number no-column", "1 Bed class  no-column",
	}, issues)
}

// An encounter without items is one row.
func TestEncounterWithoutItems(t *testing.T) {
	rows, issues, _ := written(t, "Encounter key,Recipient eHR number,Recipient sex\nE1,80000001,M\n", hongkong.EHealth(), nil)
	assert.Equal(t, []row{{"Encounter key": "E1", "Recipient eHR number": "80000001", "Recipient sex": "M"}}, rows)
	assert.Empty(t, issues)
}

// What stands beside an item stays with it, whatever the order of the rows.
func TestCertaintyStaysWithItsProblem(t *testing.T) {
	in := "Encounter key,Recipient eHR number,Problem local description,Problem type,Problem certainty,Procedure local description,Procedure remark\n" +
		"E1,80000001,,,,Biopsy,left\n" +
		"E1,80000001,Asthma,S,suspected,,\n" +
		"E1,80000001,Pneumonia,P,confirmed,,\n"
	rows, issues, _ := written(t, in, hongkong.EHealth(), nil)
	every := func(r row) row {
		r["Encounter key"], r["Recipient eHR number"] = "E1", "80000001"
		return r
	}
	assert.Equal(t, []row{
		every(row{"Procedure local description": "Biopsy", "Procedure remark": "left"}),
		every(row{"Problem local description": "Asthma", "Problem type": "S", "Problem certainty": "suspected"}),
		every(row{"Problem local description": "Pneumonia", "Problem type": "P", "Problem certainty": "confirmed"}),
	}, rows)
	assert.Empty(t, issues)
}

// What a layout has no column for is reported.
func TestDomainRecordsAsAFrontSheet(t *testing.T) {
	in := "Encounter key,Recipient eHR number,Problem local description,Test local description,Test result,Problem remark\n" +
		"E1,80000001,Asthma,,,chronic\nE1,80000001,,Potassium,4.1,\n"
	rows, issues, _ := written(t, in, hongkong.FrontSheet(), nil)
	assert.Equal(t, []row{{"Case number": "E1"}}, rows)
	assert.Equal(t, []string{
		"1 Patient number patient.record-number empty-key",
		"1   no-column", // a diagnosis without a role is none of the sheet's
		"1  patient.identifier.value no-column",
		"1  patient.identifier.type no-column",
		"1  laboratory.test no-column",
		"1  laboratory.result no-column",
		"1 Problem remark  no-column",
	}, issues)
}

// Causes of death are in the other revision of the ICD, which their shape tells.
func TestCausesOfDeathKeepTheirCodes(t *testing.T) {
	in := "Reference Key,AE Number,Death Cause (Main Cause),Principal Diagnosis Code\n1,A1,J18.9,486\n"
	rows, issues, _ := written(t, in, hongkong.CDARS(), nil)
	assert.Equal(t, []row{{"Reference Key": "1", "AE Number": "A1", "Death Cause (Main Cause)": "J18.9", "Principal Diagnosis Code": "486"}}, rows)
	assert.Empty(t, issues)
}

// A character that Big5 lacks is replaced by a mark, and said; what it has is
// read as it was.
func TestWriterInBig5(t *testing.T) {
	in := "Patient number,Chinese name,Address\n1,陳嘅𠻗香é,張三张\U0001f600\n"
	_, issues, out := written(t, in, hongkong.FrontSheet(), &mapping.WriterOptions{Encoding: mapping.EncodingBig5})
	assert.Equal(t, []string{"1 Address patient.current.address no-such-character"}, issues)
	r, err := mapping.NewReader(bytes.NewReader(out), hongkong.Layouts(), &mapping.ReaderOptions{Encoding: mapping.EncodingBig5})
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		assert.Equal(t, "陳嘅𠻗香é", record.Sheet.Patient.Name)
		assert.Equal(t, "張三□□", record.Sheet.Patient.Current.Text)
	}
}
