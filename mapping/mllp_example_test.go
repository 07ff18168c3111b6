package mapping_test

import (
	"bytes"
	"fmt"
	"log"
	"net"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// A server of MLLP answers each message before it takes the next: it is accepted when
// what it says is safe, and otherwise the answer names the place of the fault.
// examples/mllp is a whole one, with limits and a log.
func ExampleNewMessageReader() {
	client, server := net.Pipe() // what net.Listen and Accept give
	go func() {
		defer server.Close()
		reader, err := mapping.NewMessageReader(server, hongkong.ADT(), nil)
		if err != nil {
			log.Fatal(err)
		}
		translator := mapping.NewTranslator(nil, nil)
		for record, err := range reader.Records() {
			if err != nil {
				return // the connection has ended
			}
			ack := record.Ack()
			if record.Sheet != nil {
				document, issues := translator.Document(record.Sheet)
				ack = mapping.AckOf(document != nil, issues) // write the document here, before the answer
			}
			ack.ControlID = fmt.Sprint("A", record.Number)
			header, _ := hl7v2.ReadHeader(hl7v2.TrimFrame(record.Raw))
			server.Write(hl7v2.AppendFrame(nil, header.AppendAck(nil, ack)))
		}
	}()
	answer := make([]byte, 1000)
	for _, patient := range []string{"P000123^^^QEH^MR", ""} {
		message := "MSH|^~\\&|IPAS|QEH|||202403020930||ADT^A01|77|P|2.5\rPID|1||" + patient + "\rPV1|1|I|W1\r"
		client.Write(hl7v2.AppendFrame(nil, []byte(message)))
		n, _ := client.Read(answer)
		for _, line := range strings.Split(string(bytes.TrimSpace(hl7v2.TrimFrame(answer[:n]))), "\r")[1:] {
			fmt.Println(line)
		}
	}
	client.Close()
	// Output:
	// MSA|AA|77
	// MSA|AE|77
	// ERR||PID^1^3^1|101^Required field missing^HL70357|E|no-record-key|||the message has no identifier of the patient, so nobody can say whose it is
}
