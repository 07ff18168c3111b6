package exchange

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// CheckOutside returns [ErrIdentifying] where a text that is to stand outside the
// encryption holds a number of the patient or of the stay, or the patient's name, date
// of birth or telephone number. It knows what the Bundle says, and of that what is long enough to be found: it is no
// proof that a text names nobody.
func CheckOutside(bundle []byte, texts ...string) error {
	parsed, err := parseBundle(bundle)
	if err != nil {
		return err
	}
	if names(parsed, texts...) {
		return ErrIdentifying
	}
	return nil
}

// names reports whether a text holds a number or name of the patient.
func names(bundle object, texts ...string) bool {
	list := identifying(bundle)
	return slices.ContainsFunc(texts, func(text string) bool {
		text = plain(text)
		return slices.ContainsFunc(list, func(name string) bool { return strings.Contains(text, name) })
	})
}

// identifying lists what tells who the patient is, and which the stay.
func identifying(bundle object) (list []string) {
	add := func(value any) {
		text, _ := value.(string)
		if text = plain(text); len(text) >= 4 && utf8.RuneCountInString(text) >= 2 {
			list = append(list, text)
		}
	}
	entries, _ := bundle.get("entry").([]any)
	for _, entry := range entries {
		entry, _ := entry.(object)
		resource, _ := entry.get("resource").(object)
		switch resource.get("resourceType") {
		case "Patient", "Encounter", "RelatedPerson", "Coverage", "EpisodeOfCare":
		default:
			continue
		}
		add(resource.get("id"))
		add(resource.get("birthDate"))
		for _, list := range []string{"identifier", "telecom"} {
			for _, element := range objects(resource.get(list)) {
				add(element.get("value"))
			}
		}
		for _, name := range objects(resource.get("name")) {
			add(name.get("text"))
			family := name.text("family")
			given, _ := name.get("given").([]any)
			for _, g := range given {
				g, _ := g.(string)
				add(family + g)
				add(g + family)
			}
		}
	}
	return list
}

func objects(value any) (list []object) {
	elements, _ := value.([]any)
	for _, e := range elements {
		if o, ok := e.(object); ok {
			list = append(list, o)
		}
	}
	return list
}

// plain is a text without what people write or leave out: blanks, hyphens, brackets,
// and the difference of capitals.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t-_./()（）·", r) {
			return -1
		}
		return r
	}, strings.ToLower(text))
}
