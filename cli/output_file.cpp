// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "support/error.hpp"
#include "support/signals.hpp"

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

// A file that has no name until all of it is written, so that nothing is left of it when we are
// killed. File systems that cannot do that give one beside the target, which goes away unless it
// is renamed to it.
class Draft {
 public:
  explicit Draft(const std::string& target) : target_(target) {
    const std::string folder = std::filesystem::path(target).parent_path();
    fd_ = open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (fd_ < 0) make_named();
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (fd_ >= 0) close(fd_);
    if (!path_.empty()) unlink(path_.c_str());
  }

  void publish(std::span<const std::uint8_t> bytes, mode_t mode) {
    // Room for all of it first: a full disk shows at once, and renaming over an old file does not
    // wait for ext4 to find the blocks (4 ms in place of 12 for the 14 MB of kubectl).
    const bool is_full = !bytes.empty() &&
                         fallocate(fd_, 0, 0, static_cast<off_t>(bytes.size())) != 0 &&
                         errno == ENOSPC;
    if (is_full || !write_all(fd_, bytes) || fchmod(fd_, mode) != 0) fail(target_);
    // Where close() has something to say (NFS) there are no nameless files.
    if (path_.empty() && link_to_target()) return;
    if (path_.empty()) {
      close(std::exchange(fd_, -1));
      make_named();
      return publish(bytes, mode);
    }
    const int fd = std::exchange(fd_, -1);
    if (close(fd) != 0 || rename(path_.c_str(), target_.c_str()) != 0) fail(target_);
    path_.clear();
  }

 private:
  void make_named() {
    path_ = target_ + ".XXXXXX";
    fd_ = mkostemp(path_.data(), O_CLOEXEC);
    if (fd_ >= 0) return;
    path_.clear();
    fail(target_);
  }

  // Gives the nameless file its name. A link cannot replace what is there, so in that case it
  // gets one beside it for a moment. Returns false where there is no /proc, say.
  bool link_to_target() {
    const std::string self = "/proc/self/fd/" + std::to_string(fd_);
    const auto link_as = [&](const std::string& name) {
      return linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
    };
    if (link_as(target_)) return true;
    for (unsigned i = 0; errno == EEXIST && i < 100; ++i) {
      const std::string name = target_ + "." + std::to_string(getpid()) + "-" + std::to_string(i);
      const SignalsWait until_it_is_renamed;  // only SIGKILL can end us there
      if (!link_as(name)) continue;
      path_ = name;
      if (rename(name.c_str(), target_.c_str()) != 0) fail(target_);
      path_.clear();
      return true;
    }
    return false;
  }

  const std::string& target_;
  std::string path_;  // empty: it has no name
  int fd_ = -1;
};

// What a symbolic link leads to is written, not the link.
std::string behind_links(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const std::filesystem::path end = std::filesystem::weakly_canonical(path, error);
  return error ? path : end.string();
}

}  // namespace

void write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  struct stat status {};
  const bool exists = path != "-" && stat(path.c_str(), &status) == 0;
  if (path == "-" || (exists && !S_ISREG(status.st_mode))) return write_directly(path, bytes);
  if (exists && access(path.c_str(), W_OK) != 0) fail(path);
  const mode_t mask = umask(0);
  umask(mask);
  Draft(behind_links(path)).publish(bytes, exists ? status.st_mode & 0777 : 0666 & ~mask);
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace gofixup::cli
