package lexicon

import (
	"slices"
	"strings"
)

// Spell returns the key of an English name: one for all the ways in which the
// name may be spelt. British and American spelling (oesophageal, esophageal),
// accents, hyphens and spaces (follow-up, follow up), the plural, the possessive
// (Crohn's, Crohn), the order around "of" (fracture of the femur, femur fracture),
// and a NOS at the end ("not otherwise specified", which says nothing) make no
// difference. The key is nothing to be read.
func Spell(name string) string {
	var words []string
	for _, w := range strings.FieldsFunc(plain.Replace(Lower(name)), between) {
		if w != "the" {
			words = append(words, spellWord(w))
		}
	}
	if n := len(words); n > 1 && words[n-1] == "nos" {
		words = words[:n-1]
	}
	key := strings.Join(inOrder(words), "")
	for len(key) > 5 { // a shorter one is an abbreviation, if not American already
		again := spelling.Replace(key)
		if again == key {
			return key
		}
		key = again
	}
	return key
}

// inOrder puts what stands after an "of" before it.
func inOrder(words []string) []string {
	i := slices.Index(words, "of")
	if i <= 0 || i == len(words)-1 {
		return words
	}
	return append(slices.Clone(inOrder(words[i+1:])), words[:i]...)
}

// between reports whether r stands between words.
func between(r rune) bool { return strings.ContainsRune(" -/,.;:()[]+\u2010\u2011\u2013", r) }

// plain replaces what is not of the plain Latin alphabet.
var plain = strings.NewReplacer(
	"&", " and ", "'s", "", "\u2019s", "", "'", "", "\u2019", "",
	"à", "a", "á", "a", "â", "a", "ä", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"É", "e", "í", "i", "ï", "i", "ñ", "n", "ó", "o", "ô", "o", "ö", "o", "ø", "o", "ú", "u", "ü", "u",
	"ã", "a", "õ", "o", "Á", "a", "À", "a", "Â", "a", "Ã", "a", "Ç", "c", "Ê", "e", "Í", "i", "Ó", "o", "Ô", "o", "Õ", "o", "Ú", "u",
	"α", "alpha", "β", "beta", "γ", "gamma",
)

// spelling replaces British spelling by American, wherever in a word it stands.
// That it does the same to words that only look so (toe, hour, disease) does not
// matter: they are never read, and are always replaced alike.
var spelling = strings.NewReplacer(
	"ae", "e", "oe", "e", "our", "or", "isation", "ization", "ise", "ize", "ising", "izing", "yse", "yze",
	"sulph", "sulf", "leuc", "leuk", "disc", "disk", "ll", "l", "mme", "m", "mould", "mold",
	"artefact", "artifact", "cesarian", "cesarean", "neurone", "neuron", "grey", "gray", "ageing", "aging",
)

// spellWord takes the plural from a word, and ends it as an American does (litre,
// liter).
func spellWord(w string) string {
	if len(w) < 5 {
		return w
	}
	if stem, ok := strings.CutSuffix(w, "ies"); ok {
		w = stem + "y"
	} else if endsIn(w, "sses", "shes", "ches", "xes") {
		w = w[:len(w)-len("es")]
	} else if n := len(w); w[n-1] == 's' && !strings.ContainsRune("sui", rune(w[n-2])) {
		w = w[:n-1]
	}
	if stem, ok := strings.CutSuffix(w, "re"); ok && stem != "" && strings.ContainsRune("tbv", rune(stem[len(stem)-1])) {
		w = stem + "er"
	}
	return w
}

func endsIn(w string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(w, s) })
}
