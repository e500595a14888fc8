#include "sync/live.h"

#include <algorithm>

namespace avow::sync {

Live::Live(const Pair& pair, log::LogStore& store, Logs logs, Delivery delivery, Outcome& outcome, Events& events)
    : pair_(pair), store_(store), logs_(std::move(logs)), delivery_(delivery), outcome_(outcome), events_(events) {
  for (Outgoing& log : logs_.outgoing) {
    log.held_there = log.position.head;  // HELLO showed it, and all under it was sent
    log.stored = log.next;               // the partner's LEVEL said so
  }
  for (Incoming& log : logs_.incoming) {
    if (log.announced) log.position.head = log.announced;
    log.announced = log.position.head;
    log.told = log.position.size;
  }
}

void Live::entries_added() {
  if (ending_) return;
  added_ = true;
  if (delivery_ == Delivery::at_once) publish_due_ = true;
}

void Live::flush() {
  if (ending_) return;
  flushing_ = publish_due_ = cosign_due_ = true;
}

void Live::finish() {
  flush();
  ending_ = true;
}

void Live::partner_ended() {
  finish();
  publish_due_ = false;
  for (Outgoing& log : logs_.outgoing) {
    const std::uint64_t announced = log.held_there ? log.held_there->size() : 0;
    if (log.position.size <= announced) continue;
    log.position.size = announced;
    log.position.head = log.held_there;
  }
}

bool Live::done() const {
  const bool all_told = std::all_of(logs_.incoming.begin(), logs_.incoming.end(), [](const Incoming& log) {
    return !log.complete() || log.told == log.position.size;
  });
  return ending_ && !publish_due_ && !cosign_due_ && all_told && logs_.all_sent();
}

// ---- What I say

Result<std::optional<Bytes>> Live::next_message(Now now) {
  if (!may_speak()) return std::optional<Bytes>{};
  if (publish_due_) AVOW_CHECK(publish());
  AVOW_TRY(auto message, next_statement(now));
  if (!message) flushing_ = false;
  note_level();
  return message;
}

Result<std::optional<Bytes>> Live::next_statement(Now now) {
  if (auto stored = next_stored()) return stored;
  if (!logs_.all_sent()) {
    AVOW_TRY(auto chunk, next_chunk(store_, logs_));
    outcome_.sent += chunk.entries.size();
    moved_ += chunk.entries.size();
    return std::optional<Bytes>(encode(Message(std::move(chunk))));
  }
  return next_cosignature(now);
}

// Names what was written since the last time; nothing is signed when nothing was.
Result<void> Live::publish() {
  publish_due_ = added_ = false;
  if (store_.read_only()) return {};
  const auto grew = [this](const log::LogPosition& now) {
    const Outgoing* const known = logs_.mine(now.ref.lane, now.ref.epoch);
    return now.ref.by == log::Author::me && known != nullptr && now.size > known->position.size;
  };
  const auto before = store_.positions();
  if (std::none_of(before.begin(), before.end(), grew)) return {};
  AVOW_TRY(const auto published, store_.publish_heads());
  for (const auto& position : published) {
    if (grew(position)) logs_.mine(position.ref.lane, position.ref.epoch)->position = position;
  }
  return {};
}

std::optional<Bytes> Live::next_stored() {
  for (Incoming& log : logs_.incoming) {
    if (!log.complete() || log.told == log.position.size) continue;
    log.told = log.position.size;
    return encode(Message(Stored{log.position.ref.lane, log.position.ref.epoch, log.told}));
  }
  return std::nullopt;
}

Result<std::optional<Bytes>> Live::next_cosignature(Now now) {
  if (!cosign_due_) return std::optional<Bytes>{};
  for (Incoming& log : logs_.incoming) {
    const auto& last = log.position.cosignature;
    const bool grew = log.complete() && log.position.size > (last ? last->checkpoint.size : 0);
    if (log.set_aside || !grew) continue;
    AVOW_TRY(auto cosignature, store_.cosign(log.position.ref, now.wall));
    if (!cosignature) continue;
    log.position.cosignature = cosignature;
    if (log.position.ref.lane == log::Lane::notes) cosignature->time_seconds = 0;
    return std::optional<Bytes>(
        encode(Message(Cosign{log.position.ref.lane, log.position.ref.epoch, std::move(*cosignature)})));
  }
  cosign_due_ = false;
  return std::optional<Bytes>{};
}

// ---- What the partner says

Result<void> Live::receive(const Message& message) {
  AVOW_CHECK(std::visit([this](const auto& value) { return on(value); }, message));
  note_level();
  return {};
}

Result<void> Live::on(const Chunk& chunk) {
  if (chunk.yours) return Error{Errc::malformed, "entries given back behind the words"};
  Incoming* const log = logs_.theirs(chunk.lane, chunk.epoch);
  if (log == nullptr || log->set_aside) return Error{Errc::forged, "entries of a log without a certificate"};
  AVOW_CHECK(check_head(*log, chunk));
  if (chunk.first != log->position.size) return Error{Errc::malformed, "entries out of order"};
  AVOW_CHECK(store_chunk(store_, *log, chunk));
  log->position.head = log->announced = chunk.head;
  outcome_.received += chunk.entries.size();
  moved_ += chunk.entries.size();
  events_.add(Received{chunk.entries.size()});
  cosign_due_ = cosign_due_ || log->complete();
  return {};
}

// A chunk goes on to the head announced before, or beyond it to a newer one: no head that is held is ever skipped.
Result<void> Live::check_head(const Incoming& log, const Chunk& chunk) {
  const auto& held = log.position.head;
  if (held == chunk.head) return {};
  AVOW_CHECK(check_partner_head(pair_, log.position, chunk.head));
  AVOW_TRY(const bool fork, is_fork(store_, log, chunk.head));
  if (fork) {
    AVOW_CHECK(store_.found_fork(log.position.ref, *held, chunk.head));
    return Error{Errc::refused, "two histories of one log"};
  }
  if (!held) return {};
  if (chunk.head.size() <= held->size()) return Error{Errc::forged, "a head that is not newer than the one held"};
  if (chunk.first + chunk.entries.size() < held->size()) {
    return Error{Errc::forged, "another head than the one to be reached"};
  }
  return {};
}

Result<void> Live::on(const Cosign& cosign) {
  Outgoing* const log = logs_.mine(cosign.lane, cosign.epoch);
  if (log == nullptr) return Error{Errc::forged, "a cosignature of a log that I never had"};
  const std::uint64_t size = cosign.cosignature.checkpoint.size;
  if (size <= log->cosigned) return Error{Errc::malformed, "a cosignature out of turn"};
  if (size > log->next) return Error{Errc::forged, "a cosignature of what was not sent"};
  AVOW_CHECK(store_.store_cosignature(log->position.ref, cosign.cosignature));
  log->cosigned = size;
  return {};
}

Result<void> Live::on(const Stored& stored) {
  Outgoing* const log = logs_.mine(stored.lane, stored.epoch);
  if (log == nullptr) return Error{Errc::forged, "a log of mine that I never had"};
  if (stored.size > log->next) return Error{Errc::forged, "more stored than was sent"};
  if (stored.size <= log->stored) return Error{Errc::malformed, "stored, and said before"};
  log->stored = stored.size;
  return store_.delivered(log->position.ref, stored.size);
}

void Live::note_level() {
  const bool all_there = std::all_of(logs_.outgoing.begin(), logs_.outgoing.end(), [](const Outgoing& log) {
    return log.all_sent() && log.stored == log.next;
  });
  if (moved_ == 0 || added_ || !all_there || !logs_.all_received()) return;
  events_.add(Level{std::exchange(moved_, 0)});
}

}  // namespace avow::sync
