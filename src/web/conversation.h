// One connection of a browser, as bytes: requests come out of it one by one, answers go in, and it says by when it has
// waited long enough. Owns no socket and no clock. Resource; after any call: look for poll_request(), send pending_output(),
// re-arm next_timeout(), and close when is_over().
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"
#include "web/http_request.h"
#include "web/http_response.h"
#include "web/request_reader.h"

namespace avow::web {

class Conversation {
 public:
  explicit Conversation(TimePoint now);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  void receive(ByteView bytes, TimePoint now);
  // The next request, once it is whole and the one before is answered.
  std::optional<HttpRequest> poll_request();
  // The answer to the request that was polled: whole …
  void answer(const HttpResponse& response, TimePoint now);
  // … or in pieces.
  void begin_stream(std::string_view content_type, TimePoint now);
  void stream(std::string_view body, TimePoint now);
  void end_stream(TimePoint now);
  // The same without a goodbye: whoever reads it sees that it was cut.
  void cut() { stage_ = Stage::over; }

  ByteView pending_output() const { return bytes_of(output_).subspan(sent_); }
  void output_sent(std::size_t count, TimePoint now);
  // Nothing more will be sent, but what still comes is read and thrown away for a moment, so that the last answer arrives.
  bool only_listens() const { return stage_ == Stage::leaving && pending_output().empty(); }
  bool is_over() const { return stage_ == Stage::over; }
  // A request was polled and is not answered yet.
  bool is_busy() const { return stage_ == Stage::answering; }

  std::optional<TimePoint> next_timeout() const;
  void handle_timeout(TimePoint now);

 private:
  enum class Stage : std::uint8_t { reading, asked, answering, leaving, over };
  void read_on(TimePoint now);
  void refuse(Status status, TimePoint now);
  void say(std::string_view bytes, TimePoint now);
  void answered(TimePoint now);

  Stage stage_ = Stage::reading;
  std::unique_ptr<RequestReader> reader_ = std::make_unique<RequestReader>();
  std::optional<HttpRequest> request_;
  Bytes waiting_;            // came while a request was being answered
  std::string output_;
  std::size_t sent_ = 0;
  bool keeps_alive_ = true;
  Part wanted_ = Part::all;
  bool begun_ = false;       // of the request that is being read
  TimePoint since_;          // reading: when this began or its first byte came; leaving: when all was sent
  TimePoint moved_;          // when the output last moved
};

}  // namespace avow::web
