// Package compose makes the FHIR document of a front sheet; extract is the way
// back. It may import extract, document, narrative, message and what lies below
// them: extract, because of a message those fields are kept verbatim that reading
// the document back does not give.
package compose
