package extract

import "strings"

// registers are the systems of numbers that identify people to a state, an insurer
// or a road authority, and the beginnings of such. They are those that national
// guides of FHIR and HL7's registry of OIDs name; whatever they number, it is no
// hospital's record.
var registers = [...]string{
	"http://hl7.org/fhir/sid/us-ssn", "http://hl7.org/fhir/sid/us-medicare", "http://hl7.org/fhir/sid/us-mbi", "http://terminology.hl7.org/NamingSystem/usSSN",
	"urn:oid:2.16.840.1.113883.4.1", "urn:oid:2.16.840.1.113883.4.3", "urn:oid:2.16.840.1.113883.4.330", "urn:oid:2.16.840.1.113883.4.338", "urn:oid:2.16.840.1.113883.4.572",
	"urn:oid:2.16.840.1.113883.4.927", "urn:oid:2.16.840.1.113883.4.290",
	"http://hl7.org/fhir/sid/passport-",
	"https://fhir.nhs.uk/Id/nhs-number", "http://fhir.nhs.net/Id/nhs-number", "urn:oid:2.16.840.1.113883.2.1.4.1",
	"http://ns.electronichealth.net.au/id/hi/ihi", "http://ns.electronichealth.net.au/id/medicare-number", "http://ns.electronichealth.net.au/id/dva",
	"http://fhir.de/sid/gkv/", "http://fhir.de/NamingSystem/gkv/", "http://fhir.de/sid/pkv/", "http://fhir.de/NamingSystem/pkv/",
	"http://fhir.nl/fhir/NamingSystem/bsn", "urn:oid:2.16.840.1.113883.2.4.6.3",
	"urn:oid:2.16.756.5.32", "urn:oid:2.16.756.5.30.1.123.100.1.1", "urn:oid:1.2.40.0.10.1.4.3.1", "urn:oid:1.2.250.1.213.1.4", "urn:oid:1.2.246.21", "urn:oid:1.2.752.129.2.1.3",
	"urn:oid:2.16.578.1.12.4.1.4.1", "urn:oid:1.2.208.176.1.2", "https://standards.digital.health.nz/ns/nhi-id",
	"https://fhir.infoway-inforoute.ca/NamingSystem/ca-",
}

// isRegister reports whether a system is one of registers, or a part of one.
func isRegister(system string) bool {
	for _, known := range registers {
		rest, found := strings.CutPrefix(strings.ToLower(system), strings.ToLower(known))
		if found && (rest == "" || strings.ContainsAny(known[len(known)-1:], "/-") || strings.ContainsAny(rest[:1], "./#")) {
			return true
		}
	}
	return false
}
