package document

// LOINCAgeGroup is LOINC's code of an age group.
const LOINCAgeGroup = "46251-5"
