package document

const URN = "urn:uuid:"

// Identifier systems of the national standards, as the CDA of WS/T 500 has them.
const (
	SystemRecordNumber    = "urn:oid:2.16.156.10011.1.13" // 病案号
	SystemHealthCard      = "urn:oid:2.16.156.10011.1.19" // 健康卡号
	SystemOrganization    = "urn:oid:2.16.156.10011.1.5"  // 组织机构代码
	SystemPractitioner    = "urn:oid:2.16.156.10011.1.4"  // 医师执业证书
	SystemPathologyNumber = "urn:oid:2.16.156.10011.1.8"  // 病理号
)

// LOINCAgeGroup is LOINC's code of an age group.
const LOINCAgeGroup = "46251-5"

const LOINCBirthWeight = "8339-4"
