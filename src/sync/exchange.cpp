#include "sync/exchange.h"

#include <algorithm>

#include "sync/compare.h"

namespace avow::sync {
namespace {

Error out_of_turn(const char* what) { return Error{Errc::malformed, what}; }

}  // namespace

Exchange::Exchange(const Pair& pair, log::LogStore& store, RandomSource& random, noise::Role role,
                   const noise::Hash64& handshake_hash, SessionOptions options)
    : pair_(pair), store_(store), random_(random), role_(role), handshake_hash_(handshake_hash),
      options_(std::move(options)) {}

void Exchange::set_delivery(Delivery delivery) {
  options_.delivery = delivery;
  if (live_) live_->set_delivery(delivery);
}

void Exchange::entries_added() {
  entries_added_ = true;
  if (live_) live_->entries_added();
}

void Exchange::end() {
  end_asked_ = true;
  if (live_) live_->finish();
}

void Exchange::flush() {
  if (live_) live_->flush();
}

void Exchange::partner_ended() {
  if (live_) {
    live_->partner_ended();
  } else {
    done_ = true;
  }
}

// The words are said: who does not stay says only what is left to say, and END.
void Exchange::go_live() {
  live_.emplace(pair_, store_, std::move(logs_), options_.delivery, outcome_, events_);
  if (!options_.live) return live_->stop();
  if (entries_added_) live_->entries_added();
  if (end_asked_) live_->finish();
}

bool Exchange::partner_may_end() const {
  if (live_) return live_->partner_may_end();
  return done_ || (role_ == noise::Role::responder && both_level() && !their_commitment_);
}

Result<Bytes> Exchange::hello() {
  AVOW_TRY(Hello hello, make_hello(store_, logs_));
  hello.addresses = options_.addresses;
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
  if (live_) return live_->next_message(now);
  // Why: the responder says nothing, and changes nothing, before the initiator has proven to be live; its
  // HELLO is queued when the initiator's comes.
  if (!hello_sent_ && role_ == noise::Role::initiator) {
    AVOW_TRY(auto message, hello());
    return std::optional<Bytes>(std::move(message));
  }
  if (auto message = take_queued()) return message;
  if (!hello_received_) return std::optional<Bytes>{};
  if (!logs_.all_sent()) {
    const bool gives_back = std::any_of(logs_.incoming.begin(), logs_.incoming.end(),
                                        [](const Incoming& log) { return !log.all_given(); });
    AVOW_TRY(auto chunk, gives_back ? next_given_back(store_, logs_) : next_chunk(store_, logs_));
    outcome_.sent += chunk.entries.size();
    return std::optional<Bytes>(encode(Message(std::move(chunk))));
  }
  if (logs_.all_received() && !level_sent_) {
    AVOW_CHECK(queue_cosignatures(now));
    queued_.push_back(encode(Message(LevelMessage{})));
    level_sent_ = true;
    return take_queued();
  }
  return next_word_message();
}

Result<void> Exchange::queue_cosignatures(Now now) {
  for (Incoming& log : logs_.incoming) {
    if (log.set_aside) continue;
    AVOW_CHECK(store_.shown_live(log.position.ref));
    AVOW_TRY(auto cosignature, next_cosignature(store_, log, now.wall));
    if (cosignature) queued_.push_back(encode(Message(std::move(*cosignature))));
  }
  return {};
}

Result<void> Exchange::receive(ByteView bytes, Now) {
  if (failed_) return Error{Errc::closed, "the exchange failed before"};
  const auto taken = take(bytes);
  failed_ = !taken.ok();
  return taken;
}

Result<void> Exchange::take(ByteView bytes) {
  if (done_) return out_of_turn("a message after the last one");
  AVOW_TRY(const Message message, decode(bytes));
  if (live_) return live_->receive(message);
  if (!hello_received_ && !std::holds_alternative<Hello>(message)) return out_of_turn("a message before HELLO");
  return std::visit([&](const auto& value) { return on(value); }, message);
}

Result<void> Exchange::on(const Hello& theirs) {
  if (hello_received_) return out_of_turn("a second HELLO");
  hello_received_ = true;
  AVOW_CHECK(take_epochs(store_, theirs));
  logs_.take_in(store_.positions());
  logs_.show_only_published();
  // Why own logs first: a vault that turns out to be restored must not act on anything else.
  for (const LogStatus& status : theirs.logs) {
    if (status.yours) AVOW_CHECK(compare_own(status));
  }
  expect_unpublished();
  for (const LogStatus& status : theirs.logs) {
    if (!status.yours) AVOW_CHECK(compare_theirs(status));
  }
  for (Incoming& log : logs_.incoming) {
    if (log.announced || log.giving_back || log.set_aside || log.position.size == 0) continue;
    log.set_aside = true;
    if (log.position.ref.epoch > 0) AVOW_CHECK(give_back(log, 0));  // its author was restored from before that epoch
  }
  if (!theirs.addresses.empty()) events_.add(AddressesLearned{theirs.addresses});
  if (hello_sent_) return {};
  AVOW_TRY(auto mine, hello());
  queued_.push_front(std::move(mine));
  return {};
}

// The partner shows what it holds of a log of mine.
Result<void> Exchange::compare_own(const LogStatus& status) {
  Outgoing* const log = logs_.mine(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of mine that I never had"};
  if (has_other_keys(status, log->position)) {
    log->other_there = true;
    log->next = log->position.size;
    // It answers before it can know that I keep mine: what it gives back is read, and dropped.
    if (role_ == noise::Role::initiator) log->coming_back = status.size;
    set_aside_ = set_aside_ || logs_.is_latest(log->position.ref);
    return {};
  }
  if (status.head) {
    AVOW_TRY(const bool known, knows_own_head(pair_, store_, status, *log));
    const bool lacks_entries = status.size > position_now(store_, log->position.ref).size;
    if (!known) AVOW_CHECK(store_.found_own_history_ahead(log->position.ref, *status.head));
    if (!known || lacks_entries) {
      log->coming_back = status.size;
      log->next = log->position.size;
      log->held_there = status.head;
      // Why: a shorter branch than the one that I showed is not known for one by whoever holds it.
      const std::uint64_t shown = log->position.head ? log->position.head->size() : 0;
      if (!known && shown > status.size) {
        const auto& mine = log->position.cosignature;
        const std::uint64_t common = std::min(mine ? mine->checkpoint.size : 0, status.size);
        queued_.push_back(encode(Message(Lost{status.lane, status.epoch, common})));
      }
      const bool all_of_it = status.size == status.head->size();
      if (!all_of_it && logs_.is_latest(log->position.ref)) set_aside_ = true;
      return {};
    }
  }
  log->next = status.size;
  log->held_there = status.head;
  return {};
}

// Some log of its author's latest epoch is not the same on both sides, and will not be.
bool Exchange::apart() const {
  return set_aside_ || std::any_of(logs_.incoming.begin(), logs_.incoming.end(), [this](const Incoming& log) {
           const bool given = log.giving_back && log.position.head->size() == log.position.size;
           return log.set_aside && !given && logs_.is_latest(log.position.ref);
         });
}

// Of a log that is only read I show what I know to be published: what the partner holds beyond comes back, though it is here.
void Exchange::expect_unpublished() {
  if (!store_.read_only()) return;
  for (Outgoing& log : logs_.outgoing) {
    if (log.is_back() && log.next > log.position.size) log.coming_back = std::exchange(log.next, log.position.size);
  }
}

// Its author lost what stands behind `from`, or writes another branch from there on.
Result<void> Exchange::give_back(Incoming& log, std::uint64_t from) {
  const log::LogPosition& held = log.position;
  if (!held.head || from >= held.size) return {};
  log.giving_back = true;
  log.next_back = from;
  return {};
}

// The partner shows a log of its own.
Result<void> Exchange::compare_theirs(const LogStatus& status) {
  Incoming* const log = logs_.theirs(status.lane, status.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of an epoch without a certificate"};
  log->cosigned_there = status.cosigned_size;
  const auto& held = log->position.head;
  if (has_other_keys(status, log->position)) {
    log->set_aside = true;  // other keys for one epoch: found_epoch kept both
    // Who answers knows what is held here, and keeps its own all the same.
    return role_ == noise::Role::initiator ? Result<void>() : give_back(*log, 0);
  }
  if (!status.head) {
    if (!held) return {};
    log->set_aside = true;
    return give_back(*log, 0);
  }
  AVOW_CHECK(check_partner_head(pair_, log->position, *status.head));
  if (status.head->size() < status.size) return out_of_turn("a head of another size than its log");
  AVOW_TRY(const bool fork, is_fork(store_, *log, *status.head));
  if (fork) {
    log->set_aside = true;
    if (held) AVOW_CHECK(store_.found_fork(log->position.ref, *held, *status.head));
    const auto& mine = log->position.cosignature;
    return give_back(*log, std::min(status.cosigned_size, mine ? mine->checkpoint.size : 0));
  }
  const bool behind = status.size < status.head->size() || (held && status.size < held->size());
  if (behind) {
    log->set_aside = true;  // its author was restored from a backup: it learns so from my HELLO
    return give_back(*log, status.size);
  }
  log->announced = status.head;
  if (status.size > log->position.size || held == status.head) return {};
  return store_.store_head(log->position.ref, *status.head);
}

Result<void> Exchange::on(const Chunk& chunk) {
  if (level_received_) return out_of_turn("entries after LEVEL");
  if (chunk.yours) return on_given_back(chunk);
  Incoming* const log = logs_.theirs(chunk.lane, chunk.epoch);
  if (log == nullptr || log->complete()) return out_of_turn("entries that were not announced");
  if (chunk.first != log->position.size) return out_of_turn("entries out of order");
  if (chunk.entries.size() > log->announced->size() - chunk.first) return out_of_turn("more entries than announced");
  if (chunk.head != log->head_for(chunk.first + chunk.entries.size())) {
    return Error{Errc::forged, "another head than the one to be reached"};
  }
  AVOW_CHECK(store_chunk(store_, *log, chunk));
  outcome_.received += chunk.entries.size();
  events_.add(Received{chunk.entries.size()});
  return {};
}

// The head was shown in HELLO, and is mine; that everything is under it is checked by the store.
Result<void> Exchange::on_given_back(const Chunk& chunk) {
  Outgoing* const log = logs_.mine(chunk.lane, chunk.epoch);
  if (log != nullptr && log->other_there) {
    if (chunk.first + chunk.entries.size() >= log->coming_back) log->coming_back = 0;
    return {};
  }
  if (log == nullptr || log->is_back()) return out_of_turn("entries that nobody lost");
  if (chunk.head != log->held_there) return Error{Errc::forged, "another head than the one to be reached"};
  AVOW_CHECK(store_.take_back({log->position.ref, chunk.first, chunk.entries, chunk.head, chunk.proof}));
  outcome_.received += chunk.entries.size();
  events_.add(Received{chunk.entries.size()});
  if (chunk.first + chunk.entries.size() < log->coming_back) return {};
  log->next = std::exchange(log->coming_back, 0);
  log->position = position_now(store_, log->position.ref);
  logs_.show_only_published();
  return {};
}

Result<void> Exchange::on(const Cosign& cosign) {
  Outgoing* const log = logs_.mine(cosign.lane, cosign.epoch);
  if (log == nullptr) return Error{Errc::forged, "a cosignature of a log that I never had"};
  if (level_received_ || log->cosigned > 0) return out_of_turn("a cosignature out of turn");
  log->cosigned = cosign.cosignature.checkpoint.size;
  return store_.store_cosignature(log->position.ref, cosign.cosignature);
}

Result<void> Exchange::on(const LevelMessage&) {
  bool all_back = true;
  for (Outgoing& log : logs_.outgoing) {
    if (log.is_back()) continue;  // else the partner cannot prove what it holds of it
    log.coming_back = 0;
    set_aside_ = set_aside_ || logs_.is_latest(log.position.ref);
    all_back = false;
  }
  if (level_received_ || !logs_.all_received() || !logs_.all_sent()) return out_of_turn("LEVEL before all was sent");
  level_received_ = true;
  for (const Outgoing& log : logs_.outgoing) {
    if (log.other_there) continue;
    AVOW_CHECK(store_.delivered(log.position.ref, std::min(log.next, log.position.size)));
  }
  return all_back ? store_.came_level() : Result<void>();
}

// Its author holds another branch than I do, and a longer one: mine was here first.
Result<void> Exchange::on(const Lost& lost) {
  Incoming* const log = logs_.theirs(lost.lane, lost.epoch);
  if (log == nullptr || level_received_) return out_of_turn("a log lost out of turn");
  if (log->set_aside) return {};  // known here already, which its author could not see; my LEVEL may be on its way
  const auto& held = log->position.head;
  const bool begun = held && held->size() < log->position.size;  // entries of this session: nothing is lost
  if (begun || (log->announced && log->announced == held)) return out_of_turn("a log that is not lost");
  if (log->announced && held) {
    AVOW_CHECK(store_.found_fork(log->position.ref, *log->position.head, *log->announced));
  }
  log->announced.reset();
  log->set_aside = true;
  return give_back(*log, std::min(lost.size, log->position.size));
}

Result<void> Exchange::on(const Stored&) { return out_of_turn("stored, before the words"); }

// Where the logs stood in this sync: what is written meanwhile does not make the words differ.
std::vector<std::string> Exchange::head_texts() const {
  std::vector<std::string> out;
  const auto add = [&out](const log::LogPosition& position, const Hash& root) {
    const log::Checkpoint head{log::origin_of(position.ref.lane, position.id), position.size, root};
    out.push_back(log::to_text(head));
  };
  for (const Outgoing& log : logs_.outgoing) {
    if (logs_.is_latest(log.position.ref)) add(log.position, log.position.root);
  }
  for (const Incoming& log : logs_.incoming) {
    if (logs_.is_latest(log.position.ref)) add(log.position, log.announced ? log.announced->checkpoint.root : log.position.root);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// The initiator commits, the responder answers, the initiator opens: nobody chooses the words.
Result<std::optional<Bytes>> Exchange::next_word_message() {
  if (word_message_) {
    auto message = std::exchange(word_message_, std::nullopt);
    if (outcome_.words && role_ == noise::Role::initiator) go_live();
    return message;
  }
  if (!both_level() || role_ == noise::Role::responder || commit_sent_) return std::optional<Bytes>{};
  if (apart()) {
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
  events_.add(Level{outcome_.sent + outcome_.received});
  events_.add(WordsSpoken{*outcome_.words});
}

Result<void> Exchange::on(const WordsCommit& words) {
  const bool in_turn = role_ == noise::Role::responder && both_level() && !their_commitment_ && !apart();
  if (!in_turn) return out_of_turn("words out of turn");
  their_commitment_ = words.commitment;
  my_nonce_ = random_.bytes<32>();
  word_message_ = encode(Message(WordsReply{my_nonce_}));
  return {};
}

Result<void> Exchange::on(const WordsReply& words) {
  if (role_ != noise::Role::initiator || !commit_sent_ || outcome_.words) return out_of_turn("words out of turn");
  keep_words(my_nonce_, words.nonce);
  word_message_ = encode(Message(WordsOpen{my_nonce_}));
  return {};
}

Result<void> Exchange::on(const WordsOpen& words) {
  if (role_ != noise::Role::responder || !their_commitment_ || word_message_) return out_of_turn("words out of turn");
  if (!noise::opens_commitment(*their_commitment_, noise::Role::initiator, handshake_hash_, words.nonce)) {
    return Error{Errc::forged, "words that were not committed to"};
  }
  keep_words(words.nonce, my_nonce_);
  go_live();
  return {};
}

}  // namespace avow::sync
