package quality

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func identitySex(x *examination) {
	if x.infant() || x.sex == "" {
		return
	}
	if sex := x.document().Sex(); sex != "" && sex != x.sex {
		x.report("patient.sex", "the identity number states another sex")
	}
}

func identityBirth(x *examination) {
	born := x.sheet.Patient.BirthDate
	if x.infant() || born.IsZero() {
		return
	}
	if stated := x.document().BirthDate(); stated != "" && stated != string(born.AppendDate(nil)) {
		x.report("patient.birth-date", "the identity number states another date of birth")
	}
}

// The ages below which a marriage, now or before, is not plausible.
const marriageAge = 15

func maritalConflict(x *examination) {
	p := &x.sheet.Patient
	marital := standard(p.Marital)
	if marital == "S" && standard(p.Contact.Relationship) == "SPS" {
		x.report("patient.marital", "the patient was never married, and the contact is the spouse")
	}
	switch marital {
	case "M", "W", "D":
		if x.years >= 0 && x.years < marriageAge {
			x.report("patient.marital", "the patient is too young to have been married")
		}
	}
}

// department returns the code of a department of the national list (诊疗科目),
// without dots: "0502".
func department(c frontsheet.Coded) string { return strings.ReplaceAll(c.Code, ".", "") }

const obstetrics = "0502"

func obstetricSex(x *examination) {
	if !x.mainland || x.sex != "male" || x.newborn() {
		return
	}
	s := &x.sheet.Stay
	if strings.HasPrefix(department(s.AdmittedTo.Department), obstetrics) ||
		strings.HasPrefix(department(s.DischargedFrom.Department), obstetrics) {
		x.report("patient.sex", "the patient of an obstetric ward is male")
	}
}

func (x *examination) birthWeight() bool {
	for _, w := range x.sheet.Newborn.BirthWeights {
		if w != "" {
			return true
		}
	}
	return false
}

func newbornWithoutWeight(x *examination) {
	if !x.newborn() {
		return
	}
	if !x.birthWeight() {
		x.report("newborn.birth-weight[1]", "the patient is a newborn, and no birth weight is stated")
	}
	if x.sheet.Newborn.AdmissionWeight == "" {
		x.report("newborn.admission-weight", "the patient is a newborn, and no weight at admission is stated")
	}
}

// liveBirths are the outcomes of delivery with a child born alive.
var liveBirths = ranges("Z37.0 Z37.2-Z37.3 Z37.5-Z37.6")

func deliveryWithoutWeight(x *examination) {
	if x.any(func(d *frontsheet.Diagnosis) bool { return x.coded(d, liveBirths) }) && !x.birthWeight() {
		x.report("newborn.birth-weight[1]", "a child was born alive, and no birth weight is stated")
	}
}

// deliveries are the diagnoses of a patient who gave birth.
var deliveries = ranges("O00-O99 Z37-Z39")

func weightWithoutNewborn(x *examination) {
	if !x.grown() || x.any(func(d *frontsheet.Diagnosis) bool { return x.coded(d, deliveries) }) {
		return
	}
	if x.birthWeight() {
		x.report("newborn.birth-weight[1]", "the patient is no newborn and did not give birth, and a birth weight is stated")
	}
	if x.sheet.Newborn.AdmissionWeight != "" {
		x.report("newborn.admission-weight", "the patient is no newborn, and the weight of one at admission is stated")
	}
}
