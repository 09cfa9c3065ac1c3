// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "fuzz/judge.hpp"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>
#include <string>

#include "model/inspect.hpp"
#include "support/btf_reader.hpp"
#include "support/error.hpp"

namespace gofixup::fuzz {

namespace {

// Globs that hit some, all or none of what the generators name.
constexpr const char* kGlobs[] = {"*", "main.*", "*T*", "\\*main.T", "[]*", "runtime.*", "?", "x"};

std::string dump_by_number(const Model& model) {
  std::string text;
  for (std::size_t i = 1; i < model.type_count(); ++i)
    text += std::to_string(i) + " " + dump(model, static_cast<TypeId>(i));
  for (const Function& function : model.functions) text += dump(model, function);
  for (const Variable& variable : model.variables) text += dump(model, variable);
  return text;
}

void run_twice(Model& model, const PassOptions& options) {
  for (const Pass& pass : all_passes()) {
    pass.run(model, options);
    const std::string once = dump_by_number(model);
    pass.run(model, options);
    must(dump_by_number(model) == once,
         "a second run of " + std::string(pass.name) + " changes the model");
  }
}

// A Model that came from a reader has been found sound: from here on there is nothing to refuse.
Btf encode(Model& model, const RunOptions& run, const BtfTarget& target) {
  try {
    run_passes(model, run);
    for (const Pass& pass : all_passes())
      must(pass.then_always(model),
           "what " + std::string(pass.name) + " established does not hold");
    return emit_btf(model, target);
  } catch (const Error& error) {
    found(error.what());
  } catch (const std::exception& error) {
    found(std::string("not an Error: ") + error.what());
  }
}

struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};

std::multiset<std::string> names_in(const btf* types) {
  std::multiset<std::string> names;
  for (__u32 id = 1; id < btf__type_cnt(types); ++id) {
    const btf_type* type = btf__type_by_id(types, id);
    names.insert(std::to_string(btf_kind(type)) + ":" + btf__name_by_offset(types, type->name_off));
  }
  return names;
}

void must_please_libbpf(std::span<const std::uint8_t> bytes, bool dedups) {
  const std::unique_ptr<btf, FreeBtf> types(
      btf__new(bytes.data(), static_cast<__u32>(bytes.size())));
  must(types != nullptr, "libbpf does not take it: " + std::string(std::strerror(errno)));
  const __u32 count = btf__type_cnt(types.get());
  if (!dedups) return;
  std::multiset<std::string> before = names_in(types.get());
  must(btf__dedup(types.get(), nullptr) == 0, "libbpf cannot dedup it");
  if (btf__type_cnt(types.get()) == count) return;
  for (const std::string& name : names_in(types.get())) before.erase(before.find(name));
  // Functions of one name and prototype, but of two symbols, are two: only their tags tell.
  std::erase_if(before, [](const std::string& name) {
    return name.starts_with("12:") || name.starts_with("17:");  // FUNC, DECL_TAG
  });
  if (before.empty()) return;
  std::string removed;
  for (const std::string& name : before) removed += " " + name;
  found("libbpf's dedup removes, by kind and name:" + removed);
}

// The bare system call: libbpf drops what it thinks the kernel does not know.
void must_please_kernel(std::span<const std::uint8_t> bytes) {
  bpf_attr attributes;
  std::memset(&attributes, 0, sizeof attributes);
  attributes.btf = reinterpret_cast<std::uintptr_t>(bytes.data());
  attributes.btf_size = static_cast<std::uint32_t>(bytes.size());
  std::vector<char> log(1 << 20);
  const auto load = [&] {
    return ::syscall(__NR_bpf, BPF_BTF_LOAD, &attributes, sizeof attributes);
  };
  long fd = load();
  if (fd < 0 && errno != EPERM && errno != ENOSYS) {
    attributes.btf_log_buf = reinterpret_cast<std::uintptr_t>(log.data());
    attributes.btf_log_size = static_cast<std::uint32_t>(log.size());
    attributes.btf_log_level = 1;
    fd = load();
    const std::string text(log.data());  // tells each type; its end tells what is wrong
    must(fd >= 0, "the kernel refuses it: ..." +
                      text.substr(text.size() - std::min<std::size_t>(text.size(), 500)));
  }
  if (fd >= 0) ::close(static_cast<int>(fd));
}

}  // namespace

Switches switches_from(ByteSource& source) {
  constexpr Tags kTags[] = {Tags::all, Tags::names, Tags::loc, Tags::none};
  Switches switches;
  const std::uint8_t first = source.byte(), second = source.byte();
  switches.run.verify_each = second % 4 == 1;  // slow: that is why not always
  switches.run.passes.threads = 1;
  switches.target.tags = kTags[first & 3];
  switches.target.floats = (first & 4) == 0;
  switches.run.passes.enum64 = (first & 8) == 0;
  switches.dedups = (first & 0x30) == 0x30;
  switches.runs_passes_twice = (first & 0xc0) == 0xc0;
  if ((second & 3) == 3) {
    switches.run.passes.only.emplace_back(kGlobs[second >> 2 & 7]);
    switches.run.passes.deep = (second & 0x20) != 0;
    switches.run.passes.follow = second >> 6;
  }
  switches.encodes_again = second % 16 == 4;
  return switches;
}

void must_be_sound(std::span<const std::uint8_t> bytes, bool is_big_endian, bool dedups) {
  try {
    const std::string complaint = test::BtfFile(bytes, is_big_endian).complaint();
    must(complaint.empty(), complaint);
  } catch (const std::exception& error) {
    found(error.what());
  }
  must_please_libbpf(bytes, dedups);
  const bool is_native = is_big_endian == (std::endian::native == std::endian::big);
  if (is_native && std::getenv("GOFIXUP_FUZZ_KERNEL") != nullptr) must_please_kernel(bytes);
}

void judge(const std::function<Model()>& make, const Switches& switches) {
  Model model = make();
  const bool is_big_endian = model.binary.is_big_endian;
  const Btf btf = encode(model, switches.run, switches.target);
  must_be_sound(btf.bytes, is_big_endian, switches.dedups);
  if (switches.encodes_again) {
    Model again = make();
    RunOptions run = switches.run;
    run.passes.threads = 3;
    must(encode(again, run, switches.target).bytes == btf.bytes,
         "another run, with threads, gives other bytes");
  }
  if (switches.runs_passes_twice) {
    Model twice = make();
    run_twice(twice, switches.run.passes);
  }
}

}  // namespace gofixup::fuzz
