#include "sync/exchange.h"

#include <algorithm>

namespace avow::sync {
namespace {

Error out_of_turn(const char* what) { return Error{Errc::malformed, what}; }

template <typename Logs>
auto* find_log(Logs& logs, log::Lane lane, std::uint16_t epoch) {
  const auto at = std::find_if(logs.begin(), logs.end(), [&](const auto& log) {
    return log.position.ref.lane == lane && log.position.ref.epoch == epoch;
  });
  return at == logs.end() ? nullptr : &*at;
}

LogStatus status_of(const log::LogPosition& position) {
  LogStatus out;
  out.lane = position.ref.lane;
  out.epoch = position.ref.epoch;
  out.yours = position.ref.by == log::Author::partner;
  out.size = position.size;
  out.head = position.head;
  out.cosigned_size = position.cosignature ? position.cosignature->checkpoint.size : 0;
  return out;
}

}  // namespace

Exchange::Exchange(const Pair& pair, log::LogStore& store, RandomSource& random, noise::Role role,
                   const noise::Hash64& handshake_hash)
    : pair_(pair), store_(store), random_(random), role_(role), handshake_hash_(handshake_hash) {}

Exchange::Outgoing* Exchange::outgoing(log::Lane lane, std::uint16_t epoch) { return find_log(outgoing_, lane, epoch); }
Exchange::Incoming* Exchange::incoming(log::Lane lane, std::uint16_t epoch) { return find_log(incoming_, lane, epoch); }

bool Exchange::all_sent() const {
  return std::all_of(outgoing_.begin(), outgoing_.end(),
                     [](const Outgoing& log) { return log.next >= log.position.size; });
}

bool Exchange::all_received() const {
  return std::all_of(incoming_.begin(), incoming_.end(), [](const Incoming& log) { return log.complete(); });
}

const log::Head& Exchange::Incoming::head_for(std::uint64_t end) const {
  const auto& held = position.head;
  return held && held->size() > end ? *held : *announced;
}

bool Exchange::partner_may_end() const {
  return done_ || (role_ == noise::Role::responder && both_level() && !their_commitment_);
}

void Exchange::take_in(const std::vector<log::LogPosition>& positions) {
  for (const auto& position : positions) {
    const auto& ref = position.ref;
    if (ref.by == log::Author::partner) {
      if (incoming(ref.lane, ref.epoch) == nullptr) incoming_.push_back(Incoming{position, std::nullopt, 0, false});
    } else if (Outgoing* const known = outgoing(ref.lane, ref.epoch)) {
      known->position = position;
    } else {
      outgoing_.push_back(Outgoing{position, 0, std::nullopt, false});
    }
  }
}

Result<Bytes> Exchange::hello() {
  // Why: a restored vault does not know what it wrote; a head made now could deny it.
  if (store_.read_only()) return Error{Errc::read_only, "a restored vault publishes no head"};
  AVOW_TRY(const auto positions, store_.publish_heads());
  take_in(positions);
  Hello hello;
  for (const auto& position : positions) hello.logs.push_back(status_of(position));
  hello_sent_ = true;
  return encode(Message(std::move(hello)));
}

std::optional<Bytes> Exchange::take_queued() {
  if (queued_.empty()) return std::nullopt;
  Bytes message = std::move(queued_.front());
  queued_.pop_front();
  return message;
}

Result<std::optional<Bytes>> Exchange::next_message(Now now) {
  if (failed_) return Error{Errc::closed, "the exchange failed before"};
  // Why: the responder says nothing, and changes nothing, before the initiator has proven to be live; its
  // HELLO is queued when the initiator's comes.
  if (!hello_sent_ && role_ == noise::Role::initiator) {
    AVOW_TRY(auto message, hello());
    return std::optional<Bytes>(std::move(message));
  }
  if (auto message = take_queued()) return message;
  if (!hello_received_) return std::optional<Bytes>{};
  if (!all_sent()) return next_chunk();
  if (all_received() && !level_sent_) {
    AVOW_CHECK(queue_cosignatures(now));
    queued_.push_back(encode(Message(Level{})));
    level_sent_ = true;
    return take_queued();
  }
  return next_word_message();
}

Result<std::optional<Bytes>> Exchange::next_chunk() {
  const auto log = std::find_if(outgoing_.begin(), outgoing_.end(),
                                [](const Outgoing& candidate) { return candidate.next < candidate.position.size; });
  const std::uint64_t size = log->position.size;
  Chunk chunk;
  chunk.lane = log->position.ref.lane;
  chunk.epoch = log->position.ref.epoch;
  chunk.first = log->next;
  AVOW_TRY(chunk.entries, store_.read_entries(log->position.ref, log->next, size));
  AVOW_ASSERT(!chunk.entries.empty() && log->position.head.has_value());
  log->next += chunk.entries.size();
  outcome_.sent += chunk.entries.size();
  const bool below_held = log->held_there && log->held_there->size() > log->next;
  chunk.head = below_held ? *log->held_there : *log->position.head;
  if (log->next < chunk.head.size()) {
    AVOW_TRY(chunk.proof, store_.consistency_proof(log->position.ref, log->next, chunk.head.size()));
  }
  return std::optional<Bytes>(encode(Message(std::move(chunk))));
}

Result<void> Exchange::queue_cosignatures(Now now) {
  for (const auto& log : incoming_) {
    if (log.set_aside) continue;
    AVOW_TRY(auto cosignature, store_.cosign(log.position.ref, now.wall));
    const auto& last = log.position.cosignature;
    // Why: the last one is durable here, but may have been lost on its way.
    if (!cosignature && last && last->checkpoint.size > log.cosigned_there) cosignature = last;
    if (!cosignature) continue;
    if (log.position.ref.lane == log::Lane::notes) cosignature->time_seconds = 0;
    queued_.push_back(encode(Message(Cosign{log.position.ref.lane, log.position.ref.epoch, std::move(*cosignature)})));
  }
  return {};
}

Result<void> Exchange::receive(ByteView bytes, Now now) {
  if (failed_) return Error{Errc::closed, "the exchange failed before"};
  const auto taken = take(bytes, now);
  failed_ = !taken.ok();
  return taken;
}

Result<void> Exchange::take(ByteView bytes, Now now) {
  if (done_) return out_of_turn("a message after the last one");
  AVOW_TRY(const Message message, decode(bytes));
  if (!hello_received_ && !std::holds_alternative<Hello>(message)) return out_of_turn("a message before HELLO");
  return std::visit([&](const auto& value) { return on(value, now); }, message);
}

Result<void> Exchange::on(const Hello& theirs, Now) {
  if (hello_received_) return out_of_turn("a second HELLO");
  hello_received_ = true;
  if (!hello_sent_) take_in(store_.positions());
  // Why own logs first: a vault that turns out to be restored must not act on anything else.
  for (const LogStatus& status : theirs.logs) {
    if (status.yours) AVOW_CHECK(compare_own(status));
  }
  for (const LogStatus& status : theirs.logs) {
    if (!status.yours) AVOW_CHECK(compare_theirs(status));
  }
  for (Incoming& log : incoming_) {
    if (!log.announced && log.position.size > 0) set_aside(log);
  }
  if (hello_sent_) return {};
  AVOW_TRY(auto mine, hello());
  queued_.push_front(std::move(mine));
  return {};
}

// The partner shows what it holds of a log of mine.
Result<void> Exchange::compare_own(const LogStatus& status) {
  Outgoing* const log = outgoing(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of mine that I never had"};
  if (status.head) {
    AVOW_CHECK(check_own_head(pair_, status.lane, log->position.id, *status.head));
    const std::uint64_t shown = status.head->size();
    if (status.size > shown) return out_of_turn("more entries than the head covers");
    bool known = shown <= log->position.size;
    if (known) {
      AVOW_TRY(const Hash root, store_.root_at(log->position.ref, shown));
      known = root == status.head->checkpoint.root;
    }
    if (!known) {
      AVOW_CHECK(store_.found_own_history_ahead(log->position.ref, *status.head));
      return Error{Errc::read_only, "the partner holds a later history of this vault's own log"};
    }
  }
  log->next = status.size;
  log->held_there = status.head;
  return {};
}

// Two authentic heads of one log that cannot both be true, as far as what is held shows it.
Result<bool> Exchange::is_fork(const Incoming& log, const log::Head& shown) {
  const auto& held = log.position.head;
  if (held && held->size() == shown.size()) return held->checkpoint.root != shown.checkpoint.root;
  if (shown.size() > log.position.size) return false;
  AVOW_TRY(const Hash root, store_.root_at(log.position.ref, shown.size()));
  return root != shown.checkpoint.root;
}

void Exchange::set_aside(Incoming& log) {
  log.set_aside = true;
  set_aside_ = true;
}

// The partner shows a log of its own.
Result<void> Exchange::compare_theirs(const LogStatus& status) {
  Incoming* const log = incoming(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of an epoch without a certificate"};
  log->cosigned_there = status.cosigned_size;
  if (!status.head) return {};
  AVOW_CHECK(check_partner_head(pair_, status.lane, log->position.id, *status.head));
  if (status.head->size() != status.size) return out_of_turn("a head of another size than its log");
  log->announced = status.head;
  const auto& held = log->position.head;
  AVOW_TRY(const bool fork, is_fork(*log, *status.head));
  if (fork) {
    set_aside(*log);
    return held ? store_.found_fork(log->position.ref, *held, *status.head) : Result<void>();
  }
  if (held && status.size < held->size()) {
    set_aside(*log);  // its author was restored from a backup: it learns so from my HELLO
    return {};
  }
  if (status.size > log->position.size || held == status.head) return {};
  return store_.store_head(log->position.ref, *status.head);
}

Result<void> Exchange::on(const Chunk& chunk, Now) {
  if (level_received_) return out_of_turn("entries after LEVEL");
  Incoming* const log = incoming(chunk.lane, chunk.epoch);
  if (log == nullptr || log->complete()) return out_of_turn("entries that were not announced");
  if (chunk.first != log->position.size) return out_of_turn("entries out of order");
  if (chunk.entries.size() > log->announced->size() - chunk.first) return out_of_turn("more entries than announced");
  if (chunk.head != log->head_for(chunk.first + chunk.entries.size())) {
    return Error{Errc::forged, "another head than the one to be reached"};
  }
  const auto stored = store_.append_received(
      log::ReceivedChunk{log->position.ref, chunk.first, chunk.entries, chunk.head, chunk.proof});
  if (!stored.ok()) {
    if (stored.error().code == Errc::refused && log->position.head) {
      AVOW_CHECK(store_.found_fork(log->position.ref, *log->position.head, chunk.head));
    }
    return stored.error();
  }
  log->position.size += chunk.entries.size();
  outcome_.received += chunk.entries.size();
  return {};
}

Result<void> Exchange::on(const Cosign& cosign, Now) {
  Outgoing* const log = outgoing(cosign.lane, cosign.epoch);
  if (log == nullptr) return Error{Errc::forged, "a cosignature of a log that I never had"};
  if (level_received_ || log->cosigned) return out_of_turn("a cosignature out of turn");
  log->cosigned = true;
  return store_.store_cosignature(log->position.ref, cosign.cosignature);
}

Result<void> Exchange::on(const Level&, Now) {
  if (level_received_ || !all_received() || !all_sent()) return out_of_turn("LEVEL before all was sent");
  level_received_ = true;
  for (const auto& log : outgoing_) {
    AVOW_CHECK(store_.delivered(log.position.ref, log.next));
  }
  return {};
}

// Where the logs stood in this sync: what is written meanwhile does not make the words differ.
std::vector<std::string> Exchange::head_texts() const {
  std::vector<std::string> out;
  const auto add = [&out](const log::LogPosition& position, const Hash& root) {
    const log::Checkpoint head{log::origin_of(position.ref.lane, position.id), position.size, root};
    out.push_back(log::to_text(head));
  };
  for (const auto& log : outgoing_) add(log.position, log.position.root);
  for (const auto& log : incoming_) {
    add(log.position, log.announced ? log.announced->checkpoint.root : log.position.root);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// The initiator commits, the responder answers, the initiator opens: nobody chooses the words.
Result<std::optional<Bytes>> Exchange::next_word_message() {
  if (word_message_) {
    auto message = std::exchange(word_message_, std::nullopt);
    if (outcome_.words && role_ == noise::Role::initiator) done_ = true;
    return message;
  }
  if (!both_level() || role_ == noise::Role::responder || commit_sent_) return std::optional<Bytes>{};
  if (set_aside_) {
    done_ = true;
    return std::optional<Bytes>{};
  }
  my_nonce_ = random_.bytes<32>();
  commit_sent_ = true;
  return std::optional<Bytes>(encode(Message(WordsCommit{
      noise::words_commitment(noise::Role::initiator, handshake_hash_, my_nonce_)})));
}

void Exchange::keep_words(const Hash& initiator_nonce, const Hash& responder_nonce) {
  outcome_.level = true;
  const auto me = identity_bytes(pair_.me);
  const auto partner = identity_bytes(pair_.partner);
  outcome_.words = noise::five_words({.purpose = "sync",
                                      .handshake_hash = handshake_hash_,
                                      .key_a = me,
                                      .key_b = partner,
                                      .head_texts = head_texts(),
                                      .initiator_random = initiator_nonce,
                                      .responder_random = responder_nonce});
}

Result<void> Exchange::on(const WordsCommit& words, Now) {
  const bool in_turn = role_ == noise::Role::responder && both_level() && !their_commitment_ && !set_aside_;
  if (!in_turn) return out_of_turn("words out of turn");
  their_commitment_ = words.commitment;
  my_nonce_ = random_.bytes<32>();
  word_message_ = encode(Message(WordsReply{my_nonce_}));
  return {};
}

Result<void> Exchange::on(const WordsReply& words, Now) {
  if (role_ != noise::Role::initiator || !commit_sent_ || outcome_.words) return out_of_turn("words out of turn");
  keep_words(my_nonce_, words.nonce);
  word_message_ = encode(Message(WordsOpen{my_nonce_}));
  return {};
}

Result<void> Exchange::on(const WordsOpen& words, Now) {
  if (role_ != noise::Role::responder || !their_commitment_ || word_message_) return out_of_turn("words out of turn");
  if (!noise::opens_commitment(*their_commitment_, noise::Role::initiator, handshake_hash_, words.nonce)) {
    return Error{Errc::forged, "words that were not committed to"};
  }
  keep_words(words.nonce, my_nonce_);
  done_ = true;
  return {};
}

}  // namespace avow::sync
