// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The table of runtime types and itabs, beside the ELF symbols that name itabs and beside the BTF.
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "model/go_names.hpp"
#include "property/checks.hpp"

namespace gofixup::property {

namespace {

using Json = nlohmann::json;
using Symbols = std::map<std::uint64_t, std::string>;  // names by address

// The symbols of itabs without their prefix, `*os.File,io.Reader`, and those of functions. Go
// 1.27 has none for itabs.
struct ElfSymbols {
  Symbols itabs, functions;
};

// Where a local type is numbered, `main.T·1`, symbols have the middle dot or a plain one.
std::string without_dots(std::string name) {
  constexpr std::string_view kDot = "\u00b7";
  for (std::size_t at = name.find(kDot); at != std::string::npos; at = name.find(kDot, at))
    name.replace(at, kDot.size(), ".");
  return name;
}

// Up to Go 1.18 descriptors, unlike symbols, spell type arguments with the names of packages:
// `example.com/x.List[x.T]`. What lies between brackets loses its path here.
std::string without_argument_paths(const std::string& name) {
  std::string text;
  int depth = 0;
  std::size_t word = 0;  // where the package's path began in `text`
  for (const char c : name) {
    depth += (c == '[') - (c == ']');
    text += c;
    if (c == '/' && depth > 0) text.erase(word);
    if (std::string_view("[],*( ").find(c) != std::string_view::npos) word = text.size();
  }
  return text;
}

ElfSymbols read_symbols(const std::string& path) {
  ElfSymbols symbols;
  elf_version(EV_CURRENT);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  Elf* elf = elf_begin(fd, ELF_C_READ_MMAP, nullptr);
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr || header.sh_type != SHT_SYMTAB) continue;
    Elf_Data* data = elf_getdata(scn, nullptr);
    GElf_Sym symbol;
    for (int i = 0; gelf_getsym(data, i, &symbol) != nullptr; ++i) {
      const std::string name = elf_strptr(elf, header.sh_link, symbol.st_name);
      if (name.starts_with("go:itab.") || name.starts_with("go.itab."))
        symbols.itabs[symbol.st_value] = without_dots(name.substr(8));
      if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC) symbols.functions[symbol.st_value] = name;
    }
  }
  elf_end(elf);
  ::close(fd);
  return symbols;
}

std::string hex(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof(text), "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

std::uint64_t word_at(const Image& image, std::uint64_t address) {
  const auto bytes = image.loaded(address, image.word_size());
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    word |= std::uint64_t{bytes[image.is_big_endian() ? bytes.size() - 1 - i : i]} << (8 * i);
  return word;
}

std::string wrong_itabs(const Json& table, const ElfSymbols& symbols, const Image& image,
                        GoVersion go) {
  const auto comparable = [&](const std::string& names) {
    return go.major == 1 && go.minor <= 18 ? without_argument_paths(names) : names;
  };
  if (table["itabs"].empty()) return "no itabs: every program has some";
  if (!symbols.itabs.empty() && symbols.itabs.size() != table["itabs"].size())
    return std::to_string(symbols.itabs.size()) + " itabs have symbols, the table has " +
           std::to_string(table["itabs"].size());
  for (const Json& itab : table["itabs"]) {
    const std::uint64_t address = itab["address"];
    const std::string names =
        without_dots(itab["type"].get<std::string>() + "," + itab["interface"].get<std::string>());
    const auto symbol = symbols.itabs.find(address);
    if (symbol != symbols.itabs.end() && comparable(symbol->second) == comparable(names)) continue;
    if (!symbols.itabs.empty())
      return "itab at " + hex(address) + " is " + names + ", its symbol says " +
             (symbol == symbols.itabs.end() ? "nothing" : symbol->second);
    // Its first method lies behind interface, type and hash.
    const std::uint64_t method = word_at(image, address + std::uint64_t{3} * image.word_size());
    if (!image.is_position_independent() && !symbols.functions.contains(method))
      return "itab at " + hex(address) + " (" + names + ") begins with no function";
  }
  return {};
}

// What the table says of a type's place in the BTF, beside the BTF.
class BesideBtf {
 public:
  explicit BesideBtf(const BtfView& btf, unsigned word_size) : btf_(btf), word_size_(word_size) {
    for (std::uint32_t id = 1; id < btf.type_count(); ++id) {
      const BtfType& tag = btf.at(id);
      if (tag.kind == BtfKind::decl_tag && tag.name.starts_with("go.name="))
        go_names_[tag.type] = tag.name.substr(8);
    }
  }

  // Empty if all is right.
  std::string wrong(const Json& type) const {
    const std::uint32_t id = type["btf_id"], data_id = type["data_btf_id"];
    if (id >= btf_.type_count() || data_id >= btf_.type_count()) return "an id beyond the BTF";
    if ((id == 0) != type.contains("absent")) return "absent, or not, without reason";
    if (btf_.at(data_id).name != type["data_btf_name"]) return "another data_btf_name";
    if (id == 0) return {};
    if (btf_.at(id).name != type["btf_name"]) return "another btf_name";
    const std::string wrong_type = type.contains("kind") ? wrong_kind(type, id) : std::string();
    return wrong_type.empty() ? wrong_data(type, id, data_id) : wrong_type;
  }

 private:
  std::string wrong_kind(const Json& type, std::uint32_t id) const {
    const std::string name = type["name"], kind = type["kind"];
    const std::uint64_t size = type["size"];
    if (size <= 0xffffffff && btf_.size_of(id, word_size_) != size) return "another size";
    const BtfKind btf_kind = btf_.at(btf_.resolved(id)).kind;
    if (kind == "struct" && btf_kind != BtfKind::struct_) return "no STRUCT";
    if (kind == "ptr" && word_size_ == 8 && btf_kind != BtfKind::ptr) return "no PTR";
    const auto go_name = go_names_.find(id);
    if (go_name != go_names_.end() && !is_spelled_out(name) && go_name->second != name)
      return "another go.name";
    return {};
  }

  std::string wrong_data(const Json& type, std::uint32_t id, std::uint32_t data_id) const {
    if (type.value("kind", "") == "interface") return data_id == 0 ? "" : "data in an interface";
    if (!type["is_direct"].get<bool>()) return data_id == id ? "" : "other data";
    const BtfType& held = btf_.at(btf_.resolved(id));
    const std::uint32_t target = held.kind == BtfKind::ptr ? held.type : 0;
    return data_id == target ? "" : "other data behind the pointer";
  }

  const BtfView& btf_;
  unsigned word_size_;
  std::map<std::uint32_t, std::string_view> go_names_;
};

Json table_of(Run& run, std::vector<std::string> options) {
  std::vector<std::string> command = {testing::setting("GOFIXUP_CLI"), "interfaces",
                                      run.input().path, "--json"};
  command.insert(command.end(), options.begin(), options.end());
  const testing::ToolResult result = testing::run_tool(command);
  if (!result.is_ok()) throw std::runtime_error(result.complaint("gofixup interfaces"));
  return Json::parse(result.out);
}

std::string wrong_ids(const Json& table, const BtfView& btf, unsigned word_size) {
  const BesideBtf beside(btf, word_size);
  std::size_t with_id = 0;
  for (const char* list : {"types", "itabs"})
    for (const Json& type : table[list]) {
      const std::string wrong = beside.wrong(type);
      if (!wrong.empty()) return wrong + ": " + type.dump();
      with_id += type["btf_id"] != 0;
    }
  return with_id == 0 ? "no type has an id" : "";
}

}  // namespace

Outcome interface_tables_agree(Run& run) {
  if (testing::setting("GOFIXUP_CLI").empty())
    return skipped("GOFIXUP_CLI does not name the command");
  Options options = run.options();
  options.read.interfaces = true;
  const Encoded again = encode_input(run.input(), options);
  if (again.btf.bytes != run.bytes()) return broken("asking for the table changes the BTF");
  for (const Diagnostic& note : again.model.diagnostics)
    if (note.code == Diagnostic::Code::descriptor_odd)
      return broken("odd descriptor: " + note.where + ": " + note.text);

  const Json table = table_of(run, {});
  const auto image = Image::open(run.input().path);
  std::string wrong =
      wrong_itabs(table, read_symbols(run.input().path), *image, run.encoded().model.binary.go);
  if (wrong.empty()) wrong = wrong_ids(table, run.btf(), run.word_size());
  return wrong.empty() ? holds() : broken(wrong);
}

// The same options give the ids of the same BTF.
Outcome interface_ids_follow_options(Run& run) {
  if (testing::setting("GOFIXUP_CLI").empty())
    return skipped("GOFIXUP_CLI does not name the command");
  Options options = run.options();
  options.run.passes.only = {"main.*"};
  options.read.wrappers = true;
  options.target.tags = Tags::none;
  Run other(run.input(), options);
  const Json table = table_of(run, {"--only", "main.*", "--wrappers", "--tags=none"});
  const std::string wrong = wrong_ids(table, other.btf(), run.word_size());
  return wrong.empty() ? holds() : broken(wrong);
}

}  // namespace gofixup::property
