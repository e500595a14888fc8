#include "sim/lives_deeds.h"

#include <algorithm>

#include "ledger/series.h"

namespace avow::testing::lives {
namespace {

using namespace ledger;
using enum RecordKind;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

template <typename List>
const auto& some(const List& list, std::uint32_t number) {
  return list[number % list.size()];
}

// Every kind that some row of the table lets somebody write after the first record.
const std::vector<RecordKind>& later_kinds() {
  static const auto all = [] {
    std::vector<RecordKind> kinds;
    for (const Transition& row : transitions()) {
      if (row.effect != Effect::first && (kinds.empty() || kinds.back() != row.kind)) kinds.push_back(row.kind);
    }
    return kinds;
  }();
  return all;
}

const std::vector<RecordKind>& first_kinds() {
  static const auto all = [] {
    std::vector<RecordKind> kinds;
    for (const ThreadRow& row : thread_rows()) {
      if (row.effect == Effect::first) kinds.push_back(row.kind);
    }
    return kinds;
  }();
  return all;
}

const std::vector<Recurrence>& rules() {
  static const std::vector<Recurrence> all{
      {Frequency::daily, 1, 0, {}, {}, {}, {}, 0, {}},
      {Frequency::daily, 2, 0, {}, {}, {}, {}, 5, {}},
      {Frequency::weekly, 1, 0, {{0, 0}, {0, 2}, {0, 4}}, {}, {}, {}, 0, {}},
      {Frequency::monthly, 1, 0, {}, {-1, 15, 28}, {}, {}, 0, {}},
      {Frequency::daily, 1, 0, {}, {}, {}, {}, 0, LocalDay(days(20'800))},
  };
  return all;
}

// Half the time those that somebody has reported, where there are any: a dispute has many ways and few come to one.
std::vector<Promise> rather_reported(std::vector<Promise> promises, std::uint32_t number) {
  constexpr StateSet kSaid = set_of(State::reported, State::disputed, State::kept_own_word, State::partly_own_word, State::missed);
  std::vector<Promise> said;
  if (number % 2 == 0) {
    std::copy_if(promises.begin(), promises.end(), std::back_inserter(said),
                 [](const Promise& one) { return contains(kSaid, one.state); });
  }
  return said.empty() ? std::move(promises) : said;
}

Instant on_wall(const Person& person, LocalDay day, minutes wall) {
  return Instant(day.time_since_epoch()) + wall - person.east + person.tables;
}

bool is_terms(RecordKind kind) { return kind == promise_offer || kind == promise_ask || kind == promise_counter || kind == promise_change; }

}  // namespace

void Deeds::fill_due(const Person& person, const Numbers& n, Facts& facts) const {
  constexpr minutes kSix{18 * 60};
  const LocalDay day = utc_day(people_.now_of(person)) + days(n[2] % 7);
  facts.due_zone = person.zone;
  if (n[3] % 2 == 0) {
    facts.flags = kDueIsDate;
    facts.due_wall = date_text(day);
    facts.due_at = on_wall(person, day + days(1), minutes(0));
    facts.grace_end_at = facts.due_at + hours(4);
    return;
  }
  facts.due_wall = date_text(day) + "T18:00";
  facts.due_at = on_wall(person, day, kSix);
  facts.grace_end_at = facts.due_at + hours(n[3] % 3);
}

void Deeds::fill_terms(const Person& person, const Numbers& n, Facts& facts) const {
  constexpr std::array kShapes{Shape::one_off, Shape::repeating, Shape::repeating, Shape::repeating, Shape::standing, Shape::conditional};
  facts.shape = some(kShapes, n[1]);
  if (facts.shape == Shape::repeating) facts.repeats = {some(rules(), n[3] / 2)};
  const bool due = facts.shape == Shape::repeating || (facts.shape != Shape::standing && n[2] % 3 != 0);
  if (due) fill_due(person, n, facts);
  if (n[2] % 4 == 0) facts.review = hours(1 + n[3] % 300);
}

// From which day a pause or an end holds.
void Deeds::fill_range(const Person& person, const Numbers& n, Facts& facts) const {
  facts.day = utc_day(people_.now_of(person)) + days(n[2] % 5);
  if (facts.kind == promise_pause && n[3] % 2 == 0) facts.until_day = facts.day + days(1 + n[3] % 6);
  if (facts.kind != promise_end) return;
  facts.due_wall = date_text(facts.day);
  facts.due_zone = person.zone;
  facts.due_at = facts.grace_end_at = on_wall(person, facts.day, minutes(0));
}

void Deeds::must_count(const Person& person, const RecordId& thing, const RecordId& record, RecordKind kind) {
  if (person.scribbles || !problem_.empty()) return;  // their own scribbles may be in the way
  const Instant now = people_.now_of(person);
  const bool of_thread = thread_of(kind) != ThreadKind::none;
  const auto history = of_thread ? person.ledger->thread_history(thing, now) : person.ledger->history(thing, now);
  const bool counts = std::any_of(history.begin(), history.end(), [&](const HistoryItem& item) {
    return item.id == record && (item.mark == Mark::counted || item.mark == Mark::annotation);
  });
  if (!counts) problem_ = person.name + "'s own " + std::string(name_of(kind)) + " was allowed and does not count";
}

// `thing`: the promise, day or thread whose history will have it; zero for a first record.
std::string Deeds::write(Person& person, const Answer& answer, const RecordId& thing) {
  Facts facts = answer.facts;
  facts.zone = person.zone;
  const auto id = people_.write(person, answer.lane, facts);
  if (!id) {
    problem_ = "what was allowed cannot be encoded: " + std::string(name_of(facts.kind));
    return "";
  }
  const bool of_promise = !transitions_of(facts.kind).empty() || thread_of(facts.kind) != ThreadKind::none;
  if (of_promise) must_count(person, thing.is_zero() ? *id : thing, *id, facts.kind);
  return std::string(name_of(facts.kind)) + " " + to_text(*id).substr(0, 6) + (thing.is_zero() ? "" : " of " + to_text(thing).substr(0, 6));
}

std::string Deeds::promise(Person& person, const Numbers& n) {
  const RecordKind kind = n[0] % 3 == 0 ? promise_ask : promise_offer;
  auto answer = person.ledger->check({kind, {}, log::Author::me, people_.now_of(person), Outcome::none, {}, {}, {}});
  if (!answer.ok()) return "";
  fill_terms(person, n, answer->facts);
  return write(person, *answer, {});
}

// The way that most promises go, so that lives get beyond their beginning.
std::string Deeds::agreed(Person& person, const Numbers& n) {
  const std::string told = promise(person, n);
  const auto id = person.mine[0].empty() ? RecordId{} : person.mine[0].back().id;
  people_.deliver(person, log::Lane::commitments, SIZE_MAX);
  Person& answerer = people_.other(person);
  const auto answer = answerer.ledger->check({promise_accept, id, log::Author::me, people_.now_of(answerer), Outcome::none, {}, {}, {}});
  if (!answer.ok()) return told;
  return told + " and " + write(answerer, *answer, id);
}

std::string Deeds::act(Person& person, const Numbers& n) {
  const Instant now = people_.now_of(person);
  const auto known = rather_reported(person.ledger->promises(now), n[1] / 64);
  if (known.empty()) return "";
  const Promise& promise = some(known, n[0]);
  for (std::uint32_t i = 0; i < 8; ++i) {
    const RecordKind kind = some(later_kinds(), n[1] + 7 * i);
    Act wanted{kind, promise.id, log::Author::me, now, static_cast<Outcome>(1 + n[2] % 3), {}, {}, {}};
    if (n[3] % 3 == 0) wanted.done_at = now - hours(n[3] % 70);
    auto answer = person.ledger->check(wanted);
    if (!answer.ok()) continue;
    if (is_terms(answer->facts.kind)) fill_terms(person, {n[0], n[3], n[2], n[1]}, answer->facts);
    const bool ranges = answer->facts.kind == promise_pause || answer->facts.kind == promise_end;
    if (ranges && !promise.days.empty() && n[3] % 4 != 0) fill_range(person, n, answer->facts);
    return write(person, *answer, promise.id);
  }
  return "";
}

std::string Deeds::day(Person& person, const Numbers& n) {
  const Instant now = people_.now_of(person);
  auto known = person.ledger->promises(now);
  std::erase_if(known, [](const Promise& one) { return one.days.empty(); });
  if (known.empty()) return "";
  const Promise& promise = some(known, n[0]);
  const LocalDay today = utc_day(now);
  LocalDay day = today - days(n[1] % 3);
  const auto due = rather_reported(person.ledger->days(promise.id, today - days(14), today + days(2), 16, now), n[2] / 64);
  if (!due.empty()) day = some(due, n[1]).due_day;
  for (std::uint32_t i = 0; i < 8; ++i) {
    const RecordKind kind = some(later_kinds(), n[2] + 7 * i);
    Act wanted{kind, promise.id, log::Author::me, now, static_cast<Outcome>(1 + n[3] % 3), {}, {}, day};
    if (n[3] % 2 == 0) wanted.done_at = now - hours(n[3] % 70);
    auto answer = person.ledger->check(wanted);
    if (!answer.ok()) continue;
    answer->facts.due_at += person.tables;
    answer->facts.grace_end_at += person.tables;
    return write(person, *answer, instance_id(promise.id, day)) + " on " + date_text(day);
  }
  return "";
}

// One withdrawal for each version, and one's own copy of them is destroyed.
std::string Deeds::withdraw_note(Person& person, const RecordId& id) {
  const auto answers = person.ledger->check_note_withdrawal(id, log::Author::me, people_.now_of(person));
  if (!answers.ok()) return "";
  std::string told;
  for (const Answer& answer : *answers) told = write(person, answer, id);
  for (const Answer& answer : *answers) {
    people_.destroy(person, answer.facts.takes);
    destroyed_.insert(answer.facts.takes);
  }
  return told;
}

std::string Deeds::note(Person& person, const Numbers& n) {
  const Instant now = people_.now_of(person);
  const auto known = person.ledger->notes({std::nullopt, std::nullopt, std::nullopt, 100, true}, now);
  const RecordId id = known.empty() || n[0] % 3 == 0 ? RecordId{} : some(known, n[1]).id;
  if (!id.is_zero() && n[2] % 4 == 0) return withdraw_note(person, id);
  constexpr std::array kLater{note_seen, note_correct, note_seen};
  const RecordKind kind = id.is_zero() ? RecordKind::note : some(kLater, n[2]);
  auto answer = person.ledger->check({kind, id, log::Author::me, now, Outcome::none, {}, {}, {}});
  if (!answer.ok()) return "";
  if (id.is_zero() && n[3] % 3 == 0) answer->facts.expires_at = now + hours(n[3] % 200);
  if (id.is_zero() && n[3] % 4 == 0 && !known.empty()) answer->facts.target = some(known, n[1]).id;
  return write(person, *answer, id);
}

void Deeds::fill_thread(const Person& person, const Numbers& n, Facts& facts) const {
  const Instant now = facts.said_at;
  if (facts.kind == agreement_propose || facts.kind == transparency_propose) {
    facts.due_wall = date_text(utc_day(now) + days(1 + n[3] % 60));
    facts.due_zone = person.zone;
    facts.due_at = on_wall(person, *local_day_in(facts.due_wall) + days(1), minutes(0)) + days(1);
    facts.review_at = now + days(n[3] % 30 + 1);
  }
  if (facts.kind == session_add || facts.kind == session_move) facts.start_at = now + days(n[3] % 20);
  if (facts.kind == repair_pause) facts.start_at = now + hours(1 + n[3] % 60);
  const auto known = person.ledger->promises(now);
  if ((facts.kind == repair_amends || facts.kind == question_answer_by) && !known.empty()) facts.target = some(known, n[3]).id;
}

std::string Deeds::thread(Person& person, const Numbers& n) {
  const Instant now = people_.now_of(person);
  const auto known = person.ledger->threads(ThreadKind::none, now);
  RecordId id;
  RecordKind kind = some(first_kinds(), n[1]);
  if (!known.empty() && n[0] % 4 != 0) {
    id = some(known, n[1]).id;
    const auto possible = person.ledger->possible_in_thread(id, log::Author::me, now);
    if (possible.empty()) return "";
    kind = some(possible, n[2]);
  }
  auto answer = person.ledger->check_thread(kind, id, log::Author::me, now);
  if (!answer.ok()) return "";
  fill_thread(person, n, answer->facts);
  return write(person, *answer, id);
}

std::string Deeds::checkin(Person& person, const Numbers& n) {
  const Instant now = people_.now_of(person);
  const auto known = person.ledger->checkins(now);
  Answer answer;
  answer.lane = log::Lane::notes;
  answer.facts.said_at = now;
  if (known.empty() || n[0] % 5 == 0) {
    answer.facts.kind = checkin_start;
    answer.facts.expires_at = now + days(1 + n[1] % 9);
    return write(person, answer, {});
  }
  const Checkin& one = some(known, n[1]);
  if (is_to_open(one, log::Author::me, now)) {
    answer.facts.kind = checkin_open;
    answer.facts.promise = one.id;
    answer.facts.parent = one.sides[0].seal;
    return write(person, answer, one.id);
  }
  const auto allowed = check_checkin(one, n[2] % 6 == 0 ? checkin_withdraw : checkin_seal, log::Author::me, now);
  if (!allowed.ok()) return "";
  answer = *allowed;
  if (answer.facts.kind == checkin_seal) answer.facts.seal = Bytes(kSealBytes, static_cast<std::uint8_t>(n[3]));
  return write(person, answer, one.id);
}

}  // namespace avow::testing::lives
