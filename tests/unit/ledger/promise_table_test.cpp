// Every row of PRODUCT.md's promise table, as two people live it, and what each refusal says.
#include <doctest/doctest.h>

#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

namespace {
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE("an ask is taken on, countered or declined, unanswered it lapses silently") {
  Story s;
  const RecordId ask = s.act(s.ben, promise_ask);
  s.sync();
  CHECK(s.state(ask) == "asked");
  CHECK(s.of(s.anna, ask).promiser == log::Author::me);
  CHECK(s.of(s.anna, ask).waits_for == log::Author::me);
  SUBCASE("taken on") {
    s.act(s.anna, promise_take, ask);
    s.sync();
    CHECK(s.state(ask) == "active");
  }
  SUBCASE("countered with the promiser's terms") {
    const RecordId counter = s.act(s.anna, promise_counter, ask, {days_on(3)});
    s.sync();
    CHECK(s.state(ask) == "offered");
    CHECK(s.of(s.ben, ask).terms == counter);
    s.act(s.ben, promise_accept, ask);
    s.sync();
    CHECK(s.state(ask) == "active");
    CHECK(s.of(s.ben, ask).due == days_on(3));
  }
  SUBCASE("declined") {
    s.act(s.anna, promise_decline, ask);
    s.sync();
    CHECK(s.state(ask) == "declined");
  }
  SUBCASE("withdrawn by its author only") {
    CHECK(has(s.refusal(s.anna, promise_withdraw, ask), "you can: take, counter, decline."));
    s.act(s.ben, promise_withdraw, ask);
    s.sync();
    CHECK(s.state(ask) == "withdrawn");
  }
  SUBCASE("lapsed after 14 days") {
    CHECK(s.of(s.anna, ask).next_change == days_on(14));
    s.now = days_on(14) - std::chrono::milliseconds(1);
    CHECK(s.state(ask) == "asked");
    s.now = days_on(14);
    CHECK(s.state(ask) == "lapsed");
    CHECK(has(s.refusal(s.anna, promise_take, ask), "It is lapsed; there is nothing for you to do"));
  }
  SUBCASE("the asker cannot bind the other") {
    CHECK(has(s.refusal(s.ben, promise_take, ask), "Only the one who is asked"));
    CHECK(has(s.refusal(s.ben, promise_accept, ask), "you can: withdraw."));
    const RecordId forged = s.write(s.ben, promise_take, ask, ask, Role::other);
    s.write(s.ben, promise_take, ask, ask, Role::promiser);
    s.write(s.ben, promise_accept, ask, ask, Role::other);
    s.sync();
    CHECK(s.state(ask) == "asked");
    CHECK(s.mark(s.anna, ask, forged) == "inert");
  }
}

TEST_CASE("an offer is accepted, countered or declined") {
  Story s;
  const RecordId offer = s.act(s.anna, promise_offer, {}, {days_on(4)});
  s.sync();
  CHECK(s.state(offer) == "offered");
  CHECK(has(s.refusal(s.anna, promise_accept, offer), "you can: withdraw."));
  SUBCASE("accepted") {
    s.act(s.ben, promise_accept, offer);
    s.sync();
    CHECK(s.state(offer) == "active");
    CHECK(s.of(s.anna, offer).active_since == s.now);
  }
  SUBCASE("declined") {
    s.act(s.ben, promise_decline, offer);
    s.sync();
    CHECK(s.state(offer) == "declined");
    CHECK(has(s.refusal(s.anna, promise_report, offer), "It is declined; there is nothing"));
  }
  SUBCASE("countered: the promiser must take it on") {
    s.act(s.ben, promise_counter, offer, {days_on(2)});
    s.sync();
    CHECK(s.state(offer) == "countered");
    CHECK(s.of(s.ben, offer).waits_for == log::Author::partner);
    CHECK(has(s.refusal(s.ben, promise_accept, offer), "you can: withdraw."));
    SUBCASE("taken on, also by the word accept") {
      s.act(s.anna, promise_accept, offer);
      s.sync();
      CHECK(s.state(offer) == "active");
      CHECK(s.of(s.anna, offer).due == days_on(2));
    }
    SUBCASE("countered again") {
      s.act(s.anna, promise_counter, offer, {days_on(3)});
      s.sync();
      CHECK(s.state(offer) == "offered");
    }
    SUBCASE("declined") {
      s.act(s.anna, promise_decline, offer);
      s.sync();
      CHECK(s.state(offer) == "declined");
    }
    SUBCASE("withdrawn by the one whose terms they are") {
      CHECK(s.refusal(s.anna, promise_withdraw, offer) != "");
      s.act(s.ben, promise_withdraw, offer);
      s.sync();
      CHECK(s.state(offer) == "withdrawn");
    }
  }
  SUBCASE("withdrawn") {
    s.act(s.anna, promise_withdraw, offer);
    s.sync();
    CHECK(s.state(offer) == "withdrawn");
  }
}

TEST_CASE("an active promise can be forewarned, paused, released, stepped back from, excused") {
  Story s;
  const RecordId id = s.active({days_on(4)});
  SUBCASE("at risk stands beside it") {
    s.act(s.anna, promise_at_risk, id);
    s.sync();
    CHECK(s.state(id) == "active");
    CHECK(s.of(s.ben, id).forewarned);
    CHECK(has(s.refusal(s.ben, promise_at_risk, id), "you can: change, release."));
  }
  SUBCASE("a forewarning after the due time is no plus") {
    s.now = days_on(5);
    CHECK(s.refusal(s.anna, promise_at_risk, id) != "");
  }
  SUBCASE("paused and resumed") {
    s.act(s.anna, promise_pause, id);
    s.sync();
    CHECK(s.state(id) == "paused");
    s.now = days_on(9);
    CHECK(s.state(id) == "paused");
    CHECK(s.ben.ledger.possible(id, log::Author::me, s.now) == std::vector<std::string_view>{"release"});
    CHECK(s.anna.ledger.possible(id, log::Author::me, s.now) ==
          std::vector<std::string_view>{"step-back", "excuse", "resume"});
    s.act(s.anna, promise_resume, id);
    s.sync();
    CHECK(s.state(id) == "unreported");
  }
  SUBCASE("released by the other") {
    CHECK(s.refusal(s.anna, promise_release, id) != "");
    s.act(s.ben, promise_release, id);
    s.sync();
    CHECK(s.state(id) == "released");
    CHECK(is_final(s.of(s.anna, id).state));
  }
  SUBCASE("stepped back") {
    CHECK(s.refusal(s.ben, promise_step_back, id) != "");
    s.act(s.anna, promise_step_back, id);
    s.sync();
    CHECK(s.state(id) == "stepped_back");
  }
  SUBCASE("excused, before or after the due time") {
    s.now = days_on(5);
    s.act(s.anna, promise_excuse, id);
    s.sync();
    CHECK(s.state(id) == "excused");
    CHECK(s.of(s.ben, id).excused_after_due);
  }
}

TEST_CASE("past due and grace a promise is unreported, never missed") {
  Story s;
  const RecordId id = s.active({days_on(1), std::chrono::hours(2)});
  CHECK(has(s.refusal(s.ben, promise_nudge, id), "Only the other person can nudge, once"));
  s.now = days_on(1) + std::chrono::hours(2);
  CHECK(s.state(id) == "active");
  CHECK(s.of(s.anna, id).next_change == s.now + std::chrono::milliseconds(1));
  s.now = days_on(400);
  CHECK(s.state(id) == "unreported");
  SUBCASE("the promiser can still report, late by done-at") {
    s.say(s.anna, promise_report, id, Outcome::kept);
    s.sync();
    CHECK(s.of(s.ben, id).outcome == Outcome::kept_late);
  }
  SUBCASE("what was done in time is not late, whenever it is said") {
    s.say(s.anna, promise_report, id, Outcome::kept, days_on(1) + std::chrono::hours(2));
    s.sync();
    CHECK(s.of(s.ben, id).outcome == Outcome::kept);
  }
  SUBCASE("the other adds a view and one nudge; both stand beside it") {
    s.say(s.ben, promise_own_view, id, Outcome::missed);
    s.act(s.ben, promise_nudge, id);
    s.sync();
    CHECK(s.state(id) == "unreported");
    CHECK(s.of(s.anna, id).own_view->outcome == Outcome::missed);
    CHECK(s.of(s.anna, id).outcome == Outcome::none);
    CHECK(has(s.refusal(s.ben, promise_nudge, id), "already asked once"));
    CHECK(s.refusal(s.anna, promise_nudge, id) != "");
    const RecordId again = s.write(s.ben, promise_nudge, id, s.of(s.ben, id).head, Role::other);
    CHECK(s.mark(s.ben, id, again) == "inert");
    s.say(s.ben, promise_own_view, id, Outcome::cannot_tell);
    CHECK(s.of(s.ben, id).own_view->outcome == Outcome::cannot_tell);
  }
  SUBCASE("without a due time it is never unreported") {
    const RecordId open = s.active();
    s.now = days_on(9'999);
    CHECK(s.state(open) == "active");
    CHECK(s.refusal(s.ben, promise_nudge, open) != "");
  }
}

TEST_CASE("a report of missed is believed at once") {
  Story s;
  const RecordId id = s.reported(Outcome::missed);
  CHECK(s.state(id) == "missed");
  CHECK(s.refusal(s.ben, promise_confirm, id) != "");
  CHECK(s.refusal(s.ben, promise_differ, id) != "");
}

TEST_CASE("a report of kept or partly is confirmed, disputed, or stands as own word") {
  Story s;
  SUBCASE("confirmed") {
    const RecordId id = s.reported(Outcome::kept, {days_on(2)});
    CHECK(s.state(id) == "reported");
    CHECK(s.of(s.anna, id).waits_for == log::Author::partner);
    CHECK(has(s.refusal(s.anna, promise_confirm, id), "you can: correct."));
    s.act(s.ben, promise_confirm, id);
    s.sync();
    CHECK(s.state(id) == "kept");
    CHECK(s.refusal(s.ben, promise_differ, id) != "");
  }
  SUBCASE("confirmed late") {
    const RecordId id = s.reported_late();
    s.act(s.ben, promise_confirm, id);
    s.sync();
    CHECK(s.state(id) == "kept_late");
  }
  SUBCASE("confirmed partly") {
    const RecordId id = s.reported(Outcome::partly);
    s.act(s.ben, promise_confirm, id);
    s.sync();
    CHECK(s.state(id) == "partly");
  }
  SUBCASE("the review window only ends the asking") {
    const RecordId id = s.reported(Outcome::kept, {{}, {}, std::chrono::days(2)});
    const RecordId half = s.reported(Outcome::partly);
    s.now = days_on(2);
    CHECK(s.state(id) == "kept_own_word");
    CHECK(s.state(half) == "reported");
    s.now = days_on(7);
    CHECK(s.state(half) == "partly_own_word");
    SUBCASE("a later confirm") {
      s.act(s.ben, promise_confirm, id);
      s.sync();
      CHECK(s.state(id) == "kept");
    }
    SUBCASE("a later different view") {
      s.act(s.ben, promise_differ, id);
      s.sync();
      CHECK(s.state(id) == "disputed");
    }
  }
}

TEST_CASE("a dispute is settled by both, taken back, or left open") {
  Story s;
  const RecordId id = s.reported_late();
  CHECK(s.refusal(s.ben, promise_settle, id) != "");
  s.act(s.ben, promise_differ, id);
  s.sync();
  CHECK(s.state(id) == "disputed");
  CHECK(s.of(s.anna, id).outcome == Outcome::kept_late);
  SUBCASE("one alone settles nothing") {
    s.say(s.ben, promise_settle, id, Outcome::missed);
    s.sync();
    CHECK(s.state(id) == "disputed");
    CHECK(s.of(s.anna, id).pending.size() == 1);
    CHECK(s.of(s.anna, id).waits_for == log::Author::me);
    CHECK(has(s.refusal(s.ben, promise_settle, id, Outcome::partly), "withdraw it first"));
    SUBCASE("the same value by the other agrees") {
      s.say(s.anna, promise_settle, id, Outcome::missed);
      s.sync();
      CHECK(s.state(id) == "missed");
      CHECK(s.of(s.ben, id).agreed);
    }
    SUBCASE("another value is another proposal") {
      s.say(s.anna, promise_settle, id, Outcome::partly);
      s.sync();
      CHECK(s.state(id) == "disputed");
      CHECK(s.of(s.anna, id).pending.size() == 2);
    }
    SUBCASE("declined") {
      s.act(s.anna, promise_decline, id);
      s.sync();
      CHECK(s.of(s.ben, id).pending.empty());
    }
    SUBCASE("withdrawn") {
      s.act(s.ben, promise_withdraw, id);
      s.sync();
      CHECK(s.of(s.anna, id).pending.empty());
      s.say(s.anna, promise_settle, id, Outcome::missed);
      s.sync();
      CHECK(s.state(id) == "disputed");
    }
  }
  SUBCASE("agreed kept stays late when it was done late") {
    s.say(s.anna, promise_settle, id, Outcome::kept);
    s.sync();
    s.say(s.ben, promise_settle, id, Outcome::kept);
    s.sync();
    CHECK(s.state(id) == "kept_late");
  }
  SUBCASE("taken back by the one who differs") {
    CHECK(has(s.refusal(s.anna, promise_take_back, id), "you can: settle, correct."));
    s.act(s.ben, promise_take_back, id);
    s.sync();
    CHECK(s.state(id) == "kept_own_word");
    s.act(s.ben, promise_confirm, id);
    s.sync();
    CHECK(s.state(id) == "kept_late");
  }
  SUBCASE("left open by either") {
    s.act(s.anna, promise_leave_open, id);
    s.sync();
    CHECK(s.state(id) == "left_open");
  }
}

TEST_CASE("a correction is about the same deed, unless it says when that was done") {
  Story s;
  const RecordId id = s.active({hours_on(8)});
  s.now = hours_on(7);
  s.say(s.anna, promise_report, id, Outcome::partly);
  s.now = hours_on(20);
  s.say(s.anna, promise_correct, id, Outcome::kept);
  s.sync();
  CHECK(s.of(s.ben, id).pending.front().outcome == Outcome::kept);
  s.act(s.ben, promise_confirm, id);
  s.sync();
  CHECK(s.state(id) == "kept");
  s.say(s.anna, promise_correct, id, Outcome::kept, hours_on(9));  // worse: at once
  s.sync();
  CHECK(s.of(s.ben, id).outcome == Outcome::kept_late);
  CHECK(has(s.refusal(s.anna, promise_correct, id, Outcome::kept), "says already"));

  const RecordId late = s.reported_late();
  s.say(s.anna, promise_correct, late, Outcome::kept, s.now - std::chrono::hours(2));  // better: waits for the other
  s.sync();
  CHECK(s.of(s.ben, late).outcome == Outcome::kept_late);
  s.act(s.ben, promise_confirm, late);
  s.sync();
  CHECK(s.state(late) == "kept");
}

TEST_CASE("a due that was past when it became binding is none") {
  Story s;
  const RecordId id = s.act(s.anna, promise_offer, {}, {hours_on(1), std::chrono::hours(2)});
  s.sync();
  s.now = hours_on(3);
  SUBCASE("accepted when grace was over") {
    s.act(s.ben, promise_accept, id);
    s.sync();
    CHECK(s.state(id) == "active");
    CHECK_FALSE(s.of(s.anna, id).due);
    s.now = days_on(400);
    CHECK(s.state(id) == "active");
    CHECK(s.anna.ledger.accounts(log::Author::me, {}, s.now).by[0] == Figures{});
    s.say(s.anna, promise_report, id, Outcome::kept);
    s.sync();
    CHECK(s.of(s.ben, id).outcome == Outcome::kept);
  }
  SUBCASE("accepted within grace") {
    s.now -= std::chrono::milliseconds(1);
    s.act(s.ben, promise_accept, id);
    s.sync();
    CHECK(s.of(s.anna, id).due == hours_on(1));
    s.now = days_on(1);
    CHECK(s.state(id) == "unreported");
  }
  SUBCASE("new terms that were accepted when they were over") {
    const RecordId other = s.active();
    const RecordId change = s.act(s.anna, promise_change, other, {hours_on(5)});
    s.sync();
    s.now = hours_on(6);
    s.act(s.ben, promise_accept, other);
    s.sync();
    CHECK(s.state(change) == "active");
    CHECK_FALSE(s.of(s.ben, change).due);
  }
}

TEST_CASE("one's own report is corrected downward any time, upward with the other's confirm") {
  Story s;
  const RecordId id = s.reported(Outcome::kept);
  s.act(s.ben, promise_confirm, id);
  s.sync();
  CHECK(s.refusal(s.ben, promise_correct, id, Outcome::missed) != "");
  CHECK(has(s.refusal(s.anna, promise_correct, id, Outcome::kept), "says already"));
  SUBCASE("down to missed: final at once") {
    s.say(s.anna, promise_correct, id, Outcome::missed);
    s.sync();
    CHECK(s.state(id) == "missed");
    SUBCASE("up again only with a confirm") {
      s.say(s.anna, promise_correct, id, Outcome::kept);
      s.sync();
      CHECK(s.state(id) == "missed");
      CHECK(s.of(s.ben, id).pending.size() == 1);
      CHECK(s.of(s.ben, id).waits_for == log::Author::me);
      SUBCASE("confirmed") {
        s.act(s.ben, promise_confirm, id);
        s.sync();
        CHECK(s.state(id) == "kept");
      }
      SUBCASE("declined") {
        s.act(s.ben, promise_decline, id);
        s.sync();
        CHECK(s.state(id) == "missed");
        CHECK(s.refusal(s.ben, promise_confirm, id) != "");
      }
      SUBCASE("withdrawn") {
        s.act(s.anna, promise_withdraw, id);
        s.sync();
        CHECK(s.of(s.ben, id).pending.empty());
      }
    }
  }
  SUBCASE("down to partly: the other is asked anew") {
    s.say(s.anna, promise_correct, id, Outcome::partly);
    s.sync();
    CHECK(s.state(id) == "reported");
    CHECK(s.of(s.ben, id).outcome == Outcome::partly);
  }
  SUBCASE("in a dispute, down to missed") {
    const RecordId second = s.reported(Outcome::partly);
    s.act(s.ben, promise_differ, second);
    s.sync();
    s.say(s.anna, promise_correct, second, Outcome::missed);
    s.sync();
    CHECK(s.state(second) == "missed");
  }
}

TEST_CASE("new terms make a successor when the other accepts them") {
  Story s;
  const RecordId id = s.active({days_on(8)});
  Person* proposer = &s.anna;
  SUBCASE("proposed by the promiser") { proposer = &s.anna; }
  SUBCASE("proposed by the other: the promiser accepts") { proposer = &s.ben; }
  s.now = days_on(7);
  const RecordId change = s.act(*proposer, promise_change, id, {days_on(20)});
  s.sync();
  Person& answerer = s.other(*proposer);
  CHECK(s.state(id) == "active");
  CHECK(s.of(answerer, id).pending.size() == 1);
  CHECK(has(s.refusal(*proposer, promise_accept, id), "you can:"));
  CHECK(has(s.refusal(*proposer, promise_change, id), "withdraw it first"));
  SUBCASE("accepted") {
    s.act(answerer, promise_accept, id);
    s.sync();
    CHECK(s.state(id) == "renegotiated");
    CHECK(s.of(s.anna, id).change == ChangeTiming::in_good_time);
    CHECK(s.of(s.anna, id).successor == change);
    CHECK(s.state(change) == "active");
    CHECK(s.of(s.ben, change).due == days_on(20));
    CHECK(s.of(s.ben, change).predecessor == id);
    CHECK(s.of(s.ben, change).promiser == log::Author::partner);
    CHECK(s.anna.ledger.promises(s.now).size() == 2);
    s.say(s.anna, promise_report, change, Outcome::kept);
    s.sync();
    CHECK(s.state(change) == "reported");
  }
  SUBCASE("declined: the old terms stand") {
    s.act(answerer, promise_decline, id);
    s.sync();
    CHECK(s.state(id) == "active");
    CHECK(s.of(s.anna, id).pending.empty());
    CHECK(s.of(s.anna, id).due == days_on(8));
    CHECK_FALSE(s.anna.ledger.promise(change, s.now).ok());
  }
  SUBCASE("withdrawn") {
    s.act(*proposer, promise_withdraw, id);
    s.sync();
    CHECK(s.of(answerer, id).pending.empty());
    CHECK(s.refusal(answerer, promise_accept, id) != "");
  }
}

TEST_CASE("a change is late within a day of the due, or within a quarter of a shorter period") {
  Story s;
  const auto timing = [&s](Instant due, Instant proposed) {
    s.now = kMonday;
    const RecordId id = s.active({due});
    s.now = proposed;
    s.act(s.anna, promise_change, id, {due + std::chrono::days(9)});
    s.sync();
    s.act(s.ben, promise_accept, id);
    s.sync();
    return std::string(name_of(s.of(s.ben, id).change));
  };
  CHECK(timing(days_on(8), days_on(7)) == "in_good_time");
  CHECK(timing(days_on(8), days_on(7) + std::chrono::milliseconds(1)) == "late");
  CHECK(timing(hours_on(8), hours_on(6)) == "in_good_time");
  CHECK(timing(hours_on(8), hours_on(6) + std::chrono::milliseconds(1)) == "late");
  CHECK(timing(days_on(8), days_on(9)) == "late");
}

TEST_CASE("a word is asked for, and nothing is done in the future") {
  Story s;
  const RecordId id = s.active();
  const auto code = [&](Act act) { return s.anna.ledger.check(act).error().code; };
  CHECK(code({promise_report, id, log::Author::me, s.now, Outcome::none, {}, {}}) == Errc::usage);
  CHECK(code({promise_report, id, log::Author::me, s.now, Outcome::cannot_tell, {}, {}}) == Errc::usage);
  CHECK(code({promise_report, id, log::Author::me, s.now, Outcome::kept, days_on(1), {}}) == Errc::usage);
  CHECK(code({promise_end, id, log::Author::me, s.now, Outcome::none, {}, {}}) == Errc::refused);
  CHECK(code({promise_report, {}, log::Author::me, s.now, Outcome::kept, {}, {}}) == Errc::usage);
  RecordId nobody;
  nobody.bytes[3] = 7;
  CHECK(code({promise_report, nobody, log::Author::me, s.now, Outcome::kept, {}, {}}) == Errc::not_found);
}

TEST_CASE("every row of the table has its words, and kinds have one verb") {
  for (const Transition& row : transitions()) {
    CHECK_FALSE(row.event.empty());
    CHECK_FALSE(row.help.empty());
    CHECK_FALSE(row.verb.empty());
    if (row.effect != Effect::first) CHECK_FALSE(row.refusal.empty());
    CHECK(help_of(row.verb) == row.help);
    if (row.kind != none) CHECK(verb_of(row.kind) == row.verb);
  }
  const std::string table = transitions_markdown();
  CHECK(has(table, "| asked · countered | take on | P | Active | 17 | `take` | 3 |"));
  for (std::size_t i = 0; i < kStateCount; ++i) {
    CHECK(state_named(name_of(static_cast<State>(i))) == static_cast<State>(i));
  }
}
