package identity

import "strconv"

// A Verdict says how far a number holds. The zero Verdict is [Blank].
type Verdict uint8

// The verdicts. [Verdict.OK] holds for those from Valid to Unusual.
const (
	// Blank: there is no number.
	Blank Verdict = iota
	// Valid: all that the standard of the number lets one check, checks.
	Valid
	// CheckDigitAbsent: the number stands without its check digit.
	CheckDigitAbsent
	// Unverifiable: the shape is right, and the number has no check digit, or
	// none whose rule is published.
	Unverifiable
	// Unusual: as Unverifiable, but no such number is known to be issued.
	Unusual
	// BadCheckDigit: the check digit does not agree with the number.
	BadCheckDigit
	// ImpossibleDate: the date of birth in the number is not in the calendar.
	ImpossibleDate
	// UnknownRegion: the number checks, but names no province.
	UnknownRegion
	// Damaged: a spreadsheet has rounded the number. What it was cannot be
	// known, and the text identifies nobody.
	Damaged
	// WrongShape: the text is not a number of its kind.
	WrongShape
)

var verdicts = [...]string{
	Blank:            "blank",
	Valid:            "valid",
	CheckDigitAbsent: "check-digit-absent",
	Unverifiable:     "unverifiable",
	Unusual:          "unusual",
	BadCheckDigit:    "bad-check-digit",
	ImpossibleDate:   "impossible-date",
	UnknownRegion:    "unknown-region",
	Damaged:          "damaged",
	WrongShape:       "wrong-shape",
}

// String returns a stable name of v, in lower case with hyphens, such as
// "bad-check-digit".
func (v Verdict) String() string {
	if int(v) < len(verdicts) {
		return verdicts[v]
	}
	return "verdict(" + strconv.Itoa(int(v)) + ")"
}

// OK reports whether nothing speaks against the number: v is [Valid],
// [CheckDigitAbsent], [Unverifiable] or [Unusual].
func (v Verdict) OK() bool { return Valid <= v && v <= Unusual }

// The reasons, one for each way to a verdict that is not Valid. None quotes
// the number.
const (
	reasonLetters      = "a character that no identity document has"
	reasonENotation    = "written with an exponent, as a spreadsheet writes a number too long for it: the digits are lost"
	reasonRounded      = "the last three digits are 0 and the check digit does not agree: a spreadsheet kept 15 digits of 18"
	reasonFloat        = "written with a decimal point, and the check digit does not agree: 18 digits went through a number of 53 bits"
	reasonDecimal      = "written with a decimal point: a number went through a column of floating-point numbers, and zeros before it are lost"
	reasonZeroes       = "all digits behind the first 15 are 0: a spreadsheet keeps no more than 15"
	reasonUnrecognized = "the text alone does not say of what document it is the number"

	reasonHKIDShape = "not one or two letters, six digits and a check digit, which is 0 to 9 or A"
	reasonHKIDCheck = "the check digit does not agree with the letters and digits before it"
	reasonNoCheck   = "the check digit is not written"

	reasonResidentShape = "not 17 digits with a check digit, which is 0 to 9 or X, and not 15 digits"
	reasonForeignShape  = "not 17 digits with a check digit, which is 0 to 9 or X, and not three letters with 12 digits"
	reasonSameDigit     = "one digit over and over"
	reasonDate          = "the date of birth in the number is not in the calendar"
	reasonResidentCheck = "the check digit does not agree with the 17 digits before it"
	reasonRegion        = "the first two digits are not those of a province"
	reasonResident15    = "a number of 15 digits has no check digit"
	reasonForeign15     = "a number of three letters and 12 digits is not checked"

	reasonHomeReturnShape = "not H or M with eight digits, or ten where the count of replacements is included"
	reasonTaiwanShape     = "not eight digits, and not ten with or without the issuing office in brackets"
	reasonTwoWayShape     = "not C with eight digits, C with a letter other than I and O and seven digits, or W with eight digits"
	reasonNone            = "the number has no check digit"

	reasonMacaoShape = "not seven digits with a check digit"
	reasonMacaoCheck = "the rule of the check digit is not published"
	reasonMacaoFirst = "the first digit is not 1, 5 or 7"

	reasonPassportShape = "not five to twenty letters and digits, with a digit other than 0 among them"
	reasonPassport      = "the numbers of passports follow no common rule"
)
