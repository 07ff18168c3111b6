package deidentify

import (
	"regexp"
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// stays passes on the stay, and the attendance at the emergency department.
func (r *redactor) stays() {
	r.stay("stay.", &r.from.Stay, &r.to.Stay)
	r.stay("emergency.", &r.from.Emergency, &r.to.Emergency)
}

func (r *redactor) stay(path string, s, to *frontsheet.Stay) {
	*to = frontsheet.Stay{
		Number:         r.caseNumber(path, s),
		Hospital:       r.coded(path+"hospital", s.Hospital),
		Class:          r.coded(path+"class", s.Class),
		Status:         frontsheet.StayStatus(r.word(path+"status", string(s.Status), stayStates)),
		Type:           r.coded(path+"type", s.Type),
		Service:        r.coded(path+"service", s.Service),
		AdmissionCount: r.decimal(path+"admission-count", s.AdmissionCount),
		Payment:        r.coded(path+"payment", s.Payment),
		Route:          r.coded(path+"route", s.Route),
		Admission:      r.date(path+"admission", s.Admission),
		Discharge:      r.date(path+"discharge", s.Discharge),
		AdmittedTo:     r.ward(path+"admitted-to", &s.AdmittedTo),
		Location:       r.ward(path+"location", &s.Location),
		PriorLocation:  r.ward(path+"prior-location", &s.PriorLocation),
		DischargedFrom: r.ward(path+"discharged-from", &s.DischargedFrom),
		Days:           r.decimal(path+"days", s.Days),
		Condition:      r.coded(path+"condition", s.Condition),
		DaySurgery:     r.coded(path+"day-surgery", s.DaySurgery),
		Disposition:    r.coded(path+"disposition", s.Disposition),
		Readmission:    r.coded(path+"readmission", s.Readmission),
	}
	for i := range s.Transfers {
		if w := r.ward(path+"transfers", &s.Transfers[i]); w != (frontsheet.Ward{}) {
			to.Transfers = append(to.Transfers, w)
		}
	}
	for i := range s.Intensive {
		part, unit := path+"intensive["+strconv.Itoa(i+1)+"]", &s.Intensive[i]
		to.Intensive = append(to.Intensive, frontsheet.Intensive{
			Unit:    r.coded(part+".unit", unit.Unit),
			Entered: r.date(part+".entered", unit.Entered),
			Left:    r.date(part+".left", unit.Left),
		})
	}
	r.dropped(path+"destination", s.Destination != "")
	r.dropped(path+"community", s.Community != "")
	r.dropped(path+"purpose", s.Purpose != "")
	r.dropped(path+"reason", s.Reason != "")
}

var stayStates = []string{
	string(frontsheet.StayPlanned), string(frontsheet.StayArrived), string(frontsheet.StayInProgress),
	string(frontsheet.StayOnLeave), string(frontsheet.StayFinished),
}

// caseNumber replaces the number of the stay. Where what else tells the stays
// of a patient apart is not passed on, the count of admissions or the time of
// day, a number stands for it.
func (r *redactor) caseNumber(path string, s *frontsheet.Stay) string {
	if r.action(path+"number") != Pseudonym {
		r.dropped(path+"number", s.Number != "")
		return ""
	}
	if s.Number != "" {
		of := r.of("case", r.hospital())
		if !s.Authority.IsZero() {
			of = append(of, s.Authority.Key())
		}
		return r.pseudonym(path+"number", s.Number, of...)
	}
	if count := string(s.AdmissionCount); count != "" && r.action(path+"admission-count") == Drop {
		return r.d.secret.pseudonym(append(r.of("stay", r.subject), count)...)
	}
	if s.AdmissionCount == "" && s.Admission.Precision > frontsheet.ToDay && r.action(path+"admission") == Shift {
		return r.d.secret.pseudonym(append(r.of("stay", r.subject), string(s.Admission.Append(nil, "")), strconv.Itoa(s.Admission.Hour))...)
	}
	return ""
}

// ward passes on the department; a ward, a room and a bed are names.
func (r *redactor) ward(path string, w *frontsheet.Ward) frontsheet.Ward {
	r.dropped(path+".ward", stated(w.Name, w.Room, w.Bed))
	return frontsheet.Ward{Department: r.coded(path+".department", w.Department)}
}

// feeCategory matches the codes of fhir.SystemFeeCategory.
var feeCategory = regexp.MustCompile(`^[0-9]{2}[ab]?$`)

func (r *redactor) fees() {
	f, to := &r.from.Fees, &r.to.Fees
	if len(f.Currency) == 3 {
		to.Currency = f.Currency // the layout's, which no record states
	}
	to.Total = r.decimal("fee.total", f.Total)
	to.SelfPaid = r.decimal("fee.self-paid", f.SelfPaid)
	for i := range f.Items {
		if !feeCategory.MatchString(f.Items[i].Category) {
			r.dropped("fee.other", true)
			continue
		}
		if amount := r.decimal("fee."+f.Items[i].Category, f.Items[i].Amount); amount != "" {
			to.Items = append(to.Items, frontsheet.Fee{Category: f.Items[i].Category, Amount: amount})
		}
	}
	r.bills()
}

// bills passes on what the categories of the bill come to, and what funds pay.
func (r *redactor) bills() {
	f, to := &r.from.Fees, &r.to.Fees
	for i := range f.Charges {
		s, path := &f.Charges[i], "charge["+strconv.Itoa(i+1)+"]."
		passed := frontsheet.Charge{
			Category: r.coded(path+"category", s.Category),
			Amount:   r.decimal(path+"amount", s.Amount),
			ClassA:   r.decimal(path+"class-a", s.ClassA),
			ClassB:   r.decimal(path+"class-b", s.ClassB),
			OwnPay:   r.decimal(path+"own-pay", s.OwnPay),
			Other:    r.decimal(path+"other", s.Other),
		}
		if passed != (frontsheet.Charge{}) {
			to.Charges = append(to.Charges, passed)
		}
	}
	for i := range f.Payments {
		path := "payment[" + strconv.Itoa(i+1) + "]."
		passed := frontsheet.Payment{Fund: r.coded(path+"fund", f.Payments[i].Fund), Amount: r.decimal(path+"amount", f.Payments[i].Amount)}
		if passed != (frontsheet.Payment{}) {
			to.Payments = append(to.Payments, passed)
		}
	}
}

func (r *redactor) insurance() {
	for i := range r.from.Insurance {
		s, path := &r.from.Insurance[i], "insurance["+strconv.Itoa(i+1)+"]."
		r.dropped(path+"company", s.Company != "")
		r.dropped(path+"company-id", s.CompanyID != "")
		r.dropped(path+"group-number", s.GroupNumber != "")
		r.dropped(path+"insured", s.Insured != "")
		passed := frontsheet.Insurance{
			Plan:         r.coded(path+"plan", s.Plan),
			PolicyNumber: r.pseudonym(path+"policy-number", s.PolicyNumber, "policy"),
			Relationship: r.coded(path+"relationship", s.Relationship),
			Start:        r.date(path+"start", s.Start),
			End:          r.date(path+"end", s.End),
		}
		if passed != (frontsheet.Insurance{}) {
			r.to.Insurance = append(r.to.Insurance, passed)
		}
	}
}
