#include "web/http_response.h"

#include <doctest/doctest.h>

#include <vector>

using namespace avow::web;

TEST_CASE("every answer carries what keeps others out") {
  const std::vector<std::string> answers{encode({.body = "x"}, false), encode(bare(Status::unauthorized), true),
                                         encode({.status = Status::not_modified, .etag = "\"e\""}, false), stream_head(kJsonLines)};
  for (const std::string& answer : answers) {
    CAPTURE(answer);
    for (const char* guard :
         {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "font-src 'self'",
          "form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'", "trusted-types avow",
          "X-Content-Type-Options: nosniff", "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
          "Referrer-Policy: no-referrer", "Permissions-Policy: ", "Cache-Control: no-"}) {
      CAPTURE(guard);
      CHECK(answer.find(guard) != std::string::npos);
    }
    for (const char* never : {"Set-Cookie", "Access-Control-", "Server:", "unsafe"}) CHECK(answer.find(never) == std::string::npos);
  }
}

TEST_CASE("only files may be kept, and are asked for again") {
  CHECK(encode({.body = "x"}, false).find("Cache-Control: no-store\r\n") != std::string::npos);
  const std::string file = encode({.body = "x", .etag = "\"e\""}, false);
  CHECK(file.find("Cache-Control: no-cache\r\nETag: \"e\"\r\nVary: Accept-Encoding\r\n") != std::string::npos);
  CHECK(file.ends_with("Content-Length: 1\r\n\r\nx"));
  CHECK(file.find("Content-Encoding") == std::string::npos);
  const std::string packed = encode({.body = "x", .etag = "\"e\"", .is_packed = true}, false);
  CHECK(packed.ends_with("Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"));
  CHECK(encode({.body = "x"}, false).find("Vary") == std::string::npos);
}

TEST_CASE("answers without a body have none") {
  for (const Status status : {Status::no_content, Status::not_modified}) {
    const std::string answer = encode({.status = status, .body = "x"}, false);
    CHECK(answer.ends_with("\r\n\r\n"));
    CHECK(answer.find("Content-") == answer.find("Content-Security-Policy"));
    CHECK(answer.find("Content-Length") == std::string::npos);
  }
}

TEST_CASE("a method that is not taken names those that are") {
  HttpResponse response = bare(Status::method_not_allowed);
  response.allow = "GET";
  CHECK(encode(response, false).find("Allow: GET\r\n") != std::string::npos);
}
