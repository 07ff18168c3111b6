// Package canary helps the tests of the example programs to see that no message
// holds a patient's value.
package canary

import "strings"

// Cells returns the canaries, each under what it is: cells as hospitals write
// them and as they should not, which nothing may hold but a document or a
// reject.
func Cells() map[string]string {
	return map[string]string{
		"words":               "隐KANARI示",
		"a number":            "7193171937",
		"a date":              "1937-11-23",
		"a compact date":      "19371123",
		"an impossible date":  "19371323",
		"an impossible time":  "1937-11-23 25:61:00",
		"a spreadsheet's day": "719317",
		"a decimal":           "719317.93",
		"a negative number":   "-719317.93",
		"in E-notation":       "7.19317E+17",
		"a Hong Kong number":  "K719317(9)",
		"a resident number":   "110105193711230013",
		"control characters":  "KANARI\x00\x07隐",
		"half a character":    "KANARI\xe4\xb8",
		"a formula":           `=HYPERLINK("KANARI","隐")`,
		"guarded":             "'KANARI",
		"a list":              "KANARI,隐;KANARI，KANARI->KANARI",
		"quotes":              `"KANARI" "隐`,
		"lines":               "KANARI\nKANARI\r\nKANARI",
		"long":                strings.Repeat("KANARI隐", 30),
		"separators":          `KANARI^KANARI~KANARI|KANARI\KANARI\&KANARI`,
	}
}

// Find returns the first canary in text with what stands before it, "" where
// there is none. No message of a program has the parts of a canary that are
// looked for in it for another reason.
func Find(text string) string {
	for _, part := range [...]string{"KANARI", "kanari", "隐", "719317", "7.19317", "1937"} {
		if i := strings.Index(text, part); i >= 0 {
			return text[max(0, i-200):min(len(text), i+50)]
		}
	}
	return ""
}
