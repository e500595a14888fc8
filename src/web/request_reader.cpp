#include "web/request_reader.h"

#include <algorithm>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>

#include "base/limits.h"

namespace avow::web {
namespace {

namespace http = boost::beast::http;
using Fields = http::request<http::string_body>;

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr unsigned kHttp11 = 11;

// Those that decide something: twice would be two answers to one question.
constexpr http::field kOnlyOnce[] = {http::field::host, http::field::origin, http::field::authorization,
                                     http::field::content_type, http::field::content_length, http::field::if_none_match,
                                     http::field::accept_encoding};
constexpr const char* kOnlyOnceToo[] = {"Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Avow-Request-Id"};

// May `c` stand in a head behind `before`? Only printable ASCII, and line ends of both bytes.
bool is_sound(char before, char c) {
  if (c == '\n') return before == '\r';
  if (before == '\r') return false;
  if (before == '\n' && (c == ' ' || c == '\t')) return false;  // a folded line
  return c == '\r' || c == '\t' || (c >= ' ' && c <= '~');
}

Status status_of(const boost::beast::error_code& failure) {
  if (failure == http::error::body_limit) return Status::content_too_large;
  if (failure == http::error::header_limit) return Status::fields_too_large;
  if (failure == http::error::bad_version) return Status::version_not_supported;
  return Status::bad_request;
}

Method method_of(http::verb verb) {
  if (verb == http::verb::get) return Method::get;
  if (verb == http::verb::head) return Method::head;
  if (verb == http::verb::post) return Method::post;
  if (verb == http::verb::delete_) return Method::erase;
  return Method::other;
}

bool is_target(std::string_view target) {
  constexpr std::string_view kOthers = "/-._~?=&%";
  if (!target.starts_with('/')) return false;
  return std::all_of(target.begin(), target.end(), [kOthers](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kOthers.find(c) != std::string_view::npos;
  });
}

// What Beast's grammar lets through and we do not.
std::optional<Status> refusal_of(const Fields& head) {
  if (head.version() != kHttp11) return Status::version_not_supported;
  if (std::distance(head.begin(), head.end()) > static_cast<std::ptrdiff_t>(limits::kPageFieldsMax)) return Status::fields_too_large;
  if (head.count(http::field::host) != 1) return Status::bad_request;
  for (const auto field : kOnlyOnce) {
    if (head.count(field) > 1) return Status::bad_request;
  }
  for (const auto* field : kOnlyOnceToo) {
    if (head.count(field) > 1) return Status::bad_request;
  }
  if (!is_target(std::string_view(head.target().data(), head.target().size()))) return Status::bad_request;
  if (head.count(http::field::transfer_encoding) > 0) return Status::length_required;
  if (head.count(http::field::expect) > 0) return Status::expectation_failed;
  const auto length = head[http::field::content_length];  // "2, 2" is one for Beast
  if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) return Status::bad_request;
  if (head.method() == http::verb::post) return length.empty() ? std::optional(Status::length_required) : std::nullopt;
  return length.empty() || length == "0" ? std::nullopt : std::optional(Status::bad_request);
}

}  // namespace

class RequestReader::Inside {
 public:
  Inside() {
    parser_.header_limit(limits::kPageHeadBytesMax);
    parser_.body_limit(limits::kPageBodyBytesMax);
    parser_.eager(true);
    head_.reserve(limits::kPageHeadBytesMax);
  }

  std::size_t receive(ByteView bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && !failure_ && !head_is_whole_) take_of_head(static_cast<char>(bytes[used++]));
    while (used < bytes.size() && !failure_ && !parser_.is_done()) used += put(bytes.subspan(used));
    return used;
  }

  std::optional<HttpRequest> take() {
    if (failure_ || !head_is_whole_ || !parser_.is_done()) return std::nullopt;
    const auto of = [this](auto field) {
      const auto found = parser_.get()[field];
      return std::string(found.data(), found.size());
    };
    HttpRequest out;
    out.method = method_of(parser_.get().method());
    out.target = std::string(parser_.get().target().data(), parser_.get().target().size());
    out.host = of(http::field::host);
    out.origin = of(http::field::origin);
    out.fetch_site = of("Sec-Fetch-Site");
    out.fetch_mode = of("Sec-Fetch-Mode");
    out.fetch_dest = of("Sec-Fetch-Dest");
    out.content_type = of(http::field::content_type);
    out.authorization = of(http::field::authorization);
    out.if_none_match = of(http::field::if_none_match);
    out.accept_encoding = of(http::field::accept_encoding);
    out.request_id = of("Avow-Request-Id");
    out.keeps_alive = parser_.keep_alive();
    out.body = std::move(parser_.get().body());
    return out;
  }

  bool has_begun() const { return !head_.empty(); }
  std::optional<Status> failure() const { return failure_; }

 private:
  void take_of_head(char c) {
    const char before = head_.empty() ? ' ' : head_.back();
    if (!is_sound(before, c)) failure_ = Status::bad_request;
    if (head_.size() == limits::kPageHeadBytesMax) failure_ = Status::fields_too_large;
    if (failure_) return;
    head_ += c;
    if (c == '\n' && head_.ends_with(kEndOfHead)) finish_head();
  }

  void finish_head() {
    head_is_whole_ = true;
    put(bytes_of(head_));
    if (failure_) return;
    failure_ = parser_.is_header_done() ? refusal_of(parser_.get()) : Status::bad_request;
  }

  std::size_t put(ByteView bytes) {
    boost::beast::error_code failure;
    const std::size_t used = parser_.put(boost::asio::const_buffer(bytes.data(), bytes.size()), failure);
    if (failure && failure != http::error::need_more) failure_ = status_of(failure);
    return used;
  }

  http::request_parser<http::string_body> parser_;
  std::string head_;
  bool head_is_whole_ = false;
  std::optional<Status> failure_;
};

RequestReader::RequestReader() : inside_(std::make_unique<Inside>()) {}
RequestReader::~RequestReader() = default;
std::size_t RequestReader::receive(ByteView bytes) { return inside_->receive(bytes); }
bool RequestReader::has_begun() const { return inside_->has_begun(); }
std::optional<Status> RequestReader::failure() const { return inside_->failure(); }
std::optional<HttpRequest> RequestReader::take() { return inside_->take(); }

}  // namespace avow::web
