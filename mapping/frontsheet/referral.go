package frontsheet

// A Referral is the request that others take the patient over, 转诊（院）记录: who asks
// whom, why, and how far it has come. The zero Referral means that the record is of
// none.
type Referral struct {
	// Number is the number of the request by who asks: RF1-6.
	Number string
	// Receipt is its number by who is asked, once there is one: RF1-11.
	Receipt string
	// Status is how far it has come, a code of HL7's table 0283: RF1-1.
	Status Coded
	// Urgency is how soon the patient is to be seen, a code of HL7's table 0280: RF1-2.
	Urgency Coded
	// Date is the date of the transfer, 转诊（院）日期: zzrq of WS 445.16, RF1-7.
	Date DateTime
	// Reason is why the patient is referred, as written, 转诊原因: zzyy, RF1-10.
	Reason string
	// Notes are what is written to the receiver, 转诊记录: zzjl.
	Notes []string
	// Providers are those who ask and those who are asked, in the order of the source:
	// PRD.
	Providers []Provider
	// Answer is what is said to an earlier message: MSA.
	Answer Answer
}

// IsZero reports whether the source states nothing of a referral.
func (r *Referral) IsZero() bool {
	return r.Number == "" && r.Receipt == "" && r.Status.IsZero() && r.Urgency.IsZero() && r.Date.IsZero() && r.Reason == "" &&
		len(r.Notes) == 0 && len(r.Providers) == 0 && r.Answer == Answer{}
}

// Provider returns the first provider of a role, nil for none.
func (r *Referral) Provider(role string) *Provider {
	for i := range r.Providers {
		if r.Providers[i].Role == role {
			return &r.Providers[i]
		}
	}
	return nil
}

// The roles of providers, codes of HL7's table 0286.
const (
	ReferringProvider  = "RP" // who asks
	ReferredToProvider = "RT" // who is asked
)

// A Provider is a hospital, a department of it, or somebody there, who has to do with a
// referral.
type Provider struct {
	// Role is what the provider is to the referral, a code of HL7's table 0286 ("RP"):
	// PRD-1.
	Role string
	// Clinician is the name of the person as written, and Number the number that the
	// facility has given: PRD-2 and PRD-7, zzysxm and ysbm of WS 445.16.
	Clinician, Number string
	// Organization is the name of the hospital, and Code its code: PRD-4.4 and PRD-10.10,
	// zcjgmc and zcjgdm.
	Organization, Code string
	// Department is the name of the department as written, and DepartmentCode its code in
	// the hospital: PRD-4.1, zcjgksmc and zcjgksdm.
	Department, DepartmentCode string
}

// IsZero reports whether nothing but the role is stated.
func (p *Provider) IsZero() bool { return *p == Provider{Role: p.Role} }

// An Answer is what a message says to an earlier one: MSA.
type Answer struct {
	// Code is a code of HL7's table 0008 ("AA"): MSA-1.
	Code string
	// Message is the control id of the message that is answered: MSA-2.
	Message string
}
