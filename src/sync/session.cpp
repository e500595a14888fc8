#include "sync/session.h"

#include "base/codec.h"
#include "base/limits.h"

namespace avow::sync {
namespace {

constexpr std::string_view kPrologueDomain = "avow/v1 session";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kReplyBytes = 48;                    // KKpsk0 message 2 with an empty payload
constexpr std::size_t kOutputHighWater = 256UL * 1024;  // no new chunk is read above this

}  // namespace

Session::Session(const Pair& pair, log::LogStore& store, SessionMemory& memory, RandomSource& random,
                 noise::Role role, Now now, SessionOptions options, const Pair* next)
    : pair_(&pair), next_(next), store_(store), memory_(memory), random_(random), role_(role), options_(std::move(options)),
      opened_at_(now.monotonic), deadline_(now.monotonic + limits::kHandshakeTimeout) {}

Result<std::unique_ptr<Session>> Session::open(const Pair& pair, log::LogStore& store, SessionMemory& memory,
                                               RandomSource& random, noise::Role role, Now now,
                                               SessionOptions options, const Pair* next) {
  AVOW_CHECK(check_addresses(options.addresses));
  std::unique_ptr<Session> session(new Session(pair, store, memory, random, role, now, std::move(options), next));
  if (role == noise::Role::initiator) AVOW_CHECK(session->start());
  return session;
}

bool Session::is_knock(const Pair& pair, ByteView first_bytes) {
  return noise::open_knock(pair.secrets.knock_in, first_bytes).has_value();
}

bool Session::is_knock(const Pair& pair, const Pair* next, const SessionMemory& memory, ByteView first_bytes) {
  const auto fits = [&](const Pair& one) { return memory.uses(one) && is_knock(one, first_bytes); };
  return fits(pair) || (next != nullptr && fits(*next));
}

// Prologue: domain ‖ version ‖ nonce ‖ initiator's identity ‖ responder's identity.
Result<noise::HandshakeState> Session::make_handshake(const ByteArray<noise::kKnockNonceBytes>& nonce) {
  const bool initiator = role_ == noise::Role::initiator;
  const Identity& first = initiator ? pair_->me : pair_->partner;
  const Identity& second = initiator ? pair_->partner : pair_->me;
  ByteWriter prologue;
  prologue.fixed(bytes_of(kPrologueDomain)).u16(kVersion).fixed(nonce);
  prologue.fixed(first.static_key).fixed(first.export_key).fixed(second.static_key).fixed(second.export_key);
  AVOW_TRY(const auto pattern, noise::pattern_of("KKpsk0"));
  noise::HandshakeKeys keys;
  keys.mine = &pair_->my_static;
  keys.theirs = pair_->partner.static_key;
  keys.psks = std::span<const crypto::Key>(&pair_->secrets.psk, 1);
  keys.prologue = prologue.bytes();
  return noise::HandshakeState::start(pattern, role_, keys, random_);
}

Result<void> Session::start() {
  noise::Knock knock;
  knock.nonce = random_.bytes<noise::kKnockNonceBytes>();
  AVOW_TRY(auto handshake, make_handshake(knock.nonce));
  AVOW_TRY(const Bytes message, handshake.write_message({}));
  AVOW_ASSERT(message.size() == noise::kKnockMessageBytes);
  knock.message = first<noise::kKnockMessageBytes>(message);
  handshake_out_ = to_bytes(noise::make_knock(pair_->secrets.knock_out, knock));
  handshake_.emplace(std::move(handshake));
  return {};
}

Result<void> Session::receive(ByteView bytes, Now now) {
  if (failed_) return Error{Errc::closed, "the session failed before"};
  Result<void> result;
  if (channel_) {
    result = receive_records(bytes, now);
  } else {
    const std::size_t expected = role_ == noise::Role::initiator ? kReplyBytes : noise::kKnockBytes;
    const std::size_t taken = std::min(bytes.size(), expected - handshake_in_.size());
    append(handshake_in_, bytes.first(taken));
    if (handshake_in_.size() == expected) {
      result = role_ == noise::Role::initiator ? receive_reply(now) : receive_knock(now);
      if (result.ok() && taken < bytes.size()) result = receive_records(bytes.subspan(taken), now);
    }
  }
  failed_ = !result.ok();
  return result;
}

Result<void> Session::receive_knock(Now now) {
  std::optional<noise::Knock> knock;
  if (memory_.uses(*pair_)) knock = noise::open_knock(pair_->secrets.knock_in, handshake_in_);
  if (!knock && next_ != nullptr) {
    pair_ = next_;
    knock = noise::open_knock(pair_->secrets.knock_in, handshake_in_);
  }
  if (!knock) return Error{Errc::forged, "an unknown knock"};
  AVOW_TRY(auto handshake, make_handshake(knock->nonce));
  AVOW_CHECK(handshake.read_message(knock->message));
  AVOW_TRY(const bool fresh, memory_.remember_nonce(knock->nonce));
  if (!fresh) return Error{Errc::forged, "a replayed knock"};
  AVOW_CHECK(memory_.answering(*pair_));
  AVOW_TRY(handshake_out_, handshake.write_message({}));
  handshake_.emplace(std::move(handshake));
  return open_channel(now);
}

Result<void> Session::receive_reply(Now now) {
  AVOW_CHECK(handshake_->read_message(handshake_in_));
  AVOW_CHECK(partner_is_live());
  AVOW_CHECK(open_channel(now));
  return pump(now);
}

Result<void> Session::partner_is_live() {
  if (std::exchange(confirmed_, true)) return {};
  return memory_.partner_holds(*pair_);
}

Result<void> Session::open_channel(Now now) {
  const noise::Hash64 hash = handshake_->handshake_hash();
  auto keys = handshake_->split();
  channel_.emplace(std::move(keys.send), std::move(keys.receive));
  exchange_ = std::make_unique<Exchange>(*pair_, store_, random_, role_, hash, options_);
  if (entries_added_) exchange_->entries_added();
  if (end_asked_) exchange_->end();
  handshake_.reset();
  if (confirmed_) deadline_ = now.monotonic + limits::kIdleTimeout;
  return {};
}

Result<void> Session::receive_records(ByteView bytes, Now now) {
  if (bytes.empty()) return {};
  AVOW_CHECK(channel_->receive(bytes));
  while (auto message = channel_->next_message()) {
    AVOW_CHECK(partner_is_live());
    AVOW_CHECK(exchange_->receive(*message, now));
  }
  if (confirmed_) deadline_ = now.monotonic + (live_since_ ? limits::kLiveSilence : limits::kIdleTimeout);
  if (channel_->peer_ended() && !partner_ended_) {
    if (!exchange_->partner_may_end()) return Error{Errc::closed, "the partner ended before all was said"};
    partner_ended_ = true;
    exchange_->partner_ended();
  }
  return pump(now);
}

bool Session::has_room() const { return channel_->pending_output().size() < kOutputHighWater; }

// Says all that there is to say now, as far as the output has room; then pads the flight.
Result<void> Session::pump(Now now) {
  while (has_room() && !channel_->end_queued()) {
    AVOW_TRY(auto message, exchange_->next_message(now));
    if (message) {
      channel_->queue_message(*message);
      continue;
    }
    if (exchange_->done()) channel_->queue_end();
    channel_->finish_flight();
    break;
  }
  if (!live_since_ && exchange_->after_words()) begin_live(now);
  return {};
}

void Session::begin_live(Now now) {
  live_since_ = now.monotonic;
  next_tick_ = now.monotonic + limits::kLiveTick;
  deadline_ = now.monotonic + limits::kLiveSilence;
}

ByteView Session::pending_output() const {
  if (failed_) return {};
  if (handshake_sent_ < handshake_out_.size()) return ByteView(handshake_out_).subspan(handshake_sent_);
  return channel_ ? channel_->pending_output() : ByteView{};
}

Result<void> Session::output_sent(std::size_t count, Now now) {
  if (handshake_sent_ < handshake_out_.size()) {
    AVOW_ASSERT(count <= handshake_out_.size() - handshake_sent_);
    handshake_sent_ += count;
    return {};
  }
  channel_->output_sent(count);
  // Why not when live: the kernel takes our bytes for a while on a link that is half open.
  if (confirmed_ && !live_since_) deadline_ = now.monotonic + limits::kIdleTimeout;
  if (failed_ || !confirmed_) return {};
  const auto pumped = pump(now);
  failed_ = !pumped.ok();
  return pumped;
}

Result<void> Session::handle_timeout(Now now) {
  if (finished()) return {};
  if (now.monotonic >= deadline_) {
    failed_ = true;
    return Error{Errc::timed_out, confirmed_ ? "the partner fell silent" : "no answer to the handshake"};
  }
  if (failed_ || !live_since_) return {};
  const auto kept = keep_time(now);
  failed_ = !kept.ok();
  return kept;
}

// At each tick a flight leaves, whatever there is to say: also after my END, so that the partner's silence rule holds.
Result<void> Session::keep_time(Now now) {
  if (now.monotonic >= end_of_hour()) exchange_->end();
  const bool tick = now.monotonic >= next_tick_;
  if (tick) {
    next_tick_ += ((now.monotonic - next_tick_) / limits::kLiveTick + 1) * limits::kLiveTick;
    exchange_->flush();
  }
  const std::size_t before = channel_->pending_output().size();
  AVOW_CHECK(pump(now));
  const bool said = channel_->pending_output().size() > before;
  const bool over = channel_->end_queued() && channel_->peer_ended();
  if (tick && !said && !over && has_room()) channel_->queue_padding_flight();
  return {};
}

TimePoint Session::end_of_hour() const {
  return opened_at_ + (role_ == noise::Role::initiator ? limits::kSessionAge : limits::kSessionAgeOfResponder);
}

std::optional<TimePoint> Session::next_timeout() const {
  if (failed_ || finished()) return std::nullopt;
  if (!live_since_) return deadline_;
  const TimePoint next = std::min(deadline_, next_tick_);
  return exchange_->ending() ? next : std::min(next, end_of_hour());
}

void Session::set_delivery(Delivery delivery) {
  options_.delivery = delivery;
  if (exchange_) exchange_->set_delivery(delivery);
}

void Session::entries_added() {
  entries_added_ = true;
  if (exchange_) exchange_->entries_added();
}

void Session::end() {
  end_asked_ = true;
  if (exchange_) exchange_->end();
}

bool Session::live() const { return live_since_ && !failed_ && !exchange_->ending(); }

bool Session::finished() const {
  return channel_ && !failed_ && channel_->peer_ended() && channel_->end_queued() && pending_output().empty();
}

}  // namespace avow::sync
