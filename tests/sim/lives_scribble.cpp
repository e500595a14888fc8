// What no program would write: records of others taken up and changed, random ones, lies about what was seen and when.
#include "fakes/seeded_random.h"
#include "sim/lives_deeds.h"

namespace avow::testing::lives {
namespace {

using namespace ledger;
using std::chrono::hours;

// What a scribbler knows to write about.
struct Known {
  std::vector<Record> records;
  std::vector<RecordId> ids;
};

Known known_to(const Person& person) {
  Known known;
  for (const Stored& stored : person.everything()) {
    auto record = record_of(stored);
    if (!record || record->facts.kind == RecordKind::none) continue;
    known.ids.push_back(record->id);
    if (!record->facts.promise.is_zero()) known.ids.push_back(record->facts.promise);
    known.records.push_back(std::move(*record));
  }
  return known;
}

class Scribbler {
 public:
  Scribbler(const Known& known, Instant now, const std::array<std::uint32_t, 4>& n)
      : known_(known), now_(now), chance_((std::uint64_t{n[0]} << 32U) ^ n[1] ^ (std::uint64_t{n[2]} << 16U)) {}

  Facts facts() {
    Facts facts;
    if (!known_.records.empty() && chance_.below(3) != 0) facts = known_.records[chance_.below(known_.records.size())].facts;
    else facts = anything();
    if (chance_.below(2) == 0) facts.parent = some_id();
    for (std::uint64_t i = chance_.below(4); i > 0; --i) change(facts);
    facts.said_at = some_time();
    return facts;
  }
  // Only by those who lie: a header's `seen` names a hash, so that it can be too low, and never too high.
  std::optional<log::Seen> seen(bool lies) {
    if (!lies || chance_.below(2) == 0) return std::nullopt;
    log::Seen lie;
    lie.size = chance_.below(40);
    return lie;
  }
  log::Lane lane(RecordKind kind) {
    const bool notes = kind >= RecordKind::note;
    return notes != (chance_.below(20) == 0) ? log::Lane::notes : log::Lane::commitments;
  }

 private:
  RecordId some_id() { return known_.ids.empty() ? RecordId{} : known_.ids[chance_.below(known_.ids.size())]; }
  Instant some_time() {
    if (chance_.below(12) == 0) return from_millis(static_cast<std::int64_t>(chance_.below(253'402'300'800'000ULL)));
    return now_ + hours(chance_.below(400)) - hours(200);
  }
  RecordKind some_kind() {
    switch (chance_.below(4)) {
      case 0: return static_cast<RecordKind>(chance_.below(300));
      case 1: return static_cast<RecordKind>(128 + chance_.below(96));
      default: return static_cast<RecordKind>(1 + chance_.below(28));
    }
  }
  Facts anything() {
    Facts facts;
    facts.kind = some_kind();
    facts.role = static_cast<Role>(1 + chance_.below(2));
    facts.outcome = static_cast<Outcome>(chance_.below(6));
    facts.promise = some_id();
    facts.parent = some_id();
    if (chance_.below(3) == 0) facts.proposal = some_id();
    return facts;
  }
  void change(Facts& facts) {
    switch (chance_.below(16)) {
      case 0: facts.kind = some_kind(); return;
      case 1: facts.role = static_cast<Role>(chance_.below(4)); return;
      case 2: facts.outcome = static_cast<Outcome>(chance_.below(7)); return;
      case 3: facts.shape = static_cast<Shape>(chance_.below(chance_.below(4) == 0 ? 256 : 4)); return;
      case 4: facts.flags = 1U << chance_.below(32); return;
      case 5: facts.promise = some_id(); return;
      case 6: facts.proposal = chance_.below(2) == 0 ? RecordId{} : some_id(); return;
      case 7: facts.series = some_id(); return;
      case 8: facts.series_head = some_id(); return;
      case 9: facts.day = some_day(); return;
      case 10: facts.until_day = some_day(); return;
      case 11: facts.due_at = some_time(); return;
      case 12: facts.grace_end_at = some_time(); return;
      case 13: facts.expires_at = facts.start_at = some_time(); return;
      case 14: facts.done_at = some_time(); return;
      default:
        facts.takes = facts.target = some_id();
        facts.takes_kind = some_kind();
        return;
    }
  }
  LocalDay some_day() { return utc_day(now_) + std::chrono::days(chance_.below(40)) - std::chrono::days(20); }

  const Known& known_;
  Instant now_;
  SeededRandom chance_;
};

}  // namespace

std::string Deeds::rewrite(Person& person, const Numbers& n) {
  person.scribbles = true;
  const Instant now = people_.now_of(person);
  const auto promises = person.ledger->promises(now);
  const auto threads = person.ledger->threads(ThreadKind::none, now);
  const auto notes = person.ledger->notes({}, now);
  Facts facts;
  facts.said_at = now - hours(n[3] % 100);
  facts.outcome = static_cast<Outcome>(1 + n[3] % 3);
  std::vector<HistoryItem> history;
  log::Lane lane = log::Lane::commitments;
  if (n[0] % 4 == 1 && !notes.empty()) {
    constexpr std::array kKinds{RecordKind::note_withdraw, RecordKind::note_correct, RecordKind::note_seen};
    facts.kind = kKinds[n[2] % kKinds.size()];
    facts.promise = facts.parent = facts.takes = notes[n[1] % notes.size()].id;
    facts.takes_kind = RecordKind::note;
    return people_.write(person, log::Lane::notes, facts) ? "a note that may be another's: " + std::string(name_of(facts.kind)) : "";
  }
  if (n[0] % 2 == 0 && !promises.empty()) {
    const Promise& promise = promises[n[1] % promises.size()];
    facts.promise = promise.id;
    facts.role = promise.promiser == log::Author::me ? Role::promiser : Role::other;
    facts.kind = static_cast<RecordKind>(3 + n[2] % 26);
    if (!promise.pending.empty()) facts.proposal = promise.pending.front().id;
    history = person.ledger->history(promise.id, now);
  } else if (!threads.empty()) {
    const Thread& thread = threads[n[1] % threads.size()];
    std::vector<RecordKind> kinds;
    for (const ThreadRow& row : thread_rows()) {
      if (row.thread == thread.kind) kinds.push_back(row.kind);
    }
    facts.promise = thread.id;
    facts.kind = kinds[n[2] % kinds.size()];
    facts.start_at = now + hours(30);
    lane = lane_of(thread.kind);
    history = person.ledger->thread_history(thread.id, now);
  }
  if (history.empty()) return "";
  facts.parent = history[n[2] / 64 % history.size()].id;
  const auto id = people_.write(person, lane, facts);
  return "late: " + std::string(name_of(facts.kind)) + " " + (id ? to_text(*id).substr(0, 6) : "") + " behind " + to_text(facts.parent).substr(0, 6);
}

std::string Deeds::scribble(Person& person, const Numbers& n) {
  person.scribbles = true;
  const Known known = known_to(person);
  Scribbler scribbler(known, people_.now_of(person), n);
  const Facts facts = scribbler.facts();
  const log::Lane lane = scribbler.lane(facts.kind);
  const auto id = people_.write(person, lane, facts, scribbler.seen(n[3] % 2 == 0));
  if (!id) return "";
  return "anything: " + std::to_string(static_cast<unsigned>(facts.kind)) + " " + std::string(name_of(facts.kind)) + " " + to_text(*id).substr(0, 6);
}

}  // namespace avow::testing::lives
