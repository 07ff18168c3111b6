package tabular

// usual reports whether a cell can be read as it stands: nothing in it is to be
// tidied or trimmed, no mark guards it, and it does not stand for nothing or for
// a formula that failed.
// Nearly all cells are so, and a look at their bytes tells.
func usual(text string) bool {
	switch text[0] {
	case ' ', '\'', '=', '-', '*', '#', '\\', '/', 'N', 'n':
		return false
	}
	if text[len(text)-1] == ' ' || len(text) >= 3 && (text[:3] == "无" || text[:3] == "無") {
		return false
	}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case ' ' <= c && c <= '~':
			i++
		case 0xe4 <= c && c <= 0xe9 && i+3 <= len(text): // U+4000 to U+9FFF, ideographs
			i += 3
		default:
			return false
		}
	}
	return true
}

// mayBePrivate reports whether a text may have characters of the private use area,
// whose bytes start with 0xEE or more.
func mayBePrivate(text string) bool {
	for i := range len(text) {
		if text[i] >= 0xee {
			return true
		}
	}
	return false
}
