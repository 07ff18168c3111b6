package mapping

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

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
func (t *Translator) Localize(s *frontsheet.FrontSheet, to *layout.Layout, options *localize.LocalizeOptions) localize.Localized {
	copied := s.Clone()
	l := localize.Localizer{CodeMaps: &t.settings.CodeMaps, Sheet: &copied, To: to, Chinese: layout.Of(s).Wording()}
	if options != nil {
		l.Options = *options
	}
	if layout.Of(s) != to { // whose files may be coded in several systems
		l.Options.Diagnosis = localize.OrSystem(l.Options.Diagnosis, to.Diagnosis)
		l.Options.Procedure = localize.OrSystem(l.Options.Procedure, to.Procedure)
	}
	if l.Options.Language == "" {
		l.Options.Language = to.Wording()
	}
	l.Diagnoses()
	l.Procedures()
	l.Allergies()
	return localize.Localized{Sheet: l.Sheet, Issues: l.Issues, Unmapped: l.Unmapped}
}
