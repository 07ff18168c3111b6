package identity

// hkid judges x as a Hong Kong identity card number, and writes its check
// digit in brackets.
func (x *number) hkid() (Verdict, string) {
	b := x.bytes()
	letters := hkidLetters(b)
	n := letters + 6
	if letters == 0 || len(b) < n || !digits(b[letters:n]) {
		return WrongShape, reasonHKIDShape
	}
	body, rest := b[:n], b[n:]
	if len(rest) >= 2 && rest[0] == '(' && rest[len(rest)-1] == ')' {
		rest = rest[1 : len(rest)-1]
	}
	switch {
	case len(rest) == 0:
		x.n = n
		return CheckDigitAbsent, reasonNoCheck
	case len(rest) > 1 || !isDigit(rest[0]) && rest[0] != 'A':
		return WrongShape, reasonHKIDShape
	}
	check := rest[0]
	x.n = n
	x.append('(', check, ')')
	if check != hkidCheck(body) {
		return BadCheckDigit, reasonHKIDCheck
	}
	return Valid, ""
}

// hkidLetters returns the number of letters at the start of b, 1 or 2. It
// tells A1234563, which has a check digit, from AB987654, which has none.
func hkidLetters(b []byte) int {
	switch {
	case len(b) < 2 || !isLetter(b[0]):
		return 0
	case isLetter(b[1]):
		return 2
	}
	return 1
}

// hkidCheck returns the check digit of a body of one or two letters and six
// digits. A letter counts 10 to 35; a single letter has a blank before it,
// which counts 36. The weights are 9 to 2.
func hkidCheck(body []byte) byte {
	sum := 0
	if len(body) == 7 {
		sum = 9 * 36
	}
	for i, c := range body {
		weight := len(body) + 1 - i
		if isLetter(c) {
			sum += weight * int(c-'A'+10)
		} else {
			sum += weight * int(c-'0')
		}
	}
	switch c := (11 - sum%11) % 11; c {
	case 10:
		return 'A'
	default:
		return '0' + byte(c)
	}
}
