package category_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/category"
)

func Example() {
	c, _ := category.Diagnosis("I21.900x001")
	fmt.Println(c.Code, c.Hans, c.Hant)
	c, _ = category.Procedure("36.0601")
	fmt.Println(c.Code, category.Mark(c).Hant)
	// Output:
	// I21 急性心肌梗死 急性心肌梗塞
	// 36.0 去除冠狀動脈梗阻和置入支架（亞目）
}
