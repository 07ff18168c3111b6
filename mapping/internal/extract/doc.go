// Package extract reads the front sheet that a FHIR document holds, and reports
// what a sheet has no place for; compose is the way there. It may import
// document, message, tabular and what lies below them, and not compose.
//
// Documents of two kinds are read in two ways. A document that compose made of a
// message is read exactly as compose wrote it, by the methods whose names begin
// with message: what it does not give back tells which fields must be kept
// verbatim. Any other, ours in rows or anybody else's, is read by the others,
// which repair, convert and report.
package extract
