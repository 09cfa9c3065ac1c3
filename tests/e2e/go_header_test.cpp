// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// gofixup/go.bpf.h in every company it may be included in: it compiles without a warning, has no
// data, and every call passes the verifier.
#include <unistd.h>

#include "e2e/bpf_session.hpp"
#include "support/catch.hpp"

namespace gofixup::e2e {

namespace {

using Flags = std::vector<std::string>;

bool is_skipped(const std::string& test_case) {
  const std::string why = obstacle();
  if (!why.empty()) testing::say_skipped(test_case, why);
  return !why.empty();
}

// A Go program's BTF and header, the kernel's vmlinux.h, and BPF sources against them.
class Desk {
 public:
  Desk() {
    const std::string binary = directory_.file("server");
    build_go("go", testing::setting("GOFIXUP_SOURCE") + "/tests/e2e/arguments", binary);
    run({gofixup(), "encode", binary, "-o", btf()});
    run({gofixup(), "header", binary, "-o", directory_.file("server.h")});
    const char* const kernel = "/sys/kernel/btf/vmlinux";
    has_vmlinux_ = testing::has_tool("bpftool") && ::access(kernel, R_OK) == 0;
    if (has_vmlinux_)
      testing::write_text(directory_.file("vmlinux.h"),
                          run({"bpftool", "btf", "dump", "file", kernel, "format", "c"}));
  }

  bool has_vmlinux() const { return has_vmlinux_; }
  std::string btf() const { return directory_.file("server.btf"); }
  std::string object() const { return directory_.file("every_call.o"); }

  // Compiles `includes` and the program of every_call.bpf.h behind them.
  void compile(const std::string& includes, const Flags& flags) {
    const std::string source = directory_.file("every_call.bpf.c");
    testing::write_text(source, includes + "#include \"" + testing::setting("GOFIXUP_SOURCE") +
                                    "/tests/e2e/every_call.bpf.h\"\n");
    Flags all = {"-I" + directory_.path()};
    all.insert(all.end(), flags.begin(), flags.end());
    compile_bpf(source, object(), all);
  }

 private:
  testing::TempDir directory_;
  bool has_vmlinux_ = false;
};

const std::string kKernel = "#include <linux/bpf.h>\n", kVmlinux = "#include \"vmlinux.h\"\n",
                  kServer = "#include \"server.h\"\n", kHelpers = "#include <bpf/bpf_helpers.h>\n",
                  kCoreRead = "#include <bpf/bpf_core_read.h>\n",
                  kTracing = "#include <bpf/bpf_tracing.h>\n",
                  kGo = "#include <gofixup/go.bpf.h>\n",
                  kMarked =
                      "#pragma clang attribute push(__attribute__((preserve_access_index)), "
                      "apply_to = record)\n",
                  kUnmarked = "#pragma clang attribute pop\n";

const std::vector<std::string> kOrders = {
    kKernel + kGo,
    kKernel + kHelpers + kGo,
    kKernel + kHelpers + kCoreRead + kTracing + kGo + kGo,
    kKernel + kGo + kHelpers + kCoreRead,
    kKernel + kServer + kGo,
    kServer + kKernel + kHelpers + kGo,
    kKernel + kGo + kServer,
    kKernel + "#include <linux/ptrace.h>\n" + kGo + kTracing,
    kKernel + "#include <gofixup/go_runtime.bpf.h>\n",
    // A push left open: what is declared behind it is marked for CO-RE too.
    kKernel + kHelpers + kCoreRead + kMarked + kGo + kUnmarked,
    kKernel + kHelpers + kCoreRead + kMarked + kServer + kGo + kUnmarked,
};

const std::vector<std::string> kVmlinuxOrders = {
    kVmlinux + kGo,
    kVmlinux + kHelpers + kCoreRead + kTracing + kGo,
    kVmlinux + kServer + kHelpers + kGo,
    kVmlinux + kGo + kServer,
    kServer + kVmlinux + kGo,
    kVmlinux + kHelpers + kCoreRead + kMarked + kGo + kUnmarked,
};

void check(Desk& desk, const std::string& includes, const Flags& flags) {
  CAPTURE(includes, flags);
  REQUIRE_NOTHROW(desk.compile(includes, flags));
  const Object object = open_object(desk.object(), desk.btf());
  CHECK(bpf_object__next_map(object.get(), nullptr) == nullptr);  // no data
  REQUIRE_NOTHROW(load_object(object.get()));
}

const Flags kX86 = {"-D__TARGET_ARCH_x86"}, kArm64 = {"-D__TARGET_ARCH_arm64"};

}  // namespace

TEST_CASE("go.bpf.h in every order of includes", "[e2e]") {
  if (is_skipped("go.bpf.h in every order of includes")) return;
  Desk desk;
  for (const std::string& includes : kOrders)
    for (const Flags& flags : {kX86, kArm64}) check(desk, includes, flags);
  if (!desk.has_vmlinux()) {
    testing::say_skipped("go.bpf.h beside vmlinux.h", "no bpftool, or a kernel without BTF");
    return;
  }
  for (const std::string& includes : kVmlinuxOrders)
    for (const Flags& flags : {kX86, kArm64}) check(desk, includes, flags);
}

TEST_CASE("go.bpf.h in every dialect of C and for every BPF CPU", "[e2e]") {
  if (is_skipped("go.bpf.h in every dialect of C and for every BPF CPU")) return;
  Desk desk;
  for (const char* flag : {"-std=gnu99", "-std=gnu11", "-std=gnu17", "-std=gnu2x", "-mcpu=v1",
                           "-mcpu=v2", "-mcpu=v3", "-O1", "-Os", "-Wshadow", "-Wundef"}) {
    Flags flags = kX86;
    flags.emplace_back(flag);
    check(desk, kKernel + kGo, flags);
  }
}

TEST_CASE("go.bpf.h in a sleepable program", "[e2e]") {
  if (is_skipped("go.bpf.h in a sleepable program")) return;
  Desk desk;
  desk.compile("#define GO_READ_USER bpf_copy_from_user\n" + kKernel + kGo,
               {"-D__TARGET_ARCH_x86", "-DSECTION=\"uprobe.s\""});
  const Object object = open_object(desk.object(), desk.btf());
  REQUIRE_NOTHROW(load_object(object.get()));
}

TEST_CASE("the program in docs/probing.md loads", "[e2e]") {
  if (is_skipped("the program in docs/probing.md loads")) return;
  const testing::TempDir directory;
  const std::string top = testing::setting("GOFIXUP_SOURCE"), binary = directory.file("server"),
                    source = directory.file("example.bpf.c"), object = directory.file("example.o");
  build_go("go", top + "/tests/e2e/server/first", binary);
  run({gofixup(), "encode", binary, "-o", binary + ".btf"});
  run({gofixup(), "header", binary, "-o", binary + ".h"});
  const std::string page = testing::read_text(top + "/docs/probing.md"), fence = "```c\n";
  const std::size_t begin = page.find(fence) + fence.size();
  testing::write_text(source, page.substr(begin, page.find("```", begin) - begin));
  compile_bpf(source, object, {"-D__TARGET_ARCH_x86", "-I" + directory.path()});
  const Object loaded = open_object(object, binary + ".btf");
  REQUIRE_NOTHROW(load_object(loaded.get()));
}

TEST_CASE("go.bpf.h says what it cannot do", "[e2e]") {
  if (is_skipped("go.bpf.h says what it cannot do")) return;
  Desk desk;
  const auto message = [&](const std::string& includes, Flags flags) -> std::string {
    flags.emplace_back("-Wfatal-errors");
    try {
      desk.compile(includes, flags);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "it compiled";
  };
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  const char* const kFloats = "BPF programs cannot read floating-point registers";
  CHECK(has(message(kKernel + kGo, {}), "compile with -D__TARGET_ARCH_x86"));
  CHECK(has(message(kKernel + kGo + "__u64 f(void *ctx) { return GO_REG(ctx, xmm0); }\n", kX86),
            kFloats));
  CHECK(has(message(kKernel + kGo + "__u64 f(void *ctx) { return GO_REG(ctx, f15); }\n", kArm64),
            kFloats));
}

}  // namespace gofixup::e2e
