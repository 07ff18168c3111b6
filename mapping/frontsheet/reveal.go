package frontsheet

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Reveal returns what a part of a sheet says, or a list of such parts, as JSON for those
// who must see it: members named as in Go, and only those that state something. A
// date is text as far as it is known ("2024-01-05 09:30"), a coded value has its code,
// its label and the name of its value set. It is for people and tests: the JSON of a
// stay is that of its document.
//
// What it returns holds a patient's values, and nothing redacts it.
func Reveal(v any) string {
	return string(reveal(nil, reflect.ValueOf(v)))
}

func reveal(dst []byte, v reflect.Value) []byte {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return append(dst, "null"...)
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		return append(dst, "null"...)
	}
	switch v.Kind() {
	case reflect.Struct:
		if d, ok := v.Interface().(DateTime); ok {
			return quote(dst, d.text())
		}
		more := false
		member := func(name string) {
			if more {
				dst = append(dst, ',')
			}
			more = true
			dst = append(quote(dst, name), ':')
		}
		dst = append(dst, '{')
		if c, ok := v.Interface().(Coded); ok {
			for _, m := range [...]struct{ name, value string }{{"Set", c.setName()}, {"Code", c.Code}, {"Label", c.Label()}} {
				if m.value != "" {
					member(m.name)
					dst = quote(dst, m.value)
				}
			}
			return append(dst, '}')
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
				member(f.Name)
				dst = reveal(dst, v.Field(i))
			}
		}
		return append(dst, '}')
	case reflect.Slice, reflect.Array:
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = reveal(dst, v.Index(i))
		}
		return append(dst, ']')
	case reflect.String:
		return quote(dst, v.String())
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return append(dst, "null"...)
	}
	return append(dst, text...)
}

func quote(dst []byte, s string) []byte {
	text, _ := json.Marshal(s) // of a string, which has no error
	return append(dst, text...)
}

func (c Coded) setName() string {
	if c.Set == nil {
		return ""
	}
	return c.Set.Name
}

// text returns d as people write it, as far as it is known.
func (d DateTime) text() string {
	if d.IsZero() {
		return ""
	}
	b := d.AppendDate(nil)
	for i, part := range [...]int{d.Hour, d.Minute, d.Second} {
		if int(d.Precision) >= int(ToHour)+i {
			b = append(b, " ::"[i])
			b = chars.AppendPadded(b, part, 2)
		}
	}
	return string(append(b, d.Zone...))
}
