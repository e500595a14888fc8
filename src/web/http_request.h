// One request of a browser, whole and checked: what it asks for and who says that it asks. Of its header fields only
// those that decide something here. Value; its body may be a passphrase, so it is wiped when it goes.
#pragma once

#include <string>

#include "crypto/secret.h"

namespace avow::web {

enum class Method : std::uint8_t { get, head, post, erase, other };  // erase: DELETE

struct HttpRequest {
  HttpRequest() = default;
  HttpRequest(HttpRequest&&) = default;
  HttpRequest& operator=(HttpRequest&&) = default;
  HttpRequest(const HttpRequest&) = delete;
  HttpRequest& operator=(const HttpRequest&) = delete;
  ~HttpRequest() { crypto::wipe(body); }

  Method method = Method::other;
  std::string target;         // begins with "/"
  std::string host;
  std::string origin;         // "" = none was named, here and below
  std::string fetch_site;
  std::string fetch_mode;
  std::string fetch_dest;
  std::string content_type;
  std::string authorization;
  std::string if_none_match;
  std::string accept_encoding;
  std::string request_id;     // of the page's own: web/given_answers.h
  std::string body;
  bool keeps_alive = true;
};

}  // namespace avow::web
