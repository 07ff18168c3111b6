package identity

// resident judges x as a number of the family of GB 11643: that of a resident
// identity card, a residence permit or a foreigner's card. A number of 18
// characters says by its first digits which it is, whatever was stated.
func (x *number) resident(stated Kind) (Kind, Verdict, string) {
	b, float := cutZeroes(x.bytes())
	switch {
	case len(b) == 18 && digits(b[:17]) && (isDigit(b[17]) || b[17] == 'X' || b[17] == times):
		if b[17] == times {
			b[17] = 'X'
		}
		kind := kindOf18(b)
		verdict, reason := judge18(kind, b, float)
		x.n = len(b)
		return kind, verdict, reason
	case stated == PermanentResidence:
		if len(b) == 15 && !float && isLetter(b[0]) && isLetter(b[1]) && isLetter(b[2]) && digits(b[3:]) {
			return stated, Unverifiable, reasonForeign15
		}
		return stated, WrongShape, reasonForeignShape
	case len(b) == 15 && digits(b):
		x.n = len(b)
		verdict, reason := judge15(b)
		return ResidentID, verdict, reason
	}
	return stated, WrongShape, reasonResidentShape
}

// cutZeroes cuts a decimal point with zeroes, which is what remains of a
// number that went through a floating-point column, and reports whether there
// was one. 15 digits survive that; 18 do not, except one in many.
func cutZeroes(b []byte) ([]byte, bool) {
	n := len(b)
	for n > 0 && b[n-1] == '0' {
		n--
	}
	if n > 0 && n < len(b) && b[n-1] == '.' {
		return b[:n-1], true
	}
	return b, false
}

// kindOf18 tells the kinds of 18 characters apart.
func kindOf18(b []byte) Kind {
	switch {
	case b[0] == '9':
		return PermanentResidence
	case b[0] == '8' && '1' <= b[1] && b[1] <= '3' && string(b[2:6]) == "0000":
		return ResidencePermit
	}
	return ResidentID
}

func judge18(kind Kind, b []byte, float bool) (Verdict, string) {
	agrees := b[17] == residentCheck(b[:17])
	switch {
	case sameDigit(b):
		return WrongShape, reasonSameDigit
	case !possibleDate(number4(b[6:]), number2(b[10:]), number2(b[12:])):
		return ImpossibleDate, reasonDate
	case agrees && kind == ResidentID && !province(b):
		return UnknownRegion, reasonRegion
	case agrees:
		return Valid, ""
	case float:
		return Damaged, reasonFloat
	case string(b[15:]) == "000":
		return Damaged, reasonRounded
	}
	return BadCheckDigit, reasonResidentCheck
}

func judge15(b []byte) (Verdict, string) {
	switch {
	case sameDigit(b):
		return WrongShape, reasonSameDigit
	case !possibleDate(1900+number2(b[6:]), number2(b[8:]), number2(b[10:])):
		return ImpossibleDate, reasonDate
	case !province(b):
		return UnknownRegion, reasonRegion
	}
	return Unverifiable, reasonResident15
}

// residentCheck returns the check digit of 17 digits by ISO 7064 MOD 11-2.
func residentCheck[S ~string | ~[]byte](body S) byte {
	const weights = "\x07\x09\x0A\x05\x08\x04\x02\x01\x06\x03\x07\x09\x0A\x05\x08\x04\x02"
	sum := 0
	for i := range len(weights) {
		sum += int(weights[i]) * int(body[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// century20 reports whether the holder of a 15-digit number was born in the
// 1900s. The sequence numbers 996 to 999 are set apart for people born before,
// so that their century is not certain.
func century20(s string) bool { return s[12:] < "996" }

// province reports whether b starts with a province of GB/T 2260.
func province(b []byte) bool {
	switch b[0] {
	case '1':
		return '1' <= b[1] && b[1] <= '5'
	case '2':
		return '1' <= b[1] && b[1] <= '3'
	case '3':
		return '1' <= b[1] && b[1] <= '7'
	case '4':
		return '1' <= b[1] && b[1] <= '6'
	case '5':
		return '0' <= b[1] && b[1] <= '4'
	case '6':
		return '1' <= b[1] && b[1] <= '5'
	case '7':
		return b[1] == '1'
	case '8':
		return b[1] == '1' || b[1] == '2'
	}
	return false
}

// possibleDate reports whether somebody may have been born on that day. The
// present day has no say in it, so that a verdict stays what it is.
func possibleDate(year, month, day int) bool {
	if year < 1800 || year > 2099 || month < 1 || month > 12 || day < 1 {
		return false
	}
	switch month {
	case 4, 6, 9, 11:
		return day <= 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return day <= 29
		}
		return day <= 28
	}
	return day <= 31
}

func sameDigit(b []byte) bool {
	for _, c := range b {
		if c != b[0] {
			return false
		}
	}
	return true
}

// number2 and number4 return the value of the first two or four digits of b.
func number2(b []byte) int { return 10*int(b[0]-'0') + int(b[1]-'0') }
func number4(b []byte) int { return 100*number2(b) + number2(b[2:]) }

// homeReturn judges x as a travel permit for residents of Hong Kong and Macao:
// H or M and a number for life, and on the card of 1999 the count of
// replacements.
func (x *number) homeReturn() (Verdict, string) {
	b := x.bytes()
	if (len(b) == 9 || len(b) == 11) && (b[0] == 'H' || b[0] == 'M') && digits(b[1:]) {
		return Unverifiable, reasonNone
	}
	return WrongShape, reasonHomeReturnShape
}

// taiwan judges x as a travel permit for residents of Taiwan: a number for
// life of eight digits, and on permits before 2008-09-25 the count of issues
// and mostly the issuing office, a letter or a digit in brackets.
func (x *number) taiwan() (Verdict, string) {
	b := x.bytes()
	switch {
	case (len(b) == 8 || len(b) == 10) && digits(b),
		len(b) == 13 && digits(b[:10]) && b[10] == '(' && (isLetter(b[11]) || isDigit(b[11])) && b[12] == ')':
		return Unverifiable, reasonNone
	case len(b) == 11 && digits(b[:10]) && isLetter(b[10]):
		office := b[10]
		x.n = 10
		x.append('(', office, ')')
		return Unverifiable, reasonNone
	}
	return WrongShape, reasonTaiwanShape
}

// twoWay judges x as a permit of mainland residents for Hong Kong and Macao.
// W is the booklet, C the card of 2014, whose second character became a letter
// when the digits ran out.
func (x *number) twoWay() (Verdict, string) {
	b := x.bytes()
	if len(b) == 9 && digits(b[2:]) {
		switch second := b[1]; b[0] {
		case 'C':
			if isDigit(second) || isLetter(second) && second != 'I' && second != 'O' {
				return Unverifiable, reasonNone
			}
		case 'W':
			if isDigit(second) {
				return Unverifiable, reasonNone
			}
		}
	}
	return WrongShape, reasonTwoWayShape
}
