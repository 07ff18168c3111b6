package tables_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/bulk"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/source"
	"github.com/crossbay/crossbay/mapping/tables"
)

const samples = "../../examples/testdata/"

// documents hands each document of the samples to each.
func documents(t *testing.T, each func(d *fhir.Document)) {
	t.Helper()
	translator := mapping.NewTranslator(nil, nil)
	layouts := slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
	names, err := filepath.Glob(samples + "*.*")
	require.NoError(t, err)
	n := 0
	for _, name := range names {
		if strings.HasSuffix(name, ".txt") || strings.HasSuffix(name, ".md") || strings.Contains(name, "template") {
			continue
		}
		for table, err := range source.Open(name, layouts, nil) {
			require.NoError(t, err, name)
			for record, err := range table.Records() {
				require.NoError(t, err, name)
				if record.Sheet == nil {
					continue
				}
				d, _ := translator.Document(record.Sheet)
				require.NotNil(t, d)
				if n == 0 {
					d.Observations = append(d.Observations, results(d)...)
					d.MedicationStatements = append(d.MedicationStatements, prescription(d))
				}
				each(d)
				n++
			}
		}
	}
	require.Greater(t, n, 100)
}

// results are what no sample has: a range, a ratio, a number that is compared.
func results(d *fhir.Document) []r4.Observation {
	number := func(text string) *r4.Quantity { return &r4.Quantity{Value: new(json.Number(text))} }
	compared := number("0.5")
	compared.Comparator = new(r4.QuantityComparatorLessThan)
	list := []r4.Observation{
		{ValueRange: &r4.Range{Low: number("1.25"), High: number("2")}},
		{ValueRatio: &r4.Ratio{Numerator: number("1"), Denominator: number("80")}},
		{ValueQuantity: compared},
	}
	for i := range list {
		list[i].Id = new(fmt.Sprintf("00000000-0000-4000-8000-%012d", i))
		list[i].Code = r4.CodeableConcept{Coding: []r4.Coding{{System: new("urn:x"), Version: new("2"), Code: new("c")}}}
		list[i].Subject = &r4.Reference{Reference: new("urn:uuid:" + *d.Patient.Id)}
	}
	return list
}

// prescription is what no sample has: a drug of a stay, in a code with a name, with an
// instruction.
func prescription(d *fhir.Document) r4.MedicationStatement {
	return r4.MedicationStatement{
		Id: new("00000000-0000-4000-8000-000000000009"), Status: "unknown",
		MedicationCodeableConcept: r4.CodeableConcept{Coding: []r4.Coding{{System: new("urn:x"), Code: new("c"), Display: new("Aspirin")}}},
		Subject:                   r4.Reference{Reference: new("urn:uuid:" + *d.Patient.Id)},
		Context:                   &r4.Reference{Reference: new("urn:uuid:" + *d.Encounters[0].Id)},
		Dosage:                    []r4.Dosage{{Text: new("1 tab bd")}},
	}
}

// rowsOf returns the rows of a view over resources, each with all its columns.
func (v *view) rowsOf(resources []node) (rows []map[string]string) {
	for _, r := range resources {
		if r.kind != v.resource {
			continue
		}
		rows = append(rows, v.expand(map[string]string{}, node{value: r.value}, "", v.lists)...)
	}
	return rows
}

func (v *view) expand(known map[string]string, at node, name string, lists []list) (rows []map[string]string) {
	if name != "" || len(v.lists) == 0 || v.lists[0].name != "" || len(lists) < len(v.lists) {
		known = maps.Clone(known)
		for _, c := range v.columns[name] {
			switch found := evaluate(c.Path, []node{at}); len(found) {
			case 0:
			case 1:
				known[c.Name] = fmt.Sprint(found[0].value)
			default:
				panic(c.Name + " has several values")
			}
		}
	}
	if len(lists) == 0 {
		return []map[string]string{known}
	}
	elements := evaluate(lists[0].path, []node{at})
	for _, e := range elements {
		rows = append(rows, v.expand(known, e, lists[0].name, lists[1:])...)
	}
	if len(elements) == 0 && lists[0].orNull {
		return []map[string]string{known}
	}
	return rows
}

// The tables have what the paths of the ViewDefinitions give over the resources as
// Bulk Data has them (SQL on FHIR v2, evaluated apart from the code that fills the
// tables), and each column has something in some sample.
func TestRowsAreThoseOfTheViews(t *testing.T) {
	views := map[string]*view{}
	for _, v := range readViews(t) {
		views[v.name] = v
	}
	filled := map[string]bool{}
	documents(t, func(d *fhir.Document) {
		got := map[string][]tables.Row{}
		lost := tables.Stays().Rows(d, func(table *tables.Table, row tables.Row) {
			require.Len(t, row, len(table.Columns), table.Name)
			copied := make(tables.Row, len(row))
			for i, cell := range row {
				copied[i] = bytes.Clone(cell)
			}
			got[table.Name] = append(got[table.Name], copied)
		})
		require.Empty(t, lost)
		_, err := bulk.Append(d, nil)
		require.NoError(t, err)
		var resources []node
		_, err = d.Resources(nil, func(kind, _ string, text []byte) {
			r := json.NewDecoder(bytes.NewReader(text))
			r.UseNumber()
			var value any
			require.NoError(t, r.Decode(&value))
			resources = append(resources, node{value, kind})
		})
		require.NoError(t, err)
		for _, table := range tables.Stays().Tables() {
			base := views[table.Name].rowsOf(resources)
			require.Len(t, got[table.Name], len(base), table.Name)
			for i, row := range base {
				for j, c := range table.Columns {
					from := row
					if v := views[c.View]; c.View != table.Name {
						from = nil
						for _, other := range v.rowsOf(resources) {
							if key := row[v.join]; key != "" && other[v.join] == key {
								from = other
								break
							}
						}
					}
					cell := got[table.Name][i][j]
					want := from[c.Name]
					switch {
					case c.Type == tables.Date && len(want) < len("2024-03-04"):
						want = ""
					case c.Type == tables.Date:
						want = want[:len("2024-03-04")]
					case c.Type == tables.Decimal && want != "":
						a, ok := new(big.Rat).SetString(want)
						require.True(t, ok)
						b, ok := new(big.Rat).SetString(string(cell))
						require.True(t, ok, "%s.%s", table.Name, c.Name)
						assert.Zero(t, a.Cmp(b), "%s.%s", table.Name, c.Name)
						want = string(cell)
					}
					require.Equal(t, want, string(cell), "%s.%s", table.Name, c.Name)
					if want != "" {
						filled[table.Name+"."+c.Name] = true
					}
				}
			}
		}
	})
	var never []string
	for _, table := range tables.Stays().Tables() {
		for _, c := range table.Columns {
			if !filled[table.Name+"."+c.Name] {
				never = append(never, table.Name+"."+c.Name)
			}
		}
	}
	assert.Empty(t, never, "columns that no sample fills are not tested")
}

func TestRowsDoNotPrint(t *testing.T) {
	row := tables.Row{[]byte("value")}
	for _, verb := range []string{"%v", "%s", "%q", "%x", "%+v", "%#v"} {
		assert.Equal(t, "[redacted]", fmt.Sprintf(verb, row))
	}
	assert.Equal(t, "[redacted]", row.LogValue().String())
}

// A decimal is exact, or it is not there, and that is told.
func TestNumberThatDoesNotFit(t *testing.T) {
	for number, want := range map[string]string{
		"480.0": "480.0", "1e3": "1000", "1.5E-2": "0.015", "-0.0001": "-0.0001", "99999999999999.9999": "99999999999999.9999",
		"0.00001": "", "100000000000000": "", "1.00000": "1.0000", "007": "7", "1e99": "", "12345e-1": "1234.5",
	} {
		d := &fhir.Document{Invoices: []r4.Invoice{{LineItem: []r4.InvoiceLineItem{{PriceComponent: []r4.InvoiceLineItemPriceComponent{
			{Amount: &r4.Money{Value: new(json.Number(number))}},
		}}}}}}
		got := ""
		lost := tables.Stays().Rows(d, func(table *tables.Table, row tables.Row) {
			for i, c := range table.Columns {
				if c.Name == "amount" {
					got = string(row[i])
				}
			}
		})
		assert.Equal(t, want, got, number)
		assert.Equal(t, want == "", lost["fees.amount"] == 1, number)
	}
}

// The ids of OMOP are numbers that a BIGINT holds, and none is there twice.
func TestOMOPIds(t *testing.T) {
	ids := map[string]map[string]bool{}
	seen := map[string]bool{}
	documents(t, func(d *fhir.Document) {
		if e := d.Composition.Encounter; e == nil || seen[*e.Reference] {
			return
		}
		seen[*d.Composition.Encounter.Reference] = true
		tables.OMOP().Rows(d, func(table *tables.Table, row tables.Row) {
			require.Len(t, row, len(table.Columns), table.Name)
			if table.Name == "person" || table.Name == "source_to_concept_map" {
				return
			}
			_, err := strconv.ParseInt(string(row[0]), 10, 64)
			require.NoError(t, err)
			if ids[table.Name] == nil {
				ids[table.Name] = map[string]bool{}
			}
			require.False(t, ids[table.Name][string(row[0])], table.Name)
			ids[table.Name][string(row[0])] = true
			require.NotEmpty(t, row[1], "a person")
		})
	})
	assert.Len(t, ids, 4)
}
