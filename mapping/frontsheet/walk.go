package frontsheet

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// elements name the parts of a sheet whose element is not the name of their field.
var elements = map[string]string{
	"Findings": "finding", "Procedures": "procedure", "Observations": "observation", "Medications": "medication", "Items": "item", "Details": "detail",
	"Transfusions": "transfusion", "Transfers": "transfer", "Fields": "field",
	"AdmittedTo": "admission", "DischargedFrom": "discharge", "Number": "number",
	"ABO": "abo", "HBsAg": "hbsag", "HCV": "hcv", "HIV": "hiv",
}

// elementOf names a field as elements are named: BirthDate is birth-date.
func elementOf(field string) string {
	if name, ok := elements[field]; ok {
		return name
	}
	var b strings.Builder
	for i, r := range field {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// A path is where a value of a sheet stands. Its text is made only where something is
// said about it.
type path struct {
	above *path
	name  string // of a field, "" for an element of a list
	index int    // 1-based
	role  DiagnosisRole
}

func (p *path) String() string {
	switch {
	case p == nil:
		return ""
	case p.name == "Diagnoses":
		return "diagnosis"
	case p.name == "" && p.role != "":
		return "diagnosis." + string(p.role) + "[" + strconv.Itoa(p.index) + "]"
	case p.name == "":
		return p.above.String() + "[" + strconv.Itoa(p.index) + "]"
	case p.above == nil:
		return elementOf(p.name)
	}
	return p.above.String() + "." + elementOf(p.name)
}

// walk calls visit for each stated value of a type of its own that stands in v, which
// is part of a sheet: a visit that returns false has dealt with what stands in it.
// Value sets and the origin are no values.
func walk(v reflect.Value, at *path, visit func(v reflect.Value, at *path) bool) {
	if v.IsZero() || v.Type() == reflect.TypeFor[*ValueSet]() || !visit(v, at) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			// Fields are verbatim, whatever they hold.
			if f := v.Type().Field(i); f.IsExported() && f.Type != reflect.TypeFor[[]Field]() {
				walk(v.Field(i), &path{above: at, name: f.Name}, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			next := &path{above: at, index: i + 1}
			if d, ok := v.Index(i).Addr().Interface().(*Diagnosis); ok && slices.Contains(diagnosisRoles[:], d.Role) {
				next.role = d.Role
				if d.Slot > 0 {
					next.index = d.Slot
				}
			}
			walk(v.Index(i), next, visit)
		}
	}
}

// copied returns a copy of v that has no list in common with it.
func copied(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				c.Field(i).Set(copied(v.Field(i)))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.Index(i).Set(copied(v.Index(i)))
			}
		}
	}
	return c
}
