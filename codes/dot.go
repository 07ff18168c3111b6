package codes

import "strings"

// Files of codes are published without the dot that the codes are written
// with. These functions put it where the system has it; a code that has its
// dot, or needs none, comes back as it is. They do not say whether the code
// exists.

// DotICD10 writes a code of ICD-10 or ICD-10-CM with its dot: I214 as I21.4.
func DotICD10(code string) string { return dotAt(code, 3) }

// DotICD9Diagnosis writes a diagnosis code of ICD-9-CM with its dot: 41071 as
// 410.71, V1272 as V12.72, E8788 as E878.8.
func DotICD9Diagnosis(code string) string {
	if strings.HasPrefix(code, "E") {
		return dotAt(code, 4)
	}
	return dotAt(code, 3)
}

// DotICD9Procedure writes a procedure code of ICD-9-CM volume 3 with its dot:
// 3606 as 36.06.
func DotICD9Procedure(code string) string { return dotAt(code, 2) }

// Undot returns code without its dots.
func Undot(code string) string { return strings.ReplaceAll(code, ".", "") }

func dotAt(code string, n int) string {
	if len(code) <= n || strings.IndexByte(code, '.') >= 0 {
		return code
	}
	return code[:n] + "." + code[n:]
}
