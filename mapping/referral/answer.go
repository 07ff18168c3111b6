package referral

import (
	"slices"
	"strings"
	"time"

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

// Add adds the document of a referral, which the Board changes from then on. It takes the
// place of an earlier one with the same Task. It returns false for one without a Task that
// has the number of a request: no answer can be to it.
func (b *Board) Add(d *fhir.Document) bool {
	if len(d.Tasks) != 1 || numberOf(d.Tasks[0].Identifier, "PLAC") == "" {
		return false
	}
	if b.of == nil {
		b.of = map[string][]int{}
	}
	number := numberOf(d.Tasks[0].Identifier, "PLAC")
	for _, i := range b.of[number] {
		if text(b.documents[i].Tasks[0].Id) == text(d.Tasks[0].Id) {
			b.documents[i] = d
			return true
		}
	}
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

// Answer takes an answer, the sheet of a message RRI: the Task of the referral goes to the
// step that the status says (RF1-1), gets the number that the receiver has given (RF1-11),
// and why (RF1-10). It returns a Bundle of type transaction that updates the Task and its
// request, each at its own id; an answer that comes twice gives the same one again. It is
// nil where the message is no answer or an error, fits no Task, is about another patient
// than the Task, says nothing, or says what cannot come after what was said before: then
// an issue says which, and nothing is changed.
func (b *Board) Answer(s *frontsheet.FrontSheet) ([]byte, []frontsheet.Issue) {
	r := &s.Referral
	var issues []frontsheet.Issue
	tell := func(severity frontsheet.Severity, column, field, code, detail string) {
		file, record, line := s.Position()
		issues = append(issues, frontsheet.Issue{File: file, Record: record, Line: line, Column: column, Field: field, Severity: severity, Code: code, Detail: detail})
	}
	refuse := func(column, field, code, detail string) ([]byte, []frontsheet.Issue) {
		tell(frontsheet.Error, column, field, code, detail+": nothing is changed")
		return nil, issues
	}
	number := func(code, detail string) ([]byte, []frontsheet.Issue) {
		return refuse("RF1-6", "referral.number", code, detail)
	}
	if !isAnswer(s) {
		return refuse("MSH-9.1", "event.code", "no-answer", "the message is a referral, and no answer to one")
	}
	var fitting []*fhir.Document
	how := another
	for _, i := range b.of[r.Number] {
		if m := matchPatient(b.documents[i], s); r.Number != "" && m != another {
			fitting, how = append(fitting, b.documents[i]), m
		}
	}
	switch {
	case len(b.of[r.Number]) == 0 || r.Number == "":
		return number("no-such-task", "no referral that is known has the number to which the answer is")
	case len(fitting) == 0:
		return number("another-patient", "the answer has the number of a referral, and nothing proves that it is about its patient: no number of the patient, or another date of birth, sex or identity card")
	case len(fitting) > 1:
		return number("several-tasks", "several referrals of the patient have the number to which the answer is")
	}
	if code := r.Answer.Code; code != "" && code != "AA" && code != "CA" {
		return refuse("MSA-1", "referral.answer.code", "no-answer", "the answer says that the message to which it is was an error, or was not taken")
	}
	step := find(func(step *Step) bool { return step.answer != "" && step.answer == r.Status.Code })
	if step == nil {
		return refuse("RF1-1", "referral.status", "no-answer", "the answer does not say whether the patient is accepted")
	}
	d := fitting[0]
	task := d.Tasks[0]
	var request *r4.ServiceRequest
	var changed r4.ServiceRequest
	at := slices.IndexFunc(d.ServiceRequests, func(v r4.ServiceRequest) bool {
		return task.Focus != nil && v.Id != nil && strings.HasSuffix(text(task.Focus.Reference), *v.Id)
	})
	if at >= 0 {
		changed = d.ServiceRequests[at]
		request = &changed
	}
	if err := Advance(&task, request, step.Code); err != nil {
		return refuse("RF1-1", "referral.status", "task-transition", strings.TrimPrefix(err.Error(), "referral: "))
	}
	switch known := numberOf(task.Identifier, "FILL"); {
	case r.Receipt == "" || r.Receipt == known:
	case known == "":
		task.Identifier = append(slices.Clone(task.Identifier), r4.Identifier{
			Type:  &r4.CodeableConcept{Coding: []r4.Coding{{System: new(fhir.SystemIdentifierType), Code: new("FILL"), Display: new("Filler Identifier")}}},
			Value: &r.Receipt,
		})
	default:
		tell(frontsheet.Warning, "RF1-11", "referral.receipt", "several-values", "the answer gives the referral another number than an earlier one: the first stands")
	}
	if r.Reason != "" && !isReason(request, r.Reason) {
		task.StatusReason = &r4.CodeableConcept{Text: &r.Reason}
	}
	if recorded := s.Event.Recorded; !recorded.IsZero() {
		if at := string(recorded.Append(nil, layout.Of(s).UTCOffset())); !isBefore(at, text(task.LastModified)) {
			task.LastModified = &at
		}
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
		return number("no-such-task", "the document of the referral cannot be written")
	}
	if how == misnamed {
		tell(frontsheet.Warning, "PID-5", "patient.name", "another-patient", "the answer has a number of the patient, and another name: somebody must look whether it is about the patient")
	}
	return bundle, issues
}

// isAnswer reports whether a message is one that answers: RRI, and not the referral itself,
// which has the same number, patient and status.
func isAnswer(s *frontsheet.FrontSheet) bool {
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Column == "MSH" && len(f.Value) > 3 { // a header that is not as this program writes it
			fields := strings.Split(f.Value, f.Value[3:4])
			return len(fields) > 8 && strings.HasPrefix(fields[8], "RRI")
		}
	}
	return s.Referral.Answer != frontsheet.Answer{}
}

// isReason reports whether a reason is that of the request, which answers repeat.
func isReason(request *r4.ServiceRequest, reason string) bool {
	return request != nil && slices.ContainsFunc(request.ReasonCode, func(c r4.CodeableConcept) bool { return text(c.Text) == reason })
}

// isBefore reports whether a time is before another; of two that do not go down to the
// second nobody knows.
func isBefore(a, b string) bool {
	x, errX := time.Parse(time.RFC3339, a)
	y, errY := time.Parse(time.RFC3339, b)
	return errX == nil && errY == nil && x.Before(y)
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
