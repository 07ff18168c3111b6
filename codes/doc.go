// Package codes names the code systems in which diagnoses and procedures are
// recorded in Hong Kong and mainland China, and translates between them.
//
// The package knows no FHIR resource and no file layout.
package codes

//go:generate go run ./internal/gen -o .
