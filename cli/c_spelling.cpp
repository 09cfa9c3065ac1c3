// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "c_spelling.hpp"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "support/error.hpp"

namespace gofixup::cli {

void append_formatted(void* text, const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, again);
  va_end(again);
  if (length <= 0) return;
  auto& out = *static_cast<std::string*>(text);
  const std::size_t old = out.size();
  out.resize(old + static_cast<std::size_t>(length) + 1);
  std::vsnprintf(out.data() + old, static_cast<std::size_t>(length) + 1, format, arguments);
  out.pop_back();
}

CSpelling::CSpelling(std::span<const std::uint8_t> bytes)
    : types_(btf__new(bytes.data(), static_cast<__u32>(bytes.size())), btf__free),
      printer_(nullptr, btf_dump__free) {
  if (!types_)
    throw Error(Error::Kind::internal,
                std::string("libbpf refuses the BTF: ") + std::strerror(errno));
  printer_.reset(btf_dump__new(types_.get(), append_formatted, &text_, nullptr));
  if (!printer_) throw std::bad_alloc();
}

CSpelling::~CSpelling() = default;

const std::string& CSpelling::print(std::uint32_t type_id, const char* name) {
  text_.clear();
  const btf_dump_emit_type_decl_opts options{.sz = sizeof(options), .field_name = name};
  if (const int error = btf_dump__emit_type_decl(printer_.get(), type_id, &options); error != 0)
    throw Error(Error::Kind::internal, "libbpf cannot print BTF type " + std::to_string(type_id) +
                                           " as C: " + std::strerror(-error));
  return text_;
}

const std::string& CSpelling::operator()(std::uint32_t type_id) {
  const auto [known, is_new] = known_.try_emplace(type_id);
  if (!is_new) return known->second;
  return known->second = type_id == 0 ? "void" : print(type_id, "");
}

std::string CSpelling::declaration(std::uint32_t type_id, const std::string& name) {
  return print(type_id, name.c_str());
}

}  // namespace gofixup::cli
