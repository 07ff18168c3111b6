package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A ReadIssue says what [ReadLenient] did not understand, and left out. It
// never holds a value of the input, nor a name that is not FHIR's.
type ReadIssue struct {
	// Pointer is the JSON pointer (RFC 6901) of the value, or of the one that
	// it stands in.
	Pointer string
	// Reason says what is the matter with it.
	Reason string
	// Resource is the type of the resource that it is of, "" where none is known.
	Resource string
	// Minor tells that nothing which a Document holds is lost: a resource of
	// another type, what is empty, a reference that leads to nothing.
	Minor bool
}

// Error returns the position and the reason.
func (i *ReadIssue) Error() string { return fmt.Sprintf("fhir: at %q: %s", i.Pointer, i.Reason) }

// maxIssues bounds what is reported of one Bundle.
const maxIssues = 1000

// ReadLenient reads anybody's Bundle of R4, of any type, as far as a Document
// holds what is in it, and says what it left out: resources of other types,
// elements that R4 does not have, values that are not of their type, what is
// empty or null; a name that stands twice in its object, of which the last
// counts. A primitive that is said to be unknown is left out without a word. The
// error is not nil where the input is no Bundle at all, or nested
// deeper than 64.
//
// References come back as those of a document, whether they are urns, URLs or
// relative to the server that an entry comes from; contained resources become
// resources of their own. Each resource gets a UUID for its id, the same each
// time, which is its own where it has one.
//
// A Document has one patient. Of a Bundle with several it is the one that the
// Composition is about, or else the first Encounter, and what is about another
// is left out. The Composition may be missing, and so may the Patient: then
// they are zero, and the Document cannot be written.
func ReadLenient(data []byte) (*Document, []*ReadIssue, error) {
	l := &lenientReader{document: new(Document), urls: map[string]*lenientEntry{}, names: map[string][]*lenientEntry{}, ids: map[string]bool{}}
	if !utf8.Valid(data) {
		l.issue("", "is not valid UTF-8: U+FFFD stands for what is not")
	}
	var bundle map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&bundle); err != nil {
		return nil, nil, &ReadError{Offset: int(d.InputOffset()), Reason: "is no JSON object"}
	}
	if bundle["resourceType"] != "Bundle" {
		return nil, nil, &ReadError{Offset: 0, Reason: "is not a Bundle"}
	}
	end := d.InputOffset()
	if _, err := d.Token(); err != io.EOF {
		l.issue("", "is followed by more")
	}
	if !l.scan(data[:end]) {
		return nil, nil, &ReadError{Reason: "is nested deeper than " + strconv.Itoa(maxDepth)}
	}
	l.bundle(bundle)
	return l.document, l.issues, nil
}

// A lenientReader reads one Bundle. It takes the JSON apart, mends it, and has
// the strict decoder read each resource.
type lenientReader struct {
	document *Document
	issues   []*ReadIssue
	entries  []*lenientEntry
	urls     map[string]*lenientEntry   // by fullUrl, and contained ones by "id of the container#id"
	names    map[string][]*lenientEntry // by "Type/id"
	ids      map[string]bool
	reported bool // what follows was reported already
}

// A lenientEntry is one resource, of a type that a Document holds.
type lenientEntry struct {
	pointer  string
	url      string // its fullUrl, "" for none
	kind     resourceKind
	id       string // the UUID that it gets
	resource map[string]any
	owner    *lenientEntry // of a contained resource
}

func (l *lenientReader) issue(pointer, reason string) {
	l.report(&ReadIssue{Pointer: pointer, Reason: reason})
}

// note reports what is Minor.
func (l *lenientReader) note(pointer, reason string) {
	l.report(&ReadIssue{Pointer: pointer, Reason: reason, Minor: true})
}

func (l *lenientReader) report(i *ReadIssue) {
	if l.reported {
		return
	}
	switch n := len(l.issues); {
	case n < maxIssues:
		l.issues = append(l.issues, i)
	case n == maxIssues:
		l.issues = append(l.issues, &ReadIssue{Reason: "has more that was not understood than is reported"})
	}
}

func (l *lenientReader) bundle(b map[string]any) {
	if meta, ok := l.clean(b["meta"], "/meta").(map[string]any); ok {
		l.mend(l.document, meta, "/meta", func(d *decoder, into *Document) {
			into.Meta = new(r4.Meta)
			d.readMeta(into.Meta)
		})
	}
	if identifier, ok := l.clean(b["identifier"], "/identifier").(map[string]any); ok {
		l.mend(l.document, identifier, "/identifier", func(d *decoder, into *Document) { d.readIdentifier(&into.Identifier) })
	}
	if timestamp, ok := b["timestamp"].(string); ok && primInstant.holds(timestamp) {
		l.document.Timestamp = timestamp
	} else if b["timestamp"] != nil {
		l.issue("/timestamp", "is not of type instant")
	}
	list, _ := b["entry"].([]any)
	if list == nil && b["entry"] != nil {
		l.issue("/entry", "is not a list")
	}
	for i, e := range list {
		l.entry(e, "/entry/"+strconv.Itoa(i))
	}
	for _, e := range l.entries {
		l.resolve(e, e.resource, e.pointer)
	}
	l.choose()
	l.sift()
	l.reported = true
	for _, e := range l.entries {
		l.mend(l.document, e.resource, e.pointer, e.read)
	}
}

// entry takes in one entry of the Bundle.
func (l *lenientReader) entry(v any, pointer string) {
	e, _ := v.(map[string]any)
	if e == nil {
		l.issue(pointer, "is not an object")
		return
	}
	url, _ := e["fullUrl"].(string)
	request, _ := e["request"].(map[string]any)
	switch request["method"] {
	case "DELETE", "PATCH":
		l.issue(pointer, "asks for a change of a resource, and does not state it")
		return
	}
	resource, _ := e["resource"].(map[string]any)
	if resource == nil {
		l.issue(pointer, "has no resource")
		return
	}
	added := l.resource(resource, pointer+"/resource", url, nil)
	if target, ok := request["url"].(string); ok && added != nil {
		l.names[target] = append(l.names[target], added)
	}
}

// resource takes in one resource, with those that it contains.
func (l *lenientReader) resource(resource map[string]any, pointer, url string, owner *lenientEntry) *lenientEntry {
	name, _ := resource["resourceType"].(string)
	kind, ok := kindNamed(name)
	if !ok {
		l.note(pointer, "is a "+kindOf(name)+", which a document does not hold")
		return nil
	}
	e := &lenientEntry{pointer: pointer, url: unversioned(url), kind: kind, owner: owner}
	own, _ := resource["id"].(string)
	e.id = l.uuidOf(e, own, resource)
	if l.ids[e.id] {
		l.issue(pointer, "is that of another entry too, in another version perhaps")
		return nil
	}
	l.ids[e.id] = true
	if contained, ok := resource["contained"].([]any); ok {
		for i, c := range contained {
			at := pointer + "/contained/" + strconv.Itoa(i)
			if c, ok := c.(map[string]any); ok && owner == nil {
				l.resource(c, at, "", e)
			} else {
				l.issue(at, "is contained, and not understood")
			}
		}
	}
	delete(resource, "contained")
	e.resource, _ = l.clean(known(resource), pointer).(map[string]any)
	l.entries = append(l.entries, e)
	switch {
	case owner != nil:
		l.urls[owner.id+"#"+own] = e
	default:
		if e.url != "" {
			l.urls[e.url] = e
		}
		if own != "" {
			l.names[name+"/"+own] = append(l.names[name+"/"+own], e)
		}
	}
	return e
}

// uuidOf returns the UUID of a resource: its own, or one made of what names it.
func (l *lenientReader) uuidOf(e *lenientEntry, own string, resource map[string]any) string {
	if id := strings.ToLower(strings.TrimPrefix(e.url, urnUUID)); e.owner == nil && strings.HasPrefix(e.url, urnUUID) && isUUID(id) {
		return id
	}
	name := e.url
	switch {
	case e.owner != nil:
		name = e.owner.id + "#" + own
	case isUUID(own):
		return own
	case name == "" && own != "":
		name = e.kind.name() + "/" + own
	case name == "":
		text, _ := json.Marshal(resource)
		name = e.pointer + string(text)
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// unversioned returns a URL without the version of the resource.
func unversioned(url string) string {
	before, _, _ := strings.Cut(url, "/_history/")
	return before
}

// clean takes out of a value what FHIR has no place for: null, and what is
// empty.
func (l *lenientReader) clean(v any, pointer string) any {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			member := v[name]
			if mended := l.clean(member, pointer); mended != nil {
				v[name] = mended
				continue
			}
			if member != nil || name[:min(len(name), 1)] != "_" {
				l.note(pointer, "has an element that is empty")
			}
			delete(v, name)
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		kept := v[:0]
		for _, member := range v {
			if mended := l.clean(member, pointer); mended != nil {
				kept = append(kept, mended)
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return kept
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}

// resolve turns the references within a value into those of a document. One
// that leads to nothing within the Bundle stays as it is if it may lead out of
// it, and is taken out otherwise.
func (l *lenientReader) resolve(from *lenientEntry, v any, pointer string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			l.resolve(from, v[name], pointer)
		}
		reference, ok := v["reference"].(string)
		if !ok {
			l.resolveLogical(from, v)
			return
		}
		if to := l.find(from, reference); to != nil {
			v["reference"] = urnUUID + to.id
			return
		}
		if strings.HasPrefix(reference, "#") || strings.HasPrefix(reference, "urn:") {
			l.note(pointer, "has a reference that leads to nothing that was read")
			delete(v, "reference")
		}
	case []any:
		for _, member := range v {
			l.resolve(from, member, pointer)
		}
	}
}

// resolveLogical turns a reference by the type and the identifier of what it leads
// to into one by its id, where the identifier is the id, a urn:uuid, and the
// resource is there. Bulk Data refers so from a stay to its diagnoses.
func (l *lenientReader) resolveLogical(from *lenientEntry, v map[string]any) {
	kind, _ := v["type"].(string)
	identifier, _ := v["identifier"].(map[string]any)
	value, _ := identifier["value"].(string)
	id, ok := strings.CutPrefix(value, urnUUID)
	if !ok || identifier["system"] != systemURI {
		return
	}
	if to := l.find(from, kind+"/"+id); to != nil {
		v["reference"] = urnUUID + to.id
		delete(v, "type")
		delete(v, "identifier")
	}
}

// systemURI is the system of an identifier that is a URI.
const systemURI = "urn:ietf:rfc:3986"

// find returns the resource to which a reference leads, nil for none.
func (l *lenientReader) find(from *lenientEntry, reference string) *lenientEntry {
	container := from
	if from.owner != nil {
		container = from.owner
	}
	if id, ok := strings.CutPrefix(reference, "#"); ok {
		if id == "" {
			return container
		}
		return l.urls[container.id+"#"+id]
	}
	reference = unversioned(reference)
	if e := l.urls[reference]; e != nil {
		return e
	}
	if strings.HasPrefix(reference, urnUUID) {
		return l.urls[strings.ToLower(reference)]
	}
	name := reference
	switch absolute := strings.Contains(reference, "://"); {
	case absolute:
		parts := strings.Split(reference, "/")
		if len(parts) < 5 {
			return nil
		}
		name = strings.Join(parts[len(parts)-2:], "/")
	default:
		if base, ok := serverOf(container.url); ok {
			if e := l.urls[base+reference]; e != nil {
				return e
			}
		}
	}
	// The Bundle does not say where its resources are from: the name decides,
	// if it is that of one alone.
	found := slices.CompactFunc(slices.Clone(l.names[name]), func(a, b *lenientEntry) bool { return a == b })
	if len(found) == 1 && (name == reference || found[0].url == "") {
		return found[0]
	}
	return nil
}

// choose leaves one Composition and one Patient, and what is about no other
// patient.
func (l *lenientReader) choose() {
	var composition, patient *lenientEntry
	for _, e := range l.entries {
		if e.kind == kindComposition && composition == nil {
			composition = e
		}
	}
	patients := map[string]*lenientEntry{}
	for _, e := range l.entries {
		if e.kind == kindPatient {
			patients[urnUUID+e.id] = e
		}
	}
	about := func(e *lenientEntry) *lenientEntry {
		for _, name := range [...]string{"subject", "patient", "beneficiary", "for"} {
			reference, _ := e.resource[name].(map[string]any)
			url, _ := reference["reference"].(string)
			if p := patients[url]; p != nil {
				return p
			}
		}
		return nil
	}
	if composition != nil {
		patient = about(composition)
	}
	for _, e := range l.entries {
		if patient == nil && e.kind == kindEncounter {
			patient = about(e)
		}
	}
	for _, e := range l.entries {
		if patient == nil && e.kind == kindPatient && e.owner == nil {
			patient = e
		}
	}
	for _, e := range l.entries {
		if patient == nil && e.kind == kindPatient {
			patient = e
		}
	}
	kept := l.entries[:0:0]
	for _, e := range l.entries {
		switch {
		case e.kind == kindComposition && e != composition:
			l.issue(e.pointer, "is a second Composition")
		case e.kind == kindPatient && e != patient:
			l.issue(e.pointer, "is another Patient")
		case e.kind != kindPatient && len(patients) > 1 && about(e) != nil && about(e) != patient:
			l.issue(e.pointer, "is about another Patient")
		default:
			kept = append(kept, e)
		}
	}
	l.entries = kept
}

// sift reads each resource for the trial, and leaves out those that cannot be
// read, and what leads to them.
func (l *lenientReader) sift() {
	left := map[string]bool{}
	kept := l.entries[:0:0]
	for _, e := range l.entries {
		e.resource["id"] = e.id
		if l.mend(new(Document), e.resource, e.pointer, e.read) {
			kept = append(kept, e)
			left[urnUUID+e.id] = true
		}
	}
	l.entries = kept
	if len(kept) == len(l.ids) {
		return
	}
	for _, e := range kept {
		unlink(e.resource, left)
	}
}

func (e *lenientEntry) read(d *decoder, into *Document) { d.readResource(into, e.kind) }

// unlink takes out the references to resources of the Bundle that were left
// out.
func unlink(v any, left map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if unlink(member, left); isEmpty(member) {
				delete(v, name)
			}
		}
		if url, ok := v["reference"].(string); ok && strings.HasPrefix(url, urnUUID) && !left[url] {
			delete(v, "reference")
		}
	case []any:
		for _, member := range v {
			unlink(member, left)
		}
	}
}

func isEmpty(v any) bool {
	m, ok := v.(map[string]any)
	return ok && len(m) == 0
}

// maxRepairs bounds how many elements of one resource are left out because
// they are not of their type.
const maxRepairs = 64

// mend has the decoder read a value into a document, leaves out of it what the
// decoder refuses, and reports whether anything is left.
func (l *lenientReader) mend(into *Document, v map[string]any, pointer string, read func(*decoder, *Document)) bool {
	for range maxRepairs {
		text, err := json.Marshal(v)
		if err != nil {
			break
		}
		var passed []*ReadIssue
		before := *into
		d := &decoder{src: string(text)}
		d.pass = func(at, name string) {
			i := &ReadIssue{Pointer: pointer + at, Reason: reasonUnknown}
			if strings.HasPrefix(name, "_") {
				i.Reason, i.Minor = "has an extension of a primitive value, which is not understood", true
			}
			passed = append(passed, i)
		}
		read(d, into)
		if d.err == nil {
			for _, i := range passed {
				l.report(i)
			}
			return true
		}
		*into = before
		l.issue(pointer+d.err.Pointer, d.err.Reason+": it is left out")
		if d.err.Pointer == "" {
			return false
		}
		remove(v, strings.Split(d.err.Pointer[1:], "/"))
		if len(v) == 0 {
			return false
		}
	}
	l.issue(pointer, "has too many elements that are not understood: it is left out")
	return false
}

// remove takes the value at a pointer out of v, and returns what is left of v.
func remove(v any, path []string) any {
	switch v := v.(type) {
	case map[string]any:
		if len(path) == 1 {
			delete(v, path[0])
			return v
		}
		if member, ok := v[path[0]]; ok {
			v[path[0]] = remove(member, path[1:])
		}
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(v) {
			return v
		}
		if len(path) == 1 {
			return append(v[:i], v[i+1:]...)
		}
		v[i] = remove(v[i], path[1:])
	}
	return v
}

// resourceTypes are the types of R4, of which one may be named.
const resourceTypes = " Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic Binary " +
	"BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem ChargeItemDefinition Claim " +
	"ClaimResponse ClinicalImpression CodeSystem Communication CommunicationRequest CompartmentDefinition Composition ConceptMap Condition " +
	"Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric " +
	"DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint " +
	"EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario ExplanationOfBenefit " +
	"FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization ImmunizationEvaluation " +
	"ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice Library Linkage List Location Measure MeasureReport Media Medication " +
	"MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement MedicinalProduct " +
	"MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient " +
	"MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical " +
	"MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder Observation " +
	"ObservationDefinition OperationDefinition OperationOutcome Organization OrganizationAffiliation Parameters Patient PaymentNotice " +
	"PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse " +
	"RelatedPerson RequestGroup ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment " +
	"RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap " +
	"Subscription Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial " +
	"SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet VerificationResult " +
	"VisionPrescription "
