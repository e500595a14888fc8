// What the network carries: one conversation between two devices that takes and gives bytes and knows nothing of
// sockets. A link drives it: after any call send pending_output() and tell output_sent(), re-arm next_timeout(),
// stop when finished() or on an Error, which is final: close the connection and tell the peer nothing.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace avow::net {

class Conversation {
 public:
  Conversation() = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  virtual ~Conversation() = default;

  virtual Result<void> receive(ByteView bytes, Now now) = 0;
  virtual Result<void> handle_timeout(Now now) = 0;  // early or repeated calls do nothing
  virtual ByteView pending_output() const = 0;       // valid until the next non-const call
  virtual Result<void> output_sent(std::size_t count, Now now) = 0;
  virtual std::optional<TimePoint> next_timeout() const = 0;
  // The other side has proven to be who it should be, and to be there now.
  virtual bool confirmed() const = 0;
  // The other side knows what only the partner should know, whoever it is.
  virtual bool knows_secret() const { return confirmed(); }
  // All is said and all output is sent.
  virtual bool finished() const = 0;

  // Something was asked of it from outside, so that handle_timeout() has work: whoever drives it calls that soon, not
  // now. Does nothing while nobody drives it.
  void wake() {
    if (waker_) waker_();
  }
  // By the driver, for as long as it drives; {} takes it back.
  void set_waker(std::function<void()> waker) { waker_ = std::move(waker); }

 private:
  std::function<void()> waker_;
};

// Begins one conversation for one connection.
using ConversationFactory = std::function<Result<std::unique_ptr<Conversation>>(Now now)>;
// Gets the conversation that finished, or why there was none. Called once.
using ConversationEnd = std::function<void(Result<std::unique_ptr<Conversation>> end)>;

}  // namespace avow::net
