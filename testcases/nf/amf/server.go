// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package amf is the network function: it registers UEs and sets up their sessions.
package amf

import (
	"sync/atomic"
	"time"

	"example.com/testcases/nf/nas"
	"example.com/testcases/nf/ngap"
	"example.com/testcases/nf/session"
	"example.com/testcases/nf/store"
	"example.com/testcases/nf/transport"
	"example.com/testcases/nf/ue"
)

// Subscriber is what is known of a phone before it comes.
type Subscriber struct {
	secret   [16]byte
	MaxFlow  uint32
	Networks []string
}

func NewSubscriber(secret [16]byte, networks ...string) *Subscriber {
	return &Subscriber{secret, 1 << 20, networks}
}

type Config struct {
	Timeout     time.Duration
	Network     [3]byte
	Subscribers map[string]*Subscriber
	Pools       map[string]*session.Pool
}

// Counters of steps between states, by the state that was reached.
type Counters struct{ reached [8]uint64 }

func (c *Counters) Stepped(_ string, _, to ue.State, _ ue.Event) {
	atomic.AddUint64(&c.reached[to&7], 1)
}

func (c *Counters) Reached(state ue.State) uint64 {
	return atomic.LoadUint64(&c.reached[state&7])
}

type Server struct {
	Counters
	config   Config
	machine  *ue.Machine
	contexts store.Store[uint32, *ue.Context]
	audits   chan audit
	lastGUTI uint32
}

// audit is what is kept of a registration that is over.
type audit struct {
	ran    uint32
	state  ue.State
	failed bool
}

func NewServer(config Config) *Server {
	s := &Server{config: config, machine: ue.NewMachine(), audits: make(chan audit, 16)}
	s.machine.Observe(&s.Counters)
	return s
}

func (s *Server) Contexts() *store.Store[uint32, *ue.Context] { return &s.contexts }

// Audit is told of each registration when it is over; the context may be nil.
//
//go:noinline
func (s *Server) Audit(ran uint32, context *ue.Context, err error) {
	entry := audit{ran: ran, failed: err != nil}
	if context != nil {
		entry.state = context.State
	}
	select {
	case s.audits <- entry:
	default: // nobody reads them here; the first ones are enough
	}
}

// channel is one UE's conversation.
type channel struct {
	link    transport.Link
	ran     uint32
	guti    uint32
	timeout time.Duration
}

func (c *channel) send(message nas.Message) error {
	envelope := ngap.Message{Procedure: ngap.DownlinkTransport, RANUEID: c.ran, AMFUEID: uint64(c.guti), NAS: nas.Encode(message)}
	return c.link.Send(envelope.Encode())
}

func (c *channel) receive() (nas.Message, error) {
	data, err := c.link.Receive(c.timeout)
	if err != nil {
		return nil, err
	}
	envelope, err := ngap.Decode(data)
	if err != nil {
		return nil, err
	}
	return nas.Decode(envelope.NAS)
}
