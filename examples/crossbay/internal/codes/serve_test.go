package codes

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The endpoint is of this machine, unless somebody says otherwise in so many words.
func TestServeListensOnLoopback(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:1": "127.0.0.1:1", "[::1]:2": "[::1]:2", "localhost:3": "127.0.0.1:3", "127.1.2.3:0": "127.1.2.3:0",
	} {
		s, err := parseServe([]string{"-listen", address}, io.Discard)
		require.NoError(t, err)
		require.Equal(t, netip.MustParseAddrPort(want), s.address)
	}
	s, err := parseServe(nil, io.Discard)
	require.NoError(t, err)
	require.True(t, s.address.Addr().IsLoopback())
	for _, address := range []string{"0.0.0.0:80", "[::]:80", "192.168.0.1:80", "10.0.0.1:0"} {
		_, err := parseServe([]string{"-listen", address}, io.Discard)
		require.ErrorContains(t, err, "-open-to-the-network")
		s, err := parseServe([]string{"-listen", address, "-open-to-the-network"}, io.Discard)
		require.NoError(t, err)
		require.Equal(t, netip.MustParseAddrPort(address), s.address)
	}
	for _, address := range []string{":80", "80", "example.org:80", "localhost", "localhost.example.org:80", "127.0.0.1"} {
		_, err := parseServe([]string{"-listen", address, "-open-to-the-network"}, io.Discard)
		require.ErrorContains(t, err, "an IP address and a port", address)
	}
}

func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s, err := parseServe([]string{"-listen", "127.0.0.1:0"}, io.Discard)
	require.NoError(t, err)
	var stderr bytes.Buffer
	base, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.run(ctx, &stderr, func(b string) { base <- b }) }()
	at := <-base
	response, err := http.Get(at + "/ConceptMap/$translate?url=" + gemURL + "&system=http://hl7.org/fhir/sid/icd-9-cm&code=410.71")
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	_, out, _ := try("", "translate", "-source", "icd-9-cm", "-url", gemURL, "410.71")
	require.Equal(t, out, string(body), "the server says what the command says")
	stop()
	select {
	case err := <-ended:
		require.NoError(t, err)
	case <-time.After(2 * grace):
		t.Fatal("it does not end")
	}
	require.Equal(t, "codes: answers at "+at+"\n", stderr.String(), "it says nothing of what it is asked")
	_, err = http.Get(at + "/metadata")
	require.Error(t, err)
}

func TestServeRefused(t *testing.T) {
	taken, err := parseServe([]string{"-listen", "127.0.0.1:0", "-codes", "absent"}, io.Discard)
	require.NoError(t, err)
	require.ErrorContains(t, taken.run(t.Context(), io.Discard, nil), "no such file")
	for _, x := range []struct{ arg, want string }{{"x", `serve takes no "x"`}, {"-what", "not defined"}, {"-listen=0.0.0.0:80", "-open-to-the-network"}} {
		status, _, stderr := try("", "serve", x.arg)
		require.Equal(t, exitFailed, status)
		require.Contains(t, stderr, x.want)
	}
	for _, command := range []string{"serve", "publish"} {
		status, _, stderr := try("", command, "-help")
		require.Equal(t, exitAnswered, status)
		require.True(t, strings.HasPrefix(stderr, "usage of codes "+command))
	}
}
