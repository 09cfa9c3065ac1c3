// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "e2e/network_function.hpp"

#include <bpf/bpf.h>

#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "e2e/bpf_session.hpp"
#include "property/run.hpp"

namespace gofixup::e2e {

namespace {

constexpr const char* kAudit = "example.com/testcases/nf/amf.(*Server).Audit";
using Fields = std::map<std::string, std::string>;

Records read_records(bpf_object* object) {
  const bpf_map* map = bpf_object__find_map_by_name(object, "records");
  if (map == nullptr || bpf_map__value_size(map) != sizeof(Record)) fail("finding the records");
  Records records;
  for (std::uint32_t key = 0; key < bpf_map__max_entries(map); ++key) {
    Record record{};
    if (bpf_map__lookup_elem(map, &key, sizeof(key), &record, sizeof(record), 0) != 0)
      fail("reading the records");
    if (record.calls != 0) records[key] = record;
  }
  return records;
}

// "record 3 00ff..." as the Go prober prints it.
void add_record(const std::string& line, Records& records) {
  std::istringstream words(line);
  std::string word, hex;
  std::uint32_t key = 0;
  words >> word >> key >> hex;
  Record record{};
  if (hex.size() != 2 * sizeof(record)) throw std::runtime_error("a record of another size");
  for (std::size_t i = 0; i < sizeof(record); ++i)
    reinterpret_cast<unsigned char*>(&record)[i] =
        static_cast<unsigned char>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  if (record.calls != 0) records[key] = record;
}

// "ue ran=1 state=3" taken apart.
Fields fields_of(const std::string& line) {
  Fields fields;
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos) fields[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return fields;
}

std::string text_of(const char* text, std::size_t size) { return {text, ::strnlen(text, size)}; }

// The same fields, as far as the probe reads them.
Fields fields_of(const Record& record) {
  Fields fields = {{"failed", record.failed != 0 ? "true" : "false"}};
  if (record.is_known == 0) return fields;
  fields["supi"] = text_of(record.supi, sizeof(record.supi));
  fields["guti"] = std::to_string(record.guti);
  fields["state"] = std::to_string(record.state);
  fields["cause"] = record.has_cause != 0 ? std::to_string(record.cause) : "-";
  fields["tracking"] = std::to_string(record.tracking);
  fields["created"] = std::to_string(record.created / 1'000'000'000);
  fields["sessions"] = std::to_string(record.sessions);
  if (record.sessions == 0) return fields;
  fields["session"] = std::to_string(record.session);
  fields["network"] = text_of(record.network, sizeof(record.network));
  fields["flow"] = std::to_string(record.flow);
  fields["down"] = std::to_string(record.down);
  for (unsigned i = 0; i < 4 && record.address_size == 4; ++i)
    fields["address"] += (i == 0 ? "" : ".") + std::to_string(record.address[i]);
  return fields;
}

void compare(Fields printed, const Record& record, std::vector<std::string>& found) {
  const std::string who = "ue " + printed["ran"] + ": ";
  for (const char* unseen : {"ran", "goid", "took_ns"}) printed.erase(unseen);
  const Fields seen = fields_of(record);
  for (const auto& [name, value] : printed) {
    const auto at = seen.find(name);
    const std::string other = at == seen.end() ? "nothing" : at->second;
    if (other != value)
      found.push_back((who + name).append(" is ").append(value).append(", seen ").append(other));
  }
  for (const auto& [name, value] : seen)
    if (!printed.contains(name))
      found.push_back((who + "seen ").append(name).append(" ").append(value));
  // Not printed, but known to be the same: the history ends with the state.
  if (record.is_known != 0 && (record.changes == 0 || record.last_state != record.state))
    found.push_back(who + "the history does not end with the state");
}

}  // namespace

std::vector<Build> network_functions() {
  std::vector<Build> builds;
  for (const property::Input& input : property::find_inputs()) {
    const bool is_ours = input.name == "nf" || input.name.starts_with("nf+") ||
                         (input.name.starts_with("nf@go") && !input.name.ends_with("386") &&
                          input.name.find('-') == std::string::npos);
    if (is_ours && input.is_testcase) builds.push_back({input.name, input.path});
  }
  return builds;
}

Build network_function(const std::string& name) {
  for (const Build& build : network_functions())
    if (build.name == name) return build;
  throw std::runtime_error("testcase " + name + " was not built");
}

std::string Observatory::btf(const Build& build) {
  std::string path = directory_.file(build.name + ".btf");
  if (!std::filesystem::exists(path)) run({gofixup(), "encode", build.binary, "-o", path});
  return path;
}

std::string Observatory::merged(const Build& build) {
  std::string path = directory_.file(build.name + ".merged.btf");
  if (!std::filesystem::exists(path))
    run({gofixup(), "encode", "--merge-base", "/sys/kernel/btf/vmlinux", build.binary, "-o", path});
  return path;
}

std::string Observatory::object(const Build& build, bool with_kernel) {
  const std::string header = directory_.file(build.name + ".h");
  std::string path = directory_.file(with_kernel ? "kernel.o" : "go.o");
  if (std::filesystem::exists(path)) return path;
  run({gofixup(), "header", build.binary, "-o", header});
  std::vector<std::string> flags = {"-D__TARGET_ARCH_x86", "-DTYPES_H=\"" + header + "\""};
  if (with_kernel) flags.emplace_back("-DWITH_KERNEL");
  compile_bpf(testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/core.bpf.c", path, flags);
  return path;
}

Observed Observatory::by_libbpf(const Build& build, const std::string& object,
                                const std::string& btf) {
  const Object loaded = open_object(object, btf);
  load_object(loaded.get());
  const Link link = attach_to(loaded.get(), "on_audit", build.binary, kAudit);
  const std::string printed = run({build.binary});
  return {printed, read_records(loaded.get())};
}

Observed Observatory::by_cilium(const Build& build, const std::string& object,
                                const std::string& btf, bool with_kernel) {
  std::vector<std::string> command = {testing::setting("GOFIXUP_CILIUM"), "probe"};
  if (with_kernel) command.emplace_back("-kernel");
  command.insert(command.end(), {object, btf, build.binary, kAudit});
  Observed observed;
  std::istringstream lines(run(command));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("record "))
      add_record(line, observed.records);
    else
      observed.printed += line + "\n";
  }
  return observed;
}

std::vector<std::string> differences(const Observed& observed) {
  std::vector<std::string> found;
  Records left = observed.records;
  std::istringstream lines(observed.printed);
  unsigned count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("ue ")) continue;
    ++count;
    const Fields printed = fields_of(line);
    const auto at = left.find(static_cast<std::uint32_t>(std::stoul(printed.at("ran"))));
    if (at == left.end()) {
      found.push_back("not seen: " + line);
      continue;
    }
    compare(printed, at->second, found);
    left.erase(at);
  }
  if (count == 0) found.emplace_back("the program printed nothing");
  for (const auto& [ran, record] : left) found.push_back("not printed: " + std::to_string(ran));
  return found;
}

}  // namespace gofixup::e2e
