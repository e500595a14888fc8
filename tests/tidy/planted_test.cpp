// Each rule meets a planted violation and a harmless neighbour: a rule that cannot fail would be noticed here.
#include <doctest/doctest.h>

#include "tidy/code_rules.h"
#include "tidy/protocol_rules.h"

using namespace avow::tidy;

namespace {

const Layers kLayers = parse_layers("base: \ncrypto: base\nlog: base crypto\nnet: base\nstore: base\n");

template <typename Rule>
std::size_t count(Rule rule, const std::string& path, const std::string& text) {
  return rule(make_source(path, text)).size();
}
std::size_t rooms(const std::string& path, const std::string& text) {
  return check_rooms(make_source(path, text), kLayers).size();
}

// A statement inside a coroutine of the net room.
std::size_t awaits(const std::string& statement) {
  return count(check_awaits, "src/net/link.cpp", "task run() {\n  step();\n  " + statement + "\n}\n");
}

}  // namespace

TEST_CASE("reading a source: comments and literals are silent, lines stay") {
  const auto source = make_source("src/log/x.cpp",
                                  "int a; // rand()\n/* time(0)\n*/ auto t = \"rand()\\\"\"; char c = '\"';\n"
                                  "auto r = R\"x(rand() \" )x\"; int n = 4'096; f();\n");
  CHECK(find_word(source.code, "rand").empty());
  CHECK(source.code.size() == source.raw.size());
  CHECK(line_count(source) == 4);
  CHECK(find_word(source.code, "f").size() == 1);
  CHECK(finding(source, source.raw.find("char"), "x") == "src/log/x.cpp:3: x");
  CHECK(find_word("grand rand(rands) rand", "rand") == std::vector<std::size_t>{6, 18});
  CHECK(
      includes_of(make_source("x.cpp", "// #include \"a/b.h\"\n#include <vector>\n  #  include \"c/d.h\"\n")).size() ==
      2);
}

TEST_CASE("planted: an include that points upward") {
  CHECK(rooms("src/crypto/x.h", "#include \"log/entry.h\"\n") == 1);
  CHECK(rooms("src/log/x.h", "#include \"crypto/hash.h\"\n#include \"log/entry.h\"\n#include <vector>\n") == 0);
  CHECK(rooms("src/log/x.h", "#include \"entry.h\"\n") == 1);
  CHECK(rooms("src/log/x.h", "#include \"elsewhere/entry.h\"\n") == 1);
  CHECK(rooms("src/nowhere/x.h", "") == 1);
  CHECK(rooms("cli/main.cpp", "#include \"store/store.h\"\n") == 1);
  CHECK(rooms("cli/main.cpp", "#include \"crypto/sign.h\"\n#include \"crypto/secret.h\"\n") == 1);
  CHECK(rooms("cli/main.cpp", "#include \"base/result.h\"\n#include \"commands/note.h\"\n#include \"output.h\"\n") ==
        0);
}

TEST_CASE("planted: a library out of its place") {
  const auto library = [](const std::string& path, const std::string& name) {
    return count(check_third_party, path, "#include <" + name + ">\n");
  };
  CHECK(library("src/crypto/x.cpp", "sodium.h") == 0);
  CHECK(library("src/crypto/x.h", "sodium.h") == 1);
  CHECK(library("src/noise/x.cpp", "sodium.h") == 1);
  CHECK(library("src/store/x.cpp", "sqlite3.h") == 0);
  CHECK(library("src/app/x.cpp", "sqlite3.h") == 1);
  CHECK(library("src/wire/x.h", "capnp/message.h") == 0);
  CHECK(library("src/log/entry_codec.cpp", "capnp/message.h") == 0);
  CHECK(library("src/log/tree.cpp", "capnp/message.h") == 1);
  CHECK(library("src/log/entry.h", "kj/common.h") == 1);
  CHECK(library("src/noise/x.cpp", "protocol/sync.capnp.h") == 1);
  CHECK(library("src/net/x.h", "asio/ip/tcp.hpp") == 0);
  CHECK(library("src/sync/x.cpp", "asio.hpp") == 1);
  CHECK(library("src/ledger/x.cpp", "date/tz.h") == 0);
  CHECK(library("src/ledger/x.h", "date/tz.h") == 1);
  CHECK(library("src/log/x.cpp", "fmt/format.h") == 0);
  CHECK(library("src/store/x.cpp", "sys/file.h") == 0);
  CHECK(library("src/log/x.cpp", "unistd.h") == 1);
  CHECK(library("src/app/x.cpp", "nlohmann/json.hpp") == 1);
  CHECK(library("src/app/x.cpp", "curl/curl.h") == 1);
  CHECK(library("src/app/x.cpp", "string_view") == 0);
  const auto zones = make_source("src/ledger/a.cpp", "#include <date/tz.h>\n");
  CHECK(check_one_place({zones}).empty());
  CHECK(check_one_place({zones, make_source("src/ledger/b.cpp", "#include <date/date.h>\n")}).size() == 1);
}

TEST_CASE("planted: an impure word in a pure room") {
  const auto pure = [](const std::string& text) { return count(check_purity, "src/ledger/x.cpp", text); };
  for (const std::string bad :
       {"auto t = std::chrono::system_clock::now();", "std::chrono::steady_clock c;", "std::random_device d;",
        "randombytes_buf(p, n);", "FILE* f = fopen(p, m);", "std::ifstream in;", "int s = socket(a, b, c);",
        "auto* h = getenv(name);", "std::thread t;", "auto t = time(nullptr);", "return std::time(nullptr);",
        "x = ::time(p);", "static int calls = 0;", "static std::string cache;", "thread_local int x;",
        "#include <fstream>\n", "#include <thread>\n", "crypto::SystemRandom random;", "if (sleep(1)) f();"}) {
    CAPTURE(bad);
    CHECK(pure(bad) >= 1);
    CHECK(count(check_purity, "src/net/x.cpp", bad) == 0);
  }
  for (const std::string good :
       {"auto t = entry.time();", "Result<Time> time(int x);", "std::chrono::system_clock::time_point t;",
        "// time(0)\n", "auto s = \"getenv\";", "static constexpr int kMax = 3;", "static Result<int> open(int x);",
        "int timeout(int x);", "static_assert(true);", "auto x = zone.clock(now);", "link::connect(x);",
        "static const char* kName = \"x\";"}) {
    CAPTURE(good);
    CHECK(pure(good) == 0);
  }
}

TEST_CASE("planted: co_await in company") {
  for (const std::string good :
       {"co_await f(a, b);", "auto x = co_await f(a);", "const auto x = co_await link.read(buffer, size);",
        "x = co_await f();", "state.x = co_await f(a);", "co_return co_await f(a);",
        "auto executor = co_await asio::this_coro::executor;",
        "std::size_t n = co_await socket.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, error));",
        "if (ready) {\n co_await f(a);\n }", "Result<void> x = co_await f(\n   a,\n   b);",
        "case Step::dial:\n co_await f(a);", "co_await timer->wait(token);", "co_await connect(endpoints_[i]);",
        "else co_await f(a);"}) {
    CAPTURE(good);
    CHECK(awaits(good) == 0);
  }
  for (const std::string bad :
       {"auto x = co_await f(Args{1, 2});", "auto x = co_await f({1, 2});", "f(co_await g());",
        "if (co_await f()) g();", "auto x = co_await f([s] { return s; });", "co_await f(xs[a ? 0 : 1]);",
        "co_await f([s](int i) noexcept(g));", "auto x = co_await f(a ? b : c);", "auto x = a ? co_await f() : g;",
        "co_spawn(co_await asio::this_coro::executor, [s] { run(s); });", "auto x = Pair{co_await f(), 1};",
        "while (co_await f()) g();", "auto x = 1 + co_await f();", "auto x = (co_await f()).value();",
        "auto x = co_await (a.wait() || b.wait());", "auto [a, b] = co_await f(c);", "return g(co_await f(), 1);"}) {
    CAPTURE(bad);
    CHECK(awaits(bad) >= 1);
  }
  CHECK(awaits("auto x = co_await f(co_await g());") >= 1);
  CHECK(count(check_awaits, "src/sync/x.cpp", "co_return;") == 1);
  CHECK(count(check_awaits, "cli/x.cpp", "auto x = co_await f(a);") == 1);
}

TEST_CASE("planted: a second signature") {
  CHECK(count(check_signing, "src/crypto/sign.cpp", "crypto_sign_detached(a, b, c, d, e);") == 0);
  CHECK(count(check_signing, "src/crypto/other.cpp", "crypto_sign_detached(a, b, c, d, e);") == 1);
  CHECK(count(check_signing, "src/log/signing.cpp", "return crypto::sign(key, bytes);") == 0);
  CHECK(count(check_signing, "src/log/head.cpp", "return crypto::sign(key, bytes);") == 1);
  CHECK(count(check_signing, "src/app/vault.cpp", "auto s = sign(key, bytes);") == 1);
  CHECK(count(check_signing, "src/app/vault.cpp",
              "auto s = agreement.sign(key); Result<void> sign(int x); sign_head(a);") == 0);
}

TEST_CASE("planted: a sentence outside the catalogue") {
  const auto sentences = [](const std::string& path, const std::string& text) { return count(check_sentences, path, text); };
  for (const std::string bad :
       {"print(\"Try it again.\");", "return Error{Errc::usage, \"Is that right?\"};", "say(\"Written so far:\\n\");",
        "format(\"{} cannot be read.\", x);", "say(\"`avow sync` brings it.\");", "say(\"Two parts \"\n    \"of one.\");",
        "say(\"Two parts \"  // why\n    \"of one.\");"}) {
    CAPTURE(bad);
    CHECK(sentences("cli/commands/x.cpp", bad) == 1);
    CHECK(sentences("src/app/x.cpp", bad) == 1);
    CHECK(sentences("src/base/text_x.h", bad) == 0);
    CHECK(sentences("src/ledger/x.cpp", bad) == 0);
  }
  for (const std::string good :
       {"line(\"Last sync\", x);", "// Try it again.", "Error{Errc::damaged, \"a stored header\"};", "print(\"{}: {}\");",
        "f(\"Sent.\");", "f(\"A b\", \"c d.\");", "auto c = '\"'; f(); // A b.\n", "#include \"a/b c.h\"\n",
        "format(\"{} ({}):\", a, b);"}) {
    CAPTURE(good);
    CHECK(sentences("cli/x.cpp", good) == 0);
  }
}

TEST_CASE("planted: a sentence that the page and the catalogue both have") {
  const std::vector<Source> catalogue{make_source("src/base/text_x.h", "a = \"Nobody's copy is \"\n  \"here.\"; b = \"not by itself\";"),
                                      make_source("src/base/limits.h", "\"one two three four\"")};
  const auto found = [&](const std::string& text) { return check_said_once(make_source("text.js", text), catalogue).size(); };
  CHECK(found("a: \"Nobody’s copy is here\",\nb: `Nobody's copy is here.`") == 2);
  CHECK(found("b: \"not by itself\", c: \"one two three four\", d: \"Nobody’s copy is here and there.\"") == 0);
}

TEST_CASE("planted: remarks, namespaces, length") {
  CHECK(count(check_using_namespace, "src/log/x.h", "using  namespace std;\n") == 1);
  CHECK(count(check_using_namespace, "src/log/x.cpp", "using namespace std;\n") == 0);
  CHECK(count(check_using_namespace, "src/log/x.h", "using std::string; // using namespace std\n") == 0);
  CHECK(count(check_remarks, "src/log/x.h", "f(); // NOLINT\n") == 1);
  CHECK(count(check_remarks, "src/log/x.h", "f(); // NOLINT(a-b)\n") == 1);
  CHECK(count(check_remarks, "src/log/x.h", "f(); // NOLINT(a-b): C made it\n// NOLINTNEXTLINE(a): so\n") == 0);
  for (const std::string bad :
       {"// TODO(now): x", "// FIXME", "// XXX", "return \"Not implemented\";", "// unimplemented"}) {
    CAPTURE(bad);
    CHECK(count(check_remarks, "src/log/x.h", bad) == 1);
  }
  CHECK(count(check_remarks, "src/log/x.h", "Noise_XXpsk3 TODO(someday): x; mkstemp(\"XXXXXX\")") == 0);
  const auto lines = [](std::size_t n) { return make_source("src/log/x.h", std::string(n, '\n')); };
  CHECK(check_length(lines(600), kLinesMax).empty());
  CHECK(check_length(lines(601), kLinesMax).size() == 1);
}

TEST_CASE("planted: fields") {
  const std::string schema =
      "struct A {  # x @9 :Int8\n  kind @0 :UInt16;\n  struct B { \n    x @0 :Text;\n  }\n  union {\n    none @1 "
      ":Void;\n"
      "    isOnline @2 :Bool;\n  }\n  big @3 :List(UInt64);\n}\n";
  CHECK(fields_of(schema).size() == 5);
  CHECK(check_fields(schema, {"A.kind@0", "B.x@0", "A.none@1", "A.isOnline@2", "A.big@3"}).empty());
  CHECK(check_fields(schema, {"A.kind@0", "B.x@0", "A.none@1", "A.isOnline@2"}).size() == 1);
  CHECK(check_fields(schema, {"A.kind@1", "B.x@0", "A.none@1", "A.isOnline@2", "A.big@3"}).size() == 2);
  CHECK(check_watching(schema).size() == 1);
  CHECK(check_api(schema, {}).size() == 3);  // none, not unset · isOnline without a JSON name · 64 bits
  CHECK(check_api(schema, {"A"}).size() == 2);
  CHECK(check_api("struct A {\n saidAt @0 :Text $Json.name(\"said_at\");\n union {\n  unset @1 :Void;\n }\n}\n", {})
            .empty());
  CHECK(check_api("struct A {\n saidAt @0 :Text $Json.name(\"saidAt\");\n}\n", {}).size() == 1);
}

TEST_CASE("planted: words") {
  CHECK(within_one_edit("abcd", "abcd"));
  CHECK(within_one_edit("abcd", "abxd"));
  CHECK(within_one_edit("abcd", "abcde"));
  CHECK(within_one_edit("bcde", "abcde"));
  CHECK(within_one_edit("abde", "abcde"));
  CHECK_FALSE(within_one_edit("abcd", "abdc"));
  CHECK_FALSE(within_one_edit("abcd", "abcdef"));
  CHECK_FALSE(within_one_edit("abcd", "bcde"));
  CHECK(check_words("abacus\n").size() == 1);  // not 2048
  CHECK(check_words("zebra\nabacus\n").size() == 2);
  CHECK(check_words("abacus\nabacas\n").size() == 4);  // count, order, start, distance
  CHECK(check_words("abc\n").size() == 2);
  CHECK(check_words("Abacus\n").size() == 2);
  CHECK(check_words("abacus").size() == 2);
}
