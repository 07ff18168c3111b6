// Package registration recognises the numbers under which authorities of Hong Kong,
// Macao and mainland China register drugs and medical devices (港澳药械通), and the
// codes of the classification of drugs that both sides share.
//
// A number says what product may be sold, and where. It is no code of a substance:
// two numbers are not compared, and none is translated into another. The package has
// no list of products; it knows what the numbers of an authority look like.
//
// Its functions may be used by several goroutines at once.
package registration

import (
	_ "embed"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes"
)

// A Product is what a number registers.
type Product string

// The products.
const (
	// Drug is a medicine.
	Drug Product = "drug"
	// Class is a class of medicines, and no product: a code of ATC registers nothing.
	Class Product = "class"
	// Device is a medical device or a consumable.
	Device Product = "device"
)

// A Kind is a kind of number: those of one authority and one form. The zero Kind is
// none.
type Kind struct {
	// ID names the kind in words of letters and hyphens: "hk-drug".
	ID string
	// System is the code system of the numbers. It has no version.
	System codes.System
	// Product is what the numbers register.
	Product Product
	// Authority is who gives the numbers, in English.
	Authority string
	// Hans, Hant and English are what the number is called.
	Hans, Hant, English string

	shape *regexp.Regexp
}

// A Number is a number that was recognised. The zero Number is none.
type Number struct {
	// Kind is what kind of number it is.
	Kind Kind
	// Text is the number as its authority writes it: capital letters of half width,
	// no spaces ("HK-02280", "国药准字H20013023").
	Text string
}

// Code returns the number as a code of its system, without a display.
func (n Number) Code() (codes.System, string) { return n.Kind.System, n.Text }

// Kinds lists the kinds of numbers. The list is the caller's.
func Kinds() []Kind { return slices.Clone(kinds()) }

// KindOf returns the kind whose numbers are codes of a system, by its URI; false where
// there is none.
func KindOf(system codes.System) (Kind, bool) {
	for _, k := range kinds() {
		if k.System.URI == system.URI {
			return k, true
		}
	}
	return Kind{}, false
}

// Parse recognises a number. Case, width of letters and white space do not count, nor
// which hyphen is written, and traditional characters are read as simplified ones. What stands before a number
// ("批准文号：") is no part of it, and makes it none.
//
// ok is false for what is written like no number, and for what may be one of several
// kinds: H20013023 alone is the number of an imported drug of before 2020, or a
// domestic one whose 国药准字 was left out. Nothing is completed or corrected.
func Parse(text string) (n Number, ok bool) {
	text = plain(text)
	if text == "" || len(text) > 64 {
		return Number{}, false
	}
	for _, k := range kinds() {
		if !k.shape.MatchString(text) || k.ID == "udi-di" && !isGTIN(text) {
			continue
		}
		if ok {
			return Number{}, false
		}
		n, ok = Number{k, text}, true
	}
	return n, ok
}

// plain returns a text without white space, in half width and capital letters, with
// the simplified characters that numbers have.
func plain(text string) string {
	if len(text) > 256 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u3000':
			return -1
		case r > '\uff00' && r < '\uff5f': // the full-width forms of ASCII
			r -= 0xfee0
		}
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		if s, ok := script[r]; ok {
			return s
		}
		return r
	}, text)
}

// script has the characters of numbers that have another form in traditional script,
// and the hyphens that are typed for the one of ASCII.
var script = map[rune]rune{
	'國': '国', '藥': '药', '準': '准', '註': '注', '冊': '册', '證': '证', '號': '号', '進': '进', '許': '许',
	'產': '产', '醫': '医', '遼': '辽', '蘇': '苏', '贛': '赣', '魯': '鲁', '貴': '贵', '陝': '陕', '寧': '宁', '雲': '云', '滬': '沪',
	'‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-',
}

// isGTIN reports whether the check digit of a GTIN of 14 digits is right (GS1 General
// Specifications, 7.9).
func isGTIN(digits string) bool {
	sum := 0
	for i := range len(digits) {
		n := int(digits[i] - '0')
		if i%2 == 0 {
			n *= 3
		}
		sum += n
	}
	return sum%10 == 0
}

//go:embed kinds.csv
var table string

// kinds reads the table once.
var kinds = sync.OnceValue(func() []Kind {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("registration: " + err.Error())
	}
	var list []Kind
	for _, row := range rows[1:] {
		uri := row[1]
		if !strings.Contains(uri, ":") {
			uri = codes.Base + "/CodeSystem/" + uri
		}
		list = append(list, Kind{
			ID: row[0], System: codes.System{URI: uri}, Product: Product(row[2]), Authority: row[4],
			English: row[5], Hans: row[6], Hant: row[7], shape: regexp.MustCompile("^(?:" + row[3] + ")$"),
		})
	}
	return list
})
