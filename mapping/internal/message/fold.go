package message

import (
	"cmp"
	"crypto/sha256"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// Updates are the events that say nothing of how far the stay has come.
var updates = []string{"A08", "A54"}

// undone are the events that an event takes back, of HL7's table 0003.
var undone = map[string][]string{
	"A11": {"A01", "A04", "A06", "A07"},
	"A12": {"A02"},
	"A13": {"A03"},
	"A25": {"A16"},
	"A26": {"A15"},
	"A27": {"A14"},
	"A32": {"A10"},
	"A33": {"A09"},
	"A38": {"A05"},
	"A52": {"A21"},
	"A53": {"A22"},
	"A55": {"A54"},
}

// begins are the events by which a stay comes to be, or is announced.
var begins = []string{"A01", "A04", "A05", "A06", "A07", "A14"}

// ends are the events after which there is no stay, unless one of begins is left.
var ends = []string{"A11", "A23", "A27", "A38"}

// A Visit folds the messages of one stay into one sheet, in the order of their
// events. The zero Visit has none.
type Visit struct {
	events []visitEvent
	zone   *time.Location
}

// A visitEvent is what one message says.
type visitEvent struct {
	sheet   *frontsheet.FrontSheet
	prior   *frontsheet.Patient // who is merged, of a message that says nothing of the stay
	at      int64
	arrived int
	digest  [sha256.Size]byte
}

// Add takes a message, of which raw is what its digest is made of. It returns
// what is to be said of it beside the others.
func (v *Visit) Add(r *carrier.Record, raw []byte) (issues []frontsheet.Issue) {
	e := visitEvent{sheet: r.Sheet, arrived: len(v.events), digest: sha256.Sum256(raw)}
	if e.sheet == nil {
		e.sheet, e.prior = r.Event, r.Prior
	}
	if e.sheet == nil {
		return nil
	}
	issue := func(column string, severity frontsheet.Severity, code, detail string) {
		p := e.sheet.Origin().Position
		issues = append(issues, frontsheet.Issue{File: p.File, Record: p.Record, Line: p.Line, Column: column, Severity: severity, Code: code, Detail: detail})
	}
	if v.zone == nil {
		v.zone = zoneOf(e.sheet)
	}
	event := &e.sheet.Event
	e.at = v.moment(event.Recorded)
	reused := false
	latest := int64(0)
	for i := range v.events {
		other := &v.events[i]
		if other.digest == e.digest {
			issue("MSH-10", frontsheet.Information, "message-repeated", "the message stood before, byte for byte: it counts once")
			return issues
		}
		reused = reused || event.Message != "" && other.sheet.Event.Message == event.Message
		latest = max(latest, other.at)
	}
	if reused {
		issue("MSH-10", frontsheet.Warning, "control-id-repeated", "another message of the stay has the same control id, and says something else: both count")
	}
	if e.prior != nil {
		v.events = append(v.events, e)
		return issues
	}
	switch {
	case event.Recorded.IsZero():
		e.at = latest
		issue("EVN-2", frontsheet.Warning, "event-time-missing", "the message does not say when its event was: it is taken to follow those before it")
	case e.at < latest:
		issue("EVN-2", frontsheet.Warning, "message-out-of-order", "the message tells of an event before one that has been told: the order of the events counts")
	}
	v.events = append(v.events, e)
	return issues
}

// zoneOf returns the zone of the times that state none.
func zoneOf(s *frontsheet.FrontSheet) *time.Location {
	if l := layout.Of(s); l != nil {
		if zone, ok := literal.ParseZone(l.Zone); ok {
			return zone
		}
	}
	return time.UTC
}

// moment returns a time as a number. What is not stated of it is its start.
func (v *Visit) moment(d frontsheet.DateTime) int64 {
	if d.IsZero() {
		return 0
	}
	zone := v.zone
	if stated, ok := literal.ParseZone(d.Zone); ok && d.Zone != "" {
		zone = stated
	}
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), d.Hour, d.Minute, d.Second, 0, zone).Unix()
}

// Len returns how many messages the visit has.
func (v *Visit) Len() int { return len(v.events) }

// Fold returns the stay as the messages so far tell it, and what is to be said of
// them together. The sheet is nil where they say that there is none.
func (v *Visit) Fold() (sheet *frontsheet.FrontSheet, issues []frontsheet.Issue) {
	list := slices.Clone(v.events)
	slices.SortStableFunc(list, func(a, b visitEvent) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.arrived, b.arrived))
	})
	var f folding
	var merges []visitEvent
	stated := list[:0:0]
	for i := range list {
		if list[i].prior != nil {
			merges = append(merges, list[i])
		} else {
			stated = append(stated, list[i])
		}
	}
	if len(stated) == 0 {
		return nil, nil
	}
	f.list = stated
	f.undo()
	f.state.Layout, f.state.Origin().Columns = stated[0].sheet.Layout, stated[0].sheet.Origin().Columns
	first := slices.MinFunc(stated, func(a, b visitEvent) int { return cmp.Compare(a.arrived, b.arrived) })
	f.state.Origin().Position = first.sheet.Origin().Position
	for i := range stated {
		f.add(i)
	}
	if f.cancelled {
		last := &stated[len(stated)-1]
		f.issue(last.sheet, "MSH-9.2", frontsheet.Error, "stay-cancelled", "the messages say of the stay that it did not come to be: there is no record of it")
		return nil, f.issues
	}
	f.settle()
	for i := range merges {
		f.merge(merges[i].sheet, merges[i].prior)
	}
	return &f.state, f.issues
}

// A folding is the work of one Fold.
type folding struct {
	list      []visitEvent
	dropped   []bool            // undone, by the index of list
	places    []frontsheet.Ward // where the patient was before each
	priors    []frontsheet.Ward
	undoes    []int // which event one takes back, -1 for none
	cancelled bool
	state     frontsheet.FrontSheet
	issues    []frontsheet.Issue
}

func (f *folding) issue(s *frontsheet.FrontSheet, column string, severity frontsheet.Severity, code, detail string) {
	p := s.Origin().Position
	f.issues = append(f.issues, frontsheet.Issue{
		File: p.File, Record: p.Record, Line: p.Line, Column: column, Severity: severity, Code: code, Detail: detail,
	})
}

// undo finds out which events are taken back: of each kind the last that is left.
func (f *folding) undo() {
	n := len(f.list)
	f.dropped, f.undoes = make([]bool, n), make([]int, n)
	f.places, f.priors = make([]frontsheet.Ward, n), make([]frontsheet.Ward, n)
	for i := range f.list {
		code := f.list[i].sheet.Event.Code
		f.undoes[i] = -1
		if code == "A23" {
			for j := range i {
				f.dropped[j] = true
			}
			continue
		}
		targets := undone[code]
		if targets == nil {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			if !f.dropped[j] && slices.Contains(targets, f.list[j].sheet.Event.Code) {
				f.dropped[j], f.undoes[i] = true, j
				break
			}
		}
		if f.undoes[i] < 0 {
			f.issue(f.list[i].sheet, "MSH-9.2", frontsheet.Warning, "nothing-to-undo", "the event "+code+" takes an earlier one back, which no message tells of")
		}
	}
}

// add adds what the i-th event says to the state.
func (f *folding) add(i int) {
	s := f.list[i].sheet
	code := s.Event.Code
	f.places[i], f.priors[i] = f.state.Stay.Location, f.state.Stay.PriorLocation
	switch {
	case slices.Contains(ends, code):
		f.cancelled = true
		for j := range i {
			if !f.dropped[j] && slices.Contains(begins, f.list[j].sheet.Event.Code) {
				f.cancelled = false
			}
		}
		f.state.Event = s.Event
		f.state.Stay.Admission, f.state.Stay.AdmittedTo = frontsheet.DateTime{}, frontsheet.Ward{}
		f.keep(s, i+1)
		return
	case f.dropped[i] && slices.Contains(begins, code): // with all that was said of a stay that did not come to be
		f.keep(s, i+1)
		return
	case f.dropped[i]: // the event is taken back, and not what was found and done in the stay
		c := s.Clone()
		c.Stay, c.Staff, c.Event = frontsheet.Stay{}, nil, f.state.Event
		withdraw(&f.state, s)
		fold(&f.state, &c)
		f.keep(s, i+1)
		return
	case slices.Contains(begins, code):
		f.cancelled = false
	}
	status := f.state.Stay.Status
	c := s.Clone()
	if code == "A13" { // what it cancels is no part of the stay, though it may repeat it
		c.Stay.Discharge, c.Stay.Disposition, c.Stay.Destination = frontsheet.DateTime{}, frontsheet.Coded{}, ""
	}
	withdraw(&f.state, s)
	fold(&f.state, &c)
	f.state.Event = s.Event
	f.keep(s, i+1)
	stay := &f.state.Stay
	undoes := events[code].does == undoesEvent
	switch {
	case code == "A13":
		stay.Discharge, stay.Disposition, stay.Destination = frontsheet.DateTime{}, frontsheet.Coded{}, ""
		stay.DischargedFrom, stay.Status = frontsheet.Ward{}, frontsheet.StayInProgress
	case code == "A52":
		stay.Status = frontsheet.StayInProgress
	case code == "A53":
		stay.Status = frontsheet.StayOnLeave
	case undoes, slices.Contains(updates, code) && status != "" && s.Stay.Discharge.IsZero():
		stay.Status = status
	}
	if j := f.undoes[i]; code == "A12" && j >= 0 {
		if c.Stay.Location == (frontsheet.Ward{}) {
			stay.Location = f.places[j]
		}
		if c.Stay.PriorLocation == (frontsheet.Ward{}) {
			stay.PriorLocation = f.priors[j]
		}
	}
	at := s.Stay.Location
	if at == (frontsheet.Ward{}) {
		return
	}
	switch code {
	case "A01", "A06":
		stay.AdmittedTo = at
	case "A02":
		stay.Transfers = append(stay.Transfers, at)
	case "A03":
		stay.DischargedFrom = at
	}
}

// keep keeps the fields that a message has verbatim, under its number in the order
// of the events. The order of segments is of one message alone.
func (f *folding) keep(s *frontsheet.FrontSheet, number int) {
	for _, c := range s.Fields {
		if c.Column == columnSegments {
			continue
		}
		if len(f.list) > 1 && c.Column != "MSH" {
			c.Row = number
		}
		f.state.Fields = append(f.state.Fields, c)
	}
}

// settleFields leaves of fields that stand in several messages alike the last, and
// of headers the last of all.
func (f *folding) settleFields() {
	fields := f.state.Fields
	seen := map[[2]string]bool{}
	for i := len(fields) - 1; i >= 0; i-- {
		key := [2]string{fields[i].Column, fields[i].Value}
		if key[0] == "MSH" {
			key[1] = ""
		}
		if seen[key] {
			fields[i].Column = ""
		}
		seen[key] = true
	}
	f.state.Fields = slices.DeleteFunc(fields, func(c frontsheet.Field) bool { return c.Column == "" })
}

// settle puts in order what came message by message.
func (f *folding) settle() {
	s := &f.state
	if !s.Stay.Discharge.IsZero() && s.Stay.Status == frontsheet.StayInProgress {
		s.Stay.Status = frontsheet.StayFinished
	}
	last := map[frontsheet.DiagnosisRole]map[int]bool{}
	slices.SortStableFunc(s.Diagnoses, func(x, y frontsheet.Diagnosis) int {
		return cmp.Or(slices.Index(layout.DiagnosisRoles, x.Role)-slices.Index(layout.DiagnosisRoles, y.Role), x.Slot-y.Slot)
	})
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		if last[d.Role] == nil {
			last[d.Role] = map[int]bool{}
		}
		for d.Slot == 0 || last[d.Role][d.Slot] {
			d.Slot++
		}
		last[d.Role][d.Slot] = true
	}
	slices.SortStableFunc(s.Procedures, func(x, y frontsheet.Procedure) int { return x.Rank - y.Rank })
	for i := range s.Procedures {
		if i > 0 && s.Procedures[i].Rank <= s.Procedures[i-1].Rank {
			s.Procedures[i].Rank = s.Procedures[i-1].Rank + 1
		}
	}
	f.settleKin()
	f.settleFields()
}

// merge makes the patient that of a message that merged another into it. The
// number of the other is kept as it stands in the message.
func (f *folding) merge(s *frontsheet.FrontSheet, prior *frontsheet.Patient) {
	c := s.Clone()
	p := &f.state.Patient
	if p.RecordNumber == prior.RecordNumber {
		p.RecordNumber = ""
	}
	identifiers := slices.DeleteFunc(slices.Clone(p.Identifiers), func(i frontsheet.Identifier) bool {
		same := func(other frontsheet.Identifier) bool { return identifierKey(&i) == identifierKey(&other) }
		return slices.ContainsFunc(prior.Identifiers, same) || slices.ContainsFunc(c.Patient.Identifiers, same)
	})
	p.Identifiers = append(slices.Clip(c.Patient.Identifiers), identifiers...)
	if p.Contact != (frontsheet.Contact{}) {
		p.NextOfKin = append([]frontsheet.Contact{p.Contact}, p.NextOfKin...)
	}
	c.Patient.Identifiers = nil
	foldPatient(p, &c.Patient)
	overlay(reflect.ValueOf(p).Elem(), reflect.ValueOf(&c.Patient).Elem())
	f.settleKin()
	for _, field := range s.Fields {
		if field.Column == "MRG" {
			f.state.Fields = append(f.state.Fields, field)
		}
	}
	f.issue(s, "MRG-1", frontsheet.Information, "patients-merged", "the patient of the stay was merged into another by the event "+s.Event.Code+": the record is that one's")
}

// settleKin makes the first of the next of kin the contact.
func (f *folding) settleKin() {
	if p := &f.state.Patient; len(p.NextOfKin) > 0 {
		p.Contact, p.NextOfKin = p.NextOfKin[0], p.NextOfKin[1:]
	}
}

// fold adds what a message says to the state: what it states takes the place of
// what was stated before, and what it leaves out is not withdrawn. Lists grow by
// what they did not have.
func fold(state, s *frontsheet.FrontSheet) {
	clearDenials(state, s)
	foldPatient(&state.Patient, &s.Patient)
	foldDiagnoses(state, s)
	state.Procedures = union(state.Procedures, s.Procedures, func(p *frontsheet.Procedure) string {
		return layout.CodeKey(p.Codes, p.Name) + "@" + string(p.Performed.Append(nil, ""))
	})
	// Who has a part in the stay is stated part by part.
	state.Staff = slices.DeleteFunc(state.Staff, func(m frontsheet.StaffMember) bool {
		return slices.ContainsFunc(s.Staff, func(n frontsheet.StaffMember) bool { return n.Role == m.Role })
	})
	state.Staff = append(state.Staff, s.Staff...)
	state.Allergy.Items = union(state.Allergy.Items, s.Allergy.Items, func(a *frontsheet.AllergyItem) string {
		return layout.CodeKey(a.Codes, a.Name)
	})
	state.Insurance = union(state.Insurance, s.Insurance, func(i *frontsheet.Insurance) string {
		return i.Plan.Code + "/" + i.Plan.Text + "/" + i.CompanyID + "/" + i.Company + "/" + i.PolicyNumber
	})
	state.Observations = union(state.Observations, s.Observations, func(o *frontsheet.Observation) string {
		return layout.CodeKey(o.Codes, o.Name) + "@" + string(o.Observed.Append(nil, ""))
	})
	state.Items = union(state.Items, s.Items, func(i *frontsheet.Item) string { return i.Code })
	state.Fees.Items = union(state.Fees.Items, s.Fees.Items, func(i *frontsheet.Fee) string { return i.Category })
	s.Diagnoses, s.Procedures, s.Staff, s.Allergy.Items, s.Insurance, s.Observations = nil, nil, nil, nil, nil, nil
	s.Items, s.Fees.Items, s.Fields = nil, nil, nil
	overlay(reflect.ValueOf(state).Elem(), reflect.ValueOf(s).Elem())
}

// clearDenials takes back that there are no allergies where a message names one.
func clearDenials(state, s *frontsheet.FrontSheet) {
	if len(s.Allergy.Items) > 0 && s.Allergy.Recorded.IsZero() && state.Allergy.Recorded.Denied() {
		state.Allergy.Recorded = frontsheet.Coded{}
	}
}

// foldPatient adds what is a list in a patient, or stands together, and takes it
// out of p.
func foldPatient(state, p *frontsheet.Patient) {
	if p.Name != "" {
		state.NameParts = frontsheet.NameParts{} // which are of the name
	}
	if p.DocumentNumber != "" {
		state.DocumentType, state.DocumentCountry = frontsheet.Coded{}, ""
	}
	state.Identifiers = union(state.Identifiers, p.Identifiers, identifierKey)
	state.Documents = union(state.Documents, p.Documents, func(d *frontsheet.IdentityDocument) string {
		return d.Type.Code + "/" + d.Type.Text + "/" + d.Number
	})
	state.OtherNames = union(state.OtherNames, p.OtherNames, func(n *frontsheet.PersonName) string {
		return n.Text + "/" + n.Surname + "/" + n.GivenName
	})
	// Numbers of a kind are stated together: a new one takes the place of the old.
	state.Telecoms = slices.DeleteFunc(state.Telecoms, func(t frontsheet.Telecom) bool {
		return slices.ContainsFunc(p.Telecoms, func(n frontsheet.Telecom) bool { return n.System == t.System && n.Use == t.Use })
	})
	state.Telecoms = append(state.Telecoms, p.Telecoms...)
	kin := p.NextOfKin
	if p.Contact != (frontsheet.Contact{}) {
		kin = append([]frontsheet.Contact{p.Contact}, kin...)
	}
	state.NextOfKin = union(state.NextOfKin, kin, func(c *frontsheet.Contact) string {
		return c.Name + "/" + c.NameParts.Surname + "/" + c.NameParts.GivenName
	})
	for _, a := range [...][2]*frontsheet.Address{{&state.Current, &p.Current}, {&state.Registered, &p.Registered}, {&state.Employer, &p.Employer}} {
		foldAddress(a[0], a[1])
	}
	p.Identifiers, p.Documents, p.OtherNames, p.Telecoms, p.NextOfKin, p.Contact = nil, nil, nil, nil, nil, frontsheet.Contact{}
}

// identifierKey tells an identifier from others.
func identifierKey(i *frontsheet.Identifier) string {
	return (&frontsheet.FrontSheet{Patient: frontsheet.Patient{Identifiers: []frontsheet.Identifier{*i}}}).PatientKey()
}

// foldAddress replaces an address by one that is stated later, as a whole. The
// telephone is a field of its own.
func foldAddress(state, a *frontsheet.Address) {
	phone := cmp.Or(a.Phone, state.Phone)
	stated := *a
	stated.Phone = ""
	if !reflect.ValueOf(stated).IsZero() {
		*state = stated
	}
	state.Phone = phone
	*a = frontsheet.Address{}
}

// foldDiagnoses adds diagnoses. There is one principal diagnosis: a later one
// takes its place.
func foldDiagnoses(state, s *frontsheet.FrontSheet) {
	if slices.ContainsFunc(s.Diagnoses, func(d frontsheet.Diagnosis) bool { return d.Role == frontsheet.Principal }) {
		state.Diagnoses = slices.DeleteFunc(state.Diagnoses, func(d frontsheet.Diagnosis) bool {
			return d.Role == frontsheet.Principal && !slices.ContainsFunc(s.Diagnoses, func(n frontsheet.Diagnosis) bool { return diagnosisKey(&n) == diagnosisKey(&d) })
		})
	}
	state.Diagnoses = union(state.Diagnoses, s.Diagnoses, diagnosisKey)
}

func diagnosisKey(d *frontsheet.Diagnosis) string {
	return string(d.Role) + "/" + layout.CodeKey(d.Codes, d.Name)
}

// union adds to list the elements of further. One whose key an element has
// already says more of that; of several with one key the nth does of the nth.
func union[T any](list, further []T, key func(*T) string) []T {
	if len(further) == 0 {
		return list
	}
	at := map[string]int{}
	numbered := func(seen map[string]int, e *T) string {
		k := key(e)
		seen[k]++
		return k + "#" + strconv.Itoa(seen[k])
	}
	seen := map[string]int{}
	for i := range list {
		at[numbered(seen, &list[i])] = i
	}
	clear(seen)
	for i := range further {
		if j, known := at[numbered(seen, &further[i])]; known {
			overlay(reflect.ValueOf(&list[j]).Elem(), reflect.ValueOf(&further[i]).Elem())
		} else {
			list = append(list, further[i])
		}
	}
	return list
}

// wholes are the types whose parts belong together: a later value takes the place
// of the earlier one as a whole.
var wholes = map[reflect.Type]bool{
	reflect.TypeFor[frontsheet.Coded](): true, reflect.TypeFor[frontsheet.DateTime](): true, reflect.TypeFor[frontsheet.Ward](): true,
	reflect.TypeFor[frontsheet.PersonName](): true, reflect.TypeFor[frontsheet.NameParts](): true, reflect.TypeFor[frontsheet.StaffMember](): true,
	reflect.TypeFor[frontsheet.AgeUnderOne](): true, reflect.TypeFor[frontsheet.AgeBand](): true, reflect.TypeFor[frontsheet.Coma](): true,
	reflect.TypeFor[frontsheet.Grade](): true, reflect.TypeFor[frontsheet.Event](): true,
}

// overlay puts what from states into to, and leaves the rest of to as it is.
func overlay(to, from reflect.Value) {
	if from.Kind() != reflect.Struct || wholes[from.Type()] {
		if !from.IsZero() && !(from.Kind() == reflect.Slice && from.Len() == 0) {
			to.Set(from)
		}
		return
	}
	for i := range from.NumField() {
		if to.Field(i).CanSet() {
			overlay(to.Field(i), from.Field(i))
		}
	}
}
