#include "app/today.h"

#include <algorithm>

#include "app/answers.h"
#include "app/notes.h"
#include "app/promises.h"
#include "app/settings.h"
#include "app/status.h"
#include "app/threads.h"
#include "app/waiting.h"
#include "base/text_catalogue.h"
#include "base/text_daily.h"
#include "base/text_threads.h"

namespace avow::app {
namespace {

using ledger::State;

std::uint32_t more(std::size_t all, std::size_t shown) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(all - std::min(all, shown), UINT32_MAX));
}

template <typename List>
Result<void> fill_promises(List out, Vault& vault, const std::vector<ledger::Promise>& promises) {
  for (unsigned i = 0; i < out.size(); ++i) AVOW_CHECK(fill_promise(out[i], vault, promises[i]));
  return {};
}

unsigned count_of(std::size_t all, std::size_t cap) { return static_cast<unsigned>(std::min(all, cap)); }

// The one thing that comes next: what has a time today, whoever waits, what is open, what is new.
std::string next_of(Vault& vault, const Waiting& waiting, const std::vector<ledger::Thread>& threads,
                    const ledger::UnseenNotes& notes, std::uint64_t undelivered) {
  const auto about = [](std::string_view sentence, const RecordId& id) {
    return text::with_id(sentence, to_text(id).substr(0, 8));
  };
  if (vault.pairing_stage() == PairingStage::none) return std::string(text::kNextPair);
  if (vault.pairing_stage() == PairingStage::waiting) return std::string(text::kNextConfirm);
  const bool due = !waiting.mine.empty() && waiting.mine.front().state == State::active;
  if (due) return about(text::kTodayNextDue, waiting.mine.front().id);
  if (!waiting.answers.empty()) return about(text::kTodayNextAnswer, waiting.answers.front().id);
  if (!threads.empty()) {
    return text::with_id(text::next_for_thread(ledger::name_of(threads.front().kind)), to_text(threads.front().id).substr(0, 8));
  }
  if (!waiting.mine.empty()) return std::string(text::kTodayNextPastDue);
  if (!notes.newest.empty()) return about(text::kTodayNextNote, notes.newest.front().id);
  if (undelivered > 0) return std::string(text::kNextDeliver);
  return std::string(vault.ledger().size() == 0 ? text::kNextFirstPromise : text::kTodayNextNothing);
}

}  // namespace

Result<void> today(Vault& vault, std::string_view zone, Replies& replies) {
  const Instant now = vault.clock().now();
  const auto day = ledger::day_of(now, zone);
  const auto waiting = waiting_of(vault.ledger().open_promises(now), day);
  AVOW_TRY(const auto settings, load_settings(vault));
  const auto threads = waiting_threads_of(vault.ledger().waiting_threads(now), day, settings.questions_day);
  const auto unseen = vault.ledger().unseen_notes(kTodayNotes);
  const auto undelivered = static_cast<std::uint32_t>(vault.undelivered());
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initToday();
  out.setDate(day.date);
  AVOW_CHECK(fill_promises(out.initMine(count_of(waiting.mine.size(), kTodayMine)), vault, waiting.mine));
  AVOW_CHECK(fill_promises(out.initAnswers(count_of(waiting.answers.size(), kTodayAnswers)), vault, waiting.answers));
  auto shown = out.initThreads(count_of(threads.size(), kTodayThreads));
  for (unsigned i = 0; i < shown.size(); ++i) AVOW_CHECK(fill_thread(shown[i], vault, threads[i], zone));
  auto notes = out.initNotes(static_cast<unsigned>(unseen.newest.size()));
  for (unsigned i = 0; i < notes.size(); ++i) AVOW_CHECK(fill_note(notes[i], vault, unseen.newest[i]));
  out.setMoreMine(more(waiting.mine.size(), kTodayMine));
  out.setMoreAnswers(more(waiting.answers.size(), kTodayAnswers));
  out.setMoreThreads(more(threads.size(), kTodayThreads));
  out.setMoreNotes(more(unseen.count, kTodayNotes));
  out.setUndelivered(undelivered);
  out.setNext(next_of(vault, waiting, threads, unseen, undelivered));
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
