package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// locate adds a ward to the stay. Its Location is that of the department and
// the ward within the facility.
func (b *Builder) locate(e *r4.Encounter, role string, w *frontsheet.Ward, period *r4.Period) {
	if w.Department.IsZero() && w.Name == "" && w.Room == "" && w.Bed == "" {
		return
	}
	key := b.arena.Join("location/", w.Department.Code, "/", w.Department.Text, "/", w.Name)
	if !w.Facility.IsZero() {
		key = b.arena.Join(key, "/at/", w.Facility.Key())
	}
	if w.Room != "" || w.Bed != "" {
		defer b.locateBed(e, role, key, w)
		if w.Department.IsZero() && w.Name == "" {
			return
		}
	}
	b.addLocation(e, role, key, period, func() r4.Location {
		l := r4.Location{Name: arena.Text(&w.Name), ManagingOrganization: b.assigner(w.Facility)}
		if department := b.concept(&w.Department); department != nil {
			l.Type = b.arena.concept(*department)
			if l.Name == nil {
				l.Name = b.nameOf(&w.Department)
			}
		}
		if w.Name != "" {
			l.PhysicalType = b.constant(fhir.SystemPhysicalType, "wa", "Ward")
		}
		return l
	})
}

// locateWith is locate without a period, and says whether the patient is there
// now, where the source is a message.
func (b *Builder) locateWith(e *r4.Encounter, role string, w *frontsheet.Ward, status r4.EncounterLocationStatus) {
	before := len(e.Location)
	b.locate(e, role, w, nil)
	if len(e.Location) > before && b.sheet.Event.Code != "" {
		e.Location[before].Status = new(status)
	}
}

// locationStatus returns whether the patient of a stay is at its place now, was
// or will be.
func (b *Builder) locationStatus(s *frontsheet.Stay) r4.EncounterLocationStatus {
	switch s.Status {
	case frontsheet.StayPlanned:
		return r4.EncounterLocationStatusPlanned
	case frontsheet.StayFinished:
		return r4.EncounterLocationStatusCompleted
	}
	return r4.EncounterLocationStatusActive
}

// locateBed makes the bed of a ward, or its room where no bed is stated, the
// place of the line that the ward has in the stay, or adds a line where no ward
// is stated.
func (b *Builder) locateBed(e *r4.Encounter, role, key string, w *frontsheet.Ward) {
	ward := b.locations[key]
	id := b.bed(key, ward, w)
	if ward != "" {
		e.Location[len(e.Location)-1].Location = b.reference(id)
		return
	}
	e.Location = append(e.Location, r4.EncounterLocation{
		Extension: b.ownExtension(fhir.ExtensionLocationRole, fhir.SystemSheetLocationRole, role),
		Location:  b.reference(id),
	})
}

// bed makes the Location of a room or bed within that of the ward.
func (b *Builder) bed(wardKey string, ward fullURL, w *frontsheet.Ward) fullURL {
	id := ward
	for _, part := range [...]struct{ kind, display, name string }{{"ro", "Room", w.Room}, {"bd", "Bed", w.Bed}} {
		if part.name == "" {
			continue
		}
		parent := id
		wardKey += "/" + part.kind + "/" + part.name
		if known, ok := b.locations[wardKey]; ok {
			id = known
			continue
		}
		child := b.id(wardKey)
		id = child
		l := r4.Location{
			Id: b.arena.string(child.id()), Name: &part.name,
			PhysicalType: b.constant(fhir.SystemPhysicalType, part.kind, part.display),
		}
		if parent != "" {
			l.PartOf = b.refer(parent)
		}
		if l.ManagingOrganization = b.assigner(w.Facility); l.ManagingOrganization == nil && b.facilityRef != "" {
			l.ManagingOrganization = b.refer(b.facilityRef)
		}
		b.document.Locations = append(b.document.Locations, l)
		if b.locations == nil {
			b.locations = map[string]fullURL{}
		}
		b.locations[wardKey] = id
	}
	return id
}

// addLocation adds the Location that key names, once, and a line to the stay.
func (b *Builder) addLocation(e *r4.Encounter, role, key string, period *r4.Period, build func() r4.Location) {
	id, known := b.locations[key]
	if !known {
		id = b.lastingID(key)
		l := build()
		l.Id = b.arena.string(id.id())
		if b.facilityRef != "" && l.ManagingOrganization == nil {
			l.ManagingOrganization = b.refer(b.facilityRef)
		}
		b.document.Locations = append(b.document.Locations, l)
		if b.locations == nil {
			b.locations = map[string]fullURL{}
		}
		b.locations[key] = id
	}
	e.Location = b.arena.places.Append(e.Location, r4.EncounterLocation{
		Extension: b.ownExtension(fhir.ExtensionLocationRole, fhir.SystemSheetLocationRole, role),
		Location:  b.reference(id), Period: period,
	})
}

// intensive adds a time in intensive care.
func (b *Builder) intensive(e *r4.Encounter, index int, unit *frontsheet.Intensive) {
	line := strconv.Itoa(index)
	period := b.span("stay.intensive["+line+"].entered", "stay.intensive["+line+"].left", unit.Entered, unit.Left)
	if unit.Unit.IsZero() && period == nil {
		return
	}
	lines := 1 // of intensive care, this one included
	for _, at := range e.Location {
		if role := at.Extension[0].ValueCodeableConcept; *role.Coding[0].Code == "intensive-care" {
			lines++
		}
	}
	key := "intensive/" + unit.Unit.Code + "/" + unit.Unit.Text
	b.addLocation(e, "intensive-care", key, period, func() r4.Location {
		l := r4.Location{Name: b.nameOf(&unit.Unit)}
		if kind := b.concept(&unit.Unit); kind != nil {
			l.Type = []r4.CodeableConcept{*kind}
		} else {
			l.Type = []r4.CodeableConcept{*b.own(fhir.SystemSheetLocationRole, "intensive-care")}
		}
		return l
	})
	at := &e.Location[len(e.Location)-1]
	if index > lines {
		at.Extension = append(at.Extension, b.sheetLine(index))
	}
	at.Extension = b.details(at.Extension, "intensive", index)
}
