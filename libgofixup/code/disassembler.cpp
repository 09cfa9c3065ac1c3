// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "code/disassembler.hpp"

#include <capstone/capstone.h>
#include <dlfcn.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "model/machine.hpp"
#include "support/error.hpp"

namespace gofixup {

namespace {

// Capstone, loaded when it is first needed: its tables take 77,000 relocations, which cost every
// run of a program that is linked with it 2 ms, the runs that disassemble nothing too.
struct Capstone {
  Capstone() {
#define GOFIXUP_TEXT(number) #number
#define GOFIXUP_SONAME(version) "libcapstone.so." GOFIXUP_TEXT(version)
    constexpr const char* kLibrary = GOFIXUP_SONAME(CS_API_MAJOR);
#undef GOFIXUP_SONAME
#undef GOFIXUP_TEXT
    // Never unloaded, so that the next one has it at once.
    library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
      throw Error(Error::Kind::io, std::string("Capstone, which disassembles, cannot be loaded (") +
                                       dlerror() + "): install it");
    take(support, "cs_support");
    take(open, "cs_open");
    take(close, "cs_close");
    take(allocate, "cs_malloc");
    take(release, "cs_free");
    take(disassemble, "cs_disasm_iter");
  }
  Capstone(const Capstone&) = delete;
  Capstone& operator=(const Capstone&) = delete;
  ~Capstone() { dlclose(library); }

  void* library = nullptr;
  decltype(&cs_support) support = nullptr;
  decltype(&cs_open) open = nullptr;
  decltype(&cs_close) close = nullptr;
  decltype(&cs_malloc) allocate = nullptr;
  decltype(&cs_free) release = nullptr;
  decltype(&cs_disasm_iter) disassemble = nullptr;

 private:
  template <class Function>
  void take(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (function == nullptr)
      throw Error(Error::Kind::io, std::string("Capstone has no function ") + name);
  }
};

struct Target {
  cs_arch arch;
  unsigned mode;  // cs_mode bits
  unsigned unit;  // instructions begin at multiples of it, bytes
};

std::optional<Target> target_of(const Machine& machine) {
  constexpr auto bits = [](cs_mode mode) { return static_cast<unsigned>(mode); };
  const unsigned big = bits(CS_MODE_BIG_ENDIAN);
  const unsigned order = machine.is_big_endian ? big : 0;
  const unsigned mips = bits(machine.word_size == 8 ? CS_MODE_MIPS64 : CS_MODE_MIPS32);
  switch (machine.machine) {
    case machine::k386: return Target{CS_ARCH_X86, CS_MODE_32, 1};
    case machine::kAmd64: return Target{CS_ARCH_X86, CS_MODE_64, 1};
    case machine::kArm: return Target{CS_ARCH_ARM, CS_MODE_ARM | order, 4};
    case machine::kArm64: return Target{CS_ARCH_ARM64, CS_MODE_ARM | order, 4};
    case machine::kMips: return Target{CS_ARCH_MIPS, mips | order, 4};
    case machine::kPpc64: return Target{CS_ARCH_PPC, CS_MODE_64 | order, 4};
    case machine::kS390: return Target{CS_ARCH_SYSZ, big, 2};
    default: return std::nullopt;
  }
}

// Go's RET where it is no instruction of its own (cmd/internal/obj/*, case obj.ARET).

// `bx lr`, and what the assembler of Go writes: `add pc, lr, #0`, and with a frame `ldr pc, [sp],
// #size`. Each may have a condition.
bool returns_on_arm(std::string_view name, std::string_view operands) {
  if (name.starts_with("ldr")) return operands.starts_with("pc, [sp], ");
  if (name.starts_with("bx")) return operands == "lr";
  if (name.starts_with("mov")) return operands == "pc, lr";
  if (name.starts_with("add")) return operands == "pc, lr, #0";
  if (name.starts_with("pop")) return operands.ends_with("pc}");
  return false;
}

// `blr`, or under a condition `beqlr`, `bdnzlr+`; with a link (`blrl`) it is a call.
bool returns_on_ppc64(std::string_view name) {
  while (name.ends_with('+') || name.ends_with('-')) name.remove_suffix(1);
  return name.starts_with('b') && name.ends_with("lr");
}

// `br %r14`, or under a condition `ber %r14`.
bool returns_on_s390x(std::string_view name, std::string_view operands) {
  return name.starts_with('b') && name.ends_with('r') && operands == "%r14";
}

bool returns_on_mips(std::string_view name, std::string_view operands) {
  return (name == "jr" && operands == "$ra") || (name == "jalr" && operands == "$zero, $ra");
}

bool is_return(cs_arch arch, unsigned id, std::string_view name, std::string_view operands) {
  switch (arch) {
    case CS_ARCH_X86: return id == X86_INS_RET;
    case CS_ARCH_ARM64: return id == ARM64_INS_RET;
    case CS_ARCH_ARM: return returns_on_arm(name, operands);
    case CS_ARCH_PPC: return returns_on_ppc64(name);
    case CS_ARCH_SYSZ: return returns_on_s390x(name, operands);
    case CS_ARCH_MIPS: return returns_on_mips(name, operands);
    default: return false;
  }
}

}  // namespace

struct Disassembler::Engine {
  explicit Engine(const Target& what) : target(what) {
    if (capstone.open(target.arch, static_cast<cs_mode>(target.mode), &handle) != CS_ERR_OK)
      throw Error(Error::Kind::internal, "Capstone cannot be started for this machine");
    scratch = capstone.allocate(handle);
    if (scratch == nullptr) {
      capstone.close(&handle);
      throw std::bad_alloc();
    }
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() {
    capstone.release(scratch, 1);
    capstone.close(&handle);
  }

  Capstone capstone;
  Target target;
  csh handle = 0;
  cs_insn* scratch = nullptr;
};

bool Disassembler::knows(const Machine& machine) {
  const auto target = target_of(machine);
  return target && Capstone().support(target->arch);
}

Disassembler::Disassembler(const Machine& machine) {
  const auto target = target_of(machine);
  GOFIXUP_CHECK(target.has_value());
  engine_ = std::make_unique<Engine>(*target);
}

Disassembler::~Disassembler() = default;
Disassembler::Disassembler(Disassembler&& other) noexcept = default;

bool Disassembler::tells_lengths() const { return engine_->target.arch != CS_ARCH_X86; }

bool Disassembler::next() {
  const std::uint8_t* at = code_.data();
  std::size_t left = code_.size();
  if (!engine_->capstone.disassemble(engine_->handle, &at, &left, &address_, engine_->scratch))
    return false;
  const cs_insn& found = *engine_->scratch;
  instruction_.address = found.address;
  instruction_.size = found.size;
  instruction_.mnemonic = found.mnemonic;
  instruction_.operands = found.op_str;
  instruction_.is_return =
      is_return(engine_->target.arch, found.id, instruction_.mnemonic, instruction_.operands);
  code_ = code_.subspan(found.size);
  return true;
}

std::size_t Disassembler::step_over() {
  std::size_t count = engine_->target.unit;
  if (engine_->target.arch == CS_ARCH_SYSZ) {  // z/Architecture: the first two bits tell it
    constexpr std::size_t kLengths[] = {2, 4, 4, 6};
    count = kLengths[code_.front() >> 6];
  }
  count = std::min(count, code_.size());
  code_ = code_.subspan(count);
  address_ += count;
  return count;
}

namespace {

// The number that the text is as a whole, as Capstone prints it: `0x4f`, or `7` below ten.
std::optional<std::uint64_t> number(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  const bool is_hex = text.starts_with("0x");
  if (is_hex) text.remove_prefix(2);
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, is_hex ? 16 : 10);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string_view last_operand(std::string_view operands) {
  const std::size_t comma = operands.rfind(", ");
  return comma == std::string_view::npos ? operands : operands.substr(comma + 2);
}

}  // namespace

std::uint64_t named_address(const Instruction& instruction) {
  const std::string_view name = instruction.mnemonic;
  if (name.starts_with("adr") || name == "larl") return 0;  // they take an address, often a page's
  return number(last_operand(instruction.operands)).value_or(0);
}

std::uint64_t literal_address(const Instruction& instruction) {
  if (!instruction.mnemonic.starts_with("ldr")) return 0;
  std::string_view operands = instruction.operands;
  const std::size_t base = operands.find(", [pc, #");  // arm: PC is two instructions ahead
  if (base == std::string_view::npos)                  // arm64 names the address itself
    return operands.find('[') == std::string_view::npos ? named_address(instruction) : 0;
  std::string_view offset = operands.substr(base + 8);
  if (!offset.ends_with(']')) return 0;
  offset.remove_suffix(1);
  const bool is_negative = offset.starts_with('-');
  if (is_negative) offset.remove_prefix(1);
  const std::uint64_t distance = number(offset).value_or(0);
  return instruction.address + 8 + (is_negative ? 0 - distance : distance);
}

}  // namespace gofixup
