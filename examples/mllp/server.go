package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// limits bound what a server takes upon itself.
type limits struct {
	connections, visits int
	message             int64
	idle, whole, grace  time.Duration
}

// A server takes messages from connections.
type server struct {
	layout     *mapping.Layout
	translator *mapping.Translator
	limits     limits
	sink       *sink
	stays      *stays // nil where each message is a document
	log        *slog.Logger
	acks       atomic.Int64 // numbers acknowledgments
}

// serve takes connections until ctx ends, and then waits for the messages in hand.
func (s *server) serve(ctx context.Context, listener net.Listener) error {
	var wait sync.WaitGroup
	places := make(chan struct{}, s.limits.connections)
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			break
		}
		if err != nil {
			var temporary net.Error
			if errors.As(err, &temporary) && temporary.Timeout() {
				continue
			}
			listener.Close()
			return err
		}
		select {
		case places <- struct{}{}:
		default:
			s.log.Warn("refused: too many connections", "from", conn.RemoteAddr())
			conn.Close()
			continue
		}
		wait.Go(func() {
			defer func() { <-places }()
			s.connection(ctx, conn)
		})
	}
	done := make(chan struct{})
	go func() {
		wait.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(s.limits.grace):
		return errors.New("connections did not end in time")
	}
}

// connection takes the messages of one connection, and answers each before it
// takes the next.
func (s *server) connection(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	in := &bounded{conn: conn, limits: &s.limits}
	// The end of the server ends the waiting for a message, and not the answer to
	// one that has come.
	stop := context.AfterFunc(ctx, in.stop)
	defer stop()
	log := s.log.With("from", conn.RemoteAddr().String())
	reader, err := mapping.NewMessageReader(in, s.layout, nil)
	if err != nil {
		log.Error("no reader", "error", err)
		return
	}
	said := 0
	for record, err := range reader.Records() {
		for _, i := range reader.Issues()[said:] {
			said++
			log.Warn("batch", "line", i.Line, "segment", i.Column, "code", i.Code)
		}
		if err != nil {
			if !errors.Is(err, mapping.ErrEmpty) && ctx.Err() == nil {
				log.Warn("the connection ends", "error", err)
			}
			return
		}
		ack := s.take(record)
		log.Info("message", "record", record.Number, "answer", string(ack.Code), "issues", codes(record.Issues))
		if err := s.answer(conn, record, ack); err != nil {
			log.Warn("no answer", "error", err)
			return
		}
		if ctx.Err() != nil {
			return
		}
		in.next()
	}
}

// codes lists the kinds of issues, which say nothing of the patient.
func codes(issues []mapping.Issue) (list []string) {
	for _, i := range issues {
		list = append(list, i.Code+" "+i.Column)
	}
	return list
}

// take writes what a message says, and returns what to answer.
func (s *server) take(r *mapping.Record) hl7v2.Ack {
	sheet, ack := r.Sheet, r.Ack()
	write := func(sheet *mapping.FrontSheet) bool {
		document, issues := s.translator.Document(sheet)
		if document == nil {
			ack = mapping.AckOf(false, issues)
			return false
		}
		line, err := document.Append(nil)
		if err == nil {
			err = s.sink.write(line)
		}
		if err != nil {
			s.log.Error("a document was not written", "error", err)
			ack = hl7v2.Ack{Code: hl7v2.AppReject, Errors: []hl7v2.AckError{{Code: hl7v2.InternalError}}}
			return false
		}
		return true
	}
	if s.stays == nil {
		if sheet != nil {
			write(sheet)
		}
		return ack
	}
	taken := s.stays.add(r, write)
	if taken && sheet == nil {
		ack = hl7v2.Ack{Code: hl7v2.AppAccept}
	}
	return ack
}

// answer sends the acknowledgments that the sender wants.
func (s *server) answer(conn net.Conn, r *mapping.Record, ack hl7v2.Ack) error {
	header, _ := hl7v2.ReadHeader(hl7v2.TrimFrame(r.Raw))
	var out []byte
	for _, code := range header.Answers(ack.Code) {
		ack.Code, ack.Time = code, time.Now()
		ack.ControlID = "MLLP" + strconv.FormatInt(s.acks.Add(1), 10)
		out = hl7v2.AppendFrame(out, header.AppendAck(nil, ack))
	}
	conn.SetWriteDeadline(time.Now().Add(s.limits.whole)) //nolint:errcheck // the writing fails, then
	_, err := conn.Write(out)
	return err
}

// A sink is where documents go, one a line.
type sink struct {
	mutex sync.Mutex
	out   *bufio.Writer
	sync  func() error // nil where there is nothing to make durable
}

// write writes a line, and returns when it is durable.
func (s *sink) write(line []byte) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.out.Write(line)
	s.out.WriteByte('\n')
	err := s.out.Flush()
	if err == nil && s.sync != nil {
		err = s.sync()
	}
	return err
}

// errTooLong: a message is longer than the limit.
var errTooLong = errors.New("a message is longer than -most-bytes")

// A bounded reads a connection, and gives it up where a message is too long or too
// slow.
type bounded struct {
	conn    net.Conn
	limits  *limits
	read    int64 // bytes since the last message
	mutex   sync.Mutex
	stopped bool
	until   time.Time // when the message in hand has to be there, zero before its first byte
}

// Read implements io.Reader. One goroutine calls it.
func (b *bounded) Read(p []byte) (int, error) {
	if b.read >= b.limits.message {
		return 0, errTooLong
	}
	if left := b.limits.message - b.read; int64(len(p)) > left {
		p = p[:left]
	}
	until := b.until
	if until.IsZero() {
		until = time.Now().Add(b.limits.idle)
	}
	if err := b.deadline(until); err != nil {
		return 0, err
	}
	n, err := b.conn.Read(p)
	b.read += int64(n)
	if n > 0 && b.until.IsZero() {
		b.until = time.Now().Add(b.limits.whole)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("waiting for a message: %w", err)
	}
	return n, err
}

func (b *bounded) deadline(until time.Time) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.stopped {
		return io.EOF
	}
	return b.conn.SetReadDeadline(until)
}

// next says that a message has been taken whole.
func (b *bounded) next() { b.read, b.until = 0, time.Time{} }

// stop ends the waiting for a message. Any goroutine calls it.
func (b *bounded) stop() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.stopped = true
	b.conn.SetReadDeadline(time.Now()) //nolint:errcheck // a connection that has ended waits for nothing
}
