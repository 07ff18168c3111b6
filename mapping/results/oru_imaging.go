package results

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/report"
)

// What a message of HL7 version 2 says of images:
//
//   - Chapter 7 has suffixes of OBX-3 for the parts of a report in words: GDT is the general
//     description, IMP the impression. A suffix stands behind the code of the examination
//     (71020&IMP), or alone.
//   - LOINC has codes for both, which systems of radiology use in their place.
//   - IHE's profiles for radiology put the Study Instance UID into an OBX (113014^DICOM
//     Study^DCM of the notification, "^Study Instance UID" of the report that was exported),
//     into IPC-3 or ZDS-1; the accession number into OBR-18 or IPC-1; the modality into
//     OBR-24 or IPC-5.

// studyCodes are codes of DICOM for the Study Instance UID.
var studyCodes = []string{"113014", "110180", "121018"}

// imageNumber reports whether an OBX states a number of images: that of a study, or one
// of what is in it.
func (b *builder) imageNumber(s *hl7v2.Segment) (study, any bool) {
	code, name, scheme := b.text(s, 3, 1), b.text(s, 3, 2), b.text(s, 3, 3)
	name = strings.ToUpper(name)
	study = scheme == "DCM" && slices.Contains(studyCodes, code) || name == "STUDY INSTANCE UID"
	return study, study || strings.HasSuffix(name, " INSTANCE UID")
}

// images reads an OBX that identifies images. Others than the study are kept verbatim.
func (b *builder) images(r *report.Report, s *hl7v2.Segment) bool {
	study, any := b.imageNumber(s)
	if !any {
		return false
	}
	if uid := chars.FirstOf(b.text(s, 5, 1), b.text(s, 5, 2)); study && uid != "" {
		b.study(r, report.Study{UID: uid})
	}
	return true
}

// segment reads the segments IPC and ZDS, of which the second is a site's own: it is one
// of IHE where it holds a number of DICOM.
func (b *builder) segment(r *report.Report, s *hl7v2.Segment) {
	switch s.Name {
	case "ZDS":
		if uid := b.text(s, 1, 1); uid != "" && (validUID(uid) || b.text(s, 1, 4) == "DICOM") {
			b.study(r, report.Study{UID: uid})
		}
	case "IPC":
		if study := (report.Study{UID: b.text(s, 3, 1), Accession: b.text(s, 1, 1), Modality: b.text(s, 5, 1)}); study.UID != "" {
			b.study(r, study)
		}
	}
}

// study adds a study to a report, or what is said of one to it.
func (b *builder) study(r *report.Report, s report.Study) {
	for i := range r.Studies {
		if known := &r.Studies[i]; known.UID == s.UID {
			known.Accession = chars.FirstOf(known.Accession, s.Accession)
			known.Modality = chars.FirstOf(known.Modality, s.Modality)
			return
		}
	}
	r.Studies = append(r.Studies, s)
}

// settle gives a report, all of whose segments are read, the accession number and the
// modality of its images, and takes its findings and its conclusion out of the results.
func (b *builder) settle(r *report.Report, accession string) {
	if len(r.Studies) == 1 {
		study := &r.Studies[0]
		study.Accession = chars.FirstOf(study.Accession, accession)
		if report.Modality(r.Section) != "" {
			study.Modality = chars.FirstOf(study.Modality, r.Section)
		}
	}
	b.texts(r)
}

// A part is what of a report in words a result is.
type part int

const (
	noPart part = iota
	sitePart
	findingsPart
	conclusionPart
)

// suffixes are those of chapter 7 for the parts.
var suffixes = map[string]part{"ANT": sitePart, "GDT": findingsPart, "IMP": conclusionPart}

// partCodes are codes of LOINC for the parts, the last for what a radiologist makes of
// images.
var partCodes = map[string]part{findingsCode: findingsPart, radiologyCode: findingsPart, "19005-8": conclusionPart}

// texts moves the results that are parts of a report in words to where they belong. Where
// several parts of the body are told apart, each text is of the one before it, and the
// order of the segments says what is meant: then they stay.
func (b *builder) texts(r *report.Report) {
	loinc := r.Imaging() || r.Section == "" && len(r.Specimens) == 0
	parts := make([]part, len(r.Results))
	words := false // that are parts
	for i := range r.Results {
		parts[i] = b.part(&r.Results[i], loinc)
		if parts[i] == sitePart && (words || !r.Site.IsZero()) {
			r.Site = report.Concept{}
			return
		}
		words = words || parts[i] > sitePart
		if parts[i] == sitePart {
			if r.Site = r.Results[i].Answer; r.Site.IsZero() {
				r.Site.Text = r.Results[i].Text
			}
		}
	}
	var moved []frontsheet.Field
	var rest []report.Result
	lines := map[part][]string{}
	for i := range r.Results {
		res := &r.Results[i]
		if parts[i] == noPart {
			rest = append(rest, *res)
			continue
		}
		lines[parts[i]] = append(lines[parts[i]], textOf(res))
		for _, flag := range res.Flags {
			if !slices.Contains(r.Flags, flag) {
				r.Flags = append(r.Flags, flag)
			}
		}
		moved = append(moved, res.Fields...)
	}
	if len(moved) == 0 {
		return
	}
	if len(r.Flags) > 1 { // a report with an abnormal part is no normal one
		r.Flags = slices.DeleteFunc(r.Flags, func(flag string) bool { return flag == "N" })
	}
	r.Results = rest
	r.Findings = strings.Trim(strings.Join(lines[findingsPart], "\n"), "\n")
	r.Conclusion = strings.Trim(strings.Join(lines[conclusionPart], "\n"), "\n")
	r.Fields = slices.Insert(r.Fields, len(headOf(r.Fields)), moved...)
	r.Notes = remarksIn(b.message.Delimiters, r.Fields)
}

// textOf returns the words of a result: chapter 7 has those of an impression in a coded
// element without a code.
func textOf(r *report.Result) string {
	if r.Answer.IsZero() {
		return r.Text
	}
	return r.Answer.Name()
}

// part tells what of a report a result is. What is a number, or does not count, is a
// result, and so is a coded impression.
func (b *builder) part(r *report.Result, loinc bool) part {
	if r.IsNumber() || r.Unit != "" || r.Range != "" || r.Status == "D" || r.Status == "X" || r.Status == "W" || r.Status == "N" {
		return noPart
	}
	coded := slices.ContainsFunc(r.Answer.Codings, func(c report.Coding) bool { return c.Code != "" })
	if !slices.Contains([]string{"ST", "TX", "FT", "CE", "CWE"}, r.Kind) {
		return noPart
	}
	for i, c := range r.Test.Codings {
		if _, suffix, ok := strings.Cut(c.Code, string(b.message.Subcomponent)); ok && i == 0 {
			if p := suffixes[suffix]; p == sitePart && r.HasValue() || p != noPart && !coded {
				return p
			}
		}
		if loinc && !coded && c.System == systems["LN"] && partCodes[c.Code] != noPart {
			return partCodes[c.Code]
		}
	}
	return noPart
}

// rereader returns a builder of segments as they are kept.
func rereader(d hl7v2.Delimiters, texts []string) (*builder, bool) {
	b := &builder{entry: &Entry{}, options: &Options{}, record: &report.Record{}, counts: map[string]int{}}
	header := "MSH" + string(d.Field) + d.EncodingCharacters()
	return b, b.message.Parse(strings.Join(append([]string{header}, texts...), "\r")+"\r") == nil
}

// remarksIn reads the remarks that fields keep.
func remarksIn(d hl7v2.Delimiters, fields []frontsheet.Field) []string {
	var r report.Report
	if b, ok := rereader(d, textsOf(fields, "NTE")); ok {
		for i := range b.message.Segments[1:] {
			b.remark(&r, &b.message.Segments[i+1])
		}
	}
	return r.Notes
}

// headOf returns the fields of a report that stand before its first OBX.
func headOf(fields []frontsheet.Field) []frontsheet.Field {
	if i := slices.IndexFunc(fields, func(f frontsheet.Field) bool { return f.Column == "OBX" }); i >= 0 {
		return fields[:i]
	}
	return fields
}
