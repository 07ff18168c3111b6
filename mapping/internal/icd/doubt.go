package icd

import (
	"regexp"
	"unicode/utf8"
)

// Doubted reports whether the name of a diagnosis says that whoever wrote it was not
// certain of it: by a single question mark (several in a row are lost letters), or
// by a word for suspected or still to be ruled out. What is known, or is itself the
// observation for what is suspected, is not in doubt.
func Doubted(name string) bool {
	if !mayDoubt(name) || certain.MatchString(name) {
		return false
	}
	return doubtWord.MatchString(name) || doubtMark.MatchString(name)
}

// mayDoubt reports whether a name may say doubt: it has a question mark, or how a
// word for doubt begins. Few names have, and the patterns take a fifth of the time
// of a run.
func mayDoubt(name string) bool {
	before := rune(0)
	for i, r := range name {
		switch r {
		case '?', '？', '疑', '查', '排', '虑', '慮':
			return true
		case '外': // 除外
			if before == '除' {
				return true
			}
		case '能': // 可能
			if before == '可' {
				return true
			}
		case 'q', 'Q', 's', 'S', 'p', 'P', 'r', 'R':
			for _, word := range doubtStems {
				if mayBegin(name[i:], word) {
					return true
				}
			}
		}
		before = r
	}
	return false
}

// doubtStems are how the English words of doubtWord begin.
var doubtStems = [...]string{"query", "susp", "prob", "poss", "rule", "r/o"}

// mayBegin reports whether text begins with a word in lower case, whatever its case.
// A character beyond ASCII may be a letter in another case: ſ is one of s.
func mayBegin(text, word string) bool {
	for i := range len(word) {
		if i == len(text) {
			return false
		}
		c := text[i]
		if c >= utf8.RuneSelf {
			return true
		}
		if c != word[i] && (word[i] == '/' || c|0x20 != word[i]) {
			return false
		}
	}
	return true
}

var (
	certain   = regexp.MustCompile(`(?i)观察|觀察|已知|observation|known or suspected|\(suspected\)|（可疑）|\(可疑\)|ruled out`)
	doubtMark = regexp.MustCompile(`(^|[^?？])[?？]($|[^?？])`)
	doubtWord = regexp.MustCompile(`(?i)待查|待排|待除外|疑似|怀疑|懷疑|^可?疑|不除外|不能除外|未除外|考虑|考慮|可能(性?大)?$|\b(query|suspected|suspicion of|probable|possible|rule out|r/o)\b`)
)
