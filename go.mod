module github.com/crossbay/crossbay

go 1.26

require github.com/samply/golang-fhir-models/fhir-models v0.3.2

require (
	github.com/stretchr/testify v1.12.1
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
