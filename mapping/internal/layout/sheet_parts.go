package layout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Has reports whether the sheet has the repeated part that the field is of, so
// that to look at it makes none.
func Has(s *frontsheet.FrontSheet, f *Field) bool { return HasPart(s, f.Element, f.Index) }

func HasPart(s *frontsheet.FrontSheet, name string, index int) bool {
	kind, rest, _ := strings.Cut(name, ".")
	switch kind {
	case "diagnosis":
		role, _, _ := strings.Cut(rest, ".")
		role, _, _ = strings.Cut(role, "[")
		if role == "all" {
			return true
		}
		return slices.ContainsFunc(s.Diagnoses, func(d frontsheet.Diagnosis) bool { return string(d.Role) == role && d.Slot == index })
	case "staff":
		role, _, _ := strings.Cut(rest, ".")
		return slices.ContainsFunc(s.Staff, func(m frontsheet.StaffMember) bool { return string(m.Role) == role })
	case "fee":
		return rest == "total" || rest == "self-paid" || slices.ContainsFunc(s.Fees.Items, func(f frontsheet.Fee) bool { return f.Category == rest })
	}
	switch {
	case strings.HasPrefix(name, "procedure.all."):
	case strings.HasPrefix(name, "procedure"):
		return slices.ContainsFunc(s.Procedures, func(p frontsheet.Procedure) bool { return p.Rank == index })
	case strings.HasPrefix(name, "stay.intensive"):
		return index <= len(s.Stay.Intensive)
	case strings.HasPrefix(name, "newborn.birth-weight"):
		return index <= len(s.Newborn.BirthWeights)
	}
	return true
}

// Parts lists the indices of the repeated part that an element is of.
func Parts(s *frontsheet.FrontSheet, name string) []int {
	kind, rest, _ := strings.Cut(name, ".")
	var list []int
	switch {
	case kind == "diagnosis":
		role, _, _ := strings.Cut(rest, ".")
		if role == "all" {
			return []int{1}
		}
		for i := range s.Diagnoses {
			if string(s.Diagnoses[i].Role) == role {
				list = append(list, s.Diagnoses[i].Slot)
			}
		}
	case strings.HasPrefix(name, "procedure.all."):
		list = append(list, 1)
	case kind == "procedure":
		for i := range s.Procedures {
			list = append(list, s.Procedures[i].Rank)
		}
	case strings.HasPrefix(name, "stay.intensive"):
		for i := range s.Stay.Intensive {
			list = append(list, i+1)
		}
	case strings.HasPrefix(name, "newborn.birth-weight"):
		for i := range s.Newborn.BirthWeights {
			list = append(list, i+1)
		}
	default:
		n, listed := listed(s, name)
		for i := range n {
			list = append(list, i+1)
		}
		if !listed && HasPart(s, name, 1) {
			return []int{1}
		}
	}
	return list
}

// listed returns how many parts there are of the list that an element is of.
func listed(s *frontsheet.FrontSheet, name string) (n int, ok bool) {
	for _, list := range [...]struct {
		prefix string
		n      int
	}{
		{"patient.document.", len(s.Patient.Documents)},
		{"patient.identifier.", len(s.Patient.Identifiers)},
		{"patient.next-of-kin.", len(s.Patient.NextOfKin)},
		{"insurance.", len(s.Insurance)},
		{"allergy.kind", len(s.Allergy.Items)},
		{"allergy.name", len(s.Allergy.Items)},
		{"allergy.severity", len(s.Allergy.Items)},
		{"allergy.reaction", len(s.Allergy.Items)},
		{"allergy.noted", len(s.Allergy.Items)},
		{"allergy.concept", len(s.Allergy.Items)},
		{"result.", len(s.Observations)},
		{"laboratory.", len(s.Observations)},
	} {
		if strings.HasPrefix(name, list.prefix) {
			return list.n, true
		}
	}
	return 0, false
}

// repeated names the parts of an element's name of which there are several.
var repeated = [...]string{
	"diagnosis.outpatient", "diagnosis.admission", "diagnosis.principal", "diagnosis.other", "diagnosis.pathology",
	"diagnosis.external-cause", "procedure", "stay.intensive", "newborn.birth-weight",
}

// PathOf puts the index into the name of an element.
func PathOf(name string, index int) string {
	for _, part := range repeated {
		if rest, found := strings.CutPrefix(name, part); found && (rest == "" || rest[0] == '.') {
			return part + "[" + strconv.Itoa(index) + "]" + rest
		}
	}
	if index > 1 {
		if at := strings.LastIndexByte(name, '.'); at > 0 {
			return name[:at] + "[" + strconv.Itoa(index) + "]" + name[at:]
		}
	}
	return name
}
