package mapping_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// documentWith returns the document of the one record of a table, with the options of
// the translator.
func documentWith(t *testing.T, options *mapping.Options, columns ...string) *fhir.Document {
	t.Helper()
	var names, cells []string
	for _, c := range columns {
		name, cell, _ := strings.Cut(c, "=")
		names, cells = append(names, name), append(cells, cell)
	}
	text := strings.Join(names, ",") + "\n" + strings.Join(cells, ",") + "\n"
	r, err := mapping.NewReader(strings.NewReader(text), mainland.Layouts(), nil)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		document, _ := mapping.NewTranslator(nil, options).Document(record.Sheet)
		return document
	}
	t.Fatal("no record")
	return nil
}

// conditions returns the ids of the Conditions by what they say, one after the other.
func conditions(d *fhir.Document) map[string][]string {
	ids := map[string][]string{}
	for i := range d.Conditions {
		c := &d.Conditions[i]
		ids[*c.Code.Text] = append(ids[*c.Code.Text], *c.Id)
	}
	return ids
}

// R4, 2.1.3: the id of a resource never changes, and a server that is told another
// thing under it takes that for a change of the same. So the id of a diagnosis or an
// operation goes by what it says: to withdraw one, or to put one before others, leaves
// theirs.
func TestIDsFollowContent(t *testing.T) {
	stay := []string{"A01=H1", "A02=示例医院", "A48=1", "A49=1", "B12=2024-03-02", "B15=2024-03-08"}
	of := func(columns ...string) *fhir.Document { return documentWith(t, nil, append(stay, columns...)...) }
	before := of("C03C=K80.000", "C04N=胆囊结石", "C06x01C=K76.000", "C07x01N=脂肪肝", "C08x01C=1", "C06x02C=I10.x00", "C07x02N=高血压", "C08x02C=1",
		"C14x01C=51.2300", "C15x01N=胆囊切除术", "C35x01C=54.2100", "C36x01N=腹腔镜检查")
	ids := conditions(before)
	require.Len(t, ids, 3)

	withdrawn := conditions(of("C03C=K80.000", "C04N=胆囊结石", "C06x01C=I10.x00", "C07x01N=高血压", "C08x01C=4"))
	assert.Equal(t, ids["高血压"], withdrawn["高血压"], "in another place, and not present on admission")
	assert.Equal(t, ids["胆囊结石"], withdrawn["胆囊结石"])
	assert.Equal(t, ids["高血压"], conditions(of("C03C=I10.x00", "C04N=高血压", "C06x01C=K80.000", "C07x01N=胆囊结石"))["高血压"], "as the principal one")
	assert.NotEqual(t, ids["高血压"], conditions(of("C01C=I10.x00", "C02N=高血压"))["高血压"], "a diagnosis of the clinic is another statement")

	twice := conditions(of("C03C=K80.000", "C04N=胆囊结石", "C06x01C=I10.x00", "C07x01N=高血压", "C06x02C=I10.x00", "C07x02N=高血压"))["高血压"]
	require.Len(t, twice, 2)
	assert.Equal(t, ids["高血压"][0], twice[0])
	assert.NotEqual(t, twice[0], twice[1], "stated twice, it is there twice")

	second := of("C14x01C=54.2100", "C15x01N=腹腔镜检查")
	require.Len(t, second.Procedures, 1)
	require.Len(t, before.Procedures, 2)
	assert.Equal(t, before.Procedures[1].Id, second.Procedures[0].Id)

	other := documentWith(t, nil, "A01=H1", "A02=示例医院", "A48=1", "A49=2", "B12=2024-05-02", "C06x01C=I10.x00", "C07x01N=高血压")
	assert.NotEqual(t, ids["高血压"], conditions(other)["高血压"], "of another stay")
}

// RFC 9562, 5.8: a UUID of version 8 is whatever its maker says. With a key, none of
// the ids of a document is one that can be made of a record number, and each is the
// same again; RFC 4231 gives what HMAC-SHA-256 is.
func TestIDKey(t *testing.T) {
	columns := []string{"A01=H1", "A02=示例医院", "A48=1", "A49=1", "B12=2024-03-02", "B15=2024-03-08", "B22=甲", "B16C=03", "C03C=K80.000", "C04N=胆囊结石", "D01=1"}
	key := bytes.Repeat([]byte{7}, 32)
	ids := func(key []byte) []string {
		d := documentWith(t, &mapping.Options{IDKey: key}, columns...)
		line, err := d.Append(nil)
		require.NoError(t, err)
		return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).FindAllString(string(line), -1)
	}
	plain, keyed := ids(nil), ids(key)
	require.Len(t, keyed, len(plain))
	assert.Equal(t, keyed, ids(key))
	assert.NotEqual(t, keyed, ids(bytes.Repeat([]byte{8}, 32)))
	for i := range keyed {
		assert.NotEqual(t, plain[i], keyed[i])
		assert.Equal(t, byte('5'), plain[i][14])
		assert.Equal(t, byte('8'), keyed[i][14])
		assert.Contains(t, "89ab", keyed[i][19:20])
	}
}
