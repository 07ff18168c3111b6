package endpoint_test

import (
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/endpoint"
)

func ExampleEndpoint() {
	h := endpoint.New(answer.New(&load.Set{}), nil, time.Now(), nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/fhir/CodeSystem/$validate-code?url=http://hl7.org/fhir/sid/icd-10&code=A00.99", nil))
	fmt.Print(w.Code, " ", w.Body)
	// Output:
	// 200 {"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"The code is not in the tables of http://hl7.org/fhir/sid/icd-10."}]}
}
