package identity

import (
	"fmt"
	"io"
	"log/slog"
)

// An Identity is the number of an identity document, as it was read. It holds
// a patient's value, which only its methods hand out. The zero Identity is a
// blank number of an unknown kind.
type Identity struct {
	_ [0]func() // Identities are compared by what they say, not with ==.

	// Kind is the kind of document: the stated one, or the one that the shape
	// of the number tells.
	Kind Kind
	// ByShape reports that Kind follows from the shape of the number, and was
	// not stated or not stated so.
	ByShape bool
	// Verdict says how far the number holds.
	Verdict Verdict
	// Reason says in English why Verdict is not Valid. It never quotes the
	// number.
	Reason string
	// Changed reports that Value is not the text that was read, character by
	// character.
	Changed bool

	// A pointer, because fmt follows none: an Identity in an unexported field
	// of somebody's struct is out of the reach of its own Format method.
	value *string
}

// Parse reads s as the number of a document of the given kind, which a column
// or a type code of the record states.
//
// The Kind of the result is the stated one, with one exception. The 18
// characters of a [ResidentID], a [ResidencePermit] and a [PermanentResidence]
// tell by their first digits which of the three they are, and records often
// state the first for all three: there the number decides, and ByShape is set.
// So it does for the 15 digits that only a resident identity card had. For
// [Unknown] Parse is [Recognize].
func Parse(kind Kind, s string) Identity {
	if kind == Unknown || int(kind) >= len(kinds) {
		return Recognize(s)
	}
	var x number
	t := trim(s)
	verdict, reason := x.open(t)
	found := kind
	if verdict == Valid {
		switch kind {
		case HKID:
			verdict, reason = x.hkid()
		case ResidentID, ResidencePermit, PermanentResidence:
			found, verdict, reason = x.resident(kind)
		case HomeReturnPermit:
			verdict, reason = x.homeReturn()
		case TaiwanPermit:
			verdict, reason = x.taiwan()
		case TwoWayPermit:
			verdict, reason = x.twoWay()
		case MacaoID:
			verdict, reason = x.macao()
		case Passport:
			verdict, reason = x.passport()
		}
	}
	id := Identity{Kind: found, ByShape: found != kind, Verdict: verdict, Reason: reason}
	id.set(&x, t, s)
	return id
}

// Recognize reads s as a number in a column that does not state the kind of
// document. The Kind of the result is Unknown, and its Verdict WrongShape,
// unless the shape leaves little doubt. These it takes:
//
//   - 18 characters that start with a province, as [ResidentID], and with
//     810000, 820000 or 830000, as [ResidencePermit], whatever the check digit
//     and the date are; with 9, as [PermanentResidence], where both are right;
//   - 15 digits that start with a province and have a date of birth, as
//     [ResidentID];
//   - one or two letters, six digits and a check digit in brackets, and one
//     letter and seven digits that check, as [HKID];
//   - H or M with eight or ten digits, as [HomeReturnPermit];
//   - seven digits and one in brackets, and 1/234567/8, the first digit being
//     1, 5 or 7, as [MacaoID].
//
// A passport may look like some of these: a Hong Kong passport of before 2007
// has H and eight digits too. ByShape is set for every Kind that Recognize
// finds, and whatever else the record says about the document goes first. No
// number is taken for that of a passport.
func Recognize(s string) Identity {
	var x number
	t := trim(s)
	verdict, reason := x.open(t)
	found := Unknown
	switch verdict {
	case Valid:
		found, verdict, reason = x.recognize()
	case WrongShape:
		reason = reasonUnrecognized
	}
	id := Identity{Kind: found, ByShape: found != Unknown, Verdict: verdict, Reason: reason}
	id.set(&x, t, s)
	return id
}

// open reads the trimmed text t into x. Its verdict is Valid if there is a
// number to judge.
func (x *number) open(t string) (Verdict, string) {
	switch {
	case t == "":
		return Blank, ""
	case !x.read(t):
		return WrongShape, reasonLetters
	case x.exponent():
		return Damaged, reasonENotation
	}
	return Valid, ""
}

// set gives id its value: the number x, or the trimmed text t as it is where
// there is no number in it. The text before trimming was s.
func (id *Identity) set(x *number, t, s string) {
	switch id.Verdict {
	case Blank, Damaged, WrongShape:
	default:
		t = x.text(t)
	}
	id.Changed = t != s
	if t != "" {
		value := t // so that a blank number allocates nothing
		id.value = &value
	}
}

// recognize finds the kind of x by its shape.
func (x *number) recognize() (Kind, Verdict, string) {
	b := x.bytes()
	switch {
	case isDigit(b[0]):
		y := *x
		kind, verdict, reason := y.resident(ResidentID)
		var ok bool
		switch {
		case verdict == WrongShape:
		case y.n == 15:
			ok = verdict == Unverifiable
		case kind == PermanentResidence:
			ok = verdict == Valid
		case kind == ResidencePermit:
			ok = true
		default:
			ok = province(b)
		}
		if ok {
			*x = y
			return kind, verdict, reason
		}
		if len(b) == 10 && (b[0] == '1' || b[0] == '5' || b[0] == '7') {
			if verdict, reason := x.macao(); verdict != WrongShape {
				return MacaoID, verdict, reason
			}
		}
	case b[len(b)-1] == ')':
		if verdict, reason := x.hkid(); verdict == Valid || verdict == BadCheckDigit {
			return HKID, verdict, reason
		}
	case len(b) == 8 && hkidLetters(b) == 1:
		if verdict, reason := x.hkid(); verdict == Valid {
			return HKID, verdict, reason
		}
	default:
		if verdict, reason := x.homeReturn(); verdict != WrongShape {
			return HomeReturnPermit, verdict, reason
		}
	}
	return Unknown, WrongShape, reasonUnrecognized
}

// passport judges x as the number of a passport of any country.
func (x *number) passport() (Verdict, string) {
	b := x.bytes()
	digit := false
	for _, c := range b {
		switch {
		case '1' <= c && c <= '9':
			digit = true
		case c != '0' && !isLetter(c):
			return WrongShape, reasonPassportShape
		}
	}
	if !digit || len(b) < 5 || len(b) > 20 {
		return WrongShape, reasonPassportShape
	}
	return Unverifiable, reasonPassport
}

// Value returns the number as it is normally written. Where there is no number
// in the text (the verdicts [WrongShape] and [Damaged]), it is the text as it
// was read, without the blanks around it.
func (id Identity) Value() string {
	if id.value == nil {
		return ""
	}
	return *id.value
}

// Person returns a key that is the same for two numbers of the same person:
// one travel permit and its replacement, a number with and without its check
// digit, a resident number of 15 digits and the 18 that came after it. It says
// nothing of two documents of different kinds. It is a patient's value, as
// Value is.
//
// Person returns "" where equal numbers do not prove one person: where the
// verdict is not OK, for passports, whose numbers repeat from country to
// country, and for Macao numbers without their last digit.
func (id Identity) Person() string {
	v := id.Value()
	if !id.Verdict.OK() {
		return ""
	}
	switch id.Kind {
	case HKID:
		if id.Verdict == CheckDigitAbsent {
			v += "(" + string(rune(hkidCheck([]byte(v)))) + ")"
		}
	case ResidentID:
		if len(v) == 15 && century20(v) {
			v = v[:6] + "19" + v[6:]
			v += string(rune(residentCheck(v)))
		}
	case HomeReturnPermit:
		v = v[:9]
	case TaiwanPermit:
		v = v[:8]
	case MacaoID:
		if len(v) == 7 {
			return ""
		}
	case Passport:
		return ""
	}
	return id.Kind.String() + ":" + v
}

// BirthDate returns the date of birth that the number states, as 2006-01-02;
// "" where it states none, or where the verdict is not OK.
func (id Identity) BirthDate() string {
	switch v := id.Value(); {
	case !id.stated():
		return ""
	case len(v) == 18:
		return v[6:10] + "-" + v[10:12] + "-" + v[12:14]
	case century20(v):
		return "19" + v[6:8] + "-" + v[8:10] + "-" + v[10:12]
	}
	return ""
}

// A Sex is the sex that a number states, a code of FHIR's
// AdministrativeGender.
type Sex string

// The sexes that a number can state.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Sex returns the sex that the number states; "" where it states none, or
// where the verdict is not OK.
func (id Identity) Sex() Sex {
	v := id.Value()
	if !id.stated() || id.Kind == PermanentResidence {
		return ""
	}
	last := v[len(v)-1]
	if len(v) == 18 {
		last = v[16]
	}
	if last%2 == 0 {
		return Female
	}
	return Male
}

// stated reports whether the number holds and has a date of birth in it.
func (id Identity) stated() bool {
	switch id.Kind {
	case ResidentID, ResidencePermit:
		return id.Verdict.OK()
	case PermanentResidence:
		return id.Verdict == Valid // 18 characters
	}
	return false
}

const redacted = "[redacted]"

// String returns "[redacted]".
func (id Identity) String() string { return redacted }

// GoString returns "[redacted]".
func (id Identity) GoString() string { return redacted }

// Format writes "[redacted]", whatever the verb is.
func (id Identity) Format(f fmt.State, verb rune) { io.WriteString(f, redacted) }

// LogValue returns "[redacted]".
func (id Identity) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]", so that encoding/json and its kin print
// nothing else.
func (id Identity) MarshalText() ([]byte, error) { return []byte(redacted), nil }
