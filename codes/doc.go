// Package codes names the code systems in which diagnoses and procedures are
// recorded in Hong Kong and mainland China, and translates between them.
//
// A [Table] looks codes up, a [Map] translates them, and a [Registry] does both
// over as many of them as it is given: it finds the routes on which several maps
// lead from one system to another, and says of each answer by which maps it came
// and how much of the meaning it is known to keep ([Equivalence], as FHIR R4's
// ConceptMap has it). A chain of maps is never called better than its weakest
// link.
//
// # Where tables and maps come from
//
// Packages below this one have tables that may be given away: gem (ICD-9-CM to
// ICD-10-CM and back), icd9cm, icd10cm, icd10 (which codes the WHO has, and no
// titles), and rules, whose maps follow from how codes are built and from what
// people with knowledge of coding decided. Each table is reached by a function, and a program links the
// tables whose functions it calls; they cost nothing at start-up and nothing on
// the heap. What is licensed is read from the integrator's own copy. A program's
// own rows become a table or a map by [NewTable] and [NewMap], and stand before a
// published one by [OverlayTable] and [OverlayMap]. Package codestest tests a
// Table or Map that somebody writes.
//
// # Editions
//
// A [System] is a URI and a version, and the two decide together what connects
// to what. A version that is not stated stands for every edition: a rule that
// holds in all editions of ICD-10-CM states none, and takes the codes of the
// GEMs, which state theirs. Two versions that differ do not connect, because
// editions give one code different meanings: a map of one edition is not asked
// about another, and a target does not borrow its name from a table of another.
// Whoever does not know the edition asks about the system without a version, and
// reads in each answer's System which one it is.
//
// # What exists, and what is chosen
//
// A rule answers no code that its target has not. Where maps leave a choice, all
// candidates are answered; [Chosen] says whether one of them may be recorded
// without asking a coder. None is, for being left when another has no target.
//
// # Which way
//
// Routes follow the direction of their maps. [Registry.Reverse] asks which codes
// lead to a given one; [Backwards] makes a map of its own of that question, for
// a direction in which nobody publishes one, and [Registry.Between] gives it
// several maps in a row to read:
//
//	forward := codes.NewRegistry(nil, []codes.Map{
//		rules.FromICD9CM(nil),       // ICD-9-CM to ICD-10, where the next two fail
//		gem.ICD9ToICD10(),           // ICD-9-CM to ICD-10-CM
//		rules.FromICD10CM(nil, nil), // ICD-10-CM to ICD-10
//	})
//	back := codes.NewRegistry(nil, []codes.Map{
//		rules.Stem(codes.DiagnosisInsurance, nil), // 医保版 to ICD-10
//		rules.ToICD9CM(forward.Between(codes.ICD9CM, codes.ICD10), gem.ICD10ToICD9()),
//	})
//
// The package knows no FHIR resource and no file layout.
package codes

//go:generate go run ./internal/gen -o .
