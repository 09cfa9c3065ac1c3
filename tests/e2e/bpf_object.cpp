// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/bpf_object.hpp"

#include <bpf/bpf.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "property/tool.hpp"

namespace gofixup::e2e {

namespace {

// What libbpf says goes into the message of the failure.
std::string& libbpf_log() {
  static std::string text;
  return text;
}

int keep_log(libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG) return 0;
  std::string line(std::size_t{1} << 16, '\0');  // the verifier's log is one line to libbpf
  const int size = std::vsnprintf(line.data(), line.size(), format, arguments);
  if (size > 0) libbpf_log() += line.c_str();
  return 0;
}

}  // namespace

void fail(const std::string& step) {
  throw std::runtime_error(step + ": " + std::strerror(errno) + "\n" + testing::tail(libbpf_log()));
}

Object load(const std::string& path, const std::string& btf) {
  libbpf_log().clear();
  libbpf_set_print(keep_log);
  bpf_object_open_opts options{};
  options.sz = sizeof(options);
  options.btf_custom_path = btf.c_str();
  Object object(bpf_object__open_file(path.c_str(), &options), bpf_object__close);
  if (!object) fail("opening the BPF object");
  if (bpf_object__load(object.get()) != 0) fail("loading the BPF object");
  return object;
}

Link attach(bpf_object* object, const char* program, const std::string& binary,
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

std::string probing_obstacle(const std::vector<const char*>& tools) {
#if !defined(__x86_64__)
  return "the probes read amd64's registers";
#endif
  for (const char* tool : tools)
    if (!testing::has_tool(tool)) return std::string("no ") + tool;
  if (testing::setting("GOFIXUP_CLI").empty()) return "GOFIXUP_CLI does not name the command";
  if (::access("/sys/bus/event_source/devices/uprobe/type", R_OK) != 0)
    return "this kernel has no uprobes";
  const int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "probe", 4, 4, 1, nullptr);
  if (fd < 0) return std::string("BPF_MAP_CREATE: ") + std::strerror(errno);
  ::close(fd);
  return {};
}

}  // namespace gofixup::e2e
