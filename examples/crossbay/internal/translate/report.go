package translate

import "github.com/crossbay/crossbay/examples/internal/report"

// newReport returns what counts for the page of -report.
func (c *command) newReport() *report.Run {
	return report.New(&report.Options{
		Date: c.reportDate, Rows: c.form.layout, Checked: c.check, Targets: c.targets, Tables: c.tables,
	})
}
