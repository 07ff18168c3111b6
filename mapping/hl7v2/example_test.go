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
