package rules

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// FromICD10CM returns the rule from ICD-10-CM to the WHO's ICD-10.
//
// The two share most of their three-character categories and most of the
// subcategories at the fourth character. The rule carries the first four
// characters over:
//
//	I21.4     I21.4
//	S02.0XXA  S02.0
//
// and does not where it is known that they do not mean the same:
//
//   - a category that ICD-10-CM has and the WHO has not is unmatched (E08, G89,
//     C7A, Z68);
//   - a subcategory that only ICD-10-CM has by its letter leads to the category
//     (I21.A1 to I21);
//   - what the WHO has under another code leads there (M26.4 to K07.4, I96 to
//     R02, I85.01 to I85.0);
//   - the fourth character of an external cause is the WHO's place of
//     occurrence, and not ICD-10-CM's: W01.0XXA leads to W01;
//   - a sequela, by its seventh character S, is a code of T90-T98 or Y85-Y89 at
//     the WHO: S02.0XXS to T90.2;
//   - T36-T50 are poisonings at the WHO, and also adverse effects in ICD-10-CM,
//     which the WHO has in Y40-Y59: T36.0X5A to Y40.0. An underdosing is
//     unmatched.
//
// The match is relatedto. It is more only where both tables, which may be nil,
// have the same title for the shared code: equivalent for the code itself, wider
// for one below it. With a table of the WHO's codes, what is not in it leads to
// the category, or is unmatched; without one, nothing says that the WHO has the
// subcategory. With a table of ICD-10-CM, the rule holds for its edition, knows
// its codes and no others, and can be asked backwards.
func FromICD10CM(cm, who codes.Table) codes.Map {
	r := &rule{source: systemOf(cm, codes.ICD10CM), target: systemOf(who, codes.ICD10), uri: FromICD10CMURI}
	r.ask = func(code string) []codes.Match {
		if _, ok := lookup(cm, code); cm != nil && !ok || !cmShape(code) {
			return nil
		}
		target, why := fromCM(code)
		if target == "" {
			return unmatched(why)
		}
		found := codes.Concept{Code: target}
		if who != nil {
			var ok bool
			if found, ok = who.Lookup(target); !ok {
				if found, ok = who.Lookup(target[:3]); !ok {
					return unmatched("the table of the WHO's codes has neither " + target + " nor its category")
				}
				why = "by rule: the WHO does not list " + target + "; this is its category"
			}
		}
		m := codes.Match{Concept: found, Equivalence: codes.RelatedTo, Comment: why}
		if why == "" {
			m.Comment = titleNotChecked
			if c, ok := lookup(cm, target); ok && alike(c, found) {
				m.Equivalence, m.Comment = codes.Equivalent, sameTitle
				if code != target {
					m.Equivalence, m.Comment = codes.Wider, "by rule: the tables have one title for the category or subcategory that the code is below"
				}
			}
		}
		return one(m)
	}
	return r.list(cm)
}

// ToICD10CM returns the rule from the WHO's ICD-10 to the edition of ICD-10-CM
// of cm: to the code of the same characters, if cm has it, with the exceptions
// of [FromICD10CM] read the other way. The code may be a category or
// subcategory that a record in ICD-10-CM cannot state.
//
// The match is relatedto, and equivalent where who, a table of the WHO's codes
// that may be nil, has the same title.
func ToICD10CM(cm, who codes.Table) codes.Map {
	r := &rule{source: systemOf(who, codes.ICD10), target: cm.System(), uri: ToICD10CMURI}
	r.ask = func(code string) []codes.Match {
		if _, ok := lookup(who, code); who != nil && !ok || !whoShape(code) {
			return nil
		}
		var matches []codes.Match
		for _, m := range moved {
			if m.who != code {
				continue
			}
			if c, ok := cm.Lookup(m.cm); ok {
				matches = append(matches, codes.Match{Concept: c, Equivalence: codes.RelatedTo, Comment: byMove})
			}
		}
		shared := code
		comment := titleNotChecked
		if placeOfOccurrence(code) && len(code) > 3 {
			shared, comment = code[:3], byPlace
		}
		switch c, ok := cm.Lookup(shared); {
		case ok && !differs(shared):
			m := codes.Match{Concept: c, Equivalence: codes.RelatedTo, Comment: comment}
			if w, ok := lookup(who, shared); ok && shared == code && alike(w, c) {
				m.Equivalence, m.Comment = codes.Equivalent, sameTitle
			}
			return append([]codes.Match{m}, matches...)
		case len(matches) > 0:
			return matches
		case ok:
			return unmatched("ICD-10-CM gives this code another meaning")
		}
		return unmatched("ICD-10-CM has no such code")
	}
	return r.list(who)
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
	byMove    = "by rule: the WHO has it under this code"
	bySequela = "by rule: the WHO has sequelae under codes of their own"
	byPlace   = "by rule: the category; the fourth character is the place of occurrence at the WHO, and not in ICD-10-CM"
)

// fromCM returns the WHO's code for one of ICD-10-CM. why is empty where the
// code is only carried over; without a code, it says why there is none.
func fromCM(code string) (target, why string) {
	category := code[:3]
	stem := code
	if len(code) > 5 {
		stem = code[:5]
	}
	sequela := len(code) == 8 && code[7] == 'S' && strings.IndexByte("STVWXY", code[0]) >= 0 && digits(category[1:])
	if "T36" <= category && category <= "T50" && len(code) >= 7 {
		switch {
		case code[6] == '5' && sequela:
			return "Y88.0", bySequela
		case code[6] == '5':
			if to := adverseEffect(code); to != "" {
				return to, "by rule: the WHO has adverse effects of drugs in Y40-Y59"
			}
			return "", "an adverse effect, which the WHO has in Y40-Y59 and divides otherwise"
		case code[6] == '6':
			return "", "the WHO has no codes for underdosing"
		}
	}
	if sequela {
		if to := sequelae(category, stem); to != "" {
			return to, bySequela
		}
		return "", "a sequela, which the WHO has in T90-T98 or Y85-Y89 and divides otherwise"
	}
	if category == "L89" && len(code) > 3 {
		return pressureUlcer(code), "by rule: the fourth character is the stage at the WHO, and the site in ICD-10-CM"
	}
	for _, m := range moved {
		if strings.HasPrefix(code, m.cm) {
			return m.who, byMove
		}
	}
	switch {
	case !digits(category[1:]) || in(category, onlyCM):
		return "", "the WHO has no such category"
	case len(stem) < 5:
		return category, ""
	case placeOfOccurrence(code):
		return category, byPlace
	case !digits(stem[4:]):
		return category, "by rule: the category; the WHO has no such subcategory"
	case differs(stem):
		return category, "by rule: the category; its subcategories differ between ICD-10-CM and the WHO"
	}
	return stem, ""
}

func in(category string, list string) bool {
	i := strings.Index(list, category)
	return i >= 0 && i%4 == 0
}

// onlyCM are the categories that ICD-10-CM has and the WHO has not, or has for
// something else (Z23). Those with a letter in them need no list.
const onlyCM = "B10 D49 D78 E08 E09 E36 G65 G89 I16 I75 I76 I96 K68 K94 K95 L49 L76 " +
	"M04 M26 M27 M97 N52 N53 N65 O09 O76 O77 P09 P19 P84 R37 R88 R97 " +
	"V00 W61 W62 Y37 Y38 Y92 Y93 Y99 " +
	"Z05 Z14 Z15 Z16 Z17 Z18 Z19 Z23 Z66 Z67 Z68 Z69 Z77 Z78 Z79 "

// placeOfOccurrence reports whether the WHO's fourth character of code would be
// the place where it happened: W00-Y34, except for Y06 and Y07.
func placeOfOccurrence(code string) bool {
	category := code[:3]
	return "W00" <= category && category <= "Y34" && category != "Y06" && category != "Y07"
}

// differs reports whether ICD-10-CM and the WHO give the subcategory stem two
// meanings, and neither has the other's elsewhere.
func differs(stem string) bool {
	for _, d := range []string{
		"C80.0",                   // disseminated; primary site unknown, so stated
		"H54.1", "H54.2", "H54.3", // ICD-10-CM has kept the subcategories of before 2010
		"H54.5", "H54.6",
		"I85.0", // bleeding or not; bleeding
		"I85.1", // secondary varices, which the WHO has in I98
		"K02.5", // of pits and fissures; with exposed pulp
		"L89",   // by site; by stage
		"R65",   // the two count infectious and other causes the other way round
		"Z92.2", // past drug therapy; long-term use of drugs now
		"F90.0", "F90.1",
		"O68",
	} {
		if strings.HasPrefix(stem, d) {
			return true
		}
	}
	return false
}

// moved are codes of ICD-10-CM, with all below them, and where the WHO has what
// they mean.
var moved = []struct{ cm, who string }{
	{"C80.1", "C80.9"}, // primary site unspecified
	{"F90.0", "F98.8"}, // attention deficit without hyperactivity
	{"F90.1", "F90.0"}, // hyperactive type
	{"F90.2", "F90.0"}, // combined type
	{"H54.3", "H54.9"}, // unqualified visual loss, both eyes
	{"H54.7", "H54.9"}, // unspecified visual loss
	{"I69.9", "I69.8"}, // sequelae of other and unspecified cerebrovascular disease
	{"I82.4", "I80.2"}, // deep vein thrombosis of the leg
	{"I85.00", "I85.9"},
	{"I85.01", "I85.0"},
	{"I96", "R02"},     // gangrene
	{"K08.4", "K08.1"}, // loss of teeth, partial
	{"M26.0", "K07.0"}, // dentofacial anomalies
	{"M26.1", "K07.1"},
	{"M26.2", "K07.2"},
	{"M26.3", "K07.3"},
	{"M26.4", "K07.4"},
	{"M26.5", "K07.5"},
	{"M26.6", "K07.6"},
	{"M26.7", "K07.8"},
	{"M26.8", "K07.8"},
	{"M26.9", "K07.9"},
	{"M27.0", "K10.0"}, // other diseases of the jaws
	{"M27.1", "K10.1"},
	{"M27.2", "K10.2"},
	{"M27.3", "K10.3"},
	{"M27.4", "K09.2"}, // other cysts of the jaw
	{"M27.5", "K10.8"},
	{"M27.6", "K10.8"},
	{"M27.8", "K10.8"},
	{"M27.9", "K10.9"},
	{"N52", "N48.4"},   // impotence of organic origin
	{"O09.0", "Z35.0"}, // supervision of high-risk pregnancy
	{"O09.1", "Z35.1"},
	{"O09.2", "Z35.2"},
	{"O09.3", "Z35.3"},
	{"O09.4", "Z35.4"},
	{"O09.51", "Z35.5"}, // elderly primigravida
	{"O09.52", "Z35.8"}, // elderly multigravida
	{"O09.61", "Z35.6"}, // young primigravida
	{"O09.62", "Z35.8"},
	{"O09.7", "Z35.7"},
	{"O09.8", "Z35.8"},
	{"O09.9", "Z35.9"},
	{"O68", "O68.3"}, // biochemical evidence of fetal stress
	{"O76", "O68.0"}, // fetal heart rate
	{"O77.0", "O68.1"},
	{"O77.8", "O68.8"},
	{"O77.9", "O68.9"},
	{"R10.8", "R10.4"},  // other and unspecified abdominal pain
	{"R10.9", "R10.4"},  //
	{"R65.10", "R65.2"}, // not infectious, without organ failure
	{"R65.11", "R65.3"}, // not infectious, with organ failure
	{"R65.2", "R65.1"},  // infectious, with organ failure
	{"S12.3", "S12.2"},  // fracture of another specified cervical vertebra
	{"S12.4", "S12.2"},
	{"S12.5", "S12.2"},
	{"S12.6", "S12.2"},
	{"S33.8", "S33.7"}, // sprain of other and unspecified parts
	{"S33.9", "S33.7"},
	{"Z79.01", "Z92.1"}, // long-term use of anticoagulants
	{"Z79", "Z92.2"},    // long-term use of other drugs
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
