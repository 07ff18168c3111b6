package deidentify

import (
	"strings"
	"sync"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A province is a row of places.csv.
type province struct {
	name, short string
	cities      []string
}

var provinces = sync.OnceValue(func() []province {
	var list []province
	for _, row := range readTable("places.csv") {
		list = append(list, province{row[0], row[1], strings.Fields(row[2])})
	}
	return list
})

// foldAddress makes one the forms in which the front of an address is written.
var foldAddress = strings.NewReplacer(" ", "", "\u3000", "", "中华人民共和国", "", "中國", "", "中国", "", "廣", "广", "東", "东", "門", "门")

// placeOf finds the province and the city with which an address begins, or at
// the end of an English one Hong Kong. Both are names of places.csv; "" where
// the address begins otherwise.
func placeOf(address string) (provinceName, city string) {
	text := foldAddress.Replace(address)
	for _, p := range provinces() {
		rest, whole := strings.CutPrefix(text, p.name)
		if !whole {
			// The short name is that of many a street too: it counts before a
			// city of the province, and where no street can follow.
			rest, whole = strings.CutPrefix(text, p.short)
			if !whole || len(p.cities) > 0 && cityOf(rest, p.cities) == "" {
				continue
			}
			if len(p.cities) == 0 && !direct(p.short, rest) {
				continue
			}
		}
		return p.name, cityOf(rest, p.cities)
	}
	for _, p := range provinces() {
		if city := cityOf(text, p.cities); city != "" {
			return p.name, city
		}
	}
	if end := strings.ToLower(strings.TrimRight(address, " .,")); strings.HasSuffix(end, "hong kong") || strings.HasSuffix(end, "kowloon") || strings.HasSuffix(end, "new territories") {
		return "香港特别行政区", ""
	}
	return "", ""
}

// direct reports whether the short name of a place without cities stands for
// it: 香港 does, and 北京 does before a district.
func direct(short, rest string) bool {
	if short == "香港" || short == "澳门" {
		return !strings.HasPrefix(rest, "路") && !strings.HasPrefix(rest, "中路") && !strings.HasPrefix(rest, "街")
	}
	district, _, found := strings.Cut(rest, "区")
	return found && len([]rune(district)) <= 4
}

func cityOf(text string, cities []string) string {
	for _, city := range cities {
		if strings.HasPrefix(text, city) {
			return city
		}
	}
	return ""
}

// place reduces an address.
func (r *redactor) place(path, address string) string {
	if address == "" {
		return ""
	}
	action := r.action(path)
	province, city := placeOf(address)
	if action != City && action != Province || province == "" {
		r.note(path, Drop)
		return ""
	}
	r.note(path, action)
	if action == Province {
		return province
	}
	return province + city
}

// region reduces a place that is stated in parts.
func (r *redactor) region(path string, a frontsheet.Region) (passed frontsheet.Region) {
	if a == passed {
		return passed
	}
	action := r.action(path)
	province, city := placeOf(a.Whole())
	if action != City && action != Province || province == "" {
		r.note(path, Drop)
		return passed
	}
	r.note(path, action)
	passed.Province = province
	if action == City {
		passed.City = city
	}
	return passed
}

// address reduces an address that may be taken apart.
func (r *redactor) address(path string, a *frontsheet.Address) frontsheet.Address {
	r.dropped(path+".postcode", a.Postcode != "")
	r.dropped(path+".phone", a.Phone != "")
	r.dropped(path+".line", stated(a.Lines...))
	r.dropped(path+".city", a.City != "")
	r.dropped(path+".district", !a.District.IsZero())
	return frontsheet.Address{
		Text:    r.place(path+".address", a.Text),
		Area:    r.coded(path+".area", a.Area),
		Country: r.word(path+".country", a.Country, countries),
	}
}

// countries are the codes of ISO 3166-1 that are passed on: an address abroad is
// rare enough to tell who lives there.
var countries = []string{"CN", "CHN", "HK", "HKG", "MO", "MAC", "TW", "TWN"}
