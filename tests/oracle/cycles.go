// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Cycles of types that C cannot declare.

package main

// components is Tarjan's algorithm: it calls found with every strongly connected component
// of more than one node, or of one node that refers to itself.
func components(n int, edges func(node int, visit func(to int)), found func(nodes []int)) {
	s := &tarjan{edges: edges, found: found, number: make([]int, n), low: make([]int, n), open: make([]bool, n)}
	for node := 0; node < n; node++ {
		if s.number[node] == 0 {
			s.visit(node)
		}
	}
}

type tarjan struct {
	edges       func(int, func(int))
	found       func([]int)
	number, low []int // order of discovery, from 1
	open        []bool
	stack       []int
	count       int
}

func (s *tarjan) visit(node int) {
	s.count++
	s.number[node], s.low[node] = s.count, s.count
	s.stack = append(s.stack, node)
	s.open[node] = true
	loop := false
	s.edges(node, func(to int) {
		loop = loop || to == node
		if s.number[to] == 0 {
			s.visit(to)
			s.low[node] = least(s.low[node], s.low[to])
		} else if s.open[to] {
			s.low[node] = least(s.low[node], s.number[to])
		}
	})
	if s.low[node] != s.number[node] {
		return
	}
	at := len(s.stack) - 1
	for s.stack[at] != node {
		at--
	}
	component := s.stack[at:]
	s.stack = s.stack[:at]
	for _, member := range component {
		s.open[member] = false
	}
	if loop || len(component) > 1 {
		s.found(component)
	}
}

func least(a, b int) int {
	if a < b {
		return a
	}
	return b
}

// cutCycles marks the pointers that may be void *: those in a cycle of what is left when
// all pointers to (typedefs of) structs are taken away.
func (c *catalog) cutCycles() {
	numbers := map[*want]int{}
	var nodes []*want
	var collect func(w *want)
	collect = func(w *want) {
		if w == nil {
			return
		}
		if _, seen := numbers[w]; seen {
			return
		}
		numbers[w] = len(nodes)
		nodes = append(nodes, w)
		w.edges(collect)
	}
	for _, w := range c.all {
		collect(w)
	}
	edges := func(node int, visit func(int)) {
		if w := nodes[node]; !w.pointsToStruct() {
			w.edges(func(to *want) {
				if to != nil {
					visit(numbers[to])
				}
			})
		}
	}
	components(len(nodes), edges, func(component []int) {
		for _, node := range component {
			nodes[node].cut = nodes[node].kind == kindPtr
		}
	})
}

func (w *want) edges(visit func(*want)) {
	visit(w.target)
	for i := range w.fields {
		visit(w.fields[i].typ)
	}
}

func (w *want) pointsToStruct() bool {
	if w.kind != kindPtr {
		return false
	}
	t := w.target
	for t != nil && t.kind == kindTypedef {
		t = t.target
	}
	return t != nil && t.kind == kindStruct
}
