// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package gnb plays the other side: a base station with phones.
package gnb

import (
	"fmt"
	"time"

	"example.com/testcases/nf/nas"
	"example.com/testcases/nf/ngap"
	"example.com/testcases/nf/security"
	"example.com/testcases/nf/transport"
)

// Phone is what one phone will do.
type Phone struct {
	Identity string
	Secret   [16]byte
	Cause    uint8
	Sessions []nas.SessionRequest
	Garbage  []byte // to be sent instead of the first message
	Pause    time.Duration
}

// First is the envelope that makes the phone known.
func (p *Phone) First(ran uint32) []byte {
	request := &nas.RegistrationRequest{Identity: p.Identity, Cause: p.Cause, Capability: [4]byte{0xe0, 0xe0}, Tracking: 4096 + ran}
	payload := nas.Encode(request)
	if p.Garbage != nil {
		payload = p.Garbage
	}
	return ngap.Message{Procedure: ngap.InitialUEMessage, RANUEID: ran, NAS: payload}.Encode()
}

// Run answers until the phone has what it wants, or was rejected.
func (p *Phone) Run(link transport.Link, ran uint32) error {
	defer link.Close()
	wanted := p.Sessions
	for {
		data, err := link.Receive(time.Minute)
		if err != nil {
			return err
		}
		envelope, err := ngap.Decode(data)
		if err != nil {
			return err
		}
		message, err := nas.Decode(envelope.NAS)
		if err != nil {
			return err
		}
		time.Sleep(p.Pause)
		var answer nas.Message
		switch m := message.(type) {
		case *nas.AuthenticationRequest:
			answer = &nas.AuthenticationResponse{Result: security.Result(p.Secret[:], m.Challenge[:])}
		case *nas.RegistrationReject:
			return nil
		case *nas.RegistrationAccept, *nas.SessionAccept:
			if len(wanted) == 0 {
				return nil
			}
			answer, wanted = &wanted[0], wanted[1:]
		default:
			return fmt.Errorf("gnb: unexpected message %#x", uint8(m.Type()))
		}
		uplink := ngap.Message{Procedure: ngap.UplinkTransport, RANUEID: ran, AMFUEID: envelope.AMFUEID, NAS: nas.Encode(answer)}
		if err := link.Send(uplink.Encode()); err != nil {
			return err
		}
	}
}
