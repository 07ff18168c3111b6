package extract

import (
	"maps"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// messageSheet reads a document of ours that a message became, but for what was
// kept verbatim.
func documentSettingsMessageSheet(t *document.Settings, d *fhir.Document, l *layout.Layout, fields []frontsheet.Field) *frontsheet.FrontSheet {
	r := Reader{Sheet: &frontsheet.FrontSheet{}}
	r.ReadMessage(t, d, l, fields)
	return r.Sheet
}

// ReadMessage is messageSheet into the sheet of r, which is overwritten.
func (r *Reader) ReadMessage(t *document.Settings, d *fhir.Document, l *layout.Layout, fields []frontsheet.Field) {
	if r.Translator == nil {
		r.Translator = &document.Settings{}
	}
	translator, sheet := r.Translator, r.Sheet
	*translator = *t
	translator.Back = t.BackOf(l)
	sheet.Reset()
	sheet.Layout, sheet.Origin().Columns, sheet.Fields = l.Name, l, fields
	*r = Reader{
		Translator: translator, Document: d, layout: l, Sheet: sheet,
		organizations: r.organizations, practitioners: r.practitioners, locations: r.locations,
	}
	r.index()
	r.message()
}

// restoreMessage puts what was kept verbatim of a message into the sheet of its
// document: as the message would be read that says both. A kept field counts
// where the document says what it does.
func (r *Reader) restoreMessage() {
	l := layout.Of(r.Sheet)
	fields := r.Sheet.Fields
	plain := documentSettingsMessageSheet(r.Translator, r.Document, l, fields)
	kept := message.KeptOf(plain)
	d := kept.Delimiters()
	var restored *frontsheet.FrontSheet
	w := message.KeptWriter{Layout: l, Form: message.Form(l, plain, d, nil), Kept: kept}
	w.Read = func(segments []message.Segment) ([]message.Segment, bool) {
		sheet, ok := message.ReadBack(l, segments, d, plain, kept.Encoding())
		if !ok {
			return nil, false
		}
		restored = sheet
		sheet.Fields = fields
		return message.Form(l, documentSettingsMessageSheet(r.Translator, r.Translator.Compose(sheet), l, fields), d, nil), true
	}
	if _, ok := w.Write(); !ok || restored == nil {
		r.issue(frontsheet.Warning, "", "not-restored", "what the document keeps of the message does not fit what it says: the sheet has what the document says")
		restored = plain
	}
	for _, column := range slices.Sorted(maps.Keys(w.Stale)) {
		if _, is := kept.Fields[column]; is {
			r.Issues = append(r.Issues, frontsheet.Issue{
				Column: column, Severity: frontsheet.Warning, Code: "kept-field",
				Detail: "what the document keeps verbatim of the field is not what it says otherwise: the document counts",
			})
		}
	}
	restored.Fields = fields
	r.Sheet = restored
}

// message reads what a document of ours says of a message: exactly what the
// translator has written, and no more.
func (r *Reader) message() {
	s, d := r.Sheet, r.Document
	c := &d.Composition
	if x := r.extension(c.Extension, fhir.ExtensionAssumedTimeZone); x != nil {
		r.zone = arena.Deref(x.ValueString)
	}
	if x := r.extension(c.Extension, fhir.ExtensionSourceEvent); x != nil {
		for i := range x.Extension {
			switch part := &x.Extension[i]; part.Url {
			case "code":
				s.Event.Code = arena.Deref(part.ValueCode)
			case "recorded":
				s.Event.Recorded = r.time(part.ValueDateTime)
			case "message":
				s.Event.Message = arena.Deref(part.ValueString)
			}
		}
	}
	if len(c.Author) > 0 {
		if o := r.organizations[arena.Deref(c.Author[0].Reference)]; o != nil {
			s.Facility.Hospital = r.messageHospital(o)
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

// time reads a dateTime or a date, as far as it is known. It has its zone, unless
// that is the one that was assumed.
func (r *Reader) time(s *string) frontsheet.DateTime {
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

// standardCoded returns the one code of an element's value set that stands for a
// code of FHIR's.
func (r *Reader) standardCoded(element, code string) frontsheet.Coded {
	set := r.Translator.Back.Set(r.layout, element)
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

// messageHospital reads the facility as the code of a value set, or else by its name.
func (r *Reader) messageHospital(o *r4.Organization) frontsheet.Coded {
	for i := range o.Identifier {
		if set := r.Translator.Back.Sets[r.ours(o.Identifier[i].System)]; set != nil {
			return frontsheet.Coded{Set: set, Code: arena.Deref(o.Identifier[i].Value)}
		}
	}
	name := arena.Deref(o.Name)
	if name == "" {
		return frontsheet.Coded{}
	}
	return frontsheet.Coded{Set: r.Translator.Back.Set(r.layout, "facility.hospital"), Text: name}
}

// codings returns the codes that the source has given, as it has named them.
func (r *Reader) codings(c *r4.CodeableConcept) (list []frontsheet.Code, name string) {
	if c == nil {
		return nil, ""
	}
	for i := range c.Coding {
		coding := &c.Coding[i]
		if _, added := r.addedBy(coding); added {
			continue
		}
		list = append(list, frontsheet.Code{
			System: systemOf(r.ours(coding.System), arena.Deref(coding.Version)), Code: arena.Deref(coding.Code), Display: arena.Deref(coding.Display),
		})
	}
	return list, arena.Deref(c.Text)
}

// staffOf reads a member of staff.
func (r *Reader) staffOf(to *r4.Reference, role frontsheet.StaffRole) (m frontsheet.StaffMember) {
	m.Role = role
	if to == nil {
		return m
	}
	p := r.practitioners[arena.Deref(to.Reference)]
	if p == nil {
		return m
	}
	for i := range p.Name {
		n := r.nameParts(&p.Name[i])
		if i == 0 {
			m.Name, m.NameParts = message.FullName(n), n.NameParts
		} else {
			m.EnglishName = n
		}
	}
	for i := range p.Identifier {
		switch id := &p.Identifier[i]; r.ours(id.System) {
		case r.layout.Systems["practitioner"]:
			m.Licence = arena.Deref(id.Value)
		case r.layout.Systems["staff"]:
			m.Number = arena.Deref(id.Value)
		}
	}
	return m
}

// nameParts reads a name in its parts, or else in full.
func (r *Reader) nameParts(n *r4.HumanName) (name frontsheet.PersonName) {
	name.Surname = arena.Deref(n.Family)
	if len(n.Given) > 0 {
		name.GivenName = n.Given[0]
	}
	if name.NameParts.IsZero() {
		name.Text = arena.Deref(n.Text)
	}
	if n.Use != nil {
		name.Use = n.Use.Code()
	}
	return name
}
