package bulk_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/bulk"
)

// The source is an opaque URI of the document, whatever identifier that has.
func TestSource(t *testing.T) {
	id := "00000000-0000-4000-8000-000000000001"
	for value, want := range map[string]string{
		"urn:uuid:00000000-0000-4000-8000-000000000002": "urn:uuid:00000000-0000-4000-8000-000000000002",
		"urn:uuid:4711": "urn:uuid:" + id,
		"4711":          "urn:uuid:" + id,
	} {
		d := &fhir.Document{Identifier: r4.Identifier{Value: &value}, Composition: r4.Composition{Id: &id}}
		assert.Equal(t, want, bulk.Source(d), value)
	}
	assert.Empty(t, bulk.Source(&fhir.Document{}))
}

// Documents may have one Meta in common: that of others is not changed.
func TestAppendChangesNoMetaOfOthers(t *testing.T) {
	text := func(s string) *string { return &s }
	meta := &r4.Meta{Profile: []string{"p"}}
	d := &fhir.Document{
		Composition: r4.Composition{Id: text("00000000-0000-4000-8000-000000000001"), Meta: meta},
		Patient:     r4.Patient{Id: text("00000000-0000-4000-8000-000000000002"), Meta: meta},
	}
	out, err := bulk.Append(d, []byte("kept"))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(out, []byte("kept")))
	assert.Nil(t, meta.Source)
	assert.Equal(t, []string{"p"}, d.Patient.Meta.Profile)

	d.Patient.Id = text("x")
	out, err = bulk.Append(d, []byte("kept"))
	fault := (*fhir.ElementError)(nil)
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, "kept", string(out), "what cannot be written leaves nothing")
}

// A spool that is none, and a writer that fails, end the writing.
func TestWriteFails(t *testing.T) {
	id := func(s string) *string { return &s }
	d := &fhir.Document{
		Composition: r4.Composition{Id: id("00000000-0000-4000-8000-000000000001")},
		Patient:     r4.Patient{Id: id("00000000-0000-4000-8000-000000000002")},
	}
	out, err := bulk.Append(d, nil)
	require.NoError(t, err)
	out = append(out, '\n')
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(out)), nil }
	full := errors.New("no space left")
	_, err = bulk.Write(open, func(string, []byte) error { return full })
	require.ErrorIs(t, err, full)
	_, err = bulk.Write(func() (io.ReadCloser, error) { return nil, full }, nil)
	require.ErrorIs(t, err, full)
	out = out[:len(out)-20]
	_, err = bulk.Write(open, func(string, []byte) error { return nil })
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

// Whoever has died stays dead, also where a later stay says that he lives: nobody
// knows which of the two is wrong.
func TestTheDeadStayDead(t *testing.T) {
	text := func(s string) *string { return &s }
	var out []byte
	for i, dead := range []bool{true, false} {
		d := &fhir.Document{
			Composition: r4.Composition{Id: text("00000000-0000-4000-8000-00000000000" + string(rune('1'+i))), Encounter: &r4.Reference{Reference: text("urn:uuid:00000000-0000-4000-9000-00000000000" + string(rune('1'+i)))}},
			Patient:     r4.Patient{Id: text("00000000-0000-4000-8000-000000000009"), DeceasedBoolean: &dead},
			Encounters:  []r4.Encounter{{Id: text("00000000-0000-4000-9000-00000000000" + string(rune('1'+i))), Period: &r4.Period{End: text("2024-01-0" + string(rune('1'+i)))}}},
		}
		var err error
		out, err = bulk.Append(d, out)
		require.NoError(t, err)
		out = append(out, '\n')
	}
	var patients []string
	_, err := bulk.Write(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(out)), nil }, func(kind string, line []byte) error {
		if kind == "Patient" {
			patients = append(patients, string(line))
		}
		return nil
	})
	require.NoError(t, err)
	require.Len(t, patients, 1)
	assert.Contains(t, patients[0], `"deceasedBoolean":true`)
	assert.NotContains(t, patients[0], "false")
}
