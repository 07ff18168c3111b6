package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// referral reads the request that others take the patient over, and how far it has come.
// Of a document of others every request that is not one of SNOMED CT's referrals is left
// out.
func (r *Reader) referral() {
	d := r.document
	var request *r4.ServiceRequest
	others := 0
	for i := range d.ServiceRequests {
		v := &d.ServiceRequests[i]
		if r.isModified("ServiceRequest", v.ModifierExtension) || v.Status == r4.RequestStatusEnteredInError || v.DoNotPerform != nil && *v.DoNotPerform {
			others++
		} else if request == nil && r.isReferral(v) {
			request = v
		} else {
			others++
		}
	}
	if request != nil {
		r.request(request)
	}
	for i := range d.Tasks {
		t := &d.Tasks[i]
		if request == nil || t.Focus == nil || arena.Deref(t.Focus.Reference) != document.URN+arena.Deref(request.Id) || t.Status == r4.TaskStatusEnteredInError {
			others++
			continue
		}
		r.task(t)
	}
	if others > 0 {
		r.issue(frontsheet.Information, "", "not-understood", "ServiceRequest and Task: a front sheet has a place for one referral, and for no other request")
	}
}

// isReferral reports whether a request is that another take the patient.
func (r *Reader) isReferral(v *r4.ServiceRequest) bool {
	for i := range v.Category {
		if r.code(&v.Category[i], "http://snomed.info/sct") == "3457005" {
			return true
		}
	}
	switch r.code(v.Code, "http://snomed.info/sct") {
	case "3457005", "107724000":
		return true
	}
	return false
}

func (r *Reader) request(v *r4.ServiceRequest) {
	s := &r.sheet.Referral
	s.Number = numberOf(v.Identifier, "PLAC")
	if v.Priority != nil {
		s.Urgency = frontsheet.Coded{Text: v.Priority.Code()}
		for set := range r.layouts.Sets("referral.urgency") {
			if layout.Of(r.sheet) != nil && layout.Of(r.sheet).SetOf("referral.urgency") == nil {
				break // somebody has stated it in FHIR's terms
			}
			if concept, exact, ok := set.FromStandard(fhir.SystemRequestPriority, v.Priority.Code()); ok && exact {
				s.Urgency = frontsheet.Coded{Set: set, Code: concept.Code}
			}
		}
	}
	s.Date = r.date(v.OccurrenceDateTime, "referral.date")
	for i := range v.ReasonCode {
		if text := arena.Deref(v.ReasonCode[i].Text); text != "" && s.Reason == "" {
			s.Reason = text
		} else if text != "" {
			r.issue(frontsheet.Warning, "referral.reason", "not-read", "the request has several reasons: the first was taken")
		}
	}
	for i := range v.Note {
		s.Notes = append(s.Notes, v.Note[i].Text)
	}
	if v.Requester != nil && r.organizations[arena.Deref(v.Requester.Reference)] == nil { // the facility asks where nobody is named
		r.provider(frontsheet.ReferringProvider, v.Requester)
	}
	for i := range v.Performer {
		r.provider(frontsheet.ReferredToProvider, &v.Performer[i])
	}
	r.details(v.Extension, "referral", 1)
	r.unknownExtensions("ServiceRequest", v.Extension, fhir.ExtensionSheetDetail)
	r.unreadElements("ServiceRequest", v, "identifier", "status", "intent", "category", "code", "priority", "subject", "encounter", "occurrenceDateTime", "requester", "performer", "reasonCode", "note")
}

func (r *Reader) task(t *r4.Task) {
	s := &r.sheet.Referral
	s.Receipt = numberOf(t.Identifier, "FILL")
	s.Status = r.coded(t.BusinessStatus, "referral.status")
	if t.StatusReason != nil {
		s.Answer.Code = r.code(t.StatusReason, "http://terminology.hl7.org/CodeSystem/v2-0008")
	}
	if t.GroupIdentifier != nil {
		s.Answer.Message = arena.Deref(t.GroupIdentifier.Value)
	}
	r.unreadElements("Task", t, "identifier", "status", "businessStatus", "statusReason", "groupIdentifier", "intent", "code", "priority", "focus", "for", "encounter", "requester", "owner", "lastModified", "authoredOn")
}

// numberOf returns the identifier of a type of HL7's table 0203, "" for none.
func numberOf(list []r4.Identifier, kind string) string {
	for i := range list {
		if c := list[i].Type; c != nil && len(c.Coding) > 0 && arena.Deref(c.Coding[0].Code) == kind {
			return arena.Deref(list[i].Value)
		}
	}
	return ""
}

// provider reads who asks or is asked: a hospital, or somebody in a department of it.
func (r *Reader) provider(role string, to *r4.Reference) {
	p := frontsheet.Provider{Role: role}
	reference := arena.Deref(to.Reference)
	organization := to
	for i := range r.document.PractitionerRoles {
		v := &r.document.PractitionerRoles[i]
		if document.URN+arena.Deref(v.Id) != reference {
			continue
		}
		organization = v.Organization
		if v.Practitioner != nil {
			person := r.practitioner(v.Practitioner, "referral.provider")
			p.Clinician = person.Name
			if known := r.practitioners[arena.Deref(v.Practitioner.Reference)]; known != nil && len(known.Identifier) > 0 {
				p.Number = arena.Deref(known.Identifier[0].Value)
			}
		}
		for i := range v.Specialty {
			p.Department = arena.Deref(v.Specialty[i].Text)
			if len(v.Specialty[i].Coding) > 0 {
				p.DepartmentCode = arena.Deref(v.Specialty[i].Coding[0].Code)
			}
		}
	}
	if organization != nil {
		if o := r.organizations[arena.Deref(organization.Reference)]; o != nil {
			p.Organization = arena.Deref(o.Name)
			if len(o.Identifier) > 0 {
				p.Code = arena.Deref(o.Identifier[0].Value)
			}
		} else {
			p.Organization = arena.Deref(organization.Display)
		}
	}
	if !p.IsZero() {
		r.sheet.Referral.Providers = append(r.sheet.Referral.Providers, p)
	}
}
