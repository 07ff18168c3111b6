package term

import (
	"slices"
	"strings"
)

// modified looks up an English name that a word of side, course or degree narrows,
// where the rest of it is a name of the table: severe aortic stenosis, OA left
// knee. A side may stand anywhere but at the end (the patient left) or before an
// article (left the ward), the other words at the head only.
func (t *Translator) modified(whole string) (f found, ok bool) {
	const most = 3 // words: bilateral severe acute
	words := strings.Fields(whole)
	var hans, hant string
	for range most {
		i := max(0, slices.IndexFunc(words, func(w string) bool { _, _, ok := side(w); return ok }))
		if i+1 >= len(words) || strings.EqualFold(words[i+1], "the") {
			return f, false
		}
		s, h, ok := side(words[i])
		if !ok {
			s, h, ok = degree(words[i])
		}
		if !ok {
			return f, false
		}
		hans, hant = hans+s, hant+h
		words = slices.Delete(words, i, i+1)
		f, ok = t.fromEnglish(strings.Join(words, " "))
		switch {
		case !ok:
			continue
		case f.english == "" || f.hans == "": // a caution
			return found{}, false
		}
		return found{hans: hans + f.hans, hant: hant + f.hant, mark: f.mark}, true
	}
	return f, false
}

// side returns how a word of side is said before a name.
func side(word string) (hans, hant string, ok bool) {
	switch strings.ToLower(word) {
	case "left":
		return "左侧", "左側", true
	case "right":
		return "右侧", "右側", true
	case "bilateral":
		return "双侧", "雙側", true
	}
	return "", "", false
}

// degree returns how a word of course or degree is said before a name.
func degree(word string) (hans, hant string, ok bool) {
	switch strings.ToLower(word) {
	case "acute":
		return "急性", "急性", true
	case "subacute":
		return "亚急性", "亞急性", true
	case "chronic":
		return "慢性", "慢性", true
	case "recurrent":
		return "复发性", "復發性", true
	case "mild":
		return "轻度", "輕度", true
	case "moderate":
		return "中度", "中度", true
	case "severe":
		return "重度", "嚴重", true
	case "suspected":
		return "疑似", "懷疑", true
	}
	return "", "", false
}
