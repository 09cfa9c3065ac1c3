// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package transport carries envelopes between base stations and the network function.
package transport

import (
	"errors"
	"time"
)

var (
	ErrClosed  = errors.New("link is closed")
	ErrTimeout = errors.New("nothing came in time")
)

// Link is one UE's connection.
type Link interface {
	Send([]byte) error
	Receive(timeout time.Duration) ([]byte, error)
	Close() error
}

type counters struct{ sent, received uint64 }

// pipe is one end of a connection inside this process.
type pipe struct {
	counters
	in     <-chan []byte
	out    chan<- []byte
	closed bool
}

// Pipe gives both ends.
func Pipe(depth int) (Link, Link) {
	up, down := make(chan []byte, depth), make(chan []byte, depth)
	return &pipe{in: up, out: down}, &pipe{in: down, out: up}
}

func (p *pipe) Send(data []byte) error {
	if p.closed {
		return ErrClosed
	}
	p.sent += uint64(len(data))
	p.out <- data
	return nil
}

func (p *pipe) Receive(timeout time.Duration) ([]byte, error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case data, ok := <-p.in:
		if !ok {
			return nil, ErrClosed
		}
		p.received += uint64(len(data))
		return data, nil
	case <-timer.C:
		return nil, ErrTimeout
	}
}

func (p *pipe) Close() error {
	if p.closed {
		return ErrClosed
	}
	p.closed = true
	close(p.out)
	return nil
}
