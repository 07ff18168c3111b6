package tables_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

// A node is an element of JSON, and of a choice its type.
type node struct {
	value any
	kind  string
}

// evaluate returns what a path of FHIRPath leads to: the subset that SQL on FHIR v2
// demands, as far as the views use it. It panics where it does not know a function.
func evaluate(path string, from []node) []node {
	for rest := path; rest != ""; {
		var step string
		step, rest = cutStep(rest)
		name, argument, isFunction := strings.Cut(strings.TrimSuffix(step, ")"), "(")
		if !isFunction {
			from = members(from, name)
			continue
		}
		from = call(name, argument, from)
	}
	return from
}

// cutStep cuts the first step of a path off: dots within brackets and quotes are of it.
func cutStep(path string) (step, rest string) {
	depth, quoted := 0, false
	for i, c := range path {
		switch {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '.' && depth == 0:
			return path[:i], path[i+1:]
		}
	}
	return path, ""
}

func members(from []node, name string) (to []node) {
	for _, n := range from {
		object, _ := n.value.(map[string]any)
		for key, value := range object {
			kind, ok := strings.CutPrefix(key, name)
			if !ok || kind != "" && !unicode.IsUpper(rune(kind[0])) || kind != "" && object[name] != nil {
				continue
			}
			if list, ok := value.([]any); ok {
				for _, v := range list {
					to = append(to, node{v, kind})
				}
				continue
			}
			to = append(to, node{value, kind})
		}
	}
	return to
}

func call(name, argument string, from []node) (to []node) {
	switch name {
	case "first":
		return from[:min(len(from), 1)]
	case "exists":
		return []node{{value: len(from) > 0}}
	case "ofType":
		for _, n := range from {
			if strings.EqualFold(n.kind, argument) {
				to = append(to, n)
			}
		}
	case "extension":
		for _, n := range members(from, "extension") {
			if "'"+n.value.(map[string]any)["url"].(string)+"'" == argument {
				to = append(to, n)
			}
		}
	case "where":
		for _, n := range from {
			if holds(argument, n) {
				to = append(to, n)
			}
		}
	case "getResourceKey":
		return members(from, "id")
	case "getReferenceKey":
		for _, n := range members(from, "reference") {
			if id, ok := strings.CutPrefix(n.value.(string), argument+"/"); ok {
				to = append(to, node{value: id})
			}
		}
	default:
		panic("no function " + name)
	}
	return to
}

// holds tells whether a criterion of where holds: an equality, or a function that
// gives a boolean.
func holds(criterion string, n node) bool {
	if path, want, ok := strings.Cut(criterion, " = "); ok && !strings.Contains(path, "(") {
		got := evaluate(path, []node{n})
		return len(got) == 1 && "'"+got[0].value.(string)+"'" == want
	}
	got := evaluate(criterion, []node{n})
	return len(got) == 1 && got[0].value == true
}

func TestFHIRPath(t *testing.T) {
	var patient any
	assert.NoError(t, json.Unmarshal([]byte(`{"id":"1","deceasedBoolean":true,"gender":"male","name":[{"text":"a"},{"text":"b"}],
		"identifier":[{"type":{"coding":[{"code":"X"},{"code":"MR"}]},"value":"7"}],"managingOrganization":{"reference":"Organization/9"},
		"extension":[{"url":"u","valueCode":"c"}]}`), &patient))
	for path, want := range map[string][]node{
		"name.text":                   {{"a", ""}, {"b", ""}},
		"name.first().text":           {{"a", ""}},
		"deceased.ofType(boolean)":    {{true, "Boolean"}},
		"deceased.ofType(dateTime)":   nil,
		"deceasedBoolean":             {{true, ""}},
		"gender":                      {{"male", ""}},
		"getResourceKey()":            {{"1", ""}},
		"name.where(text = 'b').text": {{"b", ""}},
		"identifier.where(type.coding.where(code = 'MR').exists()).first().value": {{"7", ""}},
		"managingOrganization.getReferenceKey(Organization)":                      {{"9", ""}},
		"managingOrganization.getReferenceKey(Patient)":                           nil,
		"extension('u').value.ofType(code)":                                       {{"c", "Code"}},
	} {
		assert.Equal(t, want, evaluate(path, []node{{value: patient}}), path)
	}
}
