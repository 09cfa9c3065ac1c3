// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// nf is a small network function with phones that register at it. It prints what it did, one
// line for each of them: who watches it from outside must see the same.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"example.com/testcases/nf/amf"
	"example.com/testcases/nf/gnb"
	"example.com/testcases/nf/ngap"
	"example.com/testcases/nf/session"
	"example.com/testcases/nf/transport"
	"example.com/testcases/nf/ue"
)

// record is what one registration came to.
type record struct {
	ran     uint32
	goid    string
	took    time.Duration
	context *ue.Context
	err     error
}

// goid is the number that a stack trace tells; there is no other way to learn it.
func goid() string {
	text := make([]byte, 64)
	return strings.Fields(string(text[:runtime.Stack(text, false)]))[1]
}

func register(server *amf.Server, phone *gnb.Phone, ran uint32) record {
	ours, theirs := transport.Pipe(1)
	go phone.Run(theirs, ran)
	first, err := ngap.Decode(phone.First(ran))
	if err != nil {
		return record{ran: ran, goid: goid(), err: err}
	}
	start := time.Now()
	context, err := server.Register(ours, first)
	took := time.Since(start)
	server.Audit(ran, context, err)
	return record{ran, goid(), took, context, err}
}

func (r record) String() string {
	text := fmt.Sprintf("ue ran=%d goid=%s took_ns=%d failed=%t", r.ran, r.goid, r.took.Nanoseconds(), r.err != nil)
	if c := r.context; c != nil {
		text += fmt.Sprintf(" supi=%s guti=%d state=%d cause=%s tracking=%d created=%d sessions=%d",
			c.SUPI, c.GUTI, uint8(c.State), c.CauseText(), c.Location.Tracking, c.Created.Unix(), len(c.Sessions))
		if d := c.Default; d != nil {
			text += fmt.Sprintf(" session=%d network=%s address=%s flow=%d down=%d",
				d.ID, d.Network, d.Address, d.Flow.Identifier, d.Flow.Down)
		}
	}
	return text
}

func newServer(list []*gnb.Phone) *amf.Server {
	config := amf.Config{
		Timeout:     10 * time.Second,
		Network:     [3]byte{0x00, 0xf1, 0x10},
		Subscribers: map[string]*amf.Subscriber{},
		Pools: map[string]*session.Pool{
			"internet": session.NewPool(10, 45), "ims": session.NewPool(10, 46), "enterprise": session.NewPool(10, 47),
		},
	}
	for i, phone := range list {
		config.Subscribers[phone.Identity] = amf.NewSubscriber(secret(i), "internet", "ims", "enterprise")
	}
	return amf.NewServer(config)
}

func main() {
	count := flag.Int("phones", 8, "how many register")
	pause := flag.Duration("pause", time.Millisecond, "how long a phone thinks before each answer")
	flag.Parse()
	if *count < 1 {
		fmt.Fprintln(os.Stderr, "nf: -phones: at least 1")
		os.Exit(2)
	}
	list := phones(*count)
	server := newServer(list)
	records := make(chan record)
	var running sync.WaitGroup
	for i, phone := range list {
		phone.Pause = *pause
		running.Add(1)
		go func(phone *gnb.Phone, ran uint32) {
			defer running.Done()
			records <- register(server, phone, ran)
		}(phone, uint32(i+1))
	}
	go func() {
		running.Wait()
		close(records)
	}()
	inOrder := make([]record, *count)
	for r := range records {
		inOrder[r.ran-1] = r
	}
	fmt.Printf("nf build=%s go=%s\n", ue.Build, runtime.Version())
	for _, r := range inOrder {
		fmt.Println(r)
	}
	fmt.Printf("total contexts=%d registered=%d rejected=%d\n", server.Contexts().Len(),
		server.Reached(ue.Registered), server.Reached(ue.Rejected))
}
