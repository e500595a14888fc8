// A conversation without cryptography: so many bytes of a known pattern go out and so many come in.
#pragma once

#include <algorithm>
#include <set>

#include "net/conversation.h"
#include "noise/knock.h"

namespace avow::testing {

// A byte's value depends on its place, and the period is no multiple of any slice.
inline constexpr std::size_t kPatternPeriod = 65'521;
inline const Bytes& one_period() {
  static const Bytes bytes = [] {
    Bytes out(kPatternPeriod);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i ^ (i >> 8U));
    return out;
  }();
  return bytes;
}
// The longest piece of the pattern that starts at `from`, at most `size` bytes.
inline ByteView pattern_piece(std::uint64_t from, std::size_t size) {
  const ByteView rest = ByteView(one_period()).subspan(from % kPatternPeriod);
  return rest.first(std::min(size, rest.size()));
}
inline Bytes pattern(std::uint64_t from, std::size_t size) {
  Bytes out;
  out.reserve(size);
  while (out.size() < size) append(out, pattern_piece(from + out.size(), size - out.size()));
  return out;
}

struct Plan {
  std::uint64_t send = 0;
  std::uint64_t receive = 0;
  std::size_t at_once = 2 * 1024 * 1024;        // more is only made when less than this is pending
  std::uint64_t fail_at = ~std::uint64_t{0};    // so many bytes in, receive() fails
  std::size_t answer_factor = 0;                // bytes said for each byte heard, on top
  Errc failure = Errc::forged;
  std::optional<TimePoint> timeout{};
};

class FakeConversation : public net::Conversation {
 public:
  explicit FakeConversation(const Plan& given) : plan(given) { refill(); }

  Result<void> receive(ByteView bytes, Now) override {
    ++receives;
    for (ByteView rest = bytes; !rest.empty();) {
      const std::uint64_t until_failure = plan.fail_at - received;
      if (until_failure == 0) return Error{plan.failure, "as planned"};
      const ByteView piece = pattern_piece(received, static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), until_failure)));
      if (!equal(rest.first(piece.size()), piece)) return Error{Errc::malformed, "not the pattern"};
      received += piece.size();
      rest = rest.subspan(piece.size());
    }
    plan.send += plan.answer_factor * bytes.size();
    if (plan.answer_factor > 0) plan.at_once = std::max<std::size_t>(plan.at_once, plan.send);
    refill();
    return {};
  }
  Result<void> handle_timeout(Now now) override {
    ++timeouts;
    if (!plan.timeout || now.monotonic < *plan.timeout) return {};
    return Error{Errc::timed_out, "as planned"};
  }
  ByteView pending_output() const override { return ByteView(output_).subspan(gone_); }
  Result<void> output_sent(std::size_t count, Now) override {
    sent += count;
    gone_ += count;
    refill();
    return {};
  }
  std::optional<TimePoint> next_timeout() const override { return plan.timeout; }
  bool confirmed() const override { return received > 0; }
  bool finished() const override { return sent == plan.send && received == plan.receive; }

  Plan plan;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::size_t most_pending = 0;
  int receives = 0;
  int timeouts = 0;

 private:
  void refill() {
    const std::size_t pending = output_.size() - gone_;
    if (made_ == plan.send || pending >= plan.at_once) return;
    output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(gone_));
    gone_ = 0;
    const auto more = static_cast<std::size_t>(std::min<std::uint64_t>(plan.send - made_, plan.at_once - pending));
    append(output_, pattern(made_, more));
    made_ += more;
    most_pending = std::max(most_pending, output_.size());
  }

  Bytes output_;
  std::size_t gone_ = 0;
  std::uint64_t made_ = 0;
};

// --- Behind a knock of 'K' × 71 and one byte that tells one knock from another ---

inline Bytes fake_knock(std::uint8_t nonce) {
  Bytes out(noise::kKnockBytes, 'K');
  out.back() = nonce;
  return out;
}
inline bool is_fake_knock(ByteView bytes) {
  return bytes.size() == noise::kKnockBytes &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t byte) { return byte == 'K'; });
}

// Answers a fresh knock with one byte of the pattern, and is confirmed by the first byte after the knock.
class FakeResponder final : public FakeConversation {
 public:
  FakeResponder(const Plan& given, std::set<std::uint8_t>& answered)
      : FakeConversation(without_output(given)), answered_(answered), later_(given) {}

  Result<void> receive(ByteView bytes, Now now) override {
    if (knocked_) return FakeConversation::receive(bytes, now);
    if (!is_fake_knock(bytes)) return Error{Errc::malformed, "not a knock in one piece"};
    if (!answered_.insert(bytes.back()).second) return Error{Errc::forged, "a replayed knock"};
    knocked_ = true;
    plan = later_;
    return FakeConversation::receive({}, now);
  }
  bool finished() const override { return knocked_ && FakeConversation::finished(); }

 private:
  static Plan without_output(Plan plan) {
    plan.send = 0;
    return plan;
  }
  std::set<std::uint8_t>& answered_;
  Plan later_;
  bool knocked_ = false;
};

}  // namespace avow::testing
