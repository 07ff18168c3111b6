package hongkong_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// manyMessages returns the discharge of the samples n times.
func manyMessages(b *testing.B, n int) []byte {
	b.Helper()
	file, err := os.ReadFile("../../examples/testdata/hk-adt.hl7")
	require.NoError(b, err)
	messages := strings.Split(string(file), "MSH|")
	return []byte(strings.Repeat("MSH|"+messages[3], n))
}

// BenchmarkADT reads messages, translates each and writes it as FHIR.
func BenchmarkADT(b *testing.B) {
	const n = 1000
	file := manyMessages(b, n)
	translator := mapping.NewTranslator(nil, nil)
	options := &mapping.ReaderOptions{Tables: icd9cm.Tables()}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		r, err := mapping.NewMessageReader(bytes.NewReader(file), hongkong.ADT(), options)
		require.NoError(b, err)
		for record, err := range r.Records() {
			require.NoError(b, err)
			document, _ := translator.Document(record.Sheet)
			out, err = document.Append(out[:0])
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkADTRun does the same as a pipeline does, with one worker.
func BenchmarkADTRun(b *testing.B) {
	const n = 1000
	file := manyMessages(b, n)
	translator := mapping.NewTranslator(nil, nil)
	options := &mapping.ReaderOptions{Tables: icd9cm.Tables()}
	b.ReportAllocs()
	for b.Loop() {
		r, err := mapping.NewMessageReader(bytes.NewReader(file), hongkong.ADT(), options)
		require.NoError(b, err)
		size := 0
		require.NoError(b, translator.Run(b.Context(), r, &mapping.RunOptions{Workers: 1}, func(r *mapping.Result) error {
			size += len(r.Output)
			return nil
		}))
		require.NotZero(b, size)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkADTRead reads messages alone.
func BenchmarkADTRead(b *testing.B) {
	const n = 1000
	file := manyMessages(b, n)
	options := &mapping.ReaderOptions{Tables: icd9cm.Tables()}
	b.ReportAllocs()
	for b.Loop() {
		r, err := mapping.NewMessageReader(bytes.NewReader(file), hongkong.ADT(), options)
		require.NoError(b, err)
		for _, err := range r.Records() {
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkADTNaive is what a program would do without a library: split each
// message into a tree of strings, make maps of the fields that it needs, and
// write them with encoding/json. It checks and keeps nothing.
func BenchmarkADTNaive(b *testing.B) {
	const n = 1000
	file := manyMessages(b, n)
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range strings.Split(string(file), "MSH|")[1:] {
			_, err := json.Marshal(naive("MSH|" + text))
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

var unescape = strings.NewReplacer(`\F\`, "|", `\S\`, "^", `\T\`, "&", `\R\`, "~", `\E\`, `\`)

func naive(text string) map[string]any {
	tree := map[string][][][][]string{} // segments by name; fields; repetitions; components
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		var fields [][][]string
		for _, field := range strings.Split(line, "|") {
			var repetitions [][]string
			for _, repetition := range strings.Split(field, "~") {
				var components []string
				for _, component := range strings.Split(repetition, "^") {
					components = append(components, unescape.Replace(component))
				}
				repetitions = append(repetitions, components)
			}
			fields = append(fields, repetitions)
		}
		tree[line[:3]] = append(tree[line[:3]], fields)
	}
	get := func(s [][][]string, field, component int) string {
		if field < len(s) && component <= len(s[field][0]) {
			return s[field][0][component-1]
		}
		return ""
	}
	pid, pv1 := tree["PID"][0], tree["PV1"][0]
	var entries []any
	entries = append(entries, map[string]any{"resource": map[string]any{
		"resourceType": "Patient",
		"identifier":   []any{map[string]any{"value": get(pid, 3, 1)}},
		"name":         []any{map[string]any{"family": get(pid, 5, 1), "given": []string{get(pid, 5, 2)}}},
		"birthDate":    get(pid, 7, 1), "gender": get(pid, 8, 1),
	}}, map[string]any{"resource": map[string]any{
		"resourceType": "Encounter", "status": "finished", "class": map[string]any{"code": get(pv1, 2, 1)},
		"period": map[string]any{"start": get(pv1, 44, 1), "end": get(pv1, 45, 1)},
	}})
	for _, name := range []string{"DG1", "PR1"} {
		for _, s := range tree[name] {
			entries = append(entries, map[string]any{"resource": map[string]any{
				"resourceType": name, "code": map[string]any{"coding": []any{map[string]any{"code": get(s, 3, 1), "display": get(s, 3, 2)}}},
			}})
		}
	}
	return map[string]any{"resourceType": "Bundle", "type": "document", "entry": entries}
}
