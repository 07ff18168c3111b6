// Package category names the categories of ICD-10 (three characters) and of
// ICD-9-CM volume 3 (two digits, and three with the dot), in the Chinese of
// mainland China and of Hong Kong. A code that no table has still reads as
// something by the name of its category.
//
//	c, ok := category.Diagnosis("I21.900x001") // I21, 急性心肌梗死, 急性心肌梗塞
//
// A category says less than its code. [Mark] says so in the name, for where the
// name stands beside the code.
//
// The names are this project's own, in diagnosis.csv and procedure.csv, which are
// meant to be edited: a row for each code, sorted. The files are searched as they
// are, so that nothing is built when the program starts. English names are not
// given.
//
// The diagnoses are those of the WHO's ICD-10 and so of the editions that are
// built on it, the mainland ones among them. ICD-10-CM agrees with it only in
// part: it gives other meanings to many categories of V to Z.
package category
