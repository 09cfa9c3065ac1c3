// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// What every fuzz target shares: how it says that something is wrong, and how it takes decisions
// from its input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// libFuzzer's entry; each target defines it. The plain build calls it too (replay.cpp).
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace gofixup::fuzz {

// Something is wrong. Not a std::exception, so that nothing takes it for a refusal of the library;
// libFuzzer sees it as the end of the process, the replay counts it.
struct Finding {
  std::string text;
};

// Prints the text and throws a Finding.
[[noreturn]] void found(const std::string& text);
inline void must(bool condition, const std::string& text) {
  if (!condition) found(text);
}

// Decisions from bytes, front to back; out of bytes all of them are 0.
class ByteSource {
 public:
  ByteSource(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}

  bool at_end() const { return at_ == bytes_.size(); }
  std::uint8_t byte() { return at_end() ? std::uint8_t{0} : bytes_[at_++]; }
  bool flag() { return (byte() & 1) != 0; }
  // True with so many of 256 bytes, never at the end.
  bool seldom(unsigned of_256) { return !at_end() && byte() < of_256; }
  std::uint32_t below(std::size_t count) {
    return count == 0 ? 0 : static_cast<std::uint32_t>(byte() % count);
  }
  // Mostly small; one in sixteen of any size, the limits of 32 and 64 bits among them.
  std::uint64_t number();
  // Up to `longest` bytes without a NUL.
  std::string text(std::size_t longest);
  std::span<const std::uint8_t> rest() {
    const auto left = bytes_.subspan(at_);
    at_ = bytes_.size();
    return left;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

}  // namespace gofixup::fuzz
