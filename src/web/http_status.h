// The answers of HTTP that this program gives (RFC 9110, section 15).
#pragma once

#include <string_view>

namespace avow::web {

enum class Status : std::uint16_t {
  ok = 200,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  request_timeout = 408,
  length_required = 411,
  content_too_large = 413,
  unsupported_media_type = 415,
  expectation_failed = 417,
  misdirected_request = 421,
  fields_too_large = 431,
  unavailable = 503,
  version_not_supported = 505,
};

// "Not Found".
std::string_view phrase_of(Status status);

}  // namespace avow::web
