package load

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// A reason is why a server refused a line, as far as it can be said without a
// patient's value: of what a server writes nothing is taken that is not a word of
// R4's own.
type reason struct {
	Code       string `json:"code,omitempty"`       // of R4's issue-type
	Expression string `json:"expression,omitempty"` // the elements, and their numbers
}

// words are the words of R4 that may stand in a report.
type words struct {
	elements map[string]bool // names of elements
	types    map[string]bool // of resources
	codes    map[string]bool // of issue-type
}

// newWords collects the words from the models of the resources.
func newWords() *words {
	w := &words{elements: map[string]bool{}, types: map[string]bool{}, codes: map[string]bool{}}
	for code := range strings.FieldsSeq("invalid structure required value invariant security login unknown expired forbidden suppressed processing not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational") {
		w.codes[code] = true
	}
	seen := map[reflect.Type]bool{}
	for _, t := range []reflect.Type{reflect.TypeFor[fhir.Document](), reflect.TypeFor[r4.Bundle]()} {
		w.add(t, seen)
	}
	return w
}

func (w *words) add(t reflect.Type, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	if t.PkgPath() == reflect.TypeFor[r4.Bundle]().PkgPath() {
		w.types[t.Name()] = true
	}
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			w.elements[name] = true
		}
		w.add(field.Type, seen)
	}
}

var (
	comment  = regexp.MustCompile(`/\*.*?\*/`) // HAPI's, with ids
	number   = regexp.MustCompile(`\[[0-9]+\]`)
	step     = regexp.MustCompile(`^([A-Za-z]+)((?:\[[0-9]{1,4}\])*)(.*)$`)
	maxSteps = 32
)

// expression returns a path as far as it consists of names and numbers.
func (w *words) expression(text string) string {
	steps := strings.Split(comment.ReplaceAllString(text, ""), ".")
	var b strings.Builder
	for i, s := range steps[:min(len(steps), maxSteps)] {
		m := step.FindStringSubmatch(s)
		if m == nil || i == 0 && !w.types[m[1]] || i > 0 && !w.elements[m[1]] {
			break
		}
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(m[1] + m[2])
		if m[3] != "" {
			break
		}
	}
	return b.String()
}

// reasons reads an OperationOutcome. What is none has none.
func (w *words) reasons(body []byte) []reason {
	var outcome struct {
		ResourceType string
		Issue        []struct {
			Severity, Code       string
			Expression, Location []string
		}
	}
	if json.Unmarshal(body, &outcome) != nil || outcome.ResourceType != "OperationOutcome" {
		return nil
	}
	var list []reason
	for _, i := range outcome.Issue {
		if i.Severity != "error" && i.Severity != "fatal" {
			continue
		}
		r := reason{}
		if w.codes[i.Code] {
			r.Code = i.Code
		}
		for _, path := range append(i.Expression, i.Location...) {
			if r.Expression = w.expression(path); r.Expression != "" {
				break
			}
		}
		if len(list) < maxReasons {
			list = append(list, r)
		}
	}
	return list
}

const maxReasons = 20 // of a line
