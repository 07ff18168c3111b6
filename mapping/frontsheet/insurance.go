package frontsheet

// An Insurance is an insurance or another plan that pays for the stay.
type Insurance struct {
	Plan         Coded
	Company      string
	CompanyID    string
	PolicyNumber string
	GroupNumber  string
	Insured      string // the policy holder's name
	Relationship Coded  // of the patient to the insured
	Start, End   DateTime
}
