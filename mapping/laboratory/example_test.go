package laboratory_test

import (
	"cmp"
	"fmt"

	"github.com/crossbay/crossbay/mapping/laboratory"
)

// A name leads to a code with its specimen and its unit, and not without them where
// several tests have it.
func ExampleTable_Resolve() {
	table := laboratory.Default()
	for _, q := range []laboratory.Query{
		{Name: "血红蛋白", Unit: "g/L"},
		{Name: "PCT"},
		{Name: "PCT", Specimen: []string{"血清"}, Unit: "ng/mL"},
	} {
		r := table.Resolve(q)
		fmt.Printf("%s in %q: %s\n", q.Name, q.Unit, cmp.Or(r.LOINC.Code, string(r.Reason)))
	}
	// Output:
	// 血红蛋白 in "g/L": 718-7
	// PCT in "": ambiguous-test
	// PCT in "ng/mL": 33959-8
}

// A result is said in the unit of the other side, with the ground on which that rests.
func ExampleTable_Convert() {
	table := laboratory.Default()
	haemoglobin := table.Item("hgb")
	c, ok := table.Convert(haemoglobin, "g/L", "g/dL")
	if !ok {
		return // nothing leads there
	}
	number, _ := c.Apply("132")
	fmt.Println(number, c.To, c.Ground)
	// Output:
	// 13.2 g/dL units of one dimension
}
