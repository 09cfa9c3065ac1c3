// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import "time"

//go:noinline
func maps(a map[string]int, b map[Point]*Record, c map[int8]struct{}) { work(a, b, c) }

//go:noinline
func chans(a chan int, b <-chan string, c chan<- Big) { work(a, b, c) }

//go:noinline
func times(t time.Time, d time.Duration, p *time.Time) { work(t, d, p) }

func containers() {
	for _, n := range []int{0, 1, 7, 8, 9, 100, 1000} {
		a, b, c := map[string]int{}, map[Point]*Record(nil), map[int8]struct{}{}
		for i := 0; i < n; i++ {
			a[time.Duration(i).String()] = i
			c[int8(i)] = struct{}{}
		}
		if n > 8 {
			b = map[Point]*Record{{}: nil}
		}
		for i := 0; i < n/2; i++ { // deleted ones do not count
			delete(a, time.Duration(i).String())
		}
		call("maps", len(a), len(b), len(c))
		maps(a, b, c)
	}

	for n := 0; n < 4; n++ {
		a, b := make(chan int, 3), make(chan string, n)
		for i := 0; i < n; i++ {
			a <- i
		}
		call("chans", len(a), cap(a), len(b), cap(b), 0, 0)
		chans(a, b, nil)
	}
	call("chans", 0, 0, 0, 0, 0, 0)
	chans(nil, make(chan string), make(chan Big))

	now := time.Now()
	for _, t := range []time.Time{
		now, now.UTC(), now.Round(0), time.Unix(0, 0), time.Unix(-1, 999), time.Unix(1, 999999999),
		time.Date(1700, 1, 2, 3, 4, 5, 6, time.UTC), time.Date(2262, 1, 1, 0, 0, 0, 7, time.UTC),
		now.Add(-200 * 365 * 24 * time.Hour),
	} {
		later := t.Add(time.Hour)
		call("times", t.UnixNano(), time.Minute.Nanoseconds(), later.UnixNano())
		times(t, time.Minute, &later)
	}
}
