package load

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// maxRecord is the longest CSV record, in bytes.
const maxRecord = 1 << 20

// CSV loads a table or a map from a CSV file with a header. It is [Sheet] over
// the rows of the file. It is in UTF-8 or UTF-16, or in GB18030 or Big5 where its header
// or its characters tell which; a comma, semicolon, tab or bar is between its cells.
func CSV(r io.Reader, o *Options) (*Set, error) {
	return Sheet(CSVRows(r, o), o)
}

// CSVRows yields the rows of a CSV file for [Sheet]. A row may not be longer
// than 1 MiB.
func CSVRows(r io.Reader, o *Options) iter.Seq2[Row, error] {
	o = o.clean()
	return func(yield func(Row, error) bool) {
		in := &recordReader{r: o.limit(r, defaultBytes), left: maxRecord}
		br := text(in)
		if b, _ := br.Peek(3); string(b) == "\ufeff" {
			br.Discard(3)
		}
		head, _ := br.Peek(sniffSize)
		c := csv.NewReader(br)
		c.Comma = delimiter(head)
		c.FieldsPerRecord = -1
		c.ReuseRecord = true
		last := 0
		for {
			in.left = maxRecord
			f, err := c.Read()
			if err == io.EOF {
				return
			}
			if err != nil {
				var p *csv.ParseError
				switch {
				case errors.As(err, &p):
					yield(Row{}, o.fail(p.Line, p.Column, "%v", p.Err))
				case errors.Is(err, errRecord):
					yield(Row{}, o.caused(ErrLimit, last+1, "a row of more than 1 MiB; a quote may not be closed"))
				default:
					yield(Row{}, o.failed(last+1, err))
				}
				return
			}
			line, _ := c.FieldPos(0)
			last = line
			if !yield(Row{line, f}, nil) {
				return
			}
		}
	}
}

var errRecord = errors.New("record too long")

// A recordReader fails when it is asked for more than left bytes, which its
// user sets anew for each record.
type recordReader struct {
	r    io.Reader
	left int
}

func (r *recordReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errRecord
	}
	n, err := r.r.Read(p)
	r.left -= n
	return n, err
}

// The columns that a sheet can have, by the names of their headers. Case,
// spaces, hyphens and underscores in a header do not matter.
type column int

const (
	colNone column = iota
	colCode
	colName // in a language that the header does not say
	colEnglish
	colHans
	colHant
	colSystem
	colVersion
	colSource
	colTarget
	colTargetName
	colEquivalence
	colComment
	colSourceSystem
	colTargetSystem
	colScenario
	colChoice
	colCategory     // 分类码 of a 医保版 dictionary
	colCategoryName // 分类名
	colDiagnosis    // 诊断码
	colProcedure    // 操作码
	colClinical     // 国临版 code of a list to 医保版
	colInsurance
	colInsuranceName
	columns
)

var headers = map[string]column{
	"code": colCode, "编码": colCode, "代码": colCode, "編碼": colCode, "代碼": colCode,
	"诊断编码": colCode, "诊断代码": colCode, "疾病编码": colCode, "疾病代码": colCode,
	"手术编码": colCode, "手术操作编码": colCode, "手术操作代码": colCode, "操作编码": colCode, "操作代码": colCode,
	"title": colName, "name": colName, "display": colName, "term": colName, "description": colName,
	"名称": colName, "诊断名称": colName, "疾病名称": colName, "手术名称": colName, "手术操作名称": colName, "操作名称": colName,
	"english": colEnglish, "en": colEnglish, "nameen": colEnglish, "titleen": colEnglish, "displayen": colEnglish, "英文名称": colEnglish,
	"hans": colHans, "zh": colHans, "zhhans": colHans, "zhhanscn": colHans, "zhcn": colHans,
	"namezh": colHans, "namezhhans": colHans, "namehans": colHans, "titlezhhans": colHans, "中文名称": colHans,
	"hant": colHant, "zhhant": colHant, "zhhanthk": colHant, "zhhk": colHant, "zhtw": colHant,
	"namezhhant": colHant, "namehant": colHant, "titlezhhant": colHant, "名稱": colHant, "中文名稱": colHant,
	"system": colSystem, "version": colVersion,
	"source": colSource, "sourcecode": colSource, "源编码": colSource,
	"target": colTarget, "targetcode": colTarget, "目标编码": colTarget,
	"targetname": colTargetName, "targetdisplay": colTargetName, "targettitle": colTargetName, "目标名称": colTargetName,
	"equivalence": colEquivalence, "comment": colComment,
	"sourcesystem": colSourceSystem, "targetsystem": colTargetSystem,
	"scenario": colScenario, "choicelist": colChoice,
	"分类码": colCategory, "分类名": colCategoryName, "诊断码": colDiagnosis, "诊断名": colHans, "操作码": colProcedure, "操作名": colHans,
	"guolincode": colClinical, "国临编码": colClinical, "国临版编码": colClinical,
	"yibaocode": colInsurance, "医保编码": colInsurance, "医保版编码": colInsurance,
	"yibaoname": colInsuranceName, "医保名称": colInsuranceName, "医保版名称": colInsuranceName,
}

func headerColumn(h string) column {
	h = strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' || r == '\ufeff' {
			return -1
		}
		return r
	}, strings.ToLower(h))
	return headers[h]
}

// A sheetHeader is where the columns of a sheet stand.
type sheetHeader struct {
	at [columns]int // 1-based; 0 where there is none
}

func readHeader(fields []string) (h sheetHeader, twice string) {
	for i, f := range fields {
		c := headerColumn(f)
		if c == colNone {
			continue
		}
		if h.at[c] > 0 {
			return h, f
		}
		h.at[c] = i + 1
	}
	return h, ""
}

func (h *sheetHeader) has(c column) bool { return h.at[c] > 0 }

// get returns a cell without the white space around it.
func (h *sheetHeader) get(fields []string, c column) string {
	if i := h.at[c]; i > 0 && i <= len(fields) {
		return strings.TrimSpace(fields[i-1])
	}
	return ""
}

func (h *sheetHeader) known() bool {
	return h.has(colSource) && h.has(colTarget) || h.has(colClinical) && h.has(colInsurance) ||
		h.has(colDiagnosis) || h.has(colProcedure) || h.has(colCode)
}

// Sheet loads a table or a map from rows of which the first is the header.
//
// A table has a column "code" (编码, 诊断编码, 手术操作编码, …), any of "title",
// "name", "en", "zh_hans" and "zh_hant" (名称, …), and may have "system" and
// "version". A 医保版 dictionary (分类码, 分类名, 诊断码, 诊断名 or 操作码,
// 操作名) is recognised by its header, and is [codes.DiagnosisInsurance] or
// [codes.ProcedureInsurance] unless the Options say otherwise.
//
// A map has columns "source" and "target", and may have "equivalence" (of FHIR
// R4), "comment", "target_name", "source_system", "target_system", "scenario"
// and "choice_list". A row without a target is one that nobody has filled in
// yet, and is passed over, unless its equivalence says that there is none.
// narrower and inexact without a comment get one that says just that, for R4
// demands one. A 国临版 to 医保版 list (guolin_code, yibao_code, yibao_name) is
// recognised by its header.
//
// A code that a spreadsheet has changed to something that its system does not have
// (a date, a number with an exponent, 8.45 for 008.45) is an error. See
// [Set.Unknown] for changes that do not show.
//
// Other columns are passed over. Systems may be written as URI, "URI|version"
// or by a name of [codes.Systems].
func Sheet(rows iter.Seq2[Row, error], o *Options) (*Set, error) {
	o = o.clean()
	next, stop := iter.Pull2(rows)
	defer stop()
	first, err, ok := next()
	if err != nil {
		return nil, o.failed(0, err)
	}
	if !ok {
		return nil, o.fail(0, 0, "no rows")
	}
	h, twice := readHeader(first.Fields)
	next = o.computed(h, next)
	switch {
	case twice != "":
		return nil, o.fail(first.Line, 0, "two columns are headed as the same thing")
	case h.has(colSource) && h.has(colTarget), h.has(colClinical) && h.has(colInsurance):
		return o.sheetMaps(h, next)
	case h.has(colDiagnosis) && h.has(colProcedure):
		return nil, o.fail(first.Line, 0, "a dictionary of both diagnoses and procedures")
	case h.has(colDiagnosis), h.has(colProcedure):
		return o.dictionary(h, next)
	case h.has(colCode):
		return o.sheetTables(h, next)
	}
	return nil, o.caused(ErrFormat, first.Line, "the first row has no column code, and no columns source and target")
}

type nextRow func() (Row, error, bool)

// computed refuses what a spreadsheet shows for a formula that failed: it is no
// code, and no name of one.
func (o *Options) computed(h sheetHeader, next nextRow) nextRow {
	return func() (Row, error, bool) {
		row, err, ok := next()
		if err != nil || !ok {
			return row, err, ok
		}
		for _, at := range h.at {
			if at > 0 && at <= len(row.Fields) && failedFormula(row.Fields[at-1]) {
				return Row{}, o.fail(row.Line, at, "the cell is of a formula that failed"), true
			}
		}
		return row, nil, true
	}
}

func failedFormula(cell string) bool {
	cell = strings.TrimSpace(cell)
	if !strings.HasPrefix(cell, "#") {
		return false
	}
	switch cell {
	case "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
		"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!":
		return true
	}
	return false
}

// dictionary loads a 医保版 dictionary, whose rows are either a heading (分类码,
// 分类名) or a code.
func (o *Options) dictionary(h sheetHeader, next nextRow) (*Set, error) {
	system, code := codes.DiagnosisInsurance, colDiagnosis
	if h.has(colProcedure) {
		system, code = codes.ProcedureInsurance, colProcedure
	}
	b := newTable(o, o.choose(o.System, system))
	headings := newTable(o, b.system)
	headings.same = true // the published procedures repeat 525 of them
	for {
		row, err, ok := next()
		if err != nil {
			return nil, o.failed(0, err)
		}
		if !ok {
			break
		}
		heading, c := h.get(row.Fields, colCategory), h.get(row.Fields, code)
		switch {
		case heading != "" && c != "":
			return nil, o.fail(row.Line, 0, "a heading %s and a code %s in one row", quote(heading), quote(c))
		case c != "" && damage(b.system, c) != "":
			err = o.damaged(row.Line, b.system, c)
		case c != "":
			err = b.add(row.Line, codes.Concept{Code: c, Hans: h.get(row.Fields, colHans)})
		case heading != "":
			err = headings.add(row.Line, codes.Concept{Code: heading, Hans: h.get(row.Fields, colCategoryName)})
		case blank(row.Fields):
			continue
		default:
			return nil, o.fail(row.Line, 0, "neither a heading nor a code")
		}
		if err != nil {
			return nil, err
		}
	}
	above, err := headings.table()
	if err != nil {
		return nil, err
	}
	if o.Categories {
		for i := range above.rows {
			if err := b.add(int(headings.lines[i]), above.concept(i)); err != nil {
				return nil, err
			}
		}
	}
	t, err := b.table()
	if err != nil {
		return nil, err
	}
	return &Set{Tables: []codes.Table{t}}, nil
}

func (o *Options) sheetTables(h sheetHeader, next nextRow) (*Set, error) {
	type pending struct {
		line int
		c    codes.Concept
		name string
	}
	var order []codes.System
	tables := map[codes.System]*tableBuilder{}
	systems := systemCache{o: o}
	// The language of a column is known when all of it is read: rows wait.
	var rows []pending
	chinese, waiting := false, 0
	for {
		row, err, ok := next()
		if err != nil {
			return nil, o.failed(0, err)
		}
		if !ok {
			break
		}
		if blank(row.Fields) {
			continue
		}
		if len(rows) >= o.MaxRows {
			return nil, o.caused(ErrLimit, row.Line, "more than %d rows", o.MaxRows)
		}
		system := o.System
		if h.has(colSystem) {
			if system, err = systems.find(row.Line, h.get(row.Fields, colSystem), h.get(row.Fields, colVersion)); err != nil {
				return nil, err
			}
			system = cmp.Or(system, o.System)
		} else if v := h.get(row.Fields, colVersion); v != "" && !system.IsZero() {
			system.Version = v
		}
		if system.IsZero() {
			return nil, o.caused(ErrSystem, row.Line, "the file does not say of which code system its codes are")
		}
		p := pending{line: row.Line, name: h.get(row.Fields, colName), c: codes.Concept{
			System:  system,
			Code:    h.get(row.Fields, colCode),
			English: h.get(row.Fields, colEnglish),
			Hans:    h.get(row.Fields, colHans),
			Hant:    h.get(row.Fields, colHant),
		}}
		for _, s := range [...]*string{&p.name, &p.c.Code, &p.c.English, &p.c.Hans, &p.c.Hant} {
			if len(*s) > o.MaxField {
				return nil, o.caused(ErrLimit, row.Line, "a field of %d bytes; the limit is %d", len(*s), o.MaxField)
			}
			*s = strings.Clone(*s) // not the whole record
			waiting += len(*s)
		}
		if waiting > maxText {
			return nil, o.caused(ErrLimit, row.Line, "more than 512 MiB of codes and names")
		}
		if why := checkText(p.name); why != "" {
			return nil, o.fail(row.Line, 0, "%s", why)
		}
		chinese = chinese || han(p.name)
		rows = append(rows, p)
	}
	language := o.Language
	if language == "" && chinese {
		language = "zh-Hans"
	}
	for i := range rows {
		p := &rows[i]
		if p.name != "" && !setColumnName(&p.c, language, p.name) {
			return nil, o.fail(p.line, 0, "code %s: two columns for the name in one language, or a language that is neither English nor Chinese", quote(p.c.Code))
		}
		b := tables[p.c.System]
		if b == nil {
			if len(order) == maxSystems {
				return nil, o.caused(ErrLimit, p.line, "more than %d code systems", maxSystems)
			}
			b = newTable(o, p.c.System)
			tables[p.c.System] = b
			order = append(order, p.c.System)
		}
		if err := o.damaged(p.line, p.c.System, p.c.Code); err != nil {
			return nil, err
		}
		if err := b.add(p.line, p.c); err != nil {
			return nil, err
		}
	}
	if len(order) == 0 {
		return nil, o.fail(0, 0, "no rows but the header")
	}
	s := &Set{}
	for _, system := range order {
		t, err := tables[system].table()
		if err != nil {
			return nil, err
		}
		s.Tables = append(s.Tables, t)
	}
	return s, nil
}

// maxSystems is how many code systems one file may hold.
const maxSystems = 1000

func setColumnName(c *codes.Concept, language, name string) bool {
	was := *c
	setName(c, language, name)
	return *c != was && (was.English == "" || was.English == c.English) && (was.Hans == "" || was.Hans == c.Hans) && (was.Hant == "" || was.Hant == c.Hant)
}

func (o *Options) sheetMaps(h sheetHeader, next nextRow) (*Set, error) {
	from, to, name := colSource, colTarget, colTargetName
	list := h.has(colClinical) && h.has(colInsurance)
	if list {
		from, to, name = colClinical, colInsurance, colInsuranceName
	}
	type pair struct{ source, target codes.System }
	var order []pair
	maps := map[pair]*mapBuilder{}
	systems := systemCache{o: o}
	for {
		row, err, ok := next()
		if err != nil {
			return nil, o.failed(0, err)
		}
		if !ok {
			break
		}
		if blank(row.Fields) {
			continue
		}
		p := pair{o.Source, o.Target}
		if list {
			clinical, insurance := codes.DiagnosisClinical, codes.DiagnosisInsurance
			if c := h.get(row.Fields, from); c != "" && c[0] >= '0' && c[0] <= '9' {
				clinical, insurance = codes.ProcedureClinical, codes.ProcedureInsurance
			}
			p = pair{o.choose(o.Source, clinical), o.choose(o.Target, insurance)}
		}
		for _, x := range [...]struct {
			column
			system *codes.System
		}{{colSourceSystem, &p.source}, {colTargetSystem, &p.target}} {
			if h.has(x.column) {
				s, err := systems.find(row.Line, h.get(row.Fields, x.column), "")
				if err != nil {
					return nil, err
				}
				*x.system = cmp.Or(s, *x.system)
			}
		}
		d := Detail{}
		source := h.get(row.Fields, from)
		d.Concept.Code = h.get(row.Fields, to)
		d.Comment = h.get(row.Fields, colComment)
		if n := h.get(row.Fields, name); n != "" {
			setName(&d.Concept, o.Language, n)
		}
		word := h.get(row.Fields, colEquivalence)
		switch e, ok := codes.ParseEquivalence(word); {
		case ok:
			d.Equivalence = e
		case word != "":
			return nil, o.fail(row.Line, 0, "source %s: the equivalence is not one of FHIR R4 (equal, equivalent, wider, subsumes, narrower, specializes, inexact, relatedto, unmatched, disjoint)", quote(source))
		case d.Concept.Code == "":
			continue // not filled in
		default:
			d.Equivalence = o.Equivalence
		}
		if d.Concept.Code == "" && d.Equivalence != codes.Unmatched {
			return nil, o.fail(row.Line, 0, "source %s: %s, but no target", quote(source), d.Equivalence)
		}
		if d.Concept.Code != "" && d.Equivalence == codes.Unmatched {
			return nil, o.fail(row.Line, 0, "source %s: unmatched, but a target", quote(source))
		}
		if d.Comment == "" && (d.Equivalence == codes.Narrower || d.Equivalence == codes.Inexact) {
			d.Comment = "The map says " + d.Equivalence.String() + ", and not in which way."
		}
		for _, x := range [...]struct {
			column
			n *int
		}{{colScenario, &d.Group.Scenario}, {colChoice, &d.Group.ChoiceList}} {
			if s := h.get(row.Fields, x.column); s != "" {
				if len(s) > 3 || strings.Trim(s, "0123456789") != "" {
					return nil, o.fail(row.Line, 0, "source %s: a scenario or choice list is not a number", quote(source))
				}
				fmt.Sscan(s, x.n)
			}
		}
		if p.source.IsZero() || p.target.IsZero() {
			return nil, o.caused(ErrSystem, row.Line, "the file does not say between which code systems it maps")
		}
		for _, x := range [...]struct {
			system codes.System
			code   string
		}{{p.source, source}, {p.target, d.Concept.Code}} {
			if err := o.damaged(row.Line, x.system, x.code); err != nil {
				return nil, err
			}
		}
		b := maps[p]
		if b == nil {
			if len(order) == maxSystems {
				return nil, o.caused(ErrLimit, row.Line, "more than %d pairs of code systems", maxSystems)
			}
			b = newMap(o, p.source, p.target, o.URL, o.edition())
			maps[p] = b
			order = append(order, p)
		}
		if err := b.add(row.Line, source, d); err != nil {
			return nil, err
		}
	}
	s := &Set{}
	for _, p := range order {
		m, err := maps[p].finish()
		if err != nil {
			return nil, err
		}
		if m.url == "" {
			m.url = mapURL(p.source, p.target)
		}
		m.sheet = cmp.Or(o.Name, "a sheet")
		s.Maps = append(s.Maps, m)
	}
	return s, nil
}

// mapURL names a map that has no canonical URI of its own, as loaded from a
// file of that pair.
func mapURL(source, target codes.System) string {
	return codes.Base + "/ConceptMap/file-" + shortName(source) + "-" + shortName(target)
}

// shortName is the name of a system in [codes.Systems], or the last part of
// its URI.
func shortName(s codes.System) string {
	for _, n := range codes.Systems() {
		if n.System.URI == s.URI {
			return n.Name
		}
	}
	part := s.URI[strings.LastIndexAny(s.URI, "/:")+1:]
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-', r == '.':
			return r
		}
		return '-'
	}, part)
}

// A systemCache finds the systems that a column names, row after row.
type systemCache struct {
	o             *Options
	name, version string
	system        codes.System
}

func (c *systemCache) find(line int, name, version string) (codes.System, error) {
	if name == "" {
		return codes.System{}, nil
	}
	if name == c.name && version == c.version {
		return c.system, nil
	}
	if len(name) > 1024 {
		return codes.System{}, c.o.caused(ErrLimit, line, "the name of a code system is too long")
	}
	s, ok := codes.FindSystem(name)
	if !ok {
		return codes.System{}, c.o.fail(line, 0, "the code system is neither a URI nor the name of a known one")
	}
	if version != "" {
		s.Version = strings.Clone(version)
	}
	s.URI = strings.Clone(s.URI)
	c.name, c.version, c.system = strings.Clone(name), strings.Clone(version), s
	return s, nil
}

func blank(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}
