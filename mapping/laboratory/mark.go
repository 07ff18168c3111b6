package laboratory

import (
	"regexp"
	"strings"
)

// marks find a recognition mark, HR (互认), at the start or the end of a name or a
// remark: alone, in brackets, or with the region for which it holds before it.
var marks = regexp.MustCompile(`^\s*[\[【(（<]?\s*((?:全国|京津冀|\p{Han}{1,6})?\s?HR)\s*(?:[\]】)）>]|[\s:：★*/|])\s*|\s*[\[【(（<]\s*((?:全国|京津冀|\p{Han}{1,6})?\s?HR)\s*[\]】)）>]\s*$|\s+((?:全国|京津冀)?HR)\s*$`)

// Mark returns the mark of mutual recognition that stands at a name ("京津冀HR"), "" for
// none.
func Mark(name string) string {
	for _, m := range marks.FindStringSubmatch(name) {
		if strings.HasSuffix(m, "HR") && strings.TrimSpace(m) == m && !strings.ContainsAny(m, "[]【】()（）<>") {
			return m
		}
	}
	return ""
}

// StripMark returns a name without its mark of mutual recognition.
func StripMark(name string) string {
	if Mark(name) == "" {
		return name
	}
	return strings.TrimSpace(marks.ReplaceAllString(name, ""))
}
