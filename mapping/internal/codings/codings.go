// Package codings keeps in a record what its form has no place for of the codings
// of a sheet: those of diagnoses, operations and drugs in other systems than the
// file's, and what codes are called. A record holds them in one value of its own,
// by the line of the sheet, and whoever reads the record puts them back.
//
// What is to be kept nobody has to say of a layout: it is what the record, once
// it is read again, says otherwise than the sheet.
package codings

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// The names of the value: of a column or member, and of a segment of HL7 v2.
const (
	Column  = "kept-codings"
	Segment = "ZKC"
)

// What issues say of a text that a record keeps.
const (
	DamagedDetail = "the codings that the record keeps cannot be read: the record is read without them, and they are kept verbatim"
	StaleDetail   = "the record keeps codings of lines of which it says another thing: it was changed since, and they are kept verbatim alone"
)

// A concept is one line of a sheet as it is kept: FHIR's CodeableConcept, and the
// line.
type concept struct {
	Line string `json:"line"`
	Text string `json:"text,omitempty"`
	// Several: the codes are not all of one thing.
	Several bool     `json:"several,omitempty"`
	Coding  []coding `json:"coding"`
}

// A coding is one of FHIR's.
type coding struct {
	System  string `json:"system,omitempty"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code"`
	Display string `json:"display,omitempty"`
}

// A line is one of a sheet that has codes.
type line struct {
	path  string
	name  *string
	codes *[]frontsheet.Code
	whole *bool // nil where codes are always of one thing
	split bool  // the codes are taken for several diseases or operations
	drug  bool  // the line is that of the name
}

// linesOf lists the lines of a sheet. rows: a record has a row for each item, and
// the number of the row tells the items of a kind apart.
func linesOf(s *frontsheet.FrontSheet, rows bool) []line {
	var list []line
	count := map[string]int{}
	add := func(path, domain string, row int, l line) {
		if rows {
			path = domain + "[" + strconv.Itoa(max(row, 1)) + "]"
		}
		if count[path]++; count[path] > 1 {
			path += "#" + strconv.Itoa(count[path])
		}
		l.path = path
		list = append(list, l)
	}
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		add(layout.LineOf(d), "domain.problem", d.Row, line{name: &d.Name, codes: &d.Codes, whole: &d.Whole, split: layout.DiseasesOf(s, d) != nil})
	}
	for i := range s.Procedures {
		p := &s.Procedures[i]
		add(operation+strconv.Itoa(p.Rank)+"]", "domain.procedure", p.Row, line{name: &p.Name, codes: &p.Codes, whole: &p.Whole, split: layout.OperationsOf(s, p) != nil})
	}
	for i := range s.Allergy.Items {
		a := &s.Allergy.Items[i]
		add("allergy["+strconv.Itoa(i+1)+"]", "domain.allergy", a.Row, line{name: &a.Name, codes: &a.Codes})
	}
	if n := len(s.Allergy.Drugs); n > 0 {
		s.Allergy.DrugCodes = append(slices.Clip(s.Allergy.DrugCodes), make([][]frontsheet.Code, max(n-len(s.Allergy.DrugCodes), 0))...)
	}
	for i := range s.Allergy.Drugs {
		list = append(list, line{path: drugs + "[" + strconv.Itoa(i+1) + "]", name: &s.Allergy.Drugs[i], codes: &s.Allergy.DrugCodes[i], drug: true})
	}
	return list
}

// Keep returns what a record is to keep of the codings of a sheet, "" for nothing,
// the lines whose codings it then has, and those of which it cannot keep them. read reads the record with such a
// text in it; it is false where the record cannot be read.
func Keep(s *frontsheet.FrontSheet, rows bool, read func(text string) (*frontsheet.FrontSheet, bool)) (text string, has map[string]bool, lost []string) {
	again, ok := read("")
	if !ok {
		again = &frontsheet.FrontSheet{}
	}
	var kept []concept
	for _, l := range differing(s, again, rows) {
		c := concept{Line: l.path, Text: chars.Plain(l.text), Several: l.split}
		for _, code := range *l.codes {
			c.Coding = append(c.Coding, coding{chars.Plain(code.System.URI), chars.Plain(code.System.Version), chars.Plain(code.Code), chars.Plain(code.Display)})
		}
		kept = append(kept, c)
	}
	if kept == nil {
		return "", nil, nil
	}
	text = ascii(kept)
	if again, ok = read(text); !ok {
		again = &frontsheet.FrontSheet{}
	}
	has = map[string]bool{}
	for i := range kept {
		has[kept[i].Line] = true
	}
	for _, l := range differing(s, again, rows) {
		lost = append(lost, l.path)
		delete(has, l.path)
	}
	if len(has) == 0 {
		text = ""
	}
	return text, has, lost
}

// A difference is a line whose codings a record does not say.
type difference struct {
	line
	text string // that the record does not say either
}

func differing(s, again *frontsheet.FrontSheet, rows bool) []difference {
	found := map[string]line{}
	stated := map[frontsheet.Code]bool{}
	for _, l := range linesOf(again, rows) {
		found[l.path] = l
		for _, c := range *l.codes {
			stated[c] = true
		}
	}
	var list []difference
	for _, l := range linesOf(s, rows) {
		read, ok := found[l.path]
		if len(*l.codes) == 0 || ok && slices.Equal(*l.codes, *read.codes) && (l.split || !read.split) {
			continue
		}
		if l.split && !slices.ContainsFunc(*l.codes, func(c frontsheet.Code) bool { return !stated[c] }) {
			continue // each on a line of its own
		}
		d := difference{line: l}
		if l.drug || !ok || *read.name == "" {
			d.text = *l.name
		}
		list = append(list, d)
	}
	return list
}

// ascii writes concepts as JSON in ASCII, which every encoding of a file has.
func ascii(kept []concept) string {
	var buffer strings.Builder
	e := json.NewEncoder(&buffer)
	e.SetEscapeHTML(false)
	_ = e.Encode(kept) // strings alone, which have an encoding
	var text []byte
	for _, r := range strings.TrimSuffix(buffer.String(), "\n") {
		switch {
		case r < utf8.RuneSelf:
			text = append(text, byte(r))
		case r > 0xffff:
			r -= 0x10000
			text = appendEscape(appendEscape(text, 0xd800+r>>10), 0xdc00+r&0x3ff)
		default:
			text = appendEscape(text, r)
		}
	}
	return string(text)
}

func appendEscape(dst []byte, unit rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}

// Restored is what became of a text that a record keeps.
type Restored struct {
	// Damaged: it is not what Keep writes, and nothing was made of it.
	Damaged bool
	// Stale is of how many lines the rest of the record says another thing, so
	// that their codings were left out.
	Stale int
}

// Restore puts the codings that a record keeps back into the sheet that was read
// from the rest of it. What the record says itself counts: where a line has a code
// that is not among those that were kept for it, it was changed since, and they
// are of something else; so were those of a line that the record lacks and could
// name. has reports whether the record has a place for an element of a sheet.
func Restore(s *frontsheet.FrontSheet, rows bool, has func(element string) bool, text string) Restored {
	kept, ok := parse(text)
	if !ok {
		return Restored{Damaged: true}
	}
	done, seen := Restored{}, map[string]bool{}
	for i := range kept {
		k := &kept[i]
		lines := linesOf(s, rows)
		at := slices.IndexFunc(lines, func(l line) bool { return l.path == k.Line })
		list := k.codes()
		switch {
		case at < 0 && !rows && (k.Text == "" || !has(k.Line+".name")) && create(s, has, k, list):
		case at < 0 || seen[k.Line] || !lines[at].fits(k, list):
			done.Stale++
			continue
		default:
			*lines[at].codes = list
			if whole := lines[at].whole; whole != nil {
				*whole = !k.Several && len(list) > 1
			}
			if *lines[at].name == "" {
				*lines[at].name = k.Text
			}
		}
		seen[k.Line] = true
	}
	return done
}

// fits reports whether codings can be those of a line as the record has it.
func (l *line) fits(k *concept, list []frontsheet.Code) bool {
	if l.drug && *l.name != k.Text {
		return false
	}
	return !slices.ContainsFunc(*l.codes, func(own frontsheet.Code) bool {
		return !slices.ContainsFunc(list, func(c frontsheet.Code) bool { return bare(c.Code) == bare(own.Code) })
	})
}

// bare returns a code without what cells have otherwise than systems: letters of
// another case, dots, the marks of dual codes.
func bare(code string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(".+*† ", r) {
			return -1
		}
		return r
	}, strings.ToUpper(code))
}

const (
	operation = "procedure["
	drugs     = "allergy.drugs"
)

// create makes the line of a sheet for which the record has no place.
func create(s *frontsheet.FrontSheet, has func(string) bool, k *concept, list []frontsheet.Code) bool {
	path, rest, _ := strings.Cut(k.Line, "[")
	number, found := strings.CutSuffix(rest, "]")
	n, err := strconv.Atoi(number)
	if !found || err != nil || n < 0 || n > layout.MostRows {
		return false
	}
	role, isDiagnosis := strings.CutPrefix(path, "diagnosis.")
	a := &s.Allergy
	switch {
	case path == drugs && !has(drugs) && !has(drugs+"-or-none"):
		a.Drugs = append(a.Drugs, k.Text)
		a.SetCodes(len(a.Drugs)-1, list)
	case path+"[" == operation:
		s.Procedures = append(s.Procedures, frontsheet.Procedure{Rank: n, Codes: list, Whole: !k.Several && len(list) > 1, Name: k.Text})
	case isDiagnosis && n > 0 && (role == "" || slices.Contains(layout.DiagnosisRoles, frontsheet.DiagnosisRole(role))):
		s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Role: frontsheet.DiagnosisRole(role), Slot: n, Codes: list, Whole: !k.Several && len(list) > 1, Name: k.Text})
	default:
		return false
	}
	return true
}

// parse reads what Keep writes.
func parse(text string) (kept []concept, ok bool) {
	if json.Unmarshal([]byte(text), &kept) != nil || len(kept) == 0 {
		return nil, false
	}
	for i := range kept {
		if kept[i].Line == "" || len(kept[i].Coding) == 0 || isUnusual(kept[i].Text) {
			return nil, false
		}
		for _, c := range kept[i].Coding {
			if c.Code == "" || isUnusual(c.Code, c.Display, c.Version, c.System) {
				return nil, false
			}
		}
	}
	return kept, true
}

// isUnusual reports whether FHIR's string cannot hold one of the values.
func isUnusual(values ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.ContainsFunc(v, chars.IsUnusual) })
}

// codes returns the codes of a concept.
func (k *concept) codes() []frontsheet.Code {
	list := make([]frontsheet.Code, len(k.Coding))
	for i, c := range k.Coding {
		list[i] = frontsheet.Code{System: codes.System{URI: c.System, Version: c.Version}, Code: c.Code, Display: c.Display}
	}
	return list
}
