package document

// URN is what the full URLs of entries start with, before the id.
const URN = "urn:uuid:"

// SystemURI is FHIR's system of identifiers that are URIs themselves.
const SystemURI = "urn:ietf:rfc:3986"

// Codes of LOINC.
const (
	LOINCAgeGroup    = "46251-5"
	LOINCBirthWeight = "8339-4" // of the newborn who is the patient
	LOINCWeight      = "29463-7"
)
