#include "web/access.h"

#include <doctest/doctest.h>

using namespace avow;
using namespace avow::web;

namespace {

constexpr std::uint16_t kPort = 8123;

HttpRequest request(Method method, std::string host, std::string site = "", std::string origin = "") {
  HttpRequest out;
  out.method = method;
  out.target = "/api";
  out.host = std::move(host);
  out.fetch_site = std::move(site);
  out.origin = std::move(origin);
  if (method == Method::post) out.content_type = "application/json";
  return out;
}

std::optional<Status> ask(Wanted wanted, const HttpRequest& asked) { return refusal_of(asked, wanted, kPort); }

}  // namespace

TEST_CASE("only the names of this very place are answered") {
  for (const char* host : {"127.0.0.1:8123", "localhost:8123"}) CHECK_FALSE(ask(Wanted::call, request(Method::get, host)).has_value());
  for (const char* host : {"evil.test:8123", "evil.test", "127.0.0.1", "127.0.0.1:8124", "localhost", "localhost:80", "LOCALHOST:8123",
                           "localhost.:8123", "127.0.0.1:8123.evil.test", "0.0.0.0:8123", "[::1]:8123", "127.1:8123", "127.0.0.1:08123", ""}) {
    CAPTURE(host);
    for (const Wanted wanted : {Wanted::document, Wanted::file, Wanted::call}) {
      CHECK(ask(wanted, request(Method::get, host)) == Status::misdirected_request);
    }
  }
}

TEST_CASE("other sites and other ports load nothing and call nothing") {
  struct Row {
    std::string site;
    bool document, file, call;
  };
  const Row rows[] = {{"", true, true, true},
                      {"same-origin", true, true, true},
                      {"none", true, true, false},
                      {"same-site", false, false, false},
                      {"cross-site", false, false, false},
                      {"new-word", false, false, false}};
  for (const Row& row : rows) {
    CAPTURE(row.site);
    const auto asked = request(Method::get, "127.0.0.1:8123", row.site);
    CHECK(ask(Wanted::document, asked).has_value() != row.document);
    CHECK(ask(Wanted::file, asked).has_value() != row.file);
    CHECK(ask(Wanted::call, asked).has_value() != row.call);
  }
}

TEST_CASE("a link from elsewhere opens the document, and nothing frames or fetches it") {
  auto link = request(Method::get, "localhost:8123", "cross-site");
  link.fetch_mode = "navigate";
  link.fetch_dest = "document";
  CHECK_FALSE(ask(Wanted::document, link).has_value());
  CHECK(ask(Wanted::file, link) == Status::forbidden);
  CHECK(ask(Wanted::call, link) == Status::forbidden);
  link.method = Method::post;
  link.content_type = "application/json";
  CHECK(ask(Wanted::document, link) == Status::forbidden);
  link.method = Method::get;
  link.fetch_dest = "iframe";
  CHECK(ask(Wanted::document, link) == Status::forbidden);
}

TEST_CASE("an origin that is named is this one") {
  CHECK_FALSE(ask(Wanted::call, request(Method::post, "localhost:8123", "", "http://localhost:8123")).has_value());
  for (const char* origin : {"http://127.0.0.1:8123", "http://localhost:8124", "https://localhost:8123", "http://evil.test", "null"}) {
    CAPTURE(origin);
    CHECK(ask(Wanted::call, request(Method::post, "localhost:8123", "same-origin", origin)) == Status::forbidden);
    CHECK(ask(Wanted::file, request(Method::get, "localhost:8123", "same-origin", origin)) == Status::forbidden);
  }
}

TEST_CASE("only what a form cannot send is taken as a body") {
  auto asked = request(Method::post, "localhost:8123");
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx",
                           "application/json; charset=latin1", "application/octet-stream"}) {
    CAPTURE(type);
    asked.content_type = type;
    CHECK(ask(Wanted::call, asked) == Status::unsupported_media_type);
  }
  asked.content_type = "application/json; charset=utf-8";
  CHECK_FALSE(ask(Wanted::call, asked).has_value());
  asked.content_type = "application/octet-stream";
  CHECK_FALSE(ask(Wanted::bytes, asked).has_value());
  asked.content_type = "application/json";
  CHECK(ask(Wanted::bytes, asked) == Status::unsupported_media_type);
}
