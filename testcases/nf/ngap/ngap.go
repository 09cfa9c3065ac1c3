// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package ngap has the envelope that goes between a base station and the network function:
// who is meant, and an opaque message to or from the phone. In the manner of NGAP, not to it.
package ngap

import (
	"encoding/binary"
	"fmt"
)

type Procedure uint8

const (
	InitialUEMessage Procedure = iota + 1
	UplinkTransport
	DownlinkTransport
	ContextRelease
)

const (
	version    = 3
	headerSize = 16
)

// Message is one envelope: version, procedure, length (2 bytes), both sides' names of the UE
// (4 and 8 bytes), then the message.
type Message struct {
	Procedure Procedure
	RANUEID   uint32
	AMFUEID   uint64
	NAS       []byte
}

type DecodeError struct {
	Offset int
	What   string
}

func (e *DecodeError) Error() string { return fmt.Sprintf("ngap: at %d: %s", e.Offset, e.What) }

//go:noinline
func Decode(data []byte) (Message, error) {
	if len(data) < headerSize {
		return Message{}, &DecodeError{len(data), "shorter than a header"}
	}
	if data[0] != version {
		return Message{}, &DecodeError{0, "another version"}
	}
	size := int(binary.BigEndian.Uint16(data[2:]))
	if len(data)-headerSize != size {
		return Message{}, &DecodeError{2, "the length is not that of the message"}
	}
	return Message{
		Procedure: Procedure(data[1]),
		RANUEID:   binary.BigEndian.Uint32(data[4:]),
		AMFUEID:   binary.BigEndian.Uint64(data[8:]),
		NAS:       data[headerSize:],
	}, nil
}

func (m Message) Encode() []byte {
	data := make([]byte, headerSize, headerSize+len(m.NAS))
	data[0], data[1] = version, byte(m.Procedure)
	binary.BigEndian.PutUint16(data[2:], uint16(len(m.NAS)))
	binary.BigEndian.PutUint32(data[4:], m.RANUEID)
	binary.BigEndian.PutUint64(data[8:], m.AMFUEID)
	return append(data, m.NAS...)
}
