package literal

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ParseDecimal reads a number. changed reports that it stood otherwise than as
// a plain decimal: with a currency sign, grouped thousands, a plus sign, zeros
// at the front, or no digit before the point. An exponent is refused, since a
// spreadsheet has dropped digits there.
func ParseDecimal(text string) (d frontsheet.Decimal, changed, ok bool) {
	if PlainDecimal(text) {
		return frontsheet.Decimal(text), false, true
	}
	s := moneyMarks.Replace(text)
	if strings.Contains(s, ",") {
		if !grouped(s) {
			return "", false, false
		}
		s = strings.ReplaceAll(s, ",", "")
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	whole, fraction, point := strings.Cut(s, ".")
	whole = strings.TrimLeft(whole, "0")
	if whole == "" && s != "" && s != "." {
		whole = "0"
	}
	s = sign + whole
	if point && fraction != "" {
		s += "." + fraction
	}
	if !PlainDecimal(s) {
		return "", false, false
	}
	return frontsheet.Decimal(s), true, true
}

// moneyMarks takes off what stands around an amount.
var moneyMarks = strings.NewReplacer("￥", "", "¥", "", "元", "", " ", "", "\u00a0", "", "−", "-")

// PlainDecimal reports whether s is what FHIR's decimal allows without an
// exponent: -?(0|[1-9][0-9]*)(\.[0-9]+)?, at most 18 digits.
func PlainDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(s, ".")
	if !chars.AllDigits(whole) || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	if point && !chars.AllDigits(fraction) {
		return false
	}
	return len(whole)+len(fraction) <= 18
}

// grouped reports whether the commas of s stand before each third digit.
func grouped(s string) bool {
	whole, _, _ := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	groups := strings.Split(whole, ",")
	for i, group := range groups {
		if i > 0 && len(group) != 3 || len(group) > 3 || group == "" {
			return false
		}
	}
	return true
}

// ParseMonths reads the age of a patient under one year as N041 writes it:
// months, with days as a fraction over 30: "2 15/30", "15/30", "2". Some write
// the unit: "2月", "15天".
func ParseMonths(text string) (age frontsheet.AgeUnderOne, ok bool) {
	if days, found := strings.CutSuffix(text, "天"); found {
		return frontsheet.AgeUnderOne{Days: frontsheet.Decimal(days)}, PlainDecimal(days)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "月"), "个")
	months, days := text, ""
	if head, tail, found := strings.Cut(text, "/"); found {
		if strings.TrimSpace(tail) != "30" {
			return age, false
		}
		if months, days, found = strings.Cut(strings.TrimSpace(head), " "); !found {
			months, days = "", months
		}
		days = strings.TrimSpace(days)
		if !PlainDecimal(days) || strings.Contains(days, ".") {
			return age, false
		}
	}
	if months != "" && !PlainDecimal(months) {
		return age, false
	}
	return frontsheet.AgeUnderOne{Months: frontsheet.Decimal(months), Days: frontsheet.Decimal(days)}, true
}

// WriteMonths returns the age as N041 writes it.
func WriteMonths(a frontsheet.AgeUnderOne) string {
	switch {
	case a.Days == "":
		return string(a.Months)
	case a.Months == "":
		return string(a.Days) + "/30"
	}
	return string(a.Months) + " " + string(a.Days) + "/30"
}

// Integer reports whether d has no fraction other than zeros.
func Integer(d frontsheet.Decimal) bool {
	_, fraction, _ := strings.Cut(string(d), ".")
	return strings.Trim(fraction, "0") == ""
}
