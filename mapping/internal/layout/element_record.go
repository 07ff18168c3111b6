package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// recordElements lists the elements that front sheets of the mainland do not
// have: those of records of Hong Kong.
func recordElements() []Element {
	list := []Element{
		{"facility.english-name", "Organization.alias", once, func(s *sheet, _ int) Value { return (*Text)(&s.Facility.EnglishName) }},
		{"facility.hospital", "Organization.identifier", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Facility.Hospital) }},

		{"event.code", "Composition.event.code", once, func(s *sheet, _ int) Value { return (*Text)(&s.Event.Code) }},
		{"event.recorded", "Composition.date", once, func(s *sheet, _ int) Value { return (*Date)(&s.Event.Recorded) }},
		{"event.message", "Bundle.identifier", once, func(s *sheet, _ int) Value { return (*Text)(&s.Event.Message) }},

		{"patient.surname", "Patient.name.family", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.NameParts.Surname) }},
		{"patient.given-name", "Patient.name.given", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.NameParts.GivenName) }},
		{"patient.english-name", "Patient.name.text", englishName, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.EnglishName.Text) }},
		{"patient.english-name.surname", "Patient.name.family", englishName, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.EnglishName.Surname) }},
		{"patient.english-name.given-name", "Patient.name.given", englishName, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.EnglishName.GivenName) }},
		{"patient.birth-date.precision", "Patient.birthDate", once, func(s *sheet, _ int) Value { return (*Precision)(&s.Patient.BirthDate) }},
		{"patient.dead", "Patient.deceasedBoolean", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Dead) }},
		{"patient.death", "Patient.deceasedDateTime", once, func(s *sheet, _ int) Value { return (*Date)(&s.Patient.Death) }},
		{"patient.race", "Patient.extension(race)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Race) }},
		{"patient.religion", "Patient.extension(patient-religion)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Religion) }},
		{"patient.language", "Patient.communication.language", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Language) }},
		{"patient.document.type", "Patient.identifier.type", documents, func(s *sheet, i int) Value { return (*Coded)(&documentAt(s, i).Type) }},
		{"patient.document.number", "Patient.identifier.value", documents, func(s *sheet, i int) Value { return (*Identifier)(&documentAt(s, i).Number) }},
		{"patient.document.country", "Patient.identifier.system", documents, func(s *sheet, i int) Value { return (*Text)(&documentAt(s, i).Country) }},
		{"patient.identifier.value", "Patient.identifier.value", identifiers, func(s *sheet, i int) Value { return (*Identifier)(&identifierAt(s, i).Value) }},
		{"patient.identifier.type", "Patient.identifier.type", identifiers, func(s *sheet, i int) Value { return (*Text)(&identifierAt(s, i).Type) }},
		{"patient.identifier.authority", "Patient.identifier.assigner", identifiers, func(s *sheet, i int) Value { return (*Text)(&identifierAt(s, i).Authority.Name) }},
		{"patient.current.line", "Patient.address.line", currentAddress, func(s *sheet, i int) Value { return (*Text)(addressLine(&s.Patient.Current, i)) }},
		{"patient.current.district", "Patient.address.district", currentAddress, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Current.District) }},
		{"patient.current.area", "Patient.address.state", currentAddress, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Current.Area) }},
		{"patient.current.country", "Patient.address.country", currentAddress, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Current.Country) }},
		{"patient.phone.mobile", "Patient.telecom", once, func(s *sheet, _ int) Value { return (*Identifier)(TelecomAt(s, "phone", "mobile")) }},
		{"patient.phone.work", "Patient.telecom", once, func(s *sheet, _ int) Value { return (*Identifier)(TelecomAt(s, "phone", "work")) }},
		{"patient.email", "Patient.telecom", once, func(s *sheet, _ int) Value { return (*Identifier)(TelecomAt(s, "email", "")) }},
		{"patient.contact.surname", "Patient.contact.name.family", contact, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Contact.NameParts.Surname) }},
		{"patient.contact.given-name", "Patient.contact.name.given", contact, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Contact.NameParts.GivenName) }},
		{"patient.contact.role", "Patient.contact.relationship", contact, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Contact.Role) }},
		{"patient.contact.work-phone", "Patient.contact.telecom", contact, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Contact.WorkPhone) }},
		{"patient.next-of-kin.name", "Patient.contact.name", nextOfKin, func(s *sheet, i int) Value { return (*Text)(&nextOfKinAt(s, i).Name) }},
		{"patient.next-of-kin.surname", "Patient.contact.name.family", nextOfKin, func(s *sheet, i int) Value { return (*Text)(&nextOfKinAt(s, i).NameParts.Surname) }},
		{"patient.next-of-kin.given-name", "Patient.contact.name.given", nextOfKin, func(s *sheet, i int) Value { return (*Text)(&nextOfKinAt(s, i).NameParts.GivenName) }},
		{"patient.next-of-kin.relationship", "Patient.contact.relationship", nextOfKin, func(s *sheet, i int) Value { return (*Coded)(&nextOfKinAt(s, i).Relationship) }},
		{"patient.next-of-kin.role", "Patient.contact.relationship", nextOfKin, func(s *sheet, i int) Value { return (*Coded)(&nextOfKinAt(s, i).Role) }},
		{"patient.next-of-kin.address", "Patient.contact.address", nextOfKin, func(s *sheet, i int) Value { return (*Text)(&nextOfKinAt(s, i).Address) }},
		{"patient.next-of-kin.phone", "Patient.contact.telecom", nextOfKin, func(s *sheet, i int) Value { return (*Identifier)(&nextOfKinAt(s, i).Phone) }},
		{"patient.next-of-kin.work-phone", "Patient.contact.telecom", nextOfKin, func(s *sheet, i int) Value { return (*Identifier)(&nextOfKinAt(s, i).WorkPhone) }},

		{"stay.number", "Encounter.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Stay.Number) }},
		{"stay.class", "Encounter.class", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Class) }},
		{"stay.type", "Encounter.type", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Type) }},
		{"stay.service", "Encounter.serviceType", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Service) }},
		{"stay.admitted-to.room", "Location.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.AdmittedTo.Room) }},
		{"stay.admitted-to.bed", "Location.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.AdmittedTo.Bed) }},
		{"stay.discharged-from.room", "Location.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.DischargedFrom.Room) }},
		{"stay.discharged-from.bed", "Location.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.DischargedFrom.Bed) }},

		{"emergency.number", "Encounter.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Emergency.Number) }},
		{"emergency.class", "Encounter.class", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Emergency.Class) }},
		{"emergency.type", "Encounter.type", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Emergency.Type) }},
		{"emergency.service", "Encounter.serviceType", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Emergency.Service) }},
		{"emergency.route", "Encounter.hospitalization.admitSource", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Emergency.Route) }},
		{"emergency.admission", "Encounter.period.start", once, func(s *sheet, _ int) Value { return (*Date)(&s.Emergency.Admission) }},
		{"emergency.admission.hour", "Encounter.period.extension(recorded-hour)", once, func(s *sheet, _ int) Value { return (*Hour)(&s.Emergency.Admission) }},
		{"emergency.discharge", "Encounter.period.end", once, func(s *sheet, _ int) Value { return (*Date)(&s.Emergency.Discharge) }},
		{"emergency.discharge.hour", "Encounter.period.extension(recorded-hour)", once, func(s *sheet, _ int) Value { return (*Hour)(&s.Emergency.Discharge) }},
		{"emergency.disposition", "Encounter.hospitalization.dischargeDisposition", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Emergency.Disposition) }},
		{"emergency.destination", "Encounter.hospitalization.destination", once, func(s *sheet, _ int) Value { return (*Text)(&s.Emergency.Destination) }},

		{"insurance.plan", "Coverage.type", insurances, func(s *sheet, i int) Value { return (*Coded)(&insuranceAt(s, i).Plan) }},
		{"insurance.company", "Coverage.payor", insurances, func(s *sheet, i int) Value { return (*Text)(&insuranceAt(s, i).Company) }},
		{"insurance.company-id", "Coverage.payor", insurances, func(s *sheet, i int) Value { return (*Identifier)(&insuranceAt(s, i).CompanyID) }},
		{"insurance.policy-number", "Coverage.subscriberId", insurances, func(s *sheet, i int) Value { return (*Identifier)(&insuranceAt(s, i).PolicyNumber) }},
		{"insurance.group-number", "Coverage.class", insurances, func(s *sheet, i int) Value { return (*Identifier)(&insuranceAt(s, i).GroupNumber) }},
		{"insurance.insured", "Coverage.subscriber", insurances, func(s *sheet, i int) Value { return (*Text)(&insuranceAt(s, i).Insured) }},
		{"insurance.relationship", "Coverage.relationship", insurances, func(s *sheet, i int) Value { return (*Coded)(&insuranceAt(s, i).Relationship) }},
		{"insurance.start", "Coverage.period.start", insurances, func(s *sheet, i int) Value { return (*Date)(&insuranceAt(s, i).Start) }},
		{"insurance.end", "Coverage.period.end", insurances, func(s *sheet, i int) Value { return (*Date)(&insuranceAt(s, i).End) }},

		{"allergy.kind", "AllergyIntolerance.category", allergies, func(s *sheet, i int) Value { return (*Coded)(&allergyAt(s, i).Kind) }},
		{"allergy.name", "AllergyIntolerance.code", allergies, func(s *sheet, i int) Value { return (*Text)(&allergyAt(s, i).Name) }},
		{"allergy.severity", "AllergyIntolerance.reaction.severity", allergies, func(s *sheet, i int) Value { return (*Coded)(&allergyAt(s, i).Severity) }},
		{"allergy.reaction", "AllergyIntolerance.reaction.manifestation", allergies, func(s *sheet, i int) Value { return (*Texts)(&allergyAt(s, i).Reactions) }},
		{"allergy.noted", "AllergyIntolerance.onsetDateTime", allergies, func(s *sheet, i int) Value { return (*Date)(&allergyAt(s, i).Noted) }},
	}
	return list
}

func documentAt(s *frontsheet.FrontSheet, index int) *frontsheet.IdentityDocument {
	return Grow(&s.Patient.Documents, index)
}

func identifierAt(s *frontsheet.FrontSheet, index int) *frontsheet.Identifier {
	return Grow(&s.Patient.Identifiers, index)
}

func nextOfKinAt(s *frontsheet.FrontSheet, index int) *frontsheet.Contact {
	return Grow(&s.Patient.NextOfKin, index)
}

func insuranceAt(s *frontsheet.FrontSheet, index int) *frontsheet.Insurance {
	return Grow(&s.Insurance, index)
}

func allergyAt(s *frontsheet.FrontSheet, index int) *frontsheet.AllergyItem {
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

// TelecomAt returns the value of the telecom of a system and use, making it
// where there is none.
func TelecomAt(s *frontsheet.FrontSheet, system, use string) *string {
	for i := range s.Patient.Telecoms {
		if t := &s.Patient.Telecoms[i]; t.System == system && t.Use == use {
			return &t.Value
		}
	}
	s.Patient.Telecoms = append(s.Patient.Telecoms, frontsheet.Telecom{System: system, Use: use})
	return &s.Patient.Telecoms[len(s.Patient.Telecoms)-1].Value
}
