package results

import "github.com/crossbay/crossbay/mapping/report"

func (d *documentReader) narratives(r *report.Report) {}
