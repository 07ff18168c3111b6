package layout

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// referralElements lists the elements of records of referrals: those of any provider,
// of whom a message has a segment, and those of the two that tables have columns for.
func referralElements() []Element {
	list := []Element{
		{"referral.number", "ServiceRequest.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Referral.Number) }},
		{"referral.receipt", "Task.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Referral.Receipt) }},
		{"referral.status", "Task.businessStatus", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Referral.Status) }},
		{"referral.urgency", "ServiceRequest.priority", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Referral.Urgency) }},
		{"referral.date", "ServiceRequest.occurrenceDateTime", once, func(s *sheet, _ int) Value { return (*Date)(&s.Referral.Date) }},
		{"referral.reason", "ServiceRequest.reasonCode", once, func(s *sheet, _ int) Value { return (*Text)(&s.Referral.Reason) }},
		{"referral.note", "ServiceRequest.note", referralNotes, func(s *sheet, i int) Value { return (*Text)(Grow(&s.Referral.Notes, i)) }},
		{"referral.answer.code", "Task.statusReason", once, func(s *sheet, _ int) Value { return (*Text)(&s.Referral.Answer.Code) }},
		{"referral.answer.message", "Task.statusReason", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Referral.Answer.Message) }},

		{"referral.provider.role", "ServiceRequest.requester", referralProviders, func(s *sheet, i int) Value { return (*ProviderRole)(&providerAt(s, i).Role) }},
	}
	for _, f := range [...]struct {
		name, fhir string
		at         func(*frontsheet.Provider) Value
	}{
		{"name", "Practitioner.name", func(p *frontsheet.Provider) Value { return (*Text)(&p.Clinician) }},
		{"number", "Practitioner.identifier", func(p *frontsheet.Provider) Value { return (*Identifier)(&p.Number) }},
		{"organization", "Organization.name", func(p *frontsheet.Provider) Value { return (*Text)(&p.Organization) }},
		{"organization-code", "Organization.identifier", func(p *frontsheet.Provider) Value { return (*Identifier)(&p.Code) }},
		{"department", "PractitionerRole.specialty", func(p *frontsheet.Provider) Value { return (*Text)(&p.Department) }},
		{"department-code", "PractitionerRole.specialty", func(p *frontsheet.Provider) Value { return (*Identifier)(&p.DepartmentCode) }},
	} {
		list = append(list,
			Element{"referral.provider." + f.name, f.fhir, referralProviders, func(s *sheet, i int) Value { return f.at(providerAt(s, i)) }},
			Element{"referral.from." + f.name, f.fhir, providerOf(frontsheet.ReferringProvider), func(s *sheet, _ int) Value {
				return f.at(ProviderOf(s, frontsheet.ReferringProvider))
			}},
			Element{"referral.to." + f.name, f.fhir, providerOf(frontsheet.ReferredToProvider), func(s *sheet, _ int) Value {
				return f.at(ProviderOf(s, frontsheet.ReferredToProvider))
			}})
	}
	return list
}

var (
	referralNotes     = listed("referral.note", "", func(s *sheet) int { return len(s.Referral.Notes) })
	referralProviders = listed("referral.provider", "", func(s *sheet) int { return len(s.Referral.Providers) })
)

// providerOf returns the provider of a role.
func providerOf(role string) *Part {
	return optional(func(s *sheet) bool {
		return slices.ContainsFunc(s.Referral.Providers, func(p frontsheet.Provider) bool { return p.Role == role })
	})
}

func providerAt(s *frontsheet.FrontSheet, index int) *frontsheet.Provider {
	return Grow(&s.Referral.Providers, index)
}

// ProviderOf returns the provider of a role, making it where there is none.
func ProviderOf(s *frontsheet.FrontSheet, role string) *frontsheet.Provider {
	if p := s.Referral.Provider(role); p != nil {
		return p
	}
	s.Referral.Providers = append(s.Referral.Providers, frontsheet.Provider{Role: role})
	return &s.Referral.Providers[len(s.Referral.Providers)-1]
}
