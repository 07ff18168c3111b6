package fhir

import "strings"

// head takes in one member of a resource: what tells the resource apart, and its
// references.
func (w *walker) head(r *Resource, name string) error {
	first := w.text[w.pos]
	r.version = firstOf(r.version, versionOf(r.Type, name, first))
	switch {
	case name == "resourceType" && first == '"':
		var err error
		if r.Type, err = w.string(); err == nil && r.version == "" {
			r.version = typeVersions[r.Type]
		}
		return err
	case name == "id" && first == '"':
		var err error
		r.ID, err = w.string()
		return err
	case name == "meta" && first == '{':
		return w.meta(r)
	}
	return w.references(r, name)
}

// finish is called when all members were seen: those before resourceType could
// not be told apart by the type.
func (r *Resource) finish() {
	if r.version != "" {
		return
	}
	w := walker{text: r.Text}
	if first := firstMember(r.Text); first == "resourceType" {
		return
	}
	_ = w.object(func(name string) error { // it is JSON
		r.version = firstOf(r.version, versionOf(r.Type, name, w.text[w.pos]))
		return w.skip(0)
	})
}

// firstMember returns the name of the first member of an object.
func firstMember(text []byte) (first string) {
	w := walker{text: text}
	_ = w.object(func(name string) error { first = name; return errWalk })
	return first
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func (w *walker) meta(r *Resource) error {
	return w.object(func(name string) error {
		isText := w.text[w.pos] == '"'
		switch {
		case name == "profile":
			return w.list(func(int) error {
				if w.space() != '"' {
					return w.skip(0)
				}
				profile, err := w.string()
				r.version = firstOf(r.version, profileVersion(profile))
				return err
			})
		case name == "versionId" && isText:
			var err error
			r.revision, err = w.string()
			return err
		case name == "lastUpdated" && isText:
			var err error
			r.changed, err = w.string()
			return err
		}
		return w.skip(0)
	})
}

// references takes in the references within the value of a member.
func (w *walker) references(r *Resource, element string) error {
	switch w.space() {
	case '{':
		return w.object(func(name string) error {
			if name == "reference" && w.text[w.pos] == '"' {
				target, err := w.string()
				r.References = append(r.References, Reference{element, target})
				return err
			}
			return w.references(r, element)
		})
	case '[':
		return w.list(func(int) error { return w.references(r, element) })
	}
	return w.skip(0)
}

// A versionMark is a member by which a resource shows that it is not of R4: one
// that R4 does not have, or of another form there.
type versionMark struct {
	kind, name string
	first      byte // the byte with which the value starts, 0 for any
	version    string
}

// versionMarks are of the specifications of DSTU2 (1.0.2), STU3 (3.0.2) and R5
// (5.0.0), of those elements that R4 (4.0.1) writes otherwise: what an element of
// R4 could be taken for is not among them.
var versionMarks = [...]versionMark{
	{"Encounter", "class", '[', "R5"},
	{"Encounter", "actualPeriod", 0, "R5"},
	{"Encounter", "plannedStartDate", 0, "R5"},
	{"Encounter", "plannedEndDate", 0, "R5"},
	{"Encounter", "admission", '{', "R5"},
	{"Encounter", "subjectStatus", 0, "R5"},
	{"Encounter", "virtualService", 0, "R5"},
	{"Encounter", "serviceType", '[', "R5"},
	{"Condition", "participant", 0, "R5"},
	{"AllergyIntolerance", "participant", 0, "R5"},
	{"AllergyIntolerance", "type", '{', "R5"},
	{"Procedure", "occurrenceDateTime", 0, "R5"},
	{"Procedure", "occurrencePeriod", 0, "R5"},
	{"Procedure", "recorded", 0, "R5"},
	{"Procedure", "reportedBoolean", 0, "R5"},
	{"Observation", "triggeredBy", 0, "R5"},
	{"Observation", "bodyStructure", 0, "R5"},
	{"Composition", "subject", '[', "R5"},
	{"Composition", "useContext", 0, "R5"},
	{"MedicationRequest", "medication", '{', "R5"},
	{"MedicationStatement", "medication", '{', "R5"},
	{"MedicationAdministration", "medication", '{', "R5"},
	{"Coverage", "kind", '"', "R5"},
	{"Coverage", "insurer", '{', "R5"},

	{"Encounter", "class", '"', "DSTU2"},
	{"Encounter", "indication", 0, "DSTU2"},
	{"Encounter", "patient", 0, "DSTU2"},
	{"Condition", "patient", 0, "DSTU2"},
	{"Condition", "dateRecorded", 0, "DSTU2"},
	{"Condition", "category", '{', "DSTU2"},
	{"Observation", "category", '{', "DSTU2"},
	{"Observation", "comments", 0, "DSTU2"},
	{"AllergyIntolerance", "substance", 0, "DSTU2"},
	{"AllergyIntolerance", "status", '"', "DSTU2"},
	{"Procedure", "notPerformed", 0, "DSTU2"},
	{"Procedure", "reasonNotPerformed", 0, "DSTU2"},
	{"Patient", "careProvider", 0, "DSTU2"},

	{"Encounter", "incomingReferral", 0, "STU3"},
	{"Condition", "verificationStatus", '"', "STU3"},
	{"Condition", "clinicalStatus", '"', "STU3"},
	{"Condition", "context", 0, "STU3"},
	{"Condition", "assertedDate", 0, "STU3"},
	{"AllergyIntolerance", "clinicalStatus", '"', "STU3"},
	{"AllergyIntolerance", "verificationStatus", '"', "STU3"},
	{"AllergyIntolerance", "assertedDate", 0, "STU3"},
	{"Procedure", "context", 0, "STU3"},
	{"Procedure", "notDone", 0, "STU3"},
	{"Procedure", "notDoneReason", 0, "STU3"},
	{"Observation", "context", 0, "STU3"},
	{"Observation", "related", 0, "STU3"},
	{"MedicationRequest", "context", 0, "STU3"},
	{"MedicationStatement", "taken", 0, "STU3"},
	{"DiagnosticReport", "context", 0, "STU3"},
	{"Immunization", "notGiven", 0, "STU3"},
	{"Patient", "animal", 0, "STU3"},
	{"Coverage", "grouping", 0, "STU3"},
}

// typeVersions are types that R4 does not have, and the version that had them.
var typeVersions = map[string]string{
	"MedicationOrder": "DSTU2", "DiagnosticOrder": "DSTU2", "Order": "DSTU2", "OrderResponse": "DSTU2", "Conformance": "DSTU2",
	"ProcedureRequest": "STU3", "ReferralRequest": "STU3", "BodySite": "STU3", "DeviceComponent": "STU3", "EligibilityRequest": "STU3",
	"ImagingManifest": "STU3", "Sequence": "STU3", "DataElement": "STU3", "ServiceDefinition": "STU3",
	"DeviceUsage": "R5", "InventoryReport": "R5", "RequestOrchestration": "R5", "BiologicallyDerivedProductDispense": "R5", "DeviceDispense": "R5",
	"EncounterHistory": "R5", "Transport": "R5", "FormularyItem": "R5", "GenomicStudy": "R5", "ImagingSelection": "R5", "ActorDefinition": "R5", "Permission": "R5",
}

// versionOf returns the version of FHIR that a member shows, "" for R4 or for
// nothing. In STU3 and DSTU2 the status of a Condition is a code alike: what is
// DSTU2's alone says so itself.
func versionOf(kind, name string, first byte) string {
	for i := range versionMarks {
		if m := &versionMarks[i]; m.name == name && m.kind == kind && (m.first == 0 || m.first == first) {
			return m.version
		}
	}
	return ""
}

// profileVersion returns the version that a profile of HL7's states, where that is
// not R4: in its path, or after a bar.
func profileVersion(profile string) string {
	rest, ok := strings.CutPrefix(profile, "http://hl7.org/fhir/")
	if !ok {
		return ""
	}
	if _, version, ok := strings.Cut(rest, "|"); ok && strings.HasPrefix(rest, "StructureDefinition/") {
		rest = version
	}
	for _, v := range [...]struct{ prefix, name string }{{"1.0", "DSTU2"}, {"DSTU2", "DSTU2"}, {"3.0", "STU3"}, {"STU3", "STU3"}, {"5.0", "R5"}, {"R5/", "R5"}} {
		if strings.HasPrefix(rest, v.prefix) {
			return v.name
		}
	}
	return ""
}
