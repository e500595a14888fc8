// A secured conversation after its handshake: messages in, equal-looking records out, and back. Each record is
// exactly 4096 bytes on the wire; what is to be said at one time (a *flight*) is filled up with padding records
// to a Padmé length of at least 16 KiB, so that sizes tell little (protocol/README.md#records).
// It owns no socket and no clock, and gives no meaning to a message.
//
// Sending: queue_message()…, perhaps queue_end(), then finish_flight(); or queue_padding_flight(); send pending_output(), tell output_sent().
// Records of an unfinished flight may be sent already. Memory: all that is queued and not yet sent.
// Receiving: receive() any slice of the stream, then take next_message() until there is none. Memory: the
// messages of that slice and one unfinished message of at most limits::kMessageBytesMax.
// A connection that closes before peer_ended() was cut: what came is authentic but not all there was.
// Resource: move-only.
#pragma once

#include <deque>
#include <limits>
#include <optional>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"
#include "noise/cipher_state.h"

namespace avow::noise {

class Channel {
 public:
  // A CipherState without a key makes a channel that only receives, or only sends.
  Channel(CipherState send, CipherState receive);

  // Precondition: at most limits::kMessageBytesMax, no queue_end() before.
  void queue_message(ByteView message);
  // The authenticated END: nothing but padding follows. Precondition: not called before.
  void queue_end();
  // Adds padding records, at most so many. Does nothing when nothing was queued since the last call. True: it is whole;
  // false: call it again, before anything else is queued.
  bool finish_flight(std::uint64_t records_max = std::numeric_limits<std::uint64_t>::max());
  // A flight of padding only, of the smallest size: nothing is said, and it looks like something. Allowed after
  // queue_end(). Precondition: no unfinished flight.
  void queue_padding_flight();
  // Valid until the next non-const call.
  ByteView pending_output() const { return ByteView(output_).subspan(output_sent_); }
  // Precondition: count <= pending_output().size().
  void output_sent(std::size_t count);
  bool end_queued() const { return end_queued_; }

  // Precondition: next_message() gave nothing. An Error is final (later calls answer Error{closed}): forged
  // (altered, repeated, out of order), malformed (authentic, against the format), too_large. Messages that were
  // whole before it can still be taken.
  Result<void> receive(ByteView bytes);
  // In the order they were sent.
  std::optional<Bytes> next_message();
  // END came: all that the other side had to say is here.
  bool peer_ended() const { return peer_ended_; }

 private:
  enum class RecordType : std::uint8_t { padding = 0, message_part = 1, message_end = 2, end_of_session = 3 };

  void queue_record(RecordType type, ByteView payload);
  Result<void> receive_all(ByteView bytes);
  Result<void> receive_record(ByteView wire);
  Result<void> take_record(RecordType type, ByteView payload);
  Result<void> add_to_message(ByteView payload);

  CipherState send_;
  CipherState receive_;

  Bytes output_;
  std::size_t output_sent_ = 0;  // bytes at the front of output_ that are gone
  std::uint64_t flight_records_ = 0;     // queued since the last whole flight
  std::uint64_t flight_records_whole_ = 0;  // while it is being filled up: so many it will have
  std::uint64_t records_sent_ = 0;
  bool end_queued_ = false;

  Bytes partial_record_;
  Bytes partial_message_;
  std::deque<Bytes> messages_;
  std::uint64_t records_received_ = 0;
  bool inside_message_ = false;
  bool peer_ended_ = false;
  bool failed_ = false;
};

}  // namespace avow::noise
