package personname

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Divide tells the surname and the given name of a name apart that stands in one
// piece, where they are certain; else the parts are zero, and the name is to stay
// whole. They are certain of
//
//   - a name of two or three ideograms that starts with a surname of one, and of
//     three or four that starts with one of two: 张伟, 陳大文, 歐陽修, 司马相如;
//   - such a name with blanks between surname and given name: 张 伟;
//   - a name with one comma, which stands after the surname: CHAN, Tai Man.
//
// They are not of a surname alone (歐陽 may be 歐 with 陽), of four ideograms after a
// surname of one, which are mostly two surnames (陳李美華, the husband's and hers),
// of letters without a comma (CHAN TAI MAN and Tai Man CHAN are both written), nor
// where a word of the table says that it is no name (无名氏, B/O), that of somebody
// else (陈红之子), one with a title (李医生), or one of another language (卓玛).
//
// The parts are slices of the name. Nothing is converted.
func Divide(name string) frontsheet.NameParts {
	if len(name) > longest {
		return frontsheet.NameParts{}
	}
	if surname, given, found := AtComma(name); found {
		return frontsheet.NameParts{Surname: surname, GivenName: given}
	}
	return theTables().divide(name)
}

// longest bounds the names that are looked at, in bytes.
const longest = 120

// AtComma tells the parts of a name in one piece apart by its comma. Of what
// stands for a name without being one ("BABY OF CHAN, SIU MEI") nothing is found.
func AtComma(name string) (surname, given string, found bool) {
	at := strings.IndexAny(name, ",，")
	if at < 0 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(name[at:])
	surname, given = strings.TrimSpace(name[:at]), strings.TrimSpace(name[at+size:])
	if surname == "" || given == "" || strings.ContainsAny(given, ",，") {
		return "", "", false
	}
	if strings.IndexFunc(name, isNoLetter) >= 0 || !theTables().isSurname(surname, given) || theTables().isNoName(name) {
		return "", "", false
	}
	return surname, given, true
}

// isSurname reports whether what stands before a comma can be a surname, and not
// the name of a person before that of another (张三,李四): one of the table, or one or
// two words in letters, for a wife may have her husband's before hers.
func (t *tables) isSurname(surname, given string) bool {
	if Script(surname, given) == Ideograms {
		return (t.single[surname] != 0 || t.compound[surname] != 0) && utf8.RuneCountInString(given) <= 2
	}
	n := 0
	for word := range strings.FieldsSeq(surname) {
		if t.words[strings.ToUpper(word)]&aParticle == 0 {
			n++
		}
	}
	return n <= 2
}

// isNoLetter reports whether a character is not one of those that names in
// parts are made of.
func isNoLetter(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(" \u3000,，.-'’·", r)
}

// OfOthers reports whether the names of an ethnic group, or of the citizens of a
// country, start with no Chinese surname as a rule: 藏族, Japanese.
func OfOthers(people frontsheet.Coded) bool {
	return !people.IsZero() && theTables().words[strings.TrimSuffix(people.Label(), "族")]&aPeople != 0
}

// mostIdeograms is the length of the longest names that are divided.
const mostIdeograms = 4

// divide is Divide for names of ideograms.
func (t *tables) divide(name string) (parts frontsheet.NameParts) {
	var ends [mostIdeograms]int // where each ideogram ends
	n, gap, after := 0, 0, 0    // how many there are, and before which one blanks end
	for i, r := range name {
		switch {
		case r == ' ' || r == '\u3000':
			if n == 0 || gap > 0 && gap != n {
				return parts
			}
			gap = n
			continue
		case !unicode.Is(unicode.Han, r) || n == mostIdeograms:
			return parts
		case gap == n:
			after = i
		}
		ends[n] = i + utf8.RuneLen(r)
		n++
	}
	if n < 2 || gap == n { // a surname alone, or blanks after the name
		return parts
	}
	length, whole := t.surname(name, &ends, n, gap), name
	from := ends[max(length, 1)-1]
	if length > 0 && gap > 0 {
		from, whole = after, name[:ends[length-1]]+name[after:]
	}
	if length == 0 || t.isNoName(whole) {
		return parts
	}
	return frontsheet.NameParts{Surname: name[:ends[length-1]], GivenName: name[from:]}
}

// surname returns the length of the surname of a name of n ideograms, 0 where it
// is uncertain. Blanks stand before ideogram gap, 0 for none.
func (t *tables) surname(name string, ends *[mostIdeograms]int, n, gap int) int {
	if gap > 0 { // the blanks say how long it is, if the table knows such a one
		if n-gap <= 2 && (gap == 1 && t.single[name[:ends[0]]] != 0 || gap == 2 && t.compound[name[:ends[1]]] != 0) {
			return gap
		}
		return 0
	}
	if with := t.compound[name[:ends[1]]]; with != 0 {
		if n == 3 && with == withAny || n == 4 && with != withNone {
			return 2
		}
		return 0
	}
	switch {
	case n > 3 || t.single[name[:ends[0]]] == 0:
		return 0
	case n == 3 && t.single[name[ends[0]:ends[1]]] == surnameOnly:
		return 0
	}
	return 1
}

// isNoName reports whether the words of the table say that a name is none, or
// one without a Chinese surname.
func (t *tables) isNoName(name string) bool {
	if t.words[name]&aWhole != 0 {
		return true
	}
	n, letters := 0, false
	for i, r := range name {
		size := utf8.RuneLen(r)
		if n++; n <= longestWord && t.words[name[:i+size]]&aStart != 0 || t.words[name[i:i+size]]&anywhere != 0 {
			return true
		}
		letters = letters || r < utf8.RuneSelf && r != ' '
	}
	last := len(name)
	for range min(n, longestWord) {
		_, size := utf8.DecodeLastRuneInString(name[:last])
		last -= size
		is := t.words[name[last:]]
		if is&anEnd != 0 || n == 2 && is&afterOne != 0 && last > 0 || n == 3 && is&afterTwo != 0 && len(name)-last == size {
			return true
		}
	}
	if !letters {
		return false
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if t.words[strings.ToUpper(word)]&aWord != 0 {
			return true
		}
	}
	return false
}
