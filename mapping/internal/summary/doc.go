// Package summary makes an International Patient Summary of the document of a stay,
// by the guide of HL7 (hl7.fhir.uv.ips 2.0.0). Whatever the stay came from, rows,
// messages or anybody's FHIR, the document is the same, and so is the summary.
//
// The summary has all that the document has: its resources are those of the
// document, and of what the guide has no place for there are sections besides its
// own. What the guide demands and nobody knows is stated as unknown.
package summary
