package identity

import "strconv"

// Base is the URI under which this project names the identifier systems that
// nobody has registered. See [Kind.System].
const Base = "https://crossbay.github.io/fhir"

// A Kind is a kind of identity document. The zero Kind is [Unknown].
type Kind uint8

// The kinds of documents.
const (
	Unknown            Kind = iota // not stated, and not to be told from the number
	HKID                           // Hong Kong identity card
	ResidentID                     // mainland resident identity card
	ResidencePermit                // mainland residence permit for residents of Hong Kong, Macao and Taiwan
	PermanentResidence             // mainland permanent residence card of a foreigner
	HomeReturnPermit               // mainland travel permit for residents of Hong Kong and Macao
	TaiwanPermit                   // mainland travel permit for residents of Taiwan
	TwoWayPermit                   // permit of mainland residents for travel to Hong Kong and Macao
	MacaoID                        // Macao resident identity card (BIR)
	Passport                       // passport of any country
)

// kinds holds what the methods of Kind return.
var kinds = [...]struct {
	name                string
	code                string
	system              string
	english, hans, hant string
}{
	Unknown: {name: "unknown"},
	HKID: {
		"hkid", "NI", Base + "/identifier/hkid",
		"Hong Kong identity card (HKID)", "香港身份证", "香港身份證",
	},
	ResidentID: {
		"resident-id", "NI", "urn:oid:2.16.156.10011.1.3",
		"Resident identity card", "居民身份证", "居民身份證",
	},
	ResidencePermit: {
		"residence-permit", "NI", Base + "/identifier/residence-permit",
		"Residence permit for Hong Kong, Macao and Taiwan residents", "港澳台居民居住证", "港澳台居民居住證",
	},
	PermanentResidence: {
		"permanent-residence", "PRC", Base + "/identifier/permanent-residence",
		"Foreign permanent resident ID card", "外国人永久居留身份证", "外國人永久居留身份證",
	},
	HomeReturnPermit: {
		"home-return-permit", "", Base + "/identifier/home-return-permit",
		"Mainland travel permit for Hong Kong and Macao residents", "港澳居民来往内地通行证", "港澳居民來往內地通行證",
	},
	TaiwanPermit: {
		"taiwan-permit", "", Base + "/identifier/taiwan-permit",
		"Mainland travel permit for Taiwan residents", "台湾居民来往大陆通行证", "台灣居民來往大陸通行證",
	},
	TwoWayPermit: {
		"two-way-permit", "", Base + "/identifier/two-way-permit",
		"Exit-entry permit for travelling to and from Hong Kong and Macao", "往来港澳通行证", "往來港澳通行證",
	},
	MacaoID: {
		"macao-id", "NI", Base + "/identifier/macao-id",
		"Macao resident identity card (BIR)", "澳门居民身份证", "澳門居民身份證",
	},
	Passport: {
		"passport", "PPN", Base + "/identifier/passport",
		"Passport", "护照", "護照",
	},
}

// String returns a stable name of k, in lower case with hyphens, such as
// "home-return-permit".
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k].name
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// TypeCode returns the code of k in http://terminology.hl7.org/CodeSystem/v2-0203,
// which is what FHIR R4 binds Identifier.type to. It is empty for the travel
// permits, for which that table has no code: they are neither passports nor
// visas, and Identifier.type has a text alone.
func (k Kind) TypeCode() string {
	if int(k) < len(kinds) {
		return kinds[k].code
	}
	return ""
}

// System returns the URI of k for Identifier.system; empty for [Unknown].
//
// Only the mainland resident identity card has a registered one. The others
// are this project's, under [Base], and a deployment that has agreed on its
// own will put that in their place. For a passport whose country is known,
// see [PassportSystem].
func (k Kind) System() string {
	if int(k) < len(kinds) {
		return kinds[k].system
	}
	return ""
}

// English returns the English name of the document; empty for [Unknown].
func (k Kind) English() string {
	if int(k) < len(kinds) {
		return kinds[k].english
	}
	return ""
}

// Hans returns the name of the document in simplified Chinese, as mainland
// China writes it; empty for [Unknown].
func (k Kind) Hans() string {
	if int(k) < len(kinds) {
		return kinds[k].hans
	}
	return ""
}

// Hant returns the name of the document in traditional Chinese, as Hong Kong
// writes it; empty for [Unknown].
func (k Kind) Hant() string {
	if int(k) < len(kinds) {
		return kinds[k].hant
	}
	return ""
}

// PassportSystem returns HL7's URI of the passports that a country issues,
// http://hl7.org/fhir/sid/passport-HKG for example. The country is a code of
// three capital letters of ISO 3166-1, and comes from the record: a passport's
// number does not tell it. For anything else PassportSystem returns "", and
// [Kind.System] is what remains.
func PassportSystem(country string) string {
	if len(country) != 3 || !isLetter(country[0]) || !isLetter(country[1]) || !isLetter(country[2]) {
		return ""
	}
	return "http://hl7.org/fhir/sid/passport-" + country
}
