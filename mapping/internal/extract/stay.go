package extract

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// stay reads the Encounter with its locations.
func (r *Reader) stay() {
	e := r.chooseEncounter()
	r.attendances(e)
	if e == nil {
		if r.emergency != nil || r.tells() && r.layout.IfStated {
			return
		}
		r.issue(frontsheet.Warning, "stay.admission", "no-encounter", "the document has no encounter: nothing is known of the stay")
		return
	}
	r.encounter = e
	s := &r.Sheet.Stay
	if p := e.Period; p != nil {
		s.Admission, s.Discharge = r.date(p.Start, "stay.admission"), r.date(p.End, "stay.discharge")
		r.hours(p.Extension, &s.Admission, &s.Discharge)
	}
	if x := r.extension(e.Extension, fhir.ExtensionAdmissionCount); x != nil && x.ValuePositiveInt != nil {
		s.AdmissionCount = frontsheet.Decimal(strconv.Itoa(*x.ValuePositiveInt))
	}
	s.DaySurgery = r.extended(e.Extension, fhir.ExtensionDaySurgery, "stay.day-surgery")
	if x := r.extension(e.Extension, fhir.ExtensionReadmissionPlan); x != nil {
		s.Readmission = r.extended(x.Extension, "planned", "stay.readmission")
		if purpose := r.extension(x.Extension, "purpose"); purpose != nil {
			s.Purpose = arena.Deref(purpose.ValueString)
		}
	}
	if e.Length != nil {
		s.Days = r.amount((*r4.Quantity)(e.Length), "stay.days", "d")
	}
	if h := e.Hospitalization; h != nil {
		s.Route = r.coded(h.AdmitSource, "stay.route")
		s.Disposition = r.coded(h.DischargeDisposition, "stay.disposition")
		r.destination(h.Destination)
		r.left("Encounter.hospitalization", h, "admitSource", "dischargeDisposition", "destination")
	}
	r.departments(e)
	if d := &r.Document.Patient; !r.has("patient.death") && (d.DeceasedDateTime != nil || d.DeceasedBoolean != nil && *d.DeceasedBoolean) && s.Disposition.Standard() != "exp" {
		r.issue(frontsheet.Warning, "stay.disposition", "death-not-said", "the patient has died, and the discharge does not say so: nor does the sheet")
	}
	r.strange("Encounter", e.Extension, fhir.ExtensionAdmissionCount, fhir.ExtensionDaySurgery, fhir.ExtensionReadmissionPlan,
		r.ifHas("stay.class", fhir.ExtensionPatientClass))
	r.left("Encounter", e, "status", "class", "subject", "period", "serviceProvider", "length", "hospitalization", "location", "participant", "diagnosis",
		r.ifHas("stay.number", "identifier"), r.ifHas("stay.service", "serviceType"))
	r.qualified("Encounter", e.ModifierExtension)
}

// destination reads where the patient went: another hospital, or a community
// health centre where the document tells it apart.
func (r *Reader) destination(to *r4.Reference) {
	if to == nil {
		return
	}
	s := &r.Sheet.Stay
	name := arena.Deref(to.Display)
	if name == "" {
		if o := r.organizations[arena.Deref(to.Reference)]; o != nil {
			name = arena.Deref(o.Name)
		} else if l := r.locations[arena.Deref(to.Reference)]; l != nil {
			name = arena.Deref(l.Name)
		}
	}
	if x := r.extension(to.Extension, fhir.ExtensionDestinationKind); x != nil && arena.Deref(x.ValueCode) == "community" {
		s.Community = name
		return
	}
	s.Destination = name
}
