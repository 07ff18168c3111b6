package bundles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/stays"
)

// A group is resources that belong together: those of a Bundle, or those of one
// patient where each stood on its own.
type group struct {
	file   string
	line   int
	text   []byte // of the Bundle, nil where the resources stood on their own
	stream []byte // the first resource of the stream, where they stood on their own
	bundle *fhir.Bundle
	beside []fhir.Resource // that are nobody's and stood on their own: they are reported here
}

// input tells what the group was read from: the Bundle, or the stream of
// resources on their own. Numbers of a hospital that is not named count within it.
func (g *group) input() string {
	start := g.text
	if start == nil {
		start = g.stream
	}
	sum := sha256.Sum256(start[:min(len(start), inputStart)])
	return hex.EncodeToString(sum[:16])
}

// inputStart is how much of an input tells it from others.
const inputStart = 64 << 10

// raw returns the group as it was in the input.
func (g *group) raw() []byte {
	if g.text != nil {
		return append(bytes.Clone(g.text), '\n')
	}
	var text []byte
	for i := range g.bundle.Resources {
		text = append(append(text, g.bundle.Resources[i].Text...), '\n')
	}
	return text
}

// A membership says which resources of a group are whose, by their numbers.
type membership struct {
	*group
	encounters []stays.Encounter
	numbers    []int          // of the encounters
	at         map[int]int    // of the encounters, by their numbers
	patients   map[string]int // the number of a Patient by its name
	sole       string         // the name of the only patient, "" where there are several or none

	of        map[int][]int    // the facts of an encounter, by its place in encounters
	unsaid    map[string][]int // the facts of a patient that name no encounter
	absent    map[string][]int // the facts of an encounter that is not here, by its name
	unnamed   []int            // facts of which nothing says whose they are
	crossed   []int            // facts of an encounter of another patient than theirs
	others    []int            // resources that no document holds, of no encounter
	composed  int              // the encounter of the Composition of a document, -1 for none
	organized int              // the only Organization of a Bundle, -1 for none
	claimed   map[int]billed   // what a bill for an encounter has for the principal diagnosis
	dateless  map[int]bool     // facts that name neither an encounter nor a date
	staysOf   map[string]int   // how many stays each patient has
	crowded   map[string]bool  // patients whose facts without an encounter are not read
	heavy     bool             // what the stays refer to is so much that it is not read for each
}

// nameOf names what a reference leads to, the same for each reference to it.
func (g *group) nameOf(r *fhir.Resource, number int, reference string) string {
	switch i := g.bundle.Find(r, reference); {
	case i >= 0:
		return "#" + strconv.Itoa(i)
	case strings.HasPrefix(reference, "#"):
		return "#" + strconv.Itoa(number) + reference // contained
	}
	parts := strings.Split(reference, "/")
	if n := len(parts); n >= 2 && !strings.HasPrefix(reference, "urn:") {
		return parts[n-2] + "/" + parts[n-1]
	}
	return reference
}

// membersOf tells which resources of a group are whose.
func membersOf(g *group) *membership {
	m := &membership{
		group: g, at: map[int]int{}, patients: map[string]int{},
		of: map[int][]int{}, unsaid: map[string][]int{}, absent: map[string][]int{}, claimed: map[int]billed{}, dateless: map[int]bool{}, composed: -1, organized: -1,
	}
	organizations := 0
	for i := range g.bundle.Resources {
		switch g.bundle.Resources[i].Type {
		case "Patient":
			m.sole = "#" + strconv.Itoa(i)
			m.patients[m.sole] = i
		case "Organization":
			m.organized = i
			organizations++
		}
	}
	if len(m.patients) != 1 {
		m.sole = ""
	}
	if organizations != 1 || g.text == nil {
		m.organized = -1
	}
	for i := range g.bundle.Resources {
		if r := &g.bundle.Resources[i]; r.Type == "Encounter" {
			m.at[i] = len(m.encounters)
			m.encounters, m.numbers = append(m.encounters, m.encounter(r, i)), append(m.numbers, i)
		}
	}
	for i := range g.bundle.Resources {
		m.place(i)
		m.claim(i)
	}
	return m
}

// place says to whom a resource belongs.
func (m *membership) place(i int) {
	r := &m.bundle.Resources[i]
	switch r.Type {
	case "Patient", "Encounter", "Organization", "Practitioner", "PractitionerRole", "Location":
		return
	case "Provenance":
		m.others = append(m.others, i)
		return
	}
	encounter := r.Reference("encounter", "context")
	if r.Type == "AllergyIntolerance" {
		encounter = "" // whoever noted it, the patient has it
	}
	if encounter != "" {
		name := m.nameOf(r, i, encounter)
		if n := m.bundle.Find(r, encounter); n >= 0 {
			if at, ok := m.at[n]; ok {
				if m.ofAnotherPatient(i, m.encounters[at].Patient) {
					m.crossed = append(m.crossed, i)
					return
				}
				m.of[at] = append(m.of[at], i)
				if r.Type == "Composition" && m.bundle.Type == "document" && m.composed < 0 {
					m.composed = at
				}
				return
			}
		}
		m.absent[name] = append(m.absent[name], i)
		return
	}
	if !held(r) {
		m.others = append(m.others, i)
		return
	}
	if patient := m.patientOf(r, i); patient != "" {
		m.unsaid[patient] = append(m.unsaid[patient], i)
		if isFact(r.Type) && !hasDate(r) {
			m.dateless[i] = true
		}
		return
	}
	m.unnamed = append(m.unnamed, i)
}

// patientOf names whose a resource is, "" where nothing says so.
func (m *membership) patientOf(r *fhir.Resource, i int) string {
	if reference := r.Reference("subject", "patient", "beneficiary", "for"); reference != "" {
		return m.nameOf(r, i, reference)
	}
	return m.sole
}

// ofAnotherPatient reports whether a resource names a patient, and not the one
// that is given. Of two that cannot both be right neither is believed.
func (m *membership) ofAnotherPatient(i int, patient string) bool {
	r := &m.bundle.Resources[i]
	reference := r.Reference("subject", "patient", "beneficiary", "for")
	if reference == "" || !m.isPatient(patient) {
		return false
	}
	name := m.nameOf(r, i, reference)
	if name == patient || !m.isPatient(name) {
		return false
	}
	a, here := m.patients[name]
	b, too := m.patients[patient]
	switch { // a reference that leads nowhere may still have the id of a patient who is here
	case here && !too:
		return "Patient/"+m.bundle.Resources[a].ID != patient
	case too && !here:
		return "Patient/"+m.bundle.Resources[b].ID != name
	}
	return true
}

// isPatient reports whether a name is that of a patient, here or elsewhere, and
// not that of a group or of a device.
func (m *membership) isPatient(name string) bool {
	_, here := m.patients[name]
	return here || strings.HasPrefix(name, "Patient/")
}

// encounter reads of an Encounter what tells whether it is a stay.
func (m *membership) encounter(r *fhir.Resource, number int) stays.Encounter {
	var e struct {
		Status string
		Class  stays.Coding
		Type   []struct {
			Coding []stays.Coding
			Text   string
		}
		Period          struct{ Start, End string }
		Hospitalization map[string]json.RawMessage
	}
	_ = json.Unmarshal(r.Text, &e) // what is of another type is as if it were not there
	s := stays.Encounter{Name: "#" + strconv.Itoa(number), Status: e.Status, Start: e.Period.Start, End: e.Period.End, Patient: m.patientOf(r, number), Admitted: len(e.Hospitalization) > 0}
	if e.Class != (stays.Coding{}) {
		s.Class = []stays.Coding{e.Class}
	}
	for _, c := range e.Type {
		s.Types = append(append(s.Types, c.Coding...), stays.Coding{Display: c.Text})
	}
	var source struct{ Coding []stays.Coding }
	_ = json.Unmarshal(e.Hospitalization["admitSource"], &source)
	for _, c := range source.Coding {
		s.AdmittedBy = s.AdmittedBy || c.Code == "emd"
	}
	for _, ref := range r.References {
		switch name := m.nameOf(r, number, ref.Target); ref.Element {
		case "partOf":
			s.PartOf = name
		case "episodeOfCare":
			s.Episodes = append(s.Episodes, name)
		case "hospitalization":
			if bytes.Contains(e.Hospitalization["origin"], []byte(ref.Target)) {
				s.Origin = name
			}
		case "serviceProvider", "location":
			s.Places = append(s.Places, name)
		}
	}
	return s
}

// whose returns the numbers of the resources of a stay, in their order.
func (m *membership) whose(s *stays.Stay) []int {
	taken := map[int]bool{}
	var list []int
	take := func(numbers ...int) {
		for _, n := range numbers {
			if n >= 0 && !taken[n] {
				taken[n] = true
				list = append(list, n)
			}
		}
	}
	whole := &m.encounters[s.Whole]
	if n, ok := m.patients[whole.Patient]; ok {
		take(n)
	}
	contacts := append([]int{s.Whole}, s.Parts...)
	if s.Emergency >= 0 {
		contacts = append(contacts, s.Emergency)
	}
	for _, c := range contacts {
		take(m.numbers[c])
		r := &m.bundle.Resources[m.numbers[c]]
		for _, ref := range r.References {
			if ref.Element == "diagnosis" || ref.Element == "reasonReference" {
				if n := m.bundle.Find(r, ref.Target); n >= 0 && !m.heavy && isFact(m.bundle.Resources[n].Type) && !m.ofAnotherPatient(n, whole.Patient) {
					take(n)
				}
			}
		}
		for _, n := range m.of[c] {
			if held(&m.bundle.Resources[n]) {
				take(n)
			}
		}
	}
	if s.WholeAbsent {
		for _, n := range m.absent[whole.PartOf] {
			if held(&m.bundle.Resources[n]) {
				take(n)
			}
		}
	}
	if !m.crowded[whole.Patient] {
		for _, n := range m.unsaid[whole.Patient] {
			if !m.undated(n, whole.Patient) && !(m.timeless(s) && isFact(m.bundle.Resources[n].Type)) {
				take(n)
			}
		}
	}
	organized := false
	for i := 0; i < len(list); i++ { // what they refer to comes along
		r := &m.bundle.Resources[list[i]]
		for _, ref := range r.References {
			n := m.bundle.Find(r, ref.Target)
			if n < 0 || m.heavy || !isShared(m.bundle.Resources[n].Type) {
				continue
			}
			organized = organized || m.bundle.Resources[n].Type == "Organization"
			take(n)
		}
	}
	if !organized {
		take(m.organized)
	}
	slices.Sort(list)
	return list
}

// mostRead bounds how many bytes of facts that name no encounter are read for the
// stays of one group: each of them is read for each stay of its patient.
const mostRead = 256 << 20

// bound finds the patients with so many stays and so many such facts that to read
// them all would take time without measure.
func (m *membership) bound(found []stays.Stay) {
	count := map[string]int{}
	for i := range found {
		count[m.encounters[found[i].Whole].Patient]++
	}
	m.staysOf, m.crowded = count, map[string]bool{}
	for patient, n := range count {
		size := 0
		for _, i := range m.unsaid[patient] {
			size += len(m.bundle.Resources[i].Text)
		}
		m.crowded[patient] = n > 1 && size > mostRead/n
	}
	size := 0
	for i := range found {
		for _, c := range append([]int{found[i].Whole}, found[i].Parts...) {
			for _, n := range append([]int{m.numbers[c]}, m.of[c]...) {
				r := &m.bundle.Resources[n]
				for _, ref := range r.References {
					if to := m.bundle.Find(r, ref.Target); to >= 0 && (isFact(m.bundle.Resources[to].Type) || isShared(m.bundle.Resources[to].Type)) {
						size += len(m.bundle.Resources[to].Text)
					}
				}
			}
		}
	}
	m.heavy = size > 4*mostRead
}

// undated reports whether nothing says of which stay of a patient a fact is that
// names no encounter: the patient has several, and the fact has no date.
func (m *membership) undated(n int, patient string) bool {
	return m.staysOf[patient] > 1 && m.dateless[n]
}

// timeless reports whether nothing says when a stay was that is one of several of
// its patient: then no date tells what is of it.
func (m *membership) timeless(s *stays.Stay) bool {
	whole := &m.encounters[s.Whole]
	return m.staysOf[whole.Patient] > 1 && whole.Start == "" && whole.End == ""
}

// hasDate reports whether a fact says when it was.
func hasDate(r *fhir.Resource) bool {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(r.Text, &members) // what is no object has no date
	for name := range members {
		for _, date := range [...]string{"onset", "recordedDate", "performed", "effective", "issued"} {
			if strings.HasPrefix(name, date) {
				return true
			}
		}
	}
	return false
}

func isFact(kind string) bool {
	switch kind {
	case "Condition", "Procedure", "Observation":
		return true
	}
	return false
}
