package exchange

import "errors"

// The errors say of a hand-over why it is refused, and nothing that stands in it. Those
// of the libraries beneath are dropped, for they may quote what they read.
var (
	ErrKey         = errors.New("no key of a kind that is taken here, or not for this use")
	ErrBundle      = errors.New("no Bundle of FHIR in JSON, or one whose JSON is ambiguous")
	ErrSize        = errors.New("larger than is taken here")
	ErrForm        = errors.New("no hand-over of the form that is taken here")
	ErrAlgorithm   = errors.New("an algorithm that is not the key's, or none that is taken here")
	ErrHeader      = errors.New("a header that asks for what is not done here")
	ErrDecryption  = errors.New("not for this key, or changed since it was made")
	ErrUnsigned    = errors.New("not signed")
	ErrSigned      = errors.New("signed already")
	ErrSignature   = errors.New("not signed by this key, or changed since it was signed")
	ErrRecipient   = errors.New("signed for another recipient")
	ErrConsent     = errors.New("no reference to a consent")
	ErrIdentifying = errors.New("a text that goes outside the encryption holds a number or name of the patient")
	ErrPurpose     = errors.New("no purpose that is known")
	ErrTime        = errors.New("signed in the future, or without a time")
	ErrExpired     = errors.New("expired")
	ErrLink        = errors.New("no SMART Health Link of a version that is taken here")
	ErrElsewhere   = errors.New("a manifest whose files are elsewhere, and nothing is fetched")
)
