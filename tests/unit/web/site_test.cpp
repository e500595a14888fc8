#include "web/site.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::web;

namespace {

struct House {
  testing::SeededRandom random{3};
  TimePoint now{};
  Site site{random, 8123, ""};

  HttpRequest request(Method method, std::string target, std::string authorization = "", std::string body = "") {
    HttpRequest out;
    out.method = method;
    out.target = std::move(target);
    out.host = "127.0.0.1:8123";
    out.authorization = std::move(authorization);
    out.body = std::move(body);
    constexpr std::array kBytes{"/unlock", "/init", "/init/shown", "/restore", "/restore/piece", "/backup/verify", "/passphrase", "/wipe"};
    const bool bytes = std::find(kBytes.begin(), kBytes.end(), out.target) != kBytes.end();
    if (method == Method::post) out.content_type = bytes ? "application/octet-stream" : "application/json";
    return out;
  }
  Act ask(HttpRequest asked) { return site.take(std::move(asked), "open", now); }
  HttpResponse answer(HttpRequest asked) {
    Act act = ask(std::move(asked));
    if (const auto* entry = std::get_if<Entry>(&act)) return entry->answer;
    REQUIRE(std::holds_alternative<HttpResponse>(act));
    return std::get<HttpResponse>(act);
  }
  std::string enter() {
    const auto token = site.sessions().issue_token(now);
    const auto said = answer(request(Method::post, "/session", "", "{\"token\":\"" + token + "\"}"));
    REQUIRE(said.status == Status::ok);
    const auto data = nlohmann::json::parse(said.body).at("data");
    CHECK(data.at("state") == "open");
    return "Bearer " + data.at("session").get<std::string>();
  }
};

}  // namespace

TEST_CASE("files are served whole, with their types and their hashes") {
  House house;
  const auto page = house.answer(house.request(Method::get, "/"));
  CHECK(page.status == Status::ok);
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(page.body.starts_with("<!doctype html>"));
  CHECK(page.etag == '"' + to_hex(crypto::sha256(bytes_of(page.body))) + '"');
  CHECK(house.answer(house.request(Method::get, "/app.js")).content_type == "text/javascript; charset=utf-8");
  CHECK(house.answer(house.request(Method::get, "/style.css")).content_type == "text/css; charset=utf-8");
  const auto head = house.answer(house.request(Method::head, "/"));
  CHECK(head.etag == page.etag);
  auto again = house.request(Method::get, "/");
  again.if_none_match = page.etag;
  CHECK(house.answer(std::move(again)).status == Status::not_modified);
}

TEST_CASE("the files inside the program are those of the folder") {
  const std::filesystem::path folder = std::filesystem::path(AVOW_SOURCE_DIR) / "src/web/assets";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string name = std::filesystem::relative(entry.path(), folder).generic_string();
    CAPTURE(name);
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string body(std::istreambuf_iterator<char>(file), {});
    const auto asset = Assets("").find("/" + name);
    REQUIRE(asset.has_value());
    CHECK(asset->body == body);
    CHECK_FALSE(asset->is_packed);
    CHECK(asset->type != "application/octet-stream");
  }
  CHECK(embedded_files().size() == files);
  CHECK(files >= 3);
}

TEST_CASE("a file goes packed to whoever takes gzip, and as it is to all others") {
  House house;
  const auto ask = [&house](std::string accepts) {
    auto request = house.request(Method::get, "/text.js");
    request.accept_encoding = std::move(accepts);
    return house.answer(std::move(request));
  };
  const HttpResponse plain = ask("");
  CHECK_FALSE(plain.is_packed);
  for (const char* accepts : {"gzip", "gzip, deflate, br, zstd", "br,gzip", "deflate ,\tgzip "}) {
    CAPTURE(accepts);
    const HttpResponse packed = ask(accepts);
    CHECK(packed.is_packed);
    CHECK(packed.body.starts_with("\x1f\x8b\x08"));
    CHECK(std::string_view(packed.body).substr(4, 4) == std::string_view("\0\0\0\0", 4));  // no date: every build gives these bytes
    CHECK(packed.body.size() < plain.body.size() / 2);
    CHECK(packed.etag == '"' + to_hex(crypto::sha256(bytes_of(packed.body))) + '"');
  }
  for (const char* accepts : {"identity", "gzip;q=0", "gzipped", "x-gzip", ",", " ", ",,", "*", "gzi p"}) {
    CAPTURE(accepts);
    CHECK(ask(accepts).body == plain.body);
  }
  CHECK_FALSE(Assets((std::filesystem::path(AVOW_SOURCE_DIR) / "src/web/assets").string()).find("/text.js", true)->is_packed);
}

TEST_CASE("a folder of files is read anew each time, and nothing beside it") {
  const auto root = std::filesystem::temp_directory_path() / "avow-assets-test";
  std::filesystem::remove_all(root);
  std::filesystem::create_directories(root / "page" / "sub");
  const auto write = [&root](const char* name, std::string_view text) { std::ofstream(root / name) << text; };
  write("secret.txt", "not yours");
  write("page/index.html", "one");
  write("page/.hidden", "x");
  write("page/sub/a.js", "a");
  const Assets assets((root / "page").string());
  CHECK(assets.find("/")->body == "one");
  write("page/index.html", "two");
  CHECK(assets.find("/")->body == "two");
  CHECK(assets.find("/sub/a.js")->type == "text/javascript; charset=utf-8");
  for (const char* target : {"/../secret.txt", "/sub/../../secret.txt", "/.hidden", "/sub", "/sub/", "//etc/passwd", "/./index.html",
                             "/index.html?x", "/%2e%2e/secret.txt", "", "/app.js"}) {
    CAPTURE(target);
    CHECK_FALSE(assets.find(target).has_value());
  }
  write("page/large.js", std::string(limits::kPageAssetBytesMax, 'a'));
  CHECK(assets.find("/large.js").has_value());
  write("page/large.js", std::string(limits::kPageAssetBytesMax + 1, 'a'));
  CHECK_FALSE(assets.find("/large.js").has_value());
  std::filesystem::remove_all(root);
}

TEST_CASE("a token becomes a session once, and without one nothing is answered") {
  House house;
  const std::string session = house.enter();
  for (const char* target : {"/api", "/api/refresh", "/leave", "/unlock", "/init", "/init/shown", "/restore", "/restore/piece", "/backup/verify", "/passphrase", "/wipe"}) {
    CHECK(house.answer(house.request(Method::post, target, "", "{}")).status == Status::unauthorized);
    CHECK(house.answer(house.request(Method::post, target, session + "X", "{}")).status == Status::unauthorized);
  }
  for (const char* target : {"/events", "/session"}) CHECK(house.answer(house.request(Method::get, target)).status == Status::unauthorized);
  CHECK(house.answer(house.request(Method::erase, "/session")).status == Status::unauthorized);
  CHECK(house.answer(house.request(Method::post, "/session", "", "{\"token\":\"AAAA\"}")).status == Status::unauthorized);
  for (const char* body : {"", "{", "{\"token\":1}", "{\"other\":\"x\"}", "[]"}) {
    CHECK(house.answer(house.request(Method::post, "/session", "", body)).status == Status::bad_request);
  }
  CHECK(nlohmann::json::parse(house.answer(house.request(Method::get, "/session", session)).body).at("data").at("state") == "open");
}

TEST_CASE("a session's requests mean what their address says") {
  House house;
  const std::string session = house.enter();
  Act call = house.ask(house.request(Method::post, "/api", session, "{\"today\":null}"));
  REQUIRE(std::holds_alternative<Call>(call));
  CHECK(std::get<Call>(call).body == "{\"today\":null}");
  CHECK_FALSE(std::get<Call>(call).by_itself);
  Act again = house.ask(house.request(Method::post, "/api/refresh", session, "{}"));
  REQUIRE(std::holds_alternative<Call>(again));
  CHECK(std::get<Call>(again).by_itself);
  constexpr std::pair<const char*, Purpose> kTyped[] = {{"/unlock", Purpose::unlock}, {"/init", Purpose::make_vault}, {"/init/shown", Purpose::code_shown},
                                                        {"/restore", Purpose::restore}, {"/backup/verify", Purpose::verify_backup}, {"/passphrase", Purpose::change_passphrase}, {"/wipe", Purpose::wipe}};
  for (const auto& [target, purpose] : kTyped) {
    Act typed = house.ask(house.request(Method::post, target, session, "one\ntwo"));
    REQUIRE(std::holds_alternative<Typed>(typed));
    CHECK(std::get<Typed>(typed).purpose == purpose);
    CHECK(std::get<Typed>(typed).text == "one\ntwo");
  }
  Act piece = house.ask(house.request(Method::post, "/restore/piece", session, "bytes"));
  REQUIRE(std::holds_alternative<BackupPiece>(piece));
  CHECK(std::get<BackupPiece>(piece).bytes == "bytes");
  CHECK(std::holds_alternative<Watch>(house.ask(house.request(Method::get, "/events", session))));
  const auto farewell = [&](Method method, const char* target) {
    const Act act = house.ask(house.request(method, target, session, "{}"));
    REQUIRE(std::holds_alternative<Farewell>(act));
    return std::get<Farewell>(act).locks;
  };
  CHECK_FALSE(farewell(Method::erase, "/session"));
  CHECK(farewell(Method::post, "/leave"));
}

TEST_CASE("an id of a request is looked at, and belongs to a session and to what was asked") {
  House house;
  const std::string id = "0123456789-abcdef_ABCDEF";
  const auto key = [&house](const std::string& session, const std::string& text, const char* body) {
    auto request = house.request(Method::post, "/api", session, body);
    request.request_id = text;
    return std::get<Call>(house.ask(std::move(request))).key;
  };
  const std::string session = house.enter();
  const std::string other = house.enter();
  const auto first = key(session, id, "{}");
  REQUIRE(first.has_value());
  CHECK(key(session, id, "{}") == first);
  CHECK(key(session, id + "1", "{}") != first);
  CHECK(key(session, id, "{ }") != first);
  CHECK(key(other, id, "{}") != first);
  CHECK_FALSE(key(session, "", "{}").has_value());
  for (const std::string& bad : {std::string("short"), std::string(65, 'a'), id + " ", id + "\"", id + "/"}) {
    CAPTURE(bad);
    auto request = house.request(Method::post, "/api", session, "{}");
    request.request_id = bad;
    CHECK(house.answer(std::move(request)).status == Status::bad_request);
  }
}

TEST_CASE("other methods and other addresses are told so") {
  House house;
  const std::string session = house.enter();
  CHECK(house.answer(house.request(Method::get, "/nothing")).status == Status::not_found);
  CHECK(house.answer(house.request(Method::post, "/nothing")).status == Status::not_found);
  struct Row {
    Method method;
    const char* target;
    const char* allow;
  };
  constexpr const char* kSession = "GET, POST, DELETE";
  for (const Row& row : {Row{Method::post, "/", "GET, HEAD"}, Row{Method::other, "/app.js", "GET, HEAD"}, Row{Method::get, "/api", "POST"},
                         Row{Method::erase, "/unlock", "POST"}, Row{Method::post, "/events", "GET"}, Row{Method::head, "/events", "GET"},
                         Row{Method::other, "/session", kSession}, Row{Method::head, "/session", kSession}}) {
    CAPTURE(row.target);
    const auto answer = house.answer(house.request(row.method, row.target, session));
    CHECK(answer.status == Status::method_not_allowed);
    CHECK(answer.allow == row.allow);
  }
}

TEST_CASE("nobody from elsewhere gets as far as a session") {
  House house;
  const std::string session = house.enter();
  const auto token = house.site.sessions().issue_token(house.now);
  auto foreign = house.request(Method::post, "/session", "", "{\"token\":\"" + token + "\"}");
  foreign.origin = "http://evil.test";
  CHECK(house.answer(std::move(foreign)).status == Status::forbidden);
  auto rebound = house.request(Method::post, "/api", session, "{}");
  rebound.host = "evil.test:8123";
  CHECK(house.answer(std::move(rebound)).status == Status::misdirected_request);
  // The token was not used up by the one who may not ask.
  CHECK(house.answer(house.request(Method::post, "/session", "", "{\"token\":\"" + token + "\"}")).status == Status::ok);
}
