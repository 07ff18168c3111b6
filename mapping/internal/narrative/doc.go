// Package narrative renders what a sheet says for people to read: as a chart in the
// words of the source and in those of a reader elsewhere, and that as the
// XHTML of a FHIR Narrative or of a page. It may import localize, layout, icd and
// what lies below them.
package narrative
