// A program that imports package codes and links no table.
package main

import (
	"fmt"

	"github.com/crossbay/crossbay/codes"
)

func main() {
	reg := codes.NewRegistry(nil, nil)
	fmt.Println(reg.Lookup(codes.ICD9CM, "410.71"))
	fmt.Println(reg.Translate(codes.ICD9CM, "410.71", codes.ICD10))
	fmt.Println(reg.Reverse(codes.ICD9CM, "410.71", codes.ICD10))
}
