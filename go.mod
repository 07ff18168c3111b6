module github.com/crossbay/crossbay

go 1.26

require github.com/samply/golang-fhir-models/fhir-models v0.3.2
