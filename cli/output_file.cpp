// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "support/error.hpp"

namespace gofixup::cli {

namespace {

[[noreturn]] void fail(const std::string& path) {
  throw Error(Error::Kind::io, "cannot write " + path + ": " + std::strerror(errno));
}

bool write_all(int fd, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return true;
}

void write_directly(const std::string& path, std::span<const std::uint8_t> bytes) {
  const int fd = path == "-" ? STDOUT_FILENO : open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0 || !write_all(fd, bytes)) fail(path == "-" ? "standard output" : path);
  if (fd != STDOUT_FILENO && close(fd) != 0) fail(path);
}

// A file beside the target that goes away unless it is renamed to it.
class Draft {
 public:
  explicit Draft(const std::string& target) : target_(target), path_(target + ".XXXXXX") {
    fd_ = mkostemp(path_.data(), O_CLOEXEC);
    if (fd_ < 0) fail(target_);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (fd_ >= 0) close(fd_);
    if (!path_.empty()) unlink(path_.c_str());
  }

  void publish(std::span<const std::uint8_t> bytes, mode_t mode) {
    if (!write_all(fd_, bytes) || fchmod(fd_, mode) != 0) fail(target_);
    const int fd = std::exchange(fd_, -1);
    if (close(fd) != 0 || rename(path_.c_str(), target_.c_str()) != 0) fail(target_);
    path_.clear();
  }

 private:
  const std::string& target_;
  std::string path_;
  int fd_ = -1;
};

}  // namespace

void write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  struct stat status {};
  const bool exists = path != "-" && stat(path.c_str(), &status) == 0;
  if (path == "-" || (exists && !S_ISREG(status.st_mode))) return write_directly(path, bytes);
  const mode_t mask = umask(0);
  umask(mask);
  Draft(path).publish(bytes, exists ? status.st_mode & 0777 : 0666 & ~mask);
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace gofixup::cli
