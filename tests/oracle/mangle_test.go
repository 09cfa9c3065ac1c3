// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"strings"
	"testing"
)

func TestTypeNames(t *testing.T) {
	for goName, want := range map[string]string{
		"int":                                    "GoInt",
		"unsafe.Pointer":                         "GoUnsafePointer",
		"main.Server":                            "go_main_Server",
		"main.T·2":                               "go_main_T_2",
		"main.Ёж":                                "go_main_u401u436",
		"*[]*main.T":                             "go_ptr_slice_ptr_main_T",
		"[4][2]int":                              "go_arr4_arr2_int",
		"map<string,*main.T>":                    "go_map_string_ptr_main_T",
		"noalg.map.group[string][4]int":          "go_noalg_map_group_string_arr4_int",
		"main.Pair[int,string]":                  "go_main_Pair_int_string",
		"hchan<<-chan int>":                      "go_hchan_rchan_int",
		"chan<- chan (<-chan int)":               "go_schan_chan_rchan_int",
		"example.com/my.mod/dot%2ev2.D":          "go_example_com_my_mod_dot_v2_D",
		"protobuf.Type_ListType_":                "go_protobuf_Type_ListType_",
		"__x.y":                                  "go__x_y",
		"a_._b":                                  "go_a__b",
		"func(int, ...string) (string, error)":   "go_func_int_dots_string_ret_string_error",
		"func(func(int) bool) string":            "go_func_func_int_ret_bool_ret_string",
		"interface { A(); B(int) (int, error) }": "go_interface_A_B_int_ret_int_error",
		`struct { f func() "k:\"(v) *w\""; g int }`: "go_struct_f_func_k_v_w_g_int",
		"struct {}": "go_struct",
	} {
		if got := typeName(goName); got != want {
			t.Errorf("%s: got %s, want %s", goName, got, want)
		}
	}
	if got := resultsName("(*main.T, error)"); got != "go_results_ptr_main_T_error" {
		t.Error(got)
	}
}

func TestFuncNames(t *testing.T) {
	for goName, want := range map[string]string{
		"main.(*Server).Handle":                 "main_ptr_Server_Handle",
		"main.f-range1":                         "main_f_range1",
		"type:.eq.main.T":                       "type_eq_main_T",
		"main.Map[go.shape.int,go.shape.[]int]": "main_Map_go_shape_int_go_shape_slice_int",
		"9fans.net/go/plan9.Dial":               "_9fans_net_go_plan9_Dial",
		"runtime._GC":                           "runtime__GC",
	} {
		if got := funcName(goName); got != want {
			t.Errorf("%s: got %s, want %s", goName, got, want)
		}
	}
}

func TestLongNames(t *testing.T) {
	just := "main." + strings.Repeat("x", 112) // go_main_ + 112 = 120
	if got := typeName(just); len(got) != 120 || strings.Contains(got, "__") {
		t.Errorf("120 bytes are not too many: %s", got)
	}
	long := "main." + strings.Repeat("x", 100) + "_" + strings.Repeat("y", 50)
	want := "go_main_" + strings.Repeat("x", 100) + "_y__"
	if got := typeName(long); !strings.HasPrefix(got, want) || len(got) != 110+2+8 {
		t.Errorf("got %s", got)
	}
	trimmed := "main." + strings.Repeat("x", 101) + "_" + strings.Repeat("y", 50)
	if got := typeName(trimmed); strings.Contains(got, "___") || len(got) != 109+2+8 {
		t.Errorf("the _ before the hash stays: %s", got)
	}
	// FNV-1a of "a" is a published test vector.
	if got := withHash32("go_a", "a"); got != "go_a__e40c292c" {
		t.Error(got)
	}
	if got := withHash64("go_a", "a"); got != "go_a__af63dc4c8601ec8c" {
		t.Error(got)
	}
	if got := withHash64("go_"+strings.Repeat("x", 200), "a"); len(got) != 120 {
		t.Error(got)
	}
}

func TestCollisions(t *testing.T) {
	all := []*want{
		{kind: kindStruct, spelling: "a/b.T", needed: true}, {kind: kindTypedef, spelling: "a.b.T", needed: true},
		{kind: kindStruct, spelling: "c.T", needed: true}, {kind: kindStruct, spelling: "c/T"},
	}
	nameTypes(all, absent)
	for _, w := range all[:2] {
		if want := withHash32("go_a_b_T", w.spelling); w.name != want {
			t.Errorf("%s: got %s, want %s", w.spelling, w.name, want)
		}
	}
	if all[2].name != "go_c_T" {
		t.Errorf("a type that need not be there took a name: %s", all[2].name)
	}
}

// TestCollisionOfHashes uses two strings with the same FNV-1a of 32 bits.
func TestCollisionOfHashes(t *testing.T) {
	first, second := "costarring", "liquid"
	if withHash32("x", first) != withHash32("x", second) {
		t.Fatal("these were meant to collide")
	}
	n := newNaming()
	a, b := "x", "x"
	n.add(first, &a)
	n.add(second, &b)
	n.settle()
	if a != withHash64("x", first) || b != withHash64("x", second) {
		t.Errorf("got %s and %s", a, b)
	}
}

func TestMemberNames(t *testing.T) {
	for name, want := range map[string]string{
		"code_": "code_", "a___b": "a___b", "short": "short_", "bool": "bool_", "~p3": "_p3", "~r0": "_r0",
		"&unique": "unique", "é": "ue9", "_": "_p7", "linux": "linux", "&int": "int_",
	} {
		if got := cName(name, 7); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	just := strings.Repeat("x", 127)
	if got := cName(just, 0); got != just {
		t.Errorf("127 bytes are not too many: %s", got)
	}
	if got := cName(just+"x", 0); len(got) != 120 {
		t.Errorf("128 bytes are too many: %s", got)
	}
	dotted := wantField{name: "F", rewritten: true}
	if !dotted.sameName("F") || !dotted.sameName("_F") || dotted.sameName("__F") {
		t.Error("a name that began with a dot")
	}
	again := wantField{name: "x", repeated: true}
	for got, want := range map[string]bool{"x": false, "x2": true, "x_2": true, "y2": false, "x2y": false} {
		if again.sameName(got) != want {
			t.Errorf("a second x called %s: %v", got, !want)
		}
	}
}
