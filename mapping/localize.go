package mapping

import (
	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// LocalizeOptions set for whom a sheet is localized. Nil means the readers of
// the layout's files.
type LocalizeOptions struct {
	// Language is that of the names of diagnoses, procedures and drugs: the
	// layout's Words where empty. Where [term.English] is asked for, names that
	// no table has in English stay as they are.
	Language term.Language
	// Diagnosis and Procedure are the systems of the codes. Where zero, they
	// are the layout's; a sheet of the same layout keeps its codes.
	Diagnosis, Procedure codes.System
	// KeepCodings leaves the source's codes in the sheet, behind those of the
	// layout's systems, for a [Writer] that keeps them.
	KeepCodings bool

	_ struct{}
}

// A Localized is a sheet for the readers of another layout.
type Localized struct {
	// Sheet is the sheet in the readers' codes and words.
	Sheet *FrontSheet
	// Issues says what was changed, and what could not be.
	Issues []Issue
	// Unmapped lists the codes without a code in the target's system.
	Unmapped []Unmapped
}

// Localize returns the sheet as readers of another layout's files need it: the
// codes of diagnoses and procedures in the layout's systems, and their names,
// and those of drugs, in the readers' words. It is for sheets that cross the
// border; one that is in those systems and words already comes back as it is.
//
// A code is translated through the maps of the registry, and where they leave
// no choice; otherwise it is left out of the sheet, and reported. A name is
// translated by the tables of package term, whole or in parts; of one that they
// do not have the script is converted. An English name that they do not have
// stays. A diagnosis or procedure without a name takes that of its code, or
// that of the code's category, which is marked as such. All of it is reported.
//
// Names of people and of places, identity numbers, dates and amounts are never
// touched. The values of value sets are the [Writer]'s to localize. Nothing is
// lost by it: the source's codes and names are in the sheet that was given, and
// in its FHIR document.
func (t *Translator) Localize(s *FrontSheet, to *Layout, options *LocalizeOptions) Localized {
	if options == nil {
		options = &LocalizeOptions{}
	}
	l := localize.New(&t.settings.CodeMaps, s, to.compiled, localize.Options{Language: options.Language, Diagnosis: options.Diagnosis, Procedure: options.Procedure, KeepCodings: options.KeepCodings})
	l.Diagnoses()
	l.Procedures()
	l.Allergies()
	l.Medications()
	return Localized{Sheet: l.Sheet, Issues: l.Issues, Unmapped: l.Unmapped}
}

// LocalizeValue returns the value of another value set as one of v: as the code
// that stands for the same code of FHIR's, or that is called the same. exact
// reports that both mean the same; ok is false where v has no code for it, or
// more than one, and nothing says which.
//
// A text is a value of v where it is the label of one of its codes.
func LocalizeValue(v *ValueSet, c Coded) (_ Coded, exact, ok bool) { return localize.Value(v, c) }
