package extract

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/personname"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// facility reads the hospital: the author of the Composition, its custodian, or
// who provided the stay.
func (r *Reader) facility() {
	d := r.document
	var candidates []r4.Reference
	for i := range d.Composition.Author {
		// An author may be a person or a program, whose name is no hospital's.
		if a := &d.Composition.Author[i]; r.fromRows() || r.kindOf(a) == "Organization" {
			candidates = append(candidates, *a)
		}
	}
	if c := d.Composition.Custodian; c != nil {
		candidates = append(candidates, *c)
	}
	for i := range d.Encounters {
		if p := d.Encounters[i].ServiceProvider; p != nil {
			candidates = append(candidates, *p)
		}
	}
	var o *r4.Organization
	name := ""
	for i := range candidates {
		if o == nil {
			o = r.organizations[arena.Deref(candidates[i].Reference)]
		}
		if kind := r.kindOf(&candidates[i]); (kind == "" || kind == "Organization") && name == "" {
			name = arena.Deref(candidates[i].Display)
		}
	}
	if o == nil && len(d.Organizations) == 1 {
		o = &d.Organizations[0]
	}
	f := &r.sheet.Facility
	if r.fromRows() && len(candidates) > 0 && o != r.organizations[arena.Deref(candidates[0].Reference)] {
		return // in our own documents other organizations are where the patient was
	}
	if o == nil {
		f.Name = name
		return
	}
	if r.fromRows() && r.hasColumn("facility.hospital") && r.numbered(o) || r.hospital(o, f) {
		return
	}
	f.Name = arena.Deref(o.Name)
	if r.hasColumn("facility.english-name") {
		r.englishFacility(o, f)
	}
	for i := range o.Identifier {
		if id := &o.Identifier[i]; r.isSystem(id.System, "organization") || f.Code == "" {
			f.Code = arena.Deref(id.Value)
		}
	}
	if len(d.Organizations) > 1 && len(d.ServiceRequests) == 0 {
		r.issue(frontsheet.Information, "facility.name", "several-organizations", "the document has several organizations: the sheet is that of the one who made it")
	}
	r.unreadElements("Organization", o, "identifier", "name", "active", r.memberFor("facility.english-name", "alias"))
}

// numbered reads the code and the name of an organization that has a code of
// organizations, and reports whether it has one: in the terms of a layout whose
// column is for a value set, it is the facility that the reader was told.
func (r *Reader) numbered(o *r4.Organization) bool {
	for i := range o.Identifier {
		if system := o.Identifier[i].System; system == nil || r.isSystem(system, "organization") {
			r.sheet.Facility.Code, r.sheet.Facility.Name = arena.Deref(o.Identifier[i].Value), arena.Deref(o.Name)
			return true
		}
	}
	return false
}

// hospital reads a hospital as a code of the layout's value set, and reports
// whether the layout has one.
func (r *Reader) hospital(o *r4.Organization, f *frontsheet.Facility) bool {
	if !r.hasColumn("facility.hospital") {
		return false
	}
	f.Hospital = r.hospitalOf(o, "facility.hospital")
	return true
}

// hospitalOf returns a hospital as a coded value, by its identifier or its name.
func (r *Reader) hospitalOf(o *r4.Organization, element string) frontsheet.Coded {
	c := r4.CodeableConcept{Text: o.Name}
	written := ""
	for i := range o.Identifier {
		set, code := r.layouts.SetByURI(r.uri(o.Identifier[i].System)), o.Identifier[i].Value
		if set == nil {
			continue
		}
		c = r4.CodeableConcept{Coding: []r4.Coding{{System: o.Identifier[i].System, Code: code}}}
		if concept, ok := set.Concept(arena.Deref(code)); ok && hasTitles(o, concept.Chinese, concept.English) {
			written = arena.Deref(o.Name)
		}
	}
	v := r.coded(&c, element)
	if v.Text == "" && r.fromRows() {
		v.Text = written
	}
	return v
}

// hasTitles reports whether all titles of a hospital's code are aliases of it: then its
// name is none of them, but what the source has written.
func hasTitles(o *r4.Organization, titles ...string) bool {
	for _, title := range titles {
		if title != "" && !slices.Contains(o.Alias, title) {
			return false
		}
	}
	return len(o.Alias) > 0
}

// englishFacility reads the English name of a hospital, which may be its only
// one.
func (r *Reader) englishFacility(o *r4.Organization, f *frontsheet.Facility) {
	switch {
	case arena.Deref(o.Language) == "en":
		f.EnglishName, f.Name = f.Name, ""
	case r.fromRows():
		if len(o.Alias) > 0 {
			f.EnglishName = o.Alias[0]
		}
	default:
		name, english := frontsheet.PersonName{Text: f.Name}, frontsheet.PersonName{}
		if len(o.Alias) > 0 {
			english.Text = o.Alias[0]
		}
		name, english = personname.ByScript(name, english)
		f.Name, f.EnglishName = name.Text, english.Text
	}
}
