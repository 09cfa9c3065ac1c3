// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The one exception of the library: "this input cannot be processed".
// What merely cannot be said in BTF is a Diagnostic, not an Error.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "support/printable.hpp"

namespace gofixup {

class Error : public std::exception {
 public:
  enum class Kind {
    io,         // the file cannot be opened, read or mapped
    not_elf,    // not an ELF file, or its ELF headers are damaged
    not_go,     // ELF, but nothing in it was compiled by Go's gc compiler
    no_dwarf,   // Go, but stripped of DWARF
    malformed,  // DWARF that contradicts itself or ends too early
    not_found,  // no type or function of the name that was asked for
    usage,      // the caller asked for something that cannot be had
    internal,   // a bug of ours
  };

  Error(Kind kind, std::string text) : kind_(kind), text_(printable(std::move(text))) {}

  Kind kind() const { return kind_; }
  const char* what() const noexcept override { return text_.c_str(); }

  // Says where it happened. Called while the error unwinds, innermost place first:
  // "name runs past the end" becomes "in unit main: at DIE 0x2b: name runs past the end".
  Error& add_context(const std::string& where) {
    text_ = printable(where) + ": " + text_;
    return *this;
  }

 private:
  Kind kind_;
  std::string text_;
};

// A bug of ours must not abort the host we run in, so it is an Error in every build.
#define GOFIXUP_CHECK(condition)                                                            \
  ((condition) ? void()                                                                     \
               : throw ::gofixup::Error(::gofixup::Error::Kind::internal,                   \
                                        std::string("internal error: " #condition " at ") + \
                                            __FILE__ + ":" + std::to_string(__LINE__)))

}  // namespace gofixup
