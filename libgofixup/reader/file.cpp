// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "reader/file.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>

#include "support/error.hpp"

namespace gofixup {

int memory_file(std::span<const std::uint8_t> bytes) {
  const int fd = memfd_create("gofixup", MFD_CLOEXEC);
  if (fd < 0) throw Error(Error::Kind::io, std::string("no memory file: ") + std::strerror(errno));
  while (!bytes.empty()) {
    const ssize_t wrote = write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      const int reason = wrote < 0 ? errno : ENOSPC;
      close(fd);
      throw Error(Error::Kind::io, std::string("cannot be copied: ") + std::strerror(reason));
    }
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  return fd;
}

// Says what libelf would only call an invalid file.
File::File(int fd) : fd_(fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) throw Error(Error::Kind::io, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) throw Error(Error::Kind::io, "is a directory");
  if (!S_ISREG(status.st_mode)) throw Error(Error::Kind::io, "is not a regular file");
  if (status.st_size == 0) throw Error(Error::Kind::not_elf, "is empty: not an ELF file");
  size_ = static_cast<std::uint64_t>(status.st_size);
}

void File::read(std::uint64_t offset, std::span<std::uint8_t> to) const {
  while (!to.empty()) {
    const ssize_t got = pread(fd_, to.data(), to.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw Error(Error::Kind::io, std::string("cannot be read: ") + std::strerror(errno));
    if (got == 0) throw Error(Error::Kind::io, "became shorter while it was read");
    to = to.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
}

Buffer File::read(std::uint64_t offset, std::uint64_t size) const {
  GOFIXUP_CHECK(holds(offset, size));
  Buffer buffer(size);
  read(offset, buffer);
  return buffer;
}

FileBlocks::FileBlocks(const File& file) : file_(file) {}

FileBlocks::~FileBlocks() {
  if (memory_ != nullptr) munmap(memory_, file_.size());
}

void FileBlocks::reserve() {
  is_read_ = std::make_unique<std::atomic<bool>[]>((file_.size() + kBlock - 1) / kBlock);
  void* memory = mmap(nullptr, file_.size(), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::uint8_t*>(memory);
}

std::span<const std::uint8_t> FileBlocks::at(std::uint64_t offset, std::uint64_t size) {
  GOFIXUP_CHECK(file_.holds(offset, size));
  if (size == 0) return {};
  std::call_once(reserved_, [&] { reserve(); });
  const std::uint64_t end = (offset + size + kBlock - 1) / kBlock;
  for (std::uint64_t block = offset / kBlock; block < end; ++block) {
    if (is_read_[block].load(std::memory_order_acquire)) continue;
    const std::scoped_lock lock(reading_);
    if (is_read_[block].load(std::memory_order_relaxed)) continue;
    const std::uint64_t begin = block * kBlock;
    file_.read(begin, std::span(memory_ + begin, std::min(kBlock, file_.size() - begin)));
    is_read_[block].store(true, std::memory_order_release);
  }
  return {memory_ + offset, static_cast<std::size_t>(size)};
}

}  // namespace gofixup
