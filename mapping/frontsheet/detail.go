package frontsheet

// A Detail is what a part of the record says beside what the sheet has fields for:
// the number of a settlement, the code of a surgeon, the name that stands beside a
// code. One of the values is set. At most one of a code is of the same part.
type Detail struct {
	// Part is the part that it is of, as layouts name it: "patient", "stay",
	// "coverage", "fees", "record", "diagnosis.other", "procedure", "intensive".
	Part string
	// Index is the 1-based line of the diagnosis, rank of the procedure or place of the
	// stay in intensive care; 1 for a part that there is once.
	Index int
	// Code is what the detail is, a code of fhir.SystemSheetDetail.
	Code string
	// Coded is a value of a value set, or a text.
	Coded Coded
	// Number is a number, whose unit follows from the code, or an amount in the
	// currency of the fees.
	Number Decimal
	// Time is a date or a time.
	Time DateTime
}

// IsEmpty reports whether the detail says nothing.
func (d *Detail) IsEmpty() bool { return d.Coded.IsZero() && d.Number == "" && d.Time.IsZero() }

// A Payment is what a fund pays of the stay.
type Payment struct {
	// Fund is the kind of fund, 基金支付类型: 4101 fund_pay_type.
	Fund Coded
	// Amount is in the currency of Fees, 基金支付金额: 4101 fund_payamt.
	Amount Decimal
}

// A Charge is what a category of the bill comes to, and which parts of it the
// insurance covers. These categories are those of bills (收费项目类别), and none of
// the front sheet's.
type Charge struct {
	// Category is the category of the bill, 医疗收费项目: 4101 med_chrgitm.
	Category Coded
	// Amount is the whole, in the currency of Fees: 4101 amt.
	Amount Decimal
	// ClassA is covered in full, ClassB in part, OwnPay not at all, and Other is the
	// rest, 甲类, 乙类, 全自费 and 其他: 4101 claa_sumfee, clab_amt, fulamt_ownpay_amt,
	// oth_amt.
	ClassA, ClassB, OwnPay, Other Decimal
}

// A Transfusion is blood that was given: 4101A bldinfo.
type Transfusion struct {
	// Product is what was given, 输血品种 (CV04.50.021).
	Product Coded
	// Amount is how much, in the unit Unit.
	Amount Decimal
	// Unit is the unit as written, 输血计量单位.
	Unit string
}
