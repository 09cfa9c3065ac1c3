// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

type Event struct {
	id   int
	done chan<- error
}

type (
	Events  chan Event
	Source  <-chan *Event
	Sink    chan<- Event
	Signals chan struct{}
)

type Holder struct {
	both      chan int
	recv      <-chan int
	send      chan<- int
	signals   Signals
	empty     chan struct{}
	events    Events
	source    Source
	sink      Sink
	large     chan [4096]byte
	ofChans   chan chan int
	ofRecv    chan (<-chan int)
	recvOfAll <-chan chan<- chan string
	sendFunc  chan<- func(chan int) <-chan int
	ofMaps    chan map[string]chan int
	ofAny     chan any
	ofErr     <-chan error
	anon      chan struct{ A, B int }
	list      []chan Event
	array     [2]<-chan Event
	pointer   *chan Event
}

//go:noinline
func pump(in <-chan Event, out chan<- int, src Source) (Events, <-chan int) {
	for e := range in {
		out <- e.id
	}
	for e := range src {
		e.done <- nil
	}
	return make(Events), make(chan int)
}

//go:noinline
func keep(...any) {}

func main() {
	in, src := make(chan Event), make(chan *Event)
	close(in)
	close(src)
	keep(&Holder{})
	keep(pump(in, make(chan int), src))
}
