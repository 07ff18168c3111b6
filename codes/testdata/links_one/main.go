// A program that calls one of the two tables of a package.
package main

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/icd9cm"
)

func main() {
	fmt.Println(icd9cm.Procedures().Lookup("36.06"))
}
