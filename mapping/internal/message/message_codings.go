package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/codings"
)

// keepCodings adds the segment of the codings of which the others say nothing, in
// the place of the one that the message had, or at its end. It returns the sheet
// that reads from the segments.
func (w *Writer) keepCodings(segments []Segment, again *frontsheet.FrontSheet, d hl7v2.Delimiters, k *KeptWriter) ([]Segment, *frontsheet.FrontSheet) {
	at := slices.IndexFunc(segments, func(s Segment) bool { return s.name == codings.Segment })
	segments = slices.DeleteFunc(slices.Clone(segments), func(s Segment) bool { return s.name == codings.Segment })
	if at < 0 {
		at = len(segments)
	}
	with := func(text string) []Segment {
		if text == "" {
			return segments
		}
		field := string(d.AppendEscaped(nil, text))
		return slices.Insert(slices.Clone(segments), at, Segment{name: codings.Segment, Fields: []string{field}})
	}
	text, _, lost := codings.Keep(w.Sheet, false, func(text string) (*frontsheet.FrontSheet, bool) {
		sheet, ok := ReadBack(k.Layout, with(text), d, w.Sheet, w.Options.Encoding)
		if ok {
			again = sheet
		}
		return sheet, ok
	})
	for _, path := range lost {
		w.note(codings.Segment, frontsheet.Warning, "other-code-system", "the message has no place for codings of the line, and nobody who reads it could tell of which line they are: they are not written")
		w.Issues[len(w.Issues)-1].Field = path + ".code"
	}
	return with(text), again
}

// restoreCodings puts the codings that the message keeps back into its sheet. The
// segment stays among the sheet's Fields, so that the message can be written as it
// was.
func (b *builder) restoreCodings() {
	for i := range b.parser.continued {
		s := &b.parser.continued[i].Segment
		if s.Name != codings.Segment || b.file.Layout.Segments[s.Name] != nil {
			continue
		}
		text, _ := b.message.Unescape(s.Field(1))
		done := codings.Restore(b.sheet, false, inSegments, text)
		switch {
		case done.Damaged:
			b.issueAt(s.Name, frontsheet.Warning, "damaged-codings", codings.DamagedDetail)
		case done.Stale > 0:
			b.issueAt(s.Name, frontsheet.Warning, "stale-codings", codings.StaleDetail+" ("+strconv.Itoa(done.Stale)+")")
		}
		return // of several the first counts
	}
}

// inSegments reports whether a message has a segment for the line of an element.
func inSegments(element string) bool {
	line, isDiagnosis := strings.CutPrefix(element, "diagnosis.")
	role, _, _ := strings.Cut(line, "[")
	return !isDiagnosis || inMessage(frontsheet.DiagnosisRole(role))
}
