// Package identity reads the numbers of the identity documents that patients
// of Hong Kong, Macao and mainland China show: it normalises them, checks what
// can be checked, and says in words what is wrong.
//
// [Parse] reads a number whose kind a column states, [Recognize] one that
// stands in a column without a type. Neither fails: a number that does not
// check, or does not look like one at all, comes back as an [Identity] with a
// [Verdict] and its text, so that no record is lost for it.
//
// # What is checked
//
//   - [HKID], the Hong Kong identity card: one or two letters, six digits and
//     a check digit (modulus 11). The shape of the number is that of the Hong
//     Kong government's common schema for personal data, in which the check
//     digit is optional. A Hong Kong birth certificate of 1980 or later has a
//     number of the same shape, with the same check.
//   - [ResidentID], the mainland resident identity card: GB 11643-1999, 18
//     characters with a date of birth, a sex and a check digit (ISO 7064
//     MOD 11-2); and the 15 digits of GB 11643-1989, without a check digit.
//     The first two digits are a province of GB/T 2260; counties are not
//     checked.
//   - [ResidencePermit], for residents of Hong Kong, Macao and Taiwan (since
//     2018-09-01): GB 11643-1999 with the region 810000, 820000 or 830000.
//   - [PermanentResidence], of foreigners: since 2023-12-01 18 characters,
//     the first of them 9, with the check digit of GB 11643-1999; before that
//     three letters and 12 digits.
//   - [HomeReturnPermit], [TaiwanPermit], [TwoWayPermit] and [MacaoID]: the
//     shape alone. The first three have no check digit; for the Macao card the
//     rule is not published, so none is computed.
//   - [Passport]: letters and digits, whatever they are.
//
// # Spelling
//
// Full-width letters, digits and brackets become half-width, small letters
// become capitals, and blanks around and inside a number go, whatever their
// width. An HKID is written A123456(3) and a Macao number 1234567(8), brackets
// included. Reading a normalised number again changes nothing.
//
// # Privacy
//
// An [Identity] holds a patient's value. Printing it, logging it and
// marshalling it give "[redacted]"; no [Identity.Reason] quotes a number.
// [Identity.Value], [Identity.Person] and [Identity.BirthDate] hand the value
// out, to a caller who asks for it.
package identity
