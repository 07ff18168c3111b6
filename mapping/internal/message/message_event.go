package message

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// What a trigger event does to a stay.
const (
	statesStay  = iota + 1 // the message states the stay as it now is
	undoesEvent            // it takes an earlier event back
	mergesStays            // it merges, links or swaps patients or stays
	noStay                 // it is about a person, a bed or a query
)

// An eventKind is what a trigger event of ADT means for the stay that its
// message states: how far the stay has come, and what PV1-3 is to it.
type eventKind struct {
	does   int
	status frontsheet.StayStatus // "" where the event does not say
}

// events are the trigger events of ADT, of HL7's table 0003. One that is not
// here is refused.
var events = map[string]eventKind{
	"A01": {statesStay, frontsheet.StayInProgress}, // admit
	"A02": {statesStay, frontsheet.StayInProgress}, // transfer
	"A03": {statesStay, frontsheet.StayFinished},   // discharge
	"A04": {statesStay, frontsheet.StayInProgress}, // register
	"A05": {statesStay, frontsheet.StayPlanned},    // pre-admit
	"A06": {statesStay, frontsheet.StayInProgress}, // out-patient to in-patient
	"A07": {statesStay, frontsheet.StayInProgress}, // in-patient to out-patient
	"A08": {statesStay, ""},                        // update
	"A09": {statesStay, frontsheet.StayInProgress}, // departing
	"A10": {statesStay, frontsheet.StayInProgress}, // arriving
	"A14": {statesStay, frontsheet.StayPlanned},    // pending admit
	"A15": {statesStay, frontsheet.StayInProgress}, // pending transfer
	"A16": {statesStay, frontsheet.StayInProgress}, // pending discharge
	"A21": {statesStay, frontsheet.StayOnLeave},    // leave of absence
	"A22": {statesStay, frontsheet.StayInProgress}, // return from leave
	"A54": {statesStay, ""},                        // change attending doctor

	"A11": {does: undoesEvent}, // cancel admit
	"A12": {does: undoesEvent}, // cancel transfer
	"A13": {does: undoesEvent}, // cancel discharge
	"A23": {does: undoesEvent}, // delete a record
	"A25": {does: undoesEvent}, // cancel pending discharge
	"A26": {does: undoesEvent}, // cancel pending transfer
	"A27": {does: undoesEvent}, // cancel pending admit
	"A29": {does: undoesEvent}, // delete a person
	"A32": {does: undoesEvent}, // cancel arriving
	"A33": {does: undoesEvent}, // cancel departing
	"A38": {does: undoesEvent}, // cancel pre-admit
	"A52": {does: undoesEvent}, // cancel leave of absence
	"A53": {does: undoesEvent}, // cancel return from leave
	"A55": {does: undoesEvent}, // cancel change of attending doctor

	"A17": {does: mergesStays}, // swap patients
	"A18": {does: mergesStays}, // merge patient information
	"A24": {does: mergesStays}, // link patients
	"A30": {does: mergesStays}, // merge persons
	"A34": {does: mergesStays}, // merge patients, ID
	"A35": {does: mergesStays}, // merge patients, account
	"A36": {does: mergesStays}, // merge patients, both
	"A37": {does: mergesStays}, // unlink patients
	"A39": {does: mergesStays}, // merge persons, patient ID
	"A40": {does: mergesStays}, // merge patients, identifier list
	"A41": {does: mergesStays}, // merge accounts
	"A42": {does: mergesStays}, // merge visits
	"A43": {does: mergesStays}, // move patients
	"A44": {does: mergesStays}, // move accounts
	"A45": {does: mergesStays}, // move visits
	"A46": {does: mergesStays}, // change patient ID
	"A47": {does: mergesStays}, // change identifier list
	"A48": {does: mergesStays}, // change alternate ID
	"A49": {does: mergesStays}, // change account number
	"A50": {does: mergesStays}, // change visit number
	"A51": {does: mergesStays}, // change alternate visit ID

	"A19": {does: noStay}, // query
	"A20": {does: noStay}, // bed status
	"A28": {does: noStay}, // add a person
	"A31": {does: noStay}, // update a person
	"A60": {does: noStay}, // update allergies
}

// referralEvents are those of referrals and of answers to them: made, changed, called off,
// asked after.
var referralEvents = [...]string{"I12", "I13", "I14", "I15"}

// mergesPatients are the events by which the patient of MRG-1 becomes that of PID,
// whatever else they merge.
var mergesPatients = map[string]bool{"A18": true, "A34": true, "A36": true, "A40": true, "A47": true}

func (b *builder) rejectUndoing() {
	b.reject("MSH-9.2", "event-undone", "the event "+b.code+" takes an earlier one back: no document can state that")
}

func (b *builder) rejectMerging() {
	b.reject("MSH-9.2", "event-merges", "the event "+b.code+" merges, links or moves patients or stays: no document can state that")
}

// withhold rejects a message that states no stay, and keeps apart what it says to
// those who know the other messages of the stay. told is how many issues are of
// the message as a whole.
func (b *builder) withhold(told int) {
	event, issues := b.sheet, slices.Clone(b.record.Issues[told:])
	b.record.Issues = b.record.Issues[:told]
	if b.event.does == undoesEvent {
		b.rejectUndoing()
	} else {
		b.rejectMerging()
		if b.record.Prior = b.prior(); b.record.Prior == nil {
			return
		}
	}
	if !frontSheetUnidentified(event) {
		b.record.Event, b.record.EventIssues = event, issues
	}
}

// prior returns the patient of MRG, as the layout reads PID-3; nil where there is
// none, or more than one.
func (b *builder) prior() *frontsheet.Patient {
	var merged *hl7v2.Segment
	for i := range b.message.Segments {
		if s := &b.message.Segments[i]; s.Name == "MRG" {
			if merged != nil {
				return nil
			}
			merged = s
		}
	}
	pid := b.file.Layout.Segments["PID"]
	if merged == nil || pid == nil {
		return nil
	}
	sheet, issues := b.sheet, len(b.record.Issues)
	b.sheet = &frontsheet.FrontSheet{Facility: sheet.Facility}
	b.segment, b.ordinal = merged, 1
	for i := range pid.Fields {
		if f := &pid.Fields[i]; f.Number == 3 {
			raw := merged.Field(1)
			if raw == "" {
				raw = merged.Field(4) // before v2.3
			}
			b.open(f, 1, raw)
			if raw != "" {
				b.set()
			}
		}
	}
	prior := b.sheet
	b.sheet, b.record.Issues = sheet, b.record.Issues[:issues]
	if frontSheetUnidentified(prior) {
		return nil
	}
	return &prior.Patient
}
