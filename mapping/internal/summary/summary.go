package summary

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Make turns the document of a stay into one of the kind of the form that is set, which
// is one. The chart is made of the same sheet; it has the text of the sections, which such a
// document must have. What documents share is replaced, and never changed.
func Make(settings *document.Settings, d *fhir.Document, in narrative.Input) {
	m := &maker{Settings: settings, kind: settings.Form.Kind(), document: d, chart: narrative.New(in)}
	m.identify()
	if m.kind.Summary {
		m.resources()
	}
	m.sections()
}

// A maker makes one document.
type maker struct {
	*document.Settings
	kind     *document.Kind
	document *fhir.Document
	chart    *narrative.Chart
}

// identify makes the document another one than that of the stay, and says of which
// it was made.
func (m *maker) identify() {
	d, c := m.document, &m.document.Composition
	of := d.Identifier
	c.RelatesTo = []r4.CompositionRelatesTo{{Code: r4.DocumentRelationshipTypeTransforms, TargetIdentifier: of}}
	what := m.kind.Name
	if m.kind.Summary {
		what = "patient-summary"
	}
	d.Identifier.Value = new(document.URN + derived(arena.Deref(of.Value), what))
	c.Id = new(derived(document.URN+arena.Deref(c.Id), what))
	c.Category = []r4.CodeableConcept{c.Type}
	c.Title = m.label(m.kind.Title)
	c.Type = *concept(fhir.SystemLOINC, m.kind.LOINC, m.kind.Display)
	if m.kind.Summary {
		claim(&d.Meta, "Bundle-uv-ips")
		claim(&c.Meta, "Composition-uv-ips")
	}
}

// derived returns the id of what is made of something that a URN names.
func derived(urn, what string) string {
	space, err := uuid.Parse(urn)
	if err != nil {
		space = uuid.NewSHA1(uuid.NameSpaceURL, []byte(urn))
	}
	return uuid.NewSHA1(space, []byte(what)).String()
}

// claim adds a profile of the guide to those that a resource claims.
func claim(meta **r4.Meta, profile string) {
	if *meta == nil {
		*meta = &r4.Meta{}
	}
	(*meta).Profile = append((*meta).Profile, "http://hl7.org/fhir/uv/ips/StructureDefinition/"+profile)
}

// label returns a label in the language of the document.
func (m *maker) label(name string) string { return narrative.LabelOf(name).In(m.chart.Source) }

// concept returns the concept of one code.
func concept(system, code, display string) *r4.CodeableConcept {
	return &r4.CodeableConcept{Coding: []r4.Coding{{System: &system, Code: &code, Display: &display}}}
}

// absent returns the extension that says that something is not known.
func absent() []r4.Extension {
	return []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
}

// codeOf returns the code of a system that a concept has and that is one of those
// asked for, any where none is; "" for none.
func codeOf(c *r4.CodeableConcept, system string, asked ...string) string {
	for i := range c.Coding {
		if arena.Deref(c.Coding[i].System) != system {
			continue
		}
		code := arena.Deref(c.Coding[i].Code)
		if len(asked) == 0 {
			return code
		}
		for _, a := range asked {
			if code == a {
				return code
			}
		}
	}
	return ""
}
