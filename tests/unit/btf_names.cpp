// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The contract's section "Names", line by line.
#include "passes/btf_names.hpp"

#include "passes/unique_names.hpp"
#include "support/catch.hpp"
#include "support/hash.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

std::string type_name(std::string_view go) { return btf_name("go_", go); }
std::string function_name(std::string_view go) { return btf_name("", go); }

std::string hex8(std::string_view go) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", fnv1a_32(go));
  return text;
}

struct Names {
  std::string_view go, btf;
};

}  // namespace

TEST_CASE("btf_names: types", "[names]") {
  const Names kTable[] = {
      {"main.Server", "go_main_Server"},
      {"main.T\u00b72", "go_main_T_2"},
      {"main.L[int]\u00b71", "go_main_L_int_1"},
      {"main.Pair[string,int]", "go_main_Pair_string_int"},
      {"net.device", "go_net_device"},
      {"github.com/x/y-z.T", "go_github_com_x_y_z_T"},
      {"example.com/my.mod/dot%2ev2.D", "go_example_com_my_mod_dot_v2_D"},
      {"a%20b.T", "go_a_b_T"},
      {"a%zz.T", "go_a_zz_T"},
      {"a%2", "go_a_2"},
      {"a/%d0%96.T", "go_a_u416_T"},  // an escaped letter is that letter
      {"*main.T", "go_ptr_main_T"},
      {"**main.T", "go_ptr_ptr_main_T"},
      {"[]main.T", "go_slice_main_T"},
      {"[][]uint8", "go_slice_slice_uint8"},
      {"[4]main.T", "go_arr4_main_T"},
      {"[0][12]int", "go_arr0_arr12_int"},
      {"map[string]int", "go_map_string_int"},
      {"map[string][]int", "go_map_string_slice_int"},
      {"map[[2]int]bool", "go_map_arr2_int_bool"},
      {"map<string,int>", "go_map_string_int"},
      {"chan int", "go_chan_int"},
      {"<-chan int", "go_rchan_int"},
      {"chan<- int", "go_schan_int"},
      {"chan (<-chan int)", "go_chan_rchan_int"},
      {"chan []int", "go_chan_slice_int"},
      {"func()", "go_func"},
      {"func(int)", "go_func_int"},
      {"func() int", "go_func_ret_int"},
      {"func(int) string", "go_func_int_ret_string"},
      {"func(int, string)", "go_func_int_string"},
      {"func(int) (string, error)", "go_func_int_ret_string_error"},
      {"func(...string)", "go_func_dots_string"},
      {"func(func(int) bool) error", "go_func_func_int_ret_bool_ret_error"},
      {"func(net/http.ResponseWriter, *net/http.Request)",
       "go_func_net_http_ResponseWriter_ptr_net_http_Request"},
      {"main.Map[...]", "go_main_Map"},
      {"struct { F func() }", "go_struct_F_func"},
      {"interface { M(int) (string, error); N() }", "go_interface_M_int_ret_string_error_N"},
      {"struct { A func(int) \"json\" }", "go_struct_A_func_int_json"},
      {"main.\u0401\u0436", "go_main_u401u436"},
      {"main.T\u00e9", "go_main_Tue9"},
      {"main.\u4e16", "go_main_u4e16"},
      {"main.\xff", "go_main"},
      {"noalg.struct { F uintptr; X0 *int }", "go_noalg_struct_F_uintptr_X0_ptr_int"},
      {"main._T", "go_main__T"},
      {"main.T_", "go_main_T_"},
      {"main.a__b", "go_main_a__b"},
      {"main.a___b", "go_main_a__b"},
      {"main.a%5f%5f%5fb", "go_main_a__b"},
      {"main._____", "go_main__"},
      {"main._Ctype_struct_pt", "go_main__Ctype_struct_pt"},
      {"go.shape.int_0", "go_go_shape_int_0"},
      {"main.Node[go.shape.*uint8]", "go_main_Node_go_shape_ptr_uint8"},
  };
  for (const auto& [go, btf] : kTable) {
    CAPTURE(go);
    CHECK(type_name(go) == btf);
    CHECK(is_c_identifier(type_name(go)));
    CHECK(type_name(go).find("___") == std::string::npos);
  }
}

TEST_CASE("btf_names: functions and variables", "[names]") {
  const Names kTable[] = {
      {"main.(*Server).Handle", "main_ptr_Server_Handle"},
      {"main.main", "main_main"},
      {"main.f.func1.2", "main_f_func1_2"},
      {"main.f-range1", "main_f_range1"},
      {"main.Map[go.shape.int]", "main_Map_go_shape_int"},
      {"main.(*Node[go.shape.int]).Push", "main_ptr_Node_go_shape_int_Push"},
      {"type:.eq.main.T", "type_eq_main_T"},
      {"_cgoexp_1_f", "_cgoexp_1_f"},
      {"9p.Read", "_9p_Read"},
      {"main.(*T).M-fm", "main_ptr_T_M_fm"},
      {"", "_"},
      {"...", "dots"},
  };
  for (const auto& [go, btf] : kTable) {
    CAPTURE(go);
    CHECK(function_name(go) == btf);
    CHECK(is_c_identifier(function_name(go)));
  }
}

TEST_CASE("btf_names: what makes no difference to C makes one to us", "[names]") {
  const std::pair<std::string_view, std::string_view> kPairs[] = {
      {"func(int) string", "func(int, string)"},
      {"func() main.T", "func(main.T)"},
      {"func(...int)", "func(int)"},
      {"p.Type_ListType", "p.Type_ListType_"},
      {"runtime.GC", "runtime._GC"},
      {"[]int", "[2]int"},
      {"chan int", "<-chan int"},
      {"*main.T", "main.T"},
  };
  for (const auto& [a, b] : kPairs) {
    CAPTURE(a, b);
    CHECK(type_name(a) != type_name(b));
  }
}

TEST_CASE("btf_names: long names are cut and hashed", "[names]") {
  const std::string at_limit = "main." + std::string(112, 'x');
  CHECK(type_name(at_limit).size() == 120);
  CHECK(type_name(at_limit) == "go_main_" + std::string(112, 'x'));
  const std::string longer = at_limit + "y";
  CHECK(type_name(longer) == "go_main_" + std::string(102, 'x') + "__" + hex8(longer));
  CHECK(type_name(longer).size() == 120);
  const std::string other = at_limit + "z";
  CHECK(type_name(longer) != type_name(other));
  // The cut falls behind underscores: they go, so that no `___` is made.
  const std::string underscored = "main." + std::string(100, 'x') + "__" + std::string(30, 'y');
  CHECK(type_name(underscored) == "go_main_" + std::string(100, 'x') + "__" + hex8(underscored));
}

TEST_CASE("btf_names: told apart on request", "[names]") {
  CHECK(btf_name("go_", "main.T", Disambiguation::hash32) == "go_main_T__" + hex8("main.T"));
  const std::string wide = btf_name("go_", "main.T", Disambiguation::hash64);
  CHECK(wide.size() == std::string("go_main_T__").size() + 16);
  CHECK(btf_name("go_", "main.T_", Disambiguation::hash32) == "go_main_T__" + hex8("main.T_"));
  CHECK(btf_name("go_", std::string(300, 'x'), Disambiguation::hash64).size() == 120);
}

TEST_CASE("btf_names: members and parameters", "[names]") {
  const Names kTable[] = {
      {"a", "a"},
      {"Size_", "Size_"},
      {"X__val", "X__val"},
      {"a___b", "a___b"},
      {"_", "_"},
      {"~p0", "_p0"},
      {"~r1", "_r1"},
      {".dict", "_dict"},
      {"\u0436", "u436"},
      {"1x", "_1x"},
      {"a.b", "a_b"},
      {"&x", "x"},
      {"int", "int_"},
      {"bool", "bool_"},
      {"const", "const_"},
      {"unsigned", "unsigned_"},
      {"_Complex", "_Complex_"},
      {"typeof_unqual", "typeof_unqual_"},
      {"__bpf__", "__bpf___"},
      {"struct", "struct_"},
      {"Int", "Int"},
      {"interface", "interface"},
  };
  for (const auto& [go, c] : kTable) {
    CAPTURE(go);
    CHECK(member_name(go) == c);
    CHECK(is_c_identifier(member_name(go)));
  }
}

TEST_CASE("btf_names: every word that C or clang for BPF takes for its own", "[names]") {
  for (const char* word : {"auto",     "break",         "case",           "char",
                           "const",    "continue",      "default",        "do",
                           "double",   "else",          "enum",           "extern",
                           "float",    "for",           "goto",           "if",
                           "inline",   "int",           "long",           "register",
                           "restrict", "return",        "short",          "signed",
                           "sizeof",   "static",        "struct",         "switch",
                           "typedef",  "union",         "unsigned",       "void",
                           "volatile", "while",         "_Bool",          "_Complex",
                           "_Atomic",  "_Generic",      "_Static_assert", "_Thread_local",
                           "__int128", "_Float16",      "_BitInt",        "__auto_type",
                           "asm",      "typeof",        "bool",           "true",
                           "false",    "nullptr",       "constexpr",      "alignas",
                           "alignof",  "static_assert", "thread_local",   "typeof_unqual",
                           "__bpf__",  "__BPF__"}) {
    CAPTURE(word);
    CHECK(is_c_keyword(word));
  }
  for (const char* word : {"", "Int", "chan", "func", "go", "linux", "_", "x"})
    CHECK_FALSE(is_c_keyword(word));
}

namespace {

// The names that `go_names` get, in their order.
std::vector<std::string> settled(Model& model, const std::vector<const char*>& go_names,
                                 bool same_is_same, const std::vector<const char*>& reserved = {}) {
  UniqueNames names(2);
  for (const char* name : reserved) names.reserve(name);
  for (const char* name : go_names) names.add("go_", name);
  names.settle(same_is_same);
  names.give_to(model);
  std::vector<std::string> out;
  out.reserve(go_names.size());
  for (std::size_t i = 0; i < go_names.size(); ++i) out.emplace_back(names.at(i));
  return out;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("unique_names: two Go names that meet are both hashed", "[names]") {
  Model model;
  CHECK(settled(model, {"a.b", "x.y", "a/b"}, false) ==
        List{"go_a_b__" + hex8("a.b"), "go_x_y", "go_a_b__" + hex8("a/b")});
  CHECK(count_of(model, Diagnostic::Code::name_hashed) == 2);
  CHECK(settled(model, {"a.b", "a/b", "a-b"}, false) ==
        List{"go_a_b__" + hex8("a.b"), "go_a_b__" + hex8("a/b"), "go_a_b__" + hex8("a-b")});
}

TEST_CASE("unique_names: the order of the names does not matter", "[names]") {
  Model model;
  CHECK(settled(model, {"a/b", "a.b"}, false) ==
        List{"go_a_b__" + hex8("a/b"), "go_a_b__" + hex8("a.b")});
}

TEST_CASE("unique_names: one Go name twice", "[names]") {
  Model model;
  SECTION("is one where that is asked for")
  CHECK(settled(model, {"main.f", "main.f"}, true) == List{"go_main_f", "go_main_f"});
  SECTION("else the later ones are numbered") {
    const List names = settled(model, {"main.T", "main.T", "main.T"}, false);
    CHECK(names == List{"go_main_T", "go_main_T_2", "go_main_T_3"});
  }
  SECTION("and a number that is taken is hashed as well") {
    const List names = settled(model, {"main.T", "main.T", "main.T_2"}, false);
    CHECK(names == List{"go_main_T", "go_main_T_2__" + hex8("main.T#2"),
                        "go_main_T_2__" + hex8("main.T_2")});
  }
}

TEST_CASE("unique_names: reserved names are avoided", "[names]") {
  Model model;
  CHECK(settled(model, {"ptr32", "main.T"}, false, {"go_ptr32"}) ==
        List{"go_ptr32__" + hex8("ptr32"), "go_main_T"});
}

TEST_CASE("unique_names: a hash that meets a name gives way again", "[names]") {
  Model model;
  const std::string hashed = "go_a_b__" + hex8("a.b");
  const List names = settled(model, {"a.b", "a/b"}, false, {hashed.c_str()});
  CHECK(names[0] == btf_name("go_", "a.b", Disambiguation::hash64));
  CHECK(names[1] == "go_a_b__" + hex8("a/b"));
}

TEST_CASE("unique_names: long names that are cut alike", "[names]") {
  Model model;
  const std::string a = std::string(200, 'x') + ".b", b = std::string(200, 'x') + "/b";
  const List names = settled(model, {a.c_str(), b.c_str()}, false);
  CHECK(names[0] != names[1]);
  CHECK(model.diagnostics.empty());  // their hashes tell them apart already
}

// 60 letters are 120 bytes of Go, and `u436` each here: kernels before 6.1 take 127 bytes.
TEST_CASE("member names: letters beyond ASCII may make a name too long", "[names]") {
  std::string go_name;
  for (int i = 0; i < 60; ++i) go_name += "\u0436";
  const std::string made = member_name(go_name);
  CHECK(made.size() <= kLongestMember);
  CHECK(made.starts_with("u436u436"));
  CHECK(is_c_identifier(made));
  CHECK(made != member_name(go_name.substr(2)));
}
