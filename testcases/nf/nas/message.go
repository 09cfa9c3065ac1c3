// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package nas has the messages between a phone and the network function: a type byte, then
// elements of tag, length and value. In the manner of NAS, not to it.
package nas

type Type uint8

const (
	TypeRegistrationRequest Type = 0x41 + iota
	TypeRegistrationAccept
	TypeRegistrationReject
	TypeAuthenticationRequest
	TypeAuthenticationResponse
	TypeSessionRequest
	TypeSessionAccept
)

// Message is what all messages can do.
type Message interface {
	Type() Type
	elements() []element
	set(tag, []byte) error
}

type RegistrationRequest struct {
	Identity   string // concealed: no number of a subscriber
	Cause      uint8
	Capability [4]byte
	Tracking   uint32
}

type RegistrationAccept struct {
	Temporary uint32
	Interval  uint16 // seconds until the next one
}

type RegistrationReject struct{ Cause uint8 }

type AuthenticationRequest struct {
	Challenge [16]byte
	Set       uint8
}

type AuthenticationResponse struct{ Result [8]byte }

type SessionRequest struct {
	ID      uint8
	Network string
	Quality *Quality // optional
}

// Quality is what a session asks for; kilobits a second.
type Quality struct {
	Flow     uint8
	Up, Down uint32
}

type SessionAccept struct {
	ID      uint8
	Address [4]byte
}

func (*RegistrationRequest) Type() Type    { return TypeRegistrationRequest }
func (*RegistrationAccept) Type() Type     { return TypeRegistrationAccept }
func (*RegistrationReject) Type() Type     { return TypeRegistrationReject }
func (*AuthenticationRequest) Type() Type  { return TypeAuthenticationRequest }
func (*AuthenticationResponse) Type() Type { return TypeAuthenticationResponse }
func (*SessionRequest) Type() Type         { return TypeSessionRequest }
func (*SessionAccept) Type() Type          { return TypeSessionAccept }
