package frontsheet

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/crossbay/crossbay/codes"
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

// A path is where a value of a sheet stands, from the top. Its text is made only where
// something is said about it.
type path []step

type step struct {
	field string // "" for an element of a list
	index int    // 1-based
	role  DiagnosisRole
}

func (p path) String() string {
	text := ""
	for i, s := range p {
		switch {
		case s.field == "Diagnoses":
			text = "diagnosis"
		case s.field == "" && s.role != "":
			text += "." + string(s.role) + "[" + strconv.Itoa(s.index) + "]"
		case s.field == "":
			text += "[" + strconv.Itoa(s.index) + "]"
		case i == 0:
			text = elementOf(s.field)
		default:
			text += "." + elementOf(s.field)
		}
	}
	return text
}

// A plan says where in a value of a type there are others to look at, so that what has
// none is passed over.
type plan struct {
	look   bool // at the value itself
	fields []plannedField
	each   *plan // of a list
}

type plannedField struct {
	index int
	name  string
	plan  *plan
}

var sheetPlan = sync.OnceValue(func() *plan { return planOf(reflect.TypeFor[FrontSheet]()) })

// planOf returns the plan of a type, nil where there is nothing to look at. Value sets
// and the origin are no values.
func planOf(t reflect.Type) *plan {
	switch t {
	case reflect.TypeFor[DateTime](), reflect.TypeFor[Decimal](), reflect.TypeFor[string](), reflect.TypeFor[Field]():
		return &plan{look: true}
	case reflect.TypeFor[codes.System]():
		return nil
	}
	p := &plan{}
	switch t {
	case reflect.TypeFor[Coded](), reflect.TypeFor[Stay](), reflect.TypeFor[StaffMember](), reflect.TypeFor[Diagnosis](),
		reflect.TypeFor[Procedure](), reflect.TypeFor[AllergyItem](), reflect.TypeFor[Observation](), reflect.TypeFor[Medication]():
		p.look = true
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				if below := planOf(f.Type); below != nil {
					p.fields = append(p.fields, plannedField{i, f.Name, below})
				}
			}
		}
	case reflect.Slice:
		p.each = planOf(t.Elem())
	}
	if !p.look && p.fields == nil && p.each == nil {
		return nil
	}
	return p
}

// walk calls visit for each stated value of a sheet that a plan looks at, which it may
// change, with the place where it stands.
func walk(s *FrontSheet, visit func(v any, at path)) {
	walkPart(reflect.ValueOf(s).Elem(), sheetPlan(), make(path, 0, 16), visit)
}

func walkPart(v reflect.Value, p *plan, at path, visit func(v any, at path)) {
	if v.IsZero() {
		return
	}
	if p.look {
		visit(v.Addr().Interface(), at)
	}
	for i := range p.fields {
		f := &p.fields[i]
		walkPart(v.Field(f.index), f.plan, append(at, step{field: f.name}), visit)
	}
	if p.each == nil {
		return
	}
	for i := range v.Len() {
		next := step{index: i + 1}
		if d, ok := v.Index(i).Addr().Interface().(*Diagnosis); ok && slices.Contains(diagnosisRoles[:], d.Role) {
			next.role = d.Role
			if d.Slot > 0 {
				next.index = d.Slot
			}
		}
		walkPart(v.Index(i), p.each, append(at, next), visit)
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
