package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"time"
)

// An Action is what an audit event is about.
type Action string

// The actions, of DICOM's audit vocabulary.
const (
	Export Action = "110106" // a record was made to be handed over
	Import Action = "110107" // one was opened, or was not
)

// An Event is what happened to a hand-over, for an audit log. No member holds a
// patient's value: a Bundle is named by the file that was encrypted of it.
type Event struct {
	Action   Action
	Recorded time.Time
	Program  string // which wrote it, with its version
	Agent    string // who had it done, in words; "" where nobody said
	// From and To are the keys of sender and recipient, nil where there are none: a
	// link is for whoever holds it.
	From, To *PublicKey
	Terms    Terms  // the zero value where they were not proved
	File     []byte // what was handed over, encrypted; nil where it was not read to its end
	Err      error  // why it failed, nil where it did not; the errors of this package
}

// The parts of an AuditEvent of FHIR R4.
type (
	coding struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display,omitempty"`
	}
	concept struct {
		Coding []coding `json:"coding"`
	}
	identifier struct {
		System string `json:"system,omitempty"`
		Value  string `json:"value"`
	}
	reference struct {
		Reference  string      `json:"reference,omitempty"`
		Identifier *identifier `json:"identifier,omitempty"`
		Display    string      `json:"display,omitempty"`
	}
	auditAgent struct {
		Type      *concept  `json:"type,omitempty"`
		Who       reference `json:"who"`
		Requestor bool      `json:"requestor"`
	}
	auditDetail struct {
		Type  string `json:"type"`
		Value string `json:"valueString"`
	}
	auditEntity struct {
		What   *reference    `json:"what,omitempty"`
		Type   coding        `json:"type"`
		Role   *coding       `json:"role,omitempty"`
		Detail []auditDetail `json:"detail,omitempty"`
	}
	auditEvent struct {
		ResourceType string        `json:"resourceType"`
		Type         coding        `json:"type"`
		Action       string        `json:"action"`
		Recorded     string        `json:"recorded"`
		Outcome      string        `json:"outcome"`
		OutcomeDesc  string        `json:"outcomeDesc,omitempty"`
		Purpose      []concept     `json:"purposeOfEvent,omitempty"`
		Agent        []auditAgent  `json:"agent"`
		Source       auditSource   `json:"source"`
		Entity       []auditEntity `json:"entity"`
	}
	auditSource struct {
		Observer reference `json:"observer"`
	}
)

const systemDICOM = "http://dicom.nema.org/resources/ontology/DCM"

// keyReference names whoever has a key by its thumbprint.
func keyReference(thumbprint string) reference {
	return reference{Identifier: &identifier{System: "urn:ietf:rfc:3986", Value: thumbprint}}
}

// AppendEvent appends an AuditEvent of FHIR R4 to dst, a line of NDJSON with its end.
//
// The file is named by its hash, under which both sides have it in their logs. Not so
// the Bundle: with a hash of that, whoever knows all of a record but one word could try
// which it is.
func AppendEvent(dst []byte, e Event) ([]byte, error) {
	out := auditEvent{
		ResourceType: "AuditEvent",
		Type:         coding{systemDICOM, string(e.Action), map[Action]string{Export: "Export", Import: "Import"}[e.Action]},
		Action:       map[Action]string{Export: "R", Import: "C"}[e.Action],
		Recorded:     instant(e.Recorded), Outcome: "0",
		Source: auditSource{reference{Display: e.Program}},
		Entity: []auditEntity{{
			Type: coding{"http://terminology.hl7.org/CodeSystem/audit-entity-type", "2", "System Object"},
			Role: &coding{"http://terminology.hl7.org/CodeSystem/object-role", "3", "Report"},
		}},
	}
	if e.File != nil {
		sum := sha256.Sum256(e.File)
		out.Entity[0].Detail = []auditDetail{{"sha-256", hex.EncodeToString(sum[:])}}
	}
	if out.Type.Display == "" {
		return dst, errors.New("exchange: no action of an audit event")
	}
	if e.Err != nil {
		out.Outcome, out.OutcomeDesc = "8", Reason(e.Err)
	}
	if display, known := purposes[e.Terms.Purpose]; known {
		out.Purpose = []concept{{[]coding{{SystemPurpose, e.Terms.Purpose, display}}}}
	}
	if e.Terms.Consent != "" {
		consent := reference{Identifier: &identifier{Value: e.Terms.Consent}}
		if isReference.MatchString(e.Terms.Consent) {
			consent = reference{Reference: e.Terms.Consent}
		}
		out.Entity = append(out.Entity, auditEntity{What: &consent, Type: coding{System: "http://hl7.org/fhir/resource-types", Code: "Consent", Display: "Consent"}})
	}
	ours := e.From
	if e.Action == Import {
		ours = e.To
	}
	if e.Agent != "" {
		out.Agent = append(out.Agent, auditAgent{Who: reference{Display: e.Agent}, Requestor: true})
	}
	for _, a := range []struct {
		key           *PublicKey
		code, display string
	}{{e.From, "110153", "Source Role ID"}, {e.To, "110152", "Destination Role ID"}} {
		if a.key != nil {
			out.Agent = append(out.Agent, auditAgent{
				Type: &concept{[]coding{{systemDICOM, a.code, a.display}}}, Who: keyReference(a.key.thumbprint), Requestor: a.key == ours && e.Agent == "",
			})
		}
	}
	if len(out.Agent) == 0 { // FHIR demands one
		out.Agent = []auditAgent{{Who: reference{Display: e.Program}, Requestor: true}}
	}
	line, err := json.Marshal(out)
	if err != nil {
		return dst, err
	}
	return append(append(dst, line...), '\n'), nil
}

// isReference tells a reference of FHIR to a Consent from the number of one.
var isReference = regexp.MustCompile(`^(https?://[^ ]+/)?Consent/[A-Za-z0-9.-]{1,64}$`)

// Reason is what an audit log or a user is told of an error: that of this package
// which it is, and of another that there was one, for it may quote what it read.
func Reason(err error) string {
	for _, known := range []error{
		ErrKey, ErrBundle, ErrSize, ErrForm, ErrAlgorithm, ErrHeader, ErrDecryption, ErrUnsigned, ErrSigned, ErrSignature,
		ErrRecipient, ErrConsent, ErrIdentifying, ErrPurpose, ErrTime, ErrExpired, ErrLink, ErrElsewhere,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "failed"
}
