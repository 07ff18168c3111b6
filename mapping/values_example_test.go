package mapping_test

import (
	"fmt"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A text of a program of one's own becomes the code of the value set that the layout
// has for the element, as in a file of the layout.
func ExampleLayout_Coded() {
	sex, known := mainland.HQMS().Coded("patient.sex", "女")
	fmt.Println(known, sex.Set.Name, sex.Code)
	sex, known = hongkong.FrontSheet().Coded("patient.sex", "Female")
	fmt.Println(known, sex.Set.Name, sex.Code)
	_, known = mainland.HQMS().Coded("patient.sex", "?")
	fmt.Println(known)
	// Output:
	// true hqms-rc001 2
	// true hk-sex F
	// false
}

// A value set is found by its name, and says what its codes mean and which of FHIR's
// they are.
func ExampleValueSet() {
	concept, _ := mainland.ValueSet("hqms-rc001").Concept("2")
	fmt.Println(concept.Chinese, concept.English, concept.Standard)
	// Output: 女 Female female
}

// A time of Go becomes what the clock of its location shows, and comes back.
func ExampleDateOf() {
	hospital := time.FixedZone("", 8*60*60)
	admitted := time.Date(2024, 1, 5, 1, 30, 0, 0, time.UTC)
	date := mapping.DateOf(admitted.In(hospital), mapping.ToMinute)
	fmt.Println(mapping.Reveal(date))
	again, known := date.Time(hospital)
	fmt.Println(known, again.Equal(admitted))
	// Output:
	// "2024-01-05 09:30"
	// true true
}

// The built-in layouts, of which one is asked for by its name.
func ExampleLayouts() {
	for _, layout := range mapping.Layouts()[:3] {
		fmt.Println(layout.Name, layout.Title)
	}
	fmt.Println(mapping.LayoutNamed("hk-adt").Title)
	// Output:
	// hqms 住院病案首页数据采集接口（HQMS、公立医院绩效考核）
	// n041 住院病案首页（卫统4-1，N041）
	// n042 中医住院病案首页（卫统4-2，N042）
	// Hong Kong HL7 v2 ADT
}
