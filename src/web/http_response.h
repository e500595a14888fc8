// Answers as bytes: the head with everything that keeps other sites out of the page, then a body, whole or in pieces.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "web/http_status.h"

namespace avow::web {

inline constexpr std::string_view kJson = "application/json; charset=utf-8";
inline constexpr std::string_view kJsonLines = "application/x-ndjson; charset=utf-8";
inline constexpr std::string_view kPlain = "text/plain; charset=utf-8";
inline constexpr std::string_view kEventStream = "text/event-stream; charset=utf-8";

// Value.
struct HttpResponse {
  Status status = Status::ok;
  std::string content_type = {};
  std::string body = {};
  std::string etag = {};       // files only: it may be kept and asked for again; all else is kept nowhere
  bool is_packed = false;      // the body is gzip
  std::string allow = {};      // with method_not_allowed
};

// One that says only its status.
HttpResponse bare(Status status);

// JSON in an envelope: {"v":1,"data":…}.
HttpResponse enveloped(std::string_view json);

// The whole answer. `closes`: the last one of this connection.
enum class Part : std::uint8_t { all, head };  // head: what would be said, without the body (RFC 9110, 9.3.2)
std::string encode(const HttpResponse& response, bool closes, Part part = Part::all);
// The head of one whose body comes in pieces; then pieces, then last_piece().
std::string stream_head(std::string_view content_type);
std::string piece(std::string_view body);  // "" for ""
std::string_view last_piece();

}  // namespace avow::web
