package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pythonHL7 is a library for HL7 v2 with an MLLP client that others keep
// (github.com/johnpaulett/python-hl7).
const pythonHL7 = "hl7==0.4.5"

const pythonClient = `
import sys
from hl7.client import MLLPClient
host, port = sys.argv[1].rsplit(":", 1)
with MLLPClient(host, int(port)) as client:
    for message in sys.stdin.read().split("\n\n"):
        answer = client.send_message(message.replace("\n", "\r"))
        segments = answer.decode("utf-8").strip("\x0b\x1c\r").split("\r")
        print(" ".join(segments[1].split("|")[:3]), len(segments))
`

// A client that this project did not write sends messages over one connection,
// and has each answered before it sends the next.
func TestPublicClient(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	folder := t.TempDir()
	if said, err := exec.Command(python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, pythonHL7).CombinedOutput(); err != nil {
		t.Skipf("%s cannot be fetched: %s", pythonHL7, said)
	}
	address, out, _, stop := start(t)
	messages := []string{
		admission("1"),
		strings.Replace(admission("2"), "P000123", "", 1),
		adt("A60", "3", "202403020930", "") + pv1,
		admission("4"),
	}
	for i := range messages {
		messages[i] = strings.ReplaceAll(strings.TrimSuffix(messages[i], "\r"), "\r", "\n")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, python, "-c", pythonClient, address)
	command.Env = append(os.Environ(), "PYTHONPATH="+folder)
	command.Stdin = strings.NewReader(strings.Join(messages, "\n\n"))
	answers, err := command.CombinedOutput()
	require.NoError(t, err, string(answers))
	assert.Equal(t, "MSA AA 1 2\nMSA AE 2 3\nMSA AR 3 3\nMSA AA 4 2\n", string(answers))
	require.NoError(t, stop())
	assert.Len(t, bundles(t, out), 2)
	_, err = net.Dial("tcp", address)
	assert.Error(t, err)
}
