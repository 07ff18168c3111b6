package registration_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/registration"
)

func ExampleParse() {
	for _, text := range []string{"hk-02280", "國藥準字H13022378", "H20013023"} {
		n, ok := registration.Parse(text)
		fmt.Println(ok, n.Text, n.Kind.English)
	}
	// Output:
	// true HK-02280 Registration number of Hong Kong
	// true 国药准字H13022378 Approval number of the mainland (domestic)
	// false
}
