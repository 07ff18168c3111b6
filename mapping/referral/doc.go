// Package referral says what a hospital adds to a stay when it asks another to take the
// patient, and what becomes of the request.
//
// Why a patient is referred, to whom and how soon is a clinician's statement: a record has
// it, or a [Statement] that somebody makes about one patient. It is never made up.
package referral
