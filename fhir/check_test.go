package fhir_test

import (
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/fhir"
)

func TestCheck(t *testing.T) {
	period := func(start, end string) func(*fhir.Document) {
		return func(d *fhir.Document) { d.Encounters[0].Period = &r4.Period{Start: &start, End: &end} }
	}
	const before = "Encounter[0].period per-1"
	tests := []struct {
		name  string
		spoil func(d *fhir.Document)
		want  string // path and rule; empty where nothing is wrong
	}{
		{"nothing", func(*fhir.Document) {}, ""},
		{"identifier", func(d *fhir.Document) { d.Identifier = r4.Identifier{} }, "Bundle.identifier bdl-9"},
		{"identifier without system", func(d *fhir.Document) { d.Identifier.System = nil }, "Bundle.identifier.system bdl-9"},
		{"identifier without value", func(d *fhir.Document) { d.Identifier.Value = nil }, "Bundle.identifier.value bdl-9"},
		{"timestamp", func(d *fhir.Document) { d.Timestamp = "" }, "Bundle.timestamp bdl-10"},
		{"author", func(d *fhir.Document) { d.Composition.Author = nil }, "Composition.author required"},
		{"title", func(d *fhir.Document) { d.Composition.Title = "" }, "Composition.title required"},
		{"class", func(d *fhir.Document) { d.Encounters[0].Class = r4.Coding{} }, "Encounter[0].class required"},
		{"chargeItem", func(d *fhir.Document) {
			d.Invoices[0].LineItem[0].ChargeItemCodeableConcept = r4.CodeableConcept{}
		}, "Invoice[0].lineItem[0].chargeItem required"},
		{"empty reason only", func(d *fhir.Document) {
			d.Composition.Section[1].Entry = nil
			d.Composition.Section[1].EmptyReason = &r4.CodeableConcept{Text: ptr("x")}
		}, "Composition.section[1] cmp-1"},
		{"empty reason and entries", func(d *fhir.Document) {
			d.Composition.Section[1].EmptyReason = &r4.CodeableConcept{Text: ptr("x")}
		}, "Composition.section[1] cmp-2"},
		{"abated", func(d *fhir.Document) { d.Conditions[0].AbatementDateTime = ptr("2023") }, "Condition[0] con-4"},
		{"telecom", func(d *fhir.Document) { d.Patient.Telecom[0].System = nil }, "Patient.telecom[0] cpt-2"},
		{"contact", func(d *fhir.Document) { d.Patient.Contact[0].Name = nil }, "Patient.contact[0] pat-1"},
		{"organization", func(d *fhir.Document) { d.Organizations[1].Name = nil }, "Organization[1] org-1"},
		{"quantity", func(d *fhir.Document) { d.Observations[0].ValueQuantity.System = nil }, "Observation[0].valueQuantity qty-3"},
		{"extension without value", func(d *fhir.Document) {
			d.Patient.Address[0].Extension = []r4.Extension{{Id: ptr("a"), Url: "http://example.org/x"}}
		}, "Patient.address[0].extension[0] ext-1"},
		{"extension with both", func(d *fhir.Document) { d.Composition.Extension[0].ValueString = ptr("x") }, "Composition.extension[0] ext-1"},
		{"white space", func(d *fhir.Document) { d.Patient.Name[0].Text = ptr(" \u3000") }, "Patient.name[0].text string"},

		{"dangling", func(d *fhir.Document) { d.Composition.Section[0].Entry[1] = to(sampleID(99)) }, "Composition.section[0].entry[1].reference reference"},
		{"dangling oid", func(d *fhir.Document) { d.Encounters[0].Subject.Reference = ptr("urn:oid:1.2.3") }, "Encounter[0].subject.reference reference"},
		{"of the wrong type", func(d *fhir.Document) { d.Encounters[0].Subject.Reference = to(sampleID(1)).Reference }, "Encounter[0].subject.reference reference"},
		{"of a type no document has", func(d *fhir.Document) { d.Encounters[0].Account = []r4.Reference{to(sampleID(15))} }, "Encounter[0].account[0].reference reference"},
		{"to the world", func(d *fhir.Document) {
			d.Encounters[0].Account = []r4.Reference{{Reference: ptr("http://example.org/fhir/Account/1")}}
		}, ""},

		{"same day", period("2023-03-01", "2023-03-01"), ""},
		{"same moment", period("2023-03-01T08:00:00+08:00", "2023-03-01T00:00:00Z"), ""},
		{"same month", period("2023-03", "2023-03"), ""},
		{"date then time", period("2023-03-01", "2023-03-02T00:00:00+08:00"), ""},
		{"fractions", period("2023-03-01T08:00:00.123456789123+08:00", "2023-03-01T08:00:00.2+08:00"), ""},
		{"fractions the other way", period("2023-03-01T08:00:00.21+08:00", "2023-03-01T08:00:00.2+08:00"), before},
		{"earlier", period("2023-03-02", "2023-03-01"), before},
		{"earlier by the zone", period("2023-03-01T08:00:00+08:00", "2023-03-01T08:00:00+09:00"), before},
		{"negative zone", period("2023-03-01T08:00:00-03:30", "2023-03-01T12:00:00Z"), ""},
		{"time on the last day", period("2023-03-01T08:00:00+08:00", "2023-03-01"), before},
		{"month of that year", period("2023-03", "2023"), before},
		{"date on the day of the time", period("2023-03-01", "2023-03-01T08:00:00+08:00"), before},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := sampleDocument()
			test.spoil(d)
			got := ""
			for i, err := range d.Check() {
				assert.Zero(t, i, "more than one: %v", err)
				got = err.Path + " " + err.Rule
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestCheckZero(t *testing.T) {
	errs := new(fhir.Document).Check()
	var got []string
	for _, err := range errs {
		got = append(got, err.Path+" "+err.Rule)
	}
	assert.Equal(t, []string{
		"Composition.id resource-id",
		"Bundle.identifier bdl-9",
		"Bundle.timestamp bdl-10",
		"Composition.type required",
		"Composition.date required",
		"Composition.author required",
		"Composition.title required",
	}, got)
}
