#include "app/today.h"

#include <algorithm>

#include "app/answers.h"
#include "app/checkins.h"
#include "app/notes.h"
#include "app/promises.h"
#include "app/settings.h"
#include "app/status.h"
#include "app/taking_back.h"
#include "app/threads.h"
#include "app/waiting.h"
#include "base/text_catalogue.h"
#include "base/text_checkin.h"
#include "base/text_daily.h"
#include "base/text_leaving.h"
#include "base/text_threads.h"

namespace avow::app {
namespace {

using ledger::State;

std::uint32_t more(std::size_t all, std::size_t shown) {
  return count32(all - std::min(all, shown));
}

template <typename List>
Result<void> fill_promises(List out, Vault& vault, const std::vector<ledger::Promise>& promises) {
  for (unsigned i = 0; i < out.size(); ++i) AVOW_CHECK(fill_promise(out[i], vault, promises[i]));
  return {};
}

// What is put before the person.
struct Shown {
  Waiting waiting;
  std::vector<ledger::Thread> waiting_threads;
  ledger::UnseenNotes notes;
  unsigned mine = 0;     // so many of each are shown, the others counted
  unsigned answers = 0;
  unsigned threads = 0;
  std::optional<ledger::Checkin> checkin;
  std::size_t checkins = 0;  // that wait for my answer
};

// Those of the newest unseen notes whose kind is not muted. What lies behind them is counted as it is.
Result<void> leave_out_muted(Vault& vault, const Mute& mute, Instant now, ledger::UnseenNotes& notes) {
  std::vector<ledger::Note> kept;
  for (const auto& note : notes.newest) {
    const auto segment = vault.words_of(note.version);
    if (!segment.ok() && segment.error().code != Errc::damaged) return segment.error();
    const auto words = segment.ok() && *segment ? ledger::decode_words(**segment) : Result<ledger::Words>(ledger::Words{});
    if (words.ok() && mutes(mute, words->note_kind, now)) --notes.count;
    else kept.push_back(note);
  }
  notes.newest = std::move(kept);
  return {};
}

Result<Shown> shown_of(Vault& vault, const Settings& settings, const ledger::Day& day, Instant now) {
  Shown out;
  if (mutes_all(settings.mute, now)) return out;
  out.waiting = waiting_of(vault.ledger().open_promises(now), day);
  std::size_t room =
      settings.today_cap.value_or(kTodayMine + kTodayAnswers + kTodayThreads + kTodayNotes + kTodayCheckins);
  const auto take = [&room](std::size_t all, std::size_t cap) {
    const std::size_t taken = std::min({all, cap, room});
    room -= taken;
    return static_cast<unsigned>(taken);
  };
  out.mine = take(out.waiting.mine.size(), kTodayMine);
  out.answers = take(out.waiting.answers.size(), kTodayAnswers);
  out.waiting_threads = waiting_threads_of(vault.ledger().waiting_threads(now), day, settings.questions_day);
  out.threads = take(out.waiting_threads.size(), kTodayThreads);
  const bool some_muted = mutes_notes(settings.mute, now);
  out.notes = vault.ledger().unseen_notes(some_muted ? kTodayNotesLookedAt : kTodayNotes, now);
  if (some_muted) AVOW_CHECK(leave_out_muted(vault, settings.mute, now, out.notes));
  out.notes.newest.resize(take(out.notes.newest.size(), kTodayNotes));
  const auto checkins = waiting_checkins(vault);
  out.checkins = checkins.size();
  if (take(checkins.size(), kTodayCheckins) > 0) out.checkin = checkins.front();
  return out;
}

// The one thing that comes next: what has a time today, whoever waits, what is open, what is new.
std::string next_of(Vault& vault, const Shown& shown, bool muted, std::uint64_t undelivered) {
  const Waiting& waiting = shown.waiting;
  const auto about = [](std::string_view sentence, const RecordId& id) {
    return text::with_id(sentence, to_text(id).substr(0, 8));
  };
  if (vault.pairing_stage() == PairingStage::none) return std::string(text::kNextPair);
  if (vault.pairing_stage() == PairingStage::waiting) return std::string(text::kNextConfirm);
  if (vault.pairing_stage() == PairingStage::left) return std::string(text::kNextLeft);
  if (muted) return std::string(text::kTodayNextMuted);
  const bool due = !waiting.mine.empty() && waiting.mine.front().state == State::active;
  if (due) return about(text::kTodayNextDue, typed_id_of(waiting.mine.front()));
  if (!waiting.answers.empty()) return about(text::kTodayNextAnswer, typed_id_of(waiting.answers.front()));
  if (!shown.waiting_threads.empty()) {
    const ledger::Thread& first = shown.waiting_threads.front();
    return about(text::next_for_thread(ledger::name_of(first.kind)), first.id);
  }
  if (!waiting.mine.empty()) return std::string(text::kTodayNextPastDue);
  if (!shown.notes.newest.empty()) return about(text::kTodayNextNote, shown.notes.newest.front().id);
  if (shown.checkin) return about(text::kTodayNextCheckin, shown.checkin->id);
  if (undelivered > 0) return std::string(text::kNextDeliver);
  return std::string(vault.ledger().size() == 0 ? text::kNextFirstPromise : text::kTodayNextNothing);
}

}  // namespace

Result<void> today(Vault& vault, std::string_view zone, Replies& replies) {
  const Instant now = vault.clock().now();
  const auto day = ledger::day_of(now, zone);
  AVOW_TRY(const auto settings, load_settings(vault));
  AVOW_TRY(const auto shown, shown_of(vault, settings, day, now));
  const auto& [waiting, threads, unseen, mine, answers, threads_shown, checkin_shown, checkins_waiting] = shown;
  const auto undelivered = static_cast<std::uint32_t>(vault.undelivered());
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initToday();
  out.setDate(day.date);
  AVOW_CHECK(fill_promises(out.initMine(mine), vault, waiting.mine));
  AVOW_CHECK(fill_promises(out.initAnswers(answers), vault, waiting.answers));
  auto asked = out.initThreads(threads_shown);
  for (unsigned i = 0; i < asked.size(); ++i) AVOW_CHECK(fill_thread(asked[i], vault, threads[i], zone));
  auto notes = out.initNotes(static_cast<unsigned>(unseen.newest.size()));
  for (unsigned i = 0; i < notes.size(); ++i) AVOW_CHECK(fill_note(notes[i], vault, unseen.newest[i]));
  out.setMoreMine(more(waiting.mine.size(), mine));
  out.setMoreAnswers(more(waiting.answers.size(), answers));
  out.setMoreThreads(more(threads.size(), threads_shown));
  out.setMoreNotes(more(unseen.count, unseen.newest.size()));
  out.setUndelivered(undelivered);
  auto checkin = out.initCheckins(checkin_shown ? 1 : 0);
  if (checkin_shown) {
    AVOW_CHECK(fill_checkin(checkin[0], vault, zone, *checkin_shown));
    checkin[0].initMine(0);  // it waits for my answer, so there is neither
    checkin[0].initTheirs(0);
  }
  out.setMoreCheckins(more(checkins_waiting, checkin_shown ? 1U : 0U));
  out.setTakenBack(count32(taken_back_waiting(vault)));
  out.setMuted(mute_sentence(settings.mute, zone, now));
  out.setNext(next_of(vault, shown, mutes_all(settings.mute, now), undelivered));
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
