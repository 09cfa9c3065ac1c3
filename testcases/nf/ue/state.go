// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package ue has what the network function knows of one phone.
package ue

import (
	"fmt"
	"time"

	"example.com/testcases/nf/fsm"
)

type State uint8

const (
	Deregistered State = iota
	Authenticating
	Registering
	Registered
	Rejected
)

type Event uint8

const (
	Asked Event = iota + 1
	Proved
	Failed
	Accepted
)

var names = [...]string{"deregistered", "authenticating", "registering", "registered", "rejected"}

func (s State) String() string {
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Cause is why a phone asks for a connection.
type Cause uint8

const (
	Emergency Cause = iota
	HighPriority
	MobileTerminated
	Signalling
	Data
)

type Machine = fsm.Machine[State, Event]

func NewMachine() *Machine {
	return new(Machine).
		Allow(Deregistered, Asked, Authenticating).
		Allow(Authenticating, Proved, Registering).
		Allow(Authenticating, Failed, Rejected).
		Allow(Registering, Accepted, Registered).
		Allow(Registering, Failed, Rejected)
}

// Identity has names only that say nothing of the subscriber.
type Identity struct {
	SUPI string // a pseudonym
	GUTI uint32
}

type Location struct {
	Network  [3]byte
	Tracking uint32
	Cell     uint64
}

// Change is one line of a context's history.
type Change struct {
	At       time.Time
	From, To State
}
