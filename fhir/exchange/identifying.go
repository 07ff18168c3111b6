package exchange

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckOutside returns [ErrIdentifying] where a text that is to stand outside the
// encryption holds a number of the patient or of the stay, the name, address, date of
// birth or telephone number of the patient, or those of their next of kin. It knows what
// the Bundle says, and of that what is long enough to be found: it is no proof that a
// text names nobody.
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
	var known identifying
	for _, entry := range objects(bundle.get("entry")) {
		resource, _ := entry.get("resource").(object)
		known.resource(resource)
	}
	return slices.ContainsFunc(texts, known.in)
}

// identifying is what tells who the patient is, and which the stay.
type identifying struct {
	texts  []string    // as plain returns them
	births [][3]string // year, month and day
}

// in reports whether a text holds any of it.
func (k *identifying) in(text string) bool {
	for _, at := range dates.FindAllStringSubmatch(narrow(text), -1) {
		for _, birth := range k.births {
			if slices.Contains([][3]string{birth, {birth[2], birth[1], birth[0]}, {birth[1], birth[2], birth[0]}}, [3]string{bare(at[1]), bare(at[2]), bare(at[3])}) {
				return true
			}
		}
	}
	text = plain(text)
	return slices.ContainsFunc(k.texts, func(known string) bool { return strings.Contains(text, known) })
}

// dates finds what may be a date: the order of its parts is anybody's.
var dates = regexp.MustCompile(`(\d{1,4})[^\d\pL]{0,2}[年/.\- ][^\d\pL]{0,2}(\d{1,2})[^\d\pL]{0,2}[月/.\- ][^\d\pL]{0,2}(\d{1,4})`)

func bare(digits string) string { return strings.TrimLeft(digits, "0") }

// add adds a text of at least so many characters.
func (k *identifying) add(value any, least int) {
	text, _ := value.(string)
	if text = plain(text); len(text) >= 4 && utf8.RuneCountInString(text) >= least {
		k.texts = append(k.texts, text)
	}
}

func (k *identifying) resource(r object) {
	switch r.get("resourceType") {
	case "Patient", "Encounter", "RelatedPerson", "Person", "Coverage", "EpisodeOfCare":
		k.add(r.get("id"), 2)
		k.birth(r.text("birthDate"))
		for _, id := range objects(r.get("identifier")) {
			k.add(id.get("value"), 2)
		}
		k.person(r)
		for _, contact := range objects(r.get("contact")) {
			k.person(contact)
		}
	}
	for _, role := range [...]string{"subject", "patient", "beneficiary", "for"} {
		to, _ := r.get(role).(object)
		k.add(to.get("display"), 2)
	}
	for _, contained := range objects(r.get("contained")) {
		k.resource(contained)
	}
}

// person adds names, addresses and telephone numbers, of which there is a list or one.
func (k *identifying) person(p object) {
	for _, telecom := range each(p.get("telecom")) {
		k.add(telecom.get("value"), 2)
	}
	for _, name := range each(p.get("name")) {
		k.add(name.get("text"), 2)
		family := name.text("family")
		given, _ := name.get("given").([]any)
		for _, g := range given {
			g, _ := g.(string)
			k.add(family+g, 2)
			k.add(g+family, 2)
		}
	}
	for _, address := range each(p.get("address")) {
		k.add(address.get("text"), leastAddress)
		lines, _ := address.get("line").([]any)
		for _, line := range lines {
			k.add(line, leastAddress)
		}
	}
}

// leastAddress is from how many characters on an address is one: a district alone is in
// the names of hospitals too.
const leastAddress = 5

// birth adds a date of birth that is known to the day.
func (k *identifying) birth(date string) {
	parts := strings.Split(date, "-")
	if len(parts) != 3 {
		return
	}
	k.births = append(k.births, [3]string{bare(parts[0]), bare(parts[1]), bare(parts[2])})
	k.add(parts[0]+parts[1]+parts[2], 2)
	k.add(parts[2]+parts[1]+parts[0], 2)
}

// each returns the objects of a list, or the one that stands in its place.
func each(value any) []object {
	if o, ok := value.(object); ok {
		return []object{o}
	}
	return objects(value)
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

// plain is a text without what people write or leave out: all but letters and digits,
// and the differences of capitals and of width.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, narrow(text))
}

// narrow is a text with the full-width forms of ASCII in half width.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if r > '\uff00' && r < '\uff5f' {
			return r - 0xfee0
		}
		return r
	}, text)
}
