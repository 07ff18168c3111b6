package codes

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/endpoint"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// How long a client may take, and the server to end.
const (
	withinHeader = 5 * time.Second
	withinBody   = 15 * time.Second
	withinAnswer = 2 * time.Minute // a resource may be large, and an index is made at first
	idle         = 2 * time.Minute
	grace        = 10 * time.Second
	mostHeader   = 64 << 10
)

// A serving is what codes serve was asked for.
type serving struct {
	codes   []string
	address netip.AddrPort
}

// runServe answers over HTTP until it is interrupted.
func runServe(args []string, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := parseServe(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitAnswered
	}
	if err == nil {
		err = s.run(ctx, stderr, nil)
	}
	if err != nil {
		fmt.Fprintln(stderr, "codes:", err)
		return exitFailed
	}
	return exitAnswered
}

// flags declares the flags of serve.
func (s *serving) flags() (f *flag.FlagSet, listen *string, open *bool) {
	f = flag.NewFlagSet("codes serve", flag.ContinueOnError)
	codesFlag(f, &s.codes, "")
	listen = f.String("listen", "127.0.0.1:8095", "the `ADDRESS` to listen on, IP:PORT; port 0 is any that is free")
	open = f.Bool("open-to-the-network", false, "let -listen name an address that other machines reach. There is neither\n"+
		"encryption nor a password: put it behind what has them")
	return f, listen, open
}

func parseServe(args []string, stderr io.Writer) (*serving, error) {
	s := &serving{}
	f, listen, open := s.flags()
	rest, err := cli.Parse(f, args)
	if err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stderr, "usage of codes serve:")
			f.SetOutput(stderr)
			f.PrintDefaults()
		}
		return nil, err
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("serve takes no %q; files to load are named by -codes", rest[0])
	}
	// A name could mean another address when it is listened on.
	address, err := netip.ParseAddrPort(strings.Replace(*listen, "localhost:", "127.0.0.1:", 1))
	if err != nil {
		return nil, fmt.Errorf("-listen %q: an IP address and a port, as 127.0.0.1:8095", *listen)
	}
	if !address.Addr().IsLoopback() && !*open {
		return nil, fmt.Errorf("-listen %s: other machines reach it; -open-to-the-network says that they may", address)
	}
	s.address = address
	return s, nil
}

// run serves until ctx ends. listening, if any, is told the base URL.
func (s *serving) run(ctx context.Context, stderr io.Writer, listening func(base string)) error {
	set, err := terminology.Load(s.codes, load.Options{})
	if err != nil {
		return err
	}
	service := answer.New(set)
	for _, what := range set.Unknown(service.Registry()) {
		fmt.Fprintln(stderr, "codes: -codes", what)
	}
	entries, _ := catalog.New(set, service.Tables(), service.Maps())
	server := &http.Server{
		Handler: endpoint.New(service, entries, time.Now(), func(stack []byte) {
			fmt.Fprintf(stderr, "codes: a fault in the program, at\n%s", stack)
		}),
		ReadHeaderTimeout: withinHeader, ReadTimeout: withinBody, WriteTimeout: withinAnswer, IdleTimeout: idle,
		MaxHeaderBytes: mostHeader,
		ErrorLog:       log.New(io.Discard, "", 0), // would print what clients send
	}
	listener, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(s.address))
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String() + endpoint.Base
	fmt.Fprintln(stderr, "codes: answers at", base)
	if listening != nil {
		listening(base)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		return server.Close()
	}
	return nil
}
