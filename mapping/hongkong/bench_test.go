package hongkong_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

const benchRows = 2000

// many repeats the records of a sample in CSV below its header.
func many(b *testing.B, name, header string, n int) string {
	lines := strings.SplitAfter(read(b, name), "\n")
	for !strings.HasPrefix(lines[0], header) {
		lines = lines[1:]
	}
	var text strings.Builder
	text.WriteString(lines[0])
	records := lines[1 : len(lines)-1]
	for i := range n {
		text.WriteString(records[i%len(records)])
	}
	return text.String()
}

func report(b *testing.B, size int) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "records/s")
}

func benchmarkDocuments(b *testing.B, text string) {
	for b.Loop() {
		reader, err := mapping.NewReader(strings.NewReader(text), hongkong.Layouts(), nil)
		if err != nil {
			b.Fatal(err)
		}
		err = mapping.NewTranslator(nil, nil).Run(context.Background(), reader, &mapping.RunOptions{Workers: 1, Encode: (*fhir.Document).Append},
			func(*mapping.Result) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	report(b, len(text))
}

func benchmarkSheets(b *testing.B, text string) {
	for b.Loop() {
		reader, err := mapping.NewReader(strings.NewReader(text), hongkong.Layouts(), nil)
		if err != nil {
			b.Fatal(err)
		}
		for record, err := range reader.Records() {
			if err != nil || record.Sheet == nil {
				b.Fatal(err)
			}
		}
	}
	report(b, len(text))
}

func BenchmarkCDARSSheets(b *testing.B) {
	benchmarkSheets(b, many(b, "hk-cdars.csv", "Reference Key", benchRows))
}

func BenchmarkCDARSDocuments(b *testing.B) {
	benchmarkDocuments(b, many(b, "hk-cdars.csv", "Reference Key", benchRows))
}

// BenchmarkCDARSBaseline is what a script does: a map of each row, with a few of
// its cells as a Bundle of maps, by encoding/csv and encoding/json.
func BenchmarkCDARSBaseline(b *testing.B) {
	text := many(b, "hk-cdars.csv", "Reference Key", benchRows)
	for b.Loop() {
		r := csv.NewReader(strings.NewReader(text))
		header, err := r.Read()
		if err != nil {
			b.Fatal(err)
		}
		for {
			row, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			cells := map[string]string{}
			for i, name := range header {
				cells[name] = row[i]
			}
			bundle := map[string]any{"resourceType": "Bundle", "type": "document", "entry": []any{
				map[string]any{"resource": map[string]any{
					"resourceType": "Patient", "gender": cells["Sex"],
					"identifier": []any{map[string]any{"value": cells["Reference Key"]}},
				}},
				map[string]any{"resource": map[string]any{
					"resourceType": "Encounter", "status": "finished", "class": map[string]any{"code": "EMER"},
					"period": map[string]any{"start": cells["Attendance Date (yyyy-mm-dd)"], "end": cells["Discharge Date (yyyy-mm-dd)"]},
				}},
				map[string]any{"resource": map[string]any{
					"resourceType": "Condition",
					"code":         map[string]any{"text": cells["Principal Diagnosis Description (HAMDCT)"], "coding": []any{map[string]any{"code": cells["Principal Diagnosis Code"]}}},
				}},
			}}
			if _, err := json.Marshal(bundle); err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, len(text))
}

// domainRecords makes n domain records, each of an encounter of its own.
func domainRecords(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `{"encounterKey":"E%d","level":"3.1","recipient":{"eHRNumber":"%08d","englishSurname":"CHAN","englishGivenName":"Tai Man","chineseName":"陳大文","sex":"M","dateOfBirth":"1955-03-12"},"encounter":{"type":"IP","admissionDateTime":"2024-01-05T09:30:00","dischargeDateTime":"2024-01-11T14:00:00"},"problem":{"recognisedTerminologyName":"ICD-10","identifier":"J18.9","description":"Pneumonia, unspecified","localCode":"P-101","localDescription":"肺炎","type":"P"}}`+"\n", i, i)
	}
	return text.String()
}

func BenchmarkEHealthSheets(b *testing.B)    { benchmarkSheets(b, domainRecords(benchRows)) }
func BenchmarkEHealthDocuments(b *testing.B) { benchmarkDocuments(b, domainRecords(benchRows)) }

// BenchmarkEHealthBaseline decodes each record into maps, and does nothing with
// them.
func BenchmarkEHealthBaseline(b *testing.B) {
	text := domainRecords(benchRows)
	for b.Loop() {
		d := json.NewDecoder(strings.NewReader(text))
		for {
			var record map[string]any
			if err := d.Decode(&record); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, len(text))
}
