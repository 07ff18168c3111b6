package codes

import "strings"

// A System identifies a code system in one edition. It is comparable: two
// Systems are the same only if both URI and edition are.
//
// The zero System stands for "not stated".
type System struct {
	// URI is the canonical URI that FHIR's Coding.system carries.
	URI string
	// Version is the edition, as Coding.version carries it ("2.0"). Empty
	// where the URI alone identifies the system or the edition is not known.
	Version string
}

// String returns the system in the form of a FHIR canonical, "URI|version".
func (s System) String() string {
	if s.Version == "" {
		return s.URI
	}
	return s.URI + "|" + s.Version
}

// Matches reports whether s and t can be the same system: their URIs are
// equal, and so are their versions where both state one. A Registry looks up
// and finds routes by it. Matches is not transitive: 1.0 matches unstated, and
// unstated matches 2.0.
func (s System) Matches(t System) bool {
	return s.URI == t.URI && (s.Version == t.Version || s.Version == "" || t.Version == "")
}

// IsZero reports whether s states no system.
func (s System) IsZero() bool { return s == System{} }

// The code systems in which records of Hong Kong and mainland China are coded.
//
// HL7 registers URIs for the first three. No URI is registered for a Chinese
// edition: the object identifier of the national standard
// (urn:oid:2.16.156.10011.2.3.3.11) is shared by editions that give one code
// different meanings, so each edition has a URI of this project's, and the
// edition in Version.
var (
	// ICD10 is the WHO's ICD-10, three and four characters.
	ICD10 = System{URI: "http://hl7.org/fhir/sid/icd-10"}
	// ICD10CM is the US clinical modification of ICD-10.
	ICD10CM = System{URI: "http://hl7.org/fhir/sid/icd-10-cm"}
	// ICD9CM is ICD-9-CM, diagnoses (volumes 1 and 2) and procedures (volume 3).
	ICD9CM = System{URI: "http://hl7.org/fhir/sid/icd-9-cm"}

	// DiagnosisClinical is 疾病分类代码国家临床版 2.0 (国临版).
	DiagnosisClinical = System{URI: Base + "/CodeSystem/icd-10-clinical", Version: "2.0"}
	// DiagnosisInsurance is 医疗保障疾病诊断分类与代码 2.0 (医保版).
	DiagnosisInsurance = System{URI: Base + "/CodeSystem/icd-10-insurance", Version: "2.0"}
	// DiagnosisNational is GB/T 14396-2016 疾病分类与代码.
	DiagnosisNational = System{URI: Base + "/CodeSystem/gbt-14396", Version: "2016"}
	// ProcedureClinical is 手术操作分类代码国家临床版 3.0 (ICD-9-CM-3).
	ProcedureClinical = System{URI: Base + "/CodeSystem/icd-9-cm-3-clinical", Version: "3.0"}
	// ProcedureInsurance is 医疗保障手术操作分类与编码 2.0 (ICD-9-CM-3).
	ProcedureInsurance = System{URI: Base + "/CodeSystem/icd-9-cm-3-insurance", Version: "2.0"}

	// TCM1995 is GB/T 15657-1995 中医病证分类与代码: diseases (BNG010) and syndromes
	// of Chinese medicine.
	TCM1995 = System{URI: Base + "/CodeSystem/gbt-15657-1995", Version: "1995"}
	// TCM2021 is GB/T 15657-2021, whose codes are others throughout: diseases begin
	// with A (A04.01.01), syndromes with B.
	TCM2021 = System{URI: Base + "/CodeSystem/gbt-15657-2021", Version: "2021"}
)

// Base is the URI under which this project names what nobody has registered.
const Base = "https://crossbay.github.io/fhir"

// A Named is a System with the short name by which a command line refers to it.
type Named struct {
	Name string // "icd-10-clinical"
	System
	Title string // in the language of the standard
}

// Systems returns the systems above, each under its short name, in a stable
// order. Each call returns a new slice.
func Systems() []Named {
	return []Named{
		{"icd-10", ICD10, "ICD-10 (WHO)"},
		{"icd-10-cm", ICD10CM, "ICD-10-CM"},
		{"icd-9-cm", ICD9CM, "ICD-9-CM"},
		{"icd-10-clinical", DiagnosisClinical, "疾病分类代码国家临床版2.0（国临版）"},
		{"icd-10-insurance", DiagnosisInsurance, "医疗保障疾病诊断分类与代码2.0（医保版）"},
		{"gbt-14396", DiagnosisNational, "GB/T 14396-2016 疾病分类与代码"},
		{"icd-9-cm-3-clinical", ProcedureClinical, "手术操作分类代码国家临床版3.0（国临版）"},
		{"icd-9-cm-3-insurance", ProcedureInsurance, "医疗保障手术操作分类与编码2.0（医保版）"},
		{"gbt-15657-1995", TCM1995, "GB/T 15657-1995 中医病证分类与代码"},
		{"gbt-15657-2021", TCM2021, "GB/T 15657-2021 中医病证分类与代码"},
	}
}

// ChineseMedicine reports whether a system has codes of diseases and syndromes of
// Chinese medicine, which are none of the ICD: A04.01 is of either by its shape, and
// means another thing in each.
func ChineseMedicine(s System) bool { return s.URI == TCM1995.URI || s.URI == TCM2021.URI }

// FindSystem returns the system that name stands for: a short name of
// [Systems] or a URI, either with an edition ("icd-10-clinical|1.1"). Without
// one, it is the edition of [Systems]; a URI that is not there stands for
// itself.
func FindSystem(name string) (System, bool) {
	name, version, stated := strings.Cut(name, "|")
	for _, n := range Systems() {
		if name == n.Name || name == n.URI {
			if stated {
				n.Version = version
			}
			return n.System, true
		}
	}
	if !isURI(name) {
		return System{}, false
	}
	return System{URI: name, Version: version}, true
}

func isURI(s string) bool {
	return strings.Contains(s, "://") || strings.HasPrefix(s, "urn:")
}
