// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// A file whose bytes are copied, never mapped. Where a mapped file becomes shorter, touching what
// is gone kills the process (SIGBUS), and a library has no business with signal handlers. Private
// mappings, as libelf makes them, would also show the breakpoints of uprobes, which the kernel
// puts into them; reading gives the file's own bytes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>

#include "support/big_vector.hpp"

namespace gofixup {

// Bytes of our own. Made with a size they are not initialized; large ones are in huge pages.
using Buffer = BigVector<std::uint8_t>;

// A file in memory with these bytes; the descriptor is the caller's to close. Throws Error{io}.
int memory_file(std::span<const std::uint8_t> bytes);

class File {
 public:
  // Takes note of the size. The descriptor stays the caller's, stays where it is, and must be open
  // as long as the File. Throws Error{io} for what is not a regular file, and {not_elf} if empty.
  explicit File(int fd);

  std::uint64_t size() const { return size_; }  // bytes, when it was opened
  // Whether [offset, offset + size) lies in the file.
  bool holds(std::uint64_t offset, std::uint64_t size) const {
    return offset <= size_ && size <= size_ - offset;
  }

  // Fills all of `to` from the file, whatever its read() returns at a time. Throws Error{io}, also
  // where the file has become shorter.
  void read(std::uint64_t offset, std::span<std::uint8_t> to) const;
  Buffer read(std::uint64_t offset, std::uint64_t size) const;

 private:
  int fd_;
  std::uint64_t size_ = 0;
};

// The bytes of a file at their place in a reserved range of memory, read in blocks when they are
// first asked for. What is not asked for takes no memory.
class FileBlocks {
 public:
  explicit FileBlocks(const File& file);  // which must outlive it
  FileBlocks(const FileBlocks&) = delete;
  FileBlocks& operator=(const FileBlocks&) = delete;
  ~FileBlocks();

  // The range must lie in the file; its bytes live as long as this object. Two threads may ask.
  // Throws Error{io}, and std::bad_alloc where the range cannot be reserved.
  std::span<const std::uint8_t> at(std::uint64_t offset, std::uint64_t size);

 private:
  static constexpr std::uint64_t kBlock = 1 << 16;
  void reserve();

  const File& file_;
  std::uint8_t* memory_ = nullptr;
  std::unique_ptr<std::atomic<bool>[]> is_read_;  // by block
  std::once_flag reserved_;
  std::mutex reading_;
};

}  // namespace gofixup
