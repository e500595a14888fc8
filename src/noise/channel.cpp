#include "noise/channel.h"

#include <algorithm>

#include "base/padme.h"
#include "crypto/aead.h"

namespace avow::noise {
namespace {

// The inside of a record: u16 payload length · u8 type · payload · zeros.
constexpr std::size_t kInnerBytes = limits::kRecordBytes - crypto::kTagBytes;
constexpr std::size_t kInnerHeaderBytes = 3;
constexpr std::size_t kPayloadBytesMax = kInnerBytes - kInnerHeaderBytes;
static_assert(kPayloadBytesMax == 4077 && limits::kFlightBytesMin % limits::kRecordBytes == 0);

// Output is moved to the front only when this much is gone: each byte moves at most about once.
constexpr std::size_t kCompactBytes = 256 * 1024;

bool all_zero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

Channel::Channel(CipherState send, CipherState receive) : send_(std::move(send)), receive_(std::move(receive)) {
  partial_record_.reserve(limits::kRecordBytes);
}

void Channel::queue_message(ByteView message) {
  AVOW_ASSERT(!end_queued_ && message.size() <= limits::kMessageBytesMax);
  while (message.size() > kPayloadBytesMax) {
    queue_record(RecordType::message_part, message.first(kPayloadBytesMax));
    message = message.subspan(kPayloadBytesMax);
  }
  queue_record(RecordType::message_end, message);
}

void Channel::queue_end() {
  AVOW_ASSERT(!end_queued_);
  queue_record(RecordType::end_of_session, {});
  end_queued_ = true;
}

bool Channel::finish_flight(std::uint64_t records_max) {
  if (flight_records_ == 0) return true;
  if (flight_records_whole_ == 0) {
    const std::uint64_t bytes = std::max<std::uint64_t>(flight_records_ * limits::kRecordBytes, limits::kFlightBytesMin);
    flight_records_whole_ = (padme(bytes) + limits::kRecordBytes - 1) / limits::kRecordBytes;
  }
  while (flight_records_ < flight_records_whole_) {
    if (records_max-- == 0) return false;
    queue_record(RecordType::padding, {});
  }
  flight_records_ = flight_records_whole_ = 0;
  return true;
}

void Channel::queue_padding_flight() {
  AVOW_ASSERT(flight_records_ == 0);
  queue_record(RecordType::padding, {});
  finish_flight();
}

void Channel::queue_record(RecordType type, ByteView payload) {
  ByteArray<kInnerBytes> inner{};
  const auto length = little_endian(static_cast<std::uint16_t>(payload.size()));
  std::copy(length.begin(), length.end(), inner.begin());
  inner[length.size()] = static_cast<std::uint8_t>(type);
  std::copy(payload.begin(), payload.end(), inner.begin() + kInnerHeaderBytes);
  const auto encrypted = send_.encrypt({}, inner, output_);
  AVOW_ASSERT(encrypted.ok());  // 2^64 records cannot be sent
  ++flight_records_;
  if (++records_sent_ % limits::kRekeyRecords == 0) send_.rekey();
}

void Channel::output_sent(std::size_t count) {
  AVOW_ASSERT(count <= pending_output().size());
  output_sent_ += count;
  if (output_sent_ == output_.size()) {
    output_.clear();
    output_sent_ = 0;
  } else if (output_sent_ >= kCompactBytes && output_sent_ >= output_.size() / 2) {
    output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(output_sent_));
    output_sent_ = 0;
  }
}

Result<void> Channel::receive(ByteView bytes) {
  if (failed_) return Error{Errc::closed, "the channel failed before"};
  AVOW_ASSERT(messages_.empty());  // Why: what is unread is bounded by the caller's slice only if it drains
  auto received = receive_all(bytes);
  failed_ = !received.ok();
  return received;
}

Result<void> Channel::receive_all(ByteView bytes) {
  if (!partial_record_.empty()) {
    const std::size_t missing = limits::kRecordBytes - partial_record_.size();
    const std::size_t taken = std::min(missing, bytes.size());
    append(partial_record_, bytes.first(taken));
    bytes = bytes.subspan(taken);
    if (taken < missing) return {};
    AVOW_CHECK(receive_record(partial_record_));
    partial_record_.clear();
  }
  while (bytes.size() >= limits::kRecordBytes) {
    AVOW_CHECK(receive_record(bytes.first(limits::kRecordBytes)));
    bytes = bytes.subspan(limits::kRecordBytes);
  }
  append(partial_record_, bytes);
  return {};
}

Result<void> Channel::receive_record(ByteView wire) {
  ByteArray<kInnerBytes> inner;
  AVOW_CHECK(receive_.decrypt_into({}, wire, inner));
  if (++records_received_ % limits::kRekeyRecords == 0) receive_.rekey();
  const std::size_t length = from_little_endian<std::uint16_t>(ByteView(inner));
  const std::uint8_t type = inner[sizeof(std::uint16_t)];
  if (length > kPayloadBytesMax || type > static_cast<std::uint8_t>(RecordType::end_of_session)) {
    return Error{Errc::malformed, "a record's length or type"};
  }
  const ByteView rest = ByteView(inner).subspan(kInnerHeaderBytes);
  if (!all_zero(rest.subspan(length))) return Error{Errc::malformed, "a record's padding is not zero"};
  return take_record(static_cast<RecordType>(type), rest.first(length));
}

// Every stream of messages has one encoding: parts are full, only an empty message has an empty end.
Result<void> Channel::take_record(RecordType type, ByteView payload) {
  if (peer_ended_ && type != RecordType::padding) return Error{Errc::malformed, "a record after END"};
  switch (type) {
    case RecordType::padding:
      if (inside_message_ || !payload.empty()) return Error{Errc::malformed, "a padding record"};
      return {};
    case RecordType::message_part:
      if (payload.size() != kPayloadBytesMax) return Error{Errc::malformed, "a message part that is not full"};
      AVOW_CHECK(add_to_message(payload));
      inside_message_ = true;
      return {};
    case RecordType::message_end:
      if (inside_message_ && payload.empty()) return Error{Errc::malformed, "an empty end of a message"};
      AVOW_CHECK(add_to_message(payload));
      inside_message_ = false;
      messages_.push_back(std::exchange(partial_message_, {}));
      return {};
    case RecordType::end_of_session:
      if (inside_message_ || !payload.empty()) return Error{Errc::malformed, "an END record"};
      peer_ended_ = true;
      return {};
  }
  AVOW_ASSERT(false);
}

Result<void> Channel::add_to_message(ByteView payload) {
  if (partial_message_.size() + payload.size() > limits::kMessageBytesMax) {
    return Error{Errc::too_large, "a message of the channel"};
  }
  append(partial_message_, payload);
  return {};
}

std::optional<Bytes> Channel::next_message() {
  if (messages_.empty()) return std::nullopt;
  Bytes out = std::move(messages_.front());
  messages_.pop_front();
  return out;
}

}  // namespace avow::noise
