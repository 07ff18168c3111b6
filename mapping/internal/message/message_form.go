package message

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// A Segment is one segment of a message in the form in which this package
// writes a sheet.
type Segment struct {
	name   string
	Fields []string // the nth is the field n+1, as it stands in the message
	cuts   []int    // where an ADD is to go on with it
}

// appendTo appends the segment as it stands in a message, cut where it is to be.
func (s *Segment) appendTo(dst []byte, d hl7v2.Delimiters) []byte {
	if s.cuts == nil {
		return d.AppendSegment(dst, s.name, s.Fields)
	}
	return d.AppendCut(dst, string(d.AppendSegment(nil, s.name, s.Fields)), s.cuts)
}

func (s *Segment) Field(n int) string {
	if n < 1 || n > len(s.Fields) {
		return ""
	}
	return s.Fields[n-1]
}

func (s *Segment) set(n int, value string) {
	if n > len(s.Fields) {
		if value == "" {
			return
		}
		s.Fields = slices.Grow(s.Fields, n-len(s.Fields))[:n]
	}
	s.Fields[n-1] = value
}

// trim takes the empty fields off the end.
func (s *Segment) trim() {
	for len(s.Fields) > 0 && s.Fields[len(s.Fields)-1] == "" {
		s.Fields = s.Fields[:len(s.Fields)-1]
	}
}

// counted are the segments whose first field counts them.
func counted(segment string) bool {
	switch segment {
	case "PID", "NK1", "PV1", "OBX", "AL1", "DG1", "PR1", "IN1", "NTE":
		return true
	}
	return false
}

// A formArena holds the parts of forms until it is reset.
type formArena struct {
	arena.Texts
	pointers arena.Slab[string]
	segments arena.Slab[Segment]
}

func (a *formArena) Reset() {
	a.pointers.Reset()
	a.segments.Reset()
}

// A FormBuilder writes a sheet as the segments of a message: the way back of a
// messageBuilder. The segments are in its arena; what else it takes it uses again
// for the next sheet.
type FormBuilder struct {
	hl7v2.Delimiters
	Arena  formArena
	layout *layout.Layout
	sheet  frontsheet.FrontSheet // as it was before settle put it in order
	// denied says that the first AL1 states that there is no allergy.
	denied bool

	diagnoses           []frontsheet.Diagnosis // of the sheet
	diagnosisTypes      []frontsheet.Coded
	diagnosisPriorities []string
	procedures          []frontsheet.Procedure // of the sheet
	procedurePriorities []string

	// terms are those by which values of another layout are found in this one's.
	terms localize.Terms

	// report takes what the message cannot say as the sheet does; nil where that is not asked for.
	report func(f *layout.MessageField, ordinal int, severity frontsheet.Severity, code, detail string)

	column  *layout.MessageField
	ordinal int
	value   string // of the field
	buf     []byte // the field, repetition or component that is being written
}

// Form returns the segments of the message that states a sheet, in the order of
// the standard. Of fields of one element the first of the layout states it. The
// sheet is one of the layout's own; formOf writes any.
func Form(l *layout.Layout, s *frontsheet.FrontSheet, d hl7v2.Delimiters, report func(*layout.MessageField, int, frontsheet.Severity, string, string)) []Segment {
	return formOf(l, s, d, localize.Terms{}, report)
}

// formOf is Form with the terms by which values of another layout are found.
func formOf(l *layout.Layout, s *frontsheet.FrontSheet, d hl7v2.Delimiters, terms localize.Terms, report func(*layout.MessageField, int, frontsheet.Severity, string, string)) []Segment {
	b := FormBuilder{terms: terms, report: report}
	return b.Form(l, s, d)
}

// Form returns the form of a sheet, which stands until the arena is reset.
func (b *FormBuilder) Form(l *layout.Layout, s *frontsheet.FrontSheet, d hl7v2.Delimiters) []Segment {
	b.Delimiters, b.layout = d, l
	b.unsettle(s)
	list := b.Arena.segments.List(16)
	for _, name := range l.Order {
		for i := range b.count(name) {
			if segment := b.segment(name, i+1); segment.Fields != nil {
				list = append(list, segment)
			}
		}
	}
	return list
}

// count returns how many segments of a name the sheet fills.
func (b *FormBuilder) count(name string) int {
	s := &b.sheet
	switch name {
	case "NK1":
		return len(s.Patient.NextOfKin)
	case "OBX":
		return len(s.Observations)
	case "AL1":
		return len(s.Allergy.Items)
	case "DG1":
		return len(s.Diagnoses)
	case "PR1":
		return len(s.Procedures)
	case "IN1":
		return len(s.Insurance)
	case "PRD":
		return len(s.Referral.Providers)
	case "NTE":
		return len(s.Referral.Notes)
	}
	return 1
}

// segment writes one segment: without fields where the sheet says nothing of it,
// and the message can do without.
func (b *FormBuilder) segment(name string, ordinal int) Segment {
	segment := Segment{name: name}
	for _, f := range b.layout.Segments[name].Written {
		b.column, b.ordinal = f, ordinal
		value := b.write(f.At(&b.sheet, ordinal))
		if f.Component > 0 {
			value = b.withComponent(segment.Field(f.Number), f.Component, value)
		}
		b.set(&segment, f.Number, value)
	}
	switch code := b.sheet.Event.Code; {
	case name == "MSH":
		b.header(&segment)
	case name == "EVN":
		b.set(&segment, 1, code)
	case counted(name):
		b.set(&segment, 1, strconv.Itoa(ordinal))
	}
	return segment
}

// set sets a field of a segment that has its fields in the arena.
func (b *FormBuilder) set(s *Segment, n int, value string) {
	if s.Fields == nil && value != "" {
		s.Fields = b.Arena.pointers.Take(n)[:0]
	}
	s.set(n, value)
}

// withComponent returns a field with the value of a component put in.
func (b *FormBuilder) withComponent(field string, component int, value string) string {
	b.buf = b.buf[:0]
	for n, more := 1, true; n <= component || more; n++ {
		var part string
		part, field, more = strings.Cut(field, string(b.Component))
		if n == component {
			part = value
		}
		if n > 1 {
			b.buf = append(b.buf, b.Component)
		}
		b.buf = append(b.buf, part...)
	}
	return b.Arena.Bytes(bytes.TrimRight(b.buf, string(b.Component)))
}

// header adds what the standard wants in each MSH: the kind of the message, that
// it is of production, and the version.
func (b *FormBuilder) header(msh *Segment) {
	b.set(msh, 1, string(b.Field))
	msh.set(2, b.EncodingCharacters())
	kind, structure := b.withComponent(msh.Field(9), 1, "ADT"), structures[b.sheet.Event.Code]
	if b.layout.IsReferral() {
		name := "REF"
		if b.sheet.Referral.Answer != (frontsheet.Answer{}) {
			name = "RRI"
		}
		kind, structure = b.withComponent(msh.Field(9), 1, name), name+"_I12"
	}
	if structure != "" {
		kind = b.withComponent(kind, 3, structure)
	}
	msh.set(9, kind)
	msh.set(11, "P")
	msh.set(12, "2.5")
}

// structures are the structures of the messages of events, after table 0354.
var structures = map[string]string{
	"A01": "ADT_A01", "A02": "ADT_A02", "A03": "ADT_A03", "A04": "ADT_A01", "A05": "ADT_A05", "A06": "ADT_A06",
	"A07": "ADT_A06", "A08": "ADT_A01", "A09": "ADT_A09", "A10": "ADT_A09", "A14": "ADT_A05", "A15": "ADT_A15",
	"A16": "ADT_A16", "A21": "ADT_A21", "A22": "ADT_A21", "A54": "ADT_A54",
}

// unsettle takes a copy of a sheet, and takes back what settle did: each part of
// the sheet stands where its segment does, and the role and line of a diagnosis
// become type and priority.
func (b *FormBuilder) unsettle(from *frontsheet.FrontSheet) {
	b.diagnoses, b.diagnosisTypes, b.diagnosisPriorities = b.diagnoses[:0], b.diagnosisTypes[:0], b.diagnosisPriorities[:0]
	b.procedures, b.procedurePriorities = b.procedures[:0], b.procedurePriorities[:0]
	b.sheet = *from
	s := &b.sheet
	if s.Patient.Contact != (frontsheet.Contact{}) {
		s.Patient.NextOfKin = append([]frontsheet.Contact{s.Patient.Contact}, s.Patient.NextOfKin...)
	}
	s.Patient.NextOfKin = only(s.Patient.NextOfKin, reachable)
	s.Observations = only(s.Observations, func(o *frontsheet.Observation) bool { return b.nameable(o.Codes, o.Name) })
	s.Allergy.Items = only(s.Allergy.Items, func(a *frontsheet.AllergyItem) bool { return b.nameable(a.Codes, a.Name) })
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		if !inMessage(d.Role) || !b.nameable(d.Codes, d.Name) {
			continue
		}
		b.diagnosisTypes = append(b.diagnosisTypes, b.typeOf(d.Role))
		priority := ""
		switch {
		case d.Unranked:
		case d.Role == frontsheet.Other:
			priority = strconv.Itoa(d.Slot + 1)
		default:
			priority = strconv.Itoa(d.Slot)
		}
		b.diagnosisPriorities = append(b.diagnosisPriorities, priority)
		b.diagnoses = append(b.diagnoses, *d)
		last := &b.diagnoses[len(b.diagnoses)-1]
		last.Role, last.Slot = "", len(b.diagnoses)
	}
	s.Diagnoses = b.diagnoses
	for i := range s.Procedures {
		p := &s.Procedures[i]
		if !b.nameable(p.Codes, p.Name) {
			continue
		}
		b.procedurePriorities = append(b.procedurePriorities, strconv.Itoa(p.Rank))
		b.procedures = append(b.procedures, *p)
		b.procedures[len(b.procedures)-1].Rank = len(b.procedures)
	}
	s.Procedures = b.procedures
	b.denied = s.Allergy.Recorded.Denied() && b.saysNone()
	if b.denied {
		s.Allergy.Items = append([]frontsheet.AllergyItem{{}}, s.Allergy.Items...)
	}
}

// inMessage reports whether a DG1 can state the role of a diagnosis.
func inMessage(r frontsheet.DiagnosisRole) bool {
	switch r {
	case "", frontsheet.OnAdmission, frontsheet.Principal, frontsheet.Other, frontsheet.Working, frontsheet.Final:
		return true
	}
	return false
}

// typeOf returns the type of the diagnoses of a role, in the layout's value set.
func (b *FormBuilder) typeOf(r frontsheet.DiagnosisRole) frontsheet.Coded {
	standard := ""
	switch r {
	case "":
		return frontsheet.Coded{}
	case frontsheet.OnAdmission:
		standard = "AD"
	case frontsheet.Principal, frontsheet.Other, frontsheet.Final:
		standard = "DD"
	}
	if i, ok := b.layout.ByPath["diagnosis.type[1]"]; ok && b.layout.Fields[i].Set != nil {
		for _, c := range b.layout.Fields[i].Set.Concepts() {
			if c.Standard == standard {
				return frontsheet.Coded{Set: b.layout.Fields[i].Set, Code: c.Code}
			}
		}
	}
	return frontsheet.Coded{}
}

// saysNone reports whether the layout has a code for what the sheet says in
// place of an allergy.
func (b *FormBuilder) saysNone() bool {
	i, ok := b.layout.ByPath["allergy.concept[1]"]
	if !ok || b.layout.Fields[i].Set == nil {
		return false
	}
	_, ok = localize.Denial(b.layout.Fields[i].Set, b.sheet.Allergy.Recorded)
	return ok
}

// nameable reports whether a message can say what something is: one that cannot has
// no segment of its own.
func (b *FormBuilder) nameable(list []frontsheet.Code, name string) bool {
	return name != "" || len(b.sayable(list)) > 0
}

// only returns the parts of a list that are kept; the list itself where all are.
func only[T any](list []T, keep func(*T) bool) []T {
	for i := range list {
		if !keep(&list[i]) {
			return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !keep(&x) })
		}
	}
	return list
}
