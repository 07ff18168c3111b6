package report

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

// systemName is what a code system is called on the page, with its edition; ""
// where none is stated.
func systemName(s codes.System) string {
	name := s.URI
	if s.URI == codes.Morphology.URI {
		name = "ICD-O-3"
	}
	for _, known := range codes.Systems() {
		if known.URI == s.URI {
			name = known.Title
		}
	}
	if s.Version == "" || strings.Contains(name, s.Version) {
		return name
	}
	return name + " " + s.Version
}

// language is that of a name which one of the standards gives.
func language(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh-Hans"
	}
	return "en"
}

// mapNames are the maps of a route without the base that all share.
func mapNames(route string) string {
	names := strings.Fields(route)
	for i, name := range names {
		names[i] = strings.TrimPrefix(strings.TrimPrefix(name, codes.Base), "/ConceptMap/")
	}
	return strings.Join(names, " → ")
}

func encodingName(name string) string {
	switch name {
	case "":
		return "UTF-8"
	case mapping.EncodingAuto:
		return "ASCII"
	}
	return strings.ToUpper(name)
}

// number writes a number with a comma for each thousand.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent writes the share of n in all, to a tenth. Neither a few nor almost
// all are rounded to none or all.
func percent(n, all int) string {
	if all == 0 {
		return "–"
	}
	tenths := (2000*n + all) / (2 * all)
	switch {
	case n > 0 && tenths == 0:
		return "<0.1%"
	case n < all && tenths == 1000:
		return ">99.9%"
	}
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10) + "%"
}

// The outcomes that are no equivalence.
const (
	outcomeChoice = "choice"
	outcomeNone   = "none"
)

// An outcome is a way in which the translation of a code can end.
type outcome struct {
	Name  string // a code of FHIR R4's ConceptMapEquivalence, or one of the above
	Class string // of the page's style
	Label Text
}

// outcomes are the ways from the best to the worst.
var outcomes = [...]outcome{
	{"equal", "same", Text{"Equal: the same concept", "相等：同一概念"}},
	{"equivalent", "same", Text{"Equivalent: the same meaning", "等价：含义相同"}},
	{"subsumes", "wide", Text{"Subsumes: the target is more general", "包含：目标更概括"}},
	{"wider", "wide", Text{"Wider: the target says less", "更宽：目标较概括"}},
	{"specializes", "narrow", Text{"Specializes: the target is more specific", "特化：目标更具体"}},
	{"narrower", "narrow", Text{"Narrower: the target says more", "更窄：目标较具体"}},
	{"inexact", "loose", Text{"Inexact: the two overlap", "不精确：部分重叠"}},
	{"relatedto", "loose", Text{"Related: how is not known", "相关：关系未明"}},
	{"unmatched", "none", Text{"Unmatched", "无匹配"}},
	{"disjoint", "none", Text{"Disjoint", "不相交"}},
	{outcomeChoice, "choice", Text{"A choice that a coder makes: none added", "有多个候选，待编码员选择：未添加"}},
	{outcomeNone, "none", Text{"No target: none added", "无目标编码：未添加"}},
}
