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
	e := r.choose()
	r.attendances(e)
	if e == nil {
		if r.emergency != nil || r.fromRows() && r.layout.IfStated {
			return
		}
		r.issue(frontsheet.Warning, "stay.admission", "no-encounter", "the document has no encounter: nothing is known of the stay")
		return
	}
	r.encounter = e
	s := &r.sheet.Stay
	r.deriveStayNumber(e)
	if p := e.Period; p != nil {
		s.Admission, s.Discharge = r.date(p.Start, "stay.admission"), r.date(p.End, "stay.discharge")
		r.hours(p.Extension, &s.Admission, &s.Discharge)
	}
	if x := r.extension(e.Extension, fhir.ExtensionAdmissionCount); x != nil && x.ValuePositiveInt != nil {
		s.AdmissionCount = frontsheet.Decimal(strconv.Itoa(*x.ValuePositiveInt))
	}
	s.DaySurgery = r.codedExtension(e.Extension, fhir.ExtensionDaySurgery, "stay.day-surgery")
	if x := r.extension(e.Extension, fhir.ExtensionReadmissionPlan); x != nil {
		s.Readmission = r.codedExtension(x.Extension, "planned", "stay.readmission")
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
		r.unreadElements("Encounter.hospitalization", h, "admitSource", "dischargeDisposition", "destination")
	}
	r.departments(e)
	if d := &r.document.Patient; !r.hasColumn("patient.death") && (d.DeceasedDateTime != nil || d.DeceasedBoolean != nil && *d.DeceasedBoolean) && s.Disposition.Standard() != "exp" {
		r.issue(frontsheet.Warning, "stay.disposition", "death-not-said", "the patient has died, and the discharge does not say so: nor does the sheet")
	}
	identifier := r.memberFor("stay.number", "identifier")
	if s.Number != "" {
		identifier = "identifier"
	}
	r.details(e.Extension, "stay", 1)
	r.unknownExtensions("Encounter", e.Extension, fhir.ExtensionSheetDetail, fhir.ExtensionAdmissionCount, fhir.ExtensionDaySurgery, fhir.ExtensionReadmissionPlan,
		r.memberFor("stay.class", fhir.ExtensionPatientClass))
	r.unreadElements("Encounter", e, "status", "class", "subject", "period", "serviceProvider", "length", "hospitalization", "location", "participant", "diagnosis",
		identifier, r.memberFor("stay.service", "serviceType"))
	r.reportModifiers("Encounter", e.ModifierExtension)
}

// destination reads where the patient went: another hospital, or a community
// health centre where the document tells it apart.
func (r *Reader) destination(to *r4.Reference) {
	if to == nil {
		return
	}
	s := &r.sheet.Stay
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
