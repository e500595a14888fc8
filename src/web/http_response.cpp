#include "web/http_response.h"

#include <fmt/format.h>

#include "base/assert.h"

namespace avow::web {
namespace {

// Why all of them with every answer: which one an attack would need is not to be thought about each time.
constexpr std::string_view kGuards =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; "
    "trusted-types avow\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Embedder-Policy: require-corp\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Frame-Options: DENY\r\n"
    "Permissions-Policy: camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

std::string field(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{}: {}\r\n", name, value);
}

std::string status_line(Status status) {
  return fmt::format("HTTP/1.1 {} {}\r\n", static_cast<unsigned>(status), phrase_of(status));
}

}  // namespace

std::string_view phrase_of(Status status) {
  switch (status) {
    case Status::ok: return "OK";
    case Status::no_content: return "No Content";
    case Status::not_modified: return "Not Modified";
    case Status::bad_request: return "Bad Request";
    case Status::unauthorized: return "Unauthorized";
    case Status::forbidden: return "Forbidden";
    case Status::not_found: return "Not Found";
    case Status::method_not_allowed: return "Method Not Allowed";
    case Status::request_timeout: return "Request Timeout";
    case Status::length_required: return "Length Required";
    case Status::content_too_large: return "Content Too Large";
    case Status::unsupported_media_type: return "Unsupported Media Type";
    case Status::expectation_failed: return "Expectation Failed";
    case Status::misdirected_request: return "Misdirected Request";
    case Status::fields_too_large: return "Request Header Fields Too Large";
    case Status::unavailable: return "Service Unavailable";
    case Status::version_not_supported: return "HTTP Version Not Supported";
  }
  AVOW_ASSERT(false);
}

HttpResponse bare(Status status) {
  return {.status = status, .content_type = std::string(kPlain), .body = std::string(phrase_of(status)) + "\n"};
}

HttpResponse enveloped(std::string_view json) {
  return {.content_type = std::string(kJson), .body = fmt::format("{{\"v\":1,\"data\":{}}}\n", json)};
}

std::string encode(const HttpResponse& response, bool closes, Part part) {
  const bool has_body = response.status != Status::no_content && response.status != Status::not_modified;
  std::string out = status_line(response.status);
  out += kGuards;
  out += field("Cache-Control", response.etag.empty() ? "no-store" : "no-cache");
  out += field("ETag", response.etag);
  out += field("Vary", response.etag.empty() ? "" : "Accept-Encoding");
  out += field("Allow", response.allow);
  out += field("Connection", closes ? "close" : "");
  if (response.status == Status::unauthorized) out += field("WWW-Authenticate", "Bearer");
  if (!has_body) return out + "\r\n";
  out += field("Content-Type", response.content_type);
  out += field("Content-Encoding", response.is_packed ? "gzip" : "");
  out += fmt::format("Content-Length: {}\r\n\r\n", response.body.size());
  return part == Part::head ? out : out + response.body;
}

std::string stream_head(std::string_view content_type) {
  std::string out = status_line(Status::ok);
  out += kGuards;
  out += field("Cache-Control", "no-store");
  out += field("Content-Type", content_type);
  return out + "Transfer-Encoding: chunked\r\n\r\n";
}

std::string piece(std::string_view body) {
  return body.empty() ? std::string() : fmt::format("{:x}\r\n{}\r\n", body.size(), body);
}

std::string_view last_piece() { return "0\r\n\r\n"; }

}  // namespace avow::web
