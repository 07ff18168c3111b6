package hl7v2_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/mapping/hl7v2"
)

func Example() {
	file := "MSH|^~\\&|IPAS|QEH|||20240302||ADT^A01|1|P|2.5\r" +
		"PID|1||P000123^^^QEH^PI||CHAN^TAI MAN\r" +
		"DG1|1||^CHEST PAIN \\T\\ SWEATING||A\r"
	scanner := hl7v2.NewScanner(strings.NewReader(file))
	frame, err := scanner.Next()
	if err != nil {
		log.Fatal(err)
	}
	var m hl7v2.Message
	if err := m.Parse(string(frame.Message)); err != nil {
		log.Fatal(err)
	}
	for i := range m.Segments {
		s := &m.Segments[i]
		switch s.Name {
		case "PID":
			fmt.Println(m.ComponentOf(s.Field(5), 1))
		case "DG1":
			text, _ := m.Unescape(m.ComponentOf(s.Field(3), 2))
			fmt.Println(text)
		}
	}
	// Output:
	// CHAN
	// CHEST PAIN & SWEATING
}

// A message that is refused is answered with its control id, and with the place
// of the fault.
func ExampleHeader_AppendAck() {
	message := []byte("MSH|^~\\&|IPAS|QEH|BAY|X|20240302||ADT^A01|77|P|2.5\rPID|1||\r")
	header, _ := hl7v2.ReadHeader(message)
	location, _ := hl7v2.ParseLocation("PID-3")
	missing := hl7v2.AckError{Location: location, Code: hl7v2.RequiredField}
	for _, code := range header.Answers(missing.Code.Answer()) {
		ack := header.AppendAck(nil, hl7v2.Ack{Code: code, Errors: []hl7v2.AckError{missing}, ControlID: "1"})
		fmt.Println(strings.ReplaceAll(string(ack), "\r", "\n"))
	}
	// Output:
	// MSH|^~\&|BAY|X|IPAS|QEH|||ACK^A01^ACK|1|P|2.5
	// MSA|AE|77
	// ERR||PID^1^3^1|101^Required field missing^HL70357|E
}
