package deidentify

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
)

// typePseudonym is the type of an identifier that stands for somebody who is
// not named, a code of HL7's table 0203.
const typePseudonym = "ANON"

// identifierTypes are the types of identifiers that are passed on: the others
// are texts.
var identifierTypes = []string{
	"PI", "MR", "PT", "AN", "VN", "PN", "PE", "RI", "XX", "ANON", "BCT", "DL", "SS", "NH", "MC", "MA", "JHN", "HC", "SB",
}

// hospital names the facility of the sheet among others; its numbers are its
// own.
func (r *redactor) hospital() string {
	name, _, _ := strings.Cut(r.subject, "/patient/")
	return name
}

func (r *redactor) facility() {
	f, to := &r.from.Facility, &r.to.Facility
	to.Name = r.name("facility.name", f.Name)
	to.EnglishName = r.name("facility.english-name", f.EnglishName)
	to.Hospital = r.coded("facility.hospital", f.Hospital)
	if r.action("facility.code") == Pseudonym {
		// One for the hospital, however the sheet names it.
		to.Code = r.pseudonym("facility.code", r.hospital(), "facility")
		return
	}
	to.Code = r.name("facility.code", f.Code)
}

func (r *redactor) event() {
	e, to := &r.from.Event, &r.to.Event
	if e.Code != "" {
		if len(e.Code) == 3 && r.action("event.code") == Keep {
			to.Code = e.Code
			r.note("event.code", Keep)
		} else {
			r.note("event.code", Drop)
		}
	}
	to.Recorded = r.date("event.recorded", e.Recorded)
	to.Sent = r.date("event.sent", e.Sent)
	to.Message = r.pseudonym("event.message", e.Message, r.of("message", r.hospital())...)
}

func (r *redactor) patient() {
	p, to := &r.from.Patient, &r.to.Patient
	r.numbers()
	r.names()
	r.age()
	to.Sex = r.coded("patient.sex", p.Sex)
	to.Dead = r.coded("patient.dead", p.Dead)
	to.Death = r.date("patient.death", p.Death)
	to.Nationality = r.coded("patient.nationality", p.Nationality)
	to.Ethnicity = r.coded("patient.ethnicity", p.Ethnicity)
	to.Race = r.coded("patient.race", p.Race)
	to.Marital = r.coded("patient.marital", p.Marital)
	to.Occupation = r.coded("patient.occupation", p.Occupation)
	to.Language = r.coded("patient.language", p.Language)
	to.Religion = r.coded("patient.religion", p.Religion)
	to.NativePlace = r.coded("patient.native-place", p.NativePlace)
	to.BirthPlace = r.place("patient.birth-place", p.BirthPlace)
	to.BirthRegion = r.region("patient.birth-place", p.BirthRegion)
	to.Current = r.address("patient.current", &p.Current)
	to.Registered = r.address("patient.registered", &p.Registered)
	r.dropped("patient.other-address", len(p.OtherAddresses) > 0)
	r.dropped("patient.employer", isStated(&p.Employer))
	r.dropped("patient.contact", p.Contact != frontsheet.Contact{})
	r.dropped("patient.next-of-kin", len(p.NextOfKin) > 0)
	r.dropped("patient.telecom", len(p.Telecoms) > 0)
}

func isStated(a *frontsheet.Address) bool {
	return stated(a.Text, a.Postcode, a.Phone, a.City, a.Country) || stated(a.Lines...) || !a.District.IsZero() || !a.Area.IsZero()
}

// numbers replaces what identifies the patient. Numbers of identity documents
// become identifiers of their own type, since a pseudonym is none of a
// document's numbers.
func (r *redactor) numbers() {
	p, to := &r.from.Patient, &r.to.Patient
	to.RecordNumber = r.pseudonym("patient.record-number", p.RecordNumber, r.of("record-number", r.hospital())...)
	to.HealthCard = r.pseudonym("patient.health-card", p.HealthCard, "health-card")
	to.InsuranceCard = r.pseudonym("patient.insurance-card", p.InsuranceCard, "insurance-card")
	for i := range p.Identifiers {
		n := &p.Identifiers[i]
		path := "patient.identifier[" + strconv.Itoa(i+1) + "]"
		passed := frontsheet.Identifier{
			Value:     r.pseudonym(path+".value", n.Value, append(r.of("identifier", r.hospital()), n.Authority.Key(), n.Type)...),
			Type:      r.word(path+".type", n.Type, identifierTypes),
			Authority: r.authority(path+".authority", n.Authority),
		}
		if passed.Value != "" {
			to.Identifiers = append(to.Identifiers, passed)
		}
	}
	r.document("patient.document-", p.Document())
	for i := range p.Documents {
		r.document("patient.document["+strconv.Itoa(i+1)+"].", &p.Documents[i])
	}
	if r.to.Subject() == "" {
		// The patient is told from others by a number that is not passed on.
		r.anonymous(r.d.secret.pseudonym("subject", r.subject))
	}
}

// authority passes on whose a number is.
func (r *redactor) authority(path string, a frontsheet.Authority) frontsheet.Authority {
	if r.action(path) == Keep {
		passed := frontsheet.Authority{Name: r.name(path, a.Name)}
		if a.URI() != "" {
			passed.ID, passed.Scheme = a.ID, a.Scheme
		}
		return passed
	}
	return frontsheet.Authority{Name: r.pseudonym(path, a.Key(), "authority")}
}

// document replaces the number of an identity document. A number that a
// spreadsheet has damaged is that of nobody; one that does not tell whose it is
// has a pseudonym among the patient's own records. Under LinkIdentity, the
// pseudonym of the document that proves who the patient is, is the person's.
func (r *redactor) document(path string, d *frontsheet.IdentityDocument) {
	r.dropped(path+"type", !d.Type.IsZero())
	r.dropped(path+"country", d.Country != "")
	if d.Number == "" {
		return
	}
	number := d.Identity()
	if r.person != "" {
		if name, _ := proven(r.from, &number, r.begun); name == r.person {
			r.note(path+"number", Pseudonym)
			r.anonymous(r.d.secret.pseudonym("person", r.person))
			return
		}
	}
	if number.Verdict == identity.Damaged {
		r.note(path+"number", Drop)
		return
	}
	if name := unique(d, &number); name != "" {
		r.anonymous(r.pseudonym(path+"number", name, "document"))
		return
	}
	r.anonymous(r.pseudonym(path+"number", number.Value(), "document", r.subject))
}

// anonymous adds a pseudonym of the patient's, where there is one.
func (r *redactor) anonymous(value string) {
	n := frontsheet.Identifier{Type: typePseudonym, Value: value}
	if value != "" && !slices.Contains(r.to.Patient.Identifiers, n) {
		r.to.Patient.Identifiers = append(r.to.Patient.Identifiers, n)
	}
}

// names counts the names, which no profile but full passes on.
func (r *redactor) names() {
	p := &r.from.Patient
	r.dropped("patient.name", p.Name != "")
	r.dropped("patient.surname", p.NameParts.Surname != "")
	r.dropped("patient.given-name", p.NameParts.GivenName != "")
	r.dropped("patient.english-name", p.EnglishName.Text != "")
	r.dropped("patient.english-name.surname", p.EnglishName.Surname != "")
	r.dropped("patient.english-name.given-name", p.EnglishName.GivenName != "")
	r.dropped("patient.aliases", len(p.OtherNames) > 0)
}
