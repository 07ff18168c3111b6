// Package fieldname makes the names of columns short enough for tables whose names
// have at most ten characters. It may import chars.
package fieldname

import (
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Most is how many bytes a name has.
const Most = 10

// Of returns the short name of a column, which the name of the column alone
// decides, so that it is the same in every table. A name of at most ten letters,
// digits and low lines of ASCII, which blanks and signs may stand between, is
// itself in capitals, without them: "Sex", "C06x01C", "Bed class". Of any other
// name it is the first six of these (or what there is of them), a low line and
// three characters that tell the whole name from others: "PATIEN_1QX".
func Of(name string) string {
	folded := chars.FoldHeader(name)
	if len(folded) <= Most && chars.IsASCII(folded) && startsWithLetter(folded) {
		return folded
	}
	h := fnv.New32a()
	h.Write([]byte(folded))
	const base, values = 36, 36 * 36 * 36
	sum := strings.ToUpper(strconv.FormatUint(uint64(h.Sum32()%values), base))
	return start(folded) + "_" + strings.Repeat("0", 3-len(sum)) + sum
}

// Free returns the first of name and its variants that taken does not have: of
// two columns with one short name the later has another.
func Free(name string, taken map[string]bool) string {
	short := Of(name)
	for n := 2; taken[short]; n++ {
		short = Of(name + " " + strconv.Itoa(n) + " of its name")
	}
	return short
}

// start returns the first six characters of ASCII, a letter first.
func start(folded string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return -1
	}, folded)
	if !startsWithLetter(ascii) {
		ascii = "F" + ascii
	}
	return ascii[:min(len(ascii), Most-4)]
}

func startsWithLetter(s string) bool { return s != "" && chars.IsLetter(s[0]) }
