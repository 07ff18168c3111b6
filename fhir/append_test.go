package fhir_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a line of output with a file, in which it is indented.
func golden(t *testing.T, name string, line []byte) {
	t.Helper()
	var got bytes.Buffer
	require.NoError(t, json.Indent(&got, line, "", "  "))
	got.WriteByte('\n')
	if *update {
		require.NoError(t, os.WriteFile(name, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String(), "run with -update if the change is meant")
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, want))
	require.Equal(t, compact.String(), string(line), "white space between tokens")
}

func TestAppendGolden(t *testing.T) {
	d := sampleDocument()
	require.Empty(t, d.Check())
	document, err := d.Append(nil)
	require.NoError(t, err)
	golden(t, "testdata/document.json", document)
	transaction, err := d.AppendTransaction(nil)
	require.NoError(t, err)
	golden(t, "testdata/transaction.json", transaction)
}

func TestAppendExtendsBuffer(t *testing.T) {
	d := sampleDocument()
	alone, err := d.Append(nil)
	require.NoError(t, err)
	after, err := d.Append([]byte("x\n"))
	require.NoError(t, err)
	assert.Equal(t, "x\n"+string(alone), string(after))

	d.Patient.Id = nil
	same, err := d.Append([]byte("x\n"))
	require.Error(t, err)
	assert.Equal(t, "x\n", string(same))
	d = sampleDocument()
	d.Provenances[0].Recorded = "yesterday"
	same, err = d.Append([]byte("x\n"))
	require.Error(t, err)
	assert.Equal(t, "x\n", string(same))
}

func TestAppendAllocatesNothing(t *testing.T) {
	d := sampleDocument()
	buf, err := d.Append(nil)
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(100, func() { buf, _ = d.Append(buf[:0]) }), "Append")
	d.Patient.Extension, d.Composition.Date = nil, fhir.NoDate // else the Patient is given what says as of when it is so
	assert.Zero(t, testing.AllocsPerRun(100, func() { buf, _ = d.AppendTransaction(buf[:0]) }), "AppendTransaction")
}

// Who loads a Patient must know whether it is older than the one that the server has:
// the Patient of a transaction says when it was so, once.
func TestTransactionSaysAsOfWhen(t *testing.T) {
	asOf := func(line []byte) (dates []string) {
		d, err := fhir.Read(line)
		require.NoError(t, err)
		for _, x := range d.Patient.Extension {
			if x.Url == fhir.ExtensionAsOf {
				dates = append(dates, *x.ValueDateTime)
			}
		}
		return dates
	}
	d := sampleDocument()
	d.Patient.Extension = slices.DeleteFunc(d.Patient.Extension, func(x r4.Extension) bool { return x.Url == fhir.ExtensionAsOf })
	extensions := len(d.Patient.Extension)
	line, err := d.AppendTransaction(nil)
	require.NoError(t, err)
	assert.Equal(t, []string{d.Composition.Date}, asOf(line))
	assert.Len(t, d.Patient.Extension, extensions, "the document is the caller's")
	again, err := fhir.Read(line)
	require.NoError(t, err)
	second, err := again.AppendTransaction(nil)
	require.NoError(t, err)
	assert.Equal(t, string(line), string(second))
	line, err = d.Append(nil)
	require.NoError(t, err)
	assert.Empty(t, asOf(line))
	d.Composition.Date = fhir.NoDate
	line, err = d.AppendTransaction(nil)
	require.NoError(t, err)
	assert.Empty(t, asOf(line))
}

func TestAppendManyResources(t *testing.T) {
	d := sampleDocument()
	for n := 1000; n < 2000; n++ {
		d.Conditions = append(d.Conditions, r4.Condition{Id: sampleID(n), Subject: to(d.Patient.Id)})
	}
	require.Empty(t, d.Check())
	out, err := d.AppendTransaction(nil)
	require.NoError(t, err)
	assert.NotContains(t, string(out), `"reference":"urn:uuid:`)
	d.Conditions[900].Id = sampleID(1)
	_, err = d.Append(nil)
	require.ErrorContains(t, err, "Condition[900].id")
}

func TestBundle(t *testing.T) {
	d := sampleDocument()
	b, err := d.Bundle()
	require.NoError(t, err)
	got, err := json.Marshal(b)
	require.NoError(t, err)
	want, err := d.Append(nil)
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(got))

	_, err = (&fhir.Document{}).Bundle()
	require.Error(t, err)
}

func TestAppendEscapes(t *testing.T) {
	d := sampleDocument()
	text := "\"\\/\b\t\n\r<>&'\u2028\u2029\u007f\u0085 \u3000𠮷\U0010ffff\ufeff"
	d.Patient.Name[0].Text = ptr(strings.ReplaceAll(text, "\b", ""))
	out, err := d.Append(nil)
	require.NoError(t, err)
	assert.Contains(t, string(out), `"text":"\"\\/\t\n\r<>&'`+"\u2028\u2029\u007f\u0085 \u3000𠮷\U0010ffff\ufeff"+`","family"`)
	back, err := fhir.Read(out)
	require.NoError(t, err)
	assert.Equal(t, d, back)
}

// TestAppendOmitsEmpty gives each kind of element that holds nothing; R4 has
// no such elements (ele-1).
func TestAppendOmitsEmpty(t *testing.T) {
	d := sampleDocument()
	want, err := d.Append(nil)
	require.NoError(t, err)
	p := &d.Patient
	p.Language = ptr("")
	p.Contact = append(p.Contact, r4.PatientContact{})
	p.Photo = []r4.Attachment{{}, {}}
	p.Link = []r4.PatientLink{}
	p.ManagingOrganization = &r4.Reference{Identifier: &r4.Identifier{Assigner: &r4.Reference{}}}
	p.Name[0].Suffix = []string{"", ""}
	p.Name[0].Given = []string{"", "大文", ""}
	d.Invoices[0].LineItem[0].ChargeItemReference = r4.Reference{Display: ptr("")}
	d.Observations[0].ValueQuantity.Extension = []r4.Extension{{}}
	d.Observations[0].Component = []r4.ObservationComponent{{ValueQuantity: &r4.Quantity{Value: ptr(json.Number(""))}}}
	got, err := d.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestAppendErrors(t *testing.T) {
	const secret = "S3CRET"
	cyclic := []r4.Extension{{Url: "http://example.org/x"}}
	cyclic[0].Extension = cyclic
	tests := []struct {
		name       string
		spoil      func(d *fhir.Document)
		path, rule string
	}{
		{"no id", func(d *fhir.Document) { d.Composition.Id = nil }, "Composition.id", fhir.RuleID},
		{"id in capitals", func(d *fhir.Document) { d.Encounters[0].Id = ptr("6BA7B810-9DAD-51D1-80B4-000000000003") }, "Encounter[0].id", fhir.RuleID},
		{"id no UUID", func(d *fhir.Document) { d.Conditions[1].Id = ptr(secret) }, "Condition[1].id", fhir.RuleID},
		{"id of another", func(d *fhir.Document) { d.Conditions[1].Id = d.Patient.Id }, "Condition[1].id", fhir.RuleID},
		{"identifier", func(d *fhir.Document) { d.Identifier.System = ptr(secret + " x") }, "Bundle.identifier.system", "uri"},
		{"timestamp", func(d *fhir.Document) { d.Timestamp = "2023-03-09" }, "Bundle.timestamp", "instant"},
		{"date", func(d *fhir.Document) { d.Patient.BirthDate = ptr("1958-02-29") }, "Patient.birthDate", "date"},
		{"dateTime", func(d *fhir.Document) { d.Encounters[0].Period.End = ptr("2023-03-09T24:00:00+08:00") }, "Encounter[0].period.end", "dateTime"},
		{"code", func(d *fhir.Document) { d.Conditions[0].Code.Coding[1].Code = ptr(secret + " ") }, "Condition[0].code.coding[1].code", "code"},
		{"decimal", func(d *fhir.Document) { d.Invoices[0].TotalGross.Value = ptr(json.Number("007")) }, "Invoice[0].totalGross.value", "decimal"},
		{"positiveInt", func(d *fhir.Document) { d.Encounters[0].Diagnosis[1].Rank = ptr(0) }, "Encounter[0].diagnosis[1].rank", "positiveInt"},
		{"integer", func(d *fhir.Document) { d.Patient.MultipleBirthInteger = ptr(1 << 31) }, "Patient.multipleBirthInteger", "integer"},
		{"enum", func(d *fhir.Document) { d.Encounters[0].Status = 99 }, "Encounter[0].status", fhir.RuleEnum},
		{"enum below", func(d *fhir.Document) { d.Patient.Gender = ptr(r4.AdministrativeGender(-1)) }, "Patient.gender", fhir.RuleEnum},
		{"enum in a list", func(d *fhir.Document) {
			d.AllergyIntolerances[0].Category = []r4.AllergyIntoleranceCategory{0, 77}
		}, "AllergyIntolerance[0].category[1]", fhir.RuleEnum},
		{"UTF-8", func(d *fhir.Document) { d.Patient.Name[0].Family = ptr(secret + "\xb3\xc2") }, "Patient.name[0].family", fhir.RuleEncoding},
		{"surrogate", func(d *fhir.Document) { d.Patient.Name[0].Family = ptr("\xed\xa0\x80") }, "Patient.name[0].family", fhir.RuleEncoding},
		{"control character", func(d *fhir.Document) { d.Patient.Name[0].Given[0] = secret + "\x00" }, "Patient.name[0].given[0]", fhir.RuleEncoding},
		{"long string", func(d *fhir.Document) { d.Composition.Title = strings.Repeat("長", 1<<20+1) }, "Composition.title", "string"},
		{"two variants", func(d *fhir.Document) { d.Observations[0].ValueString = ptr(secret) }, "Observation[0].value", fhir.RuleChoice},
		{"two required variants", func(d *fhir.Document) {
			d.Invoices[0].LineItem[0].ChargeItemReference = to(d.Patient.Id)
		}, "Invoice[0].lineItem[0].chargeItem", fhir.RuleChoice},
		{"depth", func(d *fhir.Document) { d.Patient.Extension = cyclic }, "", fhir.RuleDepth},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := sampleDocument()
			test.spoil(d)
			_, err := d.Append(nil)
			var element *fhir.ElementError
			require.True(t, errors.As(err, &element), "%v", err)
			assert.Equal(t, test.rule, element.Rule)
			if test.path != "" {
				assert.Equal(t, test.path, element.Path)
			}
			assert.NotContains(t, err.Error(), secret)
			_, err = d.AppendTransaction(nil)
			if test.path != "Bundle.identifier.system" && test.path != "Bundle.timestamp" {
				assert.Equal(t, element, err)
			}
			assert.Contains(t, d.Check(), element, "Check finds what Append refuses")
		})
	}
}
