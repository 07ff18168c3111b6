package tabular

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// A cellWriter appends the value of an element to the cell that a Writer has in
// hand, by its kind.
type cellWriter Writer

var _ layout.CellKinds = (*cellWriter)(nil)

func (c *cellWriter) writer() *Writer { return (*Writer)(c) }

func (c *cellWriter) Text(v *string) { c.cell = append(c.cell, *v...) }

// Identifier gives a number that a spreadsheet had rounded back as it was: to the
// column that it came from, and to no other.
func (c *cellWriter) Identifier(v *string) {
	if *v != "" {
		c.Text(v)
	} else {
		c.cell = append(c.cell, c.writer().damagedCell(c.field)...)
	}
}

func (c *cellWriter) Code(v *string) { c.Text(v) }

func (c *cellWriter) Texts(v *[]string) { c.cell = c.writer().appendList(c.cell, c.field, *v) }

func (c *cellWriter) Coded(v *frontsheet.Coded) {
	c.cell = c.writer().appendCoded(c.cell, c.field, *v)
}

func (c *cellWriter) Wards(v *[]frontsheet.Ward) {
	c.cell = c.writer().appendWards(c.cell, c.field, *v)
}

func (c *cellWriter) Date(v *frontsheet.DateTime) {
	c.cell = c.writer().appendDate(c.cell, c.field, *v)
}

func (c *cellWriter) Hour(v *frontsheet.DateTime) {
	d, _ := literal.InZone(*v, c.Layout.Zone) // the column of the date reports it
	switch {
	case d.Precision < frontsheet.ToHour:
	case d.Precision > frontsheet.ToHour && c.writer().ownHour(c.field):
		c.cell = append(c.cell, c.writer().keptCell(c.field)...)
	case c.field.Format == formatHour:
		c.cell = chars.AppendPadded(c.cell, d.Hour, 2)
	default:
		c.cell = strconv.AppendInt(c.cell, int64(d.Hour), 10)
	}
}

func (c *cellWriter) Precision(v *frontsheet.DateTime) {
	c.cell = c.writer().appendPrecision(c.cell, c.field, *v)
}

func (c *cellWriter) Number(v *frontsheet.Decimal) { c.cell = append(c.cell, *v...) }

func (c *cellWriter) Months(v *frontsheet.AgeUnderOne) {
	if c.field.Format == layout.MonthsOrDays {
		c.cell = c.writer().appendMonthsOrDays(c.cell, c.field, *v)
		return
	}
	c.cell = append(c.cell, literal.WriteMonths(*v)...)
}

func (c *cellWriter) Elapsed(v *frontsheet.Coma) {
	if *v == (frontsheet.Coma{}) {
		return
	}
	for i, n := range [...]frontsheet.Decimal{v.Days, v.Hours, v.Minutes} {
		if i > 0 {
			c.cell = append(c.cell, '/')
		}
		if n == "" {
			n = "0"
		}
		c.cell = append(c.cell, n...)
	}
}

func (c *cellWriter) DiagnosisCodes(v *[]frontsheet.Code) {
	c.cell = c.writer().appendDiagnosisCodes(c.cell, c.field, *v)
}

func (c *cellWriter) ProcedureCodes(v *[]frontsheet.Code) {
	c.cell = c.writer().appendProcedureCodes(c.cell, c.field, *v)
}

func (c *cellWriter) TCMCodes(v *[]frontsheet.Code) {
	c.cell = c.writer().appendTCMCodes(c.cell, c.field, *v)
}

func (c *cellWriter) Verbatim() { c.cell = append(c.cell, c.writer().keptCell(c.field)...) }

func (c *cellWriter) ExactDate(*frontsheet.FrontSheet) {
	c.cell = c.writer().appendExactDate(c.cell, c.field)
}

func (c *cellWriter) HourNumber(v *frontsheet.Item) {
	if len(v.Number) == 1 {
		c.cell = append(c.cell, '0')
	}
	c.cell = append(c.cell, v.Number...)
}

func (c *cellWriter) DrugsOrNone(v *frontsheet.Allergy) {
	if len(v.Drugs) == 0 && c.names["allergy.recorded"] == nil {
		c.cell = c.writer().appendCoded(c.cell, c.field, v.Recorded)
		return
	}
	c.cell = c.writer().appendList(c.cell, c.field, v.Drugs)
}

func (c *cellWriter) LaboratoryResult(v *frontsheet.Observation) {
	if v.Status == "D" || v.Status == "W" { // of HL7's table 0085: deleted, wrong
		c.writer().report(c.field, frontsheet.Warning, "not-so", "a result is said to be deleted or wrong: it is left out")
		return
	}
	text := chars.FirstOf(v.Figure(), v.Text)
	if text == "" && len(v.Answers) > 0 {
		text = chars.FirstOf(v.Answers[0].Display, v.Answers[0].Code)
		c.writer().report(c.field, frontsheet.Warning, "no-column", "the answer of the test is coded, and the row has no column for codes: its text is written")
	}
	c.cell = append(c.cell, text...)
}

func (c *cellWriter) DrugItemCode(v *[]frontsheet.Code) {
	others := 0
	for _, code := range *v {
		if code.System == layout.SystemDrugItem && len(c.cell) == 0 {
			c.cell = append(c.cell, code.Code...)
		} else {
			others++
		}
	}
	if len(c.cell) == 0 {
		c.cell = append(c.cell, c.writer().keptCell(c.field)...)
	}
	if others > 0 && !c.writer().Options.KeepCodings {
		c.writer().report(c.field, frontsheet.Warning, "other-code-system", "the drug has codes of other systems than that of the column: they are not written")
	}
}

func (c *cellWriter) AllDiagnoses(s *frontsheet.FrontSheet) {
	c.cell = c.writer().appendDiagnosisCodes(c.cell, c.field, codesOfFacts(inOneRow(diagnosisFacts(s))))
}

func (c *cellWriter) AllDiagnosisNames(s *frontsheet.FrontSheet) {
	c.cell = appendNames(c.cell, inOneRow(diagnosisFacts(s)))
}

func (c *cellWriter) AllReferences(s *frontsheet.FrontSheet) {
	c.cell = c.writer().appendFactDate(c.cell, c.field, inOneRow(diagnosisFacts(s)))
}

func (c *cellWriter) AllProcedures(s *frontsheet.FrontSheet) {
	c.cell = c.writer().appendProcedureCodes(c.cell, c.field, codesOfFacts(inOneRow(procedureFacts(s))))
}

func (c *cellWriter) AllProcedureNames(s *frontsheet.FrontSheet) {
	c.cell = appendNames(c.cell, inOneRow(procedureFacts(s)))
}

func (c *cellWriter) AllPerformed(s *frontsheet.FrontSheet) {
	c.cell = c.writer().appendFactDate(c.cell, c.field, inOneRow(procedureFacts(s)))
}
