package layout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Part is a part of a FrontSheet of which a sheet may have none or several,
// each with the same elements. The zero Part is what each sheet has once.
type Part struct {
	// Name is what the names of its elements begin with ("diagnosis.other"), ""
	// where they have nothing in common.
	Name string
	// Numbered says that the path of an element states even the index 1:
	// procedure[1].code, but insurance.plan.
	Numbered bool
	// Ranked says that a role, line or rank of its own tells one from the others,
	// and not its place in a list.
	Ranked bool
	// EachRow says that each row of a record has one: the items of domain records.
	EachRow bool
	// Domain is the kind of those items, -1 for the level of the row.
	Domain int
	// Verbatim says that nothing of a sheet holds what its column says: the cell
	// is kept as it is written.
	Verbatim bool
	// Whole is the element of a message that fills the part as a whole.
	Whole string

	// has reports whether a sheet has the part of an index, and indices lists
	// those that it has. Both are nil where there always is the first.
	has     func(s *frontsheet.FrontSheet, index int) bool
	indices func(s *frontsheet.FrontSheet) []int
}

// Has reports whether the sheet has the part of an index, so that to look at an
// element of it makes none.
func (p *Part) Has(s *frontsheet.FrontSheet, index int) bool {
	return p.has == nil || p.has(s, index)
}

// Indices lists the indices of the parts that the sheet has.
func (p *Part) Indices(s *frontsheet.FrontSheet) []int {
	if p.indices == nil {
		return []int{1}
	}
	return p.indices(s)
}

// Path puts an index into the name of an element of the part.
func (p *Part) Path(name string, index int) string {
	if p.Name == "" || index == 1 && !p.Numbered {
		return name
	}
	return p.Name + "[" + strconv.Itoa(index) + "]" + strings.TrimPrefix(name, p.Name)
}

// once is what each sheet has once, and verbatim what none has.
var (
	once     = &Part{}
	verbatim = &Part{Verbatim: true}
)

// The parts of which a sheet has a list.
var (
	intensives = &Part{
		Name: "stay.intensive", Numbered: true,
		has:     func(s *sheet, index int) bool { return index <= len(s.Stay.Intensive) },
		indices: func(s *sheet) []int { return upTo(len(s.Stay.Intensive)) },
	}
	birthWeights = &Part{
		Name: "newborn.birth-weight", Numbered: true,
		has:     func(s *sheet, index int) bool { return index <= len(s.Newborn.BirthWeights) },
		indices: func(s *sheet) []int { return upTo(len(s.Newborn.BirthWeights)) },
	}
	documents   = listed("patient.document", "patient.identifiers", func(s *sheet) int { return len(s.Patient.Documents) })
	identifiers = listed("patient.identifier", "patient.identifiers", func(s *sheet) int { return len(s.Patient.Identifiers) })
	nextOfKin   = listed("patient.next-of-kin", "patient.next-of-kin.person[1]", func(s *sheet) int { return len(s.Patient.NextOfKin) })
	insurances  = listed("insurance", "", func(s *sheet) int { return len(s.Insurance) })
	allergies   = listed("allergy", "", func(s *sheet) int { return len(s.Allergy.Items) })
	results     = listed("result", "", func(s *sheet) int { return len(s.Observations) })
	laboratory  = listed("laboratory", "", func(s *sheet) int { return len(s.Observations) })
	medications = listed("medication", "", func(s *sheet) int { return len(s.Medications) })
)

// listed returns the part of which a sheet has a list of n.
func listed(name, whole string, n func(s *sheet) int) *Part {
	return &Part{
		Name: name, Whole: whole,
		has:     func(s *sheet, index int) bool { return index <= n(s) },
		indices: func(s *sheet) []int { return upTo(n(s)) },
	}
}

// The parts of a patient that a message fills with one field.
var (
	identifierList = &Part{Whole: "patient.identifiers"}
	names          = &Part{Whole: "patient.names"}
	englishName    = &Part{Name: "patient.english-name", Whole: "patient.names"}
	currentAddress = &Part{Name: "patient.current", Whole: "patient.addresses"}
	contact        = &Part{Name: "patient.contact", Whole: "patient.next-of-kin.person[1]"}
)

// procedures are told apart by their rank.
var procedures = &Part{
	Name: "procedure", Numbered: true, Ranked: true,
	has: func(s *sheet, index int) bool { return findProcedure(s, index) >= 0 },
	indices: func(s *sheet) []int {
		list := make([]int, len(s.Procedures))
		for i := range s.Procedures {
			list[i] = s.Procedures[i].Rank
		}
		return list
	},
}

// segmentDiagnoses are the diagnoses of a message before it is known what role
// and line each of them has. No sheet has them when it is done.
var segmentDiagnoses = &Part{
	Name: "diagnosis", Ranked: true,
	has:     func(*sheet, int) bool { return false },
	indices: func(*sheet) []int { return nil },
}

// diagnosesOf returns the diagnoses of a role, which are told apart by their
// lines.
func diagnosesOf(role frontsheet.DiagnosisRole) *Part {
	return &Part{
		Name: "diagnosis." + string(role), Numbered: slices.Contains(numberedRoles[:], role), Ranked: true,
		has: func(s *sheet, index int) bool { return findDiagnosis(s, role, index) >= 0 },
		indices: func(s *sheet) []int {
			var list []int
			for i := range s.Diagnoses {
				if s.Diagnoses[i].Role == role {
					list = append(list, s.Diagnoses[i].Slot)
				}
			}
			return list
		},
	}
}

// numberedRoles are those whose diagnoses have lines in a front sheet.
var numberedRoles = [...]frontsheet.DiagnosisRole{
	frontsheet.Outpatient, frontsheet.OnAdmission, frontsheet.Principal, frontsheet.Other, frontsheet.Pathology, frontsheet.ExternalCause, frontsheet.Chronic,
	frontsheet.TCMOutpatient, frontsheet.TCMDisease, frontsheet.TCMSyndrome,
}

// staffOf returns the member of staff of a role.
func staffOf(role frontsheet.StaffRole) *Part {
	return optional(func(s *sheet) bool {
		return slices.ContainsFunc(s.Staff, func(m frontsheet.StaffMember) bool { return m.Role == role })
	})
}

// feeOf returns the fee of a category.
func feeOf(category string) *Part {
	return optional(func(s *sheet) bool {
		return slices.ContainsFunc(s.Fees.Items, func(f frontsheet.Fee) bool { return f.Category == category })
	})
}

// itemOf returns the item of a code.
func itemOf(code string) *Part {
	return optional(func(s *sheet) bool {
		return slices.ContainsFunc(s.Items, func(i frontsheet.Item) bool { return i.Code == code })
	})
}

// optional returns a part that a sheet has once or not at all.
func optional(has func(s *sheet) bool) *Part {
	return &Part{
		has: func(s *sheet, _ int) bool { return has(s) },
		indices: func(s *sheet) []int {
			if !has(s) {
				return nil
			}
			return []int{1}
		},
	}
}

// upTo lists the numbers from 1 to n.
func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}
