package identity_test

import (
	"fmt"

	"github.com/crossbay/crossbay/mapping/identity"
)

func ExampleParse() {
	for _, s := range []string{"A123456(3)", " a123456（3）", "A123456", "A123456(4)", "A12345"} {
		id := identity.Parse(identity.HKID, s)
		fmt.Println(id.Value(), id.Verdict, id.Changed)
	}
	// Output:
	// A123456(3) valid false
	// A123456(3) valid true
	// A123456 check-digit-absent false
	// A123456(4) bad-check-digit false
	// A12345 wrong-shape false
}

func ExampleRecognize() {
	for _, s := range []string{"11010519491231002x", "810000199001010019", "H1234567800", "4.30102E+17", "E12345678"} {
		id := identity.Recognize(s)
		fmt.Println(id.Kind, id.Verdict)
	}
	// Output:
	// resident-id valid
	// residence-permit valid
	// home-return-permit unverifiable
	// unknown damaged
	// unknown wrong-shape
}

func ExampleIdentity() {
	id := identity.Parse(identity.ResidentID, "11010519491231002x")
	fmt.Println(id)
	fmt.Println(id.Kind.English(), id.Kind.Hant())
	fmt.Println(id.Kind.TypeCode(), id.Kind.System())
	fmt.Println(id.Value(), id.BirthDate(), id.Sex())
	// Output:
	// [redacted]
	// Resident identity card 居民身份證
	// NI urn:oid:2.16.156.10011.1.3
	// 11010519491231002X 1949-12-31 female
}

func ExampleIdentity_Person() {
	first := identity.Parse(identity.HomeReturnPermit, "H1234567800")
	now := identity.Parse(identity.HomeReturnPermit, "H12345678")
	fmt.Println(first.Person() == now.Person())
	// Output: true
}
