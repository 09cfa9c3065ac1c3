// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// Package security has the keys of one UE. Those who probe such a program must not read them.
// The derivation is a toy: what matters here is that there are secrets among the fields.
package security

import "hash/fnv"

type Algorithm uint8

const (
	NEA0 Algorithm = iota
	NEA1
	NEA2
)

// Keys are secret.
type Keys struct {
	Kamf    [32]byte
	KnasEnc [16]byte
	KnasInt [16]byte
}

// Context is what both sides agree upon.
type Context struct {
	Keys
	Set       uint8
	Ciphering Algorithm
	Uplink    uint32 // messages received
	Downlink  uint32 // messages sent
}

func fill(to []byte, parts ...[]byte) {
	hash := fnv.New64a()
	for _, part := range parts {
		hash.Write(part)
	}
	for len(to) > 0 {
		to = to[copy(to, hash.Sum(nil)):]
		hash.Write([]byte{byte(len(to))})
	}
}

// Result is what a UE with this secret answers to the challenge.
func Result(secret, challenge []byte) (result [8]byte) {
	fill(result[:], secret, challenge)
	return
}

func Derive(secret, challenge []byte, set uint8) (context Context) {
	fill(context.Kamf[:], secret, challenge, []byte{set})
	fill(context.KnasEnc[:], context.Kamf[:], []byte("enc"))
	fill(context.KnasInt[:], context.Kamf[:], []byte("int"))
	context.Set, context.Ciphering = set, NEA2
	return
}

// Challenge is the same in every run, unlike a real one.
func Challenge(seed uint64) (challenge [16]byte) {
	fill(challenge[:], []byte{byte(seed), byte(seed >> 8), byte(seed >> 16)})
	return
}
