package mapping

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/compose"
	"github.com/crossbay/crossbay/mapping/internal/extract"
	"github.com/crossbay/crossbay/mapping/internal/guard"
)

// FrontSheet returns the sheet of one document: the way back of
// [Translator.Document]. Of a document that Document made, nothing is lost: the
// sheet gives the same document again. Of anybody else's it takes what a front
// sheet has a place for, and reports the rest.
//
// A coded value comes back through the coding of one of the value sets of
// [Options.Layouts] where there is one, else through the code of FHIR's that
// just one code of the value set stands for, else by its label, else as text.
// Nothing that the document does not state is made up: there is no principal
// diagnosis where none is marked as such, and no department where there is but
// a place.
//
// The document may lack what a document must have, the Composition included.
// Of several encounters the sheet is about that of the Composition, or else
// the in-patient one. What is entered in error, refuted or not done is no part
// of the sheet.
//
// The sheet keeps parts of the document, which must not be changed afterwards.
// It is nil where the document meets a fault of this package: then the issue is
// internal-error.
func (t *Translator) FrontSheet(d *fhir.Document) (sheet *frontsheet.FrontSheet, issues []frontsheet.Issue) {
	place, panicked := guard.Do(func() { sheet, issues = extract.Read(&t.settings, d, compose.Plain) })
	if panicked {
		return nil, []frontsheet.Issue{guard.InternalError(frontsheet.Position{}, place)}
	}
	return sheet, issues
}
