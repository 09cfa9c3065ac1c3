// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"fmt"
	"hash/fnv"

	"example.com/testcases/nf/gnb"
	"example.com/testcases/nf/nas"
)

// pseudonym stands for a subscriber. It is the same in every run.
func pseudonym(number int) string {
	hash := fnv.New32a()
	fmt.Fprintf(hash, "subscriber %d", number)
	return fmt.Sprintf("supi-%08x", hash.Sum32())
}

func secret(number int) (key [16]byte) {
	for i := range key {
		key[i] = byte(number*31 + i*7)
	}
	return
}

// phones differs from phone to phone: every fifth has a wrong secret, the last one sends
// what is no message at all.
func phones(count int) []*gnb.Phone {
	networks := []string{"internet", "ims", "enterprise"}
	list := make([]*gnb.Phone, count)
	for i := range list {
		phone := &gnb.Phone{Identity: pseudonym(i), Secret: secret(i), Cause: uint8(i % 5)}
		for n := 0; n <= i%3; n++ {
			request := nas.SessionRequest{ID: uint8(n + 1), Network: networks[(i+n)%3]}
			if i%2 == 0 {
				request.Quality = &nas.Quality{Flow: uint8(i + n + 1), Up: uint32(1000 * (i + 1)), Down: uint32(5000 * (i + 1))}
			}
			phone.Sessions = append(phone.Sessions, request)
		}
		if i%5 == 3 {
			phone.Secret[0]++
		}
		list[i] = phone
	}
	list[count-1].Garbage = []byte{byte(nas.TypeRegistrationRequest), 2, 7}
	return list
}
