package extract

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func (r *Reader) Read() {
	r.index()
	r.source()
	if layout.IsMessage(r.Sheet) {
		r.restoreMessage()
		return
	}
	r.facility()
	r.patient()
	r.stay()
	r.staff()
	r.diagnoses()
	r.procedures()
	r.findings()
	r.allergies()
	r.coverage()
	r.fees()
	r.unread()
	tabular.Restore(r.Sheet)
}

// A Reader makes the sheet of one document. Each concern has a method,
// in the file of its forward twin.
type Reader struct {
	Translator *document.Settings
	Document   *fhir.Document
	Sheet      *frontsheet.FrontSheet
	// layout is the one in whose terms the document is read, nil for none.
	layout    *layout.Layout
	encounter *r4.Encounter // of the sheet, nil where there is none
	emergency *r4.Encounter // that led to it, nil where there is none or the sheet does not tell it apart
	zone      string
	offset    *time.Location
	Issues    []frontsheet.Issue

	organizations map[string]*r4.Organization
	practitioners map[string]*r4.Practitioner
	locations     map[string]*r4.Location
	listed        map[string]bool // conditions that the encounter lists
}

func (r *Reader) index() {
	d := r.Document
	r.organizations = emptied(r.organizations)
	for i := range d.Organizations {
		r.organizations[document.URN+arena.Deref(d.Organizations[i].Id)] = &d.Organizations[i]
	}
	r.practitioners = emptied(r.practitioners)
	for i := range d.Practitioners {
		r.practitioners[document.URN+arena.Deref(d.Practitioners[i].Id)] = &d.Practitioners[i]
	}
	r.locations = emptied(r.locations)
	for i := range d.Locations {
		r.locations[document.URN+arena.Deref(d.Locations[i].Id)] = &d.Locations[i]
	}
}

// emptied returns m without entries, a new map where it is nil.
func emptied[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	clear(m)
	return m
}

// issue reports something about an element of the sheet.
func (r *Reader) issue(severity frontsheet.Severity, element, code, detail string) {
	r.Issues = append(r.Issues, frontsheet.Issue{Column: r.Sheet.Column(element), Field: element, Severity: severity, Code: code, Detail: detail})
}

// keep keeps a value verbatim among the cells, where the element cannot hold it.
func (r *Reader) keep(element, value string) {
	r.Sheet.Fields = append(r.Sheet.Fields, frontsheet.Field{Column: chars.FirstOf(r.Sheet.Column(element), element), Value: value})
}

// ours puts this project's base before a name that a deployment names under its own.
func (r *Reader) ours(uri *string) string {
	if uri == nil {
		return ""
	}
	if base := r.Translator.Base; base != fhir.Base {
		if rest, found := strings.CutPrefix(*uri, base); found {
			return fhir.Base + rest
		}
	}
	return *uri
}

// extension returns the first extension of that URL, nil for none.
func (r *Reader) extension(list []r4.Extension, url string) *r4.Extension {
	for i := range list {
		if r.ours(&list[i].Url) == url {
			return &list[i]
		}
	}
	return nil
}

// extended returns the coded value of an extension.
func (r *Reader) extended(list []r4.Extension, url, element string) frontsheet.Coded {
	if x := r.extension(list, url); x != nil {
		return r.coded(x.ValueCodeableConcept, element)
	}
	return frontsheet.Coded{}
}

// code returns the code of a concept in a system, "" where it has none.
func (r *Reader) code(c *r4.CodeableConcept, system string) string {
	if c == nil {
		return ""
	}
	for i := range c.Coding {
		if r.ours(c.Coding[i].System) == system {
			return arena.Deref(c.Coding[i].Code)
		}
	}
	return ""
}

// addedBy returns the map that added a coding to the source's own, "" where it
// is the source's.
func (r *Reader) addedBy(c *r4.Coding) (canonical string, added bool) {
	x := r.extension(c.Extension, fhir.ExtensionTranslatedBy)
	if x == nil {
		return "", false
	}
	for i := range x.Extension {
		if x.Extension[i].Url == "map" {
			return r.ours(x.Extension[i].ValueUri), true
		}
	}
	return "", true
}

// coded reads a coded value.
func (r *Reader) coded(c *r4.CodeableConcept, element string) frontsheet.Coded {
	if c == nil {
		return frontsheet.Coded{}
	}
	set := r.Translator.Back.Set(r.layout, element)
	if v, ok := r.codedByOwn(c, set, element); ok {
		return v
	}
	if len(c.Coding) == 0 && c.Text == nil {
		return frontsheet.Coded{}
	}
	written := arena.Deref(c.Text)
	if set != nil {
		for i := range c.Coding {
			coding := &c.Coding[i]
			concept, exact, ok := set.FromStandard(r.ours(coding.System), arena.Deref(coding.Code))
			if !ok {
				continue
			}
			if by, added := r.addedBy(coding); added && by == set.Map {
				return frontsheet.Coded{Set: set, Code: concept.Code, Text: written}
			}
			if !exact {
				r.issue(frontsheet.Warning, element, "approximate-code", "the code "+arena.Deref(coding.Code)+" is read as "+concept.Code+" of the value set "+set.Name+", which does not mean quite the same")
			}
			return frontsheet.Coded{Set: set, Code: concept.Code}
		}
		for _, label := range labelsOf(c) {
			if len(c.Coding) == 0 && layout.Of(r.Sheet) != nil {
				break // of a sheet of ours: what its reader did not know, nobody knows now
			}
			if i, ok := set.ByLabel(chars.FoldLabel(label)); ok {
				r.issue(frontsheet.Information, element, "read-by-label", "the value is read as "+set.List[i].Code+" of the value set "+set.Name+", because it is called so")
				return frontsheet.Coded{Set: set, Code: set.List[i].Code}
			}
		}
	}
	for i := range c.Coding {
		if written == "" {
			written = chars.FirstOf(arena.Deref(c.Coding[i].Display), arena.Deref(c.Coding[i].Code))
		}
	}
	if len(c.Coding) > 0 {
		r.issue(frontsheet.Warning, element, "unknown-code", "no value set has a code for the value: it is passed on as text")
	}
	if written == "" {
		return frontsheet.Coded{}
	}
	if r.tells() { // whose text is of no value set but its own layout's
		set = r.Translator.Back.Elements[layout.Of(r.Sheet)][layout.ElementName(element)]
	}
	return frontsheet.Coded{Set: set, Text: written}
}

// codedByOwn reads a coded value by the coding of one of the value sets.
func (r *Reader) codedByOwn(c *r4.CodeableConcept, set *frontsheet.ValueSet, element string) (frontsheet.Coded, bool) {
	for i := range c.Coding {
		coding := &c.Coding[i]
		s, uri := set, r.ours(coding.System)
		if s == nil || s.URI != uri {
			if s = r.Translator.Back.Sets[uri]; s == nil {
				continue
			}
		}
		concept, ok := s.Concept(arena.Deref(coding.Code))
		if !ok {
			continue
		}
		v := frontsheet.Coded{Set: s, Code: concept.Code}
		written := arena.Deref(c.Text)
		switch _, added := r.addedBy(coding); {
		case added:
			v.Text = written
		case written != "":
			if j, named := s.ByLabel(chars.FoldLabel(written)); !named || s.List[j].Code != concept.Code {
				r.keep(element, written)
				r.issue(frontsheet.Information, element, "text-beside-code", "the value has a text beside its code, which is kept verbatim")
			}
		}
		return v, true
	}
	return frontsheet.Coded{}, false
}

// labelsOf lists the names that a concept gives itself.
func labelsOf(c *r4.CodeableConcept) []string {
	var labels []string
	if c.Text != nil {
		labels = append(labels, *c.Text)
	}
	for i := range c.Coding {
		if d := c.Coding[i].Display; d != nil {
			labels = append(labels, *d)
		}
	}
	return labels
}

// nameIn returns what a concept is called, its code where it has no name.
func nameIn(c *r4.CodeableConcept) string {
	if c == nil {
		return ""
	}
	if labels := labelsOf(c); len(labels) > 0 {
		return labels[0]
	}
	for i := range c.Coding {
		if code := arena.Deref(c.Coding[i].Code); code != "" {
			return code
		}
	}
	return ""
}

// date reads a dateTime, a date or an instant.
func (r *Reader) date(s *string, element string) frontsheet.DateTime {
	if s == nil || *s == "" {
		return frontsheet.DateTime{}
	}
	day, clock, timed := strings.Cut(*s, "T")
	var d frontsheet.DateTime
	if partial, ok := literal.PartialDate(day); ok && !timed && r.tells() && r.layout.PartialDates {
		return partial
	}
	if !chars.Numbers(strings.Split(day, "-"), &d.Year, &d.Month, &d.Day) || d.Day == 0 {
		r.keep(element, *s)
		r.issue(frontsheet.Warning, element, "partial-date", "the date is not known to the day: it is kept as written")
		return frontsheet.DateTime{}
	}
	d.Precision = frontsheet.ToDay
	if !timed {
		return r.sound(d, *s, element)
	}
	at := strings.IndexAny(clock, "Z+-.")
	if at < 0 || !literal.ParseClock(&d, clock[:at]) || d.Precision != frontsheet.ToSecond {
		r.keep(element, *s)
		r.issue(frontsheet.Error, element, "bad-date", "the value is no date of the calendar: it is kept as written")
		return frontsheet.DateTime{}
	}
	rest := clock[at:]
	if rest[0] == '.' {
		n := 1 + chars.Digits(rest[1:])
		if strings.Trim(rest[:n], ".0") != "" {
			r.issue(frontsheet.Information, element, "fraction-left-out", "the fraction of a second is left out")
		}
		rest = rest[n:]
	}
	if rest == r.zone || rest == "Z" && r.zone == "+00:00" {
		return r.sound(d, *s, element)
	}
	zone, ok := literal.ParseZone(rest)
	if !ok {
		r.keep(element, *s)
		r.issue(frontsheet.Error, element, "bad-date", "the value is no date of the calendar: it is kept as written")
		return frontsheet.DateTime{}
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, min(d.Second, 59), 0, zone).In(r.offset)
	r.issue(frontsheet.Information, element, "zone-converted", "the time is stated in another zone, and is given as it is in "+r.zone)
	d.Year, d.Month, d.Day = t.Year(), int(t.Month()), t.Day()
	d.Hour, d.Minute, d.Second = t.Hour(), t.Minute(), t.Second()
	return r.sound(d, *s, element)
}

// sound returns d if it is a date of the calendar, and keeps it as written if not.
func (r *Reader) sound(d frontsheet.DateTime, written, element string) frontsheet.DateTime {
	if d.Precision == frontsheet.ToSecond && d.Second == 60 {
		r.issue(frontsheet.Information, element, "leap-second", "sheets have no leap second: it is given as the second before")
		d.Second = 59
	}
	if d.Valid() {
		return d
	}
	r.keep(element, written)
	r.issue(frontsheet.Error, element, "bad-date", "the value is no date of the calendar: it is kept as written")
	return frontsheet.DateTime{}
}

// hours adds the hours that stand beside a time whose minutes are not known.
func (r *Reader) hours(list []r4.Extension, start, end *frontsheet.DateTime) {
	x := r.extension(list, fhir.ExtensionRecordedHour)
	if x == nil {
		return
	}
	for i := range x.Extension {
		part := &x.Extension[i]
		at := start
		if part.Url == "end" {
			at = end
		}
		if n := part.ValueInteger; n != nil && at != nil && at.Precision == frontsheet.ToDay && *n >= 0 && *n < 24 {
			at.Hour, at.Precision = *n, frontsheet.ToHour
		}
	}
}

// left reports the elements of a resource that the sheet has no place for: all
// that are set, but those that were read and those that no sheet has.
func (r *Reader) left(kind string, resource any, read ...string) {
	v := reflect.ValueOf(resource).Elem()
	t := v.Type()
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		switch name {
		case "id", "meta", "implicitRules", "language", "text", "extension":
			continue
		}
		if f := v.Field(i); !f.IsZero() && (f.Kind() != reflect.Slice || f.Len() > 0) && !slices.Contains(read, name) {
			names = append(names, name)
		}
	}
	if names != nil {
		r.issue(frontsheet.Information, "", "not-read", kind+" has elements for which a front sheet has no place: "+strings.Join(names, ", "))
	}
}

// strange reports extensions that are none of those that were read.
func (r *Reader) strange(kind string, list []r4.Extension, known ...string) {
	n := 0
	for i := range list {
		if !slices.Contains(known, r.ours(&list[i].Url)) || list[i].Url == "" {
			n++
		}
	}
	if n > 0 {
		r.issue(frontsheet.Information, "", "unknown-extension", kind+" has extensions that are not known, and are left out")
	}
}

// modified reports whether a resource has extensions that change its meaning.
// None is known, so it must not be read as if it meant what it says.
func (r *Reader) modified(kind string, list []r4.Extension) bool {
	if len(list) == 0 {
		return false
	}
	r.issue(frontsheet.Error, "", "modifier-extension", kind+" has an extension that changes its meaning and is not known: it is left out")
	return true
}

// qualified reports extensions that change the meaning of a resource without
// which there is no sheet.
func (r *Reader) qualified(kind string, list []r4.Extension) {
	if len(list) > 0 {
		r.issue(frontsheet.Error, "", "modifier-extension", kind+" has an extension that changes its meaning and is not known: it is read as if it had none")
	}
}

// struck reports whether a resource says that it was entered in error, or that
// what it tells is not so.
func (r *Reader) struck(kind string, status string) bool {
	switch status {
	case "entered-in-error", "refuted", "not-done", "cancelled", "nullified":
		r.issue(frontsheet.Warning, "", "not-so", kind+" has the status "+status+": it is no part of the sheet")
		return true
	}
	return false
}

// ofAnother reports whether a resource belongs to another stay.
func (r *Reader) ofAnother(kind string, encounter *r4.Reference) bool {
	if encounter == nil || encounter.Reference == nil || r.encounter == nil || len(r.Document.Encounters) < 2 {
		return false
	}
	id, found := strings.CutPrefix(*encounter.Reference, document.URN)
	if !found || id == arena.Deref(r.encounter.Id) || r.emergency != nil && id == arena.Deref(r.emergency.Id) {
		return false
	}
	for i := range r.Document.Encounters {
		if arena.Deref(r.Document.Encounters[i].Id) == id {
			r.issue(frontsheet.Information, "", "another-encounter", kind+" belongs to another encounter, and is left out")
			return true
		}
	}
	return false
}

// unread reports resources that nothing of the sheet came from.
func (r *Reader) unread() {
	d := r.Document
	if len(d.PractitionerRoles) > 0 {
		r.issue(frontsheet.Information, "", "not-read", "PractitionerRole: a front sheet has no place for it")
	}
	if len(d.Provenances) > 0 {
		r.issue(frontsheet.Information, "", "not-read", "Provenance: a front sheet has no place for it")
	}
}
