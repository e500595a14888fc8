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

Result<Bytes> Exchange::hello() {
  AVOW_TRY(const auto positions, store_.publish_heads());
  Hello hello;
  for (const auto& position : positions) {
    hello.logs.push_back(status_of(position));
    if (position.ref.by == log::Author::me) {
      outgoing_.push_back(Outgoing{position, position.size});
    } else {
      incoming_.push_back(Incoming{position, std::nullopt, false});
    }
  }
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
  chunk.head = *log->position.head;
  if (log->next < size) {
    AVOW_TRY(chunk.proof, store_.consistency_proof(log->position.ref, log->next, size));
  }
  return std::optional<Bytes>(encode(Message(std::move(chunk))));
}

Result<void> Exchange::queue_cosignatures(Now now) {
  for (const auto& log : incoming_) {
    if (log.set_aside) continue;
    AVOW_TRY(auto cosignature, store_.cosign(log.position.ref, now.wall));
    if (!cosignature) continue;
    queued_.push_back(encode(Message(Cosign{log.position.ref.lane, log.position.ref.epoch, std::move(*cosignature)})));
  }
  return {};
}

Result<void> Exchange::receive(ByteView bytes, Now now) {
  if (done_) return out_of_turn("a message after the last one");
  AVOW_TRY(const Message message, decode(bytes));
  if (!hello_received_ && !std::holds_alternative<Hello>(message)) return out_of_turn("a message before HELLO");
  return std::visit([&](const auto& value) { return on(value, now); }, message);
}

Result<void> Exchange::on(const Hello& theirs, Now) {
  if (hello_received_) return out_of_turn("a second HELLO");
  hello_received_ = true;
  std::optional<Bytes> mine;
  if (!hello_sent_) {
    AVOW_TRY(mine, hello());
  }
  for (const LogStatus& status : theirs.logs) {
    AVOW_CHECK(status.yours ? compare_own(status) : compare_theirs(status));
  }
  if (mine) queued_.push_front(std::move(*mine));
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
    if (known && shown > 0) {
      AVOW_TRY(const Hash root, store_.root_at(log->position.ref, shown));
      known = root == status.head->checkpoint.root;
    }
    if (!known) {
      AVOW_CHECK(store_.found_own_history_ahead(log->position.ref, *status.head));
      return Error{Errc::read_only, "the partner holds a later history of this vault's own log"};
    }
  }
  log->next = status.size;
  return {};
}

// The partner shows a log of its own.
Result<void> Exchange::compare_theirs(const LogStatus& status) {
  Incoming* const log = incoming(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of an epoch without a certificate"};
  if (!status.head) {
    log->set_aside = log->position.size > 0;
    set_aside_ = set_aside_ || log->set_aside;
    return {};
  }
  AVOW_CHECK(check_partner_head(pair_, status.lane, log->position.id, *status.head));
  if (status.head->size() != status.size) return out_of_turn("a head of another size than its log");
  log->announced = status.head;
  if (status.size > log->position.size) return {};
  Hash held{};
  if (status.size > 0) {
    AVOW_TRY(held, store_.root_at(log->position.ref, status.size));
  }
  if (status.size > 0 && held != status.head->checkpoint.root) {
    if (log->position.head) AVOW_CHECK(store_.found_fork(log->position.ref, *log->position.head, *status.head));
    log->set_aside = true;
  } else if (status.size < log->position.size) {
    log->set_aside = true;  // its author was restored from a backup: it learns so from my HELLO
  } else if (log->position.head != status.head) {
    AVOW_CHECK(store_.store_head(log->position.ref, *status.head));
  }
  set_aside_ = set_aside_ || log->set_aside;
  return {};
}

Result<void> Exchange::on(const Chunk& chunk, Now) {
  if (level_received_) return out_of_turn("entries after LEVEL");
  Incoming* const log = incoming(chunk.lane, chunk.epoch);
  if (log == nullptr || log->complete()) return out_of_turn("entries that were not announced");
  if (chunk.first != log->position.size) return out_of_turn("entries out of order");
  if (chunk.head != *log->announced) return Error{Errc::forged, "another head than the announced one"};
  if (chunk.entries.size() > chunk.head.size() - chunk.first) return out_of_turn("more entries than the head covers");
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
  return store_.store_cosignature(log->position.ref, cosign.cosignature);
}

Result<void> Exchange::on(const Level&, Now) {
  if (level_received_ || !all_received()) return out_of_turn("LEVEL before all was sent");
  level_received_ = true;
  for (const auto& log : outgoing_) {
    AVOW_CHECK(store_.delivered(log.position.ref, log.next));
  }
  return {};
}

std::vector<std::string> Exchange::head_texts() const {
  std::vector<std::string> out;
  const auto text_of_log = [](const log::LogPosition& position) {
    return log::to_text(log::Checkpoint{log::origin_of(position.ref.lane, position.id), position.size, position.root});
  };
  for (const auto& position : store_.positions()) out.push_back(text_of_log(position));
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
  outcome_.level = !set_aside_;
  if (!outcome_.level) {
    done_ = true;
    return std::optional<Bytes>{};
  }
  my_nonce_ = random_.bytes<32>();
  commit_sent_ = true;
  return std::optional<Bytes>(encode(Message(WordsCommit{
      noise::words_commitment(noise::Role::initiator, handshake_hash_, my_nonce_)})));
}

void Exchange::keep_words(const Hash& initiator_nonce, const Hash& responder_nonce) {
  outcome_.level = !set_aside_;
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
  if (role_ != noise::Role::responder || !both_level() || their_commitment_) return out_of_turn("words out of turn");
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
