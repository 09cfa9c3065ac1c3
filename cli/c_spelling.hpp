// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// BTF types as C writes them, by libbpf.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

struct btf;
struct btf_dump;

namespace gofixup::cli {

// What libbpf's printer calls: appends to the std::string that `text` points to.
void append_formatted(void* text, const char* format, va_list arguments);

class CSpelling {
 public:
  // The bytes must live as long as the object. Throws Error.
  explicit CSpelling(std::span<const std::uint8_t> btf);
  ~CSpelling();

  // `struct go_main_Server *`, `GoInt`, `void`: the type without a name of something of it.
  const std::string& operator()(std::uint32_t type_id);
  // `struct go_main_Server *s`, `GoUint8 sum[32]`: something of the type declared.
  std::string declaration(std::uint32_t type_id, const std::string& name);

 private:
  const std::string& print(std::uint32_t type_id, const char* name);

  std::string text_;  // what the printer wrote last
  std::unique_ptr<btf, void (*)(btf*)> types_;
  std::unique_ptr<btf_dump, void (*)(btf_dump*)> printer_;
  std::unordered_map<std::uint32_t, std::string> known_;
};

}  // namespace gofixup::cli
