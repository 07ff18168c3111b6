package layout

// An ItemKind says what the value of an item is, and which part of the record it
// belongs to.
type ItemKind struct {
	Code string // of fhir.SystemSheetItem
	Kind byte   // 'c' a coded value or a text, 'n' a number, 'i' an hour of the day, 't' a time
	Unit string // of UCUM
	// Emergency: of the attendance at the emergency department, not of the stay.
	Emergency bool
}

// ItemKinds lists the kinds of items that records of emergency departments have.
var ItemKinds = [...]ItemKind{
	{"admission-from-old-age-home", 'c', "", true},
	{"ambulance-case", 'c', "", true},
	{"traumatic-type", 'c', "", true},
	{"domestic-type", 'c', "", true},
	{"domestic-nature", 'c', "", true},
	{"animal-bite-type", 'c', "", true},
	{"poison-nature", 'c', "", true},
	{"poison-type", 'c', "", true},
	{"poison", 'c', "", true},
	{"triage-category", 'c', "", true},
	{"mobility-status", 'c', "", true},
	{"conscious-level", 'c', "", true},
	{"gcs-total", 'n', "{score}", true},
	{"waiting-time-cubicle", 'n', "min", true},
	{"waiting-time-triage", 'n', "min", true},
	{"consultation-start-hour", 'i', "", true},
	{"observation-room-case", 'c', "", true},
	{"observation-room-time", 'n', "min", true},
	{"trauma-team-activation", 'c', "", true},
	{"episode-death", 'c', "", true},
	{"emergency-staying-time", 'n', "min", true},
	{"emergency-discharge-status", 'c', "", true},
	{"admission-decision-time", 't', "", true},
	{"waiting-time-admission", 'n', "min", true},
	{"death-date-exact", 'c', "", false},
}
