package main

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// A carrier is a way in which files hold records.
type carrier struct {
	name      string
	of        func(*mapping.Layout) bool // the layouts whose records it carries
	what      string                     // is read, by what it is told, who reads it
	encodings string
	form      string // delimiters, line ends, how records are told apart
	limits    []limit
	reading   []string // where its issues come from: folders, or beginnings of the names of files in them
	writing   []string
}

// A limit is a constant of the code.
type limit struct{ what, folder, name string }

func isRows(l *mapping.Layout) bool { return !l.Messages() && !l.Nested() && !l.ClinicalDocuments() }

var cellLimits = []limit{
	{"size of a cell", "internal/carrier", "MostCell"},
	{"size of a record", "internal/carrier", "MostRecord"},
	{"columns", "internal/carrier", "MostColumns"},
}

func carriers() []carrier {
	return []carrier{
		{
			name: "Delimited text", of: isRows,
			what:      "CSV and its like, by `mapping.NewReader`. What a file is, its first bytes say, and not its name. Fixed width, and strokes (`|`) between cells, are not read.",
			encodings: "UTF-8 with or without BOM, UTF-16 with BOM, and those of the layout (GB18030 with GBK; Big5-HKSCS; Windows-1252), told apart by what the file holds, or stated (`-encoding`).",
			form:      "Comma, tab or semicolon, whichever the header has most of; CR LF, LF or CR; cells in quotes, with line ends in them. A header above the records, or below titles; none, if one layout alone is asked for and the width is its.",
			limits:    append(cellLimits, limit{"rows above a header", "internal/tabular", "mostTitleRows"}),
			reading:   []string{"internal/tabular/rows", "internal/tabular/table", "internal/tabular/source", "internal/tabular/parser", "internal/tabular/extra"},
			writing:   []string{"internal/tabular/writer"},
		},
		{
			name: "Cells", of: func(*mapping.Layout) bool { return false },
			what:      "What is done to cells of rows, workbooks, tables, and to values of JSON and CDA alike.",
			encodings: "", form: "",
			reading: []string{"internal/tabular/cell", "internal/icd", "identity"},
		},
		{
			name: "JSON of rows", of: isRows,
			what:      "An array of objects, or an object a line (NDJSON), whose members are named as columns are; by `mapping.NewReader`. Names of an object within follow its own: `{\"patient\": {\"sex\": …}}` is `Patient sex`.",
			encodings: "UTF-8, UTF-16 with BOM.",
			form:      "Told by its first character, `{` or `[`.",
			limits:    append(cellLimits, limit{"objects and arrays within one another", "internal/jsonrecord", "maxDepth"}),
			reading:   []string{"internal/jsonrecord/jsonrecord", "internal/jsonrecord/parser", "internal/jsonrecord/frame"},
		},
		{
			name: "Nested JSON", of: (*mapping.Layout).Nested,
			what:      "Objects with nodes, as the interfaces of the medical insurance take them, in their envelope or without it; by `mapping.NewReader`. A column is the JSON Pointer of a member.",
			encodings: "UTF-8 with or without BOM, UTF-16 with BOM, GB18030.",
			form:      "One object, an array, an object a line, or one after the other over several lines. What no column is for comes back where it stood.",
			limits: []limit{
				{"size of a record", "internal/carrier", "MostRecord"},
				{"objects and arrays within one another", "internal/jsonrecord", "maxDepth"},
				{"values of a record", "internal/jsonrecord", "mostValues"},
			},
			reading: []string{"internal/jsonrecord/nested", "internal/jsonrecord/tree", "internal/jsonrecord/frame"},
		},
		{
			name: "CDA", of: (*mapping.Layout).ClinicalDocuments,
			what:      "Documents of CDA R2, one in a file or several one after the other; by `mapping.NewReader`. Issues name a place by its XPath and its line.",
			encodings: "UTF-8, GB18030 and Big5, as the XML declaration or the bytes say.",
			form:      "XML without a document type and entities of its own. What no column is for comes back where it stood.",
			limits: []limit{
				{"size of a document", "internal/carrier", "MostRecord"},
				{"elements within one another", "internal/clinicaldocument", "maxDepth"},
				{"elements of a document", "internal/clinicaldocument", "maxElements"},
			},
			reading: []string{"internal/clinicaldocument"},
		},
		{
			name: "HL7 v2", of: (*mapping.Layout).Messages,
			what:      "Messages in ER7, versions 2.3 to 2.5, plain or in frames of MLLP, in batches (FHS, BHS) or not; by `mapping.NewMessageReader`, which waits for no byte beyond a message, or `mapping.NewReader`. [mllp](../examples/mllp/README.md) answers a feed. Reports of laboratories (ORU) are read by [results](https://pkg.go.dev/github.com/crossbay/crossbay/mapping/results).",
			encodings: "As MSH-18 says, else as the bytes look: UTF-8, Big5-HKSCS, GB18030, ISO 8859-1. Those that switch characters by escape sequences are rejected.",
			form:      "The delimiters that MSH states; segments end in CR, LF or CR LF.",
			limits: []limit{
				{"size of a message", "hl7v2", "MaxMessage"},
				{"segments of a message", "hl7v2", "MaxSegments"},
				{"fields of a segment that are read as columns (more are kept as they are)", "hl7v2", "MaxFields"},
				{"size of a field", "hl7v2", "MaxField"},
				{"messages of one stay, folded", "internal/message", "mostVisitMessages"},
				{"size of the messages of one stay, folded", "internal/message", "mostVisitBytes"},
			},
			reading: []string{"hl7v2", "internal/message"},
		},
		{
			name: "Workbooks", of: isRows,
			what:      "XLSX: every sheet, hidden ones too, with an issue (`source.Open`, `xlsx.Rows`). Those before 2007 (.xls, BIFF) and with a document type are refused by name.",
			encodings: "That of the format.",
			form:      "A formula is its value as it was saved; one that failed or was never computed is reported and is none. Merged cells have the value of the first, with an issue.",
			limits: []limit{
				{"size of the file", "xlsx", "maxWorkbook"},
				{"size of its parts, unpacked", "xlsx", "maxUnpacked"},
				{"size of a cell", "xlsx", "maxCell"},
				{"size of a row", "xlsx", "maxRow"},
				{"columns", "xlsx", "maxColumns"},
			},
			reading: []string{"xlsx", "internal/tabular/formula", "../examples/crossbay/internal/translate/input"},
		},
		{
			name: "DBF", of: isRows,
			what:      "Tables of dBASE III and IV, FoxPro and Visual FoxPro with their memo files and further parts (`source.Open`, `dbf.Rows`). Those of dBASE II and 7, and encrypted ones, are refused by name.",
			encodings: "The code page that the table states (936, 950, 437, 850, 852, 860, 866, 1250 to 1252), or what its text looks like, or `-encoding`.",
			form:      "Deleted records are left out, and counted. Names of ten characters are recognised where longer ones were cut.",
			limits: []limit{
				{"fields of a table that is written", "dbf", "MaxFields"},
				{"texts of a memo file, in times its size", "dbf", "mostExpansion"},
				{"size of the records that wait for their further part", "dbf", "mostHeld"},
			},
			reading: []string{"dbf"},
		},
		{
			name: "HTML tables", of: isRows,
			what:      "Pages with tables, as some systems save them under the name .xls (`source.Open`, `htmltable.Rows`). What would make a cell stand in another column than it seems to ends the reading.",
			encodings: "As the page states: UTF-8, Big5, GB18030, UTF-16.",
			form:      "A cell over several columns is followed by empty ones; one over several rows is that of each, with an issue.",
			limits: []limit{
				{"size of a cell", "htmltable", "maxCell"},
				{"size of a row", "htmltable", "maxRow"},
				{"columns", "htmltable", "maxColumns"},
				{"rows that a cell spans", "htmltable", "maxSpan"},
			},
			reading: []string{"htmltable", "internal/tabular/formula"},
		},
		{
			name: "Archives", of: func(*mapping.Layout) bool { return false },
			what:      "zip with files of the others, and gzip or zstd of one (`source.Open`). An archive in an archive is not opened.",
			encodings: "", form: "What operating systems leave in folders (`__MACOSX`, `.DS_Store`, `Thumbs.db`) is passed over.",
			limits: []limit{
				{"files of an archive", "source", "maxFiles"},
				{"size of an unpacked file, in times its own", "source", "maxExpansion"},
				{"size of the window of zstd", "source", "maxWindow"},
			},
			reading: nil,
		},
	}
}

// carriersOf links the carriers of a layout.
func carriersOf(l *mapping.Layout) string {
	var list []string
	for _, c := range carriers() {
		if c.of(l) {
			list = append(list, fmt.Sprintf("[%s](../carriers.md#%s)", c.name, anchor(c.name)))
		}
	}
	return strings.Join(list, ", ")
}

// carrierPage is the page of all carriers.
func carrierPage(folder string, all []region) (string, error) {
	var b strings.Builder
	b.WriteString("# Carriers\n\n" + generated + `
How files hold records, and what is repaired on the way in. Every repair is an issue with its line, column and field; the codes are
those that the code of each carrier states, with their severities, the gravest first. ` + "`crossbay issues CODE`" + ` says what to do.
Beyond a limit the record is rejected or the file refused. [README](README.md) lists the layouts.
`)
	for _, c := range carriers() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", c.name, c.what)
		var names []string
		for _, r := range all {
			for _, l := range r.layouts {
				if c.of(l) {
					names = append(names, fmt.Sprintf("[%s](%s/%s.md)", l.Name, r.folder, l.Name))
				}
			}
		}
		if len(names)+len(c.limits)+len(c.encodings)+len(c.form) > 0 {
			b.WriteString("\n| | |\n|---|---|\n")
		}
		for _, x := range [][2]string{{"layouts", strings.Join(names, ", ")}, {"encodings", c.encodings}, {"form", c.form}} {
			if x[1] != "" {
				fmt.Fprintf(&b, "| %s | %s |\n", x[0], cell(x[1]))
			}
		}
		for _, l := range c.limits {
			n, err := constant(folder, l.folder, l.name)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "| %s | at most %s |\n", l.what, n)
		}
		for _, x := range []struct {
			title string
			from  []string
		}{{"Issues", c.reading}, {"Issues of writing", c.writing}} {
			found, err := issues(folder, x.from)
			if err != nil {
				return "", err
			}
			if len(found) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n%s:\n\n| code | severity | what it says | 含义 |\n|---|---|---|---|\n", x.title)
			for _, k := range found {
				var severities []string
				for _, s := range k.Severities {
					severities = append(severities, fmt.Sprint(s))
				}
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Code, strings.Join(severities, ", "), cell(k.English), cell(k.Chinese))
			}
		}
	}
	return b.String(), nil
}

// anchor is the place of a heading in a page.
func anchor(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), " ", "-") }
