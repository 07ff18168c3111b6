package referral

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Board has the referrals that were made, by their documents, and takes what is
// answered to them. The zero Board has none. It is not safe for concurrent use.
type Board struct {
	documents []*fhir.Document
	of        map[string][]int // by the number of the request
}

// Add adds the document of a referral, which the Board changes from then on. It returns
// false for one without a Task that has the number of a request: no answer can be to it.
func (b *Board) Add(d *fhir.Document) bool {
	if len(d.Tasks) != 1 || numberOf(d.Tasks[0].Identifier, "PLAC") == "" {
		return false
	}
	if b.of == nil {
		b.of = map[string][]int{}
	}
	number := numberOf(d.Tasks[0].Identifier, "PLAC")
	b.of[number] = append(b.of[number], len(b.documents))
	b.documents = append(b.documents, d)
	return true
}

// numberOf returns the identifier of a type of HL7's table 0203, "" for none.
func numberOf(list []r4.Identifier, kind string) string {
	for i := range list {
		if c := list[i].Type; c != nil && len(c.Coding) > 0 && c.Coding[0].Code != nil && *c.Coding[0].Code == kind && list[i].Value != nil {
			return *list[i].Value
		}
	}
	return ""
}

// Answer takes an answer, the sheet of a message RRI^I12: the Task of the referral goes to
// the step that the status says (RF1-1), gets the number that the receiver has given
// (RF1-11), and why (RF1-10). It returns a Bundle of type transaction that updates the Task
// and its request, each at its own id. It is nil where the answer fits no Task, is about
// another patient than the Task, says nothing, or says what cannot come after what was
// said before: then an issue says which, and nothing is changed.
func (b *Board) Answer(s *frontsheet.FrontSheet) ([]byte, []frontsheet.Issue) {
	r := &s.Referral
	refuse := func(column, field, code, detail string) ([]byte, []frontsheet.Issue) {
		file, record, line := s.Position()
		return nil, []frontsheet.Issue{{File: file, Record: record, Line: line, Column: column, Field: field, Severity: frontsheet.Error, Code: code, Detail: detail}}
	}
	number := func(code, detail string) ([]byte, []frontsheet.Issue) {
		return refuse("RF1-6", "referral.number", code, detail)
	}
	var fitting []*fhir.Document
	for _, i := range b.of[r.Number] {
		if r.Number != "" && sharesNumber(&b.documents[i].Patient, s) {
			fitting = append(fitting, b.documents[i])
		}
	}
	switch {
	case len(b.of[r.Number]) == 0 || r.Number == "":
		return number("no-such-task", "no referral that is known has the number to which the answer is: nothing is changed")
	case len(fitting) == 0:
		return number("another-patient", "the answer has the number of a referral, and no number of its patient: nothing is changed")
	case len(fitting) > 1:
		return number("several-tasks", "several referrals of the patient have the number to which the answer is: nothing is changed")
	}
	step := find(func(step *Step) bool { return step.answer != "" && step.answer == r.Status.Code })
	if step == nil {
		return refuse("RF1-1", "referral.status", "no-answer", "the answer does not say whether the patient is accepted: nothing is changed")
	}
	d := fitting[0]
	task := d.Tasks[0]
	var request *r4.ServiceRequest
	var changed r4.ServiceRequest
	at := slices.IndexFunc(d.ServiceRequests, func(v r4.ServiceRequest) bool {
		return task.Focus != nil && task.Focus.Reference != nil && v.Id != nil && strings.HasSuffix(*task.Focus.Reference, *v.Id)
	})
	if at >= 0 {
		changed = d.ServiceRequests[at]
		request = &changed
	}
	if err := Advance(&task, request, step.Code); err != nil {
		return refuse("RF1-1", "referral.status", "task-transition", strings.TrimPrefix(err.Error(), "referral: ")+": nothing is changed")
	}
	if r.Receipt != "" && numberOf(task.Identifier, "FILL") == "" {
		task.Identifier = append(slices.Clone(task.Identifier), r4.Identifier{
			Type:  &r4.CodeableConcept{Coding: []r4.Coding{{System: new(fhir.SystemIdentifierType), Code: new("FILL"), Display: new("Filler Identifier")}}},
			Value: &r.Receipt,
		})
	}
	if r.Reason != "" {
		task.StatusReason = &r4.CodeableConcept{Text: &r.Reason}
	}
	if recorded := s.Event.Recorded; !recorded.IsZero() {
		task.LastModified = new(string(recorded.Append(nil, layout.Of(s).UTCOffset())))
	}
	before := *d
	d.Tasks = []r4.Task{task}
	if request != nil {
		d.ServiceRequests = slices.Clone(d.ServiceRequests)
		d.ServiceRequests[at] = changed
	}
	bundle, err := update(d)
	if err != nil {
		*d = before
		return number("no-such-task", "the document of the referral cannot be written: nothing is changed")
	}
	return bundle, nil
}

// sharesNumber reports whether a patient has one of the numbers that a sheet states of its
// own.
func sharesNumber(p *r4.Patient, s *frontsheet.FrontSheet) bool {
	numbers := []string{s.Patient.RecordNumber, s.Patient.DocumentNumber, s.Patient.HealthCard}
	for i := range s.Patient.Identifiers {
		numbers = append(numbers, s.Patient.Identifiers[i].Value)
	}
	for i := range s.Patient.Documents {
		numbers = append(numbers, s.Patient.Documents[i].Number)
	}
	for i := range p.Identifier {
		if v := p.Identifier[i].Value; v != nil && *v != "" && slices.Contains(numbers, *v) {
			return true
		}
	}
	return false
}

// update returns the transaction that puts the Task and the request of a document.
func update(d *fhir.Document) ([]byte, error) {
	bundle := []byte(`{"resourceType":"Bundle","type":"transaction","entry":[`)
	first := true
	_, err := d.Resources(nil, func(kind, id string, text []byte) {
		if kind != "Task" && kind != "ServiceRequest" {
			return
		}
		if !first {
			bundle = append(bundle, ',')
		}
		first = false
		bundle = append(append(bundle, `{"fullUrl":"urn:uuid:`+id+`","resource":`...), text...)
		bundle = append(bundle, `,"request":{"method":"PUT","url":"`+kind+`/`+id+`"}}`...)
	})
	if err != nil {
		return nil, err
	}
	return append(bundle, "]}"...), nil
}
