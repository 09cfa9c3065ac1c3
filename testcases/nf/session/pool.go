// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package session has the sessions of UEs and their addresses.
package session

import (
	"errors"
	"net"
	"sync"

	"example.com/testcases/nf/store"
)

type ID uint8

// Flow is the quality that a session has; kilobits a second.
type Flow struct {
	Identifier uint8
	Up, Down   uint32
}

var ErrExhausted = errors.New("no address is left")

// Pool hands out the addresses of one network.
type Pool struct {
	mu       sync.Mutex
	network  net.IPNet
	next     uint32
	returned store.Queue[net.IP]
}

func NewPool(a, b byte) *Pool {
	return &Pool{network: net.IPNet{IP: net.IPv4(a, b, 0, 0).To4(), Mask: net.CIDRMask(16, 32)}}
}

//go:noinline
func (p *Pool) Take(wanted uint16) (net.IP, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if address, ok := p.returned.Pop(); ok {
		return address, nil
	}
	if p.next > 0xfffe {
		return nil, ErrExhausted
	}
	p.next++
	address := append(net.IP(nil), p.network.IP...)
	address[2], address[3] = byte(wanted>>8), byte(wanted)
	return address, nil
}

func (p *Pool) Return(address net.IP) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.returned.Push(address)
}
