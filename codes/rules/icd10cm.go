package rules

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/internal/verdict"
)

// icd10cmCSV has what was decided about pairs of codes: first one of ICD-10-CM,
// which stands for all below it that have no row of their own, then the WHO's.
// A15.- is every subcategory of A15 that the two give different titles.
//
//go:embed icd10cm.csv
var icd10cmCSV string

// toICD10CMCSV has the WHO's codes that lead to one of ICD-10-CM which does not
// lead back.
//
//go:embed to_icd10cm.csv
var toICD10CMCSV string

// FromICD10CM returns the rule from ICD-10-CM to the WHO's ICD-10.
//
// The two write some 10,500 categories and subcategories alike. What each of them
// means on the two sides has been decided, and the match says on which ground:
//
//   - the two titles are the same, but for spelling, number and the order of
//     words: the match is equivalent. What is left over for other diseases (.8)
//     is wider or narrower where the one side names more of them than the other;
//   - the titles differ, and somebody who knows the two has said what the one is
//     to the other. So K29.00 leads to K29.1, and M26.4 to K07.4.
//
// A code below such a one is narrower than it: S02.0XXA leads to S02.0, which is
// wider. A subcategory that the WHO has not leads to its category (I21.A1 to I21)
// unless it was decided where it belongs, and a category that the WHO has not is
// unmatched (Z68). And by the construction of the two:
//
//   - the fourth character of an external cause is the WHO's place of
//     occurrence, and not ICD-10-CM's: W01.0XXA leads to W01;
//   - a sequela, by its seventh character S, is a code of T90-T98 or Y85-Y89 at
//     the WHO: S02.0XXS to T90.2;
//   - T36-T50 are poisonings at the WHO, and also adverse effects in ICD-10-CM,
//     which the WHO has in Y40-Y59: T36.0X5A to Y40.0. An underdosing is
//     unmatched;
//   - pressure ulcers go by stage at the WHO, and by site in ICD-10-CM.
//
// A code that the WHO has not is never answered. who says which codes there are;
// nil stands for the built-in list of 2019, [icd10.Table]. With a table of
// ICD-10-CM, the rule holds for its edition, knows its codes and no others, and
// can be asked backwards. Without one it takes every code that is built like one
// of ICD-10-CM: it is no list of them.
func FromICD10CM(cm, who codes.Table) codes.Map {
	r := &rule{source: systemOf(cm, codes.ICD10CM), target: systemOf(who, codes.ICD10), uri: FromICD10CMURI}
	r.ask = func(code string) []codes.Match {
		if _, ok := lookup(cm, code); cm != nil && !ok || !cmShape(code) {
			return nil
		}
		return existing(who, fromCM(code))
	}
	return r.list(cm)
}

// existing turns answers into matches, of which those that who lacks become its
// category, or unmatched.
func existing(who codes.Table, answers []verdict.Row) []codes.Match {
	matches := make([]codes.Match, 0, len(answers))
	for _, a := range answers {
		if strings.Contains(a.Target, "+") {
			return together(who, a)
		}
		m := codes.Match{Equivalence: a.Equivalence, Comment: a.Reason}
		if a.Equivalence.Translates() {
			var ok bool
			if m.Concept, ok = whoCode(who, a.Target); !ok {
				if m.Concept, ok = whoCode(who, a.Target[:3]); ok {
					m.Equivalence = codes.Compose(a.Equivalence, codes.Wider)
					m.Comment = "the WHO does not list " + a.Target + "; this is its category"
				} else {
					m = codes.Match{Equivalence: codes.Unmatched, Comment: "the WHO has neither " + a.Target + " nor its category"}
				}
			}
		}
		if !slices.ContainsFunc(matches, func(o codes.Match) bool { return o.Concept.Code == m.Concept.Code }) {
			matches = append(matches, m)
		}
	}
	codes.SortMatches(matches)
	return matches
}

// together returns the parts of an answer such as S27.0+S21.9, which only together
// say what the code says.
func together(who codes.Table, a verdict.Row) []codes.Match {
	var matches []codes.Match
	for part := range strings.SplitSeq(a.Target, "+") {
		concept, ok := whoCode(who, part)
		if !ok {
			return unmatched("the WHO has no " + part)
		}
		matches = append(matches, codes.Match{
			Concept: concept, Equivalence: a.Equivalence, Comment: a.Reason,
			Group: codes.Group{Scenario: 1, ChoiceList: len(matches) + 1},
		})
	}
	return matches
}

// whoCode returns the concept of a code of the WHO's, by a table or by the
// built-in list.
func whoCode(who codes.Table, code string) (codes.Concept, bool) {
	if who == nil {
		return icd10.Table().Lookup(code)
	}
	return who.Lookup(code)
}

// ToICD10CM returns the rule from the WHO's ICD-10 to the edition of ICD-10-CM
// of cm: [FromICD10CM] read the other way, among its categories, subcategories
// and those of its codes of which something was decided. The answer may be a
// category or subcategory that a record in ICD-10-CM cannot state. A code that
// only the WHO has leads to the category, if ICD-10-CM has that.
//
// cm says which codes there are; it is to be a table of ICD-10-CM, and not a
// rule's idea of one. who is as in FromICD10CM.
func ToICD10CM(cm, who codes.Table) codes.Map {
	r := &rule{source: systemOf(who, codes.ICD10), target: cm.System(), uri: ToICD10CMURI}
	decided := sync.OnceValue(inverse)
	r.ask = func(code string) []codes.Match {
		if _, ok := whoCode(who, code); !ok || !whoShape(code) {
			return nil
		}
		return toCM(cm, code, decided()[code])
	}
	if who == nil {
		return r.list(icd10.Table())
	}
	return r.list(who)
}

// toCM returns the codes of ICD-10-CM for one of the WHO's. decided are the rows of
// which it is the target.
func toCM(cm codes.Table, code string, decided []verdict.Row) []codes.Match {
	var matches []codes.Match
	add := func(target string, e codes.Equivalence, reason string) {
		c, ok := cm.Lookup(target)
		if ok && !slices.ContainsFunc(matches, func(m codes.Match) bool { return m.Concept.Code == target }) {
			matches = append(matches, codes.Match{Concept: c, Equivalence: e, Comment: reason})
		}
	}
	for row := range verdict.Table(toICD10CMCSV).Rows(code) {
		add(row.Target, row.Equivalence, row.Reason)
	}
	for _, row := range pair(code) {
		if row.Target == code {
			add(code, row.Equivalence.Inverse(), row.Reason)
		}
	}
	for _, row := range decided {
		add(row.Code, row.Equivalence.Inverse(), row.Reason)
	}
	if len(matches) > 0 {
		codes.SortMatches(matches)
		return matches
	}
	category := code[:3]
	if len(code) > 3 && icd10.Has(category) {
		// What ICD-10-CM has under the category, if the two mean the same by it.
		for _, row := range pair(category) {
			if row.Target == category {
				add(category, codes.Compose(codes.Wider, row.Equivalence.Inverse()), "the category; ICD-10-CM has no such subcategory")
			}
		}
	}
	if len(matches) > 0 {
		return matches
	}
	if _, ok := cm.Lookup(code); ok {
		return unmatched("ICD-10-CM gives this code another meaning")
	}
	return unmatched("ICD-10-CM has no such code")
}

// inverse returns the verdicts by their targets.
func inverse() map[string][]verdict.Row {
	by := make(map[string][]verdict.Row)
	for row := range verdict.Table(icd10cmCSV).All() {
		if row.Target != "" && row.Target != row.Code && !strings.HasSuffix(row.Code, "-") {
			by[row.Target] = append(by[row.Target], row)
		}
	}
	return by
}

// cmShape reports whether code is built as those of ICD-10-CM are.
func cmShape(code string) bool {
	if len(code) < 3 || len(code) > 8 || len(code) == 4 || !upper(code[0]) {
		return false
	}
	for i := 1; i < len(code); i++ {
		if i == 3 != (code[i] == '.') || i != 3 && !upper(code[i]) && !digits(code[i:i+1]) {
			return false
		}
	}
	return true
}

func upper(b byte) bool { return 'A' <= b && b <= 'Z' }

const (
	bySequela  = "the WHO has sequelae under codes of their own"
	byPlace    = "the category; the fourth character is the place of occurrence at the WHO, and not in ICD-10-CM"
	byCategory = "the category; the WHO has no such subcategory"
)

func answer(target string, e codes.Equivalence, reason string) []verdict.Row {
	return []verdict.Row{{Target: target, Equivalence: e, Reason: reason}}
}

func none(reason string) []verdict.Row { return answer("", codes.Unmatched, reason) }

// fromCM returns the WHO's codes for one of ICD-10-CM.
func fromCM(code string) []verdict.Row {
	category := code[:3]
	stem := code
	if len(code) > 5 {
		stem = code[:5]
	}
	sequela := len(code) == 8 && code[7] == 'S' && strings.IndexByte("STVWXY", code[0]) >= 0 && digits(category[1:])
	drug := "T36" <= category && category <= "T50" && len(code) >= 7
	if drug {
		switch {
		case code[6] == '5' && sequela:
			return answer("Y88.0", codes.Wider, bySequela)
		case code[6] == '5':
			if to := adverseEffect(code); to != "" {
				return answer(to, codes.RelatedTo, "the WHO has adverse effects of drugs in Y40-Y59")
			}
			return none("an adverse effect, which the WHO has in Y40-Y59 and divides otherwise")
		case code[6] == '6':
			return none("the WHO has no codes for underdosing")
		}
	}
	if sequela {
		if to := sequelae(category, stem); to != "" {
			return answer(to, codes.Wider, bySequela)
		}
		return none("a sequela, which the WHO has in T90-T98 or Y85-Y89 and divides otherwise")
	}
	if category == "L89" && len(code) > 3 {
		return answer(pressureUlcer(code), codes.Wider, "the fourth character is the stage at the WHO, and the site in ICD-10-CM")
	}
	// What was decided of the code, or of one above it.
	if len(code) >= 5 {
		rows := verdict.Table(icd10cmCSV).Longest(code, 5)
		if rows == nil {
			rows = pair(stem)
		}
		switch {
		case rows == nil:
		case rows[0].Code == code:
			return rows
		case drug:
			return answer(rows[0].Target, codes.Wider, "poisoning by it, whatever the intent")
		default:
			return below(rows, rows[0].Reason)
		}
	}
	rows := pair(category)
	switch {
	case rows == nil:
		return none("the WHO has no such category")
	case len(code) == 3:
		return rows
	case placeOfOccurrence(code):
		return below(rows, byPlace)
	}
	return below(rows, byCategory)
}

// below returns what rows say of a code below the one of which they were
// decided. reason is given where a row only carries the code over.
func below(rows []verdict.Row, reason string) []verdict.Row {
	for i := range rows {
		r := &rows[i]
		if r.Equivalence.Translates() {
			r.Equivalence = codes.Compose(codes.Wider, r.Equivalence)
		}
		if r.Target == r.Code {
			r.Reason = reason
		}
	}
	return rows
}

// decided returns the rows of the table of verdicts.
func decided(code string) []verdict.Row { return collect(icd10cmCSV, code) }

// Grounds on which a code of the one side is the same of the other.
const (
	groundSame = "the two titles are the same"
	groundRest = "the two titles are the same, but not what is named beside it"
)

// pair returns what was decided of a category or subcategory, of itself or of its
// group, or by its title. It is nil where the two do not both have the code and
// nothing was decided.
func pair(code string) []verdict.Row {
	if rows := decided(code); rows != nil {
		return rows
	}
	same, _, _ := sameTitles.Line(code[:3])
	mark := byte('-')
	if len(code) == 5 {
		mark = code[4]
	}
	for ; len(code) != 4 && len(same) >= 2; same = same[2:] {
		if same[0] != mark {
			continue
		}
		row := verdict.Row{Code: code, Target: code, Equivalence: codes.Equivalent, Reason: groundSame}
		switch same[1] {
		case 'w':
			row.Equivalence, row.Reason = codes.Wider, groundRest
		case 'n':
			row.Equivalence, row.Reason = codes.Narrower, groundRest
		case 'x':
			row.Equivalence, row.Reason = codes.RelatedTo, groundRest
		}
		return []verdict.Row{row}
	}
	if len(code) != 5 || !icd10.Has(code) {
		return nil
	}
	rows := decided(code[:3] + ".-")
	for i := range rows {
		rows[i].Code = code
		if digits, ok := strings.CutSuffix(rows[i].Target, "-"); ok {
			rows[i].Target = digits + code[4:]
		}
	}
	return rows
}

// placeOfOccurrence reports whether the WHO's fourth character of code would be
// the place where it happened: W00-Y34, but for the categories that it divides.
func placeOfOccurrence(code string) bool {
	category := code[:3]
	return "W00" <= category && category <= "Y34" && !icd10.Divided(category)
}

// pressureUlcer returns the WHO's code of a pressure ulcer: by its stage, which
// ICD-10-CM has last.
func pressureUlcer(code string) string {
	if len(code) == 7 || strings.HasPrefix(code, "L89.9") && len(code) == 6 {
		switch stage := code[len(code)-1]; stage {
		case '1', '2', '3', '4':
			return "L89." + string(stage-1)
		case '0', '9':
			return "L89.9"
		}
	}
	return "L89"
}

// adverse are categories and subcategories of ICD-10-CM that name a drug, and
// the WHO's code of its adverse effect. The first that fits counts; where both
// are categories, the two divide them alike.
var adverse = []struct{ cm, who string }{
	{"T36", "Y40"}, // systemic antibiotics
	{"T37", "Y41"}, // other anti-infectives and antiparasitics
	{"T38", "Y42"}, // hormones
	{"T39.0", "Y45.1"},
	{"T39.1", "Y45.5"},
	{"T39.31", "Y45.2"},
	{"T39.39", "Y45.3"},
	{"T39.4", "Y45.4"},
	{"T39.8", "Y45.8"},
	{"T39.9", "Y45.9"},
	{"T40.2", "Y45.0"},
	{"T40.3", "Y45.0"},
	{"T40.4", "Y45.0"},
	{"T41", "Y48"}, // anaesthetics and therapeutic gases
	{"T42.0", "Y46.2"},
	{"T42.1", "Y46.4"},
	{"T42.2", "Y46.0"},
	{"T42.3", "Y47.0"},
	{"T42.4", "Y47.1"},
	{"T43.0", "Y49.0"},
	{"T43.1", "Y49.1"},
	{"T43.2", "Y49.2"},
	{"T43.3", "Y49.3"},
	{"T43.4", "Y49.4"},
	{"T43.5", "Y49.5"},
	{"T43.6", "Y49.7"},
	{"T43.8", "Y49.8"},
	{"T43.9", "Y49.9"},
	{"T44", "Y51"}, // autonomic nervous system
	{"T45.0", "Y43.0"},
	{"T45.2", "Y57.7"},
	{"T45.3", "Y43.6"},
	{"T45.4", "Y44.0"},
	{"T45.51", "Y44.2"},
	{"T45.52", "Y44.4"},
	{"T45.61", "Y44.5"},
	{"T45.7", "Y44.3"},
	{"T46", "Y52"}, // cardiovascular system
	{"T47", "Y53"}, // gastrointestinal system
	{"T48.9", "Y55.7"},
	{"T48", "Y55"}, // muscles and respiratory system
	{"T49", "Y56"}, // topical agents
	{"T50.1", "Y54.4"},
	{"T50.3", "Y54.6"},
	{"T50.4", "Y54.8"},
	{"T50.5", "Y57.0"},
	{"T50.6", "Y57.2"},
	{"T50.90", "Y57.9"},
	{"T50.99", "Y57.8"},
}

// adverseEffect returns the WHO's code for an adverse effect, or "".
func adverseEffect(code string) string {
	for _, a := range adverse {
		switch {
		case !strings.HasPrefix(code, a.cm):
		case len(a.who) > 3:
			return a.who
		case digits(code[4:5]):
			return a.who + code[3:5]
		}
	}
	return ""
}

// sequelae returns the WHO's code for the sequela of an injury or an external
// cause, or "".
func sequelae(category, stem string) string {
	switch c := category; {
	case c[0] == 'S':
		return injurySequelae(c, stem)
	case c <= "T07":
		return "T94.0"
	case c == "T14":
		return "T94.1"
	case "T15" <= c && c <= "T19":
		return "T98.0"
	case c == "T20":
		return "T95.0"
	case c == "T21":
		return "T95.1"
	case c == "T22", c == "T23":
		return "T95.2"
	case c == "T24", c == "T25":
		return "T95.3"
	case "T26" <= c && c <= "T28":
		return "T95.8"
	case c == "T30":
		return "T95.9"
	case c == "T31", c == "T32":
		return "T95.4"
	case "T33" <= c && c <= "T34": // frostbite, by site
		return "T95"
	case "T36" <= c && c <= "T50":
		return "T96"
	case "T51" <= c && c <= "T65":
		return "T97"
	case "T66" <= c && c <= "T78":
		return "T98.1"
	case c == "T79":
		return "T98.2"
	case "T80" <= c && c <= "T88":
		return "T98.3"
	case "V01" <= c && c <= "V99":
		return "Y85"
	case "W00" <= c && c <= "X58":
		return "Y86"
	case "X71" <= c && c <= "X83":
		return "Y87.0"
	case "X92" <= c && c <= "Y09":
		return "Y87.1"
	case "Y21" <= c && c <= "Y33":
		return "Y87.2"
	case c == "Y35":
		return "Y89.0"
	case c == "Y36":
		return "Y89.1"
	}
	return ""
}

// injurySequelae follows the inclusions of T90-T93: the site gives the category,
// the kind of injury the fourth character.
func injurySequelae(category, stem string) string {
	kind, fourth := category[2], byte(0)
	if len(stem) == 5 {
		fourth = stem[4]
	}
	switch site := category[1]; site {
	case '0': // head
		if kind == '9' && fourth == '9' {
			return "T90.9"
		}
		return "T90." + "0128345888"[kind-'0':][:1]
	case '1', '2', '3': // neck, thorax, abdomen with lower back and pelvis
		switch {
		case kind <= '1':
			return "T91.0"
		case kind == '2' && (site == '1' || site == '2' && fourth <= '1' || site == '3' && fourth == '0'):
			return "T91.1" // spine
		case kind == '2':
			return "T91.2"
		case kind == '4' && fourth <= '1':
			return "T91.3" // spinal cord
		case site == '2' && (kind == '6' || kind == '7'):
			return "T91.4"
		case site == '3' && (kind == '6' || kind == '7'):
			return "T91.5"
		case kind == '9' && fourth == '9':
			return "T91.9"
		}
		return "T91.8"
	case '4', '5':
		return "T92." + limbSequelae(kind, fourth, "1")
	case '6': // wrist and hand
		return "T92." + limbSequelae(kind, fourth, "2")
	case '7': // hip and thigh
		return "T93." + limbSequelae(kind, fourth, "1")
	default:
		return "T93." + limbSequelae(kind, fourth, "2")
	}
}

func limbSequelae(kind, fourth byte, fracture string) string {
	switch {
	case kind == '2', kind == '9' && fourth <= '3': // ICD-10-CM has physeal fractures there
		return fracture
	case kind == '9' && fourth == '9':
		return "9"
	}
	return "8013485668"[kind-'0':][:1]
}
