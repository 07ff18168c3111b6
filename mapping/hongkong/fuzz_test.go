package hongkong_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// Whatever the file, reading ends, a record is read or rejected with a reason,
// and a document of one that was read can be written.
func FuzzTables(f *testing.F) {
	for _, seed := range []string{
		"\u75c5\u4eba\u7de8\u865f,\u6027\u5225\nP1,\u7537\n",
		"Title\n;;\nReference Key;AE Number\n1;2\n",
		"Reference Key,Attendance Date (yyyy-mm-dd),Attendance Date (Hour)\n1,00-06-1945,24\n",
		"Reference Key,Principal Diagnosis Code\n1,\"410.71; E885.9\"\n",
		"Encounter key,Recipient eHR number,Problem local description\nE1,1,a\nE1,2,b\nE1,1,c\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) { checkFile(t, input) })
}

// A record that encoding/json does not take, or that holds no object, is never
// read as one.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"encounterKey":"E1","recipienteHRNumber":"1","problem":{"localDescription":"a","localDescription":"b"}}`,
		`[{"encounterKey":"E1","recipienteHRNumber":"1"},{"encounterKey":"E1","recipienteHRNumber":"1","x":[1,[2],{"y":null}]}]`,
		`{"encounterKey":"E1","recipienteHRNumber":"\ud83d\ude00\ud800"}`,
		`{"encounterKey":"E1","recipienteHRNumber":"1","deep":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`,
		"{\"encounterKey\":\"E1\",\"recipienteHRNumber\":\"\xff\"}",
		`{"encounterKey":"E1","recipienteHRNumber":-0.5e+3,"flag":true,"none":null,"n":01}`,
		"{\"encounterKey\":\"E1\",\n\"recipienteHRNumber\":\"1\"}\n{}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		start := strings.TrimLeft(strings.TrimPrefix(input, "\ufeff"), " \t\r\n")
		if !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[") {
			return
		}
		reader, err := mapping.NewReader(strings.NewReader(input), hongkong.Layouts(), nil)
		if err != nil {
			return
		}
		for record, err := range reader.Records() {
			if err != nil {
				return
			}
			if record.Sheet == nil {
				continue
			}
			assert.True(t, utf8.Valid(record.Raw))
			for line := range strings.Lines(string(record.Raw)) {
				var object map[string]any
				assert.NoError(t, json.Unmarshal([]byte(line), &object), "%q", line)
			}
		}
	})
}

func checkFile(t *testing.T, input string) {
	reader, err := open(input, nil)
	if err != nil {
		return
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			return
		}
		if record.Sheet == nil {
			assert.NotEmpty(t, record.Issues)
			continue
		}
		document, _ := translator.Document(record.Sheet)
		_, err := document.Append(nil)
		assert.NoError(t, err)
	}
}
