package load

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// authorized runs a load, and returns the Authorization of its transaction.
func authorized(t *testing.T, env map[string]string, args ...string) (header string, r outcomeOfRun) {
	f := newFake(t)
	f.before = func(_ http.ResponseWriter, r *http.Request, _ []byte) bool {
		header = r.Header.Get("Authorization")
		return false
	}
	args = append([]string{"-base", f.base(), "-clients", "1"}, append(args, write(t, "a", stay("p1", "e1")))...)
	return header, runWith(t, t.Context(), env, sleep, args...)
}

func secretFile(t *testing.T, text string, mode os.FileMode) string {
	name := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(name, []byte(text), mode))
	require.NoError(t, os.Chmod(name, mode))
	return name
}

func TestCredentials(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		args []string
		want string
	}{
		{nil, nil, ""},
		{map[string]string{tokenVariable: "t1"}, nil, "Bearer t1"},
		{map[string]string{basicVariable: "u:p:q"}, nil, "Basic dTpwOnE="},
		{map[string]string{basicVariable: "u:p"}, []string{"-token-file", secretFile(t, "t2\n", 0o600)}, "Bearer t2"},
		{map[string]string{tokenVariable: "t1"}, []string{"-basic-file", secretFile(t, "u:p:q\r\n", 0o400)}, "Basic dTpwOnE="},
	} {
		header, r := authorized(t, test.env, test.args...)
		assert.Equal(t, exitDone, r.status, r.stderr)
		assert.Equal(t, test.want, header)
		assert.NotContains(t, r.stderr, "t1")
	}
}

func TestCredentialsThatAreRefused(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		args []string
		says string
	}{
		{map[string]string{tokenVariable: "t", basicVariable: "u:p"}, nil, "give one of them"},
		{map[string]string{basicVariable: "up"}, nil, "user:password"},
		{map[string]string{tokenVariable: "a\nb"}, nil, "more than one line"},
		{nil, []string{"-token-file", secretFile(t, "\n", 0o600)}, "is empty"},
		{nil, []string{"-token-file", "no-such-file"}, "-token-file"},
		{nil, []string{"-client-key", "x"}, "go together"},
		{nil, []string{"-ca", secretFile(t, "x", 0o644)}, "no certificate"},
	} {
		header, r := authorized(t, test.env, test.args...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, test.says)
		assert.Empty(t, header)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
		_, r := authorized(t, nil, "-token-file", secretFile(t, "t", mode))
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "others can read it")
	}
}

// Credentials cross no network in clear, and records only where that is asked for.
func TestPlainHTTP(t *testing.T) {
	with, none := &credentials{header: "Bearer t"}, &credentials{}
	for _, test := range []struct {
		base  string
		plain bool
		c     *credentials
		says  string
	}{
		{"http://127.0.0.1:8080/fhir", false, with, ""},
		{"http://[::1]:8080/fhir", false, with, ""},
		{"http://localhost/fhir", false, with, ""},
		{"https://fhir.example.org/fhir", false, with, ""},
		{"http://fhir.example.org/fhir", true, with, "credentials are not sent"},
		{"http://fhir.example.org/fhir", true, &credentials{certificates: make([]tls.Certificate, 1)}, "credentials are not sent"},
		{"http://fhir.example.org/fhir", false, none, "in clear"},
		{"http://127.0.0.1.example.org/fhir", false, none, "in clear"},
		{"http://localhost.example.org/fhir", false, none, "in clear"},
		{"http://fhir.example.org/fhir", true, none, ""},
		{"https://u:p@fhir.example.org/fhir", false, none, "without a user"},
		{"https://fhir.example.org/fhir?token=x", false, none, "without a user"},
		{"ftp://fhir.example.org", false, none, "http or https"},
		{"fhir.example.org", false, none, "http or https"},
	} {
		_, err := newServer(test.base, test.plain, time.Second, test.c)
		if test.says == "" {
			assert.NoError(t, err, test.base)
		} else {
			assert.ErrorContains(t, err, test.says, test.base)
		}
	}
}

// A proxy sees no record in clear.
func TestProxies(t *testing.T) {
	s, err := newServer("http://127.0.0.1/fhir", false, time.Second, &credentials{})
	require.NoError(t, err)
	request, err := http.NewRequest(http.MethodGet, "http://fhir.example.org/fhir", nil)
	require.NoError(t, err)
	proxy, err := s.client.Transport.(*http.Transport).Proxy(request)
	require.NoError(t, err)
	assert.Nil(t, proxy)
}

// Nothing is sent to where a server sends us, not even on the same machine.
func TestRedirectsAreNotFollowed(t *testing.T) {
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		f := newFake(t)
		fails(f, -1, func(w http.ResponseWriter) {
			w.Header().Set("Location", other.URL)
			w.WriteHeader(code)
		})
		r := runWith(t, t.Context(), map[string]string{tokenVariable: "t"}, sleep, "-base", f.base(), write(t, "a", stay("p1", "e1")))
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "sends elsewhere")
	}
	assert.False(t, reached)
}

// A token that has run out is read again from its file.
func TestATokenIsRenewed(t *testing.T) {
	f := newFake(t)
	name := secretFile(t, "old", 0o600)
	f.before = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		if r.Method == http.MethodPost && r.Header.Get("Authorization") == "Bearer old" {
			assert.NoError(t, os.WriteFile(name, []byte("new\n"), 0o600))
			w.WriteHeader(http.StatusUnauthorized)
			return true
		}
		return false
	}
	r := runLoad(t, "-base", f.base(), "-token-file", name, write(t, "a", stay("p1", "e1"), stay("p2", "e2")))
	assert.Equal(t, exitDone, r.status, r.stderr)
}

// certificate makes a certificate that vouches for itself, and its key, in PEM.
func certificate(t *testing.T) (pair tls.Certificate, certificatePEM, keyPEM string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	encoded, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	certificatePEM = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	keyPEM = string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded}))
	pair, err = tls.X509KeyPair([]byte(certificatePEM), []byte(keyPEM))
	require.NoError(t, err)
	return pair, certificatePEM, keyPEM
}

// The server must be vouched for, and can demand the same of us.
func TestTLS(t *testing.T) {
	f := newFake(t)
	_, ours, key := certificate(t)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM([]byte(ours)))
	server := httptest.NewUnstartedServer(f)
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	in := write(t, "a", stay("p1", "e1"))
	ca := secretFile(t, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})), 0o644)
	client := []string{"-client-certificate", secretFile(t, ours, 0o644), "-client-key", secretFile(t, key, 0o600)}

	r := runLoad(t, append(client, "-base", server.URL+"/fhir", in)...)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "certificate signed by unknown authority")
	r = runLoad(t, "-base", server.URL+"/fhir", "-ca", ca, in)
	assert.Equal(t, exitFailed, r.status, "without a certificate of ours")
	r = runLoad(t, append(client, "-base", server.URL+"/fhir", "-ca", ca, in)...)
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Len(t, f.have, 3)
}
