package hongkong

import (
	"encoding/csv"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// CDARS returns the layout of research extracts of public hospitals' clinical
// data: an attendance at the emergency department with the stay that it led to,
// or one of the long tables. The columns are those that published research code
// names. A row is a record; no name and no identity document is expected.
//
// The header is looked for below titles. An export whose name ends in .xls is
// often a page of HTML: see package mapping/htmltable.
func CDARS() *mapping.Layout { return mapping.LayoutNamed("hk-cdars") }

// EHealth returns the layout of domain records in the style of the electronic
// health records of Hong Kong, in CSV or JSON. It is this project's: that a
// file can be read with it says nothing of whether the file conforms to the
// real one. Neighbouring records of an encounter are one record.
func EHealth() *mapping.Layout { return mapping.LayoutNamed("hk-ehealth") }

// FrontSheet returns the layout of this project's template for front sheets of
// private hospitals, whose header is in English, Chinese or both.
func FrontSheet() *mapping.Layout { return mapping.LayoutNamed("hk-frontsheet") }

// FrontSheetTemplate returns an empty file for [FrontSheet] in CSV, its header
// in English and Chinese, with the mark at the front by which a spreadsheet
// knows UTF-8.
func FrontSheetTemplate() []byte {
	var header []string
	for _, c := range FrontSheet().Columns() {
		title := c.Title
		if n := strings.TrimLeft(c.Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- "); n != "" {
			title += n
		}
		header = append(header, c.Name+" ("+title+")")
	}
	var b strings.Builder
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	w.Write(header) //nolint:errcheck // a strings.Builder takes everything
	w.Flush()
	return []byte(b.String())
}
