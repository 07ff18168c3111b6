package fhir_test

import (
	"encoding/json"
	"fmt"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

func ptr[T any](v T) *T { return &v }

func sampleID(n int) *string { return ptr(fmt.Sprintf("6ba7b810-9dad-51d1-80b4-%012x", n)) }

func to(id *string) r4.Reference { return r4.Reference{Reference: ptr("urn:uuid:" + *id)} }

func coding(system, code, display string) r4.Coding {
	return r4.Coding{System: &system, Code: &code, Display: &display}
}

func concept(system, code, display string) r4.CodeableConcept {
	return r4.CodeableConcept{Coding: []r4.Coding{coding(system, code, display)}}
}

// sampleExtension makes an extension as its definition asks, with all parts.
func sampleExtension(x fhir.ExtensionDefinition) r4.Extension {
	set := func(e *r4.Extension, typ string) {
		switch typ {
		case "base64Binary":
			e.ValueBase64Binary = ptr("MTIz")
		case "string":
			e.ValueString = ptr("离休，“干部”\t<1>")
		case "code":
			e.ValueCode = ptr("equivalent")
		case "uri":
			e.ValueUri = ptr("https://crossbay.github.io/fhir/ConceptMap/example")
		case "integer":
			e.ValueInteger = ptr(8)
		case "positiveInt":
			e.ValuePositiveInt = ptr(2)
		case "dateTime":
			e.ValueDateTime = ptr("2023-03-09")
		case "CodeableConcept":
			e.ValueCodeableConcept = ptr(concept("urn:oid:2.16.156.10011.2.3.3.4", "1", "男性"))
		case "Coding":
			e.ValueCoding = &r4.Coding{System: ptr(fhir.SystemSheetDetail), Code: ptr("bill-number"), Display: ptr("票据号码")}
		case "Quantity":
			e.ValueQuantity = &r4.Quantity{Value: ptr(json.Number("2")), Unit: ptr("d"), System: ptr(fhir.SystemUCUM), Code: ptr("d")}
		case "Duration":
			e.ValueDuration = &r4.Duration{Value: ptr(json.Number("2.50")), Unit: ptr("小时"), System: ptr(fhir.SystemUCUM), Code: ptr("h")}
		case "Money":
			e.ValueMoney = &r4.Money{Value: ptr(json.Number("1024.00")), Currency: ptr("CNY")}
		default:
			panic("no sample of type " + typ)
		}
	}
	e := r4.Extension{Url: x.URL}
	if x.Value != "" {
		set(&e, x.Value)
	}
	for _, p := range x.Parts {
		part := r4.Extension{Url: p.URL}
		set(&part, p.Value)
		e.Extension = append(e.Extension, part)
	}
	return e
}

// extensionsOn returns a sample of each extension that may stand on an element.
func extensionsOn(element string) []r4.Extension {
	var list []r4.Extension
	for _, x := range fhir.Extensions() {
		for _, c := range x.Context {
			if c == element {
				list = append(list, sampleExtension(x))
				break
			}
		}
	}
	return list
}

// sampleDocument is a front sheet as the mapping makes one, with every
// extension of the package in every place where it may stand.
func sampleDocument() *fhir.Document {
	var (
		compositionID, patientID, encounterID = sampleID(1), sampleID(2), sampleID(3)
		hospitalID, insurerID, doctorID       = sampleID(4), sampleID(5), sampleID(6)
		roleID, wardID                        = sampleID(7), sampleID(8)
		diagnosisID, otherID, operationID     = sampleID(9), sampleID(10), sampleID(11)
		bloodID, allergyID                    = sampleID(12), sampleID(13)
		coverageID, invoiceID, provenanceID   = sampleID(14), sampleID(15), sampleID(16)
	)
	stay := &r4.Period{Extension: extensionsOn("Period"), Start: ptr("2023-03-01"), End: ptr("2023-03-09T10:30:00+08:00")}
	icd10 := coding("http://hl7.org/fhir/sid/icd-10", "I21.0", "Acute transmural myocardial infarction of anterior wall")
	icd10.Extension = extensionsOn("Coding")
	return &fhir.Document{
		Identifier: r4.Identifier{System: ptr("urn:ietf:rfc:3986"), Value: ptr("urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8")},
		Timestamp:  "2023-03-10T09:00:00+08:00",
		Composition: r4.Composition{
			Id:         compositionID,
			Language:   ptr("zh-CN"),
			Text:       &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: `<div xmlns="http://www.w3.org/1999/xhtml">住院病案首页</div>`},
			Extension:  extensionsOn("Composition"),
			Identifier: &r4.Identifier{System: ptr("urn:oid:2.16.156.10011.1.13"), Value: ptr("B0012345")},
			Status:     r4.CompositionStatusFinal,
			Type:       concept(fhir.SystemLOINC, "18842-5", "Discharge summary"),
			Subject:    ptr(to(patientID)),
			Encounter:  ptr(to(encounterID)),
			Date:       "2023-03-10",
			Author:     []r4.Reference{to(doctorID), to(roleID), to(hospitalID)},
			Title:      "住院病案首页",
			Custodian:  ptr(to(hospitalID)),
			Section: []r4.CompositionSection{
				{Title: ptr("诊断"), Entry: []r4.Reference{to(diagnosisID), to(otherID), to(operationID)}},
				{Extension: extensionsOn("Composition.section"), Title: ptr("过敏"), Entry: []r4.Reference{to(allergyID)}},
				{Title: ptr("检验、费用"), Entry: []r4.Reference{to(bloodID), to(coverageID), to(invoiceID)}},
			},
		},
		Patient: r4.Patient{
			Id: patientID,
			Extension: append(extensionsOn("Patient"),
				r4.Extension{Url: fhir.ExtensionBirthPlace, ValueAddress: &r4.Address{State: ptr("广东省"), City: ptr("深圳市")}},
				r4.Extension{Url: fhir.ExtensionNationality, Extension: []r4.Extension{{Url: "code", ValueCodeableConcept: ptr(concept("urn:oid:2.16.156.10011.2.3.3.1", "CHN", "中国"))}}},
			),
			Identifier: []r4.Identifier{{
				Use:    ptr(r4.IdentifierUseOfficial),
				Type:   ptr(concept(fhir.SystemIdentifierType, "MR", "Medical record number")),
				System: ptr("urn:oid:2.16.156.10011.1.13"),
				Value:  ptr("B0012345"),
			}},
			Name: []r4.HumanName{{
				Extension: []r4.Extension{{Url: fhir.ExtensionNameRepresentation, ValueCode: ptr("IDE")}},
				Text:      ptr("陈大文"), Family: ptr("陈"), Given: []string{"大文"},
			}},
			Telecom:       []r4.ContactPoint{{System: ptr(r4.ContactPointSystemPhone), Value: ptr("0755-0000 0000"), Use: ptr(r4.ContactPointUseHome)}},
			Gender:        ptr(r4.AdministrativeGenderMale),
			BirthDate:     ptr("1958-02-28"),
			MaritalStatus: ptr(concept("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "M", "Married")),
			Address:       []r4.Address{{Extension: extensionsOn("Address"), Text: ptr("深圳市福田区某路1号"), PostalCode: ptr("518000")}},
			Contact:       []r4.PatientContact{{Name: &r4.HumanName{Text: ptr("陈小文")}, Relationship: []r4.CodeableConcept{concept(fhir.SystemContactRole, "N", "Next-of-Kin")}}},
		},
		Encounters: []r4.Encounter{{
			Id:        encounterID,
			Extension: extensionsOn("Encounter"),
			Status:    r4.EncounterStatusFinished,
			Class:     coding(fhir.SystemActCode, "IMP", "inpatient encounter"),
			Subject:   ptr(to(patientID)),
			Participant: []r4.EncounterParticipant{{
				Type:       []r4.CodeableConcept{concept(fhir.SystemSheetStaffRole, "attending-physician", "Attending physician")},
				Individual: ptr(to(doctorID)),
			}},
			Period: stay,
			Diagnosis: []r4.EncounterDiagnosis{
				{Condition: to(diagnosisID), Use: ptr(concept(fhir.SystemDiagnosisRole, "DD", "Discharge diagnosis")), Rank: ptr(1)},
				{Condition: to(otherID), Use: ptr(concept(fhir.SystemDiagnosisRole, "DD", "Discharge diagnosis")), Rank: ptr(2)},
			},
			Location:        []r4.EncounterLocation{{Extension: extensionsOn("Encounter.location"), Location: to(wardID), Period: &r4.Period{Start: ptr("2023-03-01T08:00:00.5+08:00")}}},
			ServiceProvider: ptr(to(hospitalID)),
		}},
		Organizations: []r4.Organization{
			{Id: hospitalID, Name: ptr("某市人民医院"), Identifier: []r4.Identifier{{System: ptr("urn:oid:2.16.156.10011.1.5"), Value: ptr("455755610")}}},
			{Id: insurerID, Name: ptr("城镇职工基本医疗保险")},
		},
		Practitioners:     []r4.Practitioner{{Id: doctorID, Name: []r4.HumanName{{Text: ptr("李明")}}}},
		PractitionerRoles: []r4.PractitionerRole{{Id: roleID, Practitioner: ptr(to(doctorID)), Organization: ptr(to(hospitalID))}},
		Locations:         []r4.Location{{Id: wardID, Name: ptr("心内科一病区"), PhysicalType: ptr(concept(fhir.SystemPhysicalType, "wa", "Ward"))}},
		Conditions: []r4.Condition{
			{
				Id: diagnosisID,
				Extension: append(extensionsOn("Condition"),
					r4.Extension{Url: fhir.ExtensionConditionAsserted, ValueDateTime: ptr("2023-03-01")},
					r4.Extension{Url: fhir.ExtensionConditionOutcome, ValueCodeableConcept: &r4.CodeableConcept{
						Extension: []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: ptr("unknown")}},
					}},
				),
				Category:  []r4.CodeableConcept{concept(fhir.SystemConditionCategory, "encounter-diagnosis", "Encounter Diagnosis")},
				Code:      &r4.CodeableConcept{Coding: []r4.Coding{coding("https://crossbay.github.io/fhir/CodeSystem/example-icd-10", "I21.001", "急性前壁心肌梗死"), icd10}, Text: ptr("急性前壁心肌梗死")},
				Subject:   to(patientID),
				Encounter: ptr(to(encounterID)),
			},
			{Id: otherID, Code: &r4.CodeableConcept{Text: ptr("高血压病 \"3级\" \\ 极高危\n<100mmHg>&")}, Subject: to(patientID)},
		},
		Procedures: []r4.Procedure{{
			Id:                operationID,
			Extension:         extensionsOn("Procedure"),
			Status:            r4.EventStatusCompleted,
			Code:              ptr(concept("http://hl7.org/fhir/sid/icd-9-cm", "36.06", "经皮冠状动脉支架置入术")),
			Subject:           to(patientID),
			PerformedDateTime: ptr("2023-03-02"),
			Performer:         []r4.ProcedurePerformer{{Function: ptr(concept(fhir.SystemSheetStaffRole, "surgeon", "Surgeon or operator")), Actor: to(doctorID)}},
		}},
		Observations: []r4.Observation{{
			Id:                bloodID,
			Status:            r4.ObservationStatusFinal,
			Code:              concept(fhir.SystemSheetItem, "newborn-birth-weight", "Birth weight of the newborn whom the sheet reports, the patient or the patient's child"),
			Subject:           ptr(to(patientID)),
			EffectiveDateTime: ptr("2023-03-01"),
			ValueQuantity:     &r4.Quantity{Value: ptr(json.Number("3250.0")), Comparator: ptr(r4.QuantityComparatorLessOrEquals), Unit: ptr("g"), System: ptr(fhir.SystemUCUM), Code: ptr("g")},
		}},
		AllergyIntolerances: []r4.AllergyIntolerance{{
			Id:             allergyID,
			ClinicalStatus: ptr(concept(fhir.SystemAllergyClinical, "active", "Active")),
			Category:       []r4.AllergyIntoleranceCategory{r4.AllergyIntoleranceCategoryMedication},
			Code:           &r4.CodeableConcept{Text: ptr("青霉素")},
			Patient:        to(patientID),
		}},
		Coverages: []r4.Coverage{{
			Id:          coverageID,
			Status:      r4.FinancialResourceStatusCodesActive,
			Beneficiary: to(patientID),
			Payor:       []r4.Reference{to(insurerID)},
		}},
		Invoices: []r4.Invoice{{
			Id:        invoiceID,
			Extension: extensionsOn("Invoice"),
			Status:    r4.InvoiceStatusIssued,
			Subject:   ptr(to(patientID)),
			LineItem: []r4.InvoiceLineItem{{
				Sequence:                  ptr(1),
				ChargeItemCodeableConcept: concept(fhir.SystemFeeCategory, "10", "Surgical treatment"),
				PriceComponent:            []r4.InvoiceLineItemPriceComponent{{Type: r4.InvoicePriceComponentTypeBase, Amount: &r4.Money{Value: ptr(json.Number("36000.00")), Currency: ptr("CNY")}}},
			}},
			TotalGross: &r4.Money{Value: ptr(json.Number("48211.37")), Currency: ptr("CNY")},
		}},
		Provenances: []r4.Provenance{{
			Id:       provenanceID,
			Target:   []r4.Reference{to(compositionID)},
			Recorded: "2023-03-10T09:00:00+08:00",
			Agent:    []r4.ProvenanceAgent{{Who: r4.Reference{Display: ptr("crossbay")}}},
		}},
	}
}
