package stays

import (
	"slices"
	"strings"
)

// A Coding is one coding of a concept, or a text without a code.
type Coding struct{ System, Code, Display string }

// A Class says what kind of contact an Encounter is.
type Class uint8

// The classes.
const (
	Unclassed  Class = iota // nothing that is known here says it
	InPatient               // a stay in hospital
	Emergency               // an attendance at the emergency department
	OutPatient              // any other
)

// hl7Classes are the codes of v3-ActCode for encounters, and those that DSTU2 had
// for them. OBSENC is a patient in hospital to be observed, who is not admitted;
// PRENC comes before an admission.
var hl7Classes = map[string]Class{
	"IMP": InPatient, "ACUTE": InPatient, "NONAC": InPatient, "SS": InPatient, "inpatient": InPatient,
	"EMER": Emergency, "emergency": Emergency,
	"AMB": OutPatient, "FLD": OutPatient, "HH": OutPatient, "VR": OutPatient, "OBSENC": OutPatient, "PRENC": OutPatient,
	"outpatient": OutPatient, "ambulatory": OutPatient, "field": OutPatient, "daytime": OutPatient, "home": OutPatient, "virtual": OutPatient,
}

// v2Classes are the codes of HL7's table 0004.
var v2Classes = map[string]Class{"I": InPatient, "B": InPatient, "E": Emergency, "O": OutPatient, "P": OutPatient, "R": OutPatient}

// classWords are words of which a text has one where it names a class. The first
// that is found counts: "not in-patient" comes before "in-patient".
var classWords = []struct {
	word  string
	class Class
}{
	{"outpatient", OutPatient},
	{"out-patient", OutPatient},
	{"ambulat", OutPatient},
	{"ambulant", OutPatient},
	{"non-inpatient", OutPatient},
	{"門診", OutPatient},
	{"门诊", OutPatient},
	{"virtual", OutPatient},
	{"telehealth", OutPatient},
	{"home health", OutPatient},
	{"observation", OutPatient},
	{"preadmi", OutPatient},
	{"pre-admi", OutPatient},
	{"emergency", Emergency},
	{"急診", Emergency},
	{"急诊", Emergency},
	{"急症", Emergency},
	{"inpatient", InPatient},
	{"in-patient", InPatient},
	{"short stay", InPatient},
	{"住院", InPatient},
	{"stationär", InPatient},
	{"stationaer", InPatient},
	{"hospitalization", InPatient},
	{"hospitalisation", InPatient},
}

const (
	systemActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	systemV2      = "http://terminology.hl7.org/CodeSystem/v2-0004"
)

// ClassOf returns the class that codings state: the first whose system and code,
// or else whose words, are known. A code of somebody's own system counts by its
// words alone.
func ClassOf(list []Coding) Class {
	for _, c := range list {
		switch c.System {
		case "", systemActCode, "http://hl7.org/fhir/v3/ActCode", "urn:oid:2.16.840.1.113883.5.4", "http://hl7.org/fhir/encounter-class":
			if class, ok := hl7Classes[c.Code]; ok {
				return class
			}
		case systemV2, "http://hl7.org/fhir/v2/0004", "urn:oid:2.16.840.1.113883.18.5":
			if class, ok := v2Classes[c.Code]; ok {
				return class
			}
		}
	}
	for _, c := range list {
		for _, text := range [...]string{c.Display, c.Code} {
			text = strings.ToLower(text)
			if i := slices.IndexFunc(classWords, func(w struct {
				word  string
				class Class
			},
			) bool {
				return strings.Contains(text, w.word)
			}); i >= 0 {
				return classWords[i].class
			}
		}
	}
	return Unclassed
}

// isPart reports whether a type of an Encounter says that it is a contact with a
// department or a ward within a stay: the levels of contact of HL7 Germany's base
// profiles, which the stay itself states as einrichtungskontakt.
func isPart(types []Coding) bool {
	return slices.ContainsFunc(types, func(c Coding) bool {
		return strings.HasPrefix(c.System, "http://fhir.de/CodeSystem/") && (c.Code == "abteilungskontakt" || c.Code == "versorgungsstellenkontakt")
	})
}
