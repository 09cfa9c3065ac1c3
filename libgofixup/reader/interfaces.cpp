// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/interfaces.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "model/go_kind.hpp"
#include "model/sizes.hpp"
#include "reader/descriptors.hpp"
#include "reader/relocated.hpp"
#include "reader/unit.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"

namespace gofixup {

namespace {

// More methods than any interface has; a descriptor that says so is none.
constexpr std::uint64_t kMaxMethods = 1 << 16;

// The fields of runtime.moduledata that we want.
struct ModuleData {
  std::uint64_t types = 0, etypes = 0;            // the section of descriptors
  std::uint64_t itablinks = 0, itab_count = 0;    // up to Go 1.26: a slice of pointers to itabs
  std::uint64_t itab_offset = 0, itabs_size = 0;  // from 1.27: the itabs themselves, from `types`

  bool holds(std::uint64_t address) const { return address >= types && address < etypes; }
};

[[noreturn]] void refuse(const std::string& why) {
  throw Error(Error::Kind::malformed, "no table of runtime types: " + why);
}

// The layout is what the DWARF of this very program says: it changes from release to release.
ModuleData read_module_data(const Model& model, const Relocated& memory, std::uint64_t address) {
  if (address == 0) refuse("its DWARF does not say where runtime.firstmoduledata is");
  TypeId record = TypeId::none;
  model.for_each<Struct>([&](TypeId id, const Struct&) {
    if (model.at(id).name == "runtime.moduledata") record = id;
  });
  if (record == TypeId::none) refuse("its DWARF has no runtime.moduledata");
  ModuleData module;
  for (const Field& field : model.fields(std::get<Struct>(model.at(record).shape).layout)) {
    const auto word = [&](std::uint64_t index) {
      return memory.word(address + field.offset + index * model.binary.word_size).value_or(0);
    };
    if (field.name == "types") module.types = word(0);
    if (field.name == "etypes") module.etypes = word(0);
    if (field.name == "itablinks") module.itablinks = word(0);
    if (field.name == "itablinks") module.itab_count = word(1);
    if (field.name == "itaboffset") module.itab_offset = word(0);
    if (field.name == "itabsize") module.itabs_size = word(0);
  }
  if (module.types == 0 || module.etypes <= module.types || !memory.word(module.types))
    refuse(
        "the file does not hold runtime.firstmoduledata (a debug file alone, a plugin or an object "
        "file); give the program itself, its debug file is found by build id");
  return module;
}

template <class Entry>
void sort_by_address(std::vector<Entry>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.address < b.address; });
  const auto same = [](const Entry& a, const Entry& b) { return a.address == b.address; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

class TableReader {
 public:
  TableReader(const Relocated& memory, const ModuleData& module, Budget& budget, Model& model)
      : memory_(memory),
        module_(module),
        budget_(budget),
        model_(model),
        word_(model.binary.word_size),
        descriptors_(memory, word_, module.types) {}

  void read() {
    settle_types();
    if (module_.itabs_size != 0)
      read_adjoining_itabs();
    else
      read_linked_itabs();
    if (odd_itabs_ != 0)
      note({}, "itabs whose words do not point at an interface and a type", odd_itabs_);
    sort_by_address(model_.interfaces.itabs);
    add_undescribed_types();
  }

 private:
  // DW_AT_go_runtime_type is an offset; but of uintptr, up to Go 1.22, the address itself.
  std::optional<std::uint64_t> address_of(std::uint64_t runtime_type) const {
    if (runtime_type < module_.etypes - module_.types) return module_.types + runtime_type;
    if (module_.holds(runtime_type)) return runtime_type;
    return std::nullopt;
  }

  // Takes from the descriptor what it says; false if that is not what the DWARF says.
  bool complete(RuntimeType& entry, Sizes& sizes) const {
    const auto address = address_of(entry.address);
    const auto descriptor = address ? descriptors_.at(*address) : std::nullopt;
    if (!descriptor || descriptor->size != sizes.size_of(entry.type)) return false;
    if (entry.kind != 0 && entry.kind != descriptor->kind) return false;
    entry.address = *address;
    entry.size = descriptor->size;
    entry.kind = descriptor->kind;
    entry.is_direct = descriptor->is_direct;
    return true;
  }

  void settle_types() {
    Sizes sizes(model_);
    std::erase_if(model_.interfaces.types, [&](RuntimeType& entry) {
      const bool is_odd = !complete(entry, sizes);
      if (is_odd)
        note(std::string(entry.name), "its runtime type, by the DWARF at " + hex(entry.address) +
                                          ", is of another kind or size");
      return is_odd;
    });
    sort_by_address(model_.interfaces.types);
  }

  void note(std::string where, std::string text, std::uint32_t count = 1) {
    model_.diagnostics.push_back(
        {Diagnostic::Code::descriptor_odd, std::move(where), std::move(text), count});
  }

  bool is_interface(std::uint64_t address) const {
    const auto descriptor = descriptors_.at(address);
    return descriptor && descriptor->kind == go::kind::interface;
  }

  // An itab begins with the interface's and the concrete type's descriptor (runtime.itab,
  // internal/abi.ITab; Go 1.18 to 1.27). Returns whether there is one.
  bool add_itab(std::uint64_t address) {
    const Itab itab{address, memory_.word(address).value_or(0),
                    memory_.word(address + word_).value_or(0)};
    const bool is_one = module_.holds(itab.interface) && is_interface(itab.interface) &&
                        module_.holds(itab.type) && descriptors_.at(itab.type);
    if (is_one)
      model_.interfaces.itabs.push_back(itab);
    else
      ++odd_itabs_;
    return is_one;
  }

  void read_linked_itabs() {
    for (std::uint64_t i = 0; i < module_.itab_count; ++i) {
      const auto address = memory_.word(module_.itablinks + i * word_);
      if (!address) return note({}, "the list of itabs runs out of the file");
      add_itab(*address);
    }
  }

  // As runtime.addModuleItabs walks them: one after the other, each with as many words for
  // methods as its interface has, or with a single zero.
  void read_adjoining_itabs() {
    const std::uint64_t end = module_.types + module_.itab_offset + module_.itabs_size;
    for (std::uint64_t at = end - module_.itabs_size; at < end;) {
      if (!add_itab(at)) return;  // where the next one begins cannot be told
      const std::uint64_t interface = model_.interfaces.itabs.back().interface;
      const bool is_short = memory_.word(at + 3 * std::uint64_t{word_}).value_or(0) == 0;
      const std::uint64_t methods = is_short ? 1 : descriptors_.method_count(interface);
      if (methods == 0 || methods > kMaxMethods)
        return note("itab at " + hex(at), "its interface has no methods");
      at += (3 + methods) * word_;
    }
  }

  // A descriptor of which no DIE tells, and the type it describes where that is known anyway.
  struct Finding {
    std::uint64_t address = 0;
    TypeId type{};
  };

  // What a pointer points at, a slice is made of and so on, as the DWARF has it.
  TypeId element_of(TypeId id) const {
    if (id == TypeId::none) return id;
    const Shape& shape = model_.at(id).shape;
    if (const auto* s = std::get_if<Pointer>(&shape)) return s->target;
    if (const auto* s = std::get_if<Slice>(&shape)) return s->element;
    if (const auto* s = std::get_if<Array>(&shape)) return s->element;
    if (const auto* s = std::get_if<Chan>(&shape)) return s->element;
    return TypeId::none;
  }

  // Types that the program has and its DWARF has not, because no variable is of them; and
  // unsafe.Pointer, whose DIE does not say up to Go 1.22. Found through those that are known.
  void add_undescribed_types() {
    auto& types = model_.interfaces.types;
    std::unordered_set<std::uint64_t, SecretHash> known;
    for (const RuntimeType& type : types) known.insert(type.address);
    std::vector<Finding> findings;
    findings.reserve(types.size());
    for (const RuntimeType& type : types)
      findings.push_back({descriptors_.element(type.address, type.kind), element_of(type.type)});
    for (const Itab& itab : model_.interfaces.itabs) {
      findings.push_back({itab.interface, {}});
      findings.push_back({itab.type, {}});
    }
    Sizes sizes(model_);
    for (std::size_t i = 0; i < findings.size(); ++i) {
      auto [address, type] = findings[i];
      const auto descriptor = module_.holds(address) ? descriptors_.at(address) : std::nullopt;
      if (!descriptor || !known.insert(address).second) continue;
      if (descriptor->size != sizes.size_of(type)) type = TypeId::none;
      budget_.spend(Budget::kEntry);
      const Name name =
          type != TypeId::none ? model_.at(type).name : model_.keep(descriptors_.name_at(address));
      budget_.spend(name.size());
      types.push_back(
          {address, type, name, descriptor->size, descriptor->kind, descriptor->is_direct});
      findings.push_back({descriptors_.element(address, descriptor->kind), element_of(type)});
    }
    sort_by_address(types);
  }

  const Relocated& memory_;
  const ModuleData& module_;
  Budget& budget_;
  Model& model_;
  unsigned word_;  // bytes of a pointer
  Descriptors descriptors_;
  std::uint32_t odd_itabs_ = 0;
};

}  // namespace

void read_interfaces(const Image& image, std::uint64_t module_data, Budget& budget, Model& model) {
  const Relocated memory(image);
  const ModuleData module = read_module_data(model, memory, module_data);
  TableReader(memory, module, budget, model).read();
}

}  // namespace gofixup
