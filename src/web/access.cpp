#include "web/access.h"

#include <string>

namespace avow::web {
namespace {

// Why both: people type either. What a name server says about any other name is not ours to believe.
bool is_own_host(std::string_view host, std::uint16_t port) {
  const std::string end = ":" + std::to_string(port);
  return host == "127.0.0.1" + end || host == "localhost" + end;
}

bool is_open_navigation(const HttpRequest& request) {
  return request.method == Method::get && request.fetch_mode == "navigate" && request.fetch_dest == "document";
}

// Browsers send these fields and let no page change them; other programs on this computer send none.
bool is_own_site(const HttpRequest& request, Wanted wanted) {
  const std::string& site = request.fetch_site;
  if (site.empty() || site == "same-origin") return true;
  if (wanted == Wanted::document && is_open_navigation(request)) return true;
  return site == "none" && (wanted == Wanted::document || wanted == Wanted::file);
}

bool is_json(std::string_view type) { return type == "application/json" || type == "application/json; charset=utf-8"; }

}  // namespace

std::optional<Status> refusal_of(const HttpRequest& request, Wanted wanted, std::uint16_t port) {
  if (!is_own_host(request.host, port)) return Status::misdirected_request;
  if (!is_own_site(request, wanted)) return Status::forbidden;
  if (!request.origin.empty() && request.origin != "http://" + request.host) return Status::forbidden;
  // Why: a form of another site can send neither of them without being asked first, and is never allowed.
  const bool is_fit = wanted == Wanted::bytes ? request.content_type == "application/octet-stream" : is_json(request.content_type);
  if (request.method == Method::post && !is_fit) return Status::unsupported_media_type;
  return std::nullopt;
}

}  // namespace avow::web
