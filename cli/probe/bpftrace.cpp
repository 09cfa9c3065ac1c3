#include "probe/skeletons.hpp"
namespace gofixup::cli {
std::string bpftrace_script(const Probe&) { return {}; }
}  // namespace gofixup::cli
