package mainland

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// Servers find people by Patient.name.family, which is exact: surnames stand there
// where they are certain, and the text is whole. What was found in the text is
// nobody's statement: the sheet read back has the text alone.
func TestNamesAreFound(t *testing.T) {
	for _, test := range []struct{ name, ethnicity, family, given string }{
		{"张三", "01", "张", "三"},
		{"張三", "", "張", "三"},
		{"欧阳修文", "03", "欧阳", "修文"},
		{"欧阳 修", "01", "欧阳", "修"},
		{"马海明", "07", "", ""}, // a Yi, of the lineage 马海
		{"卓玛", "04", "", ""},
		{"卓玛", "", "", ""},
		{"陈红之子", "01", "", ""},
		{"无名氏", "", "", ""},
	} {
		r, err := mapping.NewReader(strings.NewReader("A48,A11,A19C,A32\n1,"+test.name+","+test.ethnicity+",李四\n"), Layouts(), nil)
		require.NoError(t, err)
		var record *mapping.Record
		for record, err = range r.Records() {
			require.NoError(t, err)
		}
		way := mapping.NewTranslator(nil, &mapping.Options{Layouts: Layouts()})
		document, issues := way.Document(record.Sheet)
		name := document.Patient.Name[0]
		assert.Equal(t, test.name, *name.Text)
		told := 0
		for _, i := range issues {
			if i.Code == "name-not-divided" {
				told++
				assert.Equal(t, "A11", i.Column)
				assert.Equal(t, mapping.Information, i.Severity)
				assert.NotContains(t, i.Detail, test.name)
			}
		}
		if test.family == "" {
			assert.Nil(t, name.Family, test.name)
			assert.Nil(t, name.Given, test.name)
			assert.Equal(t, 1, told, test.name)
		} else if assert.NotNil(t, name.Family, test.name) {
			assert.Equal(t, test.family, *name.Family)
			assert.Equal(t, []string{test.given}, name.Given)
			assert.Zero(t, told, test.name)
		}
		back, _ := way.FrontSheet(document)
		assert.Equal(t, test.name, back.Patient.Name)
		assert.Zero(t, back.Patient.NameParts)
		assert.Zero(t, back.Patient.Contact.NameParts)
	}
}
