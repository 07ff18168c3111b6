package hongkong_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// An adt is a message of a visit.
type adt struct {
	event, at, id, patient, visit      string
	place, admitted, discharged, leave string
	more                               []string // segments
	bare                               bool     // without PV1
}

func (m adt) text() string {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	pv1 := make([]string, 46)
	pv1[0], pv1[1], pv1[2], pv1[3], pv1[19] = "PV1", "1", "I", m.place, or(m.visit, "HN1")
	pv1[36], pv1[44], pv1[45] = m.leave, m.admitted, m.discharged
	segments := []string{
		"MSH|^~\\&|IPAS|QEH|LIB|QEH|" + m.at + "||ADT^" + m.event + "|" + or(m.id, m.event+m.at) + "|P|2.5||||||UNICODE UTF-8",
		"EVN|" + m.event + "|" + m.at,
		"PID|1||" + or(m.patient, "P1") + "^^^QEH^MR||CHAN^TAI MAN||19560102|M",
	}
	if m.bare {
		return strings.Join(append(segments, m.more...), "\r") + "\r"
	}
	return strings.Join(append(append(segments, strings.TrimRight(strings.Join(pv1, "|"), "|")), m.more...), "\r") + "\r"
}

func messagesOf(list ...adt) (text string) {
	for _, m := range list {
		text += m.text()
	}
	return text
}

// The messages of a stay as a hospital sends them.
var (
	admit     = adt{event: "A01", at: "202403020930", place: "W1^^B1", admitted: "202403020920", more: []string{"DG1|1||786.50^CHEST PAIN^I9C|||A"}}
	update    = adt{event: "A08", at: "202403021200", place: "W1^^B1", more: []string{"AL1|1|DA|^PENICILLIN"}}
	transfer  = adt{event: "A02", at: "202403031000", place: "W2^^B2"}
	discharge = adt{event: "A03", at: "202403051500", place: "W2^^B2", discharged: "202403051450", leave: "H", more: []string{"DG1|1||410.71^INFARCT^I9C|||F|||||||||1", "PR1|1||36.07^STENT^I9C||20240303"}}
)

func folded(t testing.TB, text string) []*mapping.Record {
	t.Helper()
	return records(t, text, &mapping.ReaderOptions{File: "x.hl7", Fold: mapping.FoldVisit})
}

// HL7 v2.5, chapter 3: what each of the events says of the stay.
func TestFoldVisit(t *testing.T) {
	at := func(m adt, time string) adt { m.at = time; return m }
	for name, test := range map[string]struct {
		messages []adt
		issues   []string
		check    func(t *testing.T, s *mapping.FrontSheet)
	}{
		"a whole stay": {[]adt{admit, update, transfer, discharge}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayFinished, s.Stay.Status)
			assert.Equal(t, "A03", s.Event.Code)
			assert.Equal(t, "HN1", s.Stay.Number)
			assert.Equal(t, 20, s.Stay.Admission.Minute)
			assert.Equal(t, 50, s.Stay.Discharge.Minute)
			assert.Equal(t, mapping.Ward{Name: "W1", Bed: "B1"}, s.Stay.AdmittedTo)
			assert.Equal(t, []mapping.Ward{{Name: "W2", Bed: "B2"}}, s.Stay.Transfers)
			assert.Equal(t, mapping.Ward{Name: "W2", Bed: "B2"}, s.Stay.DischargedFrom)
			require.Len(t, s.Diagnoses, 2)
			assert.Equal(t, mapping.OnAdmission, s.Diagnoses[0].Role)
			assert.Equal(t, mapping.Principal, s.Diagnoses[1].Role)
			require.Len(t, s.Allergy.Items, 1)
			assert.Equal(t, "PENICILLIN", s.Allergy.Items[0].Name)
		}},
		"what is left out later is not withdrawn": {[]adt{admit, {event: "A08", at: "202403030000"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayInProgress, s.Stay.Status)
			assert.False(t, s.Stay.Admission.IsZero())
			assert.Equal(t, "W1", s.Stay.Location.Name)
			assert.Len(t, s.Diagnoses, 1)
		}},
		"an update after the discharge": {[]adt{admit, discharge, at(update, "202403060900")}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayFinished, s.Stay.Status)
			assert.Equal(t, "H", s.Stay.Disposition.Code+s.Stay.Disposition.Text)
			assert.Equal(t, "W2", s.Stay.DischargedFrom.Name)
		}},
		"another principal diagnosis": {[]adt{admit, discharge, {event: "A08", at: "202403070000", more: []string{"DG1|1||410.11^INFARCT^I9C|||F|||||||||1"}}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			require.Len(t, s.Diagnoses, 2)
			assert.Equal(t, "410.11", s.Diagnoses[1].Codes[0].Code)
		}},
		"a discharge undone": {[]adt{admit, discharge, {event: "A13", at: "202403051600", place: "W2^^B2", discharged: "202403051450"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayInProgress, s.Stay.Status)
			assert.True(t, s.Stay.Discharge.IsZero())
			assert.True(t, s.Stay.Disposition.IsZero())
			assert.Empty(t, s.Stay.DischargedFrom)
			assert.Len(t, s.Diagnoses, 2, "HL7 v2.5, 3.3.13: the discharge is cancelled, and not what was found in the stay")
			assert.Len(t, s.Procedures, 1)
			assert.Equal(t, "W2", s.Stay.Location.Name)
		}},
		"a discharge undone that an update repeats": {[]adt{admit, discharge, {event: "A08", at: "202403051530", discharged: "202403051450"}, {event: "A13", at: "202403051600"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.True(t, s.Stay.Discharge.IsZero())
			assert.Equal(t, mapping.StayInProgress, s.Stay.Status)
		}},
		"a discharge undone, and another": {[]adt{admit, discharge, {event: "A13", at: "202403051600"}, {event: "A03", at: "202403061600", discharged: "202403061500"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, 6, s.Stay.Discharge.Day)
			assert.Equal(t, mapping.StayFinished, s.Stay.Status)
		}},
		"a transfer undone": {[]adt{admit, transfer, {event: "A12", at: "202403031100", place: "W1^^B1"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Empty(t, s.Stay.Transfers)
			assert.Equal(t, mapping.Ward{Name: "W1", Bed: "B1"}, s.Stay.Location)
		}},
		"a transfer undone without a place": {[]adt{admit, transfer, {event: "A12", at: "202403031100"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Empty(t, s.Stay.Transfers)
			assert.Equal(t, mapping.Ward{Name: "W1", Bed: "B1"}, s.Stay.Location)
		}},
		"the last of two transfers undone": {[]adt{admit, transfer, {event: "A02", at: "202403031200", place: "W3^^B3"}, {event: "A12", at: "202403031300", place: "W2^^B2"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, []mapping.Ward{{Name: "W2", Bed: "B2"}}, s.Stay.Transfers)
			assert.Equal(t, "W2", s.Stay.Location.Name)
		}},
		"an admission undone":          {[]adt{admit, update, {event: "A11", at: "202403021300"}}, []string{"stay-cancelled"}, nil},
		"an admission undone, unknown": {[]adt{update, {event: "A11", at: "202403021300"}}, []string{"nothing-to-undo", "stay-cancelled"}, nil},
		"a visit deleted":              {[]adt{admit, {event: "A23", at: "202403021300"}}, []string{"stay-cancelled"}, nil},
		"an admission undone that had been announced": {[]adt{{event: "A05", at: "202403010900"}, admit, {event: "A11", at: "202403021300"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayPlanned, s.Stay.Status)
			assert.True(t, s.Stay.Admission.IsZero())
		}},
		"an admission undone, and another": {[]adt{admit, {event: "A11", at: "202403021300"}, {event: "A01", at: "202403021400", place: "W9", admitted: "202403021355"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, 55, s.Stay.Admission.Minute)
			assert.Equal(t, "W9", s.Stay.AdmittedTo.Name)
			assert.Empty(t, s.Diagnoses)
		}},
		"nothing to undo": {[]adt{admit, {event: "A13", at: "202403051600"}}, []string{"nothing-to-undo"}, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayInProgress, s.Stay.Status)
		}},
		"sent twice": {[]adt{admit, admit, update}, []string{"message-repeated"}, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Len(t, s.Diagnoses, 1)
		}},
		"one control id for two": {[]adt{admit, {event: "A08", at: "202403021200", id: "A01202403020930"}}, []string{"control-id-repeated"}, func(*testing.T, *mapping.FrontSheet) {}},
		"out of order": {[]adt{discharge, admit}, []string{"message-out-of-order"}, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayFinished, s.Stay.Status)
			assert.Equal(t, "A03", s.Event.Code)
		}},
		"without a time": {[]adt{admit, {event: "A08", id: "x", place: "W7"}}, []string{"event-time-missing"}, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, "W7", s.Stay.Location.Name)
		}},
		"times of several zones": {[]adt{{event: "A01", at: "20240302093000+0800", place: "W1"}, {event: "A02", at: "20240302020000+0000", place: "W2"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, "W2", s.Stay.Location.Name)
		}},
		"leave and its end undone": {[]adt{admit, {event: "A21", at: "202403030900"}, {event: "A22", at: "202403031800"}, {event: "A53", at: "202403031801"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.Equal(t, mapping.StayOnLeave, s.Stay.Status)
		}},
		"null deletes": {[]adt{admit, discharge, {event: "A08", at: "202403070000", leave: `""`, place: `""`}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.True(t, s.Stay.Disposition.IsZero())
			assert.Empty(t, s.Stay.Location)
			assert.False(t, s.Stay.Discharge.IsZero())
			assert.Equal(t, "W2", s.Stay.DischargedFrom.Name)
		}},
		"null, and a value again": {[]adt{discharge, {event: "A08", at: "202403070000", leave: `""`}, {event: "A08", at: "202403080000", leave: "H"}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			assert.False(t, s.Stay.Disposition.IsZero())
		}},
		"a diagnosis that an action deletes": {[]adt{admit, discharge, {event: "A08", at: "202403070000", more: []string{"DG1|1||410.71^INFARCT^I9C|||F|||||||||1||||||D"}}}, nil, func(t *testing.T, s *mapping.FrontSheet) {
			require.Len(t, s.Diagnoses, 1)
			assert.Equal(t, "786.50", s.Diagnoses[0].Codes[0].Code)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			list := folded(t, messagesOf(test.messages...))
			require.Len(t, list, 1)
			var fold []string
			for _, i := range list[0].Issues {
				if slices.Contains([]string{"stay-cancelled", "nothing-to-undo", "message-repeated", "control-id-repeated", "message-out-of-order", "event-time-missing"}, i.Code) {
					fold = append(fold, i.Code)
					assert.NotZero(t, i.Line)
					assert.NotEmpty(t, i.Column)
				}
			}
			assert.Equal(t, test.issues, fold)
			if test.check == nil {
				assert.Nil(t, list[0].Sheet)
				return
			}
			require.NotNil(t, list[0].Sheet, list[0].Issues)
			test.check(t, list[0].Sheet)
			assertDocument(t, list[0].Sheet)
		})
	}
}

// assertDocument: the document of a folded stay is one of FHIR, and says as much
// as the sheet.
func assertDocument(t *testing.T, s *mapping.FrontSheet) {
	t.Helper()
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: hongkong.Layouts()})
	d, _ := translator.Document(s)
	require.Empty(t, d.Check())
	one, err := d.Append(nil)
	require.NoError(t, err)
	back, err := fhir.Read(one)
	require.NoError(t, err)
	sheet, _ := translator.FrontSheet(back)
	again, _ := translator.Document(sheet)
	two, err := again.Append(nil)
	require.NoError(t, err)
	if !bytes.Equal(one, two) {
		at := 0
		for at < min(len(one), len(two)) && one[at] == two[at] {
			at++
		}
		assert.Fail(t, "the document is another on the way back", "%s\n%s", one[max(0, at-300):min(at+200, len(one))], two[max(0, at-100):min(at+200, len(two))])
	}
}

// Any order in which the messages of a stay come gives the same sheet.
func TestFoldVisitInAnyOrder(t *testing.T) {
	events := []string{"A01", "A02", "A03", "A04", "A05", "A06", "A08", "A11", "A12", "A13", "A21", "A22", "A23", "A52", "A53", "A54", "A55"}
	random := rand.New(rand.NewPCG(14, 2024))
	for run := range 60 {
		var list []adt
		for n := range 2 + random.IntN(7) {
			m := adt{event: events[random.IntN(len(events))], at: fmt.Sprintf("202403%02d1200", n+1), place: fmt.Sprintf("W%d", random.IntN(3))}
			if random.IntN(2) == 0 {
				m.place = ""
			}
			if random.IntN(3) == 0 {
				m.discharged = m.at
			}
			m.more = []string{fmt.Sprintf("DG1|1||41%d.71^X%d^I9C|||%s", random.IntN(3), n, []string{"A", "W", "F"}[random.IntN(3)])}
			list = append(list, m)
		}
		state := func(list []adt) string {
			r := folded(t, messagesOf(list...))
			require.Len(t, r, 1)
			if r[0].Sheet == nil {
				return "none"
			}
			*r[0].Sheet.Origin() = *(&mapping.FrontSheet{}).Origin()
			return fmt.Sprintf("%#v", plain(r[0].Sheet))
		}
		want := state(list)
		for range 4 {
			random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			require.Equal(t, want, state(list), "run %d: %v", run, list)
		}
	}
}

// plain is a sheet that prints what it holds.
func plain(s *mapping.FrontSheet) any {
	return []any{s.Event, s.Facility, s.Patient, s.Stay, s.Diagnoses, s.Procedures, s.Staff, s.Allergy, s.Fields}
}

// HL7 v2.5, 3.3.40 (A40): the identifiers of MRG-1 become those of PID-3.
func TestFoldVisitMerges(t *testing.T) {
	merge := func(event, from, to, at string) adt {
		return adt{event: event, at: at, patient: to, bare: true, more: []string{"MRG|" + from + "^^^QEH^MR"}}
	}
	of := func(m adt, patient, visit string) adt { m.patient, m.visit = patient, visit; return m }
	for _, event := range []string{"A18", "A34", "A36", "A40", "A47"} {
		list := folded(t, messagesOf(of(admit, "P1", "HN1"), of(admit, "P2", "HN2"), of(admit, "P9", "HN9"), merge(event, "P1", "P2", "202403041000"), of(discharge, "P2", "HN1")))
		require.Len(t, list, 3, event)
		first := list[0].Sheet
		require.NotNil(t, first)
		assert.Equal(t, "P2", first.Patient.RecordNumber)
		assert.Empty(t, first.Patient.Identifiers)
		assert.Equal(t, mapping.StayFinished, first.Stay.Status, "messages under both numbers are of one stay")
		assert.Contains(t, codesOf(list[0].Issues), "patients-merged")
		assert.Contains(t, columnsOf(first), "MRG", "the number that was is kept")
		assert.Equal(t, "P2", list[1].Sheet.Patient.RecordNumber)
		assert.NotContains(t, codesOf(list[1].Issues), "patients-merged")
		assert.Equal(t, "P9", list[2].Sheet.Patient.RecordNumber)
		assertDocument(t, first)
	}
	// One merge after the other, and the chain in any order.
	for _, list := range [][]adt{
		{of(admit, "P1", ""), merge("A40", "P1", "P2", "202403041000"), merge("A40", "P2", "P3", "202403041100")},
		{merge("A40", "P2", "P3", "202403041100"), merge("A40", "P1", "P2", "202403041000"), of(admit, "P1", "")},
	} {
		r := folded(t, messagesOf(list...))
		require.Len(t, r, 1)
		assert.Equal(t, "P3", r[0].Sheet.Patient.RecordNumber)
	}
	// A circle ends, and one of nobody here is refused as it is without folding.
	require.NotEmpty(t, folded(t, messagesOf(of(admit, "P1", ""), merge("A40", "P1", "P2", "1"), merge("A40", "P2", "P1", "2"))))
	list := folded(t, messagesOf(admit, merge("A40", "P7", "P8", "202403041000")))
	require.Len(t, list, 2)
	assert.Nil(t, list[1].Sheet)
	assert.Equal(t, []string{"event-merges"}, codesOf(list[1].Issues))
}

func columnsOf(s *mapping.FrontSheet) (list []string) {
	for _, f := range s.Fields {
		list = append(list, f.Column)
	}
	return list
}

// What is not of one stay is not folded, whatever else it shares.
func TestFoldVisitKeepsApart(t *testing.T) {
	other := admit
	other.visit = "HN2"
	stranger := update
	stranger.patient = "P2"
	elsewhere := strings.Replace(admit.text(), "|QEH|LIB", "|PWH|LIB", 1)
	unnumbered := strings.Replace(update.text(), "HN1", "", 1)
	broken := "MSH|^~\\&|IPAS|QEH|||20240302||ADT^A08|9|P|2.5\rKOWLOON\r"
	list := folded(t, admit.text()+other.text()+stranger.text()+elsewhere+unnumbered+broken+discharge.text())
	require.Len(t, list, 6)
	assert.Equal(t, mapping.StayFinished, list[0].Sheet.Stay.Status)
	assert.Contains(t, codesOf(list[0].Issues), "visit-of-several-patients")
	assert.Contains(t, codesOf(list[2].Issues), "visit-of-several-patients")
	assert.Equal(t, "HN2", list[1].Sheet.Stay.Number)
	assert.Contains(t, codesOf(list[4].Issues), "no-visit-number")
	assert.NotNil(t, list[4].Sheet)
	assert.Equal(t, []string{"bad-segment"}, codesOf(list[5].Issues))
	assert.Equal(t, broken, string(list[5].Raw))
	for i, r := range list {
		assert.Equal(t, i+1, r.Number)
	}
	assert.Equal(t, admit.text()+discharge.text(), string(list[0].Raw))
}

// A patient who has one of several numbers in one message, and others beside it in
// the next, is one; so is one whom two numbers of a third message join.
func TestFoldVisitOfOneWithSeveralNumbers(t *testing.T) {
	with := func(m adt, numbers string) string {
		return strings.Replace(m.text(), "P1^^^QEH^MR", numbers, 1)
	}
	list := folded(t, with(admit, "A123456(3)^^^HKSAR^HKIC")+with(update, "P1^^^QEH^MR")+with(transfer, "P1^^^QEH^MR~A123456(3)^^^HKSAR^HKIC")+with(discharge, "A123456(3)^^^HKSAR^HKIC"))
	require.Len(t, list, 1)
	assert.Equal(t, "P1", list[0].Sheet.Patient.RecordNumber)
	assert.Equal(t, "A123456(3)", list[0].Sheet.Patient.DocumentNumber)
	assert.Equal(t, mapping.StayFinished, list[0].Sheet.Stay.Status)
	assert.NotContains(t, codesOf(list[0].Issues), "visit-of-several-patients")
}

// The cells of a stay are those of all its messages.
func TestFoldVisitCells(t *testing.T) {
	r, err := mapping.NewMessageReader(strings.NewReader(messagesOf(admit, discharge)), hongkong.ADT(), &mapping.ReaderOptions{Fold: mapping.FoldVisit})
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		assert.Equal(t, "HN1", record.Cell("PV1-19"))
		assert.Equal(t, "202403020930\n202403051500", record.Cell("EVN-2"))
		assert.Empty(t, record.Cell("ZZZ-1"))
	}
}

// A file that does not fit in memory gives what one gives that does, and leaves
// nothing behind.
func TestFoldVisitBeyondMemory(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	note := "NTE|1||" + strings.Repeat("x", 8<<10)
	var text strings.Builder
	for _, m := range []adt{admit, transfer, discharge} {
		for n := range 1500 {
			m.patient, m.visit, m.more = fmt.Sprintf("P%d", n), fmt.Sprintf("HN%d", n), []string{note}
			text.WriteString(m.text())
		}
	}
	r, err := mapping.NewMessageReader(strings.NewReader(text.String()), hongkong.ADT(), &mapping.ReaderOptions{Fold: mapping.FoldVisit})
	require.NoError(t, err)
	n := 0
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("HN%d", n), record.Sheet.Stay.Number)
		require.Equal(t, mapping.StayFinished, record.Sheet.Stay.Status)
		require.Len(t, record.Sheet.Stay.Transfers, 1)
		n++
	}
	assert.Equal(t, 1500, n)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// The time grows with the messages of a stay, and no faster.
func TestFoldVisitOfManyMessages(t *testing.T) {
	var text strings.Builder
	for n := range 9000 {
		m := adt{event: []string{"A08", "A11", "A01"}[n%3], at: fmt.Sprintf("202403%02d%02d%02d%02d", 1+n/3600%28, n/60%24, n/60%60, n%60), place: fmt.Sprintf("W%d", n)}
		text.WriteString(m.text())
	}
	begun := time.Now()
	list := folded(t, text.String())
	require.Len(t, list, 1)
	assert.NotNil(t, list[0].Sheet)
	assert.Less(t, time.Since(begun), 30*time.Second)
}

// A stay of more messages than a record may have is refused as a whole.
func TestFoldVisitTooLong(t *testing.T) {
	note := "NTE|1||" + strings.Repeat("x", 1<<19)
	var text strings.Builder
	for n := range 40 {
		m := adt{event: "A08", at: fmt.Sprintf("2024030212%02d", n), more: []string{note}}
		text.WriteString(m.text())
	}
	list := folded(t, text.String()+strings.Replace(admit.text(), "HN1", "HN2", 1))
	require.Len(t, list, 3)
	for _, r := range list[:2] {
		assert.Nil(t, r.Sheet)
		assert.Equal(t, []string{"visit-too-long"}, codesOf(r.Issues))
	}
	assert.NotNil(t, list[2].Sheet)
}

// A file without a message, and one without a stay.
func TestFoldVisitOfNothing(t *testing.T) {
	d, err := mapping.NewMessageReader(strings.NewReader(""), hongkong.ADT(), &mapping.ReaderOptions{Fold: mapping.FoldVisit})
	require.NoError(t, err)
	assert.ErrorIs(t, d.Skip(1), mapping.ErrEmpty)
	assert.ErrorIs(t, d.Skip(1), mapping.ErrEmpty)
	d.Close()
	list := folded(t, adtMSH)
	require.Len(t, list, 1)
	assert.Nil(t, list[0].Sheet)
}

// Run gives what Records does, in frames, over a batch, and skipped too.
func TestFoldVisitRun(t *testing.T) {
	var text bytes.Buffer
	for n := range 200 {
		for _, m := range []adt{admit, update, transfer} {
			m.patient, m.visit = fmt.Sprintf("P%d", n), fmt.Sprintf("HN%d", n)
			fmt.Fprintf(&text, "\x0b%s\x1c\r", m.text())
		}
	}
	for n := range 200 {
		m := discharge
		m.patient, m.visit = fmt.Sprintf("P%d", n), fmt.Sprintf("HN%d", n)
		fmt.Fprintf(&text, "\x0b%s\x1c\r", m.text())
	}
	open := func() *mapping.Reader {
		r, err := mapping.NewReader(bytes.NewReader(text.Bytes()), hongkong.Layouts(), &mapping.ReaderOptions{Fold: mapping.FoldVisit})
		require.NoError(t, err)
		return r
	}
	translator := mapping.NewTranslator(nil, nil)
	var numbers []int
	require.NoError(t, translator.Run(t.Context(), open(), &mapping.RunOptions{Workers: 3, Values: true}, func(r *mapping.Result) error {
		assert.False(t, r.Rejected())
		numbers = append(numbers, r.Number)
		assert.Contains(t, string(r.Output), fmt.Sprintf(`"HN%d"`, r.Number-1))
		assert.Contains(t, string(r.Output), `"finished"`)
		return nil
	}))
	assert.Len(t, numbers, 200)
	assert.True(t, slices.IsSorted(numbers))
	r := open()
	require.NoError(t, r.Skip(150))
	left := 0
	for record, err := range r.Records() {
		require.NoError(t, err)
		left++
		assert.Equal(t, 150+left, record.Number)
	}
	assert.Equal(t, 50, left)
}

// A Visit that takes a feed's messages gives what folding the file gives.
func TestVisit(t *testing.T) {
	undo := adt{event: "A13", at: "202403051600", place: "W2^^B2"}
	merge := adt{event: "A40", at: "202403061600", patient: "P2", bare: true, more: []string{"MRG|P1^^^QEH^MR"}}
	text := messagesOf(admit, update, transfer, discharge, undo, merge)
	visits := map[string]*mapping.Visit{}
	r, err := mapping.NewMessageReader(strings.NewReader(text), hongkong.ADT(), nil)
	require.NoError(t, err)
	var patients []string
	for record, err := range r.Records() {
		require.NoError(t, err)
		key := record.Visit()
		if prior := record.Merged(); prior != "" {
			assert.Equal(t, patients[0], prior)
			for _, v := range visits {
				v.Add(record)
			}
			assert.Empty(t, key)
			continue
		}
		patients = append(patients, record.Patient())
		if visits[key] == nil {
			visits[key] = &mapping.Visit{}
		}
		assert.Empty(t, visits[key].Add(record))
		assert.Equal(t, "[redacted]", fmt.Sprintf("%v", *visits[key]))
	}
	require.Len(t, visits, 1)
	for _, v := range visits {
		sheet, _ := v.FrontSheet()
		want := folded(t, text)
		require.Len(t, want, 1)
		assert.Equal(t, fmt.Sprintf("%#v", plain(want[0].Sheet)), fmt.Sprintf("%#v", plain(sheet)))
		assert.Equal(t, "P2", sheet.Patient.RecordNumber)
	}
	sheet, issues := (&mapping.Visit{}).FrontSheet()
	assert.Nil(t, sheet)
	assert.Empty(t, issues)
}

// Rows of several messages of one stay say so, once a file.
func TestRowsOfUnfoldedMessages(t *testing.T) {
	var all []string
	w, err := mapping.NewWriter(&bytes.Buffer{}, mainland.HQMS(), nil)
	require.NoError(t, err)
	for _, r := range records(t, messagesOf(admit, update, transfer, discharge), nil) {
		issues, err := w.Write(r.Sheet)
		require.NoError(t, err)
		all = append(all, codesOf(issues)...)
	}
	assert.Equal(t, 1, count(all, "stay-in-several-records"))

	for name, text := range map[string]string{"one message": admit.text(), "two stays": admit.text() + strings.Replace(update.text(), "HN1", "HN2", 1)} {
		w, err := mapping.NewWriter(&bytes.Buffer{}, mainland.HQMS(), nil)
		require.NoError(t, err)
		for _, r := range records(t, text, nil) {
			issues, err := w.Write(r.Sheet)
			require.NoError(t, err)
			assert.Zero(t, count(codesOf(issues), "stay-in-several-records"), name)
		}
	}
	w, err = mapping.NewWriter(&bytes.Buffer{}, hongkong.ADT(), nil)
	require.NoError(t, err)
	for _, r := range records(t, messagesOf(admit, discharge), nil) {
		issues, err := w.Write(r.Sheet)
		require.NoError(t, err)
		assert.Zero(t, count(codesOf(issues), "stay-in-several-records"), "messages are of events")
	}
}

func count(list []string, one string) (n int) {
	for _, s := range list {
		if s == one {
			n++
		}
	}
	return n
}
