package icd

import (
	"regexp"
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
	for _, r := range name {
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
		case 'u', 'U': // query, suspected, rule out
			switch before | 0x20 {
			case 'q', 's', 'r':
				return true
			}
		case 'r', 'R', 'o', 'O': // probable, possible
			if before|0x20 == 'p' {
				return true
			}
		case '/':
			if before|0x20 == 'r' {
				return true
			}
		}
		before = r
	}
	return false
}

var (
	certain   = regexp.MustCompile(`(?i)观察|觀察|已知|observation|known or suspected|\(suspected\)|（可疑）|\(可疑\)|ruled out`)
	doubtMark = regexp.MustCompile(`(^|[^?？])[?？]($|[^?？])`)
	doubtWord = regexp.MustCompile(`(?i)待查|待排|待除外|疑似|怀疑|懷疑|^可?疑|不除外|不能除外|未除外|考虑|考慮|可能(性?大)?$|\b(query|suspected|suspicion of|probable|possible|rule out|r/o)\b`)
)
