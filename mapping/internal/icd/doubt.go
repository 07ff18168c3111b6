package icd

import (
	"regexp"
	"strings"
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

// mayDoubt reports whether a name has a letter or a mark of what says doubt. Most
// names in Chinese have none, and the patterns take a fifth of the time of a run.
func mayDoubt(name string) bool {
	return strings.ContainsAny(name, "待疑除考可?？") || strings.ContainsFunc(name, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' })
}

var (
	certain   = regexp.MustCompile(`(?i)观察|觀察|已知|observation|known or suspected|\(suspected\)|（可疑）|\(可疑\)|ruled out`)
	doubtMark = regexp.MustCompile(`(^|[^?？])[?？]($|[^?？])`)
	doubtWord = regexp.MustCompile(`(?i)待查|待排|待除外|疑似|怀疑|懷疑|^可?疑|不除外|不能除外|未除外|考虑|考慮|可能(性?大)?$|\b(query|suspected|suspicion of|probable|possible|rule out|r/o)\b`)
)
