// Letters that cross in the post: whose counts, and that nobody is bound by a crossing or rewrites what they had seen.
#include <doctest/doctest.h>

#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

TEST_CASE("a withdrawal beats an acceptance that it crosses") {
  Story s;
  const RecordId id = s.act(s.anna, promise_offer);
  s.sync();
  s.act(s.anna, promise_withdraw, id);
  const RecordId accept = s.act(s.ben, promise_accept, id);
  CHECK(name_of(s.of(s.ben, id).state) == "active");
  const RecordId report = s.act(s.ben, promise_release, id);
  s.sync();
  CHECK(s.state(id) == "withdrawn");
  CHECK(s.mark(s.anna, id, accept) == "crossed");
  CHECK(s.mark(s.ben, id, report) == "crossed");
}

TEST_CASE("a report beats a release, a release beats stepping back, and a pause loses to all") {
  Story s;
  SUBCASE("report over release") {
    const RecordId id = s.active();
    s.say(s.anna, promise_report, id, Outcome::kept);
    s.act(s.ben, promise_release, id);
    s.sync();
    CHECK(s.state(id) == "reported");
  }
  SUBCASE("release over stepping back") {
    const RecordId id = s.active();
    s.act(s.anna, promise_step_back, id);
    s.act(s.ben, promise_release, id);
    s.sync();
    CHECK(s.state(id) == "released");
  }
  SUBCASE("release over excuse") {
    const RecordId id = s.active();
    s.act(s.anna, promise_excuse, id);
    s.act(s.ben, promise_release, id);
    s.sync();
    CHECK(s.state(id) == "released");
  }
  SUBCASE("release over pause, and what followed the pause is crossed too") {
    const RecordId id = s.active();
    s.act(s.anna, promise_pause, id);
    const RecordId resume = s.act(s.anna, promise_resume, id);
    const RecordId report = s.say(s.anna, promise_report, id, Outcome::kept);
    s.act(s.ben, promise_release, id);
    s.sync();
    CHECK(s.state(id) == "released");
    CHECK(s.mark(s.ben, id, resume) == "crossed");
    CHECK(s.mark(s.anna, id, report) == "crossed");
  }
  SUBCASE("differ over confirm cannot cross: one author, the lower index") {
    const RecordId id = s.reported(Outcome::kept);
    const RecordId head = s.of(s.ben, id).head;
    s.write(s.ben, promise_confirm, id, head, Role::other);
    const RecordId second = s.write(s.ben, promise_differ, id, head, Role::other);
    s.sync();
    CHECK(s.state(id) == "kept");
    CHECK(s.mark(s.anna, id, second) == "inert");
  }
  SUBCASE("a correction beats a confirm") {
    const RecordId id = s.reported(Outcome::kept);
    s.say(s.anna, promise_correct, id, Outcome::missed);
    s.act(s.ben, promise_confirm, id);
    s.sync();
    CHECK(s.state(id) == "missed");
  }
  SUBCASE("decline over take on cannot cross; counter loses to decline by two authors") {
    const RecordId id = s.act(s.anna, promise_offer);
    s.sync();
    s.act(s.ben, promise_decline, id);
    s.act(s.anna, promise_withdraw, id);
    s.sync();
    CHECK(s.state(id) == "withdrawn");
  }
}

TEST_CASE("two equal ranks: the lower record id, on both sides") {
  for (int round = 0; round < 8; ++round) {
    Story s;
    for (int i = 0; i < round; ++i) s.act(s.anna, promise_offer);  // other ids
    const RecordId id = s.reported(Outcome::kept);
    s.act(s.ben, promise_differ, id);
    s.sync();
    const RecordId mine = s.act(s.anna, promise_leave_open, id);
    const RecordId theirs = s.act(s.ben, promise_leave_open, id);
    s.sync();
    CHECK(s.state(id) == "left_open");
    CHECK(s.of(s.anna, id).head == std::min(mine, theirs));
    CHECK(s.mark(s.ben, id, std::max(mine, theirs)) == "crossed");
  }
}

TEST_CASE("nobody crosses what they had seen") {
  Story s;
  SUBCASE("a late withdrawal with a seen acceptance") {
    const RecordId id = s.act(s.anna, promise_offer);
    s.sync();
    s.act(s.ben, promise_accept, id);
    s.sync();
    const RecordId late = s.write(s.anna, promise_withdraw, id, id, Role::promiser);
    s.sync();
    CHECK(s.state(id) == "active");
    CHECK(s.mark(s.ben, id, late) == "inert");
  }
  SUBCASE("a release after seeing that the other stepped back") {
    const RecordId id = s.active();
    const RecordId head = s.of(s.ben, id).head;
    s.act(s.anna, promise_step_back, id);
    s.sync();
    const RecordId late = s.write(s.ben, promise_release, id, head, Role::other);
    s.sync();
    CHECK(s.state(id) == "stepped_back");
    CHECK(s.mark(s.anna, id, late) == "inert");
  }
  SUBCASE("hiding what was seen does not help: the own log shows a later head") {
    const RecordId id = s.reported(Outcome::kept);
    s.act(s.ben, promise_differ, id);
    s.sync();
    const RecordId before = s.of(s.ben, id).head;
    s.act(s.anna, promise_leave_open, id);
    s.sync();
    // ben answers the later head, and then claims in the header of another letter to have seen nothing.
    s.write(s.ben, promise_settle, id, s.of(s.ben, id).head, Role::other, Outcome::missed);
    s.ben.held = {0, 0};
    s.write(s.ben, promise_take_back, id, before, Role::other);
    s.sync();
    CHECK(s.state(id) == "left_open");
  }
  SUBCASE("acting in the successor shows that the acceptance was seen") {
    const RecordId id = s.active();
    const RecordId head = s.of(s.ben, id).head;
    const RecordId change = s.act(s.anna, promise_change, id);
    s.sync();
    s.act(s.ben, promise_accept, id);
    s.sync();
    s.say(s.anna, promise_report, change, Outcome::missed);
    s.anna.held = {0, 0};
    s.write(s.anna, promise_report, id, head, Role::promiser, Outcome::kept);
    s.sync();
    CHECK(s.state(id) == "renegotiated");
    CHECK(s.state(change) == "missed");
  }
}

TEST_CASE("a proposal never moves the head") {
  Story s;
  const RecordId id = s.active({days_on(5)});
  SUBCASE("a change beside a report") {
    const RecordId change = s.act(s.ben, promise_change, id);
    s.say(s.anna, promise_report, id, Outcome::kept);
    s.sync();
    CHECK(s.state(id) == "reported");
    CHECK(s.of(s.anna, id).pending.empty());
    CHECK(s.mark(s.anna, id, change) == "counted");
    CHECK(s.refusal(s.anna, promise_accept, id) != "");
  }
  SUBCASE("a report beats the acceptance that it crosses; the successor never was") {
    const RecordId change = s.act(s.anna, promise_change, id);
    s.sync();
    s.say(s.anna, promise_report, id, Outcome::missed);
    s.act(s.ben, promise_accept, id);
    CHECK(name_of(s.of(s.ben, change).state) == "active");
    const RecordId there = s.act(s.ben, promise_release, change);
    s.sync();
    CHECK(s.state(id) == "missed");
    CHECK_FALSE(s.ben.ledger.promise(change, s.now).ok());
    CHECK(s.mark(s.ben, change, there) == "inert");
  }
  SUBCASE("a withdrawn proposal cannot be accepted, and its accepter can go on") {
    s.act(s.anna, promise_change, id);
    s.sync();
    s.act(s.anna, promise_withdraw, id);
    const RecordId accept = s.act(s.ben, promise_accept, id);
    s.sync();
    CHECK(s.state(id) == "active");
    CHECK(s.mark(s.anna, id, accept) == "crossed");
    SUBCASE("by accepting the next one") {
      const RecordId second = s.act(s.anna, promise_change, id);
      s.sync();
      s.act(s.ben, promise_accept, id);
      s.sync();
      CHECK(s.state(id) == "renegotiated");
      CHECK(s.state(second) == "active");
    }
    SUBCASE("by releasing") {
      s.act(s.ben, promise_release, id);
      s.sync();
      CHECK(s.state(id) == "released");
    }
  }
  SUBCASE("a withdrawal after seeing the acceptance changes nothing") {
    const RecordId change = s.act(s.anna, promise_change, id);
    s.sync();
    s.act(s.ben, promise_accept, id);
    s.sync();
    const RecordId head = s.of(s.anna, id).head;
    const RecordId late = s.write(s.anna, promise_withdraw_proposal, id, head, Role::promiser, Outcome::none, change);
    s.sync();
    CHECK(s.state(id) == "renegotiated");
    CHECK(s.mark(s.ben, id, late) == "inert");
  }
  SUBCASE("a declined proposal cannot be accepted later") {
    const RecordId change = s.act(s.anna, promise_change, id);
    s.sync();
    s.act(s.ben, promise_decline, id);
    s.write(s.ben, promise_accept_change, id, s.of(s.ben, id).head, Role::other, Outcome::none, change);
    s.sync();
    CHECK(s.state(id) == "active");
  }
  SUBCASE("nobody accepts an own proposal, or one of another promise") {
    const RecordId other = s.active();
    const RecordId change = s.act(s.ben, promise_change, id);
    s.sync();
    const RecordId head = s.of(s.ben, id).head;
    s.write(s.ben, promise_accept_change, id, head, Role::other, Outcome::none, change);
    s.write(s.anna, promise_accept_change, other, s.of(s.anna, other).head, Role::promiser, Outcome::none, change);
    s.sync();
    CHECK(s.state(id) == "active");
    CHECK(s.state(other) == "active");
  }
  SUBCASE("a change outlives a pause") {
    const RecordId change = s.act(s.ben, promise_change, id);
    s.sync();
    s.act(s.anna, promise_pause, id);
    s.sync();
    CHECK(s.refusal(s.anna, promise_accept, id) != "");
    s.act(s.anna, promise_resume, id);
    s.act(s.anna, promise_accept, id);
    s.sync();
    CHECK(s.state(change) == "active");
  }
}

TEST_CASE("two equal outcomes that cross count as agreed, unequal ones wait") {
  Story s;
  const RecordId id = s.reported(Outcome::kept);
  s.act(s.ben, promise_differ, id);
  s.sync();
  SUBCASE("equal") {
    s.say(s.anna, promise_settle, id, Outcome::partly);
    s.say(s.ben, promise_settle, id, Outcome::partly);
    s.sync();
    CHECK(s.state(id) == "partly");
    CHECK(s.of(s.anna, id).agreed);
    SUBCASE("and cannot be withdrawn once seen") {
      const Promise before = s.of(s.ben, id);
      for (const Record& record : std::vector<Record>(s.ben.written)) {
        if (record.facts.kind != promise_settle) continue;
        s.write(s.ben, promise_withdraw_proposal, id, before.head, Role::other, Outcome::none, record.id);
      }
      s.sync();
      CHECK(s.state(id) == "partly");
    }
  }
  SUBCASE("unequal") {
    s.say(s.anna, promise_settle, id, Outcome::kept);
    s.say(s.ben, promise_settle, id, Outcome::missed);
    s.sync();
    CHECK(s.state(id) == "disputed");
    CHECK(s.of(s.anna, id).pending.size() == 2);
  }
  SUBCASE("one withdrawn on the way") {
    s.say(s.anna, promise_settle, id, Outcome::missed);
    s.act(s.anna, promise_withdraw, id);
    s.say(s.ben, promise_settle, id, Outcome::missed);
    s.sync();
    CHECK(s.state(id) == "disputed");
  }
  SUBCASE("an agreement beats leaving open that it crosses") {
    s.say(s.anna, promise_settle, id, Outcome::partly);
    s.sync();
    s.say(s.ben, promise_settle, id, Outcome::partly);
    s.act(s.anna, promise_leave_open, id);
    s.sync();
    CHECK(s.state(id) == "partly");
  }
}

TEST_CASE("timed states are judged at what the author's clock said") {
  Story s;
  const RecordId ask = s.act(s.ben, promise_ask);
  s.sync();
  SUBCASE("taken on in time, delivered weeks later") {
    s.now = days_on(13);
    s.act(s.anna, promise_take, ask);
    s.now = days_on(40);
    s.sync();
    CHECK(s.state(ask) == "active");
  }
  SUBCASE("taken on too late") {
    s.now = days_on(14);
    s.write(s.anna, promise_take, ask, ask, Role::promiser);
    s.sync();
    CHECK(s.state(ask) == "lapsed");
  }
}

TEST_CASE("letters that make no sense are inert and never bind") {
  Story s;
  const RecordId id = s.active({days_on(1)});
  const RecordId head = s.of(s.ben, id).head;
  const auto stays = [&](std::string_view state = "active") {
    s.sync();
    CHECK(s.state(id) == state);
  };
  SUBCASE("a role that is not the author's") {
    s.write(s.ben, promise_report, id, head, Role::promiser, Outcome::missed);
    s.write(s.ben, promise_release, id, head, Role::promiser);
    s.write(s.ben, promise_step_back, id, head, Role::other);
    stays();
  }
  SUBCASE("outcomes that no report can have") {
    s.write(s.anna, promise_report, id, head, Role::promiser, Outcome::kept_late);
    s.write(s.anna, promise_report, id, head, Role::promiser, static_cast<Outcome>(77));
    stays();
  }
  SUBCASE("the wrong lane") {
    Facts facts;
    facts.kind = promise_release;
    facts.role = Role::other;
    facts.promise = id;
    facts.parent = head;
    s.write(s.ben, log::Lane::notes, facts);
    stays();
  }
  SUBCASE("flags and shapes of a newer avow") {
    Facts facts;
    facts.kind = promise_release;
    facts.role = Role::other;
    facts.promise = id;
    facts.parent = head;
    facts.flags = 1U << 9U;
    s.write(s.ben, log::Lane::commitments, facts);
    Facts offer;
    offer.kind = promise_offer;
    offer.role = Role::promiser;
    offer.shape = Shape::repeating;
    const RecordId later = s.write(s.anna, log::Lane::commitments, offer);
    stays();
    CHECK_FALSE(s.ben.ledger.promise(later, s.now).ok());
  }
  SUBCASE("an annotation as a parent") {
    const RecordId risk = s.act(s.anna, promise_at_risk, id);
    s.sync();
    s.write(s.ben, promise_release, id, risk, Role::other);
    stays();
  }
  SUBCASE("a parent that has not arrived waits") {
    RecordId missing;
    missing.bytes[0] = 1;
    const RecordId waits = s.write(s.ben, promise_release, id, missing, Role::other);
    stays();
    CHECK(s.mark(s.anna, id, waits) == "waiting");
  }
  SUBCASE("a parent in another promise") {
    const RecordId other = s.active();
    s.write(s.ben, promise_release, id, s.of(s.ben, other).head, Role::other);
    stays();
    CHECK(s.state(other) == "active");
  }
  SUBCASE("kinds that are reserved or unknown") {
    s.write(s.ben, promise_end, id, head, Role::other);
    s.write(s.anna, static_cast<RecordKind>(4'000), id, head, Role::promiser);
    stays();
  }
}

TEST_CASE("parents in a circle and promises that found each other are nothing") {
  const auto id_of = [](std::uint8_t value) {
    RecordId id;
    id.bytes[0] = value;
    return id;
  };
  const auto make = [&](std::uint8_t id, RecordKind kind, std::uint8_t promise, std::uint8_t parent, std::uint64_t index) {
    Record record;
    record.id = id_of(id);
    record.index = index;
    record.facts.kind = kind;
    record.facts.role = Role::promiser;
    if (promise != 0) record.facts.promise = id_of(promise);
    if (parent != 0) record.facts.parent = id_of(parent);
    return record;
  };
  Ledger ledger;
  ledger.add(make(1, promise_offer, 0, 0, 0));
  ledger.add(make(2, promise_withdraw, 1, 3, 1));
  ledger.add(make(3, promise_withdraw, 1, 2, 2));
  ledger.add(make(4, promise_withdraw, 1, 4, 3));
  ledger.add(make(5, promise_change, 6, 0, 4));
  ledger.add(make(6, promise_change, 5, 0, 5));
  ledger.add(make(7, promise_change, 7, 7, 6));
  CHECK(name_of(ledger.promise(id_of(1), kMonday)->state) == "offered");
  for (const std::uint8_t id : std::array<std::uint8_t, 3>{5, 6, 7}) CHECK_FALSE(ledger.promise(id_of(id), kMonday).ok());
  CHECK(ledger.promises(kMonday).size() == 1);
  for (const HistoryItem& item : ledger.history(id_of(1), kMonday)) {
    CHECK(name_of(item.mark) == (item.id == id_of(1) ? "counted" : "inert"));
  }
}

TEST_CASE("one author's id twice: the lower index counts, whichever came first") {
  Story s;
  const RecordId id = s.act(s.anna, promise_offer, {}, {days_on(3)});
  Record again = s.anna.written.back();
  again.index = 9;
  again.facts.due_at = days_on(1);
  s.anna.ledger.add(again);
  CHECK(s.of(s.anna, id).due == days_on(3));
  Ledger reversed;
  reversed.add(again);
  CHECK(reversed.promise(id, s.now)->due == days_on(1));
  reversed.add(s.anna.written.back());
  CHECK(reversed.promise(id, s.now)->due == days_on(3));
  CHECK(reversed.size() == 1);
}

TEST_CASE("a thousand hostile letters do not slow the fold down") {
  Story s;
  const RecordId id = s.active();
  const RecordId head = s.of(s.ben, id).head;
  RecordId last = head;
  for (int i = 0; i < 20'000; ++i) {
    last = s.write(s.ben, i % 2 == 0 ? promise_release : promise_accept_change, id, i % 3 == 0 ? head : last, Role::other,
                   Outcome::none, last);
  }
  CHECK(name_of(s.of(s.ben, id).state) == "released");
}
