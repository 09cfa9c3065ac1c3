// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/bpf_session.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace gofixup::e2e {

namespace {

using testing::setting;
using testing::ToolResult;

// What libbpf says goes into the message of the failure.
std::string& libbpf_log() {
  static std::string text;
  return text;
}

int keep_log(libbpf_print_level level, const char* format, va_list arguments) {
  // The verifier's whole log is one of these.
  static std::array<char, 1 << 20> line;
  if (level == LIBBPF_DEBUG) return 0;
  std::vsnprintf(line.data(), line.size(), format, arguments);
  libbpf_log() += line.data();
  return 0;
}

const bpf_map* globals(const bpf_object* object, const std::string& section) {
  // Its name begins with the object's: "server.rodata".
  const bpf_map* map = bpf_object__find_map_by_name(object, section.c_str());
  if (map == nullptr) fail("finding the globals in " + section);
  return map;
}

}  // namespace

std::string run(const std::vector<std::string>& command, const testing::ToolOptions& options) {
  ToolResult result = testing::run_tool(command, options);
  std::string text;
  for (const std::string& word : command) text += word + " ";
  if (!result.is_ok()) throw std::runtime_error(result.complaint(text));
  return std::move(result.out);
}

std::string gofixup() { return setting("GOFIXUP_CLI"); }

void build_go(const std::string& go, const std::string& folder, const std::string& output,
              const std::vector<std::string>& flags, const std::vector<std::string>& settings) {
  testing::ToolOptions options;
  options.timeout = 600;  // the first build with a toolchain builds its standard library
  options.directory = folder;
  options.settings = {"CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local"};
  options.settings.insert(options.settings.end(), settings.begin(), settings.end());
  std::vector<std::string> command = {go, "build", "-trimpath", "-buildvcs=false", "-o", output};
  command.insert(command.end(), flags.begin(), flags.end());
  command.emplace_back(".");
  run(command, options);
}

void compile_bpf(const std::string& source, const std::string& object,
                 const std::vector<std::string>& flags) {
  // Debian keeps asm/ where only the host's compiler looks.
  std::vector<std::string> command = {"clang",
                                      "-target",
                                      "bpf",
                                      "-O2",
                                      "-g",
                                      "-Wall",
                                      "-Wextra",
                                      "-Werror",
                                      "-I" + setting("GOFIXUP_SOURCE") + "/libgofixup/include",
                                      "-I/usr/include/x86_64-linux-gnu",
                                      "-c",
                                      source,
                                      "-o",
                                      object};
  command.insert(command.end(), flags.begin(), flags.end());
  run(command);
}

std::string obstacle() {
#if !defined(__x86_64__)
  return "the probes read amd64's registers";
#endif
  for (const char* tool : {"go", "clang"})
    if (!testing::has_tool(tool)) return std::string("no ") + tool;
  if (gofixup().empty()) return "GOFIXUP_CLI does not name the command";
  if (::access("/sys/bus/event_source/devices/uprobe/type", R_OK) != 0)
    return "this kernel has no uprobes";
  const int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "probe", 4, 4, 1, nullptr);
  if (fd < 0) return std::string("BPF_MAP_CREATE: ") + std::strerror(errno);
  ::close(fd);
  return {};
}

void fail(const std::string& step) {
  throw std::runtime_error(step + ": " + std::strerror(errno) + "\n" + testing::tail(libbpf_log()));
}

Object open_object(const std::string& path, const std::string& btf) {
  libbpf_log().clear();
  libbpf_set_print(keep_log);
  bpf_object_open_opts options{};
  options.sz = sizeof(options);
  options.btf_custom_path = btf.c_str();
  Object object(bpf_object__open_file(path.c_str(), &options), bpf_object__close);
  if (!object) fail("opening " + path);
  return object;
}

void load_object(bpf_object* object) {
  if (bpf_object__load(object) != 0) fail("loading the BPF object");
}

std::size_t global_offset(const bpf_object* object, const std::string& section,
                          const std::string& variable, std::size_t size) {
  const btf* types = bpf_object__btf(object);
  const int id = btf__find_by_name_kind(types, section.c_str(), BTF_KIND_DATASEC);
  if (id < 0) fail("finding " + section);
  const btf_type* record = btf__type_by_id(types, static_cast<std::uint32_t>(id));
  for (unsigned i = 0; i < btf_vlen(record); ++i) {
    const btf_var_secinfo& entry = btf_var_secinfos(record)[i];
    if (btf__name_by_offset(types, btf__type_by_id(types, entry.type)->name_off) != variable)
      continue;
    if (entry.size != size) fail("size of " + variable);
    return entry.offset;
  }
  fail("finding " + variable);
}

std::vector<unsigned char> read_globals(const bpf_object* object, const std::string& section) {
  const bpf_map* map = globals(object, section);
  std::vector<unsigned char> bytes(bpf_map__value_size(map));
  const std::uint32_t key = 0;
  if (bpf_map__lookup_elem(map, &key, sizeof(key), bytes.data(), bytes.size(), 0) != 0)
    fail("reading " + section);
  return bytes;
}

Link attach_at(bpf_program* program, const std::string& binary, std::uint64_t file_offset,
               std::uint64_t cookie) {
  bpf_uprobe_opts options{};
  options.sz = sizeof(options);
  options.bpf_cookie = cookie;
  Link link(bpf_program__attach_uprobe_opts(program, -1, binary.c_str(), file_offset, &options),
            bpf_link__destroy);
  if (!link) fail(std::string("attaching ") + bpf_program__name(program));
  return link;
}

Link attach_to(bpf_object* object, const char* program, const std::string& binary,
               const char* symbol) {
  bpf_uprobe_opts options{};
  options.sz = sizeof(options);
  options.func_name = symbol;
  Link link(bpf_program__attach_uprobe_opts(bpf_object__find_program_by_name(object, program), -1,
                                            binary.c_str(), 0, &options),
            bpf_link__destroy);
  if (!link) fail(std::string("attaching to ") + symbol);
  return link;
}

}  // namespace gofixup::e2e
