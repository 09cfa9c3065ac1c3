// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/arguments_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace gofixup::e2e {

namespace {

// As in arguments.bpf.h.
constexpr int kValues = 32, kText = 48, kSigned = -1, kUnsigned = -2;

struct Value {
  std::int32_t kind;
  std::uint32_t unused;
  std::uint64_t number;
  char text[kText];
};

struct Event {
  std::uint64_t cookie, goid;
  std::uint32_t count, unused;
  Value values[kValues];
};

// In the order of GO_ERROR_STRING and so on in go_runtime.bpf.h.
constexpr std::array kErrorTypes = {"*errors.errorString", "*fmt.wrapError", "*fmt.wrapErrors"};
using ErrorTypes = std::array<std::uint64_t, kErrorTypes.size()>;

// The addresses of their descriptors in the binary; 0 for what it has not.
ErrorTypes error_types(const std::string& binary) {
  const auto tables = nlohmann::json::parse(run({gofixup(), "interfaces", binary, "--json"}));
  ErrorTypes addresses{};
  for (const auto& type : tables.at("types"))
    for (std::size_t i = 0; i < kErrorTypes.size(); ++i)
      if (type.at("name") == kErrorTypes[i]) addresses[i] = type.at("address");
  return addresses;
}

std::string quoted(const char* text, int length) {
  std::string quoted = "\"";
  for (int i = 0; i < length; ++i) {
    const char c = text[i];
    if (c > ' ' && c < 0x7f && c != '"' && c != '\\')
      quoted += c;
    else
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return quoted + "\"";
}

std::string shown(const Value& value) {
  if (value.kind == kUnsigned) return std::to_string(value.number);
  if (value.kind == kSigned) return std::to_string(static_cast<std::int64_t>(value.number));
  if (value.kind > kText) throw std::runtime_error("a text longer than its buffer");
  for (int i = value.kind; i < kText; ++i)  // go_string_read and its like end in zeros
    if (value.text[i] != 0) return "(something behind the text)";
  return quoted(value.text, value.kind);
}

std::string line_of(const Event& event, const std::string& program) {
  // "call_main_ints" is "call main_ints".
  const std::size_t gap = program.find('_');
  std::string line =
      fmt::format("{} {} {}:", program.substr(0, gap), program.substr(gap + 1), event.goid);
  if (event.count > kValues) throw std::runtime_error(program + " has too many values");
  for (std::uint32_t i = 0; i < event.count; ++i) line += " " + shown(event.values[i]);
  return line;
}

// A loaded object, what it is attached to, and what its probes saw.
class Probes {
 public:
  Probes(const std::string& path, const std::string& btf, const ErrorTypes& errors)
      : object_(open_object(path, btf)) {
    set_error_types(errors);
    load_object(object_.get());
  }

  void attach(const std::string& binary, const GoFunctions& functions) {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object_.get()) {
      const std::string name = bpf_program__name(program);
      const bool is_call = name.starts_with("call_");
      const GoFunction& function = functions.at(name.substr(name.find('_') + 1));
      if (!is_call) {
        if (function.returns.empty()) throw std::runtime_error(function.name + " never returns");
        for (const Site& site : function.returns) add(program, binary, site, 0, &seen_.results);
        continue;
      }
      if (!function.body) throw std::runtime_error(function.name + " has no body");
      add(program, binary, function.entry, 0, &seen_.entries);
      add(program, binary, *function.body, function.sp_distance, &seen_.bodies);
    }
  }

  // After the program has ended. Moves what was seen to the end of `to`.
  void collect(Observation& to) {
    const int events = bpf_object__find_map_fd_by_name(object_.get(), "events");
    const std::unique_ptr<ring_buffer, decltype(&ring_buffer__free)> ring(
        ring_buffer__new(events, take, this, nullptr), ring_buffer__free);
    if (!ring || ring_buffer__consume(ring.get()) < 0) fail("reading the events");
    append(to.entries, seen_.entries);
    append(to.bodies, seen_.bodies);
    append(to.results, seen_.results);
    std::uint64_t lost = 0;
    const std::vector<unsigned char> bytes = read_globals(object_.get(), ".bss");
    std::memcpy(&lost, bytes.data() + global_offset(object_.get(), ".bss", "lost", sizeof(lost)),
                sizeof(lost));
    to.lost += lost;
  }

 private:
  struct Attached {
    std::string program;
    std::vector<std::string>* lines;
    Link link;
  };

  static void append(std::vector<std::string>& to, std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }

  void add(bpf_program* program, const std::string& binary, const Site& site,
           std::uint64_t sp_distance, std::vector<std::string>* lines) {
    if (site.address >> 32 != 0 || sp_distance >> 16 != 0)
      throw std::runtime_error("the cookie is too small");
    const std::uint64_t cookie = attached_.size() << 48 | sp_distance << 32 | site.address;
    attached_.push_back(
        {bpf_program__name(program), lines, attach_at(program, binary, site.file_offset, cookie)});
  }

  void set_error_types(const ErrorTypes& errors) {
    bpf_map* map = bpf_object__find_map_by_name(object_.get(), ".rodata");
    if (map == nullptr) return;  // the other object
    std::size_t size = 0;
    const auto* initial = static_cast<const unsigned char*>(bpf_map__initial_value(map, &size));
    std::vector<unsigned char> bytes(initial, initial + size);
    std::memcpy(
        bytes.data() + global_offset(object_.get(), ".rodata", "error_types", sizeof(errors)),
        errors.data(), sizeof(errors));
    if (bpf_map__set_initial_value(map, bytes.data(), size) != 0) fail("setting error_types");
  }

  static int take(void* self, void* data, std::size_t size) {
    if (size != sizeof(Event)) return -EINVAL;
    const Event& event = *static_cast<const Event*>(data);
    const Attached& from = static_cast<Probes*>(self)->attached_.at(event.cookie >> 48);
    from.lines->push_back(line_of(event, from.program));
    return 0;
  }

  Object object_;
  Observation seen_;
  std::vector<Attached> attached_;
};

}  // namespace

ArgumentsProgram::ArgumentsProgram(const Build& build)
    : binary_(directory_.file("arguments")),
      btf_(directory_.file("arguments.btf")),
      objects_{directory_.file("arguments.o"), directory_.file("runtime.o")} {
  const std::string folder = testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/arguments";
  build_go(build.go, folder, binary_, build.flags, build.settings);
  run({gofixup(), "encode", binary_, "-o", btf_});
  functions_ = read_functions(binary_, "main.*");
}

void ArgumentsProgram::compile(const std::vector<std::string>& flags) {
  const std::string header = directory_.file("types.h"), places = directory_.file("places.h");
  run({gofixup(), "header", binary_, "-o", header});
  testing::write_text(places, this->places());
  std::vector<std::string> all = {"-DTYPES_H=\"" + header + "\"", "-DPLACES_H=\"" + places + "\""};
  all.insert(all.end(), flags.begin(), flags.end());
  const std::string folder = testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/";
  compile_bpf(folder + "arguments.bpf.c", objects_[0], all);
  compile_bpf(folder + "runtime.bpf.c", objects_[1], all);
}

void ArgumentsProgram::verify() const {
  for (const std::string& path : objects_) Probes(path, btf_, {});
}

Observation ArgumentsProgram::observe() const {
  const ErrorTypes errors = error_types(binary_);
  std::vector<std::unique_ptr<Probes>> probes;
  for (const std::string& path : objects_) {
    probes.push_back(std::make_unique<Probes>(path, btf_, errors));
    probes.back()->attach(binary_, functions_);
  }
  testing::ToolOptions options;
  // Stacks begin small, and shrink and grow all the time.
  options.settings = {"GOGC=1", "GODEBUG=adaptivestackstart=0"};
  std::istringstream output(run({binary_}, options));
  Observation seen;
  for (std::string line; std::getline(output, line);)
    (line.starts_with("call ") ? seen.called : seen.returned).push_back(line);
  for (const auto& object : probes) object->collect(seen);
  for (auto* lines : {&seen.called, &seen.returned, &seen.entries, &seen.bodies, &seen.results})
    std::sort(lines->begin(), lines->end());
  return seen;
}

}  // namespace gofixup::e2e
