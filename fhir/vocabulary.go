package fhir

// Base is the URI under which this project names the extensions and code
// systems that nobody has registered. A deployment may use its own (see
// mapping.Options); the definitions under fhir/definitions use this one.
const Base = "https://crossbay.github.io/fhir"

// SystemID is the identifier system of the ids that documents give their resources: a
// server that chooses ids of its own keeps these as identifiers.
const SystemID = Base + "/identifier/id"

// Extensions of this project. Each has a StructureDefinition in
// fhir/definitions, made from [Extensions].
const (
	// On Composition: where the sheet came from, and what has no home.
	ExtensionSourceField        = Base + "/StructureDefinition/source-field"
	ExtensionSourceLayout       = Base + "/StructureDefinition/source-layout"
	ExtensionAssumedTimeZone    = Base + "/StructureDefinition/assumed-time-zone"
	ExtensionRecordQuality      = Base + "/StructureDefinition/record-quality"
	ExtensionQualityControlDate = Base + "/StructureDefinition/quality-control-date"
	ExtensionDrugAllergy        = Base + "/StructureDefinition/drug-allergy"
	ExtensionSourceInput        = Base + "/StructureDefinition/source-input"
	ExtensionSourceEvent        = Base + "/StructureDefinition/source-event"

	// On Patient and its parts.
	ExtensionAdministrativeSex = Base + "/StructureDefinition/administrative-sex"
	ExtensionEthnicity         = Base + "/StructureDefinition/ethnicity"
	ExtensionNativePlace       = Base + "/StructureDefinition/native-place"
	ExtensionOccupation        = Base + "/StructureDefinition/occupation"
	ExtensionAddressRole       = Base + "/StructureDefinition/address-role"
	ExtensionNameDivided       = Base + "/StructureDefinition/name-divided"
	ExtensionDistrict          = Base + "/StructureDefinition/district"
	ExtensionRace              = Base + "/StructureDefinition/race"
	ExtensionContradictedBy    = Base + "/StructureDefinition/contradicted-by"
	ExtensionAsOf              = Base + "/StructureDefinition/as-of"

	// On Encounter and its parts.
	ExtensionAdmissionCount  = Base + "/StructureDefinition/admission-count"
	ExtensionRecordedHour    = Base + "/StructureDefinition/recorded-hour"
	ExtensionDaySurgery      = Base + "/StructureDefinition/day-surgery"
	ExtensionReadmissionPlan = Base + "/StructureDefinition/readmission-plan"
	ExtensionLocationRole    = Base + "/StructureDefinition/location-role"
	ExtensionDestinationKind = Base + "/StructureDefinition/destination-kind"
	ExtensionPatientClass    = Base + "/StructureDefinition/patient-class"

	// On what a line of the sheet became: which line it is.
	ExtensionSheetLine = Base + "/StructureDefinition/sheet-line"

	// On Condition.
	ExtensionPresentOnAdmission = Base + "/StructureDefinition/present-on-admission"
	ExtensionReferenceDate      = Base + "/StructureDefinition/reference-date"

	// On what an item of a domain record became: how far it is coded.
	ExtensionGrade = Base + "/StructureDefinition/grade"

	// On Coding: by which map or rule, in which edition and with which
	// equivalence a coding was added to the source's own.
	ExtensionTranslatedBy = Base + "/StructureDefinition/translated-by"

	// On the elements of a ConceptMap: the targets that only together translate a
	// code (package codes/publish writes it).
	ExtensionMapCombination = Base + "/StructureDefinition/map-combination"

	// On Procedure.
	ExtensionProcedureRank     = Base + "/StructureDefinition/procedure-rank"
	ExtensionProcedureLevel    = Base + "/StructureDefinition/procedure-level"
	ExtensionProcedureDuration = Base + "/StructureDefinition/procedure-duration"
	ExtensionIncision          = Base + "/StructureDefinition/incision-class"
	ExtensionHealing           = Base + "/StructureDefinition/incision-healing"
	ExtensionIncisionHealing   = Base + "/StructureDefinition/incision-and-healing"
	ExtensionAnaesthesia       = Base + "/StructureDefinition/anaesthesia-method"
	ExtensionAnaesthesiaRisk   = Base + "/StructureDefinition/anaesthesia-risk"

	// On AllergyIntolerance.
	ExtensionAllergyKind     = Base + "/StructureDefinition/allergy-kind"
	ExtensionAllergySeverity = Base + "/StructureDefinition/allergy-severity"

	// On MedicationStatement.
	ExtensionMedicationQuantity = Base + "/StructureDefinition/medication-quantity"
	ExtensionMedicationDuration = Base + "/StructureDefinition/medication-duration"
	ExtensionPrescriptionDetail = Base + "/StructureDefinition/prescription-detail"

	// On DiagnosticReport: the day of a report that states no time. On Observation: the
	// result in the unit of the other side.
	ExtensionReportDate = Base + "/StructureDefinition/report-date"
	ExtensionOtherUnit  = Base + "/StructureDefinition/other-unit"

	// On what a part of the record became: what it says beside.
	ExtensionSheetDetail = Base + "/StructureDefinition/sheet-detail"

	// On Invoice.
	ExtensionSelfPaid    = Base + "/StructureDefinition/self-paid-amount"
	ExtensionFundPayment = Base + "/StructureDefinition/fund-payment"
)

// Extensions that HL7 defines in R4 and this project uses.
const (
	ExtensionReligion           = "http://hl7.org/fhir/StructureDefinition/patient-religion"
	ExtensionBirthPlace         = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
	ExtensionNationality        = "http://hl7.org/fhir/StructureDefinition/patient-nationality"
	ExtensionConditionOutcome   = "http://hl7.org/fhir/StructureDefinition/condition-outcome"
	ExtensionConditionAsserted  = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
	ExtensionNameRepresentation = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
	ExtensionLanguage           = "http://hl7.org/fhir/StructureDefinition/language"
	ExtensionDataAbsentReason   = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
	SystemLOINC                 = "http://loinc.org"
	SystemCountry               = "urn:iso:std:iso:3166"
	SystemUCUM                  = "http://unitsofmeasure.org"
	SystemIdentifierType        = "http://terminology.hl7.org/CodeSystem/v2-0203"
	SystemContactRole           = "http://terminology.hl7.org/CodeSystem/v2-0131"
	SystemDiagnosisRole         = "http://terminology.hl7.org/CodeSystem/diagnosis-role"
	SystemConditionCategory     = "http://terminology.hl7.org/CodeSystem/condition-category"
	SystemConditionVerification = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
	SystemActCode               = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	SystemRequestPriority       = "http://hl7.org/fhir/request-priority"
	SystemTaskStatus            = "http://hl7.org/fhir/task-status"
	SystemParticipationType     = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
	SystemCoverageClass         = "http://terminology.hl7.org/CodeSystem/coverage-class"
	SystemPhysicalType          = "http://terminology.hl7.org/CodeSystem/location-physical-type"
	SystemRoleCode              = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
	SystemAllergyClinical       = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
	SystemEmptyReason           = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
	SystemLifecycle             = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
)

// Code systems of this project, each with its codes in [CodeSystems].
const (
	SystemSheetDiagnosisRole = Base + "/CodeSystem/diagnosis-role"
	SystemSheetStaffRole     = Base + "/CodeSystem/staff-role"
	SystemSheetLocationRole  = Base + "/CodeSystem/location-role"
	SystemSheetItem          = Base + "/CodeSystem/sheet-item"
	SystemFeeCategory        = Base + "/CodeSystem/fee-category"
	SystemGradeReason        = Base + "/CodeSystem/grade-reason"
	SystemReferralStep       = Base + "/CodeSystem/referral-step"
	SystemRecognitionMark    = Base + "/CodeSystem/recognition-mark"
	SystemSheetDetail        = Base + "/CodeSystem/sheet-detail"
	SystemChargeShare        = Base + "/CodeSystem/charge-share"
)

// An ExtensionDefinition says what one extension of this project is.
type ExtensionDefinition struct {
	URL         string
	Title       string
	Description string
	// Context lists the elements on which it may stand ("Encounter.period").
	Context []string
	// Value is the type of its value ("CodeableConcept"); empty where the
	// extension is made of the Parts.
	Value string
	Parts []ExtensionPart
}

// An ExtensionPart is one part of a complex extension. It has a Value or Parts of
// its own, as the extension has.
type ExtensionPart struct {
	URL, Value, Description string
	Required                bool
	Repeats                 bool
	Parts                   []ExtensionPart
}

// mapCondition is ConceptMap.group.element.target.dependsOn as parts.
func mapCondition() []ExtensionPart {
	return []ExtensionPart{
		{URL: "property", Value: "uri", Required: true, Description: "The property."},
		{URL: "system", Value: "uri", Description: "The code system of the value, where it is a code."},
		{URL: "value", Value: "string", Required: true, Description: "The value of the property."},
		{URL: "display", Value: "string", Description: "The display of the value."},
	}
}

// Extensions returns the definition of every extension of this project.
// Each call returns a new slice.
func Extensions() []ExtensionDefinition {
	return []ExtensionDefinition{
		{
			URL: ExtensionSourceField, Title: "Source field", Context: []string{"Composition", "DiagnosticReport", "ImagingStudy", "Observation", "Specimen"},
			Description: "A cell of the source record, verbatim, that has no other home in FHIR or was changed on its way to it.",
			Parts: []ExtensionPart{
				{URL: "column", Value: "string", Required: true, Description: "The column, as the header names it."},
				{URL: "value", Value: "string", Description: "The cell as written."},
				{URL: "bytes", Value: "base64Binary", Description: "The cell as written, in UTF-8, where it holds characters that FHIR's string does not allow everywhere: control characters, and white space other than the plain space, tab and line ends."},
				{URL: "row", Value: "positiveInt", Description: "The row of the record in which the cell stands, where the record has several."},
			},
		},
		{
			URL: ExtensionSourceLayout, Title: "Source layout", Context: []string{"Composition"}, Value: "string",
			Description: "The layout with which the source record was read (hqms, n041, …).",
		},
		{
			URL: ExtensionSourceInput, Title: "Source input", Context: []string{"Composition"}, Value: "string",
			Description: "What tells the input of the source record from others, where the record names no facility: a digest of how the input starts. The ids of the document are made within it.",
		},
		{
			URL: ExtensionAssumedTimeZone, Title: "Assumed time zone", Context: []string{"Composition"}, Value: "string",
			Description: "The offset from UTC that the times of the document were given; the source states none.",
		},
		{
			URL: ExtensionRecordQuality, Title: "Record quality", Context: []string{"Composition"}, Value: "CodeableConcept",
			Description: "The grade that quality control gave the record (病案质量).",
		},
		{
			URL: ExtensionQualityControlDate, Title: "Quality control date", Context: []string{"Composition"}, Value: "dateTime",
			Description: "The date on which the record passed quality control (质控日期).",
		},
		{
			URL: ExtensionDrugAllergy, Title: "Drug allergy recorded", Context: []string{"Composition.section", "AllergyIntolerance"}, Value: "CodeableConcept",
			Description: "Whether the sheet says that the patient has a drug allergy (药物过敏). On an AllergyIntolerance, it is all that the sheet says.",
		},

		{
			URL: ExtensionSourceEvent, Title: "Source event", Context: []string{"Composition"},
			Description: "The event that the source message reports: the document states the stay as it stood then.",
			Parts: []ExtensionPart{
				{URL: "code", Value: "code", Required: true, Description: "The trigger event, a code of HL7's table 0003 (A03)."},
				{URL: "recorded", Value: "dateTime", Description: "When the event was recorded."},
				{URL: "message", Value: "string", Description: "The control id of the message."},
			},
		},

		{
			URL: ExtensionAdministrativeSex, Title: "Administrative sex", Context: []string{"Patient"}, Value: "CodeableConcept",
			Description: "The patient's sex as the source codes it, which FHIR's gender cannot tell apart (GB/T 2261.1: 0 unknown, 9 not stated).",
		},
		{
			URL: ExtensionEthnicity, Title: "Ethnicity", Context: []string{"Patient"}, Value: "CodeableConcept",
			Description: "The patient's ethnic group (民族).",
		},
		{
			URL: ExtensionNativePlace, Title: "Native place", Context: []string{"Patient"}, Value: "CodeableConcept",
			Description: "The province from which the patient's family comes (籍贯).",
		},
		{
			URL: ExtensionOccupation, Title: "Occupation", Context: []string{"Patient"}, Value: "CodeableConcept",
			Description: "The patient's occupation (职业).",
		},
		{
			URL: ExtensionAddressRole, Title: "Address role", Context: []string{"Address"}, Value: "code",
			Description: "registered: the address of the household register (户口地址).",
		},

		{
			URL: ExtensionNameDivided, Title: "Divided name", Context: []string{"HumanName"}, Value: "boolean",
			Description: "true: the source states the name in one piece, the text; family and given are the parts of it that are certain by a table of Chinese surnames, or by its comma.",
		},
		{
			URL: ExtensionDistrict, Title: "District", Context: []string{"Address"}, Value: "CodeableConcept",
			Description: "The district of the address as a code: one of the 18 districts of Hong Kong.",
		},
		{
			URL: ExtensionRace, Title: "Race", Context: []string{"Patient"}, Value: "CodeableConcept",
			Description: "The patient's race as records of Hong Kong state it.",
		},
		{
			URL: ExtensionContradictedBy, Title: "Contradicted by", Context: []string{"Identifier"}, Value: "code",
			Description: "The number of an identity document states another birth-date or sex than the record does: it may be another person's, such as that of the mother on the record of her newborn.",
		},
		{
			URL: ExtensionAsOf, Title: "As of", Context: []string{"Patient"}, Value: "dateTime",
			Description: "When what is said of the patient was so: the date of the newest document that it is made from. It stands in transactions, so that an older document is known as such before it takes the place of a newer one.",
		},

		{
			URL: ExtensionAdmissionCount, Title: "Admission count", Context: []string{"Encounter"}, Value: "positiveInt",
			Description: "Which of the patient's stays in this hospital it is (住院次数).",
		},
		{
			URL: ExtensionRecordedHour, Title: "Recorded hour", Context: []string{"Period", "Element"},
			Description: "The hour of a time whose minutes the source does not record, which FHIR's dateTime therefore cannot state.",
			Parts: []ExtensionPart{
				{URL: "start", Value: "integer", Description: "The hour, 0 to 23, of the period's start."},
				{URL: "end", Value: "integer", Description: "The hour, 0 to 23, of the period's end."},
			},
		},
		{
			URL: ExtensionDaySurgery, Title: "Day surgery", Context: []string{"Encounter"}, Value: "CodeableConcept",
			Description: "Whether the stay was for day surgery (是否为日间手术).",
		},
		{
			URL: ExtensionReadmissionPlan, Title: "Readmission plan", Context: []string{"Encounter"},
			Description: "Whether the patient is to be readmitted within 31 days of discharge, and what for.",
			Parts: []ExtensionPart{
				{URL: "planned", Value: "CodeableConcept", Description: "Whether there is a plan (是否有出院31天内再住院计划)."},
				{URL: "purpose", Value: "string", Description: "The purpose (目的)."},
			},
		},
		{
			URL: ExtensionLocationRole, Title: "Location role", Context: []string{"Encounter.location"}, Value: "CodeableConcept",
			Description: "What the location was to the stay: admission, transfer, discharge or intensive care.",
		},
		{
			URL: ExtensionDestinationKind, Title: "Kind of destination", Context: []string{"Encounter.hospitalization.destination"}, Value: "code",
			Description: "community: the sheet names the receiving institution as a community health centre (医嘱转社区卫生服务机构/乡镇卫生院).",
		},
		{
			URL: ExtensionSheetLine, Title: "Sheet line", Context: []string{"Encounter.location", "Observation", "Condition", "Procedure", "AllergyIntolerance", "MedicationStatement"}, Value: "positiveInt",
			Description: "The line of the sheet, among those of its kind, where lines before it are empty; of a record of several rows, the row.",
		},

		{
			URL: ExtensionPatientClass, Title: "Patient class", Context: []string{"Encounter"}, Value: "CodeableConcept",
			Description: "The class of the patient as the source codes it, where the class of the encounter does not say the same, or stands also where the source states none.",
		},

		{
			URL: ExtensionPresentOnAdmission, Title: "Present on admission", Context: []string{"Condition"}, Value: "CodeableConcept",
			Description: "Whether the condition was present on admission (入院病情).",
		},

		{
			URL: ExtensionReferenceDate, Title: "Reference date", Context: []string{"Condition"}, Value: "dateTime",
			Description: "The date that a research extract gives the diagnosis; what it is the date of, the query of the extract decides.",
		},
		{
			URL: ExtensionGrade, Title: "Grade", Context: []string{"Condition", "Procedure", "AllergyIntolerance", "MedicationStatement", "Observation"},
			Description: "How far an item of a domain record is coded: 3.2, 3.1 or 3 in a terminology that both sides know, 2 as a local description, 1 as text, 0 not even that. It says nothing of whether the record conforms to a standard.",
			Parts: []ExtensionPart{
				{URL: "claimed", Value: "code", Required: true, Description: "The level that the source claims."},
				{URL: "verified", Value: "code", Required: true, Description: "The level that reading found, never higher."},
				{URL: "reason", Value: "code", Description: "Why it is lower: a code of the system grade-reason."},
			},
		},

		{
			URL: ExtensionTranslatedBy, Title: "Translated by", Context: []string{"Coding"},
			Description: "The map or rule that added this coding to the source's own, with its equivalence. A coding without it is the source's own.",
			Parts: []ExtensionPart{
				{URL: "map", Value: "uri", Required: true, Repeats: true, Description: "The map or rule; of a route over several each, in order."},
				{URL: "version", Value: "string", Description: "The version of the map; of a route over several each, in order, separated by spaces."},
				{URL: "equivalence", Value: "code", Required: true, Description: "ConceptMap equivalence, read from target to source as in R4."},
			},
		},

		{
			URL: ExtensionReportDate, Title: "Report date", Context: []string{"DiagnosticReport"}, Value: "dateTime",
			Description: "When the report was issued, where the source states no time to the second, which FHIR's instant demands.",
		},
		{
			URL: ExtensionOtherUnit, Title: "Result in another unit", Context: []string{"Observation"},
			Description: "The result in a unit in which laboratories of the other side print it: derived from the value of the Observation, which stays what was measured. The digits are those that the value's own support.",
			Parts: []ExtensionPart{
				{URL: "value", Value: "Quantity", Description: "The value in the other unit."},
				{URL: "range", Value: "Range", Description: "The reference range of the Observation in that unit, where it is one of numbers. It is the same laboratory's."},
				{URL: "factor", Value: "decimal", Required: true, Description: "By how much the value was multiplied, to 12 digits."},
				{URL: "plus", Value: "decimal", Description: "What was then added, to 12 digits, where the zeros of the units differ."},
				{URL: "ground", Value: "string", Required: true, Description: "What the factor rests on: a molar mass, a rule, or units of one dimension."},
				{URL: "exact", Value: "boolean", Required: true, Description: "False where the factor is a convention or a calibration's."},
			},
		},

		{
			URL: ExtensionMapCombination, Title: "Map combination",
			Context:     []string{"ConceptMap.group.element", "ConceptMap.group.element.target", "Parameters.parameter"},
			Description: "A target that only together with others translates a code: one of each choice list of one scenario (as in the General Equivalence Mappings). On an element it is the target itself, which no server can take for a translation; on a target, or on a match of $translate, it is the place of that one.",
			Parts: []ExtensionPart{
				{URL: "scenario", Value: "positiveInt", Required: true, Description: "The scenario, from 1: alternatives among which a coder chooses."},
				{URL: "choice-list", Value: "positiveInt", Required: true, Description: "The choice list, from 1: the part of the combination."},
				{URL: "equivalence", Value: "code", Description: "On an element: the ConceptMap equivalence of the target."},
				{URL: "concept", Value: "Coding", Description: "On an element: the target, a code of the target system of the group."},
				{URL: "comment", Value: "string", Description: "On an element: what ConceptMap has in target.comment."},
				{URL: "dependsOn", Repeats: true, Description: "On an element: what ConceptMap has in target.dependsOn.", Parts: mapCondition()},
				{URL: "product", Repeats: true, Description: "On an element: what ConceptMap has in target.product.", Parts: mapCondition()},
			},
		},

		{
			URL: ExtensionProcedureRank, Title: "Procedure rank", Context: []string{"Procedure"}, Value: "positiveInt",
			Description: "The line of the sheet on which the procedure stands; 1 is the principal procedure.",
		},
		{
			URL: ExtensionProcedureLevel, Title: "Procedure level", Context: []string{"Procedure"}, Value: "CodeableConcept",
			Description: "The level of the operation, one to four (手术级别).",
		},
		{
			URL: ExtensionProcedureDuration, Title: "Procedure duration", Context: []string{"Procedure"}, Value: "Duration",
			Description: "How long the procedure took (手术持续时间).",
		},
		{
			URL: ExtensionIncision, Title: "Incision class", Context: []string{"Procedure"}, Value: "CodeableConcept",
			Description: "The class of the incision, 0 to III (切口等级).",
		},
		{
			URL: ExtensionHealing, Title: "Incision healing", Context: []string{"Procedure"}, Value: "CodeableConcept",
			Description: "How the incision healed (切口愈合类别).",
		},
		{
			URL: ExtensionIncisionHealing, Title: "Incision class and healing", Context: []string{"Procedure"}, Value: "CodeableConcept",
			Description: "Class and healing of the incision in one code (切口愈合等级).",
		},
		{
			URL: ExtensionAnaesthesia, Title: "Anaesthesia method", Context: []string{"Procedure"}, Value: "CodeableConcept",
			Description: "The method of anaesthesia (麻醉方式).",
		},
		{
			URL: ExtensionAnaesthesiaRisk, Title: "Anaesthesia risk", Context: []string{"Procedure"}, Value: "CodeableConcept",
			Description: "The ASA physical status class (麻醉分级).",
		},

		{
			URL: ExtensionAllergyKind, Title: "Allergy kind", Context: []string{"AllergyIntolerance"}, Value: "CodeableConcept",
			Description: "What the allergy is to as the source codes it, which FHIR's category cannot tell apart (HL7's table 0127: plant, pollen).",
		},
		{
			URL: ExtensionAllergySeverity, Title: "Allergy severity", Context: []string{"AllergyIntolerance"}, Value: "CodeableConcept",
			Description: "How severe the allergy is, where no reaction is told whose severity FHIR could state.",
		},

		{
			URL: ExtensionMedicationQuantity, Title: "Quantity of a medication", Context: []string{"MedicationStatement"}, Value: "string",
			Description: "How much of the drug was dispensed, as written, with its unit.",
		},
		{
			URL: ExtensionMedicationDuration, Title: "Duration of a medication", Context: []string{"MedicationStatement"}, Value: "string",
			Description: "For how long the drug was prescribed, as written, with its unit.",
		},
		{
			URL: ExtensionPrescriptionDetail, Title: "Detail of a prescription", Context: []string{"MedicationStatement"},
			Description: "What the source says of a prescription beside, each as written: nothing of it is computed.",
			Parts: []ExtensionPart{
				{URL: "strength", Value: "string", Description: "The strength of the drug, with its unit."},
				{URL: "dose", Value: "string", Description: "The dose, where it is no number."},
				{URL: "dose-unit", Value: "string", Description: "The unit of the dose, where the dose is no number."},
				{URL: "quantity-unit", Value: "string", Description: "The unit with which the quantity (medication-quantity) ends, where the source has it apart."},
				{URL: "duration-unit", Value: "string", Description: "The unit with which the duration (medication-duration) ends, where the source has it apart."},
				{URL: "dispensed", Value: "dateTime", Description: "When the pharmacy dealt with it."},
				{URL: "action", Value: "string", Description: "What was done with it: of Keep Record only, nothing was dispensed."},
			},
		},

		{
			URL: ExtensionSheetDetail, Title: "Sheet detail",
			Context:     []string{"Composition", "Patient", "Encounter", "Encounter.location", "Condition", "Procedure", "Coverage", "Invoice", "ServiceRequest"},
			Description: "What a part of the record says beside what the elements of the resource hold.",
			Parts: []ExtensionPart{
				{URL: "detail", Value: "Coding", Required: true, Description: "What it is, a code of the code system sheet-detail."},
				{URL: "text", Value: "string", Description: "A number that identifies, or words."},
				{URL: "concept", Value: "CodeableConcept", Description: "A value of a value set."},
				{URL: "quantity", Value: "Quantity", Description: "A number."},
				{URL: "amount", Value: "Money", Description: "An amount of money."},
				{URL: "time", Value: "dateTime", Description: "A date or a time."},
			},
		},
		{
			URL: ExtensionSelfPaid, Title: "Self-paid amount", Context: []string{"Invoice"}, Value: "Money",
			Description: "The part of the total that the patient paid (自付金额).",
		},
		{
			URL: ExtensionFundPayment, Title: "Payment of a fund", Context: []string{"Invoice"},
			Description: "What a fund of the medical insurance pays of the total (基金支付).",
			Parts: []ExtensionPart{
				{URL: "fund", Value: "CodeableConcept", Description: "The kind of fund (基金支付类型)."},
				{URL: "amount", Value: "Money", Description: "The amount (基金支付金额)."},
			},
		},
	}
}

// A CodeSystemDefinition is a code system of this project with all its codes.
type CodeSystemDefinition struct {
	URL, Title string
	Concepts   []Concept
}

// A Concept is a code with its names in English and Chinese.
type Concept struct{ Code, English, Chinese string }

// CodeSystems returns the code systems of this project. Each call returns a
// new slice.
func CodeSystems() []CodeSystemDefinition {
	return []CodeSystemDefinition{
		{SystemSheetDiagnosisRole, "Diagnosis role on a front sheet", []Concept{
			{"outpatient", "Outpatient or emergency diagnosis", "门（急）诊诊断"},
			{"admission", "Admission diagnosis", "入院诊断"},
			{"principal", "Principal discharge diagnosis", "出院主要诊断"},
			{"other", "Other discharge diagnosis", "出院其他诊断"},
			{"pathology", "Pathological diagnosis", "病理诊断"},
			{"external-cause", "External cause of injury or poisoning", "损伤、中毒外部原因"},
			{"chronic", "Diagnosis of out-patient visits for a chronic or special disease", "门诊慢特病诊断"},
			{"working", "Working diagnosis", "临床诊断"},
			{"final", "Final diagnosis, principal or other", "出院诊断"},
			{"tcm-outpatient", "Outpatient or emergency diagnosis of Chinese medicine", "门（急）诊中医诊断"},
			{"tcm-disease", "Discharge diagnosis of Chinese medicine, the disease", "出院中医诊断（主病）"},
			{"tcm-syndrome", "Discharge diagnosis of Chinese medicine, a syndrome of the disease", "出院中医诊断（主证）"},
			{"death-cause", "Main cause of death", "主要死因"},
			{"death-contributing", "Supplementary cause of death", "其他死因"},
		}},
		{SystemSheetStaffRole, "Role of staff on a front sheet", []Concept{
			{"department-head", "Head of department", "科主任"},
			{"chief-physician", "Chief or associate chief physician", "主任（副主任）医师"},
			{"attending-physician", "Attending physician", "主治医师"},
			{"resident-physician", "Resident physician", "住院医师"},
			{"responsible-nurse", "Responsible nurse", "责任护士"},
			{"visiting-physician", "Physician in further training", "进修医师"},
			{"graduate-intern", "Graduate student in training", "研究生实习医师"},
			{"intern", "Intern", "实习医师"},
			{"coder", "Coder", "编码员"},
			{"quality-physician", "Quality control physician", "质控医师"},
			{"quality-nurse", "Quality control nurse", "质控护士"},
			{"admitting-physician", "Admitting physician", "收治医师"},
			{"referring-physician", "Referring physician", "转诊医师"},
			{"consulting-physician", "Consulting physician", "会诊医师"},
			{"lead-physician", "Physician who answers for the treatment", "主诊医师"},
			{"surgeon", "Surgeon or operator", "术者"},
			{"first-assistant", "First assistant", "Ⅰ助"},
			{"second-assistant", "Second assistant", "Ⅱ助"},
			{"anaesthetist", "Anaesthetist", "麻醉医师"},
			{"practitioner", "Practitioner of the procedure", "操作者"},
		}},
		{SystemSheetLocationRole, "Role of a location in a stay", []Concept{
			{"admission", "Admission", "入院"},
			{"transfer", "Transfer", "转科"},
			{"discharge", "Discharge", "出院"},
			{"intensive-care", "Intensive care", "重症监护"},
			{"assigned", "Assigned, without saying since when", "现时"},
			{"prior", "Prior location", "转出"},
		}},
		{SystemSheetDetail, "Detail of a part of a record", []Concept{
			{"person-number", "Number of the person in the medical insurance", "人员编号"},
			{"insurance-visit", "Number of the visit in the medical insurance", "就诊ID"},
			{"settlement-number", "Number of the settlement", "结算ID"},
			{"settlement-level", "Level at which the hospital settles", "医保结算等级"},
			{"insurance-number", "Number of the insured", "医保编号"},
			{"declared", "When the list was declared", "申报时间"},
			{"employer-name", "Name of the employer", "单位名称"},
			{"insured-at", "Division where the person is insured", "参保地"},
			{"assistance", "Ground of assistance", "特殊人员类型"},
			{"newborn-admission", "Kind of admission of a newborn", "新生儿入院类型"},
			{"newborns-birth-weights", "Birth weights of several newborns", "多新生儿出生体重"},
			{"newborns-admission-weights", "Admission weights of several newborns", "多新生儿入院体重"},
			{"chronic-department", "Department of the out-patient visit for a chronic or special disease", "门诊慢特病诊断科别"},
			{"chronic-visit", "Date of the out-patient visit for a chronic or special disease", "门诊慢特病就诊日期"},
			{"treatment-kind", "Kind of treatment", "治疗类别"},
			{"diagnosis-count", "Number of diagnosis codes, as the record counts them", "诊断代码计数"},
			{"procedure-count", "Number of procedure codes, as the record counts them", "手术操作代码计数"},
			{"ventilator-time", "Time on a ventilator: days/hours/minutes", "呼吸机使用时长"},
			{"destination-code", "Code of the receiving institution", "拟接收机构代码"},
			{"bill-code", "Code of the bill", "票据代码"},
			{"bill-number", "Number of the bill", "票据号码"},
			{"business-number", "Serial number of the business", "业务流水号"},
			{"settled-from", "First day of the settlement", "结算开始日期"},
			{"settled-to", "Last day of the settlement", "结算结束日期"},
			{"self-pay", "Share of the patient in what is covered", "个人自付"},
			{"own-pay", "What the insurance does not cover", "个人自费"},
			{"account-pay", "Paid from the account of the insured", "个人账户支出"},
			{"cash-pay", "Paid by the patient in cash", "个人现金支付"},
			{"payment-method", "How the fund pays", "医保支付方式"},
			{"insurance-office", "Office of the medical insurance", "医保机构"},
			{"insurance-clerk", "Clerk of the medical insurance", "医保机构经办人"},
			{"filing-department", "Department that filed the list", "医疗机构填报部门"},
			{"filed-by", "Who filed the list", "医疗机构填报人"},
			{"state", "State of the list", "状态分类"},
			{"surgeon-code", "Code of the surgeon in the medical insurance", "术者医师代码"},
			{"anaesthetist-code", "Code of the anaesthetist in the medical insurance", "麻醉医师代码"},
			{"ended", "End of the operation", "手术操作结束时间"},
			{"anaesthesia-begun", "Begin of the anaesthesia", "麻醉开始时间"},
			{"anaesthesia-ended", "End of the anaesthesia", "麻醉结束时间"},
			{"time-in-unit", "Time in the unit: days/hours/minutes", "重症监护合计时长"},
			{"operation-name", "Operation of the out-patient visit", "手术操作名称"},
			{"operation-code", "Code of the operation of the out-patient visit", "手术操作代码"},
			{"inpatient-number", "Number of the in-patient", "住院号"},
			{"nationality-name", "Name of the nationality", "国籍名称"},
			{"ethnicity-name", "Name of the ethnic group", "民族名称"},
			{"route-name", "Name of the way of admission", "入院途径名称"},
			{"treatment-kind-name", "Name of the kind of treatment", "治疗类别名称"},
			{"abo-name", "Name of the ABO group", "ABO血型名称"},
			{"rh-name", "Name of the Rh group", "Rh血型名称"},
			{"death-flag", "Flag of a death", "死亡标志"},
			{"quality-name", "Name of the quality of the record", "病案质量名称"},
			{"disposition-name", "Name of the way of leaving", "离院方式名称"},
			{"diagnosis-comparison", "Which diagnoses are compared", "患者疾病诊断对照"},
			{"diagnosis-comparison-code", "Code of which diagnoses are compared", "住院患者疾病诊断对照代码"},
			{"diagnosis-agreement", "Whether diagnoses agree", "住院患者诊断符合情况"},
			{"diagnosis-agreement-code", "Code of whether diagnoses agree", "住院患者诊断符合情况代码"},
			{"treatment-result", "Result of the treatment", "出院治疗结果"},
			{"treatment-result-code", "Code of the result of the treatment", "出院治疗结果代码"},
			{"organization-code", "Code of the organization", "医疗机构组织机构代码"},
			{"allergens", "What the patient is allergic to", "过敏源"},
			{"postgraduate-intern", "Postgraduate intern", "研究生实习医师姓名"},
			{"hbsag", "Hepatitis B surface antigen, as coded", "乙肝表面抗原"},
			{"hcv-antibody", "Hepatitis C antibody, as coded", "丙型肝炎抗体"},
			{"hiv-antibody", "HIV antibody, as coded", "艾滋病毒抗体"},
			{"rescues", "Times the patient was rescued", "抢救次数"},
			{"rescues-successful", "Times a rescue succeeded", "抢救成功次数"},
			{"first-in-hospital", "First case of the hospital", "手术、治疗、检查、诊断为本院第一例"},
			{"payment-method-name", "Name of how the fund pays", "医保基金付费方式名称"},
			{"payment-name", "Name of how the stay is paid for", "医疗费用支付方式名称"},
			{"valid", "Flag of a valid record", "有效标志"},
			{"registered-province", "Registered address: province", "户口地址-省"},
			{"registered-city", "Registered address: city", "户口地址-市"},
			{"registered-county", "Registered address: county", "户口地址-县"},
			{"registered-township", "Registered address: township", "户口地址-乡"},
			{"registered-village", "Registered address: village", "户口地址-村"},
			{"registered-house", "Registered address: house number", "户口地址-门牌号码"},
			{"current-province", "Present address: province", "现住址-省"},
			{"current-city", "Present address: city", "现住址-市"},
			{"current-county", "Present address: county", "现住址-县"},
			{"current-township", "Present address: township", "现住址-乡"},
			{"current-village", "Present address: village", "现住址-村"},
			{"current-house", "Present address: house number", "现住址-门牌号码"},
			{"birth-province", "Place of birth: province", "出生地-省"},
			{"birth-city", "Place of birth: city", "出生地-市"},
			{"birth-county", "Place of birth: county", "出生地-县"},
			{"employer-province", "Address of the employer: province", "工作单位地址-省"},
			{"employer-city", "Address of the employer: city", "工作单位地址-市"},
			{"employer-county", "Address of the employer: county", "工作单位地址-县"},
			{"employer-township", "Address of the employer: township", "工作单位地址-乡"},
			{"employer-village", "Address of the employer: village", "工作单位地址-村"},
			{"employer-house", "Address of the employer: house number", "工作单位地址-门牌号码"},
			{"contact-province", "Address of the contact: province", "联系人地址-省"},
			{"contact-city", "Address of the contact: city", "联系人地址-市"},
			{"contact-county", "Address of the contact: county", "联系人地址-县"},
			{"contact-township", "Address of the contact: township", "联系人地址-乡"},
			{"contact-village", "Address of the contact: village", "联系人地址-村"},
			{"contact-house", "Address of the contact: house number", "联系人地址-门牌号码"},
			{"birth-postcode", "Place of birth: postcode", "出生地-邮政编码"},
			{"native-city", "Native place: city", "籍贯-市"},
			{"contact-postcode", "Postcode of the contact", "联系人地址-邮政编码"},
			{"kind-code", "Code of the kind of diagnosis", "住院患者疾病诊断类型代码"},
			{"kind-name", "Kind of diagnosis", "疾病诊断类型"},
			{"hospital-code", "The hospital's own code", "院内诊断代码"},
			{"hospital-name", "The hospital's own name", "院内诊断名称"},
			{"present-name", "Name of whether it was present on admission", "入院疾病病情名称"},
			{"condition-name", "Condition on admission", "入院病情"},
			{"condition", "Code of the condition on admission", "入院时病情代码"},
			{"evidence", "Best evidence", "最高诊断依据"},
			{"differentiation-name", "Differentiation", "分化程度"},
			{"differentiation", "Code of the differentiation", "分化程度代码"},
			{"sheet-number", "Serial number of the front sheet", "住院病案首页流水号"},
			{"visit-number", "Serial number of the visit", "就医流水号"},
			{"serial-number", "Serial number of the operation", "手术操作序列号"},
			{"level-name", "Name of the level", "手术级别名称"},
			{"healing-name", "Name of how the incision healed", "手术切口愈合等级"},
			{"anaesthesia-name", "Name of the anaesthesia", "麻醉方法名称"},
			{"site-name", "Site of the operation", "手术操作部位"},
			{"site", "Code of the site", "手术操作部位代码"},
			{"anaesthesia-level-name", "Name of the level of anaesthesia", "麻醉分级名称"},
			{"anaesthesia-level", "Code of the level of anaesthesia", "麻醉分级代码"},
			{"patient-kind-name", "Kind of patient", "手术患者类型"},
			{"patient-kind", "Code of the kind of patient", "手术患者类型代码"},
			{"risk-name", "Name of the ASA class", "麻醉ASA分级名称"},
			{"anaesthetic-code", "Code of the anaesthetic", "麻醉药物代码"},
			{"anaesthetic", "Anaesthetic", "麻醉药物名称"},
			{"anaesthetic-dose", "Dose of the anaesthetic", "麻醉药物剂量"},
			{"anaesthetic-unit", "Unit of the dose", "计量单位"},
			{"complication-code", "Code of a complication of the anaesthesia", "麻醉合并症代码"},
			{"complication", "Complication of the anaesthesia", "麻醉合并症名称"},
			{"complication-words", "Complication of the anaesthesia in words", "麻醉合并症描述"},
			{"recovery-begun", "Begin in the recovery room", "复苏室开始时间"},
			{"recovery-ended", "End in the recovery room", "复苏室结束时间"},
			{"cancelled", "Flag of an operation that was called off", "取消手术标志"},
			{"care-level", "Code of the level of nursing", "护理等级代码"},
			{"care-level-name", "Level of nursing", "护理等级名称"},
			{"care-days", "Days of nursing", "护理天数"},
			{"returned", "Flag of a return to the unit", "重返重症监护室标志"},
			{"past-illness", "Past medical history", "疾病史"},
			{"past-operations", "Past surgical history", "手术史"},
			{"symptoms", "Presenting symptoms", "相关症状"},
			{"treatment", "Treatment given", "主要治疗措施"},
			{"investigations", "Investigations as written", "辅助检查结果"},
			{"therapy", "Treatment plan", "治疗方案"},
			{"management", "Management plan", "处置计划"},
			{"assessment", "Assessment of the health problems", "健康问题评估"},
			{"rehabilitation", "Rehabilitation advice", "康复措施指导"},
			{"diagnosed-at-code", "Code of the institution that made the diagnosis", "诊断医疗机构代码"},
			{"diagnosed-at", "Institution that made the diagnosis", "诊断机构名称"},
			{"departure", "Departure", "出发时间"},
			{"arrival", "Arrival expected", "预计到达时间"},
			{"crossing-point", "Crossing point", "过境口岸"},
			{"vehicle-plates", "Number plates of the vehicle", "车辆号牌"},
			{"escort", "Escort", "随车医护人员"},
			{"escort-contact", "Contact of the escort", "随车联系电话"},
			{"isolation", "Infection and isolation", "感染及隔离"},
			{"resuscitation", "Resuscitation status", "心肺复苏意愿"},
			{"airway", "Airway, ventilation and oxygen", "气道、通气及氧疗"},
			{"vital-signs", "Vital signs", "生命体征"},
			{"lines", "Lines, tubes and running pumps", "管路及泵入药物"},
			{"last-medicines", "Last medicines given, with time and dose", "最近用药（时间、剂量）"},
			{"imaging", "Last imaging", "最近影像检查"},
			{"consent", "Consent to the transfer", "转运知情同意"},
		}},
		{SystemChargeShare, "Share of a charge that the medical insurance covers", []Concept{
			{"class-a", "Class A, covered in full", "甲类费用"},
			{"class-b", "Class B, covered in part", "乙类费用"},
			{"own-pay", "Not covered", "全自费金额"},
			{"other", "Other", "其他金额"},
		}},
		{SystemSheetItem, "Item of a front sheet", []Concept{
			{"age-years", "Age in completed years", "年龄（岁）"},
			{"age-under-one", "Age of a patient under one year", "年龄不足1周岁的年龄"},
			{"age-band", "Band of ages in completed years, of a de-identified record", "年龄段（岁）"},
			{"newborn-birth-weight", "Birth weight of the newborn whom the sheet reports, the patient or the patient's child", "新生儿出生体重"},
			{"newborn-admission-weight", "Admission weight of the newborn whom the sheet reports", "新生儿入院体重"},
			{"admission-condition", "Condition of the patient on admission", "入院时情况"},
			{"coma-before-admission", "Coma of a patient with brain injury, before admission", "颅脑损伤患者入院前昏迷时间"},
			{"coma-after-admission", "Coma of a patient with brain injury, after admission", "颅脑损伤患者入院后昏迷时间"},
			{"abo-group", "ABO blood group", "ABO血型"},
			{"rh-group", "Rh blood group", "Rh血型"},
			{"autopsy", "Autopsy", "死亡患者尸检"},
			{"hbsag", "Hepatitis B surface antigen", "HBsAg"},
			{"hcv-antibody", "Hepatitis C antibody", "HCV-Ab"},
			{"hiv-antibody", "HIV antibody", "HIV-Ab"},
			{"special-care-days", "Days of special nursing care", "特级护理天数"},
			{"first-class-care-days", "Days of first-class nursing care", "一级护理天数"},
			{"second-class-care-days", "Days of second-class nursing care", "二级护理天数"},
			{"third-class-care-days", "Days of third-class nursing care", "三级护理天数"},
			{"transfusion-reaction", "Transfusion reaction", "输血反应"},
			{"red-cells", "Red cells transfused", "红细胞"},
			{"platelets", "Platelets transfused", "血小板"},
			{"plasma", "Plasma transfused", "血浆"},
			{"whole-blood", "Whole blood transfused", "全血"},
			{"transfusion", "Blood product transfused", "输血"},
			{"transfusion-product", "Kind of blood product", "输血品种"},
			{"autologous-blood", "Autologous blood returned", "自体血回输"},
			{"ventilator-hours", "Hours of invasive ventilation", "有创呼吸机使用时间"},
			{"admission-from-old-age-home", "Came from an old-age home", "由安老院舍送院"},
			{"ambulance-case", "Came by ambulance", "救護車個案"},
			{"traumatic-type", "Type of trauma", "創傷類別"},
			{"domestic-type", "Type of domestic accident", "家居意外類別"},
			{"domestic-nature", "Nature of the domestic accident", "家居意外性質"},
			{"animal-bite-type", "Type of animal bite", "動物咬傷類別"},
			{"poison-nature", "Nature of the poisoning", "中毒性質"},
			{"poison-type", "Type of poison", "中毒類別"},
			{"poison", "Poison", "毒物"},
			{"triage-category", "Triage category", "分流類別"},
			{"mobility-status", "Mobility", "活動能力"},
			{"conscious-level", "Level of consciousness", "清醒程度"},
			{"gcs-total", "Glasgow coma scale, total", "格拉斯哥昏迷指數總分"},
			{"waiting-time-cubicle", "Waiting time for the consultation", "輪候診症時間"},
			{"waiting-time-triage", "Waiting time for triage", "輪候分流時間"},
			{"consultation-start-hour", "Hour of the day in which the consultation started", "開始診症時間（時）"},
			{"observation-room-case", "Case of the observation room", "觀察室個案"},
			{"observation-room-time", "Time in the observation room", "觀察室逗留時間"},
			{"trauma-team-activation", "Trauma team was activated", "啟動創傷小組"},
			{"episode-death", "Died in the attendance", "求診期間死亡"},
			{"emergency-staying-time", "Total time in the emergency department", "急症室總逗留時間"},
			{"emergency-discharge-status", "Status on leaving the emergency department", "急症室離開狀況"},
			{"admission-decision-time", "Time of the decision to admit", "決定收入病房時間"},
			{"waiting-time-admission", "Waiting time for admission", "輪候入院時間"},
			{"death-date-exact", "Whether the date of death is exact", "死亡日期是否準確"},
			{"treatment-category", "Treatment by Chinese medicine, Western medicine or both", "治疗类别"},
			{"clinical-pathway", "Clinical pathway that was followed", "实施临床路径"},
			{"tcm-preparations", "Chinese medicine preparations of the hospital were used", "使用医疗机构中药制剂"},
			{"tcm-devices", "Devices of Chinese medicine were used", "使用中医诊疗设备"},
			{"tcm-techniques", "Techniques of Chinese medicine were used", "使用中医诊疗技术"},
			{"tcm-nursing", "Nursing by the syndromes of Chinese medicine", "辨证施护"},
			{"hospital-infections", "Infections acquired in hospital", "医院感染总次数"},
			{"allergen", "Allergen", "过敏源"},
			{"agreement-outpatient-discharge", "Agreement of outpatient and discharge diagnosis", "门诊与出院诊断符合情况"},
			{"agreement-admission-discharge", "Agreement of admission and discharge diagnosis", "入院与出院诊断符合情况"},
			{"agreement-before-after-operation", "Agreement of the diagnoses before and after the operation", "术前与术后诊断符合情况"},
			{"agreement-clinical-pathological", "Agreement of clinical and pathological diagnosis", "临床与病理诊断符合情况"},
			{"agreement-radiological-pathological", "Agreement of radiological and pathological diagnosis", "放射与病理诊断符合情况"},
			{"rescues", "Times that the patient was rescued or resuscitation was tried", "抢救次数"},
			{"rescues-successful", "Times that this succeeded", "抢救成功次数"},
			{"diagnostic-basis", "Highest basis of the diagnosis", "最高诊断依据"},
			{"differentiation", "Differentiation of the tumour", "分化程度"},
			{"first-case", "First case in the hospital of the operation, treatment, examination or diagnosis", "手术、治疗、检查、诊断为本院第一例"},
			{"surgical-patient-type", "Type of surgical patient", "手术患者类型"},
			{"follow-up", "Follow-up", "随诊"},
			{"follow-up-weeks", "Weeks of follow-up", "随诊周数"},
			{"follow-up-months", "Months of follow-up", "随诊月数"},
			{"follow-up-years", "Years of follow-up", "随诊年数"},
			{"teaching-case", "Teaching case", "示教病例"},
			{"other-blood", "Other blood products transfused", "其他输血"},
			{"days", "Days", "天"},
			{"hours", "Hours", "小时"},
			{"minutes", "Minutes", "分钟"},
			{"months", "Months", "月"},
		}},
		{SystemReferralStep, "How far a referral has come", []Concept{
			{"requested", "Referral made", "转诊申请"},
			{"received", "Received", "已接收"},
			{"accepted", "Accepted", "同意接收"},
			{"scheduled", "Bed or appointment given", "已安排床位/号源"},
			{"departed", "Patient left", "已转出"},
			{"arrived", "Patient arrived", "患者到诊"},
			{"records-sent", "Records sent", "上传完整病历"},
			{"completed", "Closed", "已完成"},
			{"rejected", "Declined", "拒绝接收"},
			{"cancelled", "Cancelled", "取消"},
		}},
		{SystemRecognitionMark, "Mark of mutual recognition of results", []Concept{
			{"hr", "Recognised, where is not said or printed otherwise", "互认标识（HR）"},
			{"hr-national", "Recognised nationwide", "全国HR"},
			{"hr-beijing-tianjin-hebei", "Recognised in Beijing, Tianjin and Hebei", "京津冀HR"},
		}},
		{SystemGradeReason, "Why an item of a domain record is graded down", []Concept{
			{"no-terminology", "The item names no terminology", "沒有術語名稱"},
			{"unknown-terminology", "The terminology is not known", "術語不詳"},
			{"no-identifier", "The item has no identifier in the terminology", "沒有術語編碼"},
			{"bad-identifier", "The identifier cannot be a code", "術語編碼不能作編碼"},
			{"no-description", "The item has no description in the terminology", "沒有術語描述"},
			{"unknown-identifier", "The table of the terminology does not have the identifier", "術語表沒有此編碼"},
			{"description-mismatch", "The description is not that of the identifier", "術語描述與編碼不符"},
			{"no-local-description", "The item has no local description", "沒有本地描述"},
			{"no-text", "The item has no description at all", "沒有任何描述"},
		}},
		{SystemFeeCategory, "Fee category of a front sheet", []Concept{
			{"01", "General medical service", "一般医疗服务费"},
			{"01a", "of which treatment by the syndromes of Chinese medicine", "其中：中医辨证论治费"},
			{"01b", "of which consultations for it", "其中：中医辨证论治会诊费"},
			{"02", "General treatment", "一般治疗操作费"},
			{"03", "Nursing", "护理费"},
			{"04", "Other comprehensive medical service", "综合医疗服务类其他费用"},
			{"05", "Pathological diagnosis", "病理诊断费"},
			{"06", "Laboratory diagnosis", "实验室诊断费"},
			{"07", "Imaging diagnosis", "影像学诊断费"},
			{"08", "Clinical diagnosis", "临床诊断项目费"},
			{"09", "Non-surgical treatment", "非手术治疗项目费"},
			{"09a", "of which clinical physical therapy", "其中：临床物理治疗费"},
			{"10", "Surgical treatment", "手术治疗费"},
			{"10a", "of which anaesthesia", "其中：麻醉费"},
			{"10b", "of which surgery", "其中：手术费"},
			{"11", "Rehabilitation", "康复费"},
			{"12", "Chinese medicine treatment", "中医治疗费"},
			{"12a", "of which external treatment", "其中：中医外治"},
			{"12b", "of which treatment of bones and injuries", "其中：中医骨伤"},
			{"12c", "of which acupuncture and moxibustion", "其中：针刺与灸法"},
			{"12d", "of which massage (tuina)", "其中：中医推拿治疗"},
			{"12e", "of which anorectal treatment", "其中：中医肛肠治疗"},
			{"12f", "of which special treatment", "其中：中医特殊治疗"},
			{"13", "Western medicines", "西药费"},
			{"13a", "of which antimicrobials", "其中：抗菌药物费"},
			{"14", "Chinese patent medicines", "中成药费"},
			{"14a", "of which preparations of the hospital", "其中：医疗机构中药制剂费"},
			{"15", "Chinese herbal medicines", "中草药费"},
			{"16", "Blood", "血费"},
			{"17", "Albumin products", "白蛋白类制品费"},
			{"18", "Globulin products", "球蛋白类制品费"},
			{"19", "Coagulation factor products", "凝血因子类制品费"},
			{"20", "Cytokine products", "细胞因子类制品费"},
			{"21", "Disposable materials for examination", "检查用一次性医用材料费"},
			{"22", "Disposable materials for treatment", "治疗用一次性医用材料费"},
			{"23", "Disposable materials for surgery", "手术用一次性医用材料费"},
			{"24", "Other", "其他费"},
			{"25", "Chinese medicine diagnosis", "中医诊断费"},
			{"26", "Other Chinese medicine", "中医其他费"},
			{"26a", "of which special preparation of medicines", "其中：中医特殊调配加工"},
			{"26b", "of which diet by the syndromes", "其中：辨证施膳"},
		}},
	}
}
