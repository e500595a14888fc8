// Threads as two people live them: two signatures, ends, letters that cross, letters that wait.
#include <algorithm>
#include <random>
#include <set>

#include "unit/ledger/thread_story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

TEST_CASE("safety_07 an agreement holds with two signatures, and either ends it alone") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, agreement_propose);
  CHECK(s.is(id) == "proposed");
  CHECK_FALSE(s.no(s.anna, agreement_sign, id).empty());  // nobody signs for the other
  CHECK(waits_for(s.thread(s.ben, id), log::Author::me));
  CHECK_FALSE(waits_for(s.thread(s.anna, id), log::Author::me));
  s.insist(s.anna, agreement_sign, id);
  s.sync();
  CHECK(s.is(id) == "proposed");
  s.go(s.ben, agreement_sign, id);
  s.sync();
  CHECK(s.is(id) == "active");
  SUBCASE("by its author") { s.go(s.anna, agreement_end, id); }
  SUBCASE("by the other") { s.go(s.ben, agreement_end, id); }
  s.sync();
  CHECK(s.is(id) == "ended");
  CHECK(s.thread(s.anna, id).closed_at.has_value());
  CHECK(s.no(s.ben, agreement_sign, id).find("It is ended; there is nothing") != std::string::npos);
}

TEST_CASE("safety_07 past its end an agreement is inert on both sides") {
  ThreadStory s;
  const RecordId signed_one = s.shared(s.anna, transparency_propose, until(days_on(20)));
  const RecordId waiting = s.shared(s.anna, agreement_propose, until(days_on(20)));
  s.go(s.ben, agreement_sign, signed_one);
  s.sync();
  CHECK(s.is(signed_one) == "active");
  CHECK(s.thread(s.anna, signed_one).next_change == days_on(20));
  s.now = days_on(20) - std::chrono::milliseconds(1);
  CHECK(s.is(signed_one) == "active");
  s.now = days_on(20);
  CHECK(s.is(signed_one) == "expired");
  CHECK(s.is(waiting) == "expired");
  CHECK_FALSE(s.no(s.ben, agreement_sign, waiting).empty());
  const RecordId late = s.insist(s.ben, agreement_sign, waiting);
  s.sync();
  CHECK(s.is(waiting) == "expired");
  CHECK(s.mark_in(s.anna, waiting, late) == "inert");
  s.now = days_on(3);  // what was not signed in time was never signed, also for whoever looks back
  CHECK(s.is(waiting) == "proposed");
}

TEST_CASE("a transparency agreement without a near end is none") {
  ThreadStory s;
  const auto state_with = [&](const Facts& facts) {
    Facts whole = facts;
    whole.kind = transparency_propose;
    const RecordId id = s.write(s.anna, log::Lane::commitments, whole);
    s.sync();
    return s.ben.ledger.thread(id, s.now).ok();
  };
  CHECK_FALSE(state_with({}));
  CHECK_FALSE(state_with(until(s.now)));
  CHECK(state_with(until(s.now + std::chrono::milliseconds(1))));
  const Instant latest = s.now + kTransparencyMax + std::chrono::hours(25);
  CHECK(state_with(until(latest)));
  CHECK_FALSE(state_with(until(latest + std::chrono::milliseconds(1))));
  Facts later = until(days_on(100));
  later.start_at = days_on(10);
  CHECK(state_with(later));
  later.start_at = days_on(5);
  CHECK_FALSE(state_with(later));
}

TEST_CASE("what crosses in the post binds nobody") {
  ThreadStory s;
  const auto crossing = [&s](const RecordId& id, RecordKind annas, RecordKind bens) {
    const RecordId a = s.go(s.anna, annas, id);
    const RecordId b = s.go(s.ben, bens, id);
    s.sync();
    const std::string state = s.is(id);
    return state + ", " + s.mark_in(s.anna, id, a) + ", " + s.mark_in(s.ben, id, b);
  };
  SUBCASE("withdraw and sign") {
    CHECK(crossing(s.shared(s.anna, agreement_propose), agreement_withdraw, agreement_sign) == "withdrawn, counted, crossed");
  }
  SUBCASE("end and end") {
    const RecordId id = s.shared(s.anna, agreement_propose);
    s.go(s.ben, agreement_sign, id);
    s.sync();
    const std::string both = crossing(id, agreement_end, agreement_end);
    CHECK((both == "ended, counted, crossed" || both == "ended, crossed, counted"));
  }
  SUBCASE("withdraw and decline") {
    CHECK(crossing(s.shared(s.anna, milestone_propose), milestone_withdraw, milestone_decline) == "withdrawn, counted, crossed");
  }
  SUBCASE("withdraw and answer") {
    CHECK(crossing(s.shared(s.anna, question_ask), question_withdraw, question_answer) == "withdrawn, counted, crossed");
  }
  SUBCASE("settle and apologise: the hurt person's word") {
    CHECK(crossing(s.shared(s.anna, repair_raise), repair_settle, repair_apologise) == "settled, counted, crossed");
  }
  SUBCASE("retire and understood: what stands beside competes with nothing") {
    CHECK(crossing(s.shared(s.anna, boundary_state), boundary_retire, boundary_understood) == "retired, counted, annotation");
  }
  SUBCASE("what descends from a crossing is crossed too") {
    const RecordId id = s.shared(s.anna, agreement_propose);
    s.go(s.anna, agreement_withdraw, id);
    s.go(s.ben, agreement_sign, id);
    const RecordId below = s.go(s.ben, agreement_end, id);
    s.sync();
    CHECK(s.is(id) == "withdrawn");
    CHECK(s.mark_in(s.anna, id, below) == "crossed");
  }
  SUBCASE("a move beside an outcome that nobody had seen moves the session on") {
    CHECK(crossing(s.shared(s.anna, session_add, from(days_on(1))), session_move, session_outcome) == "planned, counted, annotation");
  }
}

TEST_CASE("nobody crosses what they had seen") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, agreement_propose);
  const RecordId old_head = s.thread(s.anna, id).head;
  s.go(s.ben, agreement_sign, id);
  s.sync();
  Facts back;
  back.kind = agreement_withdraw;
  back.promise = id;
  back.parent = old_head;
  const RecordId late = s.write(s.anna, log::Lane::commitments, back);
  s.sync();
  CHECK(s.is(id) == "active");
  CHECK(s.mark_in(s.ben, id, late) == "inert");

  // Nor what they had written themselves.
  const RecordId question = s.shared(s.anna, question_ask);
  const RecordId first = s.go(s.ben, question_decline, question);
  Facts again;
  again.kind = question_answer;
  again.promise = question;
  again.parent = question;
  const RecordId second = s.write(s.ben, log::Lane::notes, again);
  s.sync();
  CHECK(s.is(question) == "declined");
  CHECK(s.mark_in(s.anna, question, first) == "counted");
  CHECK(s.mark_in(s.anna, question, second) == "inert");
}

TEST_CASE("a letter whose parent has not come waits, and so does what belongs to nothing") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, repair_raise);
  s.go(s.ben, repair_acknowledge, id);
  const RecordId sorry = s.go(s.ben, repair_apologise, id);
  Record missing = s.ben.written[s.ben.sent++];
  s.deliver(s.ben);
  CHECK(name_of(s.thread(s.anna, id).state) == "raised");
  CHECK(s.mark_in(s.anna, id, sorry) == "waiting");
  missing.by = log::Author::partner;
  s.anna.ledger.add(missing);
  CHECK(s.is(id) == "apologised");
  CHECK_FALSE(s.anna.ledger.thread(sorry, s.now).ok());

  // A parent that will never come is waited for all the same.
  Facts lost;
  lost.kind = repair_need;
  lost.promise = id;
  lost.parent.bytes[0] = 0x77;
  const RecordId one = s.write(s.anna, log::Lane::notes, lost);
  CHECK(s.mark_in(s.anna, id, one) == "waiting");
}

TEST_CASE("a pause has a return, forbids nothing, and either may end it") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, repair_raise);
  CHECK_FALSE(s.no(s.ben, repair_resume, id).empty());
  s.insist(s.ben, repair_pause, id);  // without a return it is none
  s.sync();
  CHECK(s.is(id) == "raised");
  s.go(s.ben, repair_pause, id, from(days_on(2)));
  s.sync();
  CHECK(s.is(id) == "paused");
  CHECK_FALSE(waits_for(s.thread(s.ben, id), log::Author::me));
  SUBCASE("its time comes") {
    s.now = days_on(2);
    CHECK(s.is(id) == "raised");
    CHECK(waits_for(s.thread(s.ben, id), log::Author::me));
  }
  SUBCASE("resumed by the other") {
    s.now += std::chrono::minutes(1);
    s.go(s.anna, repair_resume, id);
    s.sync();
    CHECK(s.is(id) == "raised");
  }
  SUBCASE("somebody goes on") {
    s.go(s.ben, repair_acknowledge, id);
    s.sync();
    CHECK(s.is(id) == "acknowledged");
  }
}

TEST_CASE("safety_06 only the hurt person says how it is for them") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, repair_raise);
  s.go(s.ben, repair_apologise, id);
  s.sync();
  for (const RecordKind kind : {repair_heard, repair_not_yet, repair_need, repair_settle, repair_withdraw}) {
    CHECK_FALSE(s.no(s.ben, kind, id).empty());
    CHECK(s.no(s.anna, kind, id).empty());
  }
  CHECK_FALSE(waits_for(s.thread(s.anna, id), log::Author::me));  // nobody is asked to forgive
  s.go(s.anna, repair_settle, id);
  s.sync();
  CHECK(s.is(id) == "settled");
  CHECK_FALSE(s.no(s.ben, repair_reopen, id).empty());
  s.go(s.anna, repair_reopen, id);
  s.sync();
  CHECK(s.is(id) == "reopened");
}

TEST_CASE("a boundary is its author's: revised or retired, never accepted or refused") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, boundary_state);
  const RecordId revised = s.go(s.anna, boundary_revise, id);
  s.sync();
  CHECK(s.thread(s.ben, id).words == revised);
  CHECK(s.ben.ledger.possible_in_thread(id, log::Author::me, s.now) == std::vector<RecordKind>{boundary_understood, boundary_ask});
  s.go(s.ben, boundary_understood, id);
  s.sync();
  CHECK(s.is(id) == "revised");
  for (const ThreadRow& row : thread_rows()) {
    if (row.thread == ThreadKind::boundary && row.who == ThreadWho::other) CHECK(row.effect == Effect::annotation);
  }
}

TEST_CASE("a session that was held is moved or cancelled by nobody who knew") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, session_add, from(days_on(1)));
  const RecordId moved = s.go(s.ben, session_move, id, from(days_on(3)));
  s.sync();
  CHECK(s.thread(s.anna, id).starts == days_on(3));
  CHECK(s.thread(s.anna, id).timed == moved);
  s.go(s.anna, session_outcome, id);
  s.go(s.ben, session_outcome, id);
  s.sync();
  CHECK(s.is(id) == "held");
  const RecordId late = s.insist(s.ben, session_cancel, id);
  s.sync();
  CHECK(s.is(id) == "held");
  CHECK(s.mark_in(s.anna, id, late) == "inert");
}

TEST_CASE("the order of arrival never matters") {
  ThreadStory s;
  const RecordId id = s.shared(s.anna, repair_raise);
  s.go(s.ben, repair_pause, id, from(days_on(2)));
  s.go(s.ben, repair_acknowledge, id);
  s.now += std::chrono::minutes(1);
  s.go(s.anna, repair_need, id);
  s.sync();
  s.go(s.anna, s.no(s.anna, repair_heard, id).empty() ? repair_heard : repair_need, id);
  s.go(s.ben, repair_apologise, id);
  s.sync();
  std::vector<Record> all = s.anna.written;
  for (Record record : s.ben.written) {
    record.by = log::Author::partner;
    all.push_back(record);
  }
  REQUIRE(all.size() == 6);
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  const Thread expected = s.thread(s.anna, id);
  const auto history = s.anna.ledger.thread_history(id, s.now);
  do {
    Ledger ledger;
    for (const std::size_t i : order) {
      ledger.add(all[i]);
      static_cast<void>(ledger.thread(id, s.now));  // also what was folded too early
    }
    const auto folded = ledger.thread(id, s.now);
    REQUIRE(folded.ok());
    REQUIRE(*folded == expected);
    REQUIRE(ledger.thread_history(id, s.now) == history);
  } while (std::next_permutation(order.begin(), order.end()));
}

namespace {

// One thread, both writing at random: what is allowed, now and then what is not, with letters on the way.
void live_at_random(ThreadStory& s, const RecordId& id, ThreadKind kind, std::mt19937_64& random) {
  const auto below = [&random](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  std::vector<RecordKind> kinds;
  for (const ThreadRow& row : thread_rows()) {
    if (row.thread == kind) kinds.push_back(row.kind);
  }
  for (int step = 0; step < 14; ++step) {
    s.now += std::chrono::minutes(below(3) * 10);
    Person& person = below(2) == 0 ? s.anna : s.ben;
    if (!person.ledger.thread(id, s.now).ok()) s.deliver(s.other(person));
    const auto allowed = person.ledger.possible_in_thread(id, log::Author::me, s.now);
    const bool honest = !allowed.empty() && below(4) != 0;
    const RecordKind next = honest ? allowed[below(allowed.size())] : kinds[below(kinds.size())];
    s.insist(person, next, id, from(s.now + std::chrono::minutes(15)));
    if (below(3) == 0) s.deliver(below(2) == 0 ? s.anna : s.ben, 1 + below(3));
  }
  s.sync();
}

}  // namespace

TEST_CASE("random lives: both see the same, in any order, and nobody acts for the other") {
  std::vector<RecordKind> firsts;
  for (const ThreadRow& row : thread_rows()) {
    if (row.effect == Effect::first) firsts.push_back(row.kind);
  }
  for (std::uint64_t seed = 0; seed < 900; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    ThreadStory s;
    const RecordKind first = firsts[seed % firsts.size()];
    const RecordId id = s.begin(s.anna, first, until(s.now + std::chrono::minutes(60)));
    live_at_random(s, id, thread_of(first), random);
    s.is(id);
    const Thread expected = s.thread(s.anna, id);
    const auto history = s.anna.ledger.thread_history(id, s.now);
    for (const HistoryItem& item : history) {
      const ThreadRow* row = thread_row_of(item.kind);
      const bool by_author = item.by == expected.by;
      const bool moved = item.mark == Mark::counted || item.mark == Mark::annotation;
      if (moved && row->effect != Effect::first) {
        REQUIRE((row->who == ThreadWho::either || (row->who == ThreadWho::author) == by_author));
      }
    }
    std::vector<Record> all = s.anna.written;
    for (Record record : s.ben.written) {
      record.by = log::Author::partner;
      all.push_back(record);
    }
    std::shuffle(all.begin(), all.end(), random);
    Ledger other_order;
    for (const Record& record : all) {
      other_order.add(record);
      static_cast<void>(other_order.thread(id, s.now));
    }
    REQUIRE(*other_order.thread(id, s.now) == expected);
    REQUIRE(other_order.thread_history(id, s.now) == history);
  }
}

TEST_CASE("what waits is found without looking at everything") {
  ThreadStory s;
  const RecordId question = s.shared(s.anna, question_ask);
  const RecordId attempt = s.shared(s.ben, repair_attempt);
  s.shared(s.anna, sign_share);
  const auto waiting = [&] {
    std::set<RecordId> ids;
    for (const Thread& thread : s.ben.ledger.waiting_threads(s.now)) ids.insert(thread.id);
    return ids;
  };
  CHECK(waiting() == std::set{question, attempt});
  s.go(s.ben, question_answer_by, question);
  s.go(s.anna, repair_attempt_welcome, attempt);
  s.sync();
  CHECK(waiting().empty());
  CHECK(s.ben.ledger.threads(ThreadKind::none, s.now).size() == 3);
  CHECK(s.ben.ledger.threads(ThreadKind::sign, s.now).size() == 1);
}
