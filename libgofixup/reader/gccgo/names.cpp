// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/gccgo/names.hpp"

#include <dwarf.h>

#include "reader/gccgo/shapes.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"

namespace gofixup::gccgo {

namespace {

// Longer than any real one; every type that mentions it would grow with it.
constexpr std::size_t kLongest = 4096;

// A list of texts, cut where a hostile one gets too long.
class Text {
 public:
  explicit Text(std::string_view start) : text_(start) {}
  Text& operator+=(std::string_view more) {
    if (text_.size() <= kLongest)
      text_ += more;
    else
      hash_ = hash_ * 31 + fnv1a_64(more);
    return *this;
  }
  std::string take() && {
    if (hash_ != 0) text_ += "#" + hex(hash_);
    return std::move(text_);
  }

 private:
  std::string text_;
  std::uint64_t hash_ = 0;
};

}  // namespace

Names::Names(const UnitDies& dies, std::deque<std::string>& texts)
    : dies_(dies),
      packages_(dies),
      texts_(texts),
      names_(dies.types().size()),
      mentions_(dies.types().size()),
      states_(dies.types().size()) {}

Name Names::keep(std::string text) {
  texts_.push_back(std::move(text));
  return texts_.back();
}

bool Names::has_own_name(TypeIndex index) const { return !dies_.type(index).name.empty(); }

// The type that a channel points to is the runtime's, without its members.
Name Names::own_name(TypeIndex index) {
  const TypeDie& type = dies_.type(index);
  if (type.tag != DW_TAG_typedef) return type.name;
  if (type.name.starts_with('.')) return type.name.substr(1);
  if (type.name == "__go_channel") return "runtime.hchan";
  if (type.name == "Pointer" && type.at.line == 0) return "unsafe.Pointer";
  const std::string_view package = packages_.of(index);
  if (package.empty() && type.at.line != 0 && type.name.find('.') == Name::npos)
    mentions_[index] = keep(kMentionStart + std::to_string(type.die) + kMentionEnd);
  if (package.empty()) return type.name;
  return keep(std::string(package) + "." + std::string(type.name));
}

// What a type is made of comes first, without recursion: a file decides how deep it goes.
Name Names::of(TypeIndex root) {
  if (root == kVoid) return "unsafe.Pointer";
  std::vector<TypeIndex> stack = {root}, parts;
  while (!stack.empty()) {
    const TypeIndex index = stack.back();
    if (states_[index] == State::known) {
      stack.pop_back();
      continue;
    }
    const bool is_first = states_[index] == State::unknown;
    states_[index] = State::open;
    parts.clear();
    if (is_first && !has_own_name(index)) list_parts(index, parts);
    bool is_ready = true;
    for (const TypeIndex part : parts) {
      if (part == kVoid || states_[part] == State::known) continue;
      if (states_[part] == State::open)
        throw Error(Error::Kind::malformed, "at DIE " + hex(dies_.type(index).die) +
                                                ": a type without a name that is made of itself");
      stack.push_back(part);
      is_ready = false;
    }
    if (!is_ready) continue;
    names_[index] = has_own_name(index) ? own_name(index) : keep(spell(index));
    states_[index] = State::known;
    stack.pop_back();
  }
  return names_[root];
}

Name Names::made(TypeIndex index) const {
  if (index == kVoid) return "unsafe.Pointer";
  return mentions_[index].empty() ? names_[index] : mentions_[index];
}

void Names::list_signature(TypeIndex signature, std::vector<TypeIndex>& parts) const {
  if (signature == kVoid) return;
  for (const Part& part : dies_.parts(dies_.type(signature))) parts.push_back(dies_.at(part.type));
  for (const Param& result : results_of(dies_, dies_.type(signature).type))
    parts.push_back(dies_.at(index_of(result.type)));
}

void Names::list_parts(TypeIndex index, std::vector<TypeIndex>& parts) const {
  const TypeDie& type = dies_.type(index);
  switch (kind_of(dies_, index)) {
    case Kind::slice: parts.push_back(dies_.at(dies_.parts(type)[0].type)); break;
    case Kind::iface:
      for (const Part& method : methods_of(dies_, index))
        list_signature(signature_of_code(dies_, method.type), parts);
      break;
    case Kind::func: list_signature(signature_of_func(dies_, index), parts); break;
    case Kind::structure:
      for (const Part& member : dies_.parts(type)) parts.push_back(dies_.at(member.type));
      break;
    case Kind::array:
    case Kind::pointer:
    case Kind::map:
    case Kind::chan: parts.push_back(dies_.at(type.type)); break;
    default: break;
  }
}

std::string Names::spell_array(TypeIndex index) const {
  const TypeDie& type = dies_.type(index);
  Text text("");
  for (const Part& range : dies_.parts(type))
    if (range.tag == DW_TAG_subrange_type) text += "[" + std::to_string(range.count) + "]";
  text += made_at(type.type);
  return std::move(text).take();
}

// "(int, string) (bool, error)": what follows `func` or the name of a method, whose receiver is
// not told.
std::string Names::spell_signature(TypeIndex signature, std::size_t first_param) const {
  Text text("(");
  if (signature == kVoid) return "()";
  const auto params = dies_.parts(dies_.type(signature));
  for (std::size_t i = first_param; i < params.size(); ++i) {
    if (i != first_param) text += ", ";
    text += made_at(params[i].type);
  }
  text += ")";
  const auto results = results_of(dies_, dies_.type(signature).type);
  if (!results.empty()) text += results.size() > 1 ? " (" : " ";
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (i != 0) text += ", ";
    text += made_at(index_of(results[i].type));
  }
  if (results.size() > 1) text += ")";
  return std::move(text).take();
}

std::string Names::spell(TypeIndex index) const {
  const TypeDie& type = dies_.type(index);
  Text text("");
  switch (kind_of(dies_, index)) {
    case Kind::string: return "string";
    case Kind::eface: return "interface {}";
    case Kind::unsafe_pointer: return "unsafe.Pointer";
    case Kind::method_table: return "runtime.itab";
    case Kind::array: return spell_array(index);
    case Kind::func: return "func" + spell_signature(signature_of_func(dies_, index), 0);
    case Kind::slice: {
      Name values = made_at(dies_.parts(type)[0].type);  // `*T`
      if (values.starts_with('*')) values.remove_prefix(1);
      text += "[]";
      text += values;
      break;
    }
    case Kind::iface: {
      const auto methods = methods_of(dies_, index);
      text += "interface { ";
      for (const Part& method : methods) {
        if (&method != methods.data()) text += "; ";
        text += method.name;
        text += spell_signature(signature_of_code(dies_, method.type), 1);
      }
      text += " }";
      break;
    }
    case Kind::structure: {
      const auto members = dies_.parts(type);
      text += members.empty() ? "struct {" : "struct { ";
      for (const Part& member : members) {
        if (&member != members.data()) text += "; ";
        text += member.name;
        text += " ";
        text += made_at(member.type);
      }
      text += members.empty() ? "}" : " }";
      break;
    }
    case Kind::pointer:
    case Kind::map:
    case Kind::chan:
      text += "*";
      text += made_at(type.type);
      break;
    default: return {};
  }
  return std::move(text).take();
}

}  // namespace gofixup::gccgo
