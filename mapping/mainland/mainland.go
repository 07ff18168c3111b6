// Package mainland holds the front-sheet layouts and value sets of mainland
// China.
package mainland

import (
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
)

// ValueSets returns the value sets of the layouts: those of HQMS under
// "hqms-rc…", those of N041 under "n041-…", those that N042 alone has under
// "n042-rc…", those of the medical insurance under "yb-…", those of documents of
// CDA under "cda-…", and "country". The caller must not
// change the slice.
func ValueSets() []*mapping.ValueSet { return builtin.ValueSets("mainland") }

// HQMS returns the layout of the front sheet as hospitals upload it for the
// national monitoring of medical quality (HQMS) and the performance assessment
// of public hospitals (公立医院绩效考核): the 642 columns of 2019, and the 811
// that files of 2022 and later carry. Dates are yyyy-MM-dd, times
// yyyy-MM-dd HH:mm:ss; amounts are yuan, weights grams.
func HQMS() *mapping.Layout { return mapping.LayoutNamed("hqms") }

// N041 returns the layout of 卫统4-1: 232 columns named by the initials of
// their titles. Dates are yyyyMMdd with the hour in a column of its own.
func N041() *mapping.Layout { return mapping.LayoutNamed("n041") }

// HQMSP returns the layout of the front sheet as hospitals uploaded it to HQMS before
// 2019: 346 columns named by a P with a number, and five that later files carry. Dates
// and amounts are those of HQMS. An age under one year is in months, and in many files
// in days: what the dates of birth and admission say of it counts.
func HQMSP() *mapping.Layout { return mapping.LayoutNamed("hqms-p") }

// N042 returns the layout of 卫统4-2, the front sheet of hospitals of Chinese medicine:
// diagnoses of Chinese medicine, in codes of either edition of GB/T 15657, beside those
// of the ICD. Dates are yyyy-MM-dd, times yyyy-MM-dd HH:mm:ss with the hour in a column
// of its own besides.
func N042() *mapping.Layout { return mapping.LayoutNamed("n042") }

// YB4101 returns the layout of the settlement list of the medical insurance
// (医疗保障基金结算清单) as the interface 4101 takes it: JSON of the nodes setlinfo,
// payinfo, opspdiseinfo, diseinfo, iteminfo, oprninfo and icuinfo, in the envelope of
// the interface or without it. A column is the JSON Pointer of a member; those of
// diagnoses are /diseinfo/0 for the main one, and /diseinfo/1 to 40 for the others.
// Diagnoses and operations are coded in the editions of the medical insurance (医保版
// 2.0).
func YB4101() *mapping.Layout { return mapping.LayoutNamed("yb-4101") }

// YB4101A returns the layout of the same list as the interface 4101A takes it. It has
// neither the person nor the charges nor who pays, which the settlement has, and bldinfo
// besides. The hospital is that of the envelope.
func YB4101A() *mapping.Layout { return mapping.LayoutNamed("yb-4101a") }

// YB4401 returns the layout of the front sheet as the interface 4401 of the medical
// insurance takes it: JSON of the nodes baseinfo, diseinfo, oprninfo and icuinfo.
func YB4401() *mapping.Layout { return mapping.LayoutNamed("yb-4401") }

// C0032 returns the layout of the front sheet as a document of CDA R2 (WS/T 500.32): XML,
// a document a record, one in a file or several one after the other. A column is a data
// element of WS 445.10, and issues name what they are about by its XPath. Dates and
// times are yyyyMMddHHmmss as far as they are known.
func C0032() *mapping.Layout { return mapping.LayoutNamed("cda-c0032") }

// C0033 returns the layout of the front sheet of hospitals of Chinese medicine as a
// document of CDA R2 (WS/T 500.33), which has what [C0032] and [N042] have, by the data
// elements of WS 445.11.
func C0033() *mapping.Layout { return mapping.LayoutNamed("cda-c0033") }

// Layouts returns every layout of this package, for a reader that is to
// recognise which a file has.
func Layouts() []*mapping.Layout {
	return []*mapping.Layout{HQMS(), N041(), N042(), HQMSP(), YB4101A(), YB4101(), YB4401(), C0032(), C0033(), WS44516()}
}

// WS44516 returns the layout of records of referrals and transfers (转诊（院）记录, WS
// 445.16) as regional platforms collect them: 44 columns, a referral a row. Dates are
// yyyy-MM-dd, times yyyy-MM-dd HH:mm:ss.
func WS44516() *mapping.Layout { return mapping.LayoutNamed("ws445-16") }

// ValueSet returns the value set of ValueSets that has the name, nil where none has.
func ValueSet(name string) *mapping.ValueSet {
	for _, set := range ValueSets() {
		if set.Name == name {
			return set
		}
	}
	return nil
}
