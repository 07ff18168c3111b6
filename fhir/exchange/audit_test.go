package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAuditEvents(t *testing.T) {
	d := newDesk(t)
	sealed, err := Seal([]byte(bundle), terms, d.from, d.to.Public())
	require.NoError(t, err)
	wrong := fmt.Errorf("A123456(3): %w", ErrSignature)
	var log []byte
	for _, e := range []Event{
		{Action: Export, Recorded: now, Program: "crossbay", From: d.from.Public(), To: d.to.Public(), Terms: terms, File: sealed},
		{Action: Export, Recorded: now, Program: "crossbay", Agent: "Ward 3", From: d.from.Public(), Terms: Terms{Purpose: "PATRQT", Consent: "2026/117"}, File: sealed},
		{Action: Import, Recorded: now, Program: "crossbay", To: d.to.Public(), File: sealed, Err: wrong},
		{Action: Import, Recorded: now, Program: "crossbay", File: nil, Err: errors.New("陳大文")},
	} {
		log, err = AppendEvent(log, e)
		require.NoError(t, err)
	}
	assert.NotContains(t, string(log), "A123456")
	assert.NotContains(t, string(log), "陳")
	var events []fhir.AuditEvent
	for line := range strings.Lines(string(log)) {
		var e fhir.AuditEvent
		decoder := json.NewDecoder(strings.NewReader(strings.Replace(line, `"resourceType":"AuditEvent",`, "", 1)))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&e), line)
		requestors := 0
		for _, a := range e.Agent {
			if a.Requestor {
				requestors++
			}
		}
		assert.LessOrEqual(t, requestors, 1)
		assert.NotEmpty(t, e.Agent)
		assert.Equal(t, "2026-11-24T10:00:00Z", e.Recorded)
		events = append(events, e)
	}
	require.Len(t, events, 4)
	assert.Equal(t, "110106", *events[0].Type.Code)
	assert.Equal(t, "TREAT", *events[0].PurposeOfEvent[0].Coding[0].Code)
	assert.Equal(t, "Consent/2026-0117", *events[0].Entity[1].What.Reference)
	assert.Equal(t, "2026/117", *events[1].Entity[1].What.Identifier.Value)
	assert.Equal(t, "Ward 3", *events[1].Agent[0].Who.Display)
	assert.Equal(t, fhir.AuditEventOutcome8, *events[2].Outcome)
	assert.Equal(t, ErrSignature.Error(), *events[2].OutcomeDesc)
	assert.Empty(t, events[2].PurposeOfEvent)
	assert.Equal(t, "failed", *events[3].OutcomeDesc)
	assert.Empty(t, events[3].Entity[0].Detail, "no hash of what was not read")
	// Both sides know the hand-over by the same hash.
	assert.Equal(t, events[0].Entity[0].Detail[0].ValueString, events[2].Entity[0].Detail[0].ValueString)

	_, err = AppendEvent(nil, Event{Action: "1"})
	assert.Error(t, err)
}

// What is secret prints as [redacted], however it is printed.
func TestRedacted(t *testing.T) {
	key := generate(t, P256, "")
	link, err := NewLink("https://shl.example.org", "", time.Time{}, false)
	require.NoError(t, err)
	for _, secret := range []any{key, *key, link, *link} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", secret)
		text, err := json.Marshal(secret)
		require.NoError(t, err)
		for _, printed := range []string{fmt.Sprint(secret), fmt.Sprintf("%+v", secret), fmt.Sprintf("%#v", secret), fmt.Sprintf("%s %x", secret, secret), string(text), log.String()} {
			assert.Contains(t, printed, redacted)
			assert.NotContains(t, printed, "shl.example.org")
		}
	}
}

func TestPurposesAreInOrder(t *testing.T) {
	assert.IsIncreasing(t, Purposes())
	assert.Contains(t, Purposes(), "TREAT")
	for _, code := range Purposes() {
		assert.NoError(t, Terms{Purpose: code, Consent: "1", Issued: now}.Check())
	}
}
