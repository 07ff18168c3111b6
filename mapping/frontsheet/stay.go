package frontsheet

// A Stay is the time in hospital, or an attendance at the emergency department.
type Stay struct {
	// Number is the number of the case, which identifies the stay in its
	// facility: PV1-19.
	Number string
	// Authority is who gave the number, where that is not the facility: CX.4.
	Authority Authority
	// Hospital is where the stay was, where that is not the sheet's facility.
	Hospital Coded
	// Class is the class of the patient, in-patient, day patient or emergency:
	// PV1-2, of HL7's table 0004.
	Class Coded
	// Status is how far the stay has come, "" where it follows from the times.
	Status StayStatus
	// Type is the type of admission, emergency or elective: PV1-4, of HL7's table
	// 0007.
	Type Coded
	// Service is the specialty that has the patient: PV1-10.
	Service Coded
	// AdmissionCount is which admission of the patient to the hospital this is,
	// from 1, 住院次数: HQMS A49.
	AdmissionCount Decimal
	// Payment is how the stay is paid for, 医疗付费方式: HQMS A46C (RC032), PV1-20.
	Payment Coded
	// Route is how the patient came to be admitted, 入院途径: HQMS B11C (RC026),
	// PV1-14.
	Route Coded
	// Admission and Discharge are the times of both: HQMS B12 and B15, PV1-44 and
	// PV1-45.
	Admission, Discharge DateTime
	// AdmittedTo is the first department and ward, 入院科别, 入院病房: HQMS B13C
	// (RC023), B14.
	AdmittedTo Ward
	// Location is where the patient was when a message was made, where it does
	// not state since when: PV1-3. PriorLocation is where the patient was before:
	// PV1-6.
	Location, PriorLocation Ward
	// Transfers are the departments between the first and the last, in their
	// order, 转科科别: HQMS B21C (RC023).
	Transfers []Ward
	// DischargedFrom is the last department and ward, 出院科别, 出院病房: HQMS B16C
	// (RC023), B17.
	DischargedFrom Ward
	// Intensive are stays in intensive care units: HQMS C48x01C to C50x05.
	Intensive []Intensive
	// Days is the length of the stay in days as the source counts it,
	// 实际住院（天）: HQMS B20.
	Days Decimal
	// Condition is the state of the patient at admission, 入院时情况: HQMS F01 (RC004).
	Condition Coded
	// DaySurgery states whether the stay was for day surgery, 是否为日间手术: HQMS B38
	// (RC039).
	DaySurgery Coded
	// Disposition is how the patient left, 离院方式: HQMS B34C (RC019), PV1-36.
	Disposition Coded
	// Destination is the receiving hospital as written, 医嘱转院…名称: HQMS B35, PV1-37.
	Destination string
	// Community is the receiving community health centre as written, where the
	// source tells it from a hospital (卫统4-1).
	Community string
	// Readmission states whether a readmission within 31 days is planned,
	// 是否有出院31日内再住院计划: HQMS B36C (RC028).
	Readmission Coded
	// Purpose is the purpose of that readmission as written: HQMS B37.
	Purpose string
	// Reason is the reason for the admission as written: PV2-3.
	Reason string
}

// IsZero reports whether the source states nothing of the stay.
func (s *Stay) IsZero() bool {
	return s.Number == "" && s.Authority == (Authority{}) && s.Hospital == (Coded{}) && s.Class == (Coded{}) && s.Status == "" &&
		s.Type == (Coded{}) && s.Service == (Coded{}) && s.AdmissionCount == "" && s.Payment == (Coded{}) && s.Route == (Coded{}) &&
		s.Admission == (DateTime{}) && s.Discharge == (DateTime{}) && s.AdmittedTo == (Ward{}) && s.Location == (Ward{}) &&
		s.PriorLocation == (Ward{}) && s.Transfers == nil && s.DischargedFrom == (Ward{}) && s.Intensive == nil && s.Days == "" &&
		s.Condition == (Coded{}) && s.DaySurgery == (Coded{}) && s.Disposition == (Coded{}) && s.Destination == "" && s.Community == "" &&
		s.Readmission == (Coded{}) && s.Purpose == "" && s.Reason == ""
}

// A StayStatus is how far a stay has come, a code of FHIR's EncounterStatus. The
// empty one means that the source does not state it.
type StayStatus string

// The states of a stay that messages report.
const (
	StayPlanned    StayStatus = "planned"     // announced, and not begun (A05, A14)
	StayArrived    StayStatus = "arrived"     // the patient is there, and waits
	StayInProgress StayStatus = "in-progress" // the patient is in care
	StayOnLeave    StayStatus = "onleave"     // the patient is away for a time (A21)
	StayFinished   StayStatus = "finished"    // the patient has left
)

// stayStatuses are the states of a stay.
var stayStatuses = [...]StayStatus{StayPlanned, StayArrived, StayInProgress, StayOnLeave, StayFinished}

// A Ward is a department and, where told, the ward, the room and the bed within
// it.
type Ward struct {
	// Department is the department or specialty.
	Department Coded
	// Name is the ward as written: PL.1.
	Name string
	// Room and Bed are as written: PL.2, PL.3.
	Room, Bed string
	// Facility is where the ward is, where that is not the sheet's facility: PL.4.
	Facility Authority
}

// An Intensive is a stay in an intensive care unit.
type Intensive struct {
	// Unit is the kind of unit, 重症监护室名称: HQMS C48x01C (RC015).
	Unit Coded
	// Entered is when the patient came to the unit: HQMS C49x01.
	Entered DateTime
	// Left is when the patient left it: HQMS C50x01.
	Left DateTime
}

// Care is the care that the sheet counts.
type Care struct {
	// Special, First, Second and Third are days of nursing care by class, 特级, 一级,
	// 二级 and 三级护理天数: HQMS F17 to F20.
	Special, First, Second, Third Decimal
	// RedCells are units of red blood cells that were transfused: HQMS F22.
	RedCells Decimal
	// Platelets are therapeutic doses, 治疗量: HQMS F23.
	Platelets Decimal
	// Plasma and WholeBlood are in millilitres: HQMS F24, F25.
	Plasma, WholeBlood Decimal
	// Autologous is the patient's own blood, in millilitres, 自体血回输: HQMS F26.
	Autologous Decimal
	// VentilatorHours are hours of invasive ventilation, 有创呼吸机使用时间: HQMS C47.
	VentilatorHours Decimal
}

// Fees are the charges of the stay.
type Fees struct {
	// Currency is the code of ISO 4217 for all amounts ("CNY").
	Currency string
	// Total is the sum of all charges, 总费用: HQMS D01.
	Total Decimal
	// SelfPaid is the part that the patient paid, 自付金额: HQMS D09.
	SelfPaid Decimal
	// Items are the amounts by category, in the order of the source: HQMS D11 to
	// D34.
	Items []Fee
	// Charges are the amounts by the categories of the bill, in the order of the
	// source: 4101 iteminfo.
	Charges []Charge
	// Payments are what funds pay, in the order of the source: 4101 payinfo.
	Payments []Payment
}

// A Fee is the amount of one category.
type Fee struct {
	// Category is a code of fhir.SystemFeeCategory ("09"). A category with a
	// letter ("09a") is part of the one without it.
	Category string
	// Amount is in the currency of Fees.
	Amount Decimal
}
