package results

import (
	"encoding/xml"
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// narratives looks at what the sections say in words for people. Who signs a document
// signs that, so that what no entry says becomes a remark on the report.
func (d *documentReader) narratives(r *report.Report) {
	for _, f := range d.sheet.Fields {
		if _, unread := d.cells[f.Column]; !unread || !isNarrative(f.Column) {
			continue
		}
		text := narrativeText(f.Value)
		if text == "" || !d.saysMore(r, f.Value) {
			continue
		}
		r.Notes = append(r.Notes, text)
		code, detail := "section-text", "the text of the section says what its entries do not: it is passed on as a remark, and kept verbatim"
		if len(r.Results) == 0 {
			detail = "the text of the section says what the report has no entries for: it is passed on as a remark, and no results are made of it"
		}
		d.entry.issue(d.options, f.Column, frontsheet.Warning, code, detail)
	}
}

// unread tells of what the sections have besides, which says something by a value: it may
// be a result. Nothing is made of it, as nobody knows of what it is.
func (d *documentReader) unread() {
	for _, f := range d.sheet.Fields {
		if _, unread := d.cells[f.Column]; unread && strings.HasPrefix(f.Value, "<") && strings.Contains(f.Value, "value") && strings.Contains(f.Column, "entry") {
			d.entry.issue(d.options, f.Column, frontsheet.Warning, "unread-result", "the section has an observation that is none of the standard's, or one that does not belong there: it is kept verbatim, and no result is made of it")
		}
	}
}

// isNarrative reports whether a column is that of the text of a section.
func isNarrative(column string) bool {
	column, _, _ = strings.Cut(column, "~")
	return strings.HasSuffix(column, "section/text")
}

// saysMore reports whether a text has a word that the cells of the document do not have.
// The heads of its tables are no words of the report.
func (d *documentReader) saysMore(r *report.Report, text string) bool {
	known := map[string]bool{}
	learn := func(s string) {
		for _, word := range wordsIn(s) {
			known[word] = true
		}
	}
	for _, f := range d.sheet.Fields {
		if !isNarrative(f.Column) {
			learn(f.Value)
		}
	}
	for _, s := range []string{d.sheet.Patient.Name, d.sheet.Facility.Name} {
		learn(s)
	}
	for i := range d.sheet.Diagnoses {
		learn(d.sheet.Diagnoses[i].Name)
		for _, c := range d.sheet.Diagnoses[i].Codes {
			learn(c.Code)
		}
	}
	return slices.ContainsFunc(wordsIn(plainText(text, false)), func(w string) bool { return !known[w] })
}

// wordsIn returns the parts of a text between spaces and marks; numbers stay whole.
func wordsIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("，。、；：:;,|（）()[]【】", r)
	})
}

// narrativeText returns the text of a section in lines.
func narrativeText(text string) string { return plainText(text, true) }

// rows are the elements of a narrative that end a line.
var rows = map[string]bool{"tr": true, "paragraph": true, "item": true, "br": true, "caption": true, "title": true, "list": true, "table": true}

// plainText takes the elements out of the text of a section, and the heads of tables
// where they are not wanted.
func plainText(text string, heads bool) string {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	var b strings.Builder
	skipped := 0
	for {
		token, err := d.RawToken()
		if err != nil {
			break
		}
		switch token := token.(type) {
		case xml.StartElement:
			if name := token.Name.Local; !heads && (name == "th" || name == "caption" || name == "title") {
				skipped++
			}
		case xml.EndElement:
			name := token.Name.Local
			if !heads && (name == "th" || name == "caption" || name == "title") {
				skipped--
			}
			switch {
			case rows[name]:
				b.WriteByte('\n')
			case name == "td" || name == "th":
				b.WriteByte('\t')
			}
		case xml.CharData:
			if skipped == 0 {
				b.Write(token)
			}
		}
	}
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
