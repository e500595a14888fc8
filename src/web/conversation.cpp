#include "web/conversation.h"

#include <algorithm>

#include "base/limits.h"
#include "crypto/secret.h"

namespace avow::web {
namespace {

constexpr std::size_t kKeptBytesMax = 64UL * 1024;  // of what was sent, before it is thrown away

}  // namespace

Conversation::Conversation(TimePoint now) : since_(now), moved_(now) {}

Conversation::~Conversation() {
  crypto::wipe(output_);
  crypto::wipe(waiting_);
}

void Conversation::receive(ByteView bytes, TimePoint now) {
  if (stage_ == Stage::leaving || stage_ == Stage::over) return;
  if (stage_ != Stage::reading) {
    if (waiting_.size() + bytes.size() > limits::kPageHeadBytesMax) return cut();
    return append(waiting_, bytes);
  }
  const auto used = reader_->receive(bytes);
  if (!std::exchange(begun_, reader_->has_begun()) && begun_) since_ = now;
  if (const auto failure = reader_->failure()) return refuse(*failure, now);
  request_ = reader_->take();
  if (!request_) return;
  keeps_alive_ = request_->keeps_alive;
  wanted_ = request_->method == Method::head ? Part::head : Part::all;
  stage_ = Stage::asked;
  if (used < bytes.size()) receive(bytes.subspan(used), now);
}

void Conversation::refuse(Status status, TimePoint now) {
  keeps_alive_ = false;
  say(encode(bare(status), true), now);
  answered(now);
}

std::optional<HttpRequest> Conversation::poll_request() {
  if (stage_ != Stage::asked) return std::nullopt;
  stage_ = Stage::answering;
  return std::exchange(request_, std::nullopt);
}

void Conversation::answer(const HttpResponse& response, TimePoint now) {
  if (stage_ != Stage::answering) return;
  say(encode(response, !keeps_alive_, wanted_), now);
  answered(now);
}

void Conversation::begin_stream(std::string_view content_type, TimePoint now) {
  if (stage_ == Stage::answering) say(stream_head(content_type), now);
}

void Conversation::stream(std::string_view body, TimePoint now) {
  if (stage_ == Stage::answering) say(piece(body), now);
}

void Conversation::end_stream(TimePoint now) {
  if (stage_ != Stage::answering) return;
  say(last_piece(), now);
  answered(now);
}

void Conversation::answered(TimePoint now) {
  stage_ = keeps_alive_ ? Stage::reading : Stage::leaving;
  since_ = now;
  if (stage_ == Stage::reading) read_on(now);
}

// The next request, which may be here already.
void Conversation::read_on(TimePoint now) {
  reader_ = std::make_unique<RequestReader>();
  begun_ = false;
  Bytes early = std::exchange(waiting_, Bytes());
  if (!early.empty()) receive(early, now);
  crypto::wipe(early);
}

void Conversation::say(std::string_view bytes, TimePoint now) {
  if (pending_output().empty()) moved_ = now;
  output_ += bytes;
}

void Conversation::output_sent(std::size_t count, TimePoint now) {
  sent_ += count;
  moved_ = now;
  if (sent_ < output_.size()) {
    if (sent_ >= kKeptBytesMax) output_.erase(0, std::exchange(sent_, 0));
    return;
  }
  crypto::wipe(output_);
  sent_ = 0;
  if (stage_ == Stage::leaving) since_ = now;
}

std::optional<TimePoint> Conversation::next_timeout() const {
  std::optional<TimePoint> out;
  if (stage_ == Stage::over) return out;
  if (!pending_output().empty()) return moved_ + limits::kPageStallTimeout;
  if (stage_ == Stage::reading) return since_ + (begun_ ? limits::kPageRequestTimeout : limits::kPageIdleTimeout);
  if (stage_ == Stage::leaving) return since_ + limits::kPageLinger;
  return out;
}

void Conversation::handle_timeout(TimePoint now) {
  const auto due = next_timeout();
  if (!due || now < *due) return;
  const bool half_asked = stage_ == Stage::reading && begun_ && pending_output().empty();
  if (half_asked) return refuse(Status::request_timeout, now);
  cut();
}

}  // namespace avow::web
