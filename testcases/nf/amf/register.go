// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package amf

import (
	"fmt"
	"sync/atomic"
	"time"

	"example.com/testcases/nf/nas"
	"example.com/testcases/nf/ngap"
	"example.com/testcases/nf/security"
	"example.com/testcases/nf/session"
	"example.com/testcases/nf/transport"
	"example.com/testcases/nf/ue"
)

// RejectError says why a UE was turned away.
type RejectError struct {
	Cause  uint8
	Reason string
}

func (e *RejectError) Error() string { return fmt.Sprintf("rejected (%d): %s", e.Cause, e.Reason) }

// unexpected asserts that a message is the one that must come next.
func unexpected[T nas.Message](message nas.Message, err error) (wanted T, _ error) {
	if err != nil {
		return wanted, err
	}
	wanted, ok := message.(T)
	if !ok {
		return wanted, &RejectError{98, fmt.Sprintf("message %#x does not come here", uint8(message.Type()))}
	}
	return wanted, nil
}

// Register takes a UE from its first message to the end of its registration, sessions
// included. The context is nil if the UE did not even tell its name.
//
//go:noinline
func (s *Server) Register(link transport.Link, first ngap.Message) (*ue.Context, error) {
	decoded, err := nas.Decode(first.NAS)
	request, err := unexpected[*nas.RegistrationRequest](decoded, err)
	if err != nil {
		return nil, fmt.Errorf("registration: %w", err)
	}
	guti := atomic.AddUint32(&s.lastGUTI, 1)
	context := ue.New(request.Identity, guti, ue.Cause(request.Cause),
		ue.Location{Network: s.config.Network, Tracking: request.Tracking, Cell: uint64(first.RANUEID) << 4})
	if err := s.contexts.Add(guti, context); err != nil {
		return context, err
	}
	conversation := &channel{link, first.RANUEID, guti, s.config.Timeout}
	if err := s.authenticate(conversation, context); err != nil {
		context.Err = err
		_ = conversation.send(&nas.RegistrationReject{Cause: 3})
		return context, fmt.Errorf("authentication: %w", err)
	}
	if err := s.accept(conversation, context); err != nil {
		context.Err = err
		return context, err
	}
	return context, nil
}

func (s *Server) authenticate(c *channel, context *ue.Context) error {
	if err := context.Step(s.machine, ue.Asked); err != nil {
		return err
	}
	subscriber := s.config.Subscribers[context.SUPI]
	if subscriber == nil {
		return s.reject(context, &RejectError{3, "unknown subscriber"})
	}
	challenge := security.Challenge(uint64(context.Location.Cell))
	if err := c.send(&nas.AuthenticationRequest{Challenge: challenge, Set: 1}); err != nil {
		return err
	}
	response, err := unexpected[*nas.AuthenticationResponse](c.receive())
	if err != nil {
		return s.reject(context, err)
	}
	if response.Result != security.Result(subscriber.secret[:], challenge[:]) {
		return s.reject(context, &RejectError{20, "wrong answer"})
	}
	context.Security = security.Derive(subscriber.secret[:], challenge[:], 1)
	return context.Step(s.machine, ue.Proved)
}

func (s *Server) reject(context *ue.Context, why error) error {
	if err := context.Step(s.machine, ue.Failed); err != nil {
		return err
	}
	return why
}

// accept sets up sessions until the UE closes its side.
func (s *Server) accept(c *channel, context *ue.Context) error {
	if err := c.send(&nas.RegistrationAccept{Temporary: c.guti, Interval: 3240}); err != nil {
		return err
	}
	for {
		message, err := c.receive()
		if err == transport.ErrClosed {
			return context.Step(s.machine, ue.Accepted)
		}
		request, err := unexpected[*nas.SessionRequest](message, err)
		if err != nil {
			return s.reject(context, err)
		}
		made, err := s.CreateSession(context, request)
		if err != nil {
			return s.reject(context, err)
		}
		context.Security.Uplink++
		var address [4]byte
		copy(address[:], made.Address.To4())
		if err := c.send(&nas.SessionAccept{ID: request.ID, Address: address}); err != nil {
			return err
		}
		context.Security.Downlink++
	}
}

//go:noinline
func (s *Server) CreateSession(context *ue.Context, request *nas.SessionRequest) (*session.Session, error) {
	pool := s.config.Pools[request.Network]
	if pool == nil {
		return nil, &RejectError{27, "unknown network " + request.Network}
	}
	address, err := pool.Take(uint16(context.Location.Cell) | uint16(request.ID))
	if err != nil {
		return nil, err
	}
	made := &session.Session{ID: session.ID(request.ID), Network: request.Network, Address: address, Created: time.Now()}
	made.Flow = session.Flow{Identifier: 9, Up: 1000, Down: 5000}
	if q := request.Quality; q != nil {
		made.Flow = session.Flow{Identifier: q.Flow, Up: q.Up, Down: q.Down}
	}
	context.AddSession(made)
	return made, nil
}
