#include "pairing/ceremony.h"

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "noise/knock.h"

namespace avow::pairing {
namespace {

constexpr std::string_view kPairRootLabel = "avow/v1 pair root";

// A handshake message of kHandshakeMessageBytes without its keys and tags (XX: "e, ee, s, es" and "s, se").
constexpr std::size_t payload_bytes(Role author) {
  constexpr std::size_t kKey = 32;
  constexpr std::size_t kTag = 16;
  return kHandshakeMessageBytes - (author == Role::inviter ? kKey : 0) - (kKey + kTag) - kTag;
}
static_assert(kIdentityBytesMax + sizeof(std::uint16_t) <= payload_bytes(Role::inviter));

Bytes padded(ByteView identity, std::size_t size) {
  Bytes out = ByteWriter().u16(static_cast<std::uint16_t>(identity.size())).fixed(identity).take();
  AVOW_ASSERT(out.size() <= size);
  out.resize(size);
  return out;
}

Result<ByteView> without_padding(ByteView payload) {
  ByteReader in(payload);
  const ByteView identity = in.fixed(in.u16());
  const ByteView zeros = in.fixed(in.remaining());
  AVOW_CHECK(in.finish());
  if (std::any_of(zeros.begin(), zeros.end(), [](std::uint8_t byte) { return byte != 0; })) {
    return Error{Errc::malformed, "padding that is not zero"};
  }
  return identity;
}

Result<void> check_start(const CeremonyParts& parts, Instant wall_now) {
  const PartnerKeys& keys = parts.own.keys;
  if (parts.own.static_key.public_key != keys.static_key || !check_identity(keys).ok()) {
    return Error{Errc::usage, "an own identity that is not sound"};
  }
  if (wall_now >= parts.invite.expires) return Error{Errc::refused, "the pairing link has expired"};
  return {};
}

}  // namespace

crypto::Key pairing_knock_key(const crypto::Key& psk) { return crypto::derive(psk, "pair knock"); }

bool is_pairing_knock(const crypto::Key& knock_key, ByteView bytes) {
  return noise::open_knock(knock_key, bytes).has_value();
}

// --- Starting ---

Ceremony::Ceremony(const CeremonyParts& parts, Role role)
    : role_(role),
      state_(role == Role::joiner ? State::await_message_2 : State::await_knock),
      store_(parts.store),
      random_(parts.random),
      inviter_hash_(parts.invite.inviter_hash),
      known_partner_(parts.known_partner),
      mine_(parts.own.keys),
      psk_(parts.invite.psk.copy()),
      my_static_(crypto::AgreementKey{parts.own.static_key.secret.copy(), parts.own.static_key.public_key}) {}

Result<std::unique_ptr<Ceremony>> Ceremony::join(const CeremonyParts& parts, TimePoint now, Instant wall_now) {
  AVOW_CHECK(check_start(parts, wall_now));
  if (!parts.known_partner && identity_hash(parts.own.keys) == parts.invite.inviter_hash) {
    return Error{Errc::refused, "this pairing link is your own"};
  }
  std::unique_ptr<Ceremony> out(new Ceremony(parts, Role::joiner));
  AVOW_CHECK(out->knock(now));
  return out;
}

Result<std::unique_ptr<Ceremony>> Ceremony::invite(const CeremonyParts& parts, TimePoint now, Instant wall_now,
                                                   TimePoint silence_until) {
  AVOW_CHECK(check_start(parts, wall_now));
  if (!parts.known_partner && identity_hash(parts.own.keys) != parts.invite.inviter_hash) {
    return Error{Errc::refused, "this pairing link was made for other keys"};
  }
  std::unique_ptr<Ceremony> out(new Ceremony(parts, Role::inviter));
  out->expires_at_ = now + (parts.invite.expires - wall_now);
  out->silence_until_ = silence_until;
  out->deadline_ = silence_until;
  return out;
}

// --- The calling protocol ---

Result<void> Ceremony::receive(ByteView bytes, TimePoint now) {
  if (state_ == State::failed) return Error{Errc::closed, "the pairing failed before"};
  if (state_ == State::finished) return channel_->receive(bytes);  // padding, or Error
  AVOW_CHECK(handle_timeout(now));
  auto received = receive_all(bytes, now);
  return received.ok() ? std::move(received) : fail(std::move(received).error());
}

Result<void> Ceremony::handle_timeout(TimePoint now) {
  const auto timeout = next_timeout();
  if (!timeout || now < *timeout) return {};
  return fail({Errc::timed_out, "the other side did not answer in time"});
}

std::optional<TimePoint> Ceremony::next_timeout() const {
  if (state_ == State::finished || state_ == State::failed) return std::nullopt;
  return deadline_;
}

ByteView Ceremony::pending_output() const {
  if (!output_.empty()) return output_;
  return channel_ ? channel_->pending_output() : ByteView();
}

void Ceremony::output_sent(std::size_t count) {
  AVOW_ASSERT(count <= pending_output().size());
  if (output_.empty()) {
    if (channel_) channel_->output_sent(count);
  } else {
    output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  finish_if_ended();
}

std::optional<PairingEvent> Ceremony::poll_event() {
  if (events_.empty()) return std::nullopt;
  PairingEvent out = std::move(events_.front());
  events_.pop_front();
  return out;
}

// --- The handshake ---

Result<void> Ceremony::knock(TimePoint now) {
  const noise::Knock unsent{random_.bytes<noise::kKnockNonceBytes>(), {}};
  const crypto::Key knock_key = pairing_knock_key(*psk_);
  AVOW_CHECK(start_handshake(unsent.nonce));
  AVOW_TRY(const Bytes message, handshake_->write_message({}));
  AVOW_ASSERT(message.size() == noise::kKnockMessageBytes);
  append(output_, noise::make_knock(knock_key, {unsent.nonce, first<noise::kKnockMessageBytes>(message)}));
  deadline_ = now + limits::kHandshakeTimeout;
  return {};
}

Result<void> Ceremony::start_handshake(const KnockNonce& nonce) {
  const Bytes prologue = ByteWriter().fixed(bytes_of("avow/v1 pair")).u16(kPairingVersion).fixed(nonce).take();
  AVOW_TRY(const noise::Pattern pattern, noise::pattern_of("XXpsk0"));
  const noise::HandshakeKeys keys{
      .mine = &*my_static_, .theirs = std::nullopt, .psks = std::span(&*psk_, 1), .prologue = prologue};
  const auto role = role_ == Role::joiner ? noise::Role::initiator : noise::Role::responder;
  AVOW_TRY(handshake_, noise::HandshakeState::start(pattern, role, keys, random_));
  psk_.reset();
  my_static_.reset();
  return {};
}

Result<void> Ceremony::receive_all(ByteView bytes, TimePoint now) {
  while (!bytes.empty()) {
    if (state_ == State::deaf) return {};
    const std::size_t wanted = handshake_bytes_wanted();
    if (wanted == 0) return take_records(bytes);
    const std::size_t taken = std::min(bytes.size(), wanted - input_.size());
    append(input_, bytes.first(taken));
    bytes = bytes.subspan(taken);
    if (input_.size() < wanted) return {};
    AVOW_CHECK(take_handshake_message(now));
    input_.clear();
  }
  return {};
}

std::size_t Ceremony::handshake_bytes_wanted() const {
  if (state_ == State::await_knock) return noise::kKnockBytes;
  const bool handshake = state_ == State::await_message_2 || state_ == State::await_message_3;
  return handshake ? kHandshakeMessageBytes : 0;
}

Result<void> Ceremony::take_handshake_message(TimePoint now) {
  if (state_ == State::await_knock) return take_knock(now);
  return state_ == State::await_message_2 ? take_message_2(now) : take_message_3(now);
}

// Inviter. Whoever does not hold the link, or repeats what somebody said before, hears nothing.
Result<void> Ceremony::take_knock(TimePoint now) {
  const auto knock = noise::open_knock(pairing_knock_key(*psk_), input_);
  bool fresh = knock.has_value() && now < expires_at_;
  if (fresh) {
    AVOW_TRY(fresh, store_.remember_nonce(knock->nonce));
  }
  if (!fresh) {
    state_ = State::deaf;
    psk_.reset();
    my_static_.reset();
    return {};
  }
  AVOW_CHECK(start_handshake(knock->nonce));
  AVOW_TRY(const Bytes payload, handshake_->read_message(knock->message));
  AVOW_ASSERT(payload.empty());  // 48 bytes are a key and a tag
  AVOW_CHECK(send_identity());
  state_ = State::await_message_3;
  deadline_ = now + limits::kHandshakeTimeout;
  return {};
}

// Joiner. Nothing of its own leaves before the inviter proved to be the one that the link names.
Result<void> Ceremony::take_message_2(TimePoint now) {
  AVOW_CHECK(read_identity());
  other_knows_link_ = true;
  AVOW_CHECK(check_known());
  if (!known_partner_ && identity_hash(partner_) != inviter_hash_) {
    return Error{Errc::forged, "not the maker of this pairing link"};
  }
  events_.emplace_back(PartnerSeen{partner_});
  AVOW_CHECK(send_identity());
  open_channel(now);
  random_.fill(joiner_random_);
  say(WordsStep::commit, noise::words_commitment(noise::Role::initiator, handshake_hash_, joiner_random_));
  channel_->finish_flight();
  state_ = State::await_reply;
  return {};
}

// Inviter.
Result<void> Ceremony::take_message_3(TimePoint now) {
  AVOW_CHECK(read_identity());
  AVOW_CHECK(check_known());
  events_.emplace_back(PartnerSeen{partner_});
  open_channel(now);
  AVOW_CHECK(persist_partner());
  state_ = State::await_commit;
  return {};
}

Result<void> Ceremony::send_identity() {
  AVOW_TRY(const Bytes message, handshake_->write_message(padded(encode_identity(mine_), payload_bytes(role_))));
  AVOW_ASSERT(message.size() == kHandshakeMessageBytes);
  append(output_, message);
  return {};
}

Result<void> Ceremony::read_identity() {
  AVOW_TRY(const Bytes payload, handshake_->read_message(input_));
  AVOW_TRY(const ByteView identity, without_padding(payload));
  AVOW_TRY(partner_, decode_identity(identity, *handshake_->remote_static()));
  return check_not_mine(partner_, mine_);
}

Result<void> Ceremony::check_known() const {
  if (!known_partner_ || partner_.export_key == *known_partner_) return {};
  return Error{Errc::forged, "not the partner of this vault"};
}

void Ceremony::open_channel(TimePoint now) {
  handshake_hash_ = handshake_->handshake_hash();
  pair_root_ = handshake_->export_secret(kPairRootLabel);
  auto keys = handshake_->split();
  channel_.emplace(std::move(keys.send), std::move(keys.receive));
  handshake_.reset();
  deadline_ = now + limits::kPairingWordsTimeout;
}

// --- The words ---

Result<void> Ceremony::take_records(ByteView bytes) {
  const auto received = channel_->receive(bytes);
  while (const auto message = channel_->next_message()) AVOW_CHECK(take_words_message(*message));
  AVOW_CHECK(received);  // Why last: what came whole counts the same however the bytes were sliced
  if (channel_->peer_ended() && state_ != State::await_end) return Error{Errc::malformed, "END before the words"};
  finish_if_ended();
  return {};
}

Result<void> Ceremony::take_words_message(ByteView bytes) {
  AVOW_TRY(const WordsMessage message, decode_words_message(bytes));
  if (state_ == State::await_commit && message.step == WordsStep::commit) return take_commit(message);
  if (state_ == State::await_reply && message.step == WordsStep::reply) return take_reply(message);
  if (state_ == State::await_open && message.step == WordsStep::open) return take_open(message);
  return Error{Errc::malformed, "a pairing message out of turn"};
}

// Inviter; has persisted the partner before.
Result<void> Ceremony::take_commit(const WordsMessage& message) {
  commitment_ = message.value;
  random_.fill(inviter_random_);
  say(WordsStep::reply, inviter_random_);
  channel_->finish_flight();
  state_ = State::await_open;
  return {};
}

// Joiner. The reply says that the inviter has persisted; the opening will say that the joiner has.
Result<void> Ceremony::take_reply(const WordsMessage& message) {
  inviter_random_ = message.value;
  AVOW_CHECK(persist_partner());
  AVOW_CHECK(persist_words());
  say(WordsStep::open, joiner_random_);
  channel_->queue_end();
  channel_->finish_flight();
  state_ = State::await_end;
  return {};
}

// Inviter.
Result<void> Ceremony::take_open(const WordsMessage& message) {
  joiner_random_ = message.value;
  if (!noise::opens_commitment(commitment_, noise::Role::initiator, handshake_hash_, joiner_random_)) {
    return Error{Errc::forged, "words that were not committed to"};
  }
  AVOW_CHECK(persist_words());
  channel_->queue_end();
  channel_->finish_flight();
  state_ = State::await_end;
  return {};
}

void Ceremony::say(WordsStep step, const ByteArray<32>& value) {
  channel_->queue_message(encode_words_message({step, value}));
}

Result<void> Ceremony::persist_partner() {
  AVOW_CHECK(store_.persist_partner(partner_, *pair_root_, role_));
  pair_root_.reset();
  events_.emplace_back(PartnerPersisted{});
  return {};
}

Result<void> Ceremony::persist_words() {
  const auto mine = identity_bytes(mine_);
  const auto theirs = identity_bytes(partner_);
  const auto words = noise::five_words({.purpose = "pairing",
                                        .handshake_hash = handshake_hash_,
                                        .key_a = mine,
                                        .key_b = theirs,
                                        .head_texts = {},
                                        .initiator_random = joiner_random_,
                                        .responder_random = inviter_random_});
  AVOW_CHECK(store_.persist_words(words));
  events_.emplace_back(WordsReady{words, partner_.name});
  return {};
}

// --- The end ---

void Ceremony::finish_if_ended() {
  if (state_ != State::await_end || !channel_->peer_ended() || !pending_output().empty()) return;
  state_ = State::finished;
  events_.emplace_back(Finished{});
}

// Nothing more leaves; what happened before stays in the events.
Result<void> Ceremony::fail(Error error) {
  state_ = State::failed;
  psk_.reset();
  my_static_.reset();
  handshake_.reset();
  channel_.reset();
  pair_root_.reset();
  input_.clear();
  output_.clear();
  return error;
}

}  // namespace avow::pairing
