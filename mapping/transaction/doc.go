// Package transaction puts transactions, the Bundles that load a document into a FHIR
// server, into the form in which a server takes them without harm: what stays share
// once and as it was last, what a corrected stay no longer has deleted, Bundles no
// larger than the server allows, and requests that a server takes which chooses its
// own ids.
//
// It works on the lines that [fhir.Document.AppendTransaction] writes, and on no
// others. A [Form] writes one stay; a [Run] those of many.
package transaction
