// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// Go has    a hidden dictionary argument for every function or method body that is shared by
//           instantiations (its own brackets hold a go.shape type): the first argument of a
//           function; of a method the second from Go 1.20, the first in 1.18 and 1.19. DWARF
//           shows it from Go 1.27 only, as `.dict` (cmd/compile/internal/noder/reader.go).
// Trouble   every later argument is one register further on than the entry says.
// We make   a real parameter `_dict`, a pointer to uintptr, in its true position. Closures,
//           range bodies and wrappers inside such a body have none: they reach it through
//           their closure object.
// Example   main.Map[go.shape.int](m)   becomes   main.Map[go.shape.int](_dict *uintptr, m)
#include <algorithm>

#include "passes/passes.hpp"
#include "support/parallel.hpp"

namespace gofixup {

namespace {

// `.dict` of Go 1.27, or what this pass made of it; a parameter may be called _dict in Go too.
bool is_dictionary(const Model& model, const Param& param) {
  if (param.name != "_dict") return param.name == ".dict";
  const auto* pointer = std::get_if<Pointer>(&model.at(param.type).shape);
  return pointer != nullptr &&  // void: of what this pass made where there is no uintptr
         (pointer->target == TypeId::none || model.at(pointer->target).name == "uintptr");
}

// Start of the last component of a function's name: behind the last dot outside brackets.
std::size_t last_component(Name name) {
  int depth = 0;
  for (std::size_t i = name.size(); i-- > 0;) {
    if (name[i] == ']' || name[i] == ')' || name[i] == '}') ++depth;
    if (name[i] == '[' || name[i] == '(' || name[i] == '{') --depth;
    if (name[i] == '.' && depth == 0) return i + 1;
  }
  return 0;
}

bool is_digits(Name text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// func1, gowrap2, deferwrap1, 3 (nested closures), F-range1, M-fm: code inside a function.
// A method really called func1 is told from a closure by its receiver.
bool is_inner_code(Name component) {
  if (component.ends_with("-fm") || component.find("-range") != Name::npos) return true;
  for (const std::string_view prefix : {"func", "gowrap", "deferwrap", ""})
    if (component.starts_with(prefix) && component.size() > prefix.size() &&
        is_digits(component.substr(prefix.size())))
      return true;
  return false;
}

bool mentions_shape(Name brackets) { return brackets.find("go.shape.") != Name::npos; }

// The type's name in `main.(*Node[go.shape.int])` or `main.Node[go.shape.int]`.
std::string receiver_name(Name qualifier, bool& is_pointer) {
  std::string type(qualifier);
  const std::size_t open = type.find("(*");
  is_pointer = open != std::string::npos && type.ends_with(")");
  if (is_pointer) {
    type.pop_back();
    type.erase(open, 2);
  }
  return type;
}

bool has_receiver(const Model& model, const Function& function, Name qualifier) {
  if (function.params.count == 0) return false;
  bool is_pointer = false;
  const std::string wanted = receiver_name(qualifier, is_pointer);
  const TypeId first = model.params(function.params)[0].type;
  if (first == TypeId::none) return false;
  const Type& type = model.at(first);
  if (!is_pointer) return type.name == wanted;
  const auto* pointer = std::get_if<Pointer>(&type.shape);
  return pointer != nullptr && pointer->target != TypeId::none &&
         model.at(pointer->target).name == wanted;
}

// Where the dictionary goes, or -1.
int dictionary_position(const Model& model, const Function& function) {
  const Name name = function.name;
  if (!mentions_shape(name) || name.starts_with("type:") || name.starts_with("type..")) return -1;
  const std::size_t at = last_component(name);
  const Name component = name.substr(at);
  if (mentions_shape(component)) return component.ends_with("]") ? 0 : -1;
  if (at == 0) return -1;
  const Name qualifier = name.substr(0, at - 1);
  const bool is_method_of_generic = qualifier.ends_with("]") || qualifier.ends_with("])");
  if (!is_method_of_generic || !mentions_shape(qualifier.substr(last_component(qualifier))))
    return -1;
  const bool has_one = has_receiver(model, function, qualifier);
  if (!has_one && is_inner_code(component)) return -1;
  const bool is_old = model.binary.go.major == 1 && model.binary.go.minor < 20;
  // A blank receiver has no entry up to Go 1.21, so there is nothing to come after.
  const auto listed = model.params(function.params);
  const bool has_others = !std::all_of(listed.begin(), listed.end(), [&](const Param& param) {
    return is_dictionary(model, param);
  });
  return is_old || !has_others ? 0 : 1;
}

// Made where there is none.
TypeId pointer_to_uintptr(Model& model) {
  constexpr Name kName = "*uintptr";
  const TypeId uintptr = model.find("uintptr");
  TypeId found = TypeId::none;
  model.for_each<Pointer>([&](TypeId id, Pointer pointer) {
    if (found == TypeId::none && pointer.target == uintptr && model.at(id).name == kName)
      found = id;
  });
  return found != TypeId::none ? found : model.add({kName, Pointer{uintptr}, {}, {}, {}});
}

// Those that have an entry for it or whose names mention a shape: few, but all have to be asked.
std::vector<std::uint8_t> candidates(const Model& model, unsigned threads) {
  std::vector<std::uint8_t> is_candidate(model.functions.size());
  parallel_pieces(is_candidate.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto listed = model.params(model.functions[i].params);
      const Name name = model.functions[i].name;
      is_candidate[i] = (name.find(']') != Name::npos && mentions_shape(name)) ||
                        std::any_of(listed.begin(), listed.end(), [&](const Param& param) {
                          return is_dictionary(model, param);
                        });
    }
  });
  return is_candidate;
}

}  // namespace

void add_dictionaries(Model& model, const PassOptions& options) {
  TypeId known = TypeId::none;
  const auto dictionary_type = [&] {
    if (known == TypeId::none) known = pointer_to_uintptr(model);
    return known;
  };
  const bool is_listed = model.binary.go >= GoVersion{1, 27};
  const std::vector<std::uint8_t> is_candidate = candidates(model, options.threads);
  for (std::size_t i = 0; i < is_candidate.size(); ++i) {
    if (is_candidate[i] == 0) continue;
    Function& function = model.functions[i];
    const auto listed = model.params_of(function.params);
    const auto is_hidden = [&](const Param& param) { return is_dictionary(model, param); };
    const auto entry = std::find_if(listed.begin(), listed.end(), is_hidden);
    const bool has_entry = entry != listed.end();
    if (has_entry) *entry = {"_dict", dictionary_type()};
    if (!has_entry && (is_listed || function.is_wrapper)) continue;
    // The concrete entry of an inlined function lists an unused `.dict` last, so the rule is
    // asked here too. Only a closure's is where it says: it is an argument like the others.
    const int position = dictionary_position(model, function);
    if (position < 0) continue;
    std::vector<Param> params(listed.begin(), listed.end());
    std::erase_if(params, is_hidden);
    params.insert(params.begin() + position, {"_dict", dictionary_type()});
    function.params = model.keep(params);
  }
}

}  // namespace gofixup
