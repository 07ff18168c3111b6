package results

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const imagingHead = "MSH|^~\\&|RIS|HKX|HIS|HKX|20260203103000||ORU^R01|M1|P|2.4\rPID|1||A123456(3)^^^HKSAR^N\r"

// both returns the report of a message as it was read, and as it comes back from FHIR.
func both(t *testing.T, text string, summary bool) (rec, again *report.Record) {
	rec = read(t, []byte(imagingHead+text), ORU)[0]
	return rec, through(t, rec, summary)
}

// What the samples say of images is said in FHIR: the numbers by which a viewer finds them,
// how they were made (DICOM PS3.16, context group 29), what was seen and what it means.
func TestImagingDocuments(t *testing.T) {
	type said struct{ Category, Results, Modality, UID, Accession, Conclusion, Site string }
	var got []said
	list := read(t, sample(t, "oru-imaging.hl7"), "")
	for _, rec := range list {
		d, _ := translator(false).Document(rec)
		r := &d.DiagnosticReports[len(d.DiagnosticReports)-1]
		one := said{Category: codeIn(&r.Category[0], systemSection), Conclusion: strings.ReplaceAll(valueOr(r.Conclusion), "\n", "/")}
		for i := range d.Observations {
			one.Results += codeIn(&d.Observations[i].Category[0], "http://terminology.hl7.org/CodeSystem/observation-category") + " "
			if s := d.Observations[i].BodySite; s != nil {
				one.Site = nameOf(s)
			}
		}
		if len(d.ImagingStudies) > 0 {
			s := &d.ImagingStudies[0]
			assert.Equal(t, *r.ImagingStudy[0].Reference, "urn:uuid:"+*s.Id)
			if len(s.Modality) > 0 {
				one.Modality = *s.Modality[0].Code
			}
			for _, n := range s.Identifier {
				if valueOr(n.System) == "urn:dicom:uid" {
					one.UID = *n.Value
				} else {
					one.Accession = *n.Value
				}
			}
		}
		one.Results = strings.TrimSpace(one.Results)
		got = append(got, one)
	}
	root := "urn:oid:1.2.826.0.1.3680043.10.9999."
	assert.Equal(t, []said{
		{"CT", "imaging", "CT", root + "20260203.101", "ACC2600101", "1. Suspicious nodule, right upper lobe./2. PET-CT & biopsy suggested.", ""},
		{"IMG", "imaging imaging", "US", root + "20260204.102", "ACC2600102", "Cholelithiasis without dilated ducts.", ""},
		{"NMR", "imaging imaging", "MR", root + "20260205.103", "ACC2600103", "Acute infarct, left middle cerebral artery.", ""},
		{"EC", "procedure procedure procedure", "", "", "", "Sinus tachycardia/No acute ST change", ""},
		{"RAD", "imaging", "", "", "", "未見明顯異常。", "胸部"},
		{"CT", "imaging", "CT", root + "20260203.101", "ACC2600101", "Suspicious nodule, left upper lobe.", ""},
		{"IMG", "laboratory imaging imaging", "", root + "20260208.107", "", "", ""},
		{"IMG", "imaging", "", "", "", "", ""},
	}, got)
	first, _ := translator(false).Document(list[0])
	corrected, _ := translator(false).Document(list[5])
	assert.Equal(t, first.ImagingStudies[0].Id, corrected.ImagingStudies[0].Id)
	assert.Equal(t, first.Observations[0].Id, corrected.Observations[0].Id)
	for i, code := range map[int]string{0: "18748-4", 6: "30954-2"} {
		d, _ := translator(false).Document(list[i])
		assert.Equal(t, code, *d.Composition.Type.Coding[0].Code)
	}
}

func valueOr(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Nothing that is said of images is looked for among the tests of a laboratory.
func TestImagingGetsNoLaboratoryCodes(t *testing.T) {
	for _, rec := range read(t, sample(t, "oru-imaging.hl7"), "") {
		d, issues := translator(false).Document(rec)
		for i := range d.Observations {
			for _, c := range d.Observations[i].Code.Coding {
				if codeIn(&d.Observations[i].Category[0], "http://terminology.hl7.org/CodeSystem/observation-category") != "laboratory" {
					assert.Nil(t, c.Extension)
				}
			}
		}
		for _, i := range issues {
			assert.NotContains(t, i.Detail, "LOINC", i.Code)
		}
	}
}

// The parts of a report in words, by the suffixes of HL7's chapter 7 and by LOINC.
func TestParts(t *testing.T) {
	const obr = "OBR|1|X1|I1|71020^Chest X-ray^L|||20260203091500|||||||||||||||20260203103000||RAD|F\r"
	for name, test := range map[string]struct{ text, findings, conclusion, flags, results string }{
		// The example of chapter 7 (7.1.4 of v2.3.1), which public parsers test with. A
		// recommendation is a result.
		"chapter 7": {
			obr + "OBX|1|CWE|71020&IMP^RADIOLOGIST'S IMPRESSION|4|^MASS LEFT LOWER LOBE|||A|||F\rOBX|2|CWE|71020&IMP|2|^INFILTRATE RIGHT LOWER LOBE|||A|||F\r" +
				"OBX|3|CWE|71020&IMP|3|^HEART SIZE NORMAL|||N|||F\rOBX|4|FT|71020&GDT|1|circular density in the posterior segment||||||F\rOBX|5|CWE|71020&REC|5|71020^Follow up CXR 1 month||30-45||||F\r",
			"circular density in the posterior segment", "MASS LEFT LOWER LOBE\nINFILTRATE RIGHT LOWER LOBE\nHEART SIZE NORMAL", "A", "71020&REC",
		},
		// A suffix alone, as reports of Epic's Radiant have it in the tests of public engines.
		"suffix alone": {
			obr + "OBX|1|ST|&GDT^^GDT||Line 1||||||F\rOBX|2|ST|&GDT^^GDT||Line 2||||||F\rOBX|3|TX|&IMP^Impression||Nothing acute||||||F\r",
			"Line 1\nLine 2", "Nothing acute", "", "",
		},
		// Two systems of radiology that write LOINC in OBX-3, one of them with the notification
		// of IHE before it (tests of Project-MONAI/monai-deploy-informatics-gateway).
		"LOINC": {
			obr + "OBX|1|TX|59776-5^Procedure Findings^LN||Fracture detected|||A|||F\rOBX|2|TX|19005-8^Impression^LN||Fracture of the wrist||||||F\r",
			"Fracture detected", "Fracture of the wrist", "A", "",
		},
		"LOINC without a section": {
			strings.ReplaceAll(obr, "|RAD|", "||") + "OBX|1|TX|18782-3^Radiology Study observation^LN||No focal infiltrate||||||F\r", "No focal infiltrate", "", "", "",
		},
		// The same code of LOINC in a report of pathology is its result.
		"LOINC of pathology": {
			strings.ReplaceAll(obr, "|RAD|", "|SP|") + "OBX|1|TX|59776-5^Procedure Findings^LN||Gallbladder of 9 cm||||||F\r", "", "", "", "59776-5",
		},
		// Chapter 7: each of several sites has its own texts, which stand behind it.
		"sites": {
			obr + "OBX|1|CWE|71020&ANT^Site|1|L^Left lung||||||F\rOBX|2|TX|71020&IMP|1|Mass||||||F\rOBX|3|CWE|71020&ANT^Site|2|R^Right lung||||||F\rOBX|4|TX|71020&IMP|2|Clear||||||F\r",
			"", "", "", "71020&ANT 71020&IMP 71020&ANT 71020&IMP",
		},
		// What was withdrawn (table 0085) is not said; a coded impression is a result.
		"withdrawn": {
			obr + "OBX|1|TX|71020&IMP||Pneumonia||||||W\rOBX|2|TX|71020&IMP||Clear||||||C\rOBX|3|CWE|71020&IMP||J18.9^Pneumonia^I10||||||F\r", "", "Clear", "", "71020&IMP 71020&IMP",
		},
	} {
		for _, summary := range []bool{false, true} {
			rec, again := both(t, test.text, summary)
			for _, r := range []*report.Report{&rec.Reports[0], &again.Reports[0]} {
				var results []string
				for i := range r.Results {
					results = append(results, r.Results[i].Test.Codings[0].Code)
				}
				if name == "withdrawn" && summary && r == &again.Reports[0] {
					results = append([]string{"71020&IMP"}, results...) // a summary has none that are not valid
				}
				assert.Equal(t, test.findings, r.Findings, name)
				assert.Equal(t, test.conclusion, r.Conclusion, name)
				assert.Equal(t, test.flags, strings.Join(r.Flags, "~"), name)
				assert.Equal(t, test.results, strings.Join(results, " "), name)
			}
			if out, _ := write(t, ORU, again); name != "withdrawn" || !summary {
				assert.Equal(t, imagingHead+test.text, string(out), name)
			}
		}
	}
}

// Where messages have the number of a study. 113014 is that of IHE's notification
// (RAD-128, RAD-132; dcm4chee-arc-light, MESA's tests), the text alone that of its export of
// reports (RAD-28; dcm4che's sr2oru), with the identifier in the second component in
// GinkgoCADx; IPC is OMI's (RAD-4), ZDS that of IHE's orders. Other systems have their own
// ZDS: one with a name in it is no study.
func TestStudyNumbers(t *testing.T) {
	const uid = "1.2.826.0.1.3680043.10.9999.1"
	for text, want := range map[string]report.Study{
		"OBX|1|ST|113014^DICOM Study^DCM||" + uid + "||||||O\r":                                                                                              {UID: uid, Accession: "ACC1", Modality: "CT"},
		"OBX|1|ST|110180^Study Instance UID^DCM||" + uid + "||||||F\r":                                                                                       {UID: uid, Accession: "ACC1", Modality: "CT"},
		"OBX|1|RP|113014^DICOM Study^DCM||" + uid + "^RIS^Application^DICOM||||||F\r":                                                                        {UID: uid, Accession: "ACC1", Modality: "CT"},
		"OBX|1|HD|^Study Instance UID|1|" + uid + "||||||F\rOBX|2|HD|^Series Instance UID|1|1.2||||||F\rOBX|3|HD|^Study Instance UID|2|" + uid + "||||||F\r": {UID: uid, Accession: "ACC1", Modality: "CT"},
		"OBX|1|HD|121018^Study Instance UID^DCM|1|^" + uid + "^ISO||||||F\r":                                                                                 {UID: uid, Accession: "ACC1", Modality: "CT"},
		"OBX|1|TX|&GDT||Clear||||||F\rZDS|" + uid + "^^Application^DICOM\r":                                                                                  {UID: uid, Accession: "ACC1", Modality: "CT"},
		"IPC|ACC2^RIS|RP1|" + uid + "^RIS|SPS1|MR\r":                                                                                                         {UID: uid, Accession: "ACC2", Modality: "MR"},
		"OBX|1|TX|&GDT||Clear||||||F\rZDS|CHAN TAI MAN|20260203|FINAL\r":                                                                                     {},
	} {
		text = "OBR|1|X1|I1|CTTH^CT thorax^L|||20260203091500|||||||||||ACC1||||20260203103000||CT|F\r" + text
		rec, again := both(t, text, false)
		for _, r := range []*report.Report{&rec.Reports[0], &again.Reports[0]} {
			if want.UID == "" {
				assert.Empty(t, r.Studies, text)
				continue
			}
			require.Len(t, r.Studies, 1, text)
			assert.Equal(t, want, r.Studies[0], text)
			assert.Empty(t, r.Results)
		}
		out, issues := write(t, ORU, again)
		assert.Equal(t, imagingHead+text, string(out))
		assert.Empty(t, issues)
	}
}

// A unique identifier of DICOM (PS3.5, 9.1); what is none is kept, and said to be none.
func TestUID(t *testing.T) {
	for uid, valid := range map[string]bool{
		"1.2.840.10008.1.2": true, "2.25.329800735698586629295641978511506172918": true, "0.0": true, "": false, "1.2.": false, ".1": false, "1..2": false, "1.02.3": false,
		"1.2.a": false, "1.2 ": false, "１.２": false, strings.Repeat("1.", 32) + "1": false, strings.Repeat("1.", 31) + "11": true,
	} {
		assert.Equal(t, valid, validUID(uid), uid)
		if uid == "" || strings.TrimSpace(uid) != uid {
			continue
		}
		_, again := both(t, "OBR|1|X1|I1|CT^CT^L|||20260203||||||||||||||||||F\rOBX|1|ST|113014^DICOM Study^DCM||"+uid+"||||||O\r", false)
		assert.Equal(t, uid, again.Reports[0].Studies[0].UID)
	}
}

// Remarks and a conclusion come back as what they were, in any report: a laboratory's
// remarks alone stand in DiagnosticReport.conclusion, where readers look.
func TestWords(t *testing.T) {
	rec := read(t, []byte(imagingHead+"OBR|1|X1|I1|A^A^L|||20260203||||||||||||||||||F\r"), ORU)[0]
	rec.Layout = ""
	rec.Reports[0].Fields = nil
	for _, section := range []string{"", "CH", "SP", "LAB", "RAD", "IMG", "US", "EC", "OTH", "XYZ"} {
		for _, conclusion := range []string{"", "Clear.\nNo change."} {
			for _, findings := range []string{"", "Normal heart"} {
				for _, notes := range [][]string{nil, {"one"}, {"one\ntwo", "three"}} {
					for _, site := range []report.Concept{{}, {Text: "Chest"}} {
						for _, summary := range []bool{false, true} {
							r := &rec.Reports[0]
							r.Section, r.Conclusion, r.Findings, r.Notes, r.Site = section, conclusion, findings, notes, site
							again := through(t, rec, summary).Reports[0]
							assert.Equal(t, []any{section, conclusion, findings, notes, site}, []any{again.Section, again.Conclusion, again.Findings, again.Notes, again.Site})
							d, _ := translator(summary).Document(rec)
							shown := d.Composition.Section[slices.IndexFunc(d.Composition.Section, func(s r4.CompositionSection) bool { return *s.Code.Coding[0].Code == "30954-2" })].Text.Div
							for _, text := range append([]string{conclusion, findings, site.Text}, notes...) {
								assert.Contains(t, strings.ReplaceAll(shown, "<br/>", "\n"), text)
							}
						}
					}
				}
			}
		}
	}
}

// A report on images that came from another layout is written as IHE and chapter 7 have it,
// and reads as what it was; what has no field is said.
func TestImagingFromAnotherLayout(t *testing.T) {
	for _, rec := range read(t, sample(t, "oru-imaging.hl7"), "") {
		again := plainly(through(t, rec, false))
		again.Layout = ""
		out, issues := write(t, ORU, again)
		back := read(t, out, ORU)[0]
		for i := range rec.Reports {
			was, is := &rec.Reports[i], &back.Reports[i]
			assert.Equal(t, []string{was.Findings, was.Conclusion, strings.Join(was.Flags, "~"), was.Site.Name()}, []string{is.Findings, is.Conclusion, strings.Join(is.Flags, "~"), is.Site.Name()})
			assert.Equal(t, was.Attachments, is.Attachments)
			require.Len(t, is.Studies, len(was.Studies))
			lost := slices.ContainsFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "no-column" })
			for j := range was.Studies {
				assert.Equal(t, was.Studies[j].UID, is.Studies[j].UID)
				assert.True(t, lost || was.Studies[j].Modality == is.Studies[j].Modality, "lost in silence")
				assert.True(t, lost || was.Studies[j].Accession == is.Studies[j].Accession, "lost in silence")
			}
		}
		assert.Equal(t, saidBy(rec), saidBy(back))
	}
}

// What the images of an upload say beside their number comes back from FHIR.
func TestStudies(t *testing.T) {
	rec := read(t, []byte(imagingHead+"OBR|1|X1|I1|A^A^L|||20260203||||||||||||||||||F\r"), ORU)[0]
	rec.Layout = ""
	rec.Reports[0].Fields = nil
	rec.Reports[0].Studies = []report.Study{
		{UID: "1.2.3", Accession: "A1", Number: "N1", Modality: "MR", Started: rec.Reports[0].Observed, Series: "4", Instances: "120", Location: "//pacs/1", Fields: []frontsheet.Field{{Column: "imageinfo.x", Value: "y"}}},
		{UID: "x", Modality: "磁共振", Series: "04", Instances: "-1"},
		{Accession: "A2", Number: "N2", Series: "99999999999"},
	}
	for _, summary := range []bool{false, true} {
		d, issues := translator(summary).Document(rec)
		assert.Equal(t, 1, len(slices.DeleteFunc(issues, func(i frontsheet.Issue) bool { return i.Code != "bad-uid" })))
		assert.Equal(t, 4, *d.ImagingStudies[0].NumberOfSeries)
		assert.Nil(t, d.ImagingStudies[1].Modality[0].Code)
		assert.Equal(t, rec.Reports[0].Studies, through(t, rec, summary).Reports[0].Studies)
	}
	_, issues := write(t, ORU, rec)
	assert.True(t, slices.ContainsFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "no-column" && i.Column == "OBX" }))
	assert.True(t, slices.ContainsFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "kept-cells" && i.Column == "imageinfo.x" }))
	for _, i := range issues {
		for _, secret := range []string{"A1", "N1", "pacs", "磁"} {
			assert.NotContains(t, i.Error(), secret)
		}
	}
}

// The segments of a report come back in the order of their numbers, whatever stands between
// the words.
func TestOrderOfSegments(t *testing.T) {
	for _, text := range []string{
		"OBX|1|TX|&GDT||One||||||F\rNTE|1||of one\rOBX|2|NM|EF^Ejection fraction^L||60|%|||||F\rNTE|1||of the number\rOBX|3|TX|&GDT||Two||||||F\rOBX|4|ED|PDF^Report^L||R^AP^PDF^Base64^JVBERi0xLjQK||||||F\rNTE|1||of the file\rOBX|5|NM|LV^Left ventricle^L||48|mm|||||F\rZXX|1\r",
		"OBX|1|ED|PDF^Report^L||R^AP^PDF^Base64^JVBERi0xLjQK||||||F\rOBX|2|TX|&IMP||Clear||||||F\r",
	} {
		text = "OBR|1|X1|I1|ECHO^Echocardiogram^L|||20260203091500|||||||||||||||20260203103000||CUS|F\rNTE|1||of the report\r" + text
		for _, summary := range []bool{false, true} {
			_, again := both(t, text, summary)
			out, issues := write(t, ORU, again)
			assert.Equal(t, strings.Split(imagingHead+text, "\r"), strings.Split(string(out), "\r"))
			assert.Empty(t, issues)
		}
	}
}

// A changed conclusion is written, and that the segment is another is said.
func TestChangedConclusion(t *testing.T) {
	rec, _ := both(t, "OBR|1|X1|I1|CT^CT^L|||20260203091500|||||||||||||||20260203103000||CT|F\rOBX|1|TX|CT&GDT^CT^L||Seen||||||F\rNTE|1||remark\rOBX|2|TX|CT&IMP^CT^L||Old||||||F\r", false)
	rec.Reports[0].Conclusion = "New\nand more"
	out, issues := write(t, ORU, rec)
	assert.Equal(t, "kept-field", issues[len(issues)-1].Code)
	assert.Contains(t, string(out), "OBX|2|FT|CT&IMP^CT^L||New\\.br\\and more||||||F\r")
	assert.NotContains(t, string(out), "Old")
	back := read(t, out, ORU)[0].Reports[0]
	assert.Equal(t, []any{"Seen", "New\nand more", []string{"remark"}}, []any{back.Findings, back.Conclusion, back.Notes})
}

// A report of radiology by others (IHE's example of a structured one has RAD of table 0074
// and no more): its conclusion is one.
func TestForeignImagingReport(t *testing.T) {
	rec, _ := both(t, "OBR|1|X1|I1|CT^CT^L|||20260203091500|||||||||||||||20260203103000||RAD|F\rOBX|1|TX|CT&IMP^CT^L||Clear||||||F\r", false)
	d, _ := translator(false).Document(rec)
	r := &d.DiagnosticReports[0]
	r.Extension, r.Category = nil, []r4.CodeableConcept{concept("http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging")}
	again, _ := translator(false).Record(d)
	assert.Equal(t, "Clear", again.Reports[0].Conclusion)
	assert.Empty(t, again.Reports[0].Notes)
}

// A correction takes the place of the report, in a stay too: with the images of that.
func TestAttachedImagesAreCorrected(t *testing.T) {
	list := read(t, sample(t, "oru-imaging.hl7"), "")
	sheet := &frontsheet.FrontSheet{}
	tr := translator(false)
	d, _ := tr.patients.Document(list[0].Sheet)
	for _, i := range []int{0, 5} {
		tr.Attach(d, sheet, list[i])
	}
	require.Len(t, d.ImagingStudies, 1)
	require.Len(t, d.DiagnosticReports, 1)
	assert.Equal(t, "Suspicious nodule, left upper lobe.", *d.DiagnosticReports[0].Conclusion)
	assert.Empty(t, d.Check())
	assert.NotNil(t, d.Resolve(d.DiagnosticReports[0].ImagingStudy[0]))
}

// What was seen is no report of a laboratory, and goes into the upload of examinations, with
// its conclusion and its images. That has no place for findings, and says so.
func TestImagingInAnUpload(t *testing.T) {
	for _, rec := range read(t, sample(t, "oru-imaging.hl7"), "") {
		rec.Sheet.Stay.Number = "V1" // an upload is of a visit
		var reports []*report.Report
		for i := range rec.Reports {
			if rec.Reports[i].Imaging() {
				reports = append(reports, &rec.Reports[i])
			}
		}
		text, issues := write(t, Upload, rec)
		assert.Equal(t, len(rec.Reports)-len(reports), bytes.Count(text, []byte("\n")))
		assert.Equal(t, len(reports), len(slices.DeleteFunc(issues, func(i frontsheet.Issue) bool {
			return i.Code != "other-upload" || i.Severity != frontsheet.Error || !strings.Contains(i.Detail, ExamUpload)
		})))
		text, issues = write(t, ExamUpload, rec)
		list := read(t, text, ExamUpload)
		require.Len(t, list, len(reports))
		for i := range list {
			r, up := reports[i], &list[i].Reports[0]
			if r.Conclusion != "" { // a coded one is a result: the upload has its words
				assert.Equal(t, r.Conclusion, up.Conclusion)
				assert.Equal(t, r.Flags, up.Flags)
			}
			require.Len(t, up.Studies, len(r.Studies))
			for j := range r.Studies {
				assert.Equal(t, r.Studies[j].UID, up.Studies[j].UID)
				assert.Equal(t, r.Studies[j].Accession, up.Studies[j].Accession)
			}
			if r.Findings != "" {
				assert.True(t, slices.ContainsFunc(issues, func(i frontsheet.Issue) bool {
					return i.Code == "no-column" && strings.Contains(i.Detail, "what was seen")
				}))
			}
		}
	}
}

// The page says what was seen and what it means before anything else of the report.
func TestImagingPage(t *testing.T) {
	var out bytes.Buffer
	w := NewPageWriter(&out, translator(false))
	list := read(t, sample(t, "oru-imaging.hl7"), "")
	for _, rec := range list {
		_, err := w.Write(rec)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	articles := strings.Split(out.String(), "<article>")[1:]
	require.Len(t, articles, len(list))
	for i, a := range articles {
		for j := range list[i].Reports {
			r := &list[i].Reports[j]
			for _, text := range []string{r.Findings, r.Conclusion} {
				if text == "" {
					continue
				}
				first, _, _ := strings.Cut(text, "\n")
				at := strings.Index(a, strings.ReplaceAll(first, "&", "&amp;"))
				assert.Positive(t, at)
				if r.Section != "CH" && j == 0 {
					assert.Less(t, at, strings.Index(a, "Status"))
				}
			}
			for k := range r.Studies {
				assert.Contains(t, a, r.Studies[k].UID)
			}
		}
	}
	assert.Contains(t, articles[0], "检查报告")
	assert.Contains(t, articles[6], "检验检查报告")
	assert.NotContains(t, articles[0], "Laboratory")
}

// What reads reports on images meets no fault, whatever stands in the fields.
func FuzzImaging(f *testing.F) {
	f.Add("OBX|1|TX|CT&GDT^CT^L||Seen||||||F\rNTE|1||remark\rOBX|2|TX|CT&IMP^CT^L||Old||||||F", "ACC1", "CT")
	f.Add("OBX|1|ST|113014^DICOM Study^DCM||1.2.3||||||O\rZDS|1.2.3^^Application^DICOM\rIPC|A|B|1.2.3||MR", "", "RAD")
	f.Add("OBX|1|CWE|&ANT||^Chest||||||F\rOBX|1|TX|&IMP||\\.br\\x\\.br\\|||A~N|||F\rOBX|2|ED|X||^AP^PDF^Base64^AA==||||||F", "A", "US")
	f.Fuzz(func(t *testing.T, segments, accession, section string) {
		text := imagingHead + "OBR|1|X1|I1|CT^CT^L|||20260203091500|||||||||||" + accession + "||||20260203103000||" + section + "|F\r" + segments + "\r"
		for e, err := range Read(strings.NewReader(text), ORU, &Options{Admissions: hongkong.ADT()}) {
			if err != nil || e.Record == nil {
				continue
			}
			d, _ := translator(false).Document(e.Record)
			require.NotNil(t, d)
			line, err := d.Append(nil)
			if err != nil {
				continue // a character that FHIR does not have
			}
			back, err := fhir.Read(line)
			require.NoError(t, err)
			again, _ := translator(false).Record(back)
			require.NotNil(t, again)
			for i := range e.Record.Reports {
				was, is := &e.Record.Reports[i], &again.Reports[i]
				assert.Equal(t, []any{was.Findings, was.Conclusion, len(was.Studies)}, []any{is.Findings, is.Conclusion, len(is.Studies)})
			}
		}
	})
}
