package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

func adt(event, id, at, more string) string {
	return "MSH|^~\\&|IPAS|QEH|LIB|QEH|" + at + "||ADT^" + event + "|" + id + "|P|2.5" + more + "\r" +
		"EVN|" + event + "|" + at + "\r" +
		"PID|1||P000123^^^QEH^MR||CHAN^TAI MAN||19560102|M\r"
}

const pv1 = "PV1|1|I|W1^^B1||||||||||||||||HN2024001|||||||||||||||||||||||||202403020920\r"

func admission(id string) string { return adt("A01", id, "202403020930", "") + pv1 }

// A log is what the server says, which a test reads while it runs.
type log struct {
	mutex sync.Mutex
	bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.Buffer.Write(p)
}

func (l *log) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.Buffer.String()
}

// start starts a server, and returns its address, its output and what ends it.
func start(t *testing.T, args ...string) (address, out string, said *log, stop func() error) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "out.ndjson")
	ctx, cancel := context.WithCancel(t.Context())
	at := make(chan string, 1)
	ended := make(chan error, 1)
	said = &log{}
	go func() {
		ended <- run(ctx, append([]string{"-listen", "127.0.0.1:0", "-out", out}, args...), io.Discard, said, func(a net.Addr) { at <- a.String() })
	}()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() {
			cancel()
			err = <-ended
		})
		return err
	}
	t.Cleanup(func() { stop() }) //nolint:errcheck // the test asks where it matters
	select {
	case address = <-at:
	case err := <-ended:
		t.Fatal(err)
	}
	return address, out, said, stop
}

// A client sends messages and waits for their answers.
type client struct {
	net.Conn
	in *hl7v2.Scanner
}

func dial(t *testing.T, address string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	return &client{conn, hl7v2.NewScanner(conn)}
}

func (c *client) send(t *testing.T, message string) {
	t.Helper()
	_, err := c.Write(hl7v2.AppendFrame(nil, []byte(message)))
	require.NoError(t, err)
}

// answer returns the MSA and the ERRs of the next answer.
func (c *client) answer(t *testing.T) string {
	t.Helper()
	f, err := c.in.Next()
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(f.Message), "\r")
	return strings.TrimSuffix(rest, "\r")
}

func bundles(t *testing.T, name string) []*fhir.Document {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	var list []*fhir.Document
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		d, err := fhir.Read(lines.Bytes())
		require.NoError(t, err)
		list = append(list, d)
	}
	return list
}

// A message is answered before the next comes, also one that is refused, and what
// was accepted is written by then. MLLP release 1; HL7 v2.5, 2.9.
func TestServer(t *testing.T) {
	address, out, said, stop := start(t)
	c := dial(t, address)
	for _, test := range []struct {
		message string
		answers []string
		written int
	}{
		{admission("1"), []string{"MSA|AA|1"}, 1},
		{strings.Replace(admission("2"), "P000123", "", 1), []string{"MSA|AE|2\rERR||PID^1^3^1|101^Required field missing^HL70357|E|no-record-key|"}, 1},
		{adt("A60", "3", "202403020930", "") + pv1, []string{"MSA|AR|3\rERR||MSH^1^9^1^2|201^Unsupported event code^HL70357|E|no-stay|"}, 1},
		{adt("A01", "4", "202403020930", "") + "KOWLOON\r", []string{"MSA|AE|4\rERR|||100^"}, 1},
		{"PID|1||P000123\r", []string{"MSA|AE|\rERR|||100^"}, 1},
		{"", []string{"MSA|AE|\rERR|||100^"}, 1},
		{adt("A01", "5", "202403020930", "|||AL|NE") + pv1, []string{"MSA|CA|5"}, 2},
		{adt("A01", "6", "202403020930", "|||AL|AL") + pv1, []string{"MSA|CA|6", "MSA|AA|6"}, 3},
		{adt("A60", "7", "202403020930", "|||AL|AL") + pv1, []string{"MSA|CR|7\rERR||MSH"}, 3},
		{adt("A01", "8", "202403020930", "|||NE|NE") + pv1, nil, 4},
		{admission("9"), []string{"MSA|AA|9"}, 5},
	} {
		c.send(t, test.message)
		for _, want := range test.answers {
			got := c.answer(t)
			assert.Truef(t, strings.HasPrefix(got, want), "%s\n%s", got, want)
		}
		if test.answers != nil {
			assert.Len(t, bundles(t, out), test.written)
		}
	}
	// Two at once are two.
	_, err := c.Write(append(hl7v2.AppendFrame(nil, []byte(admission("10"))), hl7v2.AppendFrame(nil, []byte(admission("11")))...))
	require.NoError(t, err)
	assert.Equal(t, "MSA|AA|10", c.answer(t))
	assert.Equal(t, "MSA|AA|11", c.answer(t))
	require.NoError(t, stop())
	assert.Len(t, bundles(t, out), 7)
	for _, value := range []string{"CHAN", "P000123", "HN2024001", "KOWLOON"} {
		assert.NotContains(t, said.String(), value, "no log has a patient's value")
	}
	info, err := os.Stat(out)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// Connections do not wait for each other.
func TestServerConnections(t *testing.T) {
	address, out, _, stop := start(t, "-connections", "4")
	var wait sync.WaitGroup
	silent := dial(t, address)
	silent.send(t, admission("0"))
	silent.answer(t)
	for n := range 3 {
		wait.Go(func() {
			c := dial(t, address)
			for i := range 20 {
				id := fmt.Sprintf("%d-%d", n, i)
				c.send(t, admission(id))
				assert.Equal(t, "MSA|AA|"+id, c.answer(t))
			}
		})
	}
	wait.Wait()
	require.NoError(t, stop())
	assert.Len(t, bundles(t, out), 61)
}

func TestServerLimits(t *testing.T) {
	t.Run("connections", func(t *testing.T) {
		address, _, _, _ := start(t, "-connections", "1")
		first := dial(t, address)
		first.send(t, admission("1"))
		first.answer(t)
		second := dial(t, address)
		_, err := second.in.Next()
		assert.Error(t, err, "refused")
		first.send(t, admission("2"))
		assert.Equal(t, "MSA|AA|2", first.answer(t))
	})
	t.Run("bytes", func(t *testing.T) {
		address, out, _, _ := start(t, "-most-bytes", "4096")
		c := dial(t, address)
		for n := range 40 { // together they are more
			c.send(t, admission(fmt.Sprint(n)))
			assert.Equal(t, fmt.Sprintf("MSA|AA|%d", n), c.answer(t))
		}
		go c.Write([]byte("\x0b" + admission("x") + "NTE|1||" + strings.Repeat("x", 1<<20))) //nolint:errcheck // the server ends it
		_, err := c.in.Next()
		assert.Error(t, err)
		assert.Len(t, bundles(t, out), 40)
	})
	t.Run("a message that takes too long", func(t *testing.T) {
		address, _, _, _ := start(t, "-within", "100ms")
		c := dial(t, address)
		_, err := io.WriteString(c, "\x0bMSH|^~\\&|")
		require.NoError(t, err)
		_, err = c.in.Next()
		assert.Error(t, err)
	})
	t.Run("silence", func(t *testing.T) {
		address, _, _, _ := start(t, "-idle", "100ms")
		c := dial(t, address)
		_, err := c.in.Next()
		assert.Error(t, err)
	})
	for _, args := range [][]string{{"-connections", "0"}, {"-fold", "patient"}, {"-listen", "nowhere:x"}, {"-out", "/nowhere/at/all"}, {"-x"}} {
		assert.Error(t, run(t.Context(), args, io.Discard, io.Discard, nil), args)
	}
	assert.NoError(t, run(t.Context(), []string{"-help"}, io.Discard, io.Discard, nil))
}

// The end of the server takes what has come whole, and answers it; the rest of a
// message is not waited for.
func TestServerShutdown(t *testing.T) {
	address, out, _, stop := start(t)
	idle, half := dial(t, address), dial(t, address)
	idle.send(t, admission("1"))
	idle.answer(t)
	_, err := io.WriteString(half, "\x0b"+admission("2"))
	require.NoError(t, err)
	begun := time.Now()
	require.NoError(t, stop())
	assert.Less(t, time.Since(begun), 5*time.Second)
	assert.Len(t, bundles(t, out), 1)
	_, err = net.Dial("tcp", address)
	assert.Error(t, err)
}

// What cannot be written is not accepted.
func TestServerWithoutRoom(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	address, _, said, _ := start(t, "-out", "/dev/full")
	c := dial(t, address)
	c.send(t, admission("1"))
	assert.True(t, strings.HasPrefix(c.answer(t), "MSA|AR|1\rERR|||207^"))
	assert.NotContains(t, said.String(), "CHAN")
}

func TestServerFoldsVisits(t *testing.T) {
	address, out, _, stop := start(t, "-fold", "visit", "-visits", "2")
	c := dial(t, address)
	discharge := adt("A03", "2", "202403051500", "") + strings.Replace(pv1, "202403020920", "202403020920|202403051450", 1)
	for _, test := range []struct {
		message, want string
		status        string
	}{
		{admission("1"), "MSA|AA|1", "in-progress"},
		{discharge, "MSA|AA|2", "finished"},
		{adt("A13", "3", "202403051600", "") + pv1, "MSA|AA|3", "in-progress"},
		{adt("A40", "4", "202403051700", "") + "MRG|P000999^^^QEH^MR\r", "MSA|AR|4", "in-progress"},
		{strings.Replace(adt("A40", "5", "202403051800", ""), "P000123", "P000555", 1) + "MRG|P000123^^^QEH^MR\r", "MSA|AA|5", "in-progress"},
		{strings.Replace(strings.Replace(discharge, "|2|P|", "|6|P|", 1), "P000123", "P000555", 1), "MSA|AA|6", "in-progress"},
		{strings.Replace(adt("A03", "7", "202403071500", ""), "P000123", "P000555", 1) + strings.Replace(pv1, "202403020920", "|202403071450", 1), "MSA|AA|7", "finished"},
	} {
		c.send(t, test.message)
		assert.Equal(t, test.want, strings.Split(c.answer(t), "\rERR")[0])
		list := bundles(t, out)
		last := list[len(list)-1]
		assert.Equal(t, test.status, last.Encounters[0].Status.Code(), test.want)
	}
	require.NoError(t, stop())
	list := bundles(t, out)
	require.Len(t, list, 6)
	assert.Equal(t, *list[0].Encounters[0].Id, *list[2].Encounters[0].Id, "of one stay")
	last := list[len(list)-1]
	assert.Equal(t, "P000555", *last.Patient.Identifier[0].Value)
	assert.NotNil(t, last.Encounters[0].Period.Start, "what the discharge leaves out is not withdrawn")
}
