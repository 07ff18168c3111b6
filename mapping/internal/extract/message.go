package extract

import (
	"maps"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// NewReader returns a Reader of documents that messages became.
func NewReader(t *document.Settings) *Reader {
	return &Reader{settings: t, sheet: &frontsheet.FrontSheet{}}
}

// ReadMessage reads a document of ours that a message of the layout became, apart
// from what was kept verbatim, which are the fields. The sheet is valid until the
// next call.
func (r *Reader) ReadMessage(d *fhir.Document, l *layout.Layout, fields []frontsheet.Field) *frontsheet.FrontSheet {
	r.sheet.Reset()
	r.sheet.Layout, r.sheet.Origin().Columns, r.sheet.Fields = l.Name, l, fields
	*r = Reader{
		settings: r.settings, layouts: r.settings.LayoutsOf(l), document: d, layout: l, sheet: r.sheet,
		organizations: r.organizations, practitioners: r.practitioners, locations: r.locations,
	}
	r.index()
	r.message()
	if l.IsReferral() {
		r.referral()
	}
	return r.sheet
}

// restoreMessage makes the sheet of a document that a message became. Where the
// document says what that of the message would, the sheet is that of the message. Else
// the fields that were kept verbatim, or are those of the message, are put into the
// message that the document gives, and that is read: a kept field counts only where
// the document would be the same.
func (r *Reader) restoreMessage(compose Compose) {
	l := layout.Of(r.sheet)
	fields := r.sheet.Fields
	plain := NewReader(r.settings).ReadMessage(r.document, l, fields)
	original := message.OriginalOf(l, fields, plain)
	known := original.Kept(fields)
	var given []message.Segment // by the document of the original
	if original != nil {
		given = r.formThrough(compose, original.Sheet, original.Sheet.Fields, original.Delimiters)
		known = append(known, message.Lost(l, original.Sheet.Fields, original.Form, given)...)
		plain = NewReader(r.settings).ReadMessage(r.document, l, known)
	}
	kept := message.KeptOf(known)
	d := kept.Delimiters()
	form := message.Form(l, plain, d, nil)
	if original.Stands(l, form, given, fields) {
		r.restored(original.Sheet, plain, fields)
		return
	}
	var restored *frontsheet.FrontSheet
	w := message.KeptWriter{Layout: l, Form: form, Kept: kept, Stray: original.Stray(l, form)}
	w.Read = func(segments []message.Segment) ([]message.Segment, bool) {
		sheet, ok := message.ReadBack(l, segments, d, plain, kept.Encoding())
		if !ok {
			return nil, false
		}
		restored = sheet
		return r.formThrough(compose, sheet, known, d), true
	}
	if _, ok := w.Write(); !ok || restored == nil {
		r.issue(frontsheet.Warning, "", "not-restored", "what the document keeps of the message does not fit what it says: the sheet has what the document says")
		restored = plain
	}
	for _, column := range slices.Sorted(maps.Keys(w.Stale)) {
		if _, is := kept.Fields[column]; is {
			r.issues = append(r.issues, frontsheet.Issue{
				Column: column, Severity: frontsheet.Warning, Code: "kept-field",
				Detail: "what the document keeps verbatim of the field is not what it says otherwise: the document counts",
			})
		}
	}
	r.restored(restored, plain, fields)
}

// formThrough returns the form of a sheet as its document gives it back.
func (r *Reader) formThrough(compose Compose, s *frontsheet.FrontSheet, kept []frontsheet.Field, d hl7v2.Delimiters) []message.Segment {
	own := s.Fields
	s.Fields = kept
	l := layout.Of(s)
	form := message.Form(l, NewReader(r.settings).ReadMessage(compose(r.settings, s), l, kept), d, nil)
	s.Fields = own
	return form
}

// restored makes a sheet that of the document, with the fields that it keeps.
func (r *Reader) restored(s, plain *frontsheet.FrontSheet, fields []frontsheet.Field) {
	s.Fields = fields
	// Where the patient was and when is of several messages: none states it.
	to, from := &s.Stay, &plain.Stay
	to.AdmittedTo, to.Transfers, to.DischargedFrom = from.AdmittedTo, from.Transfers, from.DischargedFrom
	r.sheet = s
}

// message reads exactly what compose writes of a message, and nothing else.
func (r *Reader) message() {
	s, d := r.sheet, r.document
	c := &d.Composition
	r.input()
	if x := r.extension(c.Extension, fhir.ExtensionAssumedTimeZone); x != nil {
		r.zone = arena.Deref(x.ValueString)
	}
	if x := r.extension(c.Extension, fhir.ExtensionSourceEvent); x != nil {
		for i := range x.Extension {
			switch part := &x.Extension[i]; part.Url {
			case "code":
				s.Event.Code = arena.Deref(part.ValueCode)
			case "recorded":
				s.Event.Recorded = r.messageTime(part.ValueDateTime)
			case "message":
				s.Event.Message = arena.Deref(part.ValueString)
			}
		}
	}
	if len(c.Author) > 0 {
		if o := r.organizations[arena.Deref(c.Author[0].Reference)]; o != nil {
			if !r.numbered(o) {
				s.Facility.Hospital = r.messageHospital(o)
			}
		}
	}
	r.messagePatient()
	if len(d.Encounters) > 0 {
		r.encounter = &d.Encounters[0]
		r.messageStay()
		r.messageDiagnoses()
	}
	for i := range d.Procedures {
		r.messageProcedure(&d.Procedures[i])
	}
	for i := range d.Observations {
		r.messageResult(&d.Observations[i])
	}
	r.messageAllergies()
	r.messageCoverages()
}

// messageTime reads a dateTime or a date as far as it is known. It keeps its
// zone, unless that is the one that was assumed.
func (r *Reader) messageTime(s *string) frontsheet.DateTime {
	if s == nil {
		return frontsheet.DateTime{}
	}
	day, clock, timed := strings.Cut(*s, "T")
	var d frontsheet.DateTime
	parts := strings.Split(day, "-")
	at := [...]*int{&d.Year, &d.Month, &d.Day}
	if len(parts) > len(at) || !chars.Numbers(parts, at[:len(parts)]...) {
		return frontsheet.DateTime{}
	}
	d.Precision = frontsheet.Precision(len(parts))
	if !timed || len(clock) < len("15:04:05Z") || !literal.ParseClock(&d, clock[:len("15:04:05")]) {
		return d
	}
	if d.Zone = clock[len("15:04:05"):]; d.Zone == "Z" {
		d.Zone = "+00:00"
	}
	if d.Zone == r.zone {
		d.Zone = ""
	}
	return d
}

// standardCoded returns the first code of an element's value set that stands for
// a code of FHIR's.
func (r *Reader) standardCoded(element, code string) frontsheet.Coded {
	set := r.valueSet(element)
	if set == nil || code == "" {
		return frontsheet.Coded{}
	}
	for _, c := range set.Concepts() {
		if c.Standard == code {
			return frontsheet.Coded{Set: set, Code: c.Code}
		}
	}
	return frontsheet.Coded{}
}

// messageCodes returns the codes that come from the source, each with its own
// name, and the name of the concept.
func (r *Reader) messageCodes(c *r4.CodeableConcept) (list []frontsheet.Code, name string) {
	if c == nil {
		return nil, ""
	}
	for i := range c.Coding {
		coding := &c.Coding[i]
		if _, added := r.addedBy(coding); added {
			continue
		}
		list = append(list, frontsheet.Code{
			System: codes.System{URI: r.uri(coding.System), Version: arena.Deref(coding.Version)}, Code: arena.Deref(coding.Code), Display: arena.Deref(coding.Display),
		})
	}
	return list, arena.Deref(c.Text)
}

// messageStaff reads a member of staff.
func (r *Reader) messageStaff(to *r4.Reference, role frontsheet.StaffRole) (m frontsheet.StaffMember) {
	m.Role = role
	if to == nil {
		return m
	}
	p := r.practitioners[arena.Deref(to.Reference)]
	if p == nil {
		return m
	}
	for i := range p.Name {
		n := r.messageName(&p.Name[i])
		if i == 0 {
			m.Name, m.NameParts = message.FullName(n), n.NameParts
		} else {
			m.EnglishName = n
		}
	}
	for i := range p.Identifier {
		switch id := &p.Identifier[i]; r.uri(id.System) {
		case r.layout.Systems["practitioner"]:
			m.Licence = arena.Deref(id.Value)
		default: // the facility's own, or an authority's
			m.Number, m.Authority = arena.Deref(id.Value), r.authority(id.Assigner)
		}
	}
	return m
}

// messageName reads a name in its parts, or else in full.
func (r *Reader) messageName(n *r4.HumanName) (name frontsheet.PersonName) {
	if !r.isDivided(n) {
		name.Surname = arena.Deref(n.Family)
		if len(n.Given) > 0 {
			name.GivenName = n.Given[0]
		}
	}
	if name.NameParts.IsZero() {
		name.Text = arena.Deref(n.Text)
	}
	if n.Use != nil {
		name.Use = n.Use.Code()
	}
	name.Valid = r.messagePeriod(n.Period)
	return name
}

// messageHospital reads the facility as the code of a value set, or else by its
// name.
func (r *Reader) messageHospital(o *r4.Organization) frontsheet.Coded {
	for i := range o.Identifier {
		if set := r.layouts.SetByURI(r.uri(o.Identifier[i].System)); set != nil {
			return frontsheet.Coded{Set: set, Code: arena.Deref(o.Identifier[i].Value)}
		}
	}
	name := arena.Deref(o.Name)
	if name == "" {
		return frontsheet.Coded{}
	}
	return frontsheet.Coded{Set: r.valueSet("facility.hospital"), Text: name}
}
