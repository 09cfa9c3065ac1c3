// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package fsm has state machines: which event leads from which state to which.
package fsm

import "fmt"

type edge[S, E comparable] struct {
	from  S
	event E
}

// Observer is told of each step.
type Observer[S, E comparable] interface {
	Stepped(subject string, from, to S, event E)
}

type Machine[S, E comparable] struct {
	edges     map[edge[S, E]]S
	observers []Observer[S, E]
}

// NoEdgeError says that an event came where none was expected.
type NoEdgeError[S, E comparable] struct {
	From  S
	Event E
}

func (e *NoEdgeError[S, E]) Error() string {
	return fmt.Sprintf("no way from %v by %v", e.From, e.Event)
}

func (m *Machine[S, E]) Allow(from S, event E, to S) *Machine[S, E] {
	if m.edges == nil {
		m.edges = make(map[edge[S, E]]S)
	}
	m.edges[edge[S, E]{from, event}] = to
	return m
}

func (m *Machine[S, E]) Observe(o Observer[S, E]) {
	m.observers = append(m.observers, o)
}

// Step changes *state, if there is an edge.
func (m *Machine[S, E]) Step(subject string, state *S, event E) error {
	from := *state
	to, ok := m.edges[edge[S, E]{from, event}]
	if !ok {
		return &NoEdgeError[S, E]{from, event}
	}
	*state = to
	for _, o := range m.observers {
		o.Stepped(subject, from, to, event)
	}
	return nil
}
