package referral

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Step is how far a referral has come.
type Step struct {
	// Code is a code of fhir.SystemReferralStep ("accepted").
	Code string
	// English and Chinese are what it is called.
	English, Chinese string
	// Task and Request are the states of the Task and of the ServiceRequest.
	Task    r4.TaskStatus
	Request r4.RequestStatus
	// Next are the steps to which it may lead, none where it closes the Task.
	Next []string

	answer string // the code of HL7's table 0283 that says so, "" for none
}

//go:embed states.csv
var stateTable string

// Steps returns the steps in their order. They must not be changed.
func Steps() []Step { return steps() }

var steps = sync.OnceValue(func() (list []Step) {
	reader := csv.NewReader(strings.NewReader(stateTable))
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		panic(err) // the table is this package's own
	}
	for _, row := range rows[1:] {
		s := Step{Code: row[0], English: row[1], Chinese: row[2], answer: row[5], Next: strings.Fields(row[6])}
		if err := s.Task.UnmarshalJSON([]byte(`"` + row[3] + `"`)); err != nil {
			panic(err)
		}
		if err := s.Request.UnmarshalJSON([]byte(`"` + row[4] + `"`)); err != nil {
			panic(err)
		}
		list = append(list, s)
	}
	return list
})

// find returns the first step that is asked for, nil for none.
func find(is func(*Step) bool) *Step {
	if i := slices.IndexFunc(Steps(), func(s Step) bool { return is(&s) }); i >= 0 {
		return &Steps()[i]
	}
	return nil
}

// StepOf returns the step of a Task: by its business status, or else the first of its
// state; nil where it is in a state that no referral has.
func StepOf(t *r4.Task) *Step {
	if c := t.BusinessStatus; c != nil {
		for i := range c.Coding {
			x := &c.Coding[i]
			if x.System == nil || x.Code == nil || *x.System != fhir.SystemReferralStep {
				continue
			}
			if s := find(func(s *Step) bool { return s.Code == *x.Code && s.Task == t.Status }); s != nil {
				return s
			}
		}
	}
	return find(func(s *Step) bool { return s.Task == t.Status })
}

// Advance takes a Task and its request to a step. One that the step of the Task does not
// lead to is an error, and nothing is changed; to stay where it is is no step.
func Advance(t *r4.Task, request *r4.ServiceRequest, to string) error {
	next := find(func(s *Step) bool { return s.Code == to })
	if next == nil {
		return fmt.Errorf("referral: there is no step %q", to)
	}
	from := StepOf(t)
	switch {
	case from == nil:
		return fmt.Errorf("referral: a Task that is %s is no referral's", t.Status.Code())
	case from.Code == to:
	case !slices.Contains(from.Next, to):
		return fmt.Errorf("referral: what is %s cannot become %s", from.Code, to)
	}
	t.Status, t.BusinessStatus = next.Task, &r4.CodeableConcept{Coding: []r4.Coding{{System: new(fhir.SystemReferralStep), Code: &next.Code, Display: &next.English}}}
	if request != nil {
		request.Status = next.Request
	}
	return nil
}
