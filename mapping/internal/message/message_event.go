package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
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
