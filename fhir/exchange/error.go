package exchange

import "errors"

// The errors say of a hand-over why it is refused, and nothing that stands in it. Those
// of the libraries beneath are dropped, for they may quote what they read.
var (
	ErrKey         = errors.New("exchange: no key of a kind that is taken here, or not for this use")
	ErrBundle      = errors.New("exchange: no Bundle of FHIR in JSON, or one whose JSON is ambiguous")
	ErrSize        = errors.New("exchange: larger than is taken here")
	ErrForm        = errors.New("exchange: no hand-over of the form that is taken here")
	ErrAlgorithm   = errors.New("exchange: an algorithm that is not the key's, or none that is taken here")
	ErrHeader      = errors.New("exchange: a header that asks for what is not done here")
	ErrDecryption  = errors.New("exchange: not for this key, or changed since it was made")
	ErrUnsigned    = errors.New("exchange: not signed")
	ErrSigned      = errors.New("exchange: signed already")
	ErrSignature   = errors.New("exchange: not signed by this key, or changed since it was signed")
	ErrRecipient   = errors.New("exchange: signed for another recipient")
	ErrConsent     = errors.New("exchange: no reference to a consent")
	ErrIdentifying = errors.New("exchange: a text that goes outside the encryption holds a number or name of the patient")
	ErrPurpose     = errors.New("exchange: no purpose that is known")
	ErrTime        = errors.New("exchange: signed in the future, or without a time")
	ErrExpired     = errors.New("exchange: expired")
	ErrLink        = errors.New("exchange: no SMART Health Link of a version that is taken here")
	ErrElsewhere   = errors.New("exchange: a manifest whose files are elsewhere, and nothing is fetched")
)
