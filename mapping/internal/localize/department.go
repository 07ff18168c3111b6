package localize

import "github.com/crossbay/crossbay/mapping/frontsheet"

// DepartmentsOfService gives the specialty of a stay as the departments of a layout that
// has these, where the sheet states none: of a whole stay as both, of a message as
// that in which the patient is when it is sent. It reports whether it did.
func DepartmentsOfService(st *frontsheet.Stay, ofEvent bool) bool {
	if st.Service.IsZero() || !st.AdmittedTo.Department.IsZero() || !st.DischargedFrom.Department.IsZero() || len(st.Transfers) > 0 {
		return false
	}
	ended := !st.Discharge.IsZero()
	if !ofEvent || !ended {
		st.AdmittedTo.Department = st.Service
	}
	if !ofEvent || ended {
		st.DischargedFrom.Department = st.Service
	}
	st.Service = frontsheet.Coded{}
	return true
}

// ServiceOfDepartments returns the department of a stay as its specialty: that from
// which the patient was discharged, else that to which he was admitted; none where
// the sheet has neither, or a specialty. several reports that they are not one.
func ServiceOfDepartments(st *frontsheet.Stay) (service frontsheet.Coded, several bool) {
	first, last := st.AdmittedTo.Department, st.DischargedFrom.Department
	switch {
	case !st.Service.IsZero():
		return frontsheet.Coded{}, false
	case last.IsZero():
		return first, len(st.Transfers) > 0
	}
	return last, !first.IsZero() && first != last || len(st.Transfers) > 0
}
