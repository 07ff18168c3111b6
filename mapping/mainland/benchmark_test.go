package mainland

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// generate writes a file of HQMS's 642 columns, in GB18030, with so many
// stays: five diagnoses, two procedures, the usual staff and fees each. All of
// it is invented.
func generate(w io.Writer, stays int) error {
	out := csv.NewWriter(transform.NewWriter(w, simplifiedchinese.GB18030.NewEncoder()))
	var columns []string
	index := map[string]int{}
	for _, c := range HQMS().Columns() {
		if c.Since == "" {
			index[c.Name] = len(columns)
			columns = append(columns, c.Name)
		}
	}
	if err := out.Write(columns); err != nil {
		return err
	}
	for i := range stays {
		row := make([]string, len(columns))
		set := func(pairs ...string) {
			for p := 0; p < len(pairs); p += 2 {
				row[index[pairs[p]]] = pairs[p+1]
			}
		}
		set("A01", "12345678X", "A02", "示例市第一人民医院", "A48", fmt.Sprintf("%08d", i), "A49", "1",
			"B12", "2024-01-05 09:30:00", "B15", "2024-01-12 10:15:00", "A47", "-", "A46C", "1.1",
			"A11", "测试"+string(rune('一'+i%500)), "A12C", fmt.Sprint(1+i%2), "A13", "1961-05-17", "A14", "62", "A15C", "中国", "A21C", "2", "A38C", "80",
			"A19C", "1", "A20", "-", "A22", "广东省示例市示例区", "A23C", "19", "A24", "广东省示例市示例区示例路1号", "A25C", "510000",
			"A26", "广东省示例市示例区示例路1号2栋303房", "A27", "13800000000", "A28C", "510000", "A29", "示例有限公司", "A30", "02000000000", "A31C", "510000",
			"A32", "示例联系人", "A33C", "1", "A34", "广东省示例市示例区示例路1号", "A35", "13800000001", "B11C", "1", "B13C", "0304", "B14", "心内一区",
			"B16C", "0304", "B17", "心内一区", "B20", "7", "C01C", "I20.000", "C02N", "不稳定性心绞痛",
			"C03C", "I21.900x001", "C04N", "急性心肌梗死", "C05C", "1", "C06x01C", "I10.x00x002", "C07x01N", "高血压", "C08x01C", "1",
			"C06x02C", "E11.900", "C07x02N", "2型糖尿病", "C08x02C", "1", "C06x03C", "E78.500", "C07x03N", "高脂血症", "C08x03C", "1",
			"C06x04C", "I50.900x001", "C07x04N", "心力衰竭", "C08x04C", "4", "C24C", "1", "B22", "示例甲", "B23", "示例乙", "B24", "示例丙", "B25", "示例丁",
			"B26", "示例戊", "B29", "示例己", "B30C", "1", "B31", "示例庚", "B32", "示例辛", "B33", "2024-01-15", "C26C", "1", "C27C", "2",
			"C14x01C", "36.0601", "C15x01N", "冠状动脉药物涂层支架置入术", "C16x01", "2024-01-05 11:00:00", "C17x01", "4", "C18x01", "示例丙", "C19x01", "示例丁",
			"C20x01", "-", "C21x01C", "0", "C22x01C", "0302", "C23x01", "-",
			"C35x01C", "88.5600", "C36x01N", "冠状动脉造影术", "C37x01", "2024-01-05 10:40:00", "C38x01", "3", "C39x01", "示例丙",
			"B36C", "1", "B34C", "1", "D01", "56789.01", "D09", "6789.01", "D11", "500.00", "D12", "300.00", "D13", "700.00", "D16", "2500.00", "D17", "1800.00",
			"D20", "12000.00", "D20x02", "12000.00", "D23", "8989.01", "D31", "0.00", "D33", "30000.00")
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func generated(tb testing.TB, stays int) []byte {
	tb.Helper()
	var file bytes.Buffer
	require.NoError(tb, generate(&file, stays))
	return file.Bytes()
}

// benchmarkStays is what a hospital of some size uploads in a month.
const benchmarkStays = 2000

// measure runs work over a file of benchmarkStays, and reports rows/s, MB/s of
// the file, and allocations a row.
func measure(b *testing.B, size int, work func()) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		work()
	}
	runtime.ReadMemStats(&after)
	rows := float64(benchmarkStays) * float64(b.N)
	b.SetBytes(int64(size))
	b.ReportMetric(rows/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/rows, "allocs/row")
}

// run translates a file by so many workers.
func run(tb testing.TB, t *mapping.Translator, file []byte, workers int) {
	r, err := mapping.NewReader(bytes.NewReader(file), Layouts(), nil)
	require.NoError(tb, err)
	n := 0
	require.NoError(tb, t.Run(context.Background(), r, &mapping.RunOptions{Workers: workers}, func(r *mapping.Result) error {
		n += len(r.Output)
		return nil
	}))
	require.NotZero(tb, n)
}

// BenchmarkTranslate compares the way from a GB18030 file to NDJSON documents
// with the obvious program for it, on one processor (-cpu 1): over rows as varied
// as a hospital's, with the registry of the command line, and over rows that are
// nearly alike, without one. The metric rows/s is what to compare, in one run.
func BenchmarkTranslate(b *testing.B) {
	for _, rows := range []struct {
		name     string
		file     []byte
		registry *codes.Registry
	}{
		{"varied", varied(b, benchmarkStays), registry()},
		{"alike", generated(b, benchmarkStays), nil},
	} {
		b.Run(rows.name+"/crossbay", func(b *testing.B) {
			t := mapping.NewTranslator(rows.registry, nil)
			measure(b, len(rows.file), func() { run(b, t, rows.file, 1) })
		})
		b.Run(rows.name+"/baseline", func(b *testing.B) {
			measure(b, len(rows.file), func() { require.NoError(b, baseline(bytes.NewReader(rows.file), io.Discard)) })
		})
	}
}

// BenchmarkWorkers shows what further workers bring (-cpu 2).
func BenchmarkWorkers(b *testing.B) {
	file := varied(b, benchmarkStays)
	for _, workers := range []int{1, 2} {
		b.Run(strconv.Itoa(workers), func(b *testing.B) {
			t := mapping.NewTranslator(registry(), nil)
			measure(b, len(file), func() { run(b, t, file, workers) })
		})
	}
}

// BenchmarkStages measures what a program does that takes the steps by itself:
// from the file to sheets, from sheets to documents, from documents to bytes.
func BenchmarkStages(b *testing.B) {
	file := varied(b, benchmarkStays)
	t := mapping.NewTranslator(registry(), nil)
	var sheets []*mapping.FrontSheet
	b.Run("read", func(b *testing.B) {
		measure(b, len(file), func() {
			r, err := mapping.NewReader(bytes.NewReader(file), Layouts(), nil)
			require.NoError(b, err)
			sheets = sheets[:0]
			for record, err := range r.Records() {
				require.NoError(b, err)
				sheets = append(sheets, record.Sheet)
			}
		})
	})
	b.Run("validate", func(b *testing.B) { // is part of translate, and not of Run
		measure(b, len(file), func() {
			for _, sheet := range sheets {
				sheet.Validate()
			}
		})
	})
	b.Run("translate", func(b *testing.B) {
		measure(b, len(file), func() {
			for _, sheet := range sheets {
				t.Document(sheet)
			}
		})
	})
	b.Run("encode", func(b *testing.B) {
		var documents []*fhir.Document
		for _, sheet := range sheets {
			document, _ := t.Document(sheet)
			documents = append(documents, document)
		}
		var out []byte
		measure(b, len(file), func() {
			for _, document := range documents {
				var err error
				out, err = document.Append(out[:0])
				require.NoError(b, err)
			}
		})
	})
}

// A row takes few allocations, so that the garbage collector has little to do:
// at most 30, of which the opening of so small a file is nearly half.
func TestRunAllocatesLittle(t *testing.T) {
	const rows, most = 500, 30
	file := generated(t, rows)
	translator := mapping.NewTranslator(nil, nil)
	n := testing.AllocsPerRun(3, func() { run(t, translator, file, 1) }) / rows
	t.Logf("%.1f allocations a row", n)
	assert.LessOrEqual(t, n, float64(most))
}

// To look through a sheet that has nothing to be found takes no memory to speak of,
// however much the sheet holds: Document does so each time.
func TestValidateAllocatesLittle(t *testing.T) {
	r, err := mapping.NewReader(bytes.NewReader(generated(t, 1)), Layouts(), nil)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { record.Sheet.Validate() }), 5.0)
	}
}

// The baseline makes the same documents: resources of the same types with the
// same ids, in the same order.
func TestBaselineMakesTheSameDocuments(t *testing.T) {
	file := generated(t, 5)
	var want bytes.Buffer
	require.NoError(t, baseline(bytes.NewReader(file), &want))
	var got bytes.Buffer
	r, err := mapping.NewReader(bytes.NewReader(file), Layouts(), nil)
	require.NoError(t, err)
	require.NoError(t, mapping.NewTranslator(nil, nil).Run(t.Context(), r, nil, func(r *mapping.Result) error {
		got.Write(r.Output)
		return nil
	}))
	documents := resources(t, &got)
	require.Len(t, documents, 5)
	require.Equal(t, resources(t, &want), documents)
}

// resources lists the resources of each document of a stream.
func resources(t *testing.T, stream io.Reader) (documents [][]string) {
	t.Helper()
	decoder := json.NewDecoder(stream)
	for decoder.More() {
		var bundle struct {
			Entry []struct {
				FullURL  string `json:"fullUrl"`
				Resource struct {
					ResourceType string `json:"resourceType"`
				} `json:"resource"`
			} `json:"entry"`
		}
		require.NoError(t, decoder.Decode(&bundle))
		var list []string
		for _, e := range bundle.Entry {
			list = append(list, e.Resource.ResourceType+" "+e.FullURL)
		}
		documents = append(documents, list)
	}
	return documents
}

// baseline is the program that somebody would write first: x/text over the
// whole file, encoding/csv, a map a row, samply's structs, json.Marshal. What
// lies between the map and the structs is this package's, so that both make the
// same documents; a program of its own would not be faster there.
func baseline(r io.Reader, w io.Writer) error {
	rows := csv.NewReader(transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder()))
	reader, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
		var header []string
		for {
			row, err := rows.Read()
			if err == io.EOF {
				return
			}
			if header == nil {
				header = row
			}
			cells := map[string]string{}
			for i, cell := range row {
				cells[header[i]] = cell
			}
			for i, name := range header {
				row[i] = cells[name]
			}
			if !yield(row, err) {
				return
			}
		}
	}, Layouts(), nil)
	if err != nil {
		return err
	}
	t := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			return err
		}
		document, _ := t.Document(record.Sheet)
		if err := marshal(w, document); err != nil {
			return err
		}
	}
	return nil
}

// marshal writes the Bundle as encoding/json does, a resource after another.
func marshal(w io.Writer, d *fhir.Document) error {
	bundle := r4.Bundle{Type: r4.BundleTypeDocument, Identifier: &d.Identifier, Timestamp: &d.Timestamp}
	add := func(id *string, resource any) error {
		text, err := json.Marshal(resource)
		url := "urn:uuid:" + *id
		bundle.Entry = append(bundle.Entry, r4.BundleEntry{FullUrl: &url, Resource: text})
		return err
	}
	errs := []error{add(d.Composition.Id, d.Composition), add(d.Patient.Id, d.Patient)}
	for i := range d.Encounters {
		errs = append(errs, add(d.Encounters[i].Id, d.Encounters[i]))
	}
	for i := range d.Organizations {
		errs = append(errs, add(d.Organizations[i].Id, d.Organizations[i]))
	}
	for i := range d.Practitioners {
		errs = append(errs, add(d.Practitioners[i].Id, d.Practitioners[i]))
	}
	for i := range d.Locations {
		errs = append(errs, add(d.Locations[i].Id, d.Locations[i]))
	}
	for i := range d.Conditions {
		errs = append(errs, add(d.Conditions[i].Id, d.Conditions[i]))
	}
	for i := range d.Procedures {
		errs = append(errs, add(d.Procedures[i].Id, d.Procedures[i]))
	}
	for i := range d.Observations {
		errs = append(errs, add(d.Observations[i].Id, d.Observations[i]))
	}
	for i := range d.Coverages {
		errs = append(errs, add(d.Coverages[i].Id, d.Coverages[i]))
	}
	for i := range d.Invoices {
		errs = append(errs, add(d.Invoices[i].Id, d.Invoices[i]))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	text, err := json.Marshal(bundle)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
