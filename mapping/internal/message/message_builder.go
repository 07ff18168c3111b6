package message

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A messageBuilder makes a FrontSheet of one message, in the order of its
// segments.
type builder struct {
	parser     *parser
	file       *carrier.File
	record     *carrier.Record
	sheet      *frontsheet.FrontSheet
	message    *hl7v2.Message
	text       string // the message, "" where the sheet is not to keep it
	encoding   string // of the message
	event      eventKind
	code       string              // of the event
	zone       string              // that the message states, "" where it states none
	now        frontsheet.DateTime // when the event was recorded, or else the message made
	facilityID string              // MSH-4.2, the universal id of the facility

	// The field in hand.
	segment    *hl7v2.Segment
	ordinal    int // of the segment among those of its name
	field      *layout.MessageField
	number     int // of the field
	repetition int
	raw        string // the field as it stands
	dataType   string // of the field, for composites
	kept       bool   // raw already stands among the sheet's Fields
	nullTold   bool   // that it has a null is reported

	// What settle needs to know of each DG1 and PR1, by its ordinal.
	diagnosisTypes      []frontsheet.Coded
	diagnosisPriorities []string
	procedurePriorities []string

	// order has, by the name of a segment that repeats, which segment each part
	// of the sheet came from.
	order  map[string][]int
	denial int // the AL1 that says that there is no allergy
	// damaged reports that a spreadsheet has rounded a number of the patient: the
	// message is of somebody, and nobody can say of whom.
	damaged bool
	last    string // the name of the segment before
	remark  bool   // the NTE in hand is on a result
}

// reject rejects the message.
func (b *builder) reject(column, code, detail string) {
	b.record.Sheet = nil
	b.issueAt(column, frontsheet.Error, code, detail)
}

func (b *builder) rejectParse(err error) {
	var parse *hl7v2.ParseError
	if !errors.As(err, &parse) {
		b.reject("", "not-a-message", err.Error())
		return
	}
	column, code := parse.Segment, "not-a-message"
	if parse.Field > 0 {
		column += "-" + strconv.Itoa(parse.Field)
	}
	switch {
	case errors.Is(err, hl7v2.ErrDelimiters):
		column, code = "MSH-2", "bad-delimiters"
	case errors.Is(err, hl7v2.ErrSegment):
		code = "bad-segment"
	case errors.Is(err, hl7v2.ErrTooLong):
		code = "field-too-long"
	case errors.Is(err, hl7v2.ErrFields):
		code = "too-many-fields"
	case errors.Is(err, hl7v2.ErrTooMany):
		code = "too-many-segments"
	}
	b.reject(column, code, parse.Err.Error()+" (line "+strconv.Itoa(parse.Line)+" of the message)")
}

func (b *builder) issueAt(column string, severity frontsheet.Severity, code, detail string) {
	b.record.Issues = append(b.record.Issues, frontsheet.Issue{
		File: b.file.File, Record: b.record.Number, Line: b.record.Line,
		Column: column, Severity: severity, Code: code, Detail: detail,
	})
}

// habit reports how the sender writes: of the first message that is so.
func (b *builder) habit(column, code, detail string) {
	b.issueAt(column, frontsheet.Information, code, detail)
	b.record.Issues[len(b.record.Issues)-1].Once = true
}

// issue reports something about a component of the field in hand, or about the
// field where component is 0.
func (b *builder) issue(severity frontsheet.Severity, code string, component int, detail string) {
	i := frontsheet.Issue{
		File: b.file.File, Record: b.record.Number, Line: b.record.Line,
		Column: b.path(component), Severity: severity, Code: code, Detail: detail,
	}
	if b.field != nil {
		i.Title, i.Field = b.field.Title, b.field.Element
		if b.ordinal > 1 {
			i.Field = strings.Replace(i.Field, "[1]", "["+strconv.Itoa(b.ordinal)+"]", 1)
		}
	}
	b.record.Issues = append(b.record.Issues, i)
}

// path returns the path of the field in hand: DG1[2]-3[1].1, without what is
// the first of its kind.
func (b *builder) path(component int) string {
	s := b.segment.Name
	if b.ordinal > 1 {
		s += "[" + strconv.Itoa(b.ordinal) + "]"
	}
	s += "-" + strconv.Itoa(b.number)
	if b.repetition > 1 {
		s += "[" + strconv.Itoa(b.repetition) + "]"
	}
	if component > 0 {
		s += "." + strconv.Itoa(component)
	}
	return s
}

// keep keeps the field in hand verbatim.
func (b *builder) keep() {
	if !b.kept && strings.TrimFunc(b.raw, chars.IsSpace) != "" {
		b.kept = true
		repetition := b.repetition
		b.repetition = 0
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: b.path(0), Value: b.raw})
		b.repetition = repetition
	}
}

// changed keeps the field in hand and reports how it was read.
func (b *builder) changed(severity frontsheet.Severity, code string, component int, detail string) {
	b.keep()
	b.issue(severity, code, component, detail)
}

func (b *builder) build() {
	if !b.joinSegments() || !b.accept() {
		return
	}
	told := len(b.record.Issues)
	b.sheet.Layout, b.sheet.Origin().Columns = b.file.Layout.Name, b.file.Layout
	b.sheet.Origin().Position = frontsheet.Position{File: b.file.File, Record: b.record.Number, Line: b.record.Line}
	b.record.Sheet = b.sheet
	clear(b.parser.counts)
	b.buildSegments()
	b.sheet.Event.Code = b.code // before v2.3.1 it is EVN-1 alone that states it
	b.settle()
	b.restoreCodings()
	b.file.Place(b.sheet)
	b.keepIdle()
	if b.text != "" {
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: layout.WholeMessage, Value: b.text})
	}
	if b.event.does != statesStay {
		b.withhold(told)
		return
	}
	if frontSheetUnidentified(b.sheet) && !b.damaged {
		b.reject("PID-3", "no-record-key", "the message has no identifier of the patient, so nobody can say whose it is")
	}
}

// accept looks at the message as a whole: it rejects one that states no stay of
// one patient.
func (b *builder) accept() bool {
	msh := &b.parser.continued[0].Segment
	kind := msh.Field(9)
	if types := b.file.Layout.MessageTypes(); !slices.Contains(types, b.message.ComponentOf(kind, 1)) {
		b.reject("MSH-9", "message-type", "the message is not an "+strings.Join(types, " or ")+" message")
		return false
	}
	referral := b.file.Layout.IsReferral()
	code := b.message.ComponentOf(kind, 2)
	patients, visits, requests := 0, 0, 0
	recorded := ""
	for i := range b.parser.continued {
		switch s := &b.parser.continued[i].Segment; s.Name {
		case "PID":
			patients++
		case "PV1":
			visits++
		case "RF1":
			requests++
		case "EVN":
			event := s.Field(1)
			recorded = b.message.ComponentOf(s.Field(2), 1)
			if code == "" {
				code = event // before v2.3.1
			} else if event != "" && event != code {
				b.reject("EVN-1", "event-conflict", "MSH-9 and EVN-1 state different events")
				return false
			}
		}
	}
	event, known := events[code]
	if referral {
		event = eventKind{does: statesStay}
		known = slices.Contains(referralEvents[:], code)
	}
	b.event, b.code = event, code
	if _, offset, _, ok := splitZone(b.message.ComponentOf(msh.Field(7), 1)); ok {
		b.zone = offset
	}
	b.facilityID = b.message.ComponentOf(msh.Field(4), 2)
	b.now = b.moment(recorded)
	if b.now.IsZero() {
		b.now = b.moment(b.message.ComponentOf(msh.Field(7), 1))
	}
	switch {
	case !known:
		b.reject("MSH-9.2", "unknown-event", "the event is none of those that this program knows"+printable(code))
	case event.does == undoesEvent && patients == 1 && visits == 1, mergesPatients[code] && patients == 1 && visits <= 1:
		return true
	case event.does == undoesEvent:
		b.rejectUndoing()
	case event.does == mergesStays:
		b.rejectMerging()
	case event.does == noStay:
		b.reject("MSH-9.2", "no-stay", "the event "+code+" is not about a stay")
	case patients == 0:
		b.reject("PID", "no-patient", "the message has no PID segment")
	case patients > 1:
		b.reject("PID[2]", "two-patients", "the message has two PID segments: whose stay it is cannot be told")
	case visits == 0 && !referral:
		b.reject("PV1", "no-stay", "the message has no PV1 segment")
	case visits > 1:
		b.reject("PV1[2]", "two-stays", "the message has two PV1 segments: which stay it is about cannot be told")
	case requests > 1 && referral:
		b.reject("RF1[2]", "two-referrals", "the message has two RF1 segments: which referral the rest is of cannot be told")
	default:
		b.tellContinued(msh)
		if mode := b.message.ComponentOf(msh.Field(11), 1); mode == "T" || mode == "D" {
			b.issueAt("MSH-11", frontsheet.Warning, "test-message", "the message says that it is for training or debugging, and not of production")
		}
		return true
	}
	return false
}

// printable returns a code for a detail, if it looks like one.
func printable(code string) string {
	if code == "" || len(code) > 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return ""
	}
	return ": " + code
}

// build1 reads one segment.
func (b *builder) build1(s *hl7v2.Segment) {
	b.parser.counts[s.Name]++
	b.segment, b.ordinal, b.field, b.repetition, b.kept = s, b.parser.counts[s.Name], nil, 0, false
	fields := b.file.Layout.Segments[s.Name]
	if fields == nil {
		fields = unlisted[s.Name]
	}
	if s.Name == "NTE" {
		b.remark = b.remark || b.last == "OBX" || b.last == "OBR"
	} else {
		b.remark = false
	}
	if b.last = s.Name; b.remark { // it is on a result, and no part of the letter
		fields = nil
	}
	if fields == nil || deleted(s) {
		column := s.Name
		if b.ordinal > 1 {
			column += "[" + strconv.Itoa(b.ordinal) + "]"
		}
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: column, Value: s.Text})
		if fields != nil {
			b.issueAt(column, frontsheet.Information, "deleted-segment", "the segment says that what it holds is deleted: it is kept verbatim, and nothing made of it")
		} else if column != codings.Segment {
			b.habit(column, "unknown-segment", "the layout does not list the segment: it is kept verbatim")
		}
		return
	}
	for i := range fields.Fields {
		f := &fields.Fields[i]
		if raw := s.Field(f.Number); raw != "" {
			b.open(f, f.Number, raw)
			b.set()
		}
	}
	if s.Name == "MSH" {
		// What else the header holds is of the message: it is kept whole.
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: s.Name, Value: s.Text})
		return
	}
	for n := 1; n <= s.Fields(); n++ {
		if n < len(fields.Bound) && fields.Bound[n] || structural(s, n, b.ordinal) {
			continue
		}
		if raw := s.Field(n); raw != "" {
			b.open(nil, n, raw)
			b.keep()
		}
	}
}

// unlisted are the segments that a layout need not list: nothing is to be
// reported if it does not.
var unlisted = map[string]*layout.SegmentFields{"EVN": {}, "PV2": {}}

// deleted reports whether a segment takes back what an earlier message said: a
// DG1 or PR1 whose action code is D.
func deleted(s *hl7v2.Segment) bool {
	return s.Name == "DG1" && s.Field(21) == "D" || s.Name == "PR1" && s.Field(20) == "D"
}

// structural reports whether a field is about the message and not the stay: the
// event, and the number that counts a segment.
func structural(s *hl7v2.Segment, n, ordinal int) bool {
	return n == 1 && (s.Name == "EVN" || s.Field(1) == strconv.Itoa(ordinal))
}

// open takes a field in hand.
func (b *builder) open(f *layout.MessageField, number int, raw string) {
	b.field, b.number, b.raw, b.kept, b.nullTold, b.repetition, b.dataType = f, number, raw, false, false, 1, ""
	if f != nil {
		b.dataType = f.Format
	}
}

// clean returns the text of a value: its escape sequences undone, and what
// FHIR's string cannot hold taken out. The null of HL7 (two quotes) is empty.
func (b *builder) clean(value string, component int) string {
	if value == "" {
		return ""
	}
	if value == `""` {
		b.null(component)
		return ""
	}
	text, ok := b.message.Unescape(value)
	if !ok {
		b.changed(frontsheet.Warning, "bad-escape", component, "an escape character does not start a sequence that this program knows: it stays as it is")
	}
	plainText := true
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			plainText = false
			break
		}
	}
	if plainText {
		if text[0] != ' ' && text[len(text)-1] != ' ' {
			return text
		}
		return strings.Trim(text, " ")
	}
	if strings.IndexFunc(text, chars.IsUnusual) >= 0 {
		if strings.IndexFunc(strings.TrimFunc(text, chars.IsSpace), chars.IsUnusual) >= 0 {
			b.changed(frontsheet.Warning, "control-character", component, "control characters or unusual white space were taken out of the value")
		}
		text = chars.Plain(text)
	}
	if strings.ContainsFunc(strings.TrimFunc(text, chars.IsSpace), chars.IsInvisible) {
		b.issue(frontsheet.Warning, "invisible-character", component, chars.InvisibleCharacter)
	}
	for _, r := range text {
		if unicode.Is(unicode.Co, r) {
			b.issue(frontsheet.Warning, "private-use-character", component, "the value holds a character of the private use area, which other systems will not show")
			break
		}
		if r == utf8.RuneError {
			b.issue(frontsheet.Warning, "undecodable-character", component, "the value holds U+FFFD: a system before this one has lost a character")
			break
		}
	}
	return strings.TrimFunc(text, chars.IsSpace)
}

// null reports that a value is to be deleted, which is not the same as one that
// is not stated. Nothing is made of it here: the field is kept verbatim.
func (b *builder) null(component int) {
	b.keep()
	if !b.nullTold {
		b.nullTold = true
		b.issue(frontsheet.Information, "null-value", component, "two quotes say that whoever has a value there is to delete it: the field is kept verbatim, and no value made of it")
	}
}

// beyond keeps the field verbatim where a repetition has a component of those
// listed, or subcomponents: parts for which the sheet has no place.
func (b *builder) beyond(repetition string, components ...int) {
	if b.kept {
		return
	}
	for _, n := range components {
		if b.message.ComponentOf(repetition, n) != "" {
			b.keep()
			return
		}
	}
	if strings.IndexByte(repetition, b.message.Subcomponent) >= 0 {
		b.keep()
	}
}

// single returns the first repetition of the field in hand, and keeps a field
// that has more.
func (b *builder) single() string {
	i := strings.IndexByte(b.raw, b.message.Repetition)
	if i < 0 {
		return b.raw
	}
	b.changed(frontsheet.Information, "further-repetitions", 0, "the field repeats, and the first alone counts: it is kept verbatim")
	return b.raw[:i]
}

// set reads the field in hand into its element.
func (b *builder) set() {
	if b.field.Component > 0 {
		b.raw = b.message.ComponentOf(b.raw, b.field.Component)
		if b.raw == "" {
			return
		}
	}
	if !b.field.At(b.sheet, b.ordinal).Field((*fieldReader)(b)) {
		// An element of a table of cells: a message has no such value.
		b.changed(frontsheet.Warning, "no-reading", 0, "the layout fills an element that no field of a message can fill: it is kept verbatim")
	}
}

// settle puts in order what came segment by segment.
func (b *builder) settle() {
	s := b.sheet
	if s.Event.Recorded.IsZero() {
		s.Event.Recorded = s.Event.Sent
	}
	b.order = map[string][]int{}
	b.settleStay()
	b.settleDiagnoses()
	b.settleProcedures()
	s.Patient.NextOfKin = settled(b, "NK1", s.Patient.NextOfKin, reachable)
	if len(s.Patient.NextOfKin) > 0 {
		s.Patient.Contact = s.Patient.NextOfKin[0]
		s.Patient.NextOfKin = s.Patient.NextOfKin[1:]
	}
	s.Insurance = settled(b, "IN1", s.Insurance, func(i *frontsheet.Insurance) bool { return *i != frontsheet.Insurance{} })
	s.Allergy.Items = settled(b, "AL1", s.Allergy.Items, func(a *frontsheet.AllergyItem) bool { return a.Name != "" || len(a.Codes) > 0 })
	s.Observations = settled(b, "OBX", s.Observations, func(o *frontsheet.Observation) bool { return o.Name != "" || len(o.Codes) > 0 })
	s.Referral.Providers = settled(b, "PRD", s.Referral.Providers, func(p *frontsheet.Provider) bool { return *p != frontsheet.Provider{} })
	s.Referral.Notes = settled(b, "NTE", s.Referral.Notes, func(n *string) bool { return *n != "" })
	if b.denial > 0 {
		b.order["AL1"] = append([]int{b.denial}, b.order["AL1"]...)
	}
}

// settled returns the parts that say something, and notes which segments they
// came from.
func settled[T any](b *builder, segment string, list []T, filled func(*T) bool) []T {
	var order []int
	kept := list[:0]
	for i := range list {
		if filled(&list[i]) {
			kept = append(kept, list[i])
			order = append(order, i+1)
		}
	}
	b.order[segment] = order
	clear(list[len(kept):])
	return kept[:len(kept):len(kept)]
}

// sorted sorts what settled has returned, and the note with it.
func sorted[T any](b *builder, segment string, list []T, compare func(x, y *T) int) []T {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(&list[i], &list[j]) })
	result, from := make([]T, len(list)), make([]int, len(list))
	for i, j := range order {
		result[i], from[i] = list[j], b.order[segment][j]
	}
	b.order[segment] = from
	return result
}

// settleStay says how far the stay has come, and where the patient is.
func (b *builder) settleStay() {
	stay := &b.sheet.Stay
	if b.file.Layout.IsReferral() && stay.IsZero() {
		return
	}
	if stay.Class.IsZero() {
		b.issueAt("PV1-2", frontsheet.Warning, "no-class", "the message does not say of what class the patient is")
	}
	stay.Status = b.event.status
	switch {
	case stay.Status == "" && !stay.Discharge.IsZero():
		stay.Status = frontsheet.StayFinished
	case stay.Status == "" && stay.Class.Code == "P":
		stay.Status = frontsheet.StayPlanned
	case stay.Status == "" && stay.Class.Code != "U":
		stay.Status = frontsheet.StayInProgress
	case stay.Status == frontsheet.StayInProgress && !stay.Discharge.IsZero():
		b.issueAt("PV1-45", frontsheet.Warning, "event-conflict", "the event is not a discharge, and the message has a time of discharge: the stay is taken to be over")
		stay.Status = frontsheet.StayFinished
	}
}

// settleDiagnoses gives each diagnosis its role and its line: by its type
// (admitting, working, final), and of the final ones by their priority.
func (b *builder) settleDiagnoses() {
	list := b.sheet.Diagnoses
	list = settled(b, "DG1", list, func(d *frontsheet.Diagnosis) bool { return len(d.Codes) > 0 || d.Name != "" })
	for i := range list {
		b.order["DG1"][i] = list[i].Slot
	}
	principal := false
	taken := map[frontsheet.DiagnosisRole]map[int]bool{}
	for i := range list {
		d := &list[i]
		ordinal := d.Slot
		priority := at(b.diagnosisPriorities, ordinal)
		rank, err := strconv.Atoi(priority)
		ranked := err == nil && rank > 0
		d.Slot = 0
		d.Unranked = !ranked
		switch kind := at(b.diagnosisTypes, ordinal); {
		case kind.Standard() == "AD":
			d.Role = frontsheet.OnAdmission
		case kind.Standard() == "DD" && !ranked:
			d.Role = frontsheet.Final
		case kind.Standard() == "DD" && rank == 1 && !principal:
			d.Role, principal = frontsheet.Principal, true
		case kind.Standard() == "DD" && rank == 1:
			d.Role = frontsheet.Other
			rank = 2
			b.issueAt("DG1["+strconv.Itoa(ordinal)+"]-15", frontsheet.Warning, "two-principals", "a second final diagnosis has the priority 1: the first counts as the principal one")
		case kind.Standard() == "DD":
			d.Role = frontsheet.Other
		case kind.Code != "":
			d.Role = frontsheet.Working
		}
		if ranked {
			d.Slot = rank
			if d.Role == frontsheet.Other {
				d.Slot--
			}
		}
		if taken[d.Role] == nil {
			taken[d.Role] = map[int]bool{}
		}
		for d.Slot == 0 || taken[d.Role][d.Slot] {
			d.Slot++
		}
		taken[d.Role][d.Slot] = true
	}
	b.sheet.Diagnoses = sorted(b, "DG1", list, func(x, y *frontsheet.Diagnosis) int {
		if r := slices.Index(layout.DiagnosisRoles, x.Role) - slices.Index(layout.DiagnosisRoles, y.Role); r != 0 {
			return r
		}
		return x.Slot - y.Slot
	})
}

// settleProcedures numbers the procedures by their priorities where each has
// its own, and else in the order of the message.
func (b *builder) settleProcedures() {
	list := b.sheet.Procedures
	list = settled(b, "PR1", list, func(p *frontsheet.Procedure) bool { return len(p.Codes) > 0 || p.Name != "" })
	for i := range list {
		b.order["PR1"][i] = list[i].Rank
	}
	ranks := make([]int, len(list))
	distinct := true
	for i := range list {
		rank, err := strconv.Atoi(at(b.procedurePriorities, list[i].Rank))
		distinct = distinct && err == nil && rank > 0 && !slices.Contains(ranks[:i], rank)
		ranks[i] = rank
	}
	for i := range list {
		if distinct {
			list[i].Rank = ranks[i]
		} else {
			list[i].Rank = i + 1
		}
	}
	b.sheet.Procedures = sorted(b, "PR1", list, func(x, y *frontsheet.Procedure) int { return x.Rank - y.Rank })
}

// at returns the element of that 1-based index, the zero value where there is
// none.
func at[T any](list []T, index int) T {
	var zero T
	if index < 1 || index > len(list) {
		return zero
	}
	return list[index-1]
}

// unidentified reports whether nothing says whose the sheet is.
func frontSheetUnidentified(s *frontsheet.FrontSheet) bool {
	p := &s.Patient
	return p.RecordNumber == "" && p.DocumentNumber == "" && len(p.Identifiers) == 0 && p.HealthCard == ""
}
