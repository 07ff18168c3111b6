// Mllp takes ADT messages of HL7 v2 over TCP, in frames of MLLP, and writes each
// as a FHIR Bundle, one a line. It answers a message when what became of it is
// written: a sender may forget what was accepted.
//
//	mllp [-listen 127.0.0.1:2575] [-out FILE] [-fold visit] [flags]
//
// MLLP has neither encryption nor passwords: the address is of this machine alone
// unless another is named, which belongs behind a tunnel.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr, nil)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mllp:", err)
		os.Exit(2)
	}
}

// run serves until ctx ends. listening, if any, is told the address.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, listening func(net.Addr)) error {
	flags := flag.NewFlagSet("mllp", flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("listen", "127.0.0.1:2575", "the `address` to listen on")
	out := flags.String("out", "", "the `file` to which Bundles are added (mode 0600), and made durable before the answer; standard output where not given")
	limits := limits{}
	flags.IntVar(&limits.connections, "connections", 16, "how many connections there may be at once")
	flags.Int64Var(&limits.message, "most-bytes", 1<<20, "how many bytes a message may have")
	flags.DurationVar(&limits.idle, "idle", 5*time.Minute, "how long a connection may be silent")
	flags.DurationVar(&limits.whole, "within", 30*time.Second, "how long a message may take, from its first byte to its last")
	flags.DurationVar(&limits.grace, "grace", 10*time.Second, "how long connections have to end when the server does")
	flags.IntVar(&limits.visits, "visits", 10000, "with -fold, how many stays are remembered")
	fold := flags.String("fold", "", "`visit`: write after each message the stay as its messages so far tell it, and take the events that undo one or merge patients")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if *fold != "" && *fold != "visit" {
		return fmt.Errorf("-fold %s: visit", *fold)
	}
	if limits.connections < 1 || limits.message < 1 || limits.idle <= 0 || limits.whole <= 0 || limits.visits < 1 {
		return errors.New("limits are at least 1")
	}
	sink := &sink{out: bufio.NewWriter(stdout)}
	if *out != "" {
		file, err := os.OpenFile(*out, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		defer file.Close()
		sink.out, sink.sync = bufio.NewWriter(file), file.Sync
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *address)
	if err != nil {
		return err
	}
	if listening != nil {
		listening(listener.Addr())
	}
	s := &server{
		layout: hongkong.ADT(), limits: limits, sink: sink,
		translator: mapping.NewTranslator(nil, nil),
		log:        slog.New(slog.NewTextHandler(stderr, nil)),
	}
	if *fold == "visit" {
		s.stays = newStays(limits.visits)
	}
	return s.serve(ctx, listener)
}
