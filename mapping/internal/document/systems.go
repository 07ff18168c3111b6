package document

// URN is what the full URLs of entries start with, before the id.
const URN = "urn:uuid:"

// SystemURI is FHIR's system of identifiers that are URIs themselves.
const SystemURI = "urn:ietf:rfc:3986"

// Identifier systems of the national standards, as the CDA of WS/T 500 has them.
const (
	SystemRecordNumber    = "urn:oid:2.16.156.10011.1.13" // 病案号
	SystemHealthCard      = "urn:oid:2.16.156.10011.1.19" // 健康卡号
	SystemOrganization    = "urn:oid:2.16.156.10011.1.5"  // 组织机构代码
	SystemPractitioner    = "urn:oid:2.16.156.10011.1.4"  // 医师执业证书
	SystemPathologyNumber = "urn:oid:2.16.156.10011.1.8"  // 病理号
)

// Codes of LOINC.
const (
	LOINCAgeGroup    = "46251-5"
	LOINCBirthWeight = "8339-4" // of the newborn who is the patient
	LOINCWeight      = "29463-7"
)
