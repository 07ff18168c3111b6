package hl7v2

import (
	"bytes"
	"strconv"
)

// The faults of batches.
const (
	// WrongCount: BTS-1 is not the number of the batch's messages, or FTS-1 not
	// that of the file's batches.
	WrongCount Fault = "batch-count"
	// NoTrailer: a batch or a file of batches has a header, and no trailer: it
	// may have been cut short.
	NoTrailer Fault = "no-batch-trailer"
	// NoBatchHeader: a trailer stands without its header.
	NoBatchHeader Fault = "no-batch-header"
)

// A BatchFault says what is wrong with what stands around messages: with a
// batch, from BHS to BTS, or with a file of batches, from FHS to FTS. It costs no
// message. It holds nothing of the stream but the two numbers.
type BatchFault struct {
	Fault Fault
	// Segment is the segment at fault: the header where a trailer is missing.
	Segment string
	// Line is the 1-based line on which it stands.
	Line int
	// Stated is the number that the trailer states, -1 where it is none; Counted
	// is how many there are. Both are of WrongCount alone.
	Stated, Counted int
}

// mostBatchFaults bounds those that nobody has taken.
const mostBatchFaults = 1000

// An envelope is a batch or a file that is open.
type envelope struct {
	header string // "" where none has come
	line   int    // of the header
	count  int    // of what the trailer counts
	frame  bool   // the header stands in the frame in hand
	filled bool   // a message came with it in the frame in hand
}

// A batch keeps count of the messages of batches and of the batches of files
// (HL7 v2.5, chapter 2, 2.10.3). The headers are optional there, and so a trailer
// counts from where the last one stood.
type batch struct {
	file, batch envelope
	loose       bool // messages have come since the last BHS or BTS
	faults      []BatchFault
}

// Batch returns what was found wrong with the batches of the stream since the
// last call: with those whose end has been seen, of which the end of the stream
// is one. It is to be asked after each call of Next.
func (s *Scanner) Batch() []BatchFault {
	faults := s.batch.faults
	s.batch.faults = nil
	return faults
}

func (b *batch) fault(f BatchFault) {
	if len(b.faults) < mostBatchFaults {
		b.faults = append(b.faults, f)
	}
}

// message counts a message.
func (b *batch) message() {
	b.batch.count++
	if b.batch.header == "" && !b.loose {
		b.loose = true
		b.file.count++ // messages without a header are a batch, too
	}
	b.batch.filled, b.file.filled = true, true
}

// segment takes a line of an envelope.
func (b *batch) segment(text []byte, line int) {
	switch name := string(text[:3]); name {
	case "FHS":
		b.close(&b.batch)
		b.close(&b.file)
		b.file = envelope{header: name, line: line, frame: true}
		b.batch, b.loose = envelope{}, false
	case "BHS":
		b.close(&b.batch)
		b.batch, b.loose = envelope{header: name, line: line, frame: true}, false
		b.file.count++
	case "BTS":
		b.trailer(&b.batch, text, line)
		b.batch, b.loose = envelope{}, false
	case "FTS":
		b.close(&b.batch)
		b.trailer(&b.file, text, line)
		b.file, b.batch, b.loose = envelope{}, envelope{}, false
	}
}

// close ends an envelope that has no trailer.
func (b *batch) close(e *envelope) {
	if e.header != "" {
		b.fault(BatchFault{Fault: NoTrailer, Segment: e.header, Line: e.line})
	}
}

// trailer compares what a trailer states with what was counted.
func (b *batch) trailer(e *envelope, text []byte, line int) {
	name := string(text[:3])
	if e.header == "" {
		b.fault(BatchFault{Fault: NoBatchHeader, Segment: name, Line: line})
	}
	var field []byte
	if len(text) > 3 {
		field, _, _ = bytes.Cut(text[4:], text[3:4])
		field = bytes.Trim(field, " \t")
	}
	if len(field) == 0 || string(field) == `""` {
		return
	}
	stated, err := strconv.ParseUint(string(field), 10, 31)
	if err != nil {
		b.fault(BatchFault{Fault: WrongCount, Segment: name, Line: line, Stated: -1, Counted: e.count})
	} else if int(stated) != e.count {
		b.fault(BatchFault{Fault: WrongCount, Segment: name, Line: line, Stated: int(stated), Counted: e.count})
	}
}

func (b *batch) frameOpens() {
	for _, e := range [...]*envelope{&b.batch, &b.file} {
		e.frame, e.filled = false, false
	}
}

// frameEnds closes the batch and the file that a frame has begun, messages and
// all: a sender that puts a whole batch into a frame has nothing more of it to
// send. One whose header has a frame of its own goes on.
func (b *batch) frameEnds() {
	if e := &b.batch; e.header != "" && e.frame && e.filled {
		b.close(e)
		*e, b.loose = envelope{}, false
	}
	if e := &b.file; e.header != "" && e.frame && e.filled {
		b.close(e)
		*e = envelope{}
	}
	b.frameOpens()
}

// end ends what is open when the stream does, once.
func (b *batch) end() {
	b.close(&b.batch)
	b.close(&b.file)
	b.file, b.batch = envelope{}, envelope{}
}
