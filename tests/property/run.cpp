// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "property/run.hpp"

#include <bpf/btf.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <filesystem>
#include <stdexcept>

namespace gofixup::property {

namespace {

namespace fs = std::filesystem;

void add_input(const fs::path& path, bool is_testcase, std::vector<Input>& inputs) {
  const std::string name = path.filename().string();
  if (name.starts_with('.') || !fs::is_regular_file(path) || ::access(path.c_str(), X_OK) != 0)
    return;
  inputs.push_back(
      {path.string(), name, is_testcase, is_testcase && name.find('@') == std::string::npos});
}

void add_inputs(const std::string& places, bool is_testcase, std::vector<Input>& inputs) {
  for (std::size_t from = 0; from < places.size();) {
    const std::size_t to = std::min(places.find(':', from), places.size());
    const fs::path place = places.substr(from, to - from);
    from = to + 1;
    if (!fs::is_directory(place)) {
      add_input(place, is_testcase, inputs);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(place))
      add_input(entry.path(), is_testcase, inputs);
  }
}

}  // namespace

std::vector<Input> find_inputs() {
  std::vector<Input> inputs;
  std::string testcases = testing::setting("GOFIXUP_TESTCASES");
  const std::string build = testing::setting("GOFIXUP_BUILD");
  if (testcases.empty() && fs::is_directory(build + "/testcases")) testcases = build + "/testcases";
  add_inputs(testcases, true, inputs);
  add_inputs(testing::setting("GOFIXUP_CORPUS"), false, inputs);
  std::ranges::sort(inputs, {}, [](const Input& input) { return input.name; });
  return inputs;
}

Encoded encode_input(const Input& input, const Options& options) {
  return encode(Image::open(input.path), options);
}

Run::Run(Input input, Options options) : input_(std::move(input)), options_(std::move(options)) {}

std::vector<std::string> Run::switches() const {
  std::vector<std::string> list;
  if (options_.read.wrappers) list.emplace_back("--wrappers");
  if (options_.read.variables) list.emplace_back("--vars");
  if (options_.read.constants) list.emplace_back("--consts");
  if (!options_.run.passes.enum64) list.emplace_back("--no-enum64");
  return list;
}

const Encoded& Run::encoded() {
  if (!encoded_) encoded_ = encode_input(input_, options_);
  return *encoded_;
}

void Run::replace_bytes(BtfBytes bytes) {
  encoded();
  encoded_->btf.bytes = std::move(bytes);
  btf_.reset();
  native_.clear();
  fs::remove(file("out.btf"));
}

const BtfView& Run::btf() {
  if (!btf_) btf_.emplace(bytes());
  return *btf_;
}

std::string Run::btf_path() {
  std::string path = file("out.btf");
  if (!fs::exists(path))
    testing::write_text(path, {reinterpret_cast<const char*>(bytes().data()), bytes().size()});
  return path;
}

const BtfBytes& Run::native_bytes() {
  constexpr bool kHostIsBig = std::endian::native == std::endian::big;
  if (btf().is_big_endian() == kHostIsBig) return bytes();
  if (!native_.empty()) return native_;
  std::unique_ptr<struct btf, decltype(&btf__free)> copy(
      btf__new(bytes().data(), static_cast<__u32>(bytes().size())), btf__free);
  if (!copy) throw std::runtime_error("libbpf cannot read the BTF");
  btf__set_endianness(copy.get(), kHostIsBig ? BTF_BIG_ENDIAN : BTF_LITTLE_ENDIAN);
  __u32 size = 0;
  const auto* data = static_cast<const std::uint8_t*>(btf__raw_data(copy.get(), &size));
  if (data == nullptr) throw std::runtime_error("libbpf cannot turn the BTF's byte order");
  native_.assign(data, data + size);
  return native_;
}

}  // namespace gofixup::property
