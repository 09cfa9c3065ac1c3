// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The sites of every function of every testcase and corpus program, against llvm-objdump; and
// that nothing between entry and body touches an argument.
#include <capstone/capstone.h>
#include <elf.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "code/listing.hpp"
#include "code/sites.hpp"
#include "property/register_case.hpp"
#include "property/run.hpp"
#include "reader/frame_table.hpp"
#include "reader/reader.hpp"
#include "support/catch.hpp"

namespace {

using namespace gofixup;
using testing::ListedInstruction;
using Listing = std::span<const ListedInstruction>;

Listing code_of(const std::vector<ListedInstruction>& all, const Function& function) {
  const auto before = [](const ListedInstruction& a, std::uint64_t address) {
    return a.address < address;
  };
  const auto first = std::lower_bound(all.begin(), all.end(), function.address, before);
  const auto last = std::lower_bound(first, all.end(), function.address + function.size, before);
  return {first, last};
}

std::string hex(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

// Each check returns what is wrong, or nothing.

std::string check_returns(const FunctionSites& sites, Listing code) {
  std::vector<std::uint64_t> ours, theirs;
  for (const CodeSite& site : sites.returns) ours.push_back(site.address);
  for (const ListedInstruction& instruction : code)
    if (instruction.is_return) theirs.push_back(instruction.address);
  if (ours == theirs) return "";
  return std::to_string(ours.size()) + " returns, llvm-objdump has " +
         std::to_string(theirs.size());
}

// Whether the function's code calls runtime.morestack, morestack_noctxt or morestackc; the last
// place where it does.
std::uint64_t call_of_morestack(const std::set<std::uint64_t>& morestacks, Listing code) {
  std::uint64_t call = 0;
  for (const ListedInstruction& instruction : code)
    if (morestacks.contains(instruction.target)) call = instruction.address;
  return call;
}

// The body must lie behind every branch to the block that calls morestack; 0: there is none.
std::string check_body(std::uint64_t call, const FunctionSites& sites, Listing code) {
  const std::uint64_t body = sites.body->address;
  const auto at_body = std::find_if(code.begin(), code.end(), [&](const auto& instruction) {
    return instruction.address == body;
  });
  if (at_body == code.end()) return "the body " + hex(body) + " is within an instruction";
  if (call == 0) return "";
  std::uint64_t grow = 0, check_end = 0;
  for (const ListedInstruction& instruction : code)
    if (instruction.target <= call && instruction.target > instruction.address)
      grow = std::max(grow, instruction.target);
  for (const ListedInstruction& instruction : code)
    if (instruction.target == grow) check_end = std::max(check_end, instruction.address);
  if (grow == 0) return "no branch leads to the call of morestack";
  if (body <= check_end) return "the body " + hex(body) + " lies before the end of the check";
  // ... and not somewhere later: what may come between builds the frame.
  const auto between = std::count_if(code.begin(), code.end(), [&](const auto& instruction) {
    return instruction.address > check_end && instruction.address < body;
  });
  return between <= 4 ? "" : "the body " + hex(body) + " lies far behind the check";
}

// At a return SP is as at the entry: readers of results on the stack rely on it.
std::string check_sp(const FrameTable& frames, const FunctionSites& sites) {
  const std::vector<CfaRow> rows = frames.rows(sites.entry.address);
  for (const CodeSite& site : sites.returns) {
    const CfaRow* at = nullptr;
    for (const CfaRow& row : rows)
      if (row.address <= site.address) at = &row;
    if (at == nullptr) return "no frame at the return " + hex(site.address);
    if (at->reg != rows[0].reg || at->offset != rows[0].offset)
      return "SP has moved at the return " + hex(site.address);
  }
  return "";
}

// "al", "eax" and "rax" are one register, and so are "w0" and "x0".
std::string whole_register(std::string name) {
  if (name[0] == 'w' && std::isdigit(name[1]) != 0) return "x" + name.substr(1);
  if (name[0] == 'r' && std::isdigit(name[1]) != 0)
    return name.substr(0, name.find_first_of("dwb", 1));
  static const std::map<std::string, std::string> kNames = {
      {"al", "ax"},  {"ah", "ax"},  {"eax", "ax"}, {"rax", "ax"}, {"bl", "bx"},  {"bh", "bx"},
      {"ebx", "bx"}, {"rbx", "bx"}, {"cl", "cx"},  {"ch", "cx"},  {"ecx", "cx"}, {"rcx", "cx"},
      {"dil", "di"}, {"edi", "di"}, {"rdi", "di"}, {"sil", "si"}, {"esi", "si"}, {"rsi", "si"}};
  const auto found = kNames.find(name);
  return found == kNames.end() ? name : found->second;
}

// Which registers code writes, by Capstone's detail mode, which the library does not use.
class Writes {
 public:
  explicit Writes(std::uint16_t machine) {
    const bool is_arm = machine == EM_AARCH64;
    REQUIRE(cs_open(is_arm ? CS_ARCH_ARM64 : CS_ARCH_X86, is_arm ? CS_MODE_ARM : CS_MODE_64,
                    &handle_) == CS_ERR_OK);
    cs_option(handle_, CS_OPT_DETAIL, CS_OPT_ON);
    scratch_ = cs_malloc(handle_);
  }
  Writes(const Writes&) = delete;
  ~Writes() {
    cs_free(scratch_, 1);
    cs_close(&handle_);
  }

  std::vector<std::string> of(std::span<const std::uint8_t> code) {
    std::vector<std::string> names;
    const std::uint8_t* at = code.data();
    std::size_t left = code.size();
    std::uint64_t address = 0;
    while (left != 0 && cs_disasm_iter(handle_, &at, &left, &address, scratch_)) {
      cs_regs reads, writes;
      std::uint8_t read_count = 0, write_count = 0;
      REQUIRE(cs_regs_access(handle_, scratch_, reads, &read_count, writes, &write_count) ==
              CS_ERR_OK);
      for (unsigned i = 0; i < write_count; ++i)
        names.push_back(whole_register(cs_reg_name(handle_, writes[i])));
    }
    if (left != 0) names.emplace_back("(cannot be decoded)");
    return names;
  }

 private:
  csh handle_ = 0;
  cs_insn* scratch_ = nullptr;
};

bool is_argument_register(std::uint16_t machine, const std::string& name) {
  if (name.starts_with("(")) return true;
  if (machine == EM_AARCH64) {
    const int number = name[0] == 'x' || name[0] == 'd' || name[0] == 'q' || name[0] == 'v'
                           ? std::atoi(name.c_str() + 1)
                           : 99;
    return number < 16;
  }
  return name == "ax" || name == "bx" || name == "cx" || name == "di" || name == "si" ||
         name == "r8" || name == "r9" || name == "r10" || name == "r11" || name.starts_with("xmm");
}

struct Count {
  std::size_t functions = 0, returns = 0, no_returns = 0, bodies = 0, no_bodies = 0, checks = 0,
              moved = 0;
};

void check(const std::string& path) {
  const auto image = Image::open(path);
  ReadOptions options;
  options.wrappers = true;
  const Model model = read_dwarf(image, options);
  const SiteFinder finder(image);
  const auto all = testing::list_code(path, image->machine());
  const bool has_registers = image->machine() == EM_X86_64 || image->machine() == EM_AARCH64;
  const FrameTable frames(image->section(".debug_frame"), image->is_big_endian(),
                          image->word_size());
  std::set<std::uint64_t> morestacks;
  for (std::size_t piece = 0; piece < image->symbol_piece_count(); ++piece)
    for (const Image::Symbol& symbol : image->function_symbols(piece))
      if (image->symbol_name(symbol).starts_with("runtime.morestack"))
        morestacks.insert(symbol.address);
  std::optional<Writes> writes;
  if (has_registers) writes.emplace(image->machine());
  Count count;
  std::vector<std::string> wrong;
  const auto complain = [&](const Function& function, const std::string& what) {
    if (!what.empty()) wrong.push_back(std::string(function.name) + ": " + what);
  };
  for (const Function& function : model.functions) {
    const auto sites = finder.find(function);
    REQUIRE(sites);
    ++count.functions;
    const Listing code = code_of(all, function);
    if (sites->are_returns_known) complain(function, check_returns(*sites, code));
    // Some assembly of the runtime changes stacks by itself (asmcgocall, nanotime1 ...).
    const std::string moved = check_sp(frames, *sites);
    if (!function.name.starts_with("runtime."))
      complain(function, moved);
    else
      count.moved += !moved.empty();
    count.returns += sites->returns.size();
    count.no_returns += !sites->are_returns_known;
    count.bodies += sites->body.has_value();
    count.no_bodies += !sites->body;
    if (!sites->body) continue;
    const bool is_morestack = morestacks.contains(function.address);
    const std::uint64_t call = is_morestack ? 0 : call_of_morestack(morestacks, code);
    count.checks += call != 0;
    complain(function, check_body(call, *sites, code));
    if (!has_registers) continue;
    const std::uint64_t length = sites->body->address - function.address;
    for (const std::string& name : writes->of(image->loaded(function.address, length)))
      if (is_argument_register(image->machine(), name))
        complain(function, name + " is written before the body");
  }
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(wrong.size(), 20); ++i) list += wrong[i] + "\n";
  INFO(list);
  CHECK(wrong.empty());
  if (getenv("GOFIXUP_FIGURES") != nullptr)
    std::printf(
        "%s: %zu functions, %zu returns, %zu bodies, %zu of them behind a check; not known: "
        "returns of %zu, body of %zu\n",
        path.c_str(), count.functions, count.returns, count.bodies, count.checks, count.no_returns,
        count.no_bodies);
  // Hand-written vector code that Capstone does not know: up to 31 functions.
  CHECK(count.no_returns <= 40);
  CHECK(count.no_bodies <= 40);
  CHECK(count.returns > count.functions);
  CHECK(count.checks * 2 > count.functions);
  CHECK(count.moved <= 10);
}

const bool kRegistered = [] {
  for (const property::Input& input : property::find_inputs())
    testing::register_case("real code: " + input.name, "[code]", [path = input.path] {
      if (!testing::has_tool("llvm-objdump"))
        testing::say_skipped("real code: " + path, "no llvm-objdump");
      else
        check(path);
    });
  return true;
}();

}  // namespace
