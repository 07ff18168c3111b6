package results

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The systems of what identifies images and says how they are made.
const (
	systemUID   = "urn:dicom:uid"
	systemDICOM = "http://dicom.nema.org/resources/ontology/DCM"
	accession   = "ACSN"
)

// validUID reports whether a text is a unique identifier of DICOM (PS3.5, chapter 9):
// numbers without leading zeros that points separate, 64 characters at most.
func validUID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || len(part) > 1 && part[0] == '0' || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// study makes an ImagingStudy of a study.
func (c *composer) study(key string, n int, s *report.Study) *r4.Reference {
	id := c.id("study", key+"/"+s.UID+"/"+itoa(n))
	out := r4.ImagingStudy{
		Id: &id, Status: r4.ImagingStudyStatusAvailable, Subject: *c.subject, Encounter: c.visit, Started: c.time(s.Started),
		Extension: sourceFields(s.Fields),
	}
	keep := func(name, value string) {
		if value != "" {
			out.Extension = append(out.Extension, sourceField(frontsheet.Field{Column: name, Value: value}))
		}
	}
	switch {
	case validUID(s.UID):
		out.Identifier = append(out.Identifier, r4.Identifier{System: new(systemUID), Value: new("urn:oid:" + s.UID)})
	case s.UID != "":
		keep("uid", s.UID)
		c.issue("", frontsheet.Warning, "bad-uid", "the number of the images is no unique identifier of DICOM: it is kept verbatim, and no viewer finds them by it")
	}
	if s.Accession != "" {
		out.Identifier = append(out.Identifier, r4.Identifier{Type: new(concept(fhir.SystemIdentifierType, accession, "Accession ID")), Value: new(s.Accession)})
	}
	if s.Number != "" {
		out.Identifier = append(out.Identifier, r4.Identifier{Value: new(s.Number)})
	}
	if meaning := report.Modality(s.Modality); meaning != "" {
		out.Modality = []r4.Coding{{System: new(systemDICOM), Code: new(s.Modality), Display: &meaning}}
	} else if s.Modality != "" {
		out.Modality = []r4.Coding{{Display: new(s.Modality)}}
	}
	if out.NumberOfSeries = count(s.Series); out.NumberOfSeries == nil {
		keep("series", string(s.Series))
	}
	if out.NumberOfInstances = count(s.Instances); out.NumberOfInstances == nil {
		keep("instances", string(s.Instances))
	}
	keep("location", s.Location)
	if c.summary {
		out.Meta = claimed(nil, "ImagingStudy-uv-ips")
	}
	c.document.ImagingStudies = append(c.document.ImagingStudies, out)
	return reference(id)
}

// count returns a number of images, nil for what is none as FHIR writes it.
func count(d frontsheet.Decimal) *int {
	n, err := strconv.ParseInt(string(d), 10, 32)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != string(d) {
		return nil
	}
	return new(int(n))
}

// study reads an ImagingStudy.
func (x *extractor) study(d *r4.ImagingStudy) (s report.Study) {
	var own map[string]string
	s.Fields, own = fields(d.Extension, "uid", "series", "instances", "location")
	s.UID, s.Location = own["uid"], own["location"]
	s.Series, s.Instances = frontsheet.Decimal(own["series"]), frontsheet.Decimal(own["instances"])
	for i := range d.Identifier {
		n := &d.Identifier[i]
		value := arena.Deref(n.Value)
		switch {
		case arena.Deref(n.System) == systemUID:
			s.UID = strings.TrimPrefix(value, "urn:oid:")
		case codeIn(n.Type, fhir.SystemIdentifierType) == accession:
			s.Accession = value
		case s.Number == "":
			s.Number = value
		}
	}
	if len(d.Modality) > 0 {
		if s.Modality = arena.Deref(d.Modality[0].Code); s.Modality == "" {
			s.Modality = arena.Deref(d.Modality[0].Display)
		}
	}
	if len(d.Modality) > 1 {
		x.tell(frontsheet.Warning, "beyond-places", "the images are of several kinds, and a study has room for one: the others are left out")
	}
	s.Started = x.time(d.Started)
	if d.NumberOfSeries != nil {
		s.Series = frontsheet.Decimal(itoa(*d.NumberOfSeries))
	}
	if d.NumberOfInstances != nil {
		s.Instances = frontsheet.Decimal(itoa(*d.NumberOfInstances))
	}
	return s
}

// studies reads the studies to which a report refers.
func (x *extractor) studies(references []r4.Reference) (list []report.Study) {
	for i := range references {
		for j := range x.document.ImagingStudies {
			if d := &x.document.ImagingStudies[j]; arena.Deref(references[i].Reference) == document.URN+arena.Deref(d.Id) {
				list = append(list, x.study(d))
			}
		}
	}
	return list
}
