// Package fhir is the shared representation of a hospital stay: a [Document]
// of FHIR R4 resources, and how it is written, read and checked.
//
// The resources are the structs of github.com/samply/golang-fhir-models. What
// those get wrong when they are marshalled is put right by encoders and
// decoders of this package, generated from the same types (see
// [Document.Append] and [Read]).
//
// A Document is written as one Bundle, on one line, in one of two forms: of
// type document, to hand the stay on, or of type transaction, to load it into
// a FHIR server. Both follow FHIR R4 (4.0.1) and RFC 8259: UTF-8, without
// escapes that JSON does not demand, resourceType first and then the members
// in the order in which R4 defines them. The same Document gives the same
// bytes. [Document.Check] looks for what is missing or does not fit together.
//
// What R4 has no element for stands in the extensions of [Extensions], and
// codes that nobody has registered in the code systems of [CodeSystems]; the
// folder definitions has them as FHIR resources, for validators and servers.
//
// # Errors
//
// No error of this package holds a value of a record: an error says where
// ([ElementError], [ReadError]) and why, so that it can go into a log.
//
// # Concurrency
//
// Functions may be called, and a Document that nobody changes may be used, by
// several goroutines at once. The package has no state.
package fhir

//go:generate go run ./internal/gen
//go:generate go run ./internal/gendefs
