package compose

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// mayLackStay is that of the sheet, which a document asks again and again: to see
// that nothing of an attendance is stated takes a look at all of it.
func (b *Builder) mayLackStay() bool {
	return b.attended || b.layout != nil && b.layout.IfStated
}

// encounter refers to the stay, or else the attendance; nil where the record is
// of neither.
func (b *Builder) encounter() *r4.Reference {
	if b.encounterRef == "" {
		return nil
	}
	return b.refer(b.encounterRef)
}

// encounterOf returns the Encounter to which a diagnosis of a role belongs and a
// reference to it, nil where that is none.
func (b *Builder) encounterOf(role frontsheet.DiagnosisRole) (*r4.Encounter, *r4.Reference) {
	switch {
	case role == frontsheet.DeathCause, role == frontsheet.DeathContributing, len(b.Document.Encounters) == 0:
		return nil, nil
	case role == frontsheet.Outpatient && b.emergencyRef != "":
		return &b.Document.Encounters[0], b.refer(b.emergencyRef)
	}
	return b.mainEncounter(), b.encounter()
}

// conditionID returns the id of a diagnosis. One without a role is what its
// codes and name say, whatever row they came in.
func (b *Builder) conditionID(d *frontsheet.Diagnosis, part int) fullURL {
	if d.Role == "" && b.mayLackStay() {
		key := "condition/noted/" + layout.CodeKey(d.Codes, d.Name)
		id := b.stayID(key)
		for n := 2; b.hasCondition(id); n++ { // the row states it again
			id = b.stayID(key + "/" + strconv.Itoa(n))
		}
		return id
	}
	id := b.Arena.Join("condition/", string(d.Role), "/", strconv.Itoa(d.Slot))
	if part > 0 {
		id += "/" + strconv.Itoa(part+1)
	}
	return b.stayID(id)
}

func (b *Builder) hasCondition(id fullURL) bool {
	return slices.ContainsFunc(b.Document.Conditions, func(c r4.Condition) bool { return *c.Id == id.id() })
}

// organization returns the id of the Organization that a value set names, making
// it where the document has none yet.
func (b *Builder) organization(c *frontsheet.Coded) fullURL {
	id := fullURL(uuid.NewSHA1(layout.FacilityNamespace(chars.FirstOf(c.Code, c.Text)), []byte("facility")).URN())
	for i := range b.Document.Organizations {
		if *b.Document.Organizations[i].Id == id.id() {
			return id
		}
	}
	o := r4.Organization{Id: b.Arena.string(id.id()), Name: b.nameOf(c)}
	if c.Code != "" {
		o.Identifier = []r4.Identifier{{System: new(b.uri(c.Set.URI)), Value: &c.Code}}
	}
	b.Document.Organizations = append(b.Document.Organizations, o)
	return id
}

// grade returns the extension that says how far an item of a domain record is
// coded, nil where the source claims nothing.
func (b *Builder) grade(list []r4.Extension, g *frontsheet.Grade) []r4.Extension {
	if g.Claimed == "" {
		return list
	}
	parts := []r4.Extension{{Url: "claimed", ValueCode: &g.Claimed}, {Url: "verified", ValueCode: &g.Verified}}
	if g.Reason != "" {
		parts = append(parts, r4.Extension{Url: "reason", ValueCode: &g.Reason})
	}
	return append(list, r4.Extension{Url: b.uri(fhir.ExtensionGrade), Extension: parts})
}

// items makes an Observation of each item that the record has beside those of
// the front sheet.
func (b *Builder) items() {
	for i := range b.sheet.Items {
		item := &b.sheet.Items[i]
		for _, k := range layout.ItemKinds {
			if k.Code == item.Code {
				b.item(item, k)
			}
		}
	}
}

func (b *Builder) item(item *frontsheet.Item, k layout.ItemKind) {
	n, err := strconv.Atoi(string(item.Number))
	switch {
	case !item.Coded.IsZero(), !item.Time.IsZero():
	case item.Number == "":
		return // the cell could not be read, and is kept verbatim
	case k.Kind == 'i' && err != nil:
		b.keep("item."+item.Code, string(item.Number))
		return
	}
	o := b.observe(item.Code, item.Code, "")
	switch {
	case !item.Coded.IsZero():
		o.ValueCodeableConcept = b.concept(&item.Coded)
	case !item.Time.IsZero():
		o.ValueDateTime = b.date(item.Time)
	case k.Kind == 'i':
		o.ValueInteger = &n
	default:
		o.ValueQuantity = b.quantity(&item.Number, k.Unit, k.Unit)
	}
	if k.Emergency && b.emergencyRef != "" {
		o.Encounter = b.refer(b.emergencyRef)
	} else if !k.Emergency {
		o.Encounter = nil
	}
	if item.Code == "episode-death" && item.Coded.Code == "Y" && b.Document.Patient.DeceasedDateTime == nil {
		b.Document.Patient.DeceasedBoolean = new(true)
	}
}
