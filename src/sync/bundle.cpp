#include "sync/bundle.h"

#include <algorithm>

#include "base/codec.h"
#include "base/reason.h"
#include "crypto/hash.h"
#include "sync/compare.h"

namespace avow::sync {
namespace {

constexpr std::string_view kMagic = "avow sealed file";  // 16 bytes, whatever the version
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kVersionedBytes = kMagic.size() + 4;  // the version and, once more, all its bits turned
constexpr std::size_t kMessageBytes = 48;                   // of Kpsk0 with an empty payload
constexpr std::size_t kStartBytes = kVersionedBytes + kMessageBytes + Hash{}.size();
constexpr std::uint64_t kPaddingAtOnce = 64;                // records

Error damaged() { return Error{Errc::damaged, std::string(reason::kBundleDamaged)}; }

Hash checksum_of(ByteView start) { return crypto::blake2b({bytes_of("avow/v1 sealed file start"), start}); }

// Prologue: domain ‖ version ‖ writer's identity ‖ reader's identity.
Result<noise::HandshakeState> make_handshake(const Pair& pair, noise::Role role, RandomSource& random) {
  const bool writes = role == noise::Role::initiator;
  const auto writer = identity_bytes(writes ? pair.me : pair.partner);
  const auto reader = identity_bytes(writes ? pair.partner : pair.me);
  ByteWriter prologue;
  prologue.fixed(bytes_of("avow/v1 sealed file")).u16(kVersion).fixed(writer).fixed(reader);
  AVOW_TRY(const auto pattern, noise::pattern_of("Kpsk0"));
  noise::HandshakeKeys keys;
  keys.mine = &pair.my_static;
  keys.theirs = pair.partner.static_key;
  keys.psks = std::span<const crypto::Key>(&pair.secrets.sealed_file, 1);
  keys.prologue = prologue.bytes();
  return noise::HandshakeState::start(pattern, role, keys, random);
}

// Why: whoever reads draws nothing.
class NoRandom final : public RandomSource {
 public:
  void fill(MutableByteView) override { AVOW_ASSERT(false); }
};

}  // namespace

// ---- Writing

Result<Bytes> BundleWriter::next(Instant now) {
  if (whole_) return Bytes{};
  if (!channel_) return begin(now);
  if (!logs_.all_sent()) {
    AVOW_TRY(const Chunk chunk, next_chunk(store_, logs_));
    entries_ += chunk.entries.size();
    channel_->queue_message(encode(Message(chunk)));
    return take_output();
  }
  if (!channel_->end_queued()) channel_->queue_end();
  whole_ = channel_->finish_flight(kPaddingAtOnce);
  return take_output();
}

Result<Bytes> BundleWriter::begin(Instant now) {
  AVOW_TRY(Hello hello, make_hello(store_, logs_));
  AVOW_TRY(auto handshake, make_handshake(pair_, noise::Role::initiator, random_));
  AVOW_TRY(const Bytes message, handshake.write_message({}));
  AVOW_ASSERT(message.size() == kMessageBytes);
  auto keys = handshake.split();
  channel_.emplace(std::move(keys.send), std::move(keys.receive));
  channel_->queue_message(encode(Message(std::move(hello))));
  for (Incoming& log : logs_.incoming) {
    AVOW_TRY(auto cosignature, next_cosignature(store_, log, now));
    if (cosignature) channel_->queue_message(encode(Message(std::move(*cosignature))));
  }
  for (Outgoing& log : logs_.outgoing) rest_at_partner(log);

  ByteWriter start;
  start.fixed(bytes_of(kMagic)).u16(kVersion).u16(static_cast<std::uint16_t>(~kVersion)).fixed(message);
  start.fixed(checksum_of(start.bytes()));
  Bytes out = start.take();
  AVOW_ASSERT(out.size() == kStartBytes);
  append(out, take_output());
  return out;
}

void BundleWriter::rest_at_partner(Outgoing& log) {
  log::HeldThere held = store_.held_there(log.position.ref);
  log.next = held.other_branch ? log.position.size : std::min(held.size, log.position.size);
  if (held.head.size() > 0) log.held_there = std::move(held.head);
}

Bytes BundleWriter::take_output() {
  Bytes out = to_bytes(channel_->pending_output());
  channel_->output_sent(out.size());
  return out;
}

// ---- Reading

Result<void> BundleReader::receive(ByteView bytes) {
  if (failed_) return Error{Errc::closed, "the file failed before"};
  const auto received = receive_all(bytes);
  failed_ = !received.ok();
  return received;
}

Result<void> BundleReader::receive_all(ByteView bytes) {
  if (!channel_) {
    const std::size_t taken = std::min(bytes.size(), kStartBytes - start_.size());
    append(start_, bytes.first(taken));
    bytes = bytes.subspan(taken);
    const std::size_t known = std::min(start_.size(), kMagic.size());
    if (text_of(ByteView(start_).first(known)) != kMagic.substr(0, known)) return Error{Errc::malformed, std::string(reason::kNoBundle)};
    if (start_.size() < kStartBytes) return {};
    AVOW_CHECK(open());
  }
  const auto received = channel_->receive(bytes);
  while (auto message = channel_->next_message()) AVOW_CHECK(take(*message));
  if (!received.ok()) return received.error().code == Errc::forged ? damaged() : received.error();
  return {};
}

Result<void> BundleReader::open() {
  ByteReader start(start_);
  start.fixed(kMagic.size());
  const std::uint16_t version = start.u16();
  const bool is_version = start.u16() == static_cast<std::uint16_t>(~version);
  if (is_version && version > kVersion) return Error{Errc::newer_version, std::string(reason::kBundleLater)};
  const ByteView message = start.fixed(kMessageBytes);
  const auto sum = start.array<Hash{}.size()>();
  if (!is_version || version != kVersion || sum != checksum_of(ByteView(start_).first(kStartBytes - sum.size()))) return damaged();
  NoRandom random;
  AVOW_TRY(auto handshake, make_handshake(pair_, noise::Role::responder, random));
  if (!handshake.read_message(message).ok()) return Error{Errc::forged, std::string(reason::kBundleForeign)};
  auto keys = handshake.split();
  channel_.emplace(std::move(keys.send), std::move(keys.receive));
  return {};
}

Result<BundleOutcome> BundleReader::finish() {
  if (failed_) return Error{Errc::closed, "the file failed before"};
  if (start_.empty()) return Error{Errc::malformed, std::string(reason::kNoBundle)};
  if (!channel_ || !channel_->peer_ended()) return Error{Errc::damaged, std::string(reason::kBundleCut)};
  if (!hello_received_) return Error{Errc::malformed, "a file without HELLO"};
  for (const Incoming& log : logs_.incoming) {
    // Its writer takes this vault to hold what it left out.
    if (!log.set_aside && log.announced && log.announced->size() > log.position.size) outcome_.gap = true;
  }
  return outcome_;
}

Result<void> BundleReader::take(ByteView message) {
  AVOW_TRY(const Message decoded, decode(message));
  if (!hello_received_ && !std::holds_alternative<Hello>(decoded)) return Error{Errc::malformed, "a message before HELLO"};
  return std::visit([&](const auto& value) { return on(value); }, decoded);
}

Result<void> BundleReader::on(const Hello& hello) {
  if (hello_received_) return Error{Errc::malformed, "a second HELLO"};
  if (!hello.addresses.empty()) return Error{Errc::malformed, "an address, in a file"};
  hello_received_ = true;
  AVOW_CHECK(take_epochs(store_, hello));
  logs_.take_in(store_.positions());
  // Why own logs first: a vault that turns out to be restored must not act on anything else.
  for (const LogStatus& status : hello.logs) {
    if (status.yours) AVOW_CHECK(compare_own(status));
  }
  for (const LogStatus& status : hello.logs) {
    if (!status.yours) AVOW_CHECK(compare_theirs(status));
  }
  return {};
}

// The writer shows what it holds of a log of mine.
Result<void> BundleReader::compare_own(const LogStatus& status) {
  Outgoing* const log = logs_.mine(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of mine that I never had"};
  if (has_other_keys(status, log->position)) return other_there(*log);
  if (!status.head) return store_.delivered_by_file(log->position.ref, {});
  AVOW_TRY(const bool known, knows_own_head(pair_, store_, status, *log));
  if (!known) {
    AVOW_CHECK(store_.found_own_history_ahead(log->position.ref, *status.head));
    return other_there(*log);
  }
  return store_.delivered_by_file(log->position.ref, {status.size, *status.head});
}

// Its writer holds of it what this vault does not. Only of the latest epoch does that make it only read: of a closed one it
// says nothing about what can be written, and it comes back in a session.
Result<void> BundleReader::other_there(Outgoing& log) {
  log.other_there = true;
  outcome_.lost_here = outcome_.lost_here || logs_.is_latest(log.position.ref);
  return store_.delivered_by_file(log.position.ref, {.other_branch = true});
}

// Of a closed epoch it is evidence, and hinders nothing.
void BundleReader::set_aside(Incoming& log, bool& outcome) {
  log.set_aside = true;
  outcome = outcome || logs_.is_latest(log.position.ref);
}

// The writer shows a log of its own. What is not announced is not taken.
Result<void> BundleReader::compare_theirs(const LogStatus& status) {
  Incoming* const log = logs_.theirs(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of an epoch without a certificate"};
  log->set_aside = true;
  const auto& held = log->position.head;
  if (has_other_keys(status, log->position)) {
    set_aside(*log, outcome_.two_histories);  // found_epoch kept both
    return {};
  }
  if (!status.head) {
    if (held) set_aside(*log, outcome_.older);
    return {};
  }
  AVOW_CHECK(check_partner_head(pair_, log->position, *status.head));
  if (status.head->size() < status.size) return Error{Errc::malformed, "a head of another size than its log"};
  AVOW_TRY(const bool fork, is_fork(store_, *log, *status.head));
  if (fork) {
    set_aside(*log, outcome_.two_histories);
    return held ? store_.found_fork(log->position.ref, *held, *status.head) : Result<void>();
  }
  if (status.size < status.head->size() || (held && status.size < held->size())) {
    set_aside(*log, outcome_.older);
    return {};
  }
  log->set_aside = false;
  log->announced = status.head;
  if (status.size > log->position.size || held == status.head) return {};
  return store_.store_head(log->position.ref, *status.head);
}

Result<void> BundleReader::on(const Chunk& chunk) {
  if (chunk.yours) return Error{Errc::malformed, "entries given back, in a file"};
  Incoming* const log = logs_.theirs(chunk.lane, chunk.epoch);
  if (log == nullptr) return Error{Errc::forged, "entries of an unknown log"};
  if (log->set_aside || !log->announced) return {};
  const std::uint64_t end = chunk.first + chunk.entries.size();
  const std::uint64_t held = log->position.size;
  if (end > log->announced->size()) return Error{Errc::malformed, "more entries than announced"};
  AVOW_TRY(const bool same, repeats_what_is_held(*log, chunk));
  if (!same) return other_history(*log, chunk);
  if (end <= held) return {};
  // A session that was cut left a head above the entries; a file that does not know of it cannot reach it.
  const bool past_held_head = chunk.head != log->head_for(end) && chunk.head == *log->announced;
  if (chunk.first > held || past_held_head) {
    log->set_aside = outcome_.gap = true;
    return {};
  }
  if (chunk.head != log->head_for(end)) return Error{Errc::forged, "another head than the one to be reached"};
  Chunk rest = chunk;
  rest.first = held;
  rest.entries.erase(rest.entries.begin(), rest.entries.begin() + static_cast<std::ptrdiff_t>(held - chunk.first));
  return store_new(*log, rest);
}

// Of the entries that are here already: is each the one that is here?
Result<bool> BundleReader::repeats_what_is_held(const Incoming& log, const Chunk& chunk) {
  const std::uint64_t end = std::min(chunk.first + chunk.entries.size(), log.position.size);
  for (std::uint64_t at = chunk.first; at < end;) {
    AVOW_TRY(const auto mine, store_.read_entries(log.position.ref, at, end));
    AVOW_ASSERT(!mine.empty());
    for (const log::Entry& entry : mine) {
      if (entry.header != chunk.entries[at - chunk.first].header) return false;
      ++at;
    }
  }
  return true;
}

// Why the proof: heads that were never proven to differ are no evidence of anything.
Result<void> BundleReader::other_history(Incoming& log, const Chunk& chunk) {
  if (log.announced->size() <= log.position.size || chunk.head != *log.announced) {
    return Error{Errc::malformed, "entries that are not under their head"};  // that head is one of what is held
  }
  AVOW_CHECK(store_.check_repeated({log.position.ref, chunk.first, chunk.entries, chunk.head, chunk.proof}));
  set_aside(log, outcome_.two_histories);
  if (!log.position.head) return {};
  return store_.found_fork(log.position.ref, *log.position.head, *log.announced);
}

Result<void> BundleReader::store_new(Incoming& log, const Chunk& chunk) {
  if (log.position.ref.lane == log::Lane::notes) AVOW_CHECK(store_.comes_by_file(log.position.ref, chunk.first));
  const auto stored = store_chunk(store_, log, chunk);
  if (!stored.ok() && stored.error().code == Errc::refused) {
    set_aside(log, outcome_.two_histories);  // store_chunk kept both heads
    return {};
  }
  AVOW_CHECK(stored);
  outcome_.received += chunk.entries.size();
  return {};
}

// Of what this vault lost it keeps no cosignature: it comes again when the rest is back.
Result<void> BundleReader::on(const Cosign& cosign) {
  const Outgoing* const log = logs_.mine(cosign.lane, cosign.epoch);
  if (log == nullptr) return Error{Errc::forged, "a cosignature of a log that I never had"};
  if (log->other_there) return {};
  return store_.store_cosignature(log->position.ref, cosign.cosignature);
}

}  // namespace avow::sync
