package identity

// macao judges x as a Macao resident identity card number, and writes its
// check digit in brackets: 1234567(8), also written 1/234567/8 and 12345678.
func (x *number) macao() (Verdict, string) {
	b := x.bytes()
	var check byte
	switch {
	case len(b) == 7 && digits(b):
	case len(b) == 8 && digits(b):
		check = b[7]
	case len(b) == 10 && b[1] == '/' && b[8] == '/' && isDigit(b[0]) && digits(b[2:8]) && isDigit(b[9]):
		check = b[9]
		copy(b[1:], b[2:8])
	case len(b) == 10 && digits(b[:7]) && b[7] == '(' && isDigit(b[8]) && b[9] == ')':
		check = b[8]
	default:
		return WrongShape, reasonMacaoShape
	}
	x.n = 7
	if check != 0 {
		x.append('(', check, ')')
	}
	switch {
	case b[0] != '1' && b[0] != '5' && b[0] != '7':
		return Unusual, reasonMacaoFirst
	case check == 0:
		return CheckDigitAbsent, reasonNoCheck
	}
	return Unverifiable, reasonMacaoCheck
}
