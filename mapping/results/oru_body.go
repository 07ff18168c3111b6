package results

import (
	"bytes"
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// A block is an OBX with what stands behind it.
type block struct {
	number int // OBX-1, 0 for none
	text   []byte
}

// block returns what is written meanwhile as one.
func (m *messageWriter) block(write func()) block {
	before := m.buf
	m.buf = nil
	write()
	b := block{text: m.buf}
	m.buf = before
	fields := bytes.SplitN(b.text, []byte{m.d.Field}, 3)
	if len(fields) > 2 {
		b.number, _ = strconv.Atoi(string(fields[1]))
	}
	return b
}

// body writes what stands behind the OBR: remarks, the images and words of the report, its
// results and files. What the source had comes in its own order, which the numbers of the
// segments (OBX-1) say.
func (m *messageWriter) body(r *report.Report) {
	own, kept := m.w.record.Layout == ORU, m.sameBody(r)
	fields := r.Fields
	if kept {
		fields = headOf(r.Fields)
	}
	notes := m.sameNotes(r.Fields, r.Notes)
	if notes {
		m.notes(fields, remarksIn(m.d, fields))
	} else {
		m.notes(nil, r.Notes)
	}
	m.others(fields)
	var blocks, files []block
	if kept {
		blocks, files = m.keptBlocks(r.Fields[len(fields):], notes)
	} else {
		if own && len(fields) > len(headOf(fields)) {
			m.w.issue("OBX", frontsheet.Information, "kept-field", "what the record keeps verbatim of the segment is not what it says now: the segment is written anew")
		}
		blocks = m.words(r)
	}
	n := len(blocks)
	for i := range r.Results {
		blocks = append(blocks, m.block(func() { m.result(n+i+1, r, &r.Results[i]) }))
	}
	if !kept {
		for i := range r.Attachments {
			files = append(files, m.block(func() { m.attachment(n+len(r.Results)+i+1, r, &r.Attachments[i]) }))
		}
	}
	blocks = append(blocks, files...)
	if own && numbered(blocks) {
		slices.SortStableFunc(blocks, func(a, b block) int { return cmp.Compare(a.number, b.number) })
	}
	for _, b := range blocks {
		m.buf = append(m.buf, b.text...)
	}
}

// numbered reports whether each block has a number of its own.
func numbered(list []block) bool {
	seen := map[int]bool{0: true}
	for _, b := range list {
		if seen[b.number] {
			return false
		}
		seen[b.number] = true
	}
	return true
}

// keptBlocks cuts the segments that are kept of a report into blocks, and those of files.
func (m *messageWriter) keptBlocks(fields []frontsheet.Field, notes bool) (blocks, files []block) {
	for len(fields) > 0 {
		n := 1 + len(headOf(fields[1:]))
		b := m.block(func() {
			m.line(fields[0].Value)
			for _, f := range fields[1:n] {
				if f.Column != "NTE" || notes {
					m.line(f.Value)
				}
			}
		})
		if s := strings.SplitN(fields[0].Value, string(m.d.Field), 4); len(s) > 2 && s[2] == "ED" {
			files = append(files, b)
		} else {
			blocks = append(blocks, b)
		}
		fields = fields[n:]
	}
	return blocks, files
}

// sameBody reports whether the segments that are kept still say what the report does in
// words, of images and in files.
func (m *messageWriter) sameBody(r *report.Report) bool {
	if m.w.record.Layout != ORU {
		return false
	}
	again := report.Report{Section: r.Section, Specimens: r.Specimens}
	accession := ""
	reread := func(fields []frontsheet.Field, result bool) bool {
		for _, f := range fields {
			if f.Column == "NTE" || f.Column == "OBX" && result {
				continue
			}
			b, ok := rereader(m.d, []string{f.Value})
			if !ok || len(b.message.Segments) != 2 {
				return false
			}
			switch s := &b.message.Segments[1]; f.Column {
			case "ORC":
			case "OBR":
				accession = b.text(s, 18, 1)
			case "OBX":
				b.result(&again, s)
			default:
				b.segment(&again, s)
			}
		}
		return true
	}
	if !reread(r.Fields, false) {
		return false
	}
	for i := range r.Results {
		if !reread(r.Results[i].Fields, true) {
			return false
		}
	}
	b, _ := rereader(m.d, nil)
	b.settle(&again, accession)
	return len(again.Results) == 0 && again.Findings == r.Findings && again.Conclusion == r.Conclusion && sameConcept(again.Site, r.Site) && slices.Equal(again.Flags, r.Flags) &&
		slices.Equal(again.Attachments, r.Attachments) && slices.EqualFunc(again.Studies, r.Studies, func(a, b report.Study) bool {
		a.Fields, b.Fields = nil, nil
		return reflect.DeepEqual(a, b)
	})
}

// words writes the images of a report and its parts in words anew: the study as the
// notification of IHE has it, the words with the suffixes of chapter 7.
func (m *messageWriter) words(r *report.Report) (list []block) {
	add := func(fields map[int]string) {
		fields[1] = itoa(len(list) + 1)
		list = append(list, m.block(func() { m.line(m.segment("OBX", fields)) }))
	}
	for i := range r.Studies {
		if uid := r.Studies[i].UID; uid != "" {
			add(map[int]string{2: "ST", 3: m.text("113014", "DICOM Study", "DCM"), 5: m.text(uid), 11: "O"})
		}
	}
	m.lostOfImages(r)
	if !r.Site.IsZero() {
		add(map[int]string{2: "CWE", 3: m.suffixed(r, "ANT"), 5: m.concept(r.Site), 11: m.text(r.Status)})
	}
	var flags []string
	for _, f := range r.Flags {
		flags = append(flags, m.text(f))
	}
	text := func(suffix, text, flags string) {
		kind := "TX"
		if strings.Contains(text, "\n") {
			kind = "FT"
		}
		if text != "" || flags != "" {
			add(map[int]string{2: kind, 3: m.suffixed(r, suffix), 5: m.text(text), 8: flags, 11: m.text(r.Status)})
		}
	}
	flag := strings.Join(flags, string(m.d.Repetition))
	if r.Conclusion == "" {
		text("GDT", r.Findings, flag)
		return list
	}
	text("GDT", r.Findings, "")
	text("IMP", r.Conclusion, flag)
	return list
}

// suffixed writes the code of what was asked for with a suffix.
func (m *messageWriter) suffixed(r *report.Report, suffix string) string {
	panel := report.Coding{Display: r.Panel.Name()}
	if len(r.Panel.Codings) > 0 {
		panel = r.Panel.Codings[0]
	}
	code := m.text(panel.Code) + string(m.d.Subcomponent) + suffix
	if rest := m.text(panel.Display, scheme(&panel)); rest != "" {
		code += string(m.d.Component) + rest
	}
	return code
}

// accession is that of the images of a report, "" where they have several.
func (m *messageWriter) accession(r *report.Report) (number string) {
	for i := range r.Studies {
		if a := r.Studies[i].Accession; i > 0 && a != number {
			return ""
		} else {
			number = a
		}
	}
	return number
}

// section is that of a report, or, as IHE has it, the modality of its images.
func section(r *report.Report) string {
	if r.Section == "" && len(r.Studies) == 1 && report.Modality(r.Studies[0].Modality) != "" {
		return r.Studies[0].Modality
	}
	return r.Section
}

// lostOfImages tells what of images a message has no place for.
func (m *messageWriter) lostOfImages(r *report.Report) {
	accession, of := m.accession(r), section(r)
	for i := range r.Studies {
		s := &r.Studies[i]
		if s.Accession != accession || s.UID == "" || s.Modality != "" && s.Modality != of || s.Number+string(s.Series)+string(s.Instances)+s.Location != "" || !s.Started.IsZero() && !m.sameTime(s.Started, r.Observed) {
			m.w.issue("OBX", frontsheet.Warning, "no-column", "the report says more of its images than the message has fields for: their kind, number, place or time is left out")
			return
		}
	}
}
