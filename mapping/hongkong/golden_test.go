package hongkong_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/htmltable"
	"github.com/crossbay/crossbay/mapping/internal/golden"
)

// TestGolden reads the input of each testdata/*.txtar, and compares what the
// sheets hold, what was found, and, where the archive has them, the documents.
// The flags in the comment: "tables" gives the built-in tables of ICD-9-CM.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, a *golden.Archive) {
		var options mapping.ReaderOptions
		if strings.Contains(a.Comment, "\ntables\n") {
			options.Tables = icd9cm.Tables()
		}
		sheets, issues, documents := run(a.Input(t), &options)
		a.Set("sheets", sheets)
		a.Set("issues", issues)
		if a.Has("documents") {
			a.Set("documents", documents)
		}
	})
}

// open reads a file of any form.
func open(input string, options *mapping.ReaderOptions) (*mapping.Reader, error) {
	if htmltable.Is([]byte(input)) {
		return mapping.NewRowReader(htmltable.Rows(strings.NewReader(input), nil), hongkong.Layouts(), options)
	}
	return mapping.NewReader(strings.NewReader(input), hongkong.Layouts(), options)
}

func run(input string, options *mapping.ReaderOptions) (sheets, issues, documents string) {
	var s, i, d strings.Builder
	reader, err := open(input, options)
	if err != nil {
		return "", err.Error() + "\n", ""
	}
	note := func(list []mapping.Issue) {
		for _, x := range list {
			fmt.Fprintf(&i, "%d:%d %s %s %s [%s] %s\n", x.Record, x.Line, x.Severity, x.Code, x.Column, x.Field, x.Detail)
		}
	}
	fmt.Fprintf(&s, "layout %s, %s\n", reader.Layout().Name, reader.Encoding())
	note(reader.Issues())
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			fmt.Fprintln(&i, err)
			break
		}
		note(record.Issues)
		if record.Sheet == nil {
			fmt.Fprintf(&s, "\nrecord %d rejected\n", record.Number)
			continue
		}
		fmt.Fprintf(&s, "\nrecord %d\n", record.Number)
		dump(&s, "", reflect.ValueOf(*record.Sheet))
		document, found := translator.Document(record.Sheet)
		note(found)
		for _, fault := range document.Check() {
			fmt.Fprintln(&i, "fault of the document:", fault)
		}
		text, err := document.Append(nil)
		if err != nil {
			fmt.Fprintln(&i, err)
			continue
		}
		var bundle any
		if err := json.Unmarshal(text, &bundle); err != nil {
			fmt.Fprintln(&i, err)
		}
		e := json.NewEncoder(&d)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		e.Encode(bundle) //nolint:errcheck // a strings.Builder takes everything
	}
	return s.String(), i.String(), d.String()
}

// dump writes what is not zero, a line each.
func dump(w *strings.Builder, path string, v reflect.Value) {
	if v.IsZero() {
		return
	}
	switch x := v.Interface().(type) {
	case mapping.Coded:
		set := "text"
		if x.Set != nil {
			set = x.Set.Name
		}
		fmt.Fprintf(w, "%s = %s %s", path, set, x.Code)
		if x.Text != "" {
			fmt.Fprintf(w, " %q", x.Text)
		}
		w.WriteByte('\n')
		return
	case mapping.DateTime:
		text := string(x.Append(nil, ""))
		if x.Precision == mapping.ToHour {
			text += fmt.Sprintf(" hour %d", x.Hour)
		}
		fmt.Fprintf(w, "%s = %s\n", path, text)
		return
	case mapping.Code:
		fmt.Fprintf(w, "%s = %s %s", path, x.System, x.Code)
		if x.Display != "" {
			fmt.Fprintf(w, " %q", x.Display)
		}
		w.WriteByte('\n')
		return
	case mapping.Field:
		fmt.Fprintf(w, "%s = %s: %q\n", path, x.Column, x.Value)
		return
	case codes.System:
		fmt.Fprintf(w, "%s = %s\n", path, x)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				dump(w, strings.TrimPrefix(path+"."+f.Name, "."), v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			dump(w, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.String:
		fmt.Fprintf(w, "%s = %q\n", path, v.String())
	default:
		fmt.Fprintf(w, "%s = %v\n", path, v.Interface())
	}
}
