package translate

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// setDocument checks which document is made of a stay against the rest of the command
// line.
func (c *command) setDocument() error {
	var known bool
	if c.documentForm, known = mapping.ParseForm(c.document); !known {
		names := mapping.FormNames()
		return fmt.Errorf("-document %s: %s or %s", c.document, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
	}
	switch {
	case c.documentForm == mapping.StayDocument:
	case c.form.html && c.documentForm.Asks():
	case c.form.sheets() || c.form.product != nil:
		return fmt.Errorf("-document %s is for -to fhir", c.document)
	case c.privacy.profileName == "counts":
		return fmt.Errorf("-document %s and -deidentify counts: counts writes no documents", c.document)
	case c.bundle != "document" && !c.documentForm.Asks():
		return fmt.Errorf("-document %s and -bundle %s: a patient summary is a document; leave out -bundle", c.document, c.bundle)
	case c.bundle != "document":
		return fmt.Errorf("-document %s and -bundle %s: what is handed over is a document; leave out -bundle", c.document, c.bundle)
	}
	if len(c.referring.files) > 0 && (c.privacy.profileName != "full" || c.resume) {
		return fmt.Errorf("-results: not with -deidentify, which passes no reports on, nor with -resume")
	}
	return c.referring.set(c.documentForm)
}
