// When to remind: on the wall's own time, never twice, and never more than an instant.
#include "app/reminders.h"

#include "ledger/when.h"
#include "unit/app/threads_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;
using app::Reminder;

namespace {

constexpr std::string_view kZone = "Europe/Berlin";

Instant wall(const std::string& text) {
  const auto when = ledger::parse_when(text, kZone);
  REQUIRE(when.ok());
  return when->due;
}

struct Reminded {
  explicit Reminded(std::uint64_t seed) : two(seed) { two.pair(); }
  // Of a's, accepted by b.
  std::string promise(const std::string& due) {
    const std::string id = ask(two.a, [&](Request request) {
                      auto terms = request.initPromiseOffer();
                      terms.setText("I will");
                      terms.setDue(due);
                    })->result().getRecord().getId();
    std::string out(id);
    REQUIRE(two.sync().ok());
    two.b.act("accept", out);
    REQUIRE(two.sync().ok());
    return out;
  }
  std::optional<Reminder> next() {
    return app::next_reminder(two.a.vault().ledger(), settings, kZone, two.clock.now(), last);
  }
  // Lives on until `end`, waking as the planner says; gives what was said, and when.
  std::vector<std::pair<Instant, Reminder::Kind>> live_until(Instant end) {
    std::vector<std::pair<Instant, Reminder::Kind>> said;
    for (auto reminder = next(); reminder && reminder->at <= end; reminder = next()) {
      if (reminder->at > two.clock.now()) two.clock.set_wall(reminder->at);
      said.emplace_back(two.clock.now(), reminder->kind);
      last = app::reminded(reminder->at, kZone, two.clock.now(), last);
      REQUIRE(said.size() < 100);
    }
    two.clock.set_wall(end);
    return said;
  }
  TwoPeople two;
  app::Settings settings;
  std::optional<app::Reminded> last;
};

using Said = std::vector<std::pair<Instant, Reminder::Kind>>;

}  // namespace

TEST_CASE("an own promise is reminded of once, the chosen time before it is due") {
  Reminded r(261);
  r.promise("2027-01-16T18:00");
  r.promise("2027-01-16");  // due at midnight
  r.promise("");
  CHECK(r.next() == Reminder{wall("2027-01-16T17:00"), Reminder::Kind::due});
  r.settings.remind_before = 24h;
  CHECK(r.next() == Reminder{wall("2027-01-15T18:00"), Reminder::Kind::due});
  r.settings.remind_before = 1h;
  CHECK(r.live_until(wall("2027-01-18T00:00")) ==
        Said{{wall("2027-01-16T17:00"), Reminder::Kind::due}, {wall("2027-01-16T23:00"), Reminder::Kind::due}});
  CHECK_FALSE(r.next());
  r.settings.remind_before = std::nullopt;
  r.promise("2027-01-20T18:00");
  CHECK_FALSE(r.next());
}

TEST_CASE("not for the partner's promises, offers, reported ones, or when reminders are off") {
  Reminded r(262);
  r.two.a.offer("only offered", "2027-01-16T18:00");
  const auto theirs = r.two.b.offer("theirs", "2027-01-16T18:00");
  REQUIRE(r.two.sync().ok());
  r.two.a.act("accept", theirs);
  CHECK_FALSE(r.next());
  const auto own = r.promise("2027-01-16T18:00");
  CHECK(r.next());
  r.settings.reminders = false;
  CHECK_FALSE(r.next());
  r.settings.reminders = true;
  r.two.a.act("report", own, "kept");
  CHECK_FALSE(r.next());
}

TEST_CASE("nothing is said twice after the clock jumps, and nothing that was slept through for more than a day") {
  Reminded r(263);
  r.promise("2027-01-16T18:00");
  r.promise("2027-01-16T20:00");
  r.two.clock.set_wall(wall("2027-01-16T19:30"));  // woken up: two are due, one sentence is enough
  const auto due = r.next();
  REQUIRE(due);
  CHECK(due->at == wall("2027-01-16T17:00"));
  r.last = app::reminded(due->at, kZone, r.two.clock.now(), r.last);
  CHECK_FALSE(r.next());
  r.two.clock.set_wall(wall("2027-01-16T08:00"));  // the clock falls back
  CHECK_FALSE(r.next());
  r.two.clock.set_wall(wall("2027-01-16T19:00"));
  CHECK_FALSE(r.next());
  SUBCASE("slept through") {
    r.last.reset();
    r.two.clock.set_wall(wall("2027-01-17T17:00"));
    CHECK(r.next());
    r.two.clock.set_wall(wall("2027-01-17T19:01"));
    CHECK_FALSE(r.next());
  }
  SUBCASE("a mark that a wrong clock set does not silence the time until then") {
    r.last = app::Reminded{wall("2031-01-01T00:00"), 1};
    r.two.clock.set_wall(wall("2027-01-16T16:00"));
    CHECK(r.next());
  }
}

TEST_CASE("a promise that became active within the chosen time is reminded of at once") {
  Reminded r(264);
  r.two.clock.set_wall(wall("2027-01-16T17:30"));
  r.promise("2027-01-16T18:00");
  const auto next = r.next();
  REQUIRE(next);
  CHECK(next->at == r.two.clock.now());
}

TEST_CASE("digest hours: once each, only when something waits or is due before the day ends") {
  Reminded r(265);
  r.settings.remind_before = std::nullopt;
  r.settings.digest_hours = {9h, 18h};
  CHECK_FALSE(r.next());
  const auto offer = r.two.b.offer("for a to answer");
  REQUIRE(r.two.sync().ok());
  r.two.clock.set_wall(wall("2027-01-15T12:00"));
  r.last = app::Reminded{r.two.clock.now(), 1};
  CHECK(r.live_until(wall("2027-01-16T12:00")) == Said{{wall("2027-01-15T18:00"), Reminder::Kind::digest},
                                                       {wall("2027-01-16T09:00"), Reminder::Kind::digest}});
  r.two.a.act("accept", offer);
  CHECK_FALSE(r.next());
  r.promise("2027-01-20T22:00");
  CHECK(r.live_until(wall("2027-01-20T21:00")) == Said{{wall("2027-01-20T09:00"), Reminder::Kind::digest},
                                                       {wall("2027-01-20T18:00"), Reminder::Kind::digest}});
}

TEST_CASE("digest hours follow the wall when the clocks change: a skipped hour is moved, a doubled one comes once") {
  Reminded r(266);
  r.settings.remind_before = std::nullopt;
  r.settings.digest_hours = {2h + 30min};
  r.two.b.offer("for a to answer");
  REQUIRE(r.two.sync().ok());
  r.two.clock.set_wall(wall("2027-03-27T12:00"));
  r.last = app::Reminded{r.two.clock.now(), 1};
  CHECK(r.live_until(wall("2027-03-29T12:00")) ==  // 28 March, 02:00 → 03:00: half past two is half past three
        Said{{from_millis(1'806'197'400'000), Reminder::Kind::digest}, {wall("2027-03-29T02:30"), Reminder::Kind::digest}});
  r.two.clock.set_wall(wall("2027-10-30T12:00"));
  r.last = app::Reminded{r.two.clock.now(), 1};
  const Instant first = wall("2027-10-31T02:30");  // the earlier of the two
  CHECK(ledger::local_wall(first + 1h, kZone) == "2027-10-31T02:30");
  CHECK(r.live_until(wall("2027-11-01T12:00")) ==
        Said{{first, Reminder::Kind::digest}, {wall("2027-11-01T02:30"), Reminder::Kind::digest}});
}

TEST_CASE("a locked vault gets bare instants, few, and only when its owner chose so") {
  Reminded r(267);
  r.promise("2027-01-16T18:00");
  r.promise("2027-01-16T18:00");
  r.promise("2027-06-16T18:00");
  const auto bare = [&] { return app::bare_instants(r.two.a.vault().ledger(), r.settings, kZone, r.two.clock.now(), r.last); };
  CHECK(bare().empty());
  r.settings.remind_when_locked = true;
  CHECK(bare() == std::vector<Instant>{wall("2027-01-16T17:00")});
  r.settings.digest_hours = {9h, 12h, 15h, 18h};
  const auto many = bare();  // from the day on on which the first is due
  CHECK(many.size() == app::kBareInstantsMax);
  CHECK(std::is_sorted(many.begin(), many.end()));
  CHECK(many.front() == wall("2027-01-16T09:00"));
  CHECK(many.back() - r.two.clock.now() <= app::kRemindersAhead);
  r.settings.reminders = false;
  CHECK(bare().empty());
}

TEST_CASE("reminders wait for the parts of the day that were chosen, and one sentence is enough for all that waited") {
  Reminded r(271);
  r.promise("2027-01-16T10:00");  // would be said at nine
  r.promise("2027-01-16T13:00");  // … and at noon
  r.settings.digest_hours = {9h + 30min};
  r.settings.remind_within = {{8h, 8h + 30min}, {20h, 21h}};
  CHECK(r.next() == Reminder{wall("2027-01-16T20:00"), Reminder::Kind::due});
  CHECK(r.live_until(wall("2027-01-16T23:00")) == Said{{wall("2027-01-16T20:00"), Reminder::Kind::due}});
  r.settings.remind_within = {{22h, 6h}};  // past midnight
  r.promise("2027-01-18T05:30");
  r.settings.digest_hours.clear();
  CHECK(r.next() == Reminder{wall("2027-01-18T04:30"), Reminder::Kind::due});
  r.promise("2027-01-17T22:30");
  CHECK(r.next() == Reminder{wall("2027-01-17T22:00"), Reminder::Kind::due});
}

TEST_CASE("while everything is muted nothing is said, what waited is said once at its end, if there is one") {
  Reminded r(272);
  const auto promise = r.promise("2027-01-16T18:00");
  r.settings.digest_hours = {9h};
  r.settings.mute.all = true;
  CHECK_FALSE(r.next());
  r.settings.mute.until = wall("2027-01-20T12:00");
  CHECK(r.next() == Reminder{wall("2027-01-20T12:00"), Reminder::Kind::due});
  CHECK(r.live_until(wall("2027-01-20T23:00")) == Said{{wall("2027-01-20T12:00"), Reminder::Kind::due}});
  r.last.reset();
  r.two.clock.set_wall(wall("2027-01-16T12:00"));
  r.two.a.act("report", promise, "kept");
  CHECK_FALSE(r.next());
  r.settings.mute = {};
  r.settings.mute.notes = true;  // notes never remind
  r.promise("2027-01-16T20:00");
  CHECK(r.next() == Reminder{wall("2027-01-16T19:00"), Reminder::Kind::due});
}

TEST_CASE("safety_21 no more reminders a day than the cap, and the next day begins anew") {
  Reminded r(273);
  for (const char* due : {"2027-01-16T10:00", "2027-01-16T12:00", "2027-01-16T14:00", "2027-01-17T10:00"}) r.promise(due);
  r.settings.today_cap = 2;
  r.settings.remind_when_locked = true;
  const Said expected{{wall("2027-01-16T09:00"), Reminder::Kind::due},
                      {wall("2027-01-16T11:00"), Reminder::Kind::due},
                      {wall("2027-01-17T09:00"), Reminder::Kind::due}};
  const auto bare = app::bare_instants(r.two.a.vault().ledger(), r.settings, kZone, r.two.clock.now(), r.last);
  CHECK(bare == std::vector<Instant>{expected[0].first, expected[1].first, expected[2].first});
  CHECK(r.live_until(wall("2027-01-17T23:00")) == expected);
  REQUIRE(r.last);
  CHECK(r.last->that_day == 1);
}

TEST_CASE("a question that waits is a reason to remind, on its day, a boundary is none") {
  Reminded r(299);
  r.settings.digest_hours = {12h};
  r.last = app::Reminded{r.two.clock.now(), 1};
  begun(r.two.b, {"boundary"});
  REQUIRE(r.two.sync().ok());
  CHECK_FALSE(r.next().has_value());
  begun(r.two.b, {"question"});
  REQUIRE(r.two.sync().ok());
  CHECK(r.next() == Reminder{wall("2027-01-15T12:00"), Reminder::Kind::digest});
  r.settings.questions_day = std::chrono::Sunday;
  CHECK(r.next() == Reminder{wall("2027-01-17T12:00"), Reminder::Kind::digest});
}

TEST_CASE("a day of a repeating promise is reminded of by the clock of that day, also after the clocks changed") {
  Reminded r(276);
  const std::string id = ask(r.two.a, [](Request request) {
                           auto terms = request.initPromiseOffer();
                           terms.setText("I will");
                           terms.setEvery("day");
                           terms.setDue("2027-03-25T18:00");
                         })->result().getRecord().getId();
  REQUIRE(r.two.sync().ok());
  r.two.b.act("accept", id);
  REQUIRE(r.two.sync().ok());
  r.two.clock.set_wall(wall("2027-03-29T12:00"));  // in summer time since the 28th
  r.last = app::reminded(wall("2027-03-29T11:00"), kZone, r.two.clock.now(), std::nullopt);
  CHECK(r.next() == Reminder{wall("2027-03-29T17:00"), Reminder::Kind::due});
}
