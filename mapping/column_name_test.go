package mapping_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// A header or the name of a member in which a number of somebody stands is in
// no issue.
func TestNamesOfColumnsWithNumbersAreNotPrinted(t *testing.T) {
	for _, name := range []string{"110101199003070011", "A123456(3)", "result of 65432109 2024", "ＨＫＩＤ１２３４５６"} {
		for form, file := range map[string]string{
			"CSV":  "Patient number,Case number,Chinese name,Colour," + name + "," + name + "\nP1,C1,陳大文,red,x,y\n",
			"JSON": `{"Patient number":"P1","Case number":"C1","Chinese name":"陳大文","Colour":"red","` + name + `":"x","more":{"` + name + `":"y"}}` + "\n",
		} {
			reader, err := mapping.NewReader(strings.NewReader(file), []*mapping.Layout{hongkong.FrontSheet()}, nil)
			require.NoError(t, err)
			issues := reader.Issues()
			for record, err := range reader.Records() {
				require.NoError(t, err)
				require.NotNil(t, record.Sheet)
				issues = append(issues, record.Issues...)
			}
			var columns []string
			for _, i := range issues {
				if i.Code == "unknown-column" {
					columns = append(columns, i.Column)
				}
				assert.NotContains(t, i.Column, name, form)
			}
			assert.Len(t, columns, 3, "%s: each is reported, under whatever name", form)
			assert.Contains(t, columns, "Colour", "%s: an innocent name is printed", form)
		}
	}
}
