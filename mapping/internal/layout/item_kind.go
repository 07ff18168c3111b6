package layout

// An ItemKind says what the value of an item is, and which part of the record it
// belongs to.
type ItemKind struct {
	Code string // of fhir.SystemSheetItem
	Kind byte   // 'c' a coded value or a text, 'n' a number, 'i' an hour of the day, 't' a time
	Unit string // of UCUM
	Of   OfWhat
}

// An OfWhat says what an item is a fact of.
type OfWhat uint8

const (
	OfEmergency OfWhat = iota // the attendance at the emergency department
	OfPatient
	OfStay
)

// ItemKinds lists the kinds of items: those of records of emergency departments, and
// those of front sheets of the mainland that one form has and the others have not.
var ItemKinds = [...]ItemKind{
	{"admission-from-old-age-home", 'c', "", OfEmergency},
	{"ambulance-case", 'c', "", OfEmergency},
	{"traumatic-type", 'c', "", OfEmergency},
	{"domestic-type", 'c', "", OfEmergency},
	{"domestic-nature", 'c', "", OfEmergency},
	{"animal-bite-type", 'c', "", OfEmergency},
	{"poison-nature", 'c', "", OfEmergency},
	{"poison-type", 'c', "", OfEmergency},
	{"poison", 'c', "", OfEmergency},
	{"triage-category", 'c', "", OfEmergency},
	{"mobility-status", 'c', "", OfEmergency},
	{"conscious-level", 'c', "", OfEmergency},
	{"gcs-total", 'n', "{score}", OfEmergency},
	{"waiting-time-cubicle", 'n', "min", OfEmergency},
	{"waiting-time-triage", 'n', "min", OfEmergency},
	{"consultation-start-hour", 'i', "", OfEmergency},
	{"observation-room-case", 'c', "", OfEmergency},
	{"observation-room-time", 'n', "min", OfEmergency},
	{"trauma-team-activation", 'c', "", OfEmergency},
	{"episode-death", 'c', "", OfEmergency},
	{"emergency-staying-time", 'n', "min", OfEmergency},
	{"emergency-discharge-status", 'c', "", OfEmergency},
	{"admission-decision-time", 't', "", OfEmergency},
	{"waiting-time-admission", 'n', "min", OfEmergency},
	{"death-date-exact", 'c', "", OfPatient},

	// 卫统4-2, of hospitals of Chinese medicine.
	{"treatment-category", 'c', "", OfStay},
	{"clinical-pathway", 'c', "", OfStay},
	{"tcm-preparations", 'c', "", OfStay},
	{"tcm-devices", 'c', "", OfStay},
	{"tcm-techniques", 'c', "", OfStay},
	{"tcm-nursing", 'c', "", OfStay},

	// HQMS before 2019.
	{"hospital-infections", 'n', "{times}", OfStay},
	{"allergen", 'c', "", OfStay},
	{"agreement-outpatient-discharge", 'c', "", OfStay},
	{"agreement-admission-discharge", 'c', "", OfStay},
	{"agreement-before-after-operation", 'c', "", OfStay},
	{"agreement-clinical-pathological", 'c', "", OfStay},
	{"agreement-radiological-pathological", 'c', "", OfStay},
	{"rescues", 'n', "{times}", OfStay},
	{"rescues-successful", 'n', "{times}", OfStay},
	{"diagnostic-basis", 'c', "", OfStay},
	{"differentiation", 'c', "", OfStay},
	{"first-case", 'c', "", OfStay},
	{"surgical-patient-type", 'c', "", OfStay},
	{"follow-up", 'c', "", OfStay},
	{"follow-up-weeks", 'n', "wk", OfStay},
	{"follow-up-months", 'n', "mo", OfStay},
	{"follow-up-years", 'n', "a", OfStay},
	{"teaching-case", 'c', "", OfStay},
	{"other-blood", 'n', "", OfStay},
}
