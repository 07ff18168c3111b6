package message

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/spill"
)

// The bounds of folding a file.
const (
	mostVisitMessages = 10000    // of one stay
	mostVisitBytes    = 16 << 20 // of one stay
	mostMerges        = 16 << 20 // bytes of messages that merge patients
	sortBudget        = 16 << 20 // bytes that each of two sorters holds in memory
)

// An id stands for a patient or a visit: a hash, so that it has a size.
type id [16]byte

func idOf(parts ...string) id {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return id(sum[:16])
}

// mostIDs bounds what identifies one patient.
const mostIDs = 32

// idsOf returns what identifies a patient in a facility: each number alone.
func idsOf(facility string, p *frontsheet.Patient) (ids []id) {
	add := func(one frontsheet.Patient) {
		s := frontsheet.FrontSheet{Patient: one}
		if key := s.PatientKey(); s.Subject() != "" && len(ids) < mostIDs {
			ids = append(ids, idOf("patient", facility, key))
		}
	}
	add(frontsheet.Patient{RecordNumber: p.RecordNumber})
	add(frontsheet.Patient{DocumentType: p.DocumentType, DocumentNumber: p.DocumentNumber, DocumentCountry: p.DocumentCountry})
	add(frontsheet.Patient{HealthCard: p.HealthCard})
	for _, i := range p.Identifiers {
		add(frontsheet.Patient{Identifiers: []frontsheet.Identifier{i}})
	}
	return ids
}

// A told is a message of a file, with what it is about.
type told struct {
	sequence uint64
	patient  []id // what identifies the patient
	row      carrier.Row
}

// A merge is a message that merges a patient into another.
type merge struct {
	told
	from []id // what identified the patient who is merged into that of told
	used bool
}

// visits yields the messages of a file stay by stay: each record has those of one,
// in the order of the file. It reads the whole file first, since the last message
// may be of the first stay: what does not fit in memory stands on the disk, sorted
// by stay, and then by where each begins.
type visits struct {
	*source
	begun   bool
	failed  error
	sorted  *spill.Sorter // the stays
	number  int
	merges  []*merge
	mergeOf map[id][]*merge // by what identified the patient who was merged
}

// Next takes the next stay off the file.
func (v *visits) Next(r *carrier.Row) error {
	if !v.begun {
		v.begun = true
		v.failed = v.gather()
	}
	if v.failed != nil {
		return v.failed
	}
	record, err := v.sorted.Next()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return &carrier.Error{Err: err}
	}
	*r = decodeStay(record.Value)
	v.number++
	r.Number = v.number
	return nil
}

// Close gives up what stands on the disk.
func (v *visits) Close() {
	if v.sorted != nil {
		v.sorted.Close()
	}
	v.source.Close()
}

// NewParser returns a parser of the file's stays.
func (v *visits) NewParser() carrier.Parser {
	return &visitParser{file: &v.file, message: newParser(&v.file)}
}

// gather reads the file, and sorts its messages into stays.
func (v *visits) gather() error {
	messages := spill.NewSorter(sortBudget)
	defer messages.Close()
	if err := v.read(messages); err != nil {
		return err
	}
	v.sorted = spill.NewSorter(sortBudget)
	if err := v.group(messages); err != nil {
		return &carrier.Error{Err: err}
	}
	return nil
}

// read sorts the messages by what visit they are of.
func (v *visits) read(messages *spill.Sorter) error {
	p := newParser(&v.file)
	p.sheets.Reuse()
	var row carrier.Row
	var record carrier.Record
	merged := 0
	v.mergeOf = map[id][]*merge{}
	for sequence := uint64(0); ; sequence++ {
		err := v.source.Next(&row)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t := told{sequence: sequence, row: row}
		carrier.Parse(p, &v.file, &record, &row)
		s := record.Sheet
		if s == nil {
			s = record.Event
		}
		key := idOf("message", string(binary.BigEndian.AppendUint64(nil, sequence)))
		switch {
		case s == nil:
		case record.Prior != nil:
			if merged += len(row.Raw); merged > mostMerges {
				break
			}
			m := &merge{told: t, from: idsOf(s.FacilityName(), record.Prior)}
			m.patient, m.row = idsOf(s.FacilityName(), &s.Patient), row.Clone()
			v.merges = append(v.merges, m)
			for _, from := range m.from {
				v.mergeOf[from] = append(v.mergeOf[from], m)
			}
			continue
		case s.Stay.Number != "":
			t.patient = idsOf(s.FacilityName(), &s.Patient)
			key = idOf("visit", s.FacilityName(), s.Stay.Number)
		}
		if err := messages.Add(sortKey(key, sequence), t.append(nil)); err != nil {
			return &carrier.Error{Err: err}
		}
	}
}

func sortKey(key id, sequence uint64) (k spill.Key) {
	copy(k[:], key[:])
	binary.BigEndian.PutUint64(k[len(key):], sequence)
	return k
}

// group sorts the stays by their first messages.
func (v *visits) group(messages *spill.Sorter) error {
	if err := messages.Sort(); err != nil {
		return err
	}
	var visit []told
	var last id
	size, tooLong := 0, false
	flush := func() error {
		err := v.split(visit, tooLong)
		visit, size = visit[:0], 0
		return err
	}
	for {
		record, err := messages.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		done := err != nil
		if key := id(record.Key[:len(last)]); done || key != last {
			if err := flush(); err != nil {
				return err
			}
			last, tooLong = key, false
		}
		if done {
			break
		}
		if len(visit) >= mostVisitMessages || size >= mostVisitBytes {
			tooLong = true // also what is left of it
			if err := flush(); err != nil {
				return err
			}
		}
		t := decodeTold(record.Value)
		visit = append(visit, t)
		size += len(t.row.Raw)
	}
	for _, m := range v.merges {
		if !m.used {
			if err := v.add(&stay{messages: []told{m.told}}); err != nil {
				return err
			}
		}
	}
	return v.sorted.Sort()
}

// A stay is a record in the making.
type stay struct {
	messages []told
	merges   []*merge
	several  bool // patients have its number
	tooLong  bool
	within   *stay // that it turned out to be a part of
}

// split adds the stays of one number: one for each patient. Messages are of one
// patient where anything that identifies him is the same, before a merge or after.
func (v *visits) split(visit []told, tooLong bool) error {
	var stays []*stay
	of := map[id]*stay{}
	find := func(i id) *stay {
		s := of[i]
		for s != nil && s.within != nil {
			s = s.within
		}
		return s
	}
	for _, t := range visit {
		s := &stay{tooLong: tooLong, messages: []told{t}}
		stays = append(stays, s)
		patient := t.patient
		s.merges = v.mergesOf(&patient)
		for _, i := range patient {
			if other := find(i); other != nil && other != s {
				other.take(s)
				s = other
			}
			of[i] = s
		}
	}
	stays = slices.DeleteFunc(stays, func(s *stay) bool { return s.within != nil })
	for _, s := range stays {
		s.several = len(stays) > 1
		if err := v.add(s); err != nil {
			return err
		}
	}
	return nil
}

// take makes another stay a part of s.
func (s *stay) take(other *stay) {
	s.messages, s.merges = append(s.messages, other.messages...), append(s.merges, other.merges...)
	other.messages, other.merges, other.within = nil, nil, s
}

// mergesOf returns the messages that merge a patient into another, that one into
// the next and so on, and adds what identifies these to the patient.
func (v *visits) mergesOf(patient *[]id) (merges []*merge) {
	if len(v.merges) == 0 {
		return nil
	}
	known, done := map[id]bool{}, map[*merge]bool{}
	for i := 0; i < len(*patient); i++ {
		if known[(*patient)[i]] {
			continue
		}
		known[(*patient)[i]] = true
		for _, m := range v.mergeOf[(*patient)[i]] {
			if !done[m] {
				done[m] = true
				merges = append(merges, m)
				*patient = append(*patient, m.patient...)
			}
		}
	}
	return merges
}

// add adds a stay, with the messages that merge its patient, behind those whose
// first message came before.
func (v *visits) add(s *stay) error {
	bySequence := func(a, b told) int { return cmp.Compare(a.sequence, b.sequence) }
	first := slices.MinFunc(s.messages, bySequence).sequence
	for _, m := range s.merges {
		m.used = true
		s.messages = append(s.messages, m.told)
	}
	slices.SortFunc(s.messages, bySequence)
	s.messages = slices.CompactFunc(s.messages, func(a, b told) bool { return a.sequence == b.sequence })
	var key spill.Key
	binary.BigEndian.PutUint64(key[:], first)
	return v.sorted.Add(key, s.encode())
}

// append writes a message, and decodeTold reads it.
func (t *told) append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(dst, t.sequence)
	dst = append(dst, byte(len(t.patient)), byte(len(t.row.Fault)))
	for _, i := range t.patient {
		dst = append(dst, i[:]...)
	}
	dst = append(dst, t.row.Fault...)
	dst = binary.BigEndian.AppendUint64(dst, uint64(t.row.Line))
	dst = binary.BigEndian.AppendUint32(dst, uint32(t.row.Cells[0].From))
	dst = binary.BigEndian.AppendUint32(dst, uint32(t.row.Cells[0].To))
	return append(dst, t.row.Raw...)
}

func decodeTold(b []byte) (t told) {
	t.sequence = binary.BigEndian.Uint64(b)
	patients, n := int(b[8]), int(b[9])
	for b = b[10:]; patients > 0; patients-- {
		t.patient = append(t.patient, id(b[:len(id{})]))
		b = b[len(id{}):]
	}
	t.row.Fault = string(b[:n])
	b = b[n:]
	t.row.Line, t.row.Lines = int(binary.BigEndian.Uint64(b)), 1
	t.row.Cells = []carrier.Span{{From: int32(binary.BigEndian.Uint32(b[8:])), To: int32(binary.BigEndian.Uint32(b[12:]))}}
	t.row.Raw = b[16:]
	return t
}

// encode writes a stay, and decodeStay reads it as a row: the first message, with
// the others as its further rows. Its bytes are those of all.
func (s *stay) encode() []byte {
	dst := []byte{0}
	if s.several {
		dst[0] |= severalPatients
	}
	if s.tooLong {
		dst[0] |= tooManyMessages
	}
	for i := range s.messages {
		at := len(dst)
		dst = s.messages[i].append(append(dst, 0, 0, 0, 0))
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	return dst
}

// What is to be said of a stay, in the first byte of what encode writes.
const (
	severalPatients = 1 << iota
	tooManyMessages
)

// visitTooLong is the fault of a stay with too many messages.
const visitTooLong = "visit-too-long"

func decodeStay(b []byte) carrier.Row {
	var rows []carrier.Row
	size, flags := 0, b[0]
	for b = b[1:]; len(b) > 0; {
		n := binary.BigEndian.Uint32(b)
		t := decodeTold(b[4 : 4+n])
		rows = append(rows, t.row)
		size += len(t.row.Raw)
		b = b[4+n:]
	}
	r := rows[0]
	if len(rows) > 1 {
		r.Raw = make([]byte, 0, size)
		for i := range rows {
			r.Raw = append(r.Raw, rows[i].Raw...)
		}
		r.More = rows[1:]
	}
	if flags&severalPatients != 0 {
		r.Extra = []carrier.Extra{{
			Severity: frontsheet.Warning, Code: "visit-of-several-patients",
			Detail: "messages of several patients have the visit number: each patient has a stay of his own",
		}}
	}
	if flags&tooManyMessages != 0 {
		r.Fault = visitTooLong
	}
	return r
}

// A visitParser makes one sheet of the messages of a stay.
type visitParser struct {
	file    *carrier.File
	message *parser
	sheets  carrier.Sheets // each record has a sheet of its own, whoever asks
}

// Sheets returns the maker of the parser's sheets.
func (p *visitParser) Sheets() *carrier.Sheets { return &p.sheets }

// Parse reads the messages of a row into the record.
func (p *visitParser) Parse(record *carrier.Record, r *carrier.Row) {
	issue := func(line int, column string, severity frontsheet.Severity, code, detail string) {
		record.Issues = append(record.Issues, frontsheet.Issue{
			File: p.file.File, Record: r.Number, Line: line, Column: column, Severity: severity, Code: code, Detail: detail,
		})
	}
	if r.Fault == visitTooLong {
		issue(r.Line, "PV1-19", frontsheet.Error, visitTooLong, carrier.Faults[visitTooLong])
		return
	}
	for _, e := range r.Extra {
		issue(r.Line, "PV1-19", e.Severity, e.Code, e.Detail)
	}
	var visit Visit
	for row := range p.messages(r) {
		one := carrier.Record{Number: r.Number, Line: row.Line, Raw: row.Raw}
		p.message.Parse(&one, row)
		if stated := cmp.Or(one.Sheet, one.Event); len(r.More) == 0 && (stated == nil || one.Prior != nil || stated.Stay.Number == "") {
			record.Sheet, record.Issues = one.Sheet, append(record.Issues, one.Issues...)
			if one.Sheet != nil {
				issue(row.Line, "PV1-19", frontsheet.Warning, "no-visit-number", "the message does not number the stay: it is not folded with others")
			}
			return
		}
		if one.Event != nil {
			one.Issues = one.EventIssues
		}
		before := visit.Len()
		told := visit.Add(&one, row.Cell(0))
		if visit.Len() > before {
			record.Issues = append(record.Issues, one.Issues...)
		}
		record.Issues = append(record.Issues, told...)
	}
	sheet, issues := visit.Fold()
	record.Sheet, record.Issues = sheet, append(record.Issues, issues...)
	if sheet != nil {
		sheet.Origin().Position = frontsheet.Position{File: p.file.File, Record: r.Number, Line: r.Line}
	}
}

// messages yields the messages of a row.
func (p *visitParser) messages(r *carrier.Row) func(func(*carrier.Row) bool) {
	return func(yield func(*carrier.Row) bool) {
		first := *r
		first.Raw = r.Raw[:len(r.Raw)]
		for i := len(r.More) - 1; i >= 0; i-- {
			first.Raw = first.Raw[:len(first.Raw)-len(r.More[i].Raw)]
		}
		first.More = nil
		if !yield(&first) {
			return
		}
		for i := range r.More {
			r.More[i].Number = r.Number
			if !yield(&r.More[i]) {
				return
			}
		}
	}
}

// Cell returns the different fields that a path names, of the messages of the row:
// one a line.
func (p *visitParser) Cell(r *carrier.Row, path string) string {
	if r.Fault != "" {
		return ""
	}
	var cells []string
	for row := range p.messages(r) {
		if len(r.More) > 0 || !p.message.split {
			one := carrier.Record{Number: r.Number, Line: row.Line, Raw: row.Raw}
			p.message.Parse(&one, row)
		}
		if cell := p.message.Cell(row, path); cell != "" && !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, "\n")
}
