// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package store keeps what many goroutines look up.
package store

import (
	"errors"
	"sync"
)

var ErrTaken = errors.New("key is taken")

// Store maps keys to values; the zero value is empty and ready.
type Store[K comparable, V any] struct {
	mu     sync.RWMutex
	values map[K]V
	order  []K
}

func (s *Store[K, V]) Add(key K, value V) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.values[key]; taken {
		return ErrTaken
	}
	if s.values == nil {
		s.values = make(map[K]V)
	}
	s.values[key] = value
	s.order = append(s.order, key)
	return nil
}

func (s *Store[K, V]) Get(key K) (value V, found bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	value, found = s.values[key]
	return
}

func (s *Store[K, V]) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.order)
}

// Each calls fn in the order of arrival.
func (s *Store[K, V]) Each(fn func(K, V)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, key := range s.order {
		fn(key, s.values[key])
	}
}
