#include "web/request_reader.h"

#include <doctest/doctest.h>

#include "base/limits.h"

using namespace avow;
using namespace avow::web;

namespace {

constexpr std::string_view kHost = "Host: 127.0.0.1:8123\r\n";

std::string get(std::string_view fields) { return "GET / HTTP/1.1\r\n" + std::string(kHost) + std::string(fields) + "\r\n"; }
std::string post(std::string_view fields, std::string_view body) {
  return "POST /api HTTP/1.1\r\n" + std::string(kHost) + std::string(fields) + "\r\n" + std::string(body);
}

// What becomes of these bytes, given in parts of `size`: a request, or why it is none, or neither yet.
struct Outcome {
  std::optional<HttpRequest> request;
  std::optional<Status> failure;
  std::size_t used = 0;
};
Outcome read(std::string_view bytes, std::size_t size = std::string_view::npos) {
  RequestReader reader;
  Outcome out;
  while (out.used < bytes.size()) {
    const auto part = bytes.substr(out.used, size);
    const auto used = reader.receive(bytes_of(part));
    out.used += used;
    if (used < part.size()) break;
  }
  out.failure = reader.failure();
  out.request = reader.take();
  return out;
}

std::optional<Status> failure_of(std::string_view bytes) {
  const auto whole = read(bytes).failure;
  CHECK(read(bytes, 1).failure == whole);  // however it was cut
  return whole;
}

}  // namespace

TEST_CASE("a request comes out as it went in, however it was cut") {
  const std::string bytes = post("Content-Type: application/json\r\nOrigin: http://127.0.0.1:8123\r\nAuthorization: Bearer X\r\n"
                                 "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nAccept-Encoding: gzip, br\r\nAvow-Request-Id: abc\r\nContent-Length: 5\r\n",
                                 "{\"a\"}");
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::string::npos}) {
    const auto out = read(bytes, size);
    REQUIRE(out.request.has_value());
    CHECK(out.request->method == Method::post);
    CHECK(out.request->target == "/api");
    CHECK(out.request->host == "127.0.0.1:8123");
    CHECK(out.request->origin == "http://127.0.0.1:8123");
    CHECK(out.request->content_type == "application/json");
    CHECK(out.request->authorization == "Bearer X");
    CHECK(out.request->request_id == "abc");
    CHECK(out.request->fetch_site == "same-origin");
    CHECK(out.request->fetch_mode == "cors");
    CHECK(out.request->fetch_dest == "empty");
    CHECK(out.request->accept_encoding == "gzip, br");
    CHECK(out.request->body == "{\"a\"}");
    CHECK(out.request->keeps_alive);
    CHECK(out.used == bytes.size());
  }
}

TEST_CASE("what follows a request belongs to the next one") {
  const std::string one = get("");
  CHECK(read(one + one).used == one.size());
  const std::string two = post("Content-Length: 2\r\n", "{}");
  CHECK(read(two + one).used == two.size());
  CHECK_FALSE(read(get("Connection: close\r\n")).request->keeps_alive);
}

TEST_CASE("half a request is none yet, and no failure") {
  const std::string bytes = post("Content-Length: 2\r\n", "{}");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto out = read(std::string_view(bytes).substr(0, size));
    CHECK_FALSE(out.request.has_value());
    CHECK_FALSE(out.failure.has_value());
  }
}

TEST_CASE("what two readers could read in two ways is refused") {
  struct Form {
    std::string bytes;
    Status status;
  };
  const std::vector<Form> forms{
      // Two lengths, or a length and pieces
      {post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), Status::bad_request},
      {post("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "0\r\n\r\n"), Status::bad_request},
      {post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"), Status::bad_request},
      {post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), Status::bad_request},
      {post("Content-Length: 2, 2\r\n", "{}"), Status::bad_request},
      {post("Content-Length: +2\r\n", "{}"), Status::bad_request},
      {post("Content-Length: -1\r\n", "{}"), Status::bad_request},
      {post("Content-Length: 0x2\r\n", "{}"), Status::bad_request},
      {post("Content-Length: 99999999999999999999999\r\n", "{}"), Status::bad_request},
      {post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), Status::length_required},
      {post("Transfer-Encoding: identity\r\n", "{}"), Status::length_required},
      {post("Transfer-Encoding: xchunked\r\n", "{}"), Status::length_required},
      {post("", ""), Status::length_required},
      {get("Content-Length: 2\r\n") + "{}", Status::bad_request},
      {get("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", Status::length_required},
      // Hosts
      {"GET / HTTP/1.1\r\n\r\n", Status::bad_request},
      {get("Host: evil.test\r\n"), Status::bad_request},
      {get(kHost), Status::bad_request},
      // Other fields that decide something, twice
      {get("Origin: http://a\r\nOrigin: http://b\r\n"), Status::bad_request},
      {get("Sec-Fetch-Site: none\r\nsec-fetch-site: same-origin\r\n"), Status::bad_request},
      {get("Accept-Encoding: gzip\r\nAccept-Encoding: identity\r\n"), Status::bad_request},
      {get("Authorization: Bearer A\r\nAuthorization: Bearer B\r\n"), Status::bad_request},
      // Lines and bytes
      {"GET / HTTP/1.1\nHost: 127.0.0.1:8123\n\n", Status::bad_request},
      {"GET / HTTP/1.1\r\nHost: 127.0.0.1:8123\n\r\n", Status::bad_request},
      {get("X: a\r b\r\n"), Status::bad_request},
      {get("X: a\r\n b\r\n"), Status::bad_request},
      {get("X: a\r\n\tb\r\n"), Status::bad_request},
      {get(std::string("X: a\0b\r\n", 8)), Status::bad_request},
      {get("X: a\x01\r\n"), Status::bad_request},
      {get("X: a\x7F\r\n"), Status::bad_request},
      {get("X: \xC3\xA9\r\n"), Status::bad_request},
      {get("X : a\r\n"), Status::bad_request},
      {get(": a\r\n"), Status::bad_request},
      {get("X(: a\r\n"), Status::bad_request},
      {"\r\n\r\n" + get(""), Status::bad_request},
      {"\x16\x03\x01\x02", Status::bad_request},  // a browser that tries TLS
      // Targets, methods and versions
      {"GET http://127.0.0.1:8123/ HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::bad_request},
      {"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::bad_request},
      {"CONNECT 127.0.0.1:8123 HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::bad_request},
      {"GET  / HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::bad_request},
      {"GET / HTTP/1.1 \r\nHost: 127.0.0.1:8123\r\n\r\n", Status::version_not_supported},
      {"GET /a\\b HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::bad_request},
      {"GET / HTTP/1.0\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::version_not_supported},
      {"GET / HTTP/2.0\r\nHost: 127.0.0.1:8123\r\n\r\n", Status::version_not_supported},
      {"GET /\r\n\r\n", Status::bad_request},
      {post("Content-Length: 2\r\nExpect: 100-continue\r\n", "{}"), Status::expectation_failed},
  };
  for (const Form& form : forms) {
    CAPTURE(form.bytes);
    CHECK(failure_of(form.bytes) == form.status);
    CHECK_FALSE(read(form.bytes).request.has_value());
  }
}

TEST_CASE("a head, its fields and a body have their largest size") {
  const std::string frame = get("X: \r\n");
  CHECK(read(get("X: " + std::string(limits::kPageHeadBytesMax - frame.size(), 'a') + "\r\n")).request.has_value());
  CHECK(failure_of(get("X: " + std::string(limits::kPageHeadBytesMax - frame.size() + 1, 'a') + "\r\n")) == Status::fields_too_large);

  const auto fields = [](std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i < count; ++i) out += "X" + std::to_string(i) + ": a\r\n";  // one is Host
    return get(out);
  };
  CHECK(read(fields(limits::kPageFieldsMax)).request.has_value());
  CHECK(failure_of(fields(limits::kPageFieldsMax + 1)) == Status::fields_too_large);
  CHECK(read(fields(200'000)).failure == Status::fields_too_large);

  const auto body = [](std::size_t size) {
    return post("Content-Length: " + std::to_string(size) + "\r\n", std::string(size, 'a'));
  };
  CHECK(read(body(limits::kPageBodyBytesMax)).request->body.size() == limits::kPageBodyBytesMax);
  const auto larger = read(body(limits::kPageBodyBytesMax + 1));
  CHECK(larger.failure == Status::content_too_large);
  CHECK(larger.used < limits::kPageHeadBytesMax);  // none of it was read
}
