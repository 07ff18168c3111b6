package compose

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// referral makes the ServiceRequest that asks others to take the patient, and the Task
// that says how far that has come. Where the document is to ask, it is made whatever the
// sheet says, and what the sheet does not say is unknown.
func (b *Builder) referral() {
	r := &b.sheet.Referral
	if r.IsZero() && !b.hasDetails("referral") && !b.settings.Form.Asks() {
		return
	}
	request := r4.ServiceRequest{
		Id: b.arena.string(b.stayID("referral/" + r.Number).id()), Intent: r4.RequestIntentOrder, Subject: b.reference(b.patientRef), Encounter: b.encounter(),
		Category: []r4.CodeableConcept{*b.constant("http://snomed.info/sct", "3457005", "Patient referral (procedure)")},
		Priority: b.priority(&r.Urgency), OccurrenceDateTime: b.date(r.Date), Extension: b.details(nil, "referral", 1),
		ReasonCode: []r4.CodeableConcept{{Text: arena.Text(&r.Reason)}},
	}
	if r.Reason == "" {
		request.ReasonCode[0].Extension = []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
	}
	if r.Number != "" {
		request.Identifier = []r4.Identifier{b.referralNumber("PLAC", "Placer Identifier", &r.Number)}
	}
	for i := range r.Notes {
		request.Note = append(request.Note, r4.Annotation{Text: r.Notes[i]})
	}
	task := r4.Task{
		Id: b.arena.string(b.stayID("referral-task/" + r.Number).id()), Intent: "order", Focus: b.refer(fullURL(document.URN + *request.Id)), For: b.refer(b.patientRef), Encounter: b.encounter(),
		Code:     b.constant("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", "Fulfill the focal request"),
		Priority: request.Priority, Identifier: request.Identifier,
	}
	if r.Receipt != "" {
		task.Identifier = append(task.Identifier[:len(task.Identifier):len(task.Identifier)], b.referralNumber("FILL", "Filler Identifier", &r.Receipt))
	}
	task.Status, request.Status = b.progress(&r.Status)
	task.BusinessStatus = b.concept(&r.Status)
	if r.Answer.Code != "" {
		task.StatusReason = b.constant("http://terminology.hl7.org/CodeSystem/v2-0008", r.Answer.Code, "")
	}
	if r.Answer.Message != "" {
		task.GroupIdentifier = &r4.Identifier{Value: &r.Answer.Message}
	}
	if !b.sheet.Event.Recorded.IsZero() {
		task.LastModified = b.date(b.sheet.Event.Recorded)
	}
	for i := range r.Providers {
		p := &r.Providers[i]
		if p.IsZero() {
			continue
		}
		switch {
		case p.Role == frontsheet.ReferringProvider && request.Requester == nil:
			request.Requester = b.providerRole(p)
		case p.Role == frontsheet.ReferredToProvider && p.Clinician == "" && p.Number == "" && p.Department == "" && p.DepartmentCode == "":
			request.Performer = append(request.Performer, *b.providerOrganization(p))
		case p.Role == frontsheet.ReferredToProvider:
			request.Performer = append(request.Performer, *b.providerRole(p))
		default:
			b.keepProvider("referral.provider["+strconv.Itoa(i+1)+"]", p)
		}
	}
	if request.Requester == nil && b.facilityRef != "" {
		request.Requester = b.refer(b.facilityRef)
	}
	if task.Requester = request.Requester; len(request.Performer) > 0 {
		task.Owner = &request.Performer[0]
	}
	b.document.ServiceRequests = append(b.document.ServiceRequests, request)
	b.document.Tasks = append(b.document.Tasks, task)
}

// keepProvider keeps what is known of somebody who neither asks nor is asked.
func (b *Builder) keepProvider(element string, p *frontsheet.Provider) {
	b.issue(frontsheet.Information, element+".role", "no-home", "the document has not the part that the value is of: it is kept verbatim")
	for _, v := range [...]struct{ name, value string }{
		{"role", p.Role},
		{"name", p.Clinician},
		{"number", p.Number},
		{"organization", p.Organization},
		{"organization-code", p.Code},
		{"department", p.Department},
		{"department-code", p.DepartmentCode},
	} {
		b.keep(element+"."+v.name, v.value)
	}
}

// referralNumber returns a number of a referral.
func (b *Builder) referralNumber(kind, display string, value *string) r4.Identifier {
	return r4.Identifier{Type: b.constant(fhir.SystemIdentifierType, kind, display), Value: value}
}

// priority returns FHIR's code for an urgency. One that it has none for is kept verbatim.
func (b *Builder) priority(urgency *frontsheet.Coded) *r4.RequestPriority {
	if urgency.IsZero() {
		return nil
	}
	code := urgency.Standard()
	if urgency.Code == "" {
		code = urgency.Text
	}
	for _, p := range [...]r4.RequestPriority{r4.RequestPriorityRoutine, r4.RequestPriorityUrgent, r4.RequestPriorityAsap, r4.RequestPriorityStat} {
		if p.Code() == code {
			return &p
		}
	}
	b.keep("referral.urgency", chars.FirstOf(urgency.Text, urgency.Code))
	b.issue(frontsheet.Warning, "referral.urgency", "no-home", "FHIR has no code for the urgency: it is kept verbatim")
	return nil
}

// progress returns the states of the Task and of the request by the status of the
// referral: that it is made, where none is stated.
func (b *Builder) progress(status *frontsheet.Coded) (r4.TaskStatus, r4.RequestStatus) {
	switch status.Standard() {
	case "accepted":
		return r4.TaskStatusAccepted, r4.RequestStatusActive
	case "rejected":
		return r4.TaskStatusRejected, r4.RequestStatusRevoked
	case "cancelled":
		return r4.TaskStatusCancelled, r4.RequestStatusRevoked
	}
	return r4.TaskStatusRequested, r4.RequestStatusActive
}

// providerRole makes the PractitionerRole of somebody in a department of a hospital.
func (b *Builder) providerRole(p *frontsheet.Provider) *r4.Reference {
	id := b.id("provider/" + strings.Join([]string{p.Clinician, p.Number, p.Organization, p.Code, p.Department, p.DepartmentCode}, "/"))
	role := r4.PractitionerRole{Id: b.arena.string(id.id()), Organization: b.providerOrganization(p)}
	if p.Clinician != "" || p.Number != "" {
		role.Practitioner = b.refer(b.staffMember(&frontsheet.StaffMember{Name: p.Clinician, Number: p.Number}))
	}
	if p.Department != "" || p.DepartmentCode != "" {
		specialty := r4.CodeableConcept{Text: arena.Text(&p.Department)}
		if p.DepartmentCode != "" {
			specialty.Coding = []r4.Coding{{Code: &p.DepartmentCode}}
		}
		role.Specialty = []r4.CodeableConcept{specialty}
	}
	if !slices.ContainsFunc(b.document.PractitionerRoles, func(r r4.PractitionerRole) bool { return *r.Id == id.id() }) {
		b.document.PractitionerRoles = append(b.document.PractitionerRoles, role)
	}
	return b.refer(id)
}

// providerOrganization makes the Organization of a provider, nil where none is stated.
func (b *Builder) providerOrganization(p *frontsheet.Provider) *r4.Reference {
	if p.Organization == "" && p.Code == "" {
		return nil
	}
	if f := &b.sheet.Facility; b.facilityRef != "" && p.Organization == f.Name && p.Code == f.Code {
		return b.refer(b.facilityRef)
	}
	id := b.id("provider-organization/" + p.Code + "/" + p.Organization)
	if !slices.ContainsFunc(b.document.Organizations, func(o r4.Organization) bool { return *o.Id == id.id() }) {
		o := r4.Organization{Id: b.arena.string(id.id()), Name: arena.Text(&p.Organization)}
		if p.Code != "" {
			o.Identifier = []r4.Identifier{{System: b.system("organization", ""), Value: &p.Code}}
		}
		b.document.Organizations = append(b.document.Organizations, o)
	}
	return b.refer(id)
}
