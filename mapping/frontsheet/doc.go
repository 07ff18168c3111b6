// Package frontsheet holds the form that every record passes through: the front
// sheet of one hospital stay. A reader of a layout makes a FrontSheet of a record;
// a FHIR document, a row of another layout, a check of quality and a
// de-identified copy are made of it.
//
// # What is common to all parts
//
// A zero value means that the source does not state the item: "", a zero
// DateTime, a zero Coded, an empty list. A number is a Decimal, whose text is the
// source's, so that a stated 0 and nothing are two things. What the source writes
// otherwise than its layout prescribes is in FrontSheet.Fields as well, verbatim.
// The readers report each such change as an Issue.
//
// The texts of a sheet that was read are in the language of its source: reading
// translates and transliterates nothing.
//
// # Sources
//
// The parts follow the front sheet of inpatient records (住院病案首页) of
// 卫医政发〔2011〕84号. The comments name the item of each field in the interfaces and
// standards that carry it:
//
//   - A11, B12, C03C and so on are columns of the interface of HQMS (公立医院绩效考核,
//     医疗质量监测); items that start with F, C47 to C50, A20N and B38 are of the files of
//     2022 and later.
//   - 卫统4-1 is the report of front sheets (N041). It has the same items under names of
//     its own.
//   - PID-3 and the like are fields of HL7 version 2.
//
// # Privacy
//
// The parts of a sheet that hold values of a patient print as [redacted] with fmt,
// slog and encoding/json; Reveal writes them out. An Issue holds no value of a patient.
//
// # Concurrency
//
// A ValueSet may be shared by goroutines. A FrontSheet may be read by several at a
// time while none changes it.
package frontsheet
