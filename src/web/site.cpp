#include "web/site.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "web/access.h"
#include "web/page_json.h"

namespace avow::web {
namespace {

HttpResponse not_that_way(std::string allow) {
  HttpResponse out = bare(Status::method_not_allowed);
  out.allow = std::move(allow);
  return out;
}

std::optional<Purpose> purpose_of(std::string_view target) {
  if (target == "/unlock") return Purpose::unlock;
  if (target == "/init") return Purpose::make_vault;
  if (target == "/init/shown") return Purpose::code_shown;
  if (target == "/restore") return Purpose::restore;
  if (target == "/backup/verify") return Purpose::verify_backup;
  if (target == "/passphrase") return Purpose::change_passphrase;
  if (target == "/wipe") return Purpose::wipe;
  return std::nullopt;
}

Wanted wanted_of(std::string_view target) {
  constexpr std::string_view kCalls[] = {"/api", "/api/refresh", "/leave", "/events", "/session", "/session/others"};
  if (purpose_of(target) || target == "/restore/piece") return Wanted::bytes;
  if (std::find(std::begin(kCalls), std::end(kCalls), target) != std::end(kCalls)) return Wanted::call;
  return target == "/" ? Wanted::document : Wanted::file;
}

// As a page makes them up: long enough never to meet another.
bool is_request_id(std::string_view id) {
  constexpr std::size_t kShortest = 22;
  constexpr std::size_t kLongest = 64;
  if (id.size() < kShortest || id.size() > kLongest) return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

// Does a list such as "gzip, deflate;q=0.5" name gzip (RFC 9110, 12.5.3)? Only what browsers write counts; whoever writes
// anything else gets the file as it is.
bool takes_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const auto one = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(std::min(one.size() + 1, accept_encoding.size()));
    const auto begin = std::min(one.find_first_not_of(" \t"), one.size());
    if (one.substr(begin, one.find_last_not_of(" \t") + 1 - begin) == "gzip") return true;
  }
  return false;
}

// What each of these takes.
std::string_view allowed(std::string_view target) {
  if (target == "/events") return "GET";
  if (target == "/session/others") return "DELETE";
  return target == "/session" ? "GET, POST, DELETE" : "POST";
}

}  // namespace

Act Site::take(HttpRequest request, std::string_view state, TimePoint now) {
  const Wanted wanted = wanted_of(request.target);
  if (const auto refused = refusal_of(request, wanted, port_)) return bare(*refused);
  if (request.target == "/session") return take_session(std::move(request), state, now);
  if (wanted == Wanted::call || wanted == Wanted::bytes) return take_call(std::move(request), now);
  const auto asset = assets_.find(request.target, takes_gzip(request.accept_encoding));
  if (!asset) return bare(Status::not_found);
  if (request.method != Method::get && request.method != Method::head) return not_that_way("GET, HEAD");
  return file(request, *asset);
}

HttpResponse Site::file(const HttpRequest& request, const Asset& asset) const {
  if (request.if_none_match == asset.etag) return {.status = Status::not_modified, .etag = asset.etag};
  return {.content_type = asset.type, .body = asset.body, .etag = asset.etag, .is_packed = asset.is_packed};
}

Act Site::take_session(HttpRequest request, std::string_view state, TimePoint now) {
  if (request.method == Method::other || request.method == Method::head) return not_that_way(std::string(allowed(request.target)));
  if (request.method == Method::post) {
    const auto token = token_in(request.body);
    if (!token.ok()) return bare(Status::bad_request);
    const auto session = sessions_.exchange(*token, now);
    if (!session) return bare(Status::unauthorized);
    return Entry{enveloped(fmt::format("{{\"session\":\"{}\",\"state\":\"{}\"}}", *session, state))};
  }
  const auto known = sessions_.recognise(request.authorization, now);
  if (!known) return bare(Status::unauthorized);
  if (request.method == Method::erase) return Farewell{*known, false};
  return enveloped(fmt::format("{{\"state\":\"{}\"}}", state));
}

Act Site::take_call(HttpRequest request, TimePoint now) {
  const bool watches = request.target == "/events";
  const bool ends_others = request.target == "/session/others";
  if (request.method != (watches ? Method::get : ends_others ? Method::erase : Method::post)) return not_that_way(std::string(allowed(request.target)));
  const auto known = sessions_.recognise(request.authorization, now);
  if (!known) return bare(Status::unauthorized);
  if (watches) return Watch{*known};
  if (ends_others) return Alone{*known};
  if (const auto purpose = purpose_of(request.target)) return Typed{*purpose, std::move(request.body)};
  if (request.target == "/leave") return Farewell{*known, true};
  if (request.target == "/restore/piece") return BackupPiece{std::move(request.body)};
  if (!request.request_id.empty() && !is_request_id(request.request_id)) return bare(Status::bad_request);
  Call call{*known, std::move(request.body), request.target == "/api/refresh"};
  if (!request.request_id.empty()) call.key = key_of(*known, request.request_id, call.body);
  return call;
}

}  // namespace avow::web
