// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "property/tool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace gofixup::testing {

namespace {

constexpr std::size_t kMostOutput = std::size_t{64} << 20;  // bytes

struct Pipe {
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
  }
  ~Pipe() {
    for (const int fd : ends)
      if (fd >= 0) ::close(fd);
  }
  void close_writer() { ::close(std::exchange(ends[1], -1)); }
  int ends[2] = {-1, -1};
};

using Clock = std::chrono::steady_clock;

// Reads both pipes to their ends. False: the time was up.
bool drain(std::array<std::pair<int, std::string*>, 2> sources, Clock::time_point deadline) {
  std::array<char, 65536> buffer;
  for (;;) {
    std::vector<pollfd> waits;
    for (const auto& [fd, text] : sources)
      if (fd >= 0) waits.push_back({fd, POLLIN, 0});
    if (waits.empty()) return true;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0 || ::poll(waits.data(), waits.size(), static_cast<int>(left)) == 0) return false;
    for (auto& source : sources) {
      int& fd = source.first;  // not a structured binding: clang 14 lets no lambda see one
      const auto is_ready = [&](const pollfd& wait) { return wait.fd == fd && wait.revents != 0; };
      if (fd < 0 || std::none_of(waits.begin(), waits.end(), is_ready)) continue;
      const ssize_t count = ::read(fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0)
        fd = -1;
      else if (source.second->size() < kMostOutput)
        source.second->append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
}

// Waits for the child, whose pipes are at their ends unless it hangs.
void finish(pid_t child, bool is_late, unsigned timeout, ToolResult& result) {
  // The child leads a process group: what it started ends with it.
  if (is_late) ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (is_late) {
    result.ending = "no end after " + std::to_string(timeout) + " s";
  } else if (WIFEXITED(status)) {
    result.exit_code = WEXITSTATUS(status);
    result.ending = "exit " + std::to_string(result.exit_code);
  } else {
    result.ending = "signal " + std::to_string(WTERMSIG(status));
  }
}

ToolResult run_child(const std::function<int()>& body, unsigned timeout) {
  Pipe out, err;
  std::cout.flush();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    ::setpgid(0, 0);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, STDIN_FILENO);
    ::_exit(body());
  }
  ::setpgid(child, child);
  out.close_writer();
  err.close_writer();
  ToolResult result;
  const auto deadline = Clock::now() + std::chrono::seconds(timeout);
  const bool is_done = drain({{{out.ends[0], &result.out}, {err.ends[0], &result.err}}}, deadline);
  finish(child, !is_done, timeout, result);
  return result;
}

int say_errno(const std::string& what) {
  const std::string text = what + ": " + std::strerror(errno) + "\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  return 127;
}

int become_tool(const std::vector<std::string>& command, const ToolOptions& options) {
  if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0)
    return say_errno(options.directory);
  for (const std::string& one : options.settings) {
    const std::size_t equals = one.find('=');
    ::setenv(one.substr(0, equals).c_str(), one.substr(equals + 1).c_str(), 1);
  }
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  return say_errno(command[0]);
}

}  // namespace

std::string ToolResult::complaint(const std::string& what) const {
  return what + ": " + ending + "\n" + tail(out, 1000) + tail(err);
}

ToolResult run_tool(const std::vector<std::string>& command, const ToolOptions& options) {
  return run_child([&] { return become_tool(command, options); }, options.timeout);
}

ToolResult run_in_child(const std::function<std::string()>& fn, unsigned timeout) {
  return run_child(
      [&] {
        std::string text;
        try {
          text = fn();
        } catch (const std::exception& error) {
          text = error.what();
        }
        for (std::size_t done = 0; done < text.size();) {
          const ssize_t count = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
          if (count <= 0) return 1;
          done += static_cast<std::size_t>(count);
        }
        return 0;
      },
      timeout);
}

bool has_tool(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0;
  std::string paths = setting("PATH");
  for (std::size_t from = 0; from <= paths.size();) {
    const std::size_t to = std::min(paths.find(':', from), paths.size());
    if (::access((paths.substr(from, to - from) + "/" + name).c_str(), X_OK) == 0) return true;
    from = to + 1;
  }
  return false;
}

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

std::string tail(const std::string& text, std::size_t count) {
  if (text.size() <= count) return text;
  const std::size_t line = text.find('\n', text.size() - count);
  return "...\n" + text.substr(line == std::string::npos ? text.size() - count : line + 1);
}

TempDir::TempDir() : path_((std::filesystem::temp_directory_path() / "gofixup-XXXXXX").string()) {
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void say_skipped(const std::string& what, const std::string& why) {
  std::cout << "skipped: " << what << ": " << why << std::endl;
}

}  // namespace gofixup::testing
