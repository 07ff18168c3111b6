package codes

import "strings"

// Canonical returns the URI by which FHIR knows a code system that a record names
// by another: by its OID ("urn:oid:2.16.840.1.113883.6.3"), as documents of HL7 v3
// and programs that come from them do, or by a URI that HL7 used before R4. A
// system that has no other name here comes back as it is.
func Canonical(uri string) string {
	if oid, ok := strings.CutPrefix(uri, "urn:oid:"); ok {
		for i := range oids {
			if oids[i].oid == oid {
				return oids[i].uri
			}
		}
		return uri
	}
	rest, ok := strings.CutPrefix(uri, "http://hl7.org/fhir/")
	if !ok {
		return uri
	}
	for i := range renamedByR4 {
		if renamedByR4[i].old == rest {
			return renamedByR4[i].uri
		}
	}
	for _, family := range [...]string{"v2", "v3"} {
		if name, ok := strings.CutPrefix(rest, family+"/"); ok && name != "" && !strings.Contains(name, "/") {
			return terminology + family + "-" + name
		}
	}
	return uri
}

// The URIs are constants, so that nothing is made when a program starts.
const (
	terminology = "http://terminology.hl7.org/CodeSystem/"
	icd10       = "http://hl7.org/fhir/sid/icd-10"
	icd10cm     = "http://hl7.org/fhir/sid/icd-10-cm"
	icd9cm      = "http://hl7.org/fhir/sid/icd-9-cm"
)

// oids are of HL7's OID registry (www.hl7.org/oid), as the code systems and naming
// systems of terminology.hl7.org state them. Both volumes of ICD-9-CM have an OID
// of their own, and one URI.
var oids = [...]struct{ oid, uri string }{
	{"2.16.840.1.113883.6.3", icd10},
	{"2.16.840.1.113883.6.90", icd10cm},
	{"2.16.840.1.113883.6.103", icd9cm}, // diagnoses
	{"2.16.840.1.113883.6.104", icd9cm}, // procedures
	{"2.16.840.1.113883.6.2", icd9cm},   // both
	{"2.16.840.1.113883.6.4", "http://www.cms.gov/Medicare/Coding/ICD10"},
	{"2.16.840.1.113883.6.96", "http://snomed.info/sct"},
	{"2.16.840.1.113883.6.1", "http://loinc.org"},
	{"2.16.840.1.113883.6.8", "http://unitsofmeasure.org"},
	{"2.16.840.1.113883.6.12", "http://www.ama-assn.org/go/cpt"},
	{"2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm"},
	{"2.16.840.1.113883.6.73", "http://www.whocc.no/atc"},

	{"2.16.840.1.113883.5.1", terminology + "v3-AdministrativeGender"},
	{"2.16.840.1.113883.5.2", terminology + "v3-MaritalStatus"},
	{"2.16.840.1.113883.5.4", terminology + "v3-ActCode"},
	{"2.16.840.1.113883.5.25", terminology + "v3-Confidentiality"},
	{"2.16.840.1.113883.5.90", terminology + "v3-ParticipationType"},
	{"2.16.840.1.113883.5.111", terminology + "v3-RoleCode"},
	{"2.16.840.1.113883.5.1008", terminology + "v3-NullFlavor"},

	{"2.16.840.1.113883.18.2", terminology + "v2-0001"},
	{"2.16.840.1.113883.18.5", terminology + "v2-0004"},
	{"2.16.840.1.113883.18.9", terminology + "v2-0007"},
	{"2.16.840.1.113883.18.14", terminology + "v2-0023"},
	{"2.16.840.1.113883.18.21", terminology + "v2-0052"},
	{"2.16.840.1.113883.18.58", terminology + "v2-0131"},
	{"2.16.840.1.113883.18.108", terminology + "v2-0203"},

	{"2.16.840.1.113883.4.642.4.2", "http://hl7.org/fhir/administrative-gender"},
	{"2.16.840.1.113883.4.642.4.1054", terminology + "diagnosis-role"},
	{"2.16.840.1.113883.4.642.4.1073", terminology + "condition-category"},
	{"2.16.840.1.113883.4.642.4.1074", terminology + "condition-clinical"},
	{"2.16.840.1.113883.4.642.4.1075", terminology + "condition-ver-status"},
	{"2.16.840.1.113883.4.642.4.1371", terminology + "allergyintolerance-verification"},
	{"2.16.840.1.113883.4.642.4.1373", terminology + "allergyintolerance-clinical"},
}

// renamedByR4 are code systems under http://hl7.org/fhir/ that have another URI in
// R4: those that moved to terminology.hl7.org, and the volumes of ICD-9-CM, which
// STU3 told apart.
var renamedByR4 = [...]struct{ old, uri string }{
	{"sid/icd-9-cm/diagnosis", icd9cm},
	{"sid/icd-9-cm/procedure", icd9cm},
	{"diagnosis-role", terminology + "diagnosis-role"},
	{"condition-category", terminology + "condition-category"},
	{"condition-clinical", terminology + "condition-clinical"},
	{"condition-ver-status", terminology + "condition-ver-status"},
	{"allergy-clinical-status", terminology + "allergyintolerance-clinical"},
	{"allergy-verification-status", terminology + "allergyintolerance-verification"},
	{"observation-category", terminology + "observation-category"},
	{"discharge-disposition", terminology + "discharge-disposition"},
	{"admit-source", terminology + "admit-source"},
	{"location-physical-type", terminology + "location-physical-type"},
	{"encounter-admit-source", terminology + "admit-source"},
	{"encounter-discharge-disposition", terminology + "discharge-disposition"},
}
