package compose

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// assignedSystem returns the identifier system of the numbers of an authority
// that is not the facility: its universal id where that is a URI. Another id names
// the same authority wherever it stands; a name does among those of the facility.
func (b *Builder) assignedSystem(a frontsheet.Authority) *string {
	if uri := a.URI(); uri != "" {
		return &uri
	}
	namespace, name := layout.FacilityNamespace(b.sheet.FacilityName()), "authority/"+a.Key()
	if a.Universal() {
		namespace, name = uuid.NameSpaceURL, fhir.Base+"/authority/"+strings.ToUpper(a.Scheme)+"/"+a.ID
	}
	system := uuid.NewSHA1(namespace, []byte(name)).URN()
	return &system
}

// assigner returns who gave a number, nil for the zero Authority.
func (b *Builder) assigner(a frontsheet.Authority) *r4.Reference {
	if a.IsZero() {
		return nil
	}
	return newAssigner(a) // a function of its own, so that no zero Authority goes to the heap
}

func newAssigner(a frontsheet.Authority) *r4.Reference {
	r := &r4.Reference{}
	if a.Name != "" {
		r.Display = &a.Name
	}
	if a.ID == "" {
		return r
	}
	r.Identifier = &r4.Identifier{Value: &a.ID}
	if uri := a.URI(); uri != "" {
		r.Identifier.System, r.Identifier.Value = new(document.SystemURI), &uri
	} else if a.Scheme != "" {
		r.Identifier.Type = &r4.CodeableConcept{Text: &a.Scheme}
	}
	return r
}

// numberOf sets whose an identifier is: system and assigner, which stay as they
// are where the facility gave it.
func (b *Builder) numberOf(i *r4.Identifier, a frontsheet.Authority) {
	if a.IsZero() {
		return
	}
	i.Assigner = b.assigner(a)
	if b.hasOwnSystem(a) {
		i.System = b.assignedSystem(a)
	}
}

// hasOwnSystem reports whether the numbers of an authority are of a system of
// their own: those of the hospitals that the layout knows are told apart by who
// gave them.
func (b *Builder) hasOwnSystem(a frontsheet.Authority) bool {
	f := &b.sheet.Facility
	return a.URI() != "" || layout.IsOtherFacility(f, a) && !layout.IsKnownHospital(f, a)
}
