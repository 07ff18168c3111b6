package extract

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// facility reads the hospital: the author of the Composition, its custodian, or
// who provided the stay.
func (r *Reader) facility() {
	d := r.document
	candidates := append([]r4.Reference{}, d.Composition.Author...)
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
		if p := r.practitioners[arena.Deref(candidates[i].Reference)]; p == nil && name == "" {
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
	if r.hospital(o, f) {
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
	if len(d.Organizations) > 1 {
		r.issue(frontsheet.Information, "facility.name", "several-organizations", "the document has several organizations: the sheet is that of the one who made it")
	}
	r.unreadElements("Organization", o, "identifier", "name", "active", r.memberFor("facility.english-name", "alias"))
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
	for i := range o.Identifier {
		if set := r.layouts.SetByURI(r.uri(o.Identifier[i].System)); set != nil {
			c = r4.CodeableConcept{Coding: []r4.Coding{{System: o.Identifier[i].System, Code: o.Identifier[i].Value}}}
		}
	}
	return r.coded(&c, element)
}

// englishFacility reads the English name of a hospital, which may be its only
// one.
func (r *Reader) englishFacility(o *r4.Organization, f *frontsheet.Facility) {
	switch {
	case arena.Deref(o.Language) == "en":
		f.EnglishName, f.Name = f.Name, ""
	case len(o.Alias) > 0:
		f.EnglishName = o.Alias[0]
	}
}
