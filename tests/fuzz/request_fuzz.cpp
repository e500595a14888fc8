// The bytes of a browser, or of somebody who is none: a request is read the same however it was cut, holds what it may
// hold, and a conversation goes on to its end whatever comes.
#include "base/assert.h"
#include "base/limits.h"
#include "web/conversation.h"

using namespace avow;
using namespace avow::web;

namespace {

struct Outcome {
  std::optional<HttpRequest> request;
  std::optional<Status> failure;
  std::size_t used = 0;
};

Outcome read(ByteView bytes, std::size_t size) {
  RequestReader reader;
  Outcome out;
  while (out.used < bytes.size()) {
    const auto part = bytes.subspan(out.used, std::min(size, bytes.size() - out.used));
    const auto used = reader.receive(part);
    out.used += used;
    if (used < part.size()) break;
  }
  out.failure = reader.failure();
  out.request = reader.take();
  return out;
}

void check_same(const Outcome& a, const Outcome& b) {
  AVOW_ASSERT(a.failure == b.failure && a.request.has_value() == b.request.has_value());
  if (!a.request) return;
  AVOW_ASSERT(a.used == b.used && a.request->target == b.request->target && a.request->host == b.request->host);
  AVOW_ASSERT(a.request->body == b.request->body && a.request->method == b.request->method);
}

void check_sound(const HttpRequest& request) {
  AVOW_ASSERT(request.target.starts_with('/') && request.target.find("://") == std::string::npos);
  AVOW_ASSERT(request.body.size() <= limits::kPageBodyBytesMax);
  AVOW_ASSERT(request.body.empty() || request.method == Method::post);
  for (const std::string* field : {&request.target, &request.host, &request.origin, &request.content_type, &request.authorization,
                                   &request.fetch_site, &request.if_none_match}) {
    for (const char c : *field) AVOW_ASSERT((c >= ' ' && c <= '~') || c == '\t');
  }
}

void converse(ByteView bytes, std::size_t size) {
  TimePoint now{};
  Conversation talk(now);
  for (std::size_t at = 0; at < bytes.size() && !talk.is_over(); at += size) {
    now += std::chrono::milliseconds(bytes[at]);
    talk.receive(bytes.subspan(at, std::min(size, bytes.size() - at)), now);
    while (auto request = talk.poll_request()) talk.answer(bare(Status::not_found), now);
    talk.output_sent(talk.pending_output().size() / 2, now);
    talk.handle_timeout(now);
  }
  for (int i = 0; i < 10 && !talk.is_over(); ++i) {
    talk.output_sent(talk.pending_output().size(), now);
    now = talk.next_timeout().value_or(now);
    talk.handle_timeout(now);
  }
  AVOW_ASSERT(talk.is_over());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0] % 40U;
  const ByteView bytes(data + 1, size - 1);
  const Outcome whole = read(bytes, bytes.size() + 1);
  check_same(whole, read(bytes, step));
  if (whole.request) check_sound(*whole.request);
  converse(bytes, step);
  return 0;
}
