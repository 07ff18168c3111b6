package load

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/examples/internal/secret"
)

// The variables of the environment that hold credentials.
const (
	tokenVariable = "CROSSBAY_TOKEN"
	basicVariable = "CROSSBAY_BASIC"
)

// credentialFiles are the files of the command line.
type credentialFiles struct {
	token, basic, certificate, key, authorities string
}

// credentials say who we are, and whom we trust.
type credentials struct {
	tokenFile    string
	certificates []tls.Certificate
	authorities  *x509.CertPool // nil for those of the system

	mutex  sync.Mutex
	header string // Authorization, "" for none
}

// read reads the credentials. Those of a file go before those of the environment.
func (f *credentialFiles) read(getenv func(string) string) (*credentials, error) {
	c := &credentials{tokenFile: f.token}
	token, basic := strings.TrimSpace(getenv(tokenVariable)), strings.TrimSpace(getenv(basicVariable))
	if f.token != "" || f.basic != "" {
		token, basic = "", ""
	}
	for _, file := range []struct {
		flag, name string
		to         *string
	}{{"-token-file", f.token, &token}, {"-basic-file", f.basic, &basic}} {
		if file.name == "" {
			continue
		}
		text, err := secret.Read(file.name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.flag, err)
		}
		if *file.to = string(text); *file.to == "" {
			return nil, fmt.Errorf("%s %s: the file is empty", file.flag, file.name)
		}
	}
	switch {
	case token != "" && basic != "":
		return nil, errors.New("a token and a password: give one of them")
	case strings.ContainsAny(token+basic, "\r\n\x00"):
		return nil, errors.New("the token or password has more than one line")
	case token != "":
		c.header = "Bearer " + token
	case basic != "":
		if !strings.Contains(basic, ":") {
			return nil, errors.New("user and password are to be written user:password")
		}
		c.header = "Basic " + base64.StdEncoding.EncodeToString([]byte(basic))
	}
	if (f.certificate == "") != (f.key == "") {
		return nil, errors.New("-client-certificate and -client-key go together")
	}
	if f.certificate != "" {
		if err := c.readCertificate(f); err != nil {
			return nil, err
		}
	}
	if f.authorities != "" {
		text, err := os.ReadFile(f.authorities)
		if err != nil {
			return nil, fmt.Errorf("-ca: %w", err)
		}
		if c.authorities, err = x509.SystemCertPool(); err != nil {
			c.authorities = x509.NewCertPool()
		}
		if !c.authorities.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("-ca %s: no certificate in PEM", f.authorities)
		}
	}
	return c, nil
}

func (c *credentials) readCertificate(f *credentialFiles) error {
	certificate, err := os.ReadFile(f.certificate)
	if err != nil {
		return fmt.Errorf("-client-certificate: %w", err)
	}
	key, err := secret.Read(f.key)
	if err != nil {
		return fmt.Errorf("-client-key: %w", err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return errors.New("-client-certificate and -client-key: no pair in PEM")
	}
	c.certificates = []tls.Certificate{pair}
	return nil
}

// some reports whether there is anything to keep secret.
func (c *credentials) some() bool { return c.header != "" || len(c.certificates) > 0 }

func (c *credentials) apply(r *http.Request) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.header != "" {
		r.Header.Set("Authorization", c.header)
	}
}

// renew reads the file of the token again, and reports whether there is another
// than the one that a request was sent with.
func (c *credentials) renew(sent string) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.header != sent {
		return true // by another client
	}
	text, err := secret.Read(c.tokenFile)
	if err != nil || len(text) == 0 || bytes.ContainsAny(text, "\r\n\x00") {
		return false
	}
	c.header = "Bearer " + string(text)
	return c.header != sent
}

// current is the header that requests are sent with.
func (c *credentials) current() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.header
}
