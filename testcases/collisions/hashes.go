// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

// The 32-bit FNV-1a hashes of the Go names of each two are equal as well, and so
// are the parts of the names before the cut.
type (
	LongNamesThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_SoThatThirtyTwoBitsDoNotTellThemApartAnyMore_cyxpocfiqazn struct{ first int8 }
	LongNamesThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_SoThatThirtyTwoBitsDoNotTellThemApartAnyMore_vrhhqjhkrmrp struct{ second int16 }

	Aa__b__c__d__e___f___g__h___i__j__k__l___m__n___o___p__q___r___s__t__Z struct{ third int32 }
	Aa__b__c__d___e__f___g__h___i__j___k__l__m___n__o__p___q___r___s__t__Z struct{ fourth int64 }
)

//go:noinline
func functionsThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_soThatThirtyTwoBitsDoNotTellThemApartAnyMore_here_uvxgkkbpcelu(a int) int {
	return a + T_Method
}

//go:noinline
func functionsThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_soThatThirtyTwoBitsDoNotTellThemApartAnyMore_here_mhgrcxntxrgg(a string) int {
	return len(a) + T_Method
}

//go:noinline
func hashes() {
	keep(new(LongNamesThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_SoThatThirtyTwoBitsDoNotTellThemApartAnyMore_cyxpocfiqazn))
	keep(new(LongNamesThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_SoThatThirtyTwoBitsDoNotTellThemApartAnyMore_vrhhqjhkrmrp))
	keep(new(Aa__b__c__d__e___f___g__h___i__j__k__l___m__n___o___p__q___r___s__t__Z))
	keep(new(Aa__b__c__d___e__f___g__h___i__j___k__l__m___n__o__p___q___r___s__t__Z))
	keep(functionsThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_soThatThirtyTwoBitsDoNotTellThemApartAnyMore_here_uvxgkkbpcelu(1))
	keep(functionsThatDifferOnlyAfterTheCutAndWhoseHashesAreTheSame_soThatThirtyTwoBitsDoNotTellThemApartAnyMore_here_mhgrcxntxrgg("a"))
}
