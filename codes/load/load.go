package load

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load/filetype"
)

// A Set is what files held, in their order: for [codes.NewRegistry].
type Set struct {
	Tables []codes.Table
	Maps   []codes.Map
}

// Add adds the tables and maps of another set after those of s.
func (s *Set) Add(t *Set) {
	s.Tables = append(s.Tables, t.Tables...)
	s.Maps = append(s.Maps, t.Maps...)
}

// Link joins what the files of a set say of each other. It is to be called once
// all of them are there, and before anything is looked up; [Dir] has done so.
//
//   - A ConceptMap that refers codes that it has no row for to another map
//     (unmapped.mode other-map) finds that map, if the set has it between the
//     same systems. If not, it does not know such codes.
//   - A CodeSystem supplement gives its names to the table that it supplements,
//     where that has none, and is no table of its own any more.
func (s *Set) Link() error {
	var loaded []*Map
	for _, m := range s.Maps {
		if x, ok := m.(*Map); ok {
			loaded = append(loaded, x)
		}
	}
	for _, m := range loaded {
		if m.unmapped.Mode != "other-map" || m.other != nil {
			continue
		}
		url, version, _ := strings.Cut(m.unmapped.URL, "|")
		for _, x := range loaded {
			if x.url != url || version != "" && x.version != version || !m.source.Matches(x.source) || !m.target.Matches(x.target) {
				continue
			}
			for y := x; y != nil; y = y.other {
				if y == m {
					return &Error{Reason: "the maps refer unmapped codes to each other in a circle: " + m.url}
				}
			}
			m.other = x
			break
		}
	}
	var tables, supplements []codes.Table
	for _, t := range s.Tables {
		if x, ok := t.(*Table); ok && x.supplement {
			supplements = append(supplements, x)
		} else {
			tables = append(tables, t)
		}
	}
	for _, x := range supplements {
		used := false
		for i, t := range tables {
			if base, ok := t.(codes.Lister); ok && x.System().Matches(t.System()) {
				tables[i] = supplemented{base, x}
				used = true
			}
		}
		if !used {
			tables = append(tables, x)
		}
	}
	s.Tables = tables
	return nil
}

// File loads a file, whose format it recognises by content. Errors name it as
// it is named here, unless Options.Name is set.
//
// CONCEPT_RELATIONSHIP of OMOP is loaded with the CONCEPT that lies beside it.
func File(name string, o *Options) (*Set, error) {
	o = o.clean()
	if o.Name == "" {
		o.Name = name
	}
	dir, base := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	return o.open(os.DirFS(dir), base)
}

// Dir loads every file of a file system, in the order of their paths, and links
// them (see [Set.Link]). Files and folders whose name begins with a dot or "~$"
// are passed over, and so are texts for people: README, LICENSE, and names that
// end in .md, .pdf, .html, .doc or .docx. Any other file that is not a table or
// a map, or is not a good one, is an error: then nothing is loaded.
//
// CONCEPT and CONCEPT_RELATIONSHIP of OMOP that lie beside each other are
// loaded together.
func Dir(fsys fs.FS, o *Options) (*Set, error) {
	s := &Set{}
	prefix := ""
	if o != nil {
		prefix = o.Name
	}
	files := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return &Error{File: path.Join(prefix, name), Reason: "cannot be read: " + reason(err), Err: err}
		}
		base := path.Base(name)
		if base != "." && (base[0] == '.' || strings.HasPrefix(base, "~$")) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || forPeople(base) {
			return nil
		}
		if files++; files > maxFiles {
			return &Error{File: prefix, Reason: "more than 10,000 files", Err: ErrLimit}
		}
		if other := omopPartner(base, "CONCEPT", "CONCEPT_RELATIONSHIP"); other != "" && isOMOP(fsys, name) && isOMOP(fsys, path.Join(path.Dir(name), other)) {
			return nil // loaded with the other one
		}
		c := o.clean()
		c.Name = path.Join(prefix, name)
		t, err := c.open(fsys, name)
		if err != nil {
			return err
		}
		s.Add(t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := s.Link(); err != nil {
		return nil, err
	}
	return s, nil
}

const maxFiles = 10_000

// reason is the error of a path without the path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func forPeople(base string) bool {
	b := strings.ToLower(base)
	switch path.Ext(b) {
	case ".md", ".pdf", ".html", ".htm", ".doc", ".docx":
		return true
	}
	return strings.HasPrefix(b, "readme") || strings.HasPrefix(b, "license") || strings.HasPrefix(b, "licence")
}

// omopPartner is the name of the file with b in the place of a, or "" where
// base is not called a.
func omopPartner(base, a, b string) string {
	stem := strings.TrimSuffix(base, path.Ext(base))
	switch stem {
	case a:
		return b + path.Ext(base)
	case strings.ToLower(a):
		return strings.ToLower(b) + path.Ext(base)
	}
	return ""
}

func isOMOP(fsys fs.FS, name string) bool {
	f, err := fsys.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head, _ := bufio.NewReaderSize(f, sniffSize).Peek(sniffSize)
	k := sniff(head)
	return k == kindOMOPConcept || k == kindOMOPRelationship
}

// open loads one file of a file system.
func (o *Options) open(fsys fs.FS, name string) (*Set, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, o.caused(err, 0, "cannot be read: %s", reason(err))
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, sniffSize)
	head, err := r.Peek(sniffSize)
	if err != nil && err != io.EOF {
		return nil, o.caused(err, 0, "cannot be read: %s", reason(err))
	}
	if sniff(head) == kindOMOPRelationship {
		if other := omopPartner(path.Base(name), "CONCEPT_RELATIONSHIP", "CONCEPT"); other != "" {
			if c, err := fsys.Open(path.Join(path.Dir(name), other)); err == nil {
				defer c.Close()
				return OMOP(c, r, o)
			}
		}
	}
	return Read(r, o)
}

const sniffSize = 1 << 16

// Read loads a file from a reader, and recognises its format by content. A CSV
// is read as [Sheet] says.
func Read(r io.Reader, o *Options) (*Set, error) {
	o = o.clean()
	b := text(r)
	head, err := b.Peek(sniffSize)
	if err != nil && err != io.EOF {
		return nil, o.failed(0, err)
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, o.fail(0, 0, "the file is empty")
	}
	switch sniff(head) {
	case kindGEM:
		return oneMap(GEM(b, o))
	case kindTitles:
		return oneTable(Titles(b, o))
	case kindOrder:
		return oneTable(Order(b, o))
	case kindSheet:
		return CSV(b, o)
	case kindWorkbook:
		if o.Workbook == nil {
			return nil, o.fail(0, 0, "an XLSX workbook, for which Options.Workbook is not set")
		}
		return Sheet(o.Workbook(b, o), o)
	case kindJSON:
		c, err := o.json(b)
		if err != nil {
			return nil, err
		}
		s := &Set{}
		if err := c.resource(s, true); err != nil {
			return nil, err
		}
		return s, nil
	case kindXML:
		return oneTable(ClaML(b, o))
	case kindRF2:
		maps, err := RF2(b, o)
		return someMaps(maps, err)
	case kindOMOPConcept:
		return OMOP(b, nil, o)
	case kindOMOPRelationship:
		return nil, o.fail(1, 0, "CONCEPT_RELATIONSHIP of OMOP, without the CONCEPT that it refers to beside it")
	}
	if what := filetype.Of(head); what != nil {
		return nil, o.caused(ErrFormat, 0, "%v", what)
	}
	return nil, o.caused(ErrFormat, 1, "not a table or a map in a known format")
}

// resource loads a CodeSystem, ConceptMap or ValueSet, or those of a Bundle.
func (c *cursor) resource(s *Set, top bool) error {
	c.space()
	start := c.pos
	kind, err := c.resourceType()
	if err != nil {
		return err
	}
	switch kind {
	case "CodeSystem":
		t, err := c.codeSystem()
		if err != nil {
			return err
		}
		s.Tables = append(s.Tables, t)
	case "ConceptMap":
		maps, err := c.conceptMap()
		if err != nil {
			return err
		}
		for _, m := range maps {
			s.Maps = append(s.Maps, m)
		}
	case "ValueSet":
		tables, err := c.valueSet()
		if err != nil {
			return err
		}
		for _, t := range tables {
			s.Tables = append(s.Tables, t)
		}
	case "Bundle":
		if !top {
			return c.fail(start, "a Bundle in a Bundle")
		}
		err := c.object(func(key string) error {
			if key != "entry" {
				return c.skip()
			}
			return c.array(func() error {
				return c.object(func(key string) error {
					if key != "resource" {
						return c.skip()
					}
					at := c.pos
					if err := c.skip(); err != nil {
						return err
					}
					end := c.pos
					c.pos = at
					err := c.resource(s, false)
					c.pos = end
					return err
				})
			})
		})
		if err == nil && len(s.Tables)+len(s.Maps) == 0 {
			e := c.fail(start, "a Bundle without a CodeSystem, ConceptMap or ValueSet")
			e.Err = ErrFormat
			return e
		}
		return err
	default:
		if top {
			e := c.fail(start, "JSON, but not a FHIR CodeSystem, ConceptMap, ValueSet or Bundle of such")
			e.Err = ErrFormat
			return e
		}
	}
	return nil
}

func oneTable(t *Table, err error) (*Set, error) {
	if err != nil {
		return nil, err
	}
	return &Set{Tables: []codes.Table{t}}, nil
}

func oneMap(m *Map, err error) (*Set, error) {
	return someMaps([]*Map{m}, err)
}

func someMaps(maps []*Map, err error) (*Set, error) {
	if err != nil {
		return nil, err
	}
	s := &Set{}
	for _, m := range maps {
		s.Maps = append(s.Maps, m)
	}
	return s, nil
}

type kind int

const (
	kindNone kind = iota
	kindGEM
	kindTitles
	kindOrder
	kindSheet
	kindWorkbook
	kindJSON
	kindXML
	kindRF2
	kindOMOPConcept
	kindOMOPRelationship
)

// sniff recognises a format by the beginning of a file.
func sniff(head []byte) kind {
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return kindWorkbook
	}
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 {
		return kindNone
	}
	switch head[0] {
	case '{', '[':
		return kindJSON
	case '<':
		return kindXML
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	switch {
	case bytes.HasPrefix(line, []byte(rf2Prefix)):
		return kindRF2
	case strings.EqualFold(string(line), omopConcept):
		return kindOMOPConcept
	case strings.EqualFold(string(line), omopRelationship):
		return kindOMOPRelationship
	}
	if f := bytes.Fields(line); len(f) == 3 && gemCode(f[0]) && gemCode(f[1]) && gemFlags(f[2]) {
		return kindGEM
	}
	if _, _, ok := orderLine(line); ok {
		return kindOrder
	}
	// A header has a delimiter and words that are known; a title may have a comma.
	between := string(delimiter(line))
	h, _ := readHeader(slices.Collect(func(yield func(string) bool) {
		for f := range strings.SplitSeq(string(line), between) {
			if !yield(strings.Trim(f, `" `)) {
				return
			}
		}
	}))
	if h.known() {
		return kindSheet
	}
	if titleLayoutOf(line, codes.System{}) != nil {
		return kindTitles
	}
	return kindNone
}
