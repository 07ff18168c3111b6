package load

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const maxAnswer = 64 << 20 // bytes

// A server is the FHIR server, or what stands before it.
type server struct {
	base        string // without a slash at the end
	client      *http.Client
	credentials *credentials
	timeout     time.Duration
}

// newServer takes a base URL. Where patients' data would cross a network in clear,
// the server is refused, unless plain allows for it; credentials never do.
func newServer(base string, plain bool, timeout time.Duration, c *credentials) (*server, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("-base: an http or https URL of a FHIR server")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("-base: a URL without a user, a query or a fragment; credentials stand in files or in the environment, see -help")
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		if c.some() {
			return nil, errors.New("-base: credentials are not sent over http to another machine: use https")
		}
		if !plain {
			return nil, errors.New("-base: records would cross the network in clear: use https, or say -plain-http")
		}
	}
	transport := &http.Transport{
		// A proxy passes TLS on, and sees the name of the server alone. In clear it
		// would see the records.
		Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Scheme != "https" {
				return nil, nil
			}
			return http.ProxyFromEnvironment(r)
		},
		DialContext:         (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.authorities, Certificates: c.certificates},
		TLSHandshakeTimeout: 30 * time.Second,
		IdleConnTimeout:     90 * time.Second,
		MaxIdleConnsPerHost: 64,
		ForceAttemptHTTP2:   true,
	}
	return &server{
		base: strings.TrimRight(u.String(), "/"), credentials: c, timeout: timeout,
		client: &http.Client{
			Transport: transport,
			// What is sent elsewhere is a fault of -base, for its owner to mend.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// An answer is what a server has answered.
type answer struct {
	status int
	etag   string
	after  time.Duration // to wait, by Retry-After
	body   []byte
}

// ask sends one request. An error says nothing of what was asked; it is that no
// answer came, or none that is whole.
func (s *server) ask(ctx context.Context, method, path string, headers http.Header, body []byte) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	target := s.base
	if path != "" {
		target += "/" + path
	}
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the request cannot be made")
	}
	request.Header.Set("Accept", "application/fhir+json")
	request.Header.Set("User-Agent", "crossbay-load")
	if body != nil {
		request.Header.Set("Content-Type", "application/fhir+json")
		request.Header.Set("Prefer", "return=minimal")
	}
	for name, values := range headers {
		request.Header[name] = values
	}
	s.credentials.apply(request)
	response, err := s.client.Do(request)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, withoutURL(err)
	}
	return &answer{
		status: response.StatusCode, etag: response.Header.Get("ETag"), body: text,
		after: retryAfter(response.Header.Get("Retry-After"), time.Now()),
	}, nil
}

// withoutURL leaves out what a request was about: URLs hold ids.
func withoutURL(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("no answer within -timeout")
	}
	return err
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(text string, now time.Time) time.Duration {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// check asks whether this is a server of FHIR R4 that lets us in.
func (s *server) check(ctx context.Context) error {
	a, err := s.ask(ctx, http.MethodGet, "metadata", nil, nil)
	if err != nil {
		return fmt.Errorf("-base: %w", err)
	}
	var statement struct{ ResourceType, FHIRVersion string }
	switch {
	case a.status >= 300 && a.status < 400:
		return fmt.Errorf("-base: the server sends elsewhere (status %d): name the URL to which it leads", a.status)
	case a.status == http.StatusUnauthorized || a.status == http.StatusForbidden:
		return fmt.Errorf("-base: the server does not take the credentials, or demands some (status %d)", a.status)
	case a.status != http.StatusOK:
		return fmt.Errorf("-base: [base]/metadata is answered with status %d", a.status)
	case json.Unmarshal(a.body, &statement) != nil || statement.ResourceType != "CapabilityStatement":
		return errors.New("-base: what answers is no FHIR server: [base]/metadata is no CapabilityStatement")
	case !strings.HasPrefix(statement.FHIRVersion, "4.0"):
		return errors.New("-base: the server is not one of FHIR R4 (4.0)")
	}
	return nil
}
