package macao_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

var everywhere = slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())

// cross takes a sheet into a file of a layout, and reads that.
func cross(t *testing.T, translator *mapping.Translator, s *mapping.FrontSheet, to *mapping.Layout) (*mapping.FrontSheet, []mapping.Issue) {
	t.Helper()
	local := translator.Localize(s, to, &mapping.LocalizeOptions{KeepCodings: true})
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, to, &mapping.WriterOptions{KeepCodings: true})
	require.NoError(t, err)
	written, err := w.Write(local.Sheet)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	reader, err := mapping.NewReader(bytes.NewReader(out.Bytes()), []*mapping.Layout{to}, nil)
	require.NoError(t, err)
	list := sheets(t, reader)
	require.Len(t, list, 1)
	return list[0], append(local.Issues, written...)
}

// A stay in Macao crosses to HQMS, to 卫统4-1 and to Hong Kong and back: names, numbers of
// identity and of the record, dates and codes come back as they were, and amounts, which
// no row of another region has a currency for, are left out, and that is said.
func TestStaysCrossAndComeBack(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: everywhere})
	for _, to := range []*mapping.Layout{mainland.HQMS(), mainland.N041(), hongkong.FrontSheet(), hongkong.ADT()} {
		for i, s := range sheets(t, openFile(t, read(t, "mo-frontsheet.csv"))) {
			there, issues := cross(t, translator, s, to)
			back, _ := cross(t, translator, there, macao.FrontSheet())
			at := []any{"%s, record %d", to.Name, i + 1}
			has := func(element string) bool {
				return slices.ContainsFunc(to.Columns(), func(c mapping.Column) bool { return c.Element == element }) || to.Messages()
			}

			assert.Equal(t, s.Patient.RecordNumber, back.Patient.RecordNumber, at...)
			assert.Equal(t, s.Patient.DocumentNumber, back.Patient.DocumentNumber, at...)
			assert.Equal(t, s.Patient.BirthDate, back.Patient.BirthDate, at...)
			assert.Equal(t, s.Patient.Sex.Code, back.Patient.Sex.Code, at...)
			assert.Equal(t, s.Patient.Marital.Code, back.Patient.Marital.Code, at...)
			assert.Equal(t, s.Patient.Nationality.Code, back.Patient.Nationality.Code, at...)
			assert.Equal(t, s.Patient.Contact.Name, back.Patient.Contact.Name, at...)
			assert.Equal(t, s.Facility.Hospital.Code, back.Facility.Hospital.Code, at...)
			assert.Equal(t, s.Stay.Disposition.Code, back.Stay.Disposition.Code, at...)
			if s.Patient.Name != "" { // where there is none the other stands in its place
				assert.Equal(t, s.Patient.Name, back.Patient.Name, at...)
			}
			if has("patient.english-name.surname") && s.Patient.EnglishName.Surname != "" {
				assert.Equal(t, s.Patient.EnglishName, back.Patient.EnglishName, at...)
			}
			if to != mainland.N041() { // which has the hour alone
				assert.Equal(t, s.Stay.Admission, back.Stay.Admission, at...)
				assert.Equal(t, s.Stay.Discharge, back.Stay.Discharge, at...)
			} else {
				assert.Equal(t, s.Stay.Admission.AppendDate(nil), back.Stay.Admission.AppendDate(nil), at...)
				assert.Equal(t, s.Stay.Admission.Hour, back.Stay.Admission.Hour, at...)
			}
			for _, d := range s.Diagnoses {
				if d.Role == "admission" && !has("diagnosis.admission.code") {
					continue
				}
				j := slices.IndexFunc(back.Diagnoses, func(b mapping.Diagnosis) bool { return b.Role == d.Role && b.Slot == d.Slot })
				if assert.GreaterOrEqual(t, j, 0, at...) {
					for _, code := range d.Codes {
						assert.Contains(t, back.Diagnoses[j].Codes, code, at...)
					}
				}
			}
			for j, p := range s.Procedures {
				require.Len(t, back.Procedures, len(s.Procedures), at...)
				assert.Equal(t, p.Codes, back.Procedures[j].Codes, at...)
				assert.Equal(t, p.Performed.AppendDate(nil), back.Procedures[j].Performed.AppendDate(nil), at...)
			}
			said := slices.ContainsFunc(issues, func(i mapping.Issue) bool { return i.Code == "other-currency" || i.Code == "no-column" })
			assert.True(t, back.Fees.Total == "" && said, at...)
		}
	}
}

// What all share is the document, in which everything of the sheet is, amounts in
// patacas among it: the sheet that it gives again is the one that made it, whichever
// region's files are read besides.
func TestTheDocumentHasAll(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: everywhere})
	for i, s := range sheets(t, openFile(t, read(t, "mo-frontsheet.csv"))) {
		d, _ := translator.Document(s)
		text, err := d.Append(nil)
		require.NoError(t, err)
		again, err := fhir.Read(text)
		require.NoError(t, err)
		back, issues := translator.FrontSheet(again)
		assert.Empty(t, issues, "record %d", i+1)
		assert.Equal(t, s.Patient, back.Patient, "record %d", i+1)
		assert.Equal(t, s.Diagnoses, back.Diagnoses, "record %d", i+1)
		assert.Equal(t, s.Procedures, back.Procedures, "record %d", i+1)
		assert.Equal(t, s.Fees, back.Fees, "record %d", i+1)
		assert.Equal(t, "MOP", back.Fees.Currency)
		assert.Contains(t, string(text), `"currency":"MOP"`)
		assert.Contains(t, string(text), `"language":"zh-Hant-MO"`)
	}
}

// And the other way: what Hong Kong and the mainland send is read in Macao.
func TestStaysComeToMacao(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: everywhere})
	for _, name := range []string{"hqms.csv", "n041.csv", "hk-frontsheet.csv"} {
		reader, err := mapping.NewReader(bytes.NewReader(read(t, name)), everywhere, nil)
		require.NoError(t, err)
		for i, s := range sheets(t, reader) {
			in, issues := cross(t, translator, s, macao.FrontSheet())
			// A name in Latin letters has a column of its own in Macao.
			assert.Contains(t, []string{in.Patient.Name, in.Patient.EnglishName.Text}, s.Patient.Name, "%s, record %d", name, i+1)
			assert.Equal(t, s.Patient.DocumentNumber, in.Patient.DocumentNumber, "%s, record %d", name, i+1)
			assert.Equal(t, s.Stay.Admission.AppendDate(nil), in.Stay.Admission.AppendDate(nil), "%s, record %d", name, i+1)
			for _, issue := range issues {
				assert.NotEqual(t, mapping.Error, issue.Severity, issue.Error())
			}
		}
	}
}
