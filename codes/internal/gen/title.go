package main

import (
	"regexp"
	"slices"
	"strings"
)

// Spellings that differ between the British titles of the WHO and the American
// ones of ICD-10-CM. Applied to both sides, so that it does not matter what a
// word becomes, as long as no two words of another meaning become one.
var spelling = strings.NewReplacer(
	"caec", "cec", "anaes", "anes", "paed", "ped", "faec", "fec", "ae", "e",
	"oestr", "estr", "foet", "fet", "coeli", "celi", "oe", "e",
	"our", "or", "fibre", "fiber", "litre", "liter", "titre", "titer", "goitre", "goiter", "centre", "center", "sabre", "saber",
	"sulph", "sulf", "leuco", "leuko", "tyre", "tire", "dyke", "dike", "grey", "gray",
	"counsell", "counsel", "travell", "travel", "programme", "program", "manoeuv", "maneuv", "aluminium", "aluminum", "licence", "license",
	"cyclist", "cycle rider", "é", "e", "è", "e", "ó", "o", "ö", "o", "ô", "o", "ï", "i",
)

var (
	brackets   = regexp.MustCompile(`\[[^\]]*\]`)
	plural     = regexp.MustCompile(`\((s|es|ies)\)`)
	possessive = regexp.MustCompile(`'s\b|s'(\s|$)|'`)
	other      = regexp.MustCompile(`\bother specified\b`)
	notMore    = regexp.MustCompile(`\bnos\b|\bnot otherwise specified\b`)
	ise        = regexp.MustCompile(`is(e|ed|ing|ation|er)$`)
)

// small are the words that carry no meaning in a title. "With", "without",
// "due", "not", "or" and the like do.
var small = map[string]bool{
	"of": true, "the": true, "a": true, "an": true, "in": true, "to": true, "and": true, "by": true, "on": true, "for": true, "as": true, "at": true,
}

// words returns the words of a title, each once and in one form.
func words(title string) string {
	t := strings.ToLower(strings.ReplaceAll(title, "’", "'"))
	t = possessive.ReplaceAllString(t, " ")
	t = notMore.ReplaceAllString(t, "unspecified")
	t = other.ReplaceAllString(t, "other")
	t = strings.ReplaceAll(t, "overlapping lesion", "overlapping site")
	t = strings.ReplaceAll(t, "to other chapters", "elsewhere")
	t = spelling.Replace(t)
	var list []string
	for _, w := range strings.FieldsFunc(t, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if len(w) > 6 && w != "disease" && w != "exercise" {
			w = ise.ReplaceAllString(w, "iz$1")
		}
		switch {
		case small[w]:
			continue
		case len(w) > 4 && strings.HasSuffix(w, "ies"):
			w = w[:len(w)-3] + "y"
		case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
			w = w[:len(w)-1]
		}
		list = append(list, w)
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

// forms returns the ways in which a title can be read that mean the same: with
// what stands in square brackets, which is another name, and without it.
func forms(title string) []string {
	title = plural.ReplaceAllString(title, "")
	return []string{words(title), words(brackets.ReplaceAllString(title, " "))}
}

// sameTitle reports whether a title of the WHO's and one of ICD-10-CM's are the
// same but for spelling, number, the order of words and the form in which each
// side writes all its titles.
func sameTitle(who, cm string) bool {
	a, b := forms(who), forms(cm)
	if head, rest, ok := strings.Cut(who, ":"); ok {
		// "Nephrotic syndrome : dense deposit disease", "Malignant neoplasm: Malignant melanoma of lip"
		a = append(a, forms(head+" with "+rest)...)
		if head == "Malignant neoplasm" {
			a = append(a, forms(rest)...)
		}
	}
	if rest, ok := strings.CutPrefix(cm, "Encounter for "); ok {
		b = append(b, forms(rest)...)
	}
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
