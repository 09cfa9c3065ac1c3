// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package nas

import (
	"errors"
	"fmt"
)

type tag uint8

type element struct {
	tag   tag
	value []byte
}

var (
	ErrTruncated = errors.New("nas: truncated")
	errUnknown   = errors.New("unknown element")
	errSize      = errors.New("wrong size")
)

type UnknownTypeError Type

func (e UnknownTypeError) Error() string { return fmt.Sprintf("nas: unknown message %#x", uint8(e)) }

// ElementError says which element of which message is wrong.
type ElementError struct {
	Message Type
	Tag     uint8
	Err     error
}

func (e *ElementError) Error() string {
	return fmt.Sprintf("nas: message %#x, element %d: %v", uint8(e.Message), e.Tag, e.Err)
}
func (e *ElementError) Unwrap() error { return e.Err }

var empty = map[Type]func() Message{
	TypeRegistrationRequest:    func() Message { return new(RegistrationRequest) },
	TypeRegistrationAccept:     func() Message { return new(RegistrationAccept) },
	TypeRegistrationReject:     func() Message { return new(RegistrationReject) },
	TypeAuthenticationRequest:  func() Message { return new(AuthenticationRequest) },
	TypeAuthenticationResponse: func() Message { return new(AuthenticationResponse) },
	TypeSessionRequest:         func() Message { return new(SessionRequest) },
	TypeSessionAccept:          func() Message { return new(SessionAccept) },
}

//go:noinline
func Decode(data []byte) (Message, error) {
	if len(data) == 0 {
		return nil, ErrTruncated
	}
	kind := Type(data[0])
	make, known := empty[kind]
	if !known {
		return nil, UnknownTypeError(kind)
	}
	message := make()
	for data = data[1:]; len(data) > 0; {
		if len(data) < 2 || len(data)-2 < int(data[1]) {
			return nil, ErrTruncated
		}
		end := 2 + int(data[1])
		if err := message.set(tag(data[0]), data[2:end]); err != nil {
			return nil, &ElementError{kind, data[0], err}
		}
		data = data[end:]
	}
	return message, nil
}

func Encode(message Message) []byte {
	data := []byte{byte(message.Type())}
	for _, e := range message.elements() {
		data = append(data, byte(e.tag), byte(len(e.value)))
		data = append(data, e.value...)
	}
	return data
}
