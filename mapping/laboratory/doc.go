// Package laboratory knows the tests of a clinical laboratory: what they are called
// in mainland China and in Hong Kong, in which units their results are printed, and
// how a result of one unit is said in another.
//
// A [Table] is made of CSV files that a clinician can edit: items.csv has a row for
// each test, units.csv one for each unit of UCUM with the ways in which it is printed,
// and so on. [Default] has those of this package.
//
// # No code rather than a wrong one
//
// A name alone does not tell a test: PCT is procalcitonin and plateletcrit, and the
// glucose of urine is another test than that of serum. [Table.Resolve] therefore takes
// the name, the specimen and the unit, and gives a code of LOINC only where all that is
// stated leads to one. A name may say the specimen itself (血清尿酸, "Creatinine, Urine"). The unit decides which: mmol/L is an amount of substance, mg/dL
// a mass.
//
// # No conversion rather than a wrong one
//
// A result is said in another unit by a prefix, by the molar mass of the item, or by a
// rule of conversions.csv, and not at all where none of them leads there: fibrinogen
// equivalent units and D-dimer units, the mass and the moles of lipoprotein(a), copies
// and international units, activity and mass of CK-MB. What a [Conversion] gives is
// rounded to what the printed digits of the source support, and comes with its ground.
//
// # LOINC
//
// This material contains content from LOINC (http://loinc.org). LOINC is copyright ©
// Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes
// (LOINC) Committee and is available at no cost under the license at
// http://loinc.org/license. LOINC® is a registered United States trademark of
// Regenstrief Institute, Inc. The file README.md of this package has the notice, too;
// loinc.csv holds the codes that are used, with their names unaltered.
//
// # Concurrency
//
// A Table is read-only and may be used by several goroutines at once.
package laboratory
