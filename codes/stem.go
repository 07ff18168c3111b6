package codes

import "strings"

// StemRule names the rule of [Stem] where a document records how a code was
// derived.
const StemRule = Base + "/ConceptMap/rule-icd-10-stem"

// Stem returns the WHO ICD-10 category or subcategory on which a code of a
// Chinese edition is built: the three-character category, with the fourth
// character where the code has a digit there.
//
//	I21.900x001  I21.9
//	A33.x00      A33     (x: WHO does not subdivide the category)
//	S06.400x002  S06.4
//
// The stem is wider than the code, and means the same for the code of the
// edition that stands for it (I21.900, A33.x00). It follows from the rule by which
// the Chinese editions are built, and says nothing of whether the WHO lists it.
//
// ok is false where the code is built in another way, however it begins: codes of
// traditional Chinese medicine look like A04.01.01.
func Stem(code string) (stem string, ok bool) {
	if len(code) < 3 || code[0] < 'A' || code[0] > 'Z' || !digit(code[1]) || !digit(code[2]) {
		return "", false
	}
	switch {
	case len(code) == 3:
		return code, true
	case len(code) < 5 || code[3] != '.' || !subdivision(code[5:]):
		return "", false
	case code[4] == 'x':
		return code[:3], true
	case digit(code[4]):
		return code[:5], true
	}
	return "", false
}

// subdivision reports whether tail is what an edition writes behind the fourth
// character of a code: nothing, or two digits and more (00, 001, 00x001), and a
// second code or a morphology behind it (00+G01*, 00M97620/3).
func subdivision(tail string) bool {
	if i := strings.IndexAny(tail, "+*M"); i >= 0 {
		if i == 0 {
			return true // A17.0+, an old way of writing it
		}
		tail = tail[:i]
	}
	if tail == "" {
		return true
	}
	for i := range len(tail) {
		if !digit(tail[i]) && tail[i] != 'x' {
			return false
		}
	}
	return len(tail) > 1
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// Morphology is ICD-O-3, the morphology of tumours.
var Morphology = System{URI: "http://terminology.hl7.org/CodeSystem/icd-o-3"}

// MorphologyRule names the rule of [MorphologyStem].
const MorphologyRule = Base + "/ConceptMap/icd-o-3-stem"

// MorphologyStem returns the ICD-O-3 morphology on which a morphology code of
// a Chinese edition is built: four digits and the behaviour.
//
//	M80100/3  8010/3 (wider: the edition has added a digit)
//	M8010/3   8010/3 (exact: the same code)
//
// ok is false where the code has another shape.
func MorphologyStem(code string) (stem string, exact, ok bool) {
	body := strings.TrimPrefix(code, "M")
	n := 0
	for n < len(body) && digit(body[n]) {
		n++
	}
	if n != 4 && n != 5 || len(body) != n+2 || body[n] != '/' || !digit(body[n+1]) {
		return "", false, false
	}
	return body[:4] + body[n:], n == 4, true
}
