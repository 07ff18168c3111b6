package translate

import (
	"context"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// handOver writes the documents of a table with the results of -results.
func (c *command) handOver(ctx context.Context, t *inputTable, files *outputs) error {
	counts := &files.state.Counts
	for record, err := range t.Records() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		files.read()
		issues := append(record.Issues, files.check.sheet(record.Sheet)...)
		var text []byte
		if record.Sheet != nil {
			var more []mapping.Issue
			if text, more, err = c.handedOver(record.Sheet); err != nil {
				return err
			}
			issues = append(issues, more...)
		}
		for _, i := range issues {
			if err := files.issue(i, ""); err != nil {
				return err
			}
		}
		if text == nil {
			counts.rejected++
			err = files.reject(t.Header(), record.Raw)
		} else {
			counts.translated++
			err = files.document(text)
		}
		if err == nil {
			err = files.recorded()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// handedOver returns the document of a sheet with the results on its patient, nil where it
// meets a fault of the library.
func (c *command) handedOver(read *mapping.FrontSheet) ([]byte, []mapping.Issue, error) {
	sheet, issues := c.referring.stated(read)
	if err := c.referring.fault(); err != nil {
		return nil, nil, err
	}
	document, more := c.translator.Document(sheet)
	issues = append(issues, more...)
	if document == nil {
		return nil, issues, nil
	}
	records, more := c.referring.on(sheet)
	issues = append(issues, more...)
	for _, rec := range records {
		issues = append(issues, c.referring.results.Attach(document, sheet, rec)...)
	}
	text, err := (*fhir.Document).Append(document, nil)
	return text, issues, err
}
