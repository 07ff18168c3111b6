package shangmi_test

import (
	"fmt"
	"log"

	"github.com/crossbay/crossbay/fhir/exchange/internal/shangmi"
)

func Example() {
	key, err := shangmi.GenerateKey()
	if err != nil {
		log.Fatal(err)
	}
	signature, err := key.Sign([]byte("message"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(signature), key.Public().Verify([]byte("message"), signature))
	// Output: 64 true
}
