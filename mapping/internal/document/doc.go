// Package document holds what making a FHIR document of a front sheet and
// reading one back have in common: the settings, the identifier systems, and the
// tables of findings and of results. It may import layout, localize and what lies
// below them, and knows neither of the two directions.
//
// The directions are packages of their own, compose (sheet → FHIR) and extract
// (FHIR → sheet), because they share no more than this: a builder fills memory
// that it uses again and never meets a document of anybody else's, a reader
// expects anything and reports what it cannot place. A concern has the same file
// name in both: diagnosis.go in compose writes what diagnosis.go in extract
// reads.
package document
