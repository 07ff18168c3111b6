package document

// URN is what the full URLs of entries start with, before the id.
const URN = "urn:uuid:"

// Codes of LOINC.
const (
	LOINCAgeGroup    = "46251-5"
	LOINCBirthWeight = "8339-4" // of the newborn who is the patient
	LOINCWeight      = "29463-7"
)
