// Package literal reads and writes dates, times, zones and numbers in the shapes
// in which exports have them. It may import chars and frontsheet.
package literal

import (
	"strconv"
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// The formats in which layouts write dates; a cell in another shape is read
// and reported.
const (
	LayoutCompact  = "yyyyMMdd"
	LayoutDate     = "yyyy-MM-dd"
	LayoutDateTime = "yyyy-MM-dd HH:mm:ss"
	LayoutDayFirst = "dd/MM/yyyy"     // two digits of day and month, and no time
	LayoutStamp    = "yyyyMMddHHmmss" // as far as it is known: a date, an hour, a minute
)

// These make what separates the parts of a date, and of a time, the same.
var (
	foldDay   = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace
	foldClock = strings.NewReplacer("时", ":", "時", ":", "分", ":", "秒", "").Replace
)

// ParseDate reads a date in any shape that exports are known to use:
//
//	20240105  20240105093000  2024-01-05  2024/1/5  2024.1.5  2024年1月5日
//	1/5/2024 (month first)    45296  45296.39 (days since 1899-12-30)
//
// with, after the first space or T, a time: 9:30  09:30:00  09:30:00.0
// 9时30分. shape names the shape; ok is false where text is no date at all, or
// none of the calendar.
func ParseDate(text string) (d frontsheet.DateTime, shape string, ok bool) {
	if d, shape, ok = plainDate(text); ok {
		return d, shape, true
	}
	day, clock := text, ""
	if i := strings.IndexAny(text, " T"); i > 0 {
		day, clock = text[:i], strings.TrimSpace(text[i+1:])
	}
	day = foldDay(day)
	parts := strings.Split(day, "-")
	switch {
	case len(parts) == 3:
		if len(parts[0]) == 4 {
			shape = LayoutDate
			if text[4] != '-' || len(parts[1]) != 2 || len(parts[2]) != 2 {
				shape = "yyyy/M/d"
			}
			ok = chars.Numbers(parts, &d.Year, &d.Month, &d.Day)
		} else if len(parts[2]) == 4 {
			shape = "M/d/yyyy"
			ok = chars.Numbers(parts, &d.Month, &d.Day, &d.Year)
		}
	case clock == "" && len(day) == 8 && chars.AllDigits(day):
		shape = LayoutCompact
		ok = chars.Numbers([]string{day[:4], day[4:6], day[6:]}, &d.Year, &d.Month, &d.Day)
	case clock == "" && (len(day) == 14 || len(day) == 12) && chars.AllDigits(day):
		shape = LayoutStamp
		ok = chars.Numbers([]string{day[:4], day[4:6], day[6:8]}, &d.Year, &d.Month, &d.Day)
		clock = day[8:10] + ":" + day[10:12]
		if len(day) == 14 {
			clock += ":" + day[12:]
		}
	case clock == "":
		return excelSerial(text)
	}
	if !ok {
		return frontsheet.DateTime{}, "", false
	}
	d.Precision = frontsheet.ToDay
	if clock != "" {
		if !ParseClock(&d, clock) {
			return frontsheet.DateTime{}, "", false
		}
		if shape == LayoutDate && len(clock) == 8 && d.Precision == frontsheet.ToSecond && text[10] == ' ' {
			shape = LayoutDateTime
		} else if shape != LayoutStamp {
			shape += " H:mm:ss"
		}
	}
	if !d.Valid() {
		return frontsheet.DateTime{}, "", false
	}
	return d, shape, true
}

// plainDate reads the shapes that layouts prescribe, 2024-01-05 and 2024-01-05
// 09:30:00, without the work that the others take.
func plainDate(text string) (d frontsheet.DateTime, shape string, ok bool) {
	const pattern = "9999-99-99 99:99:99"
	if len(text) != len("2024-01-05") && len(text) != len(pattern) {
		return frontsheet.DateTime{}, "", false
	}
	for i := range len(text) {
		if pattern[i] == '9' && !chars.IsDigit(text[i]) || pattern[i] != '9' && text[i] != pattern[i] {
			return frontsheet.DateTime{}, "", false
		}
	}
	two := func(i int) int { return int(text[i]-'0')*10 + int(text[i+1]-'0') }
	d = frontsheet.DateTime{Year: two(0)*100 + two(2), Month: two(5), Day: two(8), Precision: frontsheet.ToDay}
	shape = LayoutDate
	if len(text) == len(pattern) {
		d.Hour, d.Minute, d.Second, d.Precision = two(11), two(14), two(17), frontsheet.ToSecond
		shape = LayoutDateTime
	}
	return d, shape, d.Valid()
}

// ParseClock reads the time of day into d.
func ParseClock(d *frontsheet.DateTime, clock string) bool {
	clock = foldClock(clock)
	clock = strings.TrimSuffix(clock, ":")
	if whole, fraction, found := strings.Cut(clock, "."); found && strings.Trim(fraction, "0") == "" {
		clock = whole
	}
	parts := strings.Split(clock, ":")
	switch len(parts) {
	case 1:
		d.Precision = frontsheet.ToHour
		return chars.Numbers(parts, &d.Hour)
	case 2:
		d.Precision = frontsheet.ToMinute
		return chars.Numbers(parts, &d.Hour, &d.Minute)
	case 3:
		d.Precision = frontsheet.ToSecond
		return chars.Numbers(parts, &d.Hour, &d.Minute, &d.Second)
	}
	return false
}

// excelSerial reads the number that a spreadsheet keeps for a date: days since
// 1899-12-30, and the time of day as a fraction.
func excelSerial(text string) (d frontsheet.DateTime, shape string, ok bool) {
	serial, err := strconv.ParseFloat(text, 64)
	whole, _, fraction := strings.Cut(text, ".")
	if err != nil || len(whole) != 5 || !chars.AllDigits(whole) || serial < 10000 {
		return frontsheet.DateTime{}, "", false
	}
	seconds := int64(serial*86400 + 0.5)
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
	d = frontsheet.DateTime{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Precision: frontsheet.ToDay}
	if fraction {
		d.Hour, d.Minute, d.Second, d.Precision = t.Hour(), t.Minute(), t.Second(), frontsheet.ToSecond
	}
	return d, "Excel serial", true
}

// FormatDateTime returns d in one of the formats of layouts, as far as it is
// known.
func FormatDateTime(d frontsheet.DateTime, format string) string {
	s := string(d.AppendDate(nil))
	if format == LayoutCompact {
		return strings.ReplaceAll(s, "-", "")
	}
	if d.Precision < frontsheet.ToMinute {
		return s
	}
	if d.Zone != "" {
		return string(d.Append(nil, "")) // the form of ISO 8601, which states it
	}
	return s + " " + string(d.Append(nil, ""))[len("2006-01-02T"):]
}

// Truncate removes what d states beyond a precision.
func Truncate(d *frontsheet.DateTime, p frontsheet.Precision) {
	if d.Precision <= p {
		return
	}
	d.Precision = p
	d.Hour, d.Minute, d.Second = 0, 0, 0
	if p < frontsheet.ToDay {
		d.Day = 0
	}
	if p < frontsheet.ToMonth {
		d.Month = 0
	}
}

// SameMinute reports whether e, a time with seconds, is the moment d, a time without.
// One in another zone than it was is none.
func SameMinute(d, e frontsheet.DateTime) bool {
	return SameDay(d, e) && e.Precision == frontsheet.ToSecond && d.Hour == e.Hour && d.Minute == e.Minute && e.Second == 0
}

// SameDay reports whether d and e are on the same day.
func SameDay(d, e frontsheet.DateTime) bool {
	return d.Year == e.Year && d.Month == e.Month && d.Day == e.Day
}

// IsPlaceholder reports whether d is a date that systems write where they have
// none.
func IsPlaceholder(d frontsheet.DateTime) bool {
	switch [3]int{d.Year, d.Month, d.Day} {
	case [3]int{1900, 1, 1}, [3]int{1899, 12, 30}, [3]int{1899, 12, 31}, [3]int{1, 1, 1}, [3]int{9999, 12, 31}:
		return true
	}
	return false
}
