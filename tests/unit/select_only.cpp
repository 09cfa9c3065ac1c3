// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/catch.hpp"
#include "support/model_builder.hpp"
#include "support/run_pass.hpp"

using namespace gofixup;
using namespace gofixup::test;

namespace {

// main.Server holds main.Config by value and points at log.Logger, which points at os.File.
ModelBuilder server() {
  ModelBuilder b;
  const TypeId n = b.number("int");
  const TypeId file = b.structure("os.File", 8, {{"fd", n, 0, false, {}}});
  const TypeId logger = b.structure("log.Logger", 8, {{"out", b.pointer(file), 0, false, {}}});
  const TypeId config = b.structure("main.Config", 8, {{"port", n, 0, false, {}}});
  const TypeId route = b.structure("http.Route", 8, {{"file", b.pointer(file), 0, false, {}}});
  const TypeId request = b.structure("http.Request", 8, {{"n", n, 0, false, {}}});
  b.structure(
      "main.Server", 56,
      {{"config", config, 0, false, {}},
       {"log", b.pointer(logger), 8, false, {}},
       {"routes", b.slice("[]http.Route", route), 16, false, {}},
       {"serve", b.func("func(*http.Request) int", {b.pointer(request)}, {n}), 40, false, {}},
       {"self", b.pointer("*main.Server", b.later("x")), 48, false, {}}});
  const TypeId self = b.model.find("main.Server");
  b.model.replace(b.model.find("*main.Server"), Pointer{self});
  b.model.replace(b.model.find("x"), Gone{});
  b.structure("main.Other", 8, {{"n", n, 0, false, {}}});
  b.function("main.(*Server).Run", {{"s", b.model.find("*main.Server")}, {"f", b.pointer(file)}},
             {n});
  b.function("os.Exit", {{"code", n}});
  return b;
}

// The structs that are left, with their number of fields, and the functions.
std::string kept(Model& model, const PassOptions& options) {
  for (const Pass& pass : all_passes()) run_pass(model, pass.name, options);
  std::string text;
  for (std::size_t i = 1; i < model.type_count(); ++i) {
    const Type& type = model.at(static_cast<TypeId>(i));
    if (const auto* record = std::get_if<Struct>(&type.shape))
      text += std::string(type.name) + " " + std::to_string(record->layout.size) + "/" +
              std::to_string(record->layout.fields.count) + "\n";
    if (const auto* outline = std::get_if<Opaque>(&type.shape))
      text += std::string(type.name) + " " + std::to_string(outline->size) + "/0\n";
  }
  for (const Function& function : model.functions) text += std::string(function.name) + "\n";
  return text;
}

}  // namespace

TEST_CASE("select_only: nothing asked for is everything kept", "[pass]") {
  ModelBuilder b = server();
  const std::string all = kept(b.model, {});
  CHECK(all.find("main.Other 8/1") != std::string::npos);
  CHECK(all.find("os.Exit") != std::string::npos);
}

TEST_CASE("select_only: by value whole, pointees in outline", "[pass]") {
  ModelBuilder b = server();
  CHECK(kept(b.model, {{"main.Server"}, false}) ==
        "os.File 8/0\n"  // http.Route is whole, so its pointee is in outline
        "log.Logger 8/0\n"
        "main.Config 8/1\n"
        "http.Route 8/1\n"
        "http.Request 8/0\n"
        "[]http.Route 24/3\n"
        "main.Server 56/5\n"
        "func(*http.Request) int 8/1\n");
}

TEST_CASE("select_only: deep follows every pointer", "[pass]") {
  ModelBuilder b = server();
  const std::string text = kept(b.model, {{"main.Server"}, true});
  CHECK(text.find("os.File 8/1") != std::string::npos);
  CHECK(text.find("log.Logger 8/1") != std::string::npos);
  CHECK(text.find("main.Other") == std::string::npos);
}

TEST_CASE("select_only: pointers are followed as far as asked", "[pass]") {
  ModelBuilder one = server(), two = server();
  const std::string near = kept(one.model, {.only = {"main.Server"}, .follow = 1});
  CHECK(near.find("log.Logger 8/1") != std::string::npos);
  CHECK(near.find("http.Request 8/1") != std::string::npos);
  CHECK(near.find("os.File 8/0") == std::string::npos);  // http.Route, held by value, points at it
  const std::string function = kept(two.model, {.only = {"main.(\\*Server).*"}, .follow = 1});
  CHECK(function.find("main.Server 56/5") != std::string::npos);
  CHECK(function.find("log.Logger 8/0") != std::string::npos);
}

TEST_CASE("select_only: functions bring their parameters", "[pass]") {
  ModelBuilder b = server();
  CHECK(kept(b.model, {{"main.(\\*Server).*"}, false}) ==
        "os.File 8/0\n"
        "main.Server 56/0\n"
        "main.(*Server).Run\n");
}

TEST_CASE("select_only: what one glob outlines another may want whole", "[pass]") {
  ModelBuilder b = server();
  const std::string text = kept(b.model, {{"main.Server", "log.*"}, false});
  CHECK(text.find("log.Logger 8/1") != std::string::npos);
  CHECK(text.find("os.File 8/0") != std::string::npos);
}

TEST_CASE("select_only: a glob that matches nothing is told", "[pass]") {
  ModelBuilder b = server();
  run_passes(b.model, {{{"main.Server", "nobody.*"}, false}, true, {}});
  REQUIRE(count_of(b.model, Diagnostic::Code::nothing_matched) == 1);
  CHECK(b.model.diagnostics.back().where == "nobody.*");
}

TEST_CASE("select_only: a name is what it is without", "[pass]") {
  ModelBuilder all = server(), some = server();
  run_passes(all.model, {});
  run_passes(some.model, {{{"main.*"}, false}, true, {}});
  const TypeId whole = all.model.find("main.Server"), part = some.model.find("main.Server");
  CHECK(dump(all.model, whole) == dump(some.model, part));
  CHECK(some.model.find("uintptr") != TypeId::none);  // readers take the pointer size from it
}
