// Package load reads the code tables and maps that hospitals and agencies
// hold, in the formats in which they are published:
//
//   - the general equivalence mappings (GEM) of CMS, diagnoses and procedures;
//   - the titles of ICD-9-CM, ICD-10-CM and ICD-10-PCS as CMS publishes them;
//   - 医保版 dictionaries (CSV, and XLSX through package codes/load/xlsx) and
//     the 国临版 to 医保版 lists;
//   - any CSV of two or three columns with a header (code,title or
//     source,target[,equivalence]);
//   - FHIR R4 CodeSystem, ConceptMap and ValueSet in JSON;
//   - ICD-10 in ClaML, map reference sets of SNOMED CT (RF2), and CONCEPT and
//     CONCEPT_RELATIONSHIP of OMOP.
//
// [File], [Dir] and [Read] recognise a format by content. There is a function
// for each format for who knows what he holds.
//
// A file is loaded whole or not at all. What is wrong with it is an [*Error]
// that says where it stands and why; it prints codes, and nothing longer. Two
// rows that say the same, or contradict each other, are an error that names
// both. A row is never guessed at, and no file can exhaust memory: see
// [Options] for the limits.
//
// What comes back is immutable, safe for concurrent use, and compact: one
// string and a few fixed-size records.
package load
