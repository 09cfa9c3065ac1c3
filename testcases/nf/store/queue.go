// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package store

// Queue is first in, first out; for one goroutine.
type Queue[T any] struct {
	head, tail *item[T]
	length     int
}

type item[T any] struct {
	value T
	next  *item[T]
}

func (q *Queue[T]) Push(value T) {
	last := &item[T]{value: value}
	if q.tail == nil {
		q.head = last
	} else {
		q.tail.next = last
	}
	q.tail = last
	q.length++
}

func (q *Queue[T]) Pop() (value T, ok bool) {
	if q.head == nil {
		return value, false
	}
	value, q.head = q.head.value, q.head.next
	if q.head == nil {
		q.tail = nil
	}
	q.length--
	return value, true
}
