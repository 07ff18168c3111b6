package measurement_test

import (
	"fmt"

	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/laboratory"
)

func Example() {
	table := laboratory.Default()
	found := table.Resolve(laboratory.Query{Name: "血红蛋白", Unit: "g/L"})
	for _, x := range measurement.OtherUnits(table, found, "132", "", "130-175") {
		q := x.Extension[0].ValueQuantity
		fmt.Println(q.Value, *q.Code)
	}
	// Output: 13.2 g/dL
}
