package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// recordElements lists the elements that front sheets of the mainland do not
// have: those of records of Hong Kong.
func recordElements() []Element {
	list := []Element{
		{"facility.english-name", "Organization.alias", func(s *frontsheet.FrontSheet, _ int) any { return &s.Facility.EnglishName }},
		{"facility.hospital", "Organization.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Facility.Hospital }},

		{"event.code", "Composition.event.code", func(s *frontsheet.FrontSheet, _ int) any { return &s.Event.Code }},
		{"event.recorded", "Composition.date", func(s *frontsheet.FrontSheet, _ int) any { return &s.Event.Recorded }},
		{"event.message", "Bundle.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Event.Message }},

		{"patient.surname", "Patient.name.family", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.NameParts.Surname }},
		{"patient.given-name", "Patient.name.given", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.NameParts.GivenName }},
		{"patient.english-name", "Patient.name.text", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.EnglishName.Text }},
		{"patient.english-name.surname", "Patient.name.family", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.EnglishName.Surname }},
		{"patient.english-name.given-name", "Patient.name.given", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.EnglishName.GivenName }},
		{"patient.birth-date.precision", "Patient.birthDate", func(s *frontsheet.FrontSheet, _ int) any { return (*Precision)(&s.Patient.BirthDate) }},
		{"patient.dead", "Patient.deceasedBoolean", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Dead }},
		{"patient.death", "Patient.deceasedDateTime", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Death }},
		{"patient.race", "Patient.extension(race)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Race }},
		{"patient.religion", "Patient.extension(patient-religion)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Religion }},
		{"patient.language", "Patient.communication.language", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Language }},
		{"patient.document.type", "Patient.identifier.type", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDocumentOf(s, i).Type }},
		{"patient.document.number", "Patient.identifier.value", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDocumentOf(s, i).Number }},
		{"patient.document.country", "Patient.identifier.system", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDocumentOf(s, i).Country }},
		{"patient.identifier.value", "Patient.identifier.value", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetIdentifier(s, i).Value }},
		{"patient.identifier.type", "Patient.identifier.type", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetIdentifier(s, i).Type }},
		{"patient.identifier.authority", "Patient.identifier.assigner", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetIdentifier(s, i).Authority }},
		{"patient.current.line", "Patient.address.line", func(s *frontsheet.FrontSheet, i int) any { return addressLine(&s.Patient.Current, i) }},
		{"patient.current.district", "Patient.address.district", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Current.District }},
		{"patient.current.area", "Patient.address.state", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Current.Area }},
		{"patient.current.country", "Patient.address.country", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Current.Country }},
		{"patient.phone.mobile", "Patient.telecom", func(s *frontsheet.FrontSheet, _ int) any { return TelecomAt(s, "phone", "mobile") }},
		{"patient.phone.work", "Patient.telecom", func(s *frontsheet.FrontSheet, _ int) any { return TelecomAt(s, "phone", "work") }},
		{"patient.email", "Patient.telecom", func(s *frontsheet.FrontSheet, _ int) any { return TelecomAt(s, "email", "") }},
		{"patient.contact.surname", "Patient.contact.name.family", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.NameParts.Surname }},
		{"patient.contact.given-name", "Patient.contact.name.given", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.NameParts.GivenName }},
		{"patient.contact.role", "Patient.contact.relationship", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.Role }},
		{"patient.contact.work-phone", "Patient.contact.telecom", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.WorkPhone }},
		{"patient.next-of-kin.name", "Patient.contact.name", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).Name }},
		{"patient.next-of-kin.surname", "Patient.contact.name.family", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).NameParts.Surname }},
		{"patient.next-of-kin.given-name", "Patient.contact.name.given", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).NameParts.GivenName }},
		{"patient.next-of-kin.relationship", "Patient.contact.relationship", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).Relationship }},
		{"patient.next-of-kin.role", "Patient.contact.relationship", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).Role }},
		{"patient.next-of-kin.address", "Patient.contact.address", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).Address }},
		{"patient.next-of-kin.phone", "Patient.contact.telecom", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).Phone }},
		{"patient.next-of-kin.work-phone", "Patient.contact.telecom", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetNextOfKin(s, i).WorkPhone }},

		{"stay.number", "Encounter.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Number }},
		{"stay.class", "Encounter.class", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Class }},
		{"stay.type", "Encounter.type", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Type }},
		{"stay.service", "Encounter.serviceType", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Service }},
		{"stay.admitted-to.room", "Location.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.AdmittedTo.Room }},
		{"stay.admitted-to.bed", "Location.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.AdmittedTo.Bed }},
		{"stay.discharged-from.room", "Location.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.DischargedFrom.Room }},
		{"stay.discharged-from.bed", "Location.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.DischargedFrom.Bed }},

		{"emergency.number", "Encounter.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Number }},
		{"emergency.class", "Encounter.class", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Class }},
		{"emergency.type", "Encounter.type", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Type }},
		{"emergency.service", "Encounter.serviceType", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Service }},
		{"emergency.route", "Encounter.hospitalization.admitSource", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Route }},
		{"emergency.admission", "Encounter.period.start", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Admission }},
		{"emergency.admission.hour", "Encounter.period.extension(recorded-hour)", func(s *frontsheet.FrontSheet, _ int) any { return (*Hour)(&s.Emergency.Admission) }},
		{"emergency.discharge", "Encounter.period.end", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Discharge }},
		{"emergency.discharge.hour", "Encounter.period.extension(recorded-hour)", func(s *frontsheet.FrontSheet, _ int) any { return (*Hour)(&s.Emergency.Discharge) }},
		{"emergency.disposition", "Encounter.hospitalization.dischargeDisposition", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Disposition }},
		{"emergency.destination", "Encounter.hospitalization.destination", func(s *frontsheet.FrontSheet, _ int) any { return &s.Emergency.Destination }},

		{"insurance.plan", "Coverage.type", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).Plan }},
		{"insurance.company", "Coverage.payor", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).Company }},
		{"insurance.company-id", "Coverage.payor", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).CompanyID }},
		{"insurance.policy-number", "Coverage.subscriberId", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).PolicyNumber }},
		{"insurance.group-number", "Coverage.class", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).GroupNumber }},
		{"insurance.insured", "Coverage.subscriber", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).Insured }},
		{"insurance.relationship", "Coverage.relationship", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).Relationship }},
		{"insurance.start", "Coverage.period.start", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).Start }},
		{"insurance.end", "Coverage.period.end", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetInsurance(s, i).End }},

		{"allergy.kind", "AllergyIntolerance.category", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetAllergy(s, i).Kind }},
		{"allergy.name", "AllergyIntolerance.code", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetAllergy(s, i).Name }},
		{"allergy.severity", "AllergyIntolerance.reaction.severity", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetAllergy(s, i).Severity }},
		{"allergy.reaction", "AllergyIntolerance.reaction.manifestation", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetAllergy(s, i).Reactions }},
		{"allergy.noted", "AllergyIntolerance.onsetDateTime", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetAllergy(s, i).Noted }},
	}
	return list
}

// A Precision is a date whose precision stands in a column of its own: a code
// of a value set whose standard codes are "day", "month" and "year".
type Precision frontsheet.DateTime

func frontSheetDocumentOf(s *frontsheet.FrontSheet, index int) *frontsheet.IdentityDocument {
	return Grow(&s.Patient.Documents, index)
}

func frontSheetIdentifier(s *frontsheet.FrontSheet, index int) *frontsheet.Identifier {
	return Grow(&s.Patient.Identifiers, index)
}

func frontSheetNextOfKin(s *frontsheet.FrontSheet, index int) *frontsheet.Contact {
	return Grow(&s.Patient.NextOfKin, index)
}

func frontSheetInsurance(s *frontsheet.FrontSheet, index int) *frontsheet.Insurance {
	return Grow(&s.Insurance, index)
}

func frontSheetAllergy(s *frontsheet.FrontSheet, index int) *frontsheet.AllergyItem {
	return Grow(&s.Allergy.Items, index)
}

func addressLine(a *frontsheet.Address, index int) *string { return Grow(&a.Lines, index) }

// Grow returns the part of that 1-based index, making the list long enough.
func Grow[T any](list *[]T, index int) *T {
	for len(*list) < index {
		var zero T
		*list = append(*list, zero)
	}
	return &(*list)[index-1]
}
