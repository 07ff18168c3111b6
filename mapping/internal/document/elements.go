package document

import (
	"reflect"
	"strings"
	"sync"
)

// Elements returns the names of the elements of a resource that are set, without those
// that all resources have.
func Elements(resource any) (names []string) {
	v := reflect.ValueOf(resource).Elem()
	for i, name := range elementNames(v.Type()) {
		if name == "" {
			continue
		}
		if f := v.Field(i); !f.IsZero() && (f.Kind() != reflect.Slice || f.Len() > 0) {
			names = append(names, name)
		}
	}
	return names
}

// elementNames returns the names of the fields of a model, "" for the elements that
// all resources have. To take them out of the tags each time was a tenth of the
// time of a document.
func elementNames(t reflect.Type) []string {
	if names, known := namesByType.Load(t); known {
		return names.([]string)
	}
	names := make([]string, t.NumField())
	for i := range names {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		switch name {
		case "id", "meta", "implicitRules", "language", "text", "extension":
		default:
			names[i] = name
		}
	}
	namesByType.Store(t, names)
	return names
}

// namesByType remembers elementNames, which are the same for ever.
var namesByType sync.Map // from reflect.Type to []string
