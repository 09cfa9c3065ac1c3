// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package nas

import "encoding/binary"

var big = binary.BigEndian

func octet(v uint8) []byte { return []byte{v} }
func word(v uint32) []byte { return append([]byte(nil), byte(v>>24), byte(v>>16), byte(v>>8), byte(v)) }

// field fills one field from an element of exactly its size.
type field struct {
	size int // -1: any
	fill func([]byte)
}

func fill(fields map[tag]field, t tag, value []byte) error {
	f, known := fields[t]
	switch {
	case !known:
		return errUnknown
	case f.size >= 0 && f.size != len(value):
		return errSize
	}
	f.fill(value)
	return nil
}

func (m *RegistrationRequest) elements() []element {
	return []element{{1, []byte(m.Identity)}, {2, octet(m.Cause)}, {3, m.Capability[:]}, {4, word(m.Tracking)}}
}

func (m *RegistrationRequest) set(t tag, value []byte) error {
	return fill(map[tag]field{
		1: {-1, func(v []byte) { m.Identity = string(v) }},
		2: {1, func(v []byte) { m.Cause = v[0] }},
		3: {4, func(v []byte) { copy(m.Capability[:], v) }},
		4: {4, func(v []byte) { m.Tracking = big.Uint32(v) }},
	}, t, value)
}

func (m *RegistrationAccept) elements() []element {
	return []element{{1, word(m.Temporary)}, {2, word(uint32(m.Interval))[2:]}}
}

func (m *RegistrationAccept) set(t tag, value []byte) error {
	return fill(map[tag]field{
		1: {4, func(v []byte) { m.Temporary = big.Uint32(v) }},
		2: {2, func(v []byte) { m.Interval = big.Uint16(v) }},
	}, t, value)
}

func (m *RegistrationReject) elements() []element { return []element{{1, octet(m.Cause)}} }

func (m *RegistrationReject) set(t tag, value []byte) error {
	return fill(map[tag]field{1: {1, func(v []byte) { m.Cause = v[0] }}}, t, value)
}

func (m *AuthenticationRequest) elements() []element {
	return []element{{1, m.Challenge[:]}, {2, octet(m.Set)}}
}

func (m *AuthenticationRequest) set(t tag, value []byte) error {
	return fill(map[tag]field{
		1: {16, func(v []byte) { copy(m.Challenge[:], v) }},
		2: {1, func(v []byte) { m.Set = v[0] }},
	}, t, value)
}

func (m *AuthenticationResponse) elements() []element { return []element{{1, m.Result[:]}} }

func (m *AuthenticationResponse) set(t tag, value []byte) error {
	return fill(map[tag]field{1: {8, func(v []byte) { copy(m.Result[:], v) }}}, t, value)
}

func (m *SessionRequest) elements() []element {
	all := []element{{1, octet(m.ID)}, {2, []byte(m.Network)}}
	if q := m.Quality; q != nil {
		all = append(all, element{3, append(append(octet(q.Flow), word(q.Up)...), word(q.Down)...)})
	}
	return all
}

func (m *SessionRequest) set(t tag, value []byte) error {
	return fill(map[tag]field{
		1: {1, func(v []byte) { m.ID = v[0] }},
		2: {-1, func(v []byte) { m.Network = string(v) }},
		3: {9, func(v []byte) { m.Quality = &Quality{v[0], big.Uint32(v[1:]), big.Uint32(v[5:])} }},
	}, t, value)
}

func (m *SessionAccept) elements() []element { return []element{{1, octet(m.ID)}, {2, m.Address[:]}} }

func (m *SessionAccept) set(t tag, value []byte) error {
	return fill(map[tag]field{
		1: {1, func(v []byte) { m.ID = v[0] }},
		2: {4, func(v []byte) { copy(m.Address[:], v) }},
	}, t, value)
}
