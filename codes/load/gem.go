package load

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// ICD10PCS is ICD-10-PCS, whose codes have seven characters and no dot.
var ICD10PCS = codes.System{URI: "http://www.cms.gov/Medicare/Coding/ICD10"}

// gemURL starts the canonical URIs of the general equivalence mappings; the
// two systems follow.
const gemURL = codes.Base + "/ConceptMap/gem-"

// The flags of a GEM row, packed: the first three are bits, the scenario and
// the choice list digits.
const (
	gemApproximate = 1 << iota
	gemNoMap
	gemCombination
	gemScenario // of four bits
	gemList     = gemScenario << 4
	gemRow      = gemList << 4 // set in every row
	gemLower    = gemRow << 1  // the target is published in lower case
)

type gemKind struct {
	name             string // of the pair, in the URL
	source, target   codes.System
	dotSource, dotTo func(string) string
	width            int    // of the source column
	none             string // what stands for no target
}

func noDot(code string) string { return code }

var gemKinds = [...]gemKind{
	{"icd-9-cm-to-icd-10-cm", codes.ICD9CM, codes.ICD10CM, codes.DotICD9Diagnosis, codes.DotICD10, 5, "NoDx"},
	{"icd-10-cm-to-icd-9-cm", codes.ICD10CM, codes.ICD9CM, codes.DotICD10, codes.DotICD9Diagnosis, 7, "NoDx"},
	{"icd-9-cm-to-icd-10-pcs", codes.ICD9CM, ICD10PCS, codes.DotICD9Procedure, noDot, 5, "NoPCS"},
	{"icd-10-pcs-to-icd-9-cm", ICD10PCS, codes.ICD9CM, noDot, codes.DotICD9Procedure, 7, "NoI9"},
}

// GEM loads a general equivalence mapping of CMS: 2018_I9gem.txt,
// 2018_I10gem.txt, gem_i9pcs.txt, gem_pcsi9.txt and their earlier editions.
// Which of the four it is shows in its codes; Options.Source and Options.Target
// settle it where the excerpt is too short to show it.
//
// The codes get their dot, the flags their meaning by [codes.GEMFlags].
// [WriteGEM] gives the file back.
//
// The edition is the Options' Version, or the year in the name of the file, or
// not known: the files do not state it, and of the names those of diagnoses
// only. It is also the version of ICD-10-CM or ICD-10-PCS, whose codes come and
// go; ICD-9-CM has no version here, for none was added after 2011.
func GEM(r io.Reader, o *Options) (*Map, error) {
	o = o.clean()
	type raw struct {
		line           int
		source, target string
		flags          string
		lower          bool
	}
	var rows []raw
	for n, l := range o.lines(r) {
		if l.err != nil {
			return nil, l.err
		}
		f := bytes.Fields(l.bytes)
		if len(f) != 3 {
			return nil, o.fail(n, 0, "%d fields; a GEM row has source, target and flags", len(f))
		}
		for i, b := range f[:2] {
			if !gemCode(b) {
				return nil, o.fail(n, 0, "field %d is not a code of two to seven letters and digits", i+1)
			}
		}
		if !gemFlags(f[2]) {
			return nil, o.fail(n, 0, "the flags are not five digits of which the first three are 0 or 1")
		}
		if len(rows) >= o.MaxRows {
			return nil, o.caused(ErrLimit, n, "more than %d rows", o.MaxRows)
		}
		rows = append(rows, raw{line: n, source: string(f[0]), target: string(f[1]), flags: string(f[2])})
	}
	if len(rows) == 0 {
		return nil, o.fail(0, 0, "no rows")
	}
	possible := [len(gemKinds)]bool{true, true, true, true}
	for i := range rows {
		r := &rows[i]
		none := strings.HasPrefix(r.target, "No")
		if !none && r.flags[1] == '1' {
			return nil, o.fail(r.line, 0, "source %s: the no-map flag, and a target", quote(r.source))
		}
		r.lower = !none && r.target == strings.ToLower(r.target) && r.target != strings.ToUpper(r.target)
		if r.lower {
			r.target = strings.ToUpper(r.target)
		}
		var any bool
		for k := range gemKinds {
			g := &gemKinds[k]
			possible[k] = possible[k] && shaped(g.source, r.source, k) && (none && r.target == g.none || !none && shaped(g.target, r.target, k))
			any = any || possible[k]
		}
		if !any {
			return nil, o.fail(r.line, 0, "source %s: not a code as in the rows before", quote(r.source))
		}
	}
	n := 0
	for _, p := range possible {
		if p {
			n++
		}
	}
	var kind *gemKind
	several := n > 1
	for k := range gemKinds {
		g := &gemKinds[k]
		if !possible[k] || several && (!o.Source.IsZero() && o.Source.URI != g.source.URI || !o.Target.IsZero() && o.Target.URI != g.target.URI) {
			continue
		}
		if kind != nil {
			kind = nil
			break
		}
		kind = g
	}
	if kind == nil {
		return nil, o.caused(ErrSystem, 0, "the codes can be of more than one pair of systems; state source and target")
	}
	url := o.URL
	if url == "" {
		url = gemURL + kind.name
	}
	version := o.edition()
	source, target := o.choose(o.Source, o.in(kind.source, version)), o.choose(o.Target, o.in(kind.target, version))
	b := newMap(o, source, target, url, version)
	b.keep = true
	for i := range rows {
		r := &rows[i]
		flags := uint16(gemRow)
		for j, bit := range [...]uint16{gemApproximate, gemNoMap, gemCombination, gemScenario, gemList} {
			flags += bit * uint16(r.flags[j]-'0')
		}
		f := codes.GEMFlags{
			Approximate: flags&gemApproximate != 0,
			NoMap:       r.target == kind.none, // the flag is off in some published rows
			Combination: flags&gemCombination != 0,
		}
		// A few published rows have a scenario or a choice list without the
		// flag of a combination. A scenario ties them to its other rows; a
		// choice list alone says nothing.
		if f.Scenario = r.flags[3] - '0'; f.Scenario > 0 {
			f.ChoiceList = r.flags[4] - '0'
			f.Combination = true
		}
		d := Detail{Match: codes.Match{Equivalence: f.Equivalence(), Group: f.Group(), Comment: f.Comment()}}
		if !f.NoMap {
			d.Concept.Code = kind.dotTo(r.target)
		}
		if r.lower {
			flags |= gemLower
			d.Comment = joinNotes(d.Comment, "The file writes the target in lower case.")
		}
		if err := b.addGEM(r.line, kind.dotSource(r.source), d, flags); err != nil {
			return nil, err
		}
	}
	return b.finish()
}

// WriteGEM writes a map that [GEM] loaded as CMS publishes it, byte for byte.
func WriteGEM(w io.Writer, m *Map) error {
	var kind *gemKind
	for k := range gemKinds {
		if g := &gemKinds[k]; g.source.URI == m.source.URI && g.target.URI == m.target.URI && (kind == nil || m.url == gemURL+g.name) {
			kind = g
		}
	}
	if kind == nil || len(m.cells) == 0 || m.cells[0].gem == 0 {
		return &Error{Reason: "the map was not loaded from a GEM file"}
	}
	var buf bytes.Buffer
	pad := func(s string, width int) {
		buf.WriteString(s)
		for n := len(s); n <= width; n++ {
			buf.WriteByte(' ')
		}
	}
	for i := range m.keys {
		source := codes.Undot(m.code(i))
		for _, c := range m.row(i) {
			pad(source, kind.width)
			target := kind.none
			if c.code > 0 {
				target = codes.Undot(m.match(&c).Concept.Code)
			}
			if c.gem&gemLower != 0 {
				target = strings.ToLower(target)
			}
			pad(target, 12-kind.width)
			for _, bit := range [...]uint16{gemApproximate, gemNoMap, gemCombination} {
				digit := byte('0')
				if c.gem&bit != 0 {
					digit = '1'
				}
				buf.WriteByte(digit)
			}
			buf.WriteByte('0' + byte(c.gem/gemScenario&15))
			buf.WriteByte('0' + byte(c.gem/gemList&15))
			buf.WriteString("\r\n")
		}
		if buf.Len() > 1<<15 {
			if _, err := w.Write(buf.Bytes()); err != nil {
				return err
			}
			buf.Reset()
		}
	}
	_, err := w.Write(buf.Bytes())
	return err
}

func gemCode(b []byte) bool {
	if len(b) < 2 || len(b) > 7 {
		return false
	}
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

func gemFlags(b []byte) bool {
	if len(b) != 5 {
		return false
	}
	for i, c := range b {
		if c < '0' || c > '9' || i < 3 && c > '1' {
			return false
		}
	}
	return true
}

var (
	shapeICD9Diagnosis = regexp.MustCompile(`^([0-9]{3,5}|V[0-9]{2,4}|E[0-9]{3,4})$`)
	shapeICD9Procedure = regexp.MustCompile(`^[0-9]{2,4}$`)
	shapeICD10CM       = regexp.MustCompile(`^[A-Z][0-9][0-9A-Z]{1,5}$`)
	shapePCS           = regexp.MustCompile(`^[0-9BCDFGHX][0-9A-HJ-NP-Z]{6}$`)
)

// shaped reports whether an undotted code looks like one of system s in the
// GEM of kind k.
func shaped(s codes.System, code string, k int) bool {
	switch {
	case s == codes.ICD10CM:
		return shapeICD10CM.MatchString(code)
	case s == ICD10PCS:
		return shapePCS.MatchString(code)
	case k < 2:
		return shapeICD9Diagnosis.MatchString(code)
	}
	return shapeICD9Procedure.MatchString(code)
}
