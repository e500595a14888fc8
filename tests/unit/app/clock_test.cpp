// A record is said at a time that others read: a clock that looks wrong is asked about first.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

Result<std::unique_ptr<Answers>> try_note(Person& person, bool clock_is_right) {
  return try_ask(person, [&](Request request) {
    request.setClockIsRight(clock_is_right);
    request.initNoteAdd().setText("a note");
  });
}

}  // namespace

TEST_CASE("a clock more than a day below the last own record asks first") {
  TwoPeople two(71);
  two.pair();
  two.a.note("at eight on 15 January 2027");
  const Instant said = two.clock.now();
  two.clock.set_wall(said - 24h);
  CHECK(try_note(two.a, false).ok());
  two.clock.set_wall(said - 24h - 24h - 1ms);
  const auto asked = try_note(two.a, false);
  REQUIRE_FALSE(asked.ok());
  CHECK(asked.error().code == Errc::refused);
  CHECK(asked.error().context.find("14 Jan 2027") != std::string::npos);  // the last own record
  CHECK(asked.error().context.find("--clock-is-right") != std::string::npos);
  SUBCASE("also after opening") {
    two.a.close();
    two.a.open();
    CHECK(try_note(two.a, false).error().code == Errc::refused);
  }
  SUBCASE("in the other lane too") {
    CHECK(refusal(two.a, [](Request request) { request.initPromiseOffer().setText("I will call"); }) == Errc::refused);
  }
  SUBCASE("saying that it is right is enough, once") {
    CHECK(try_note(two.a, true).ok());
    CHECK(try_note(two.a, false).ok());
  }
  SUBCASE("the partner's records do not count") { CHECK(try_note(two.b, false).ok()); }
}

TEST_CASE("a clock before the day of the release asks first") {
  TwoPeople two(72);
  two.pair();
  two.clock.set_wall(from_millis(1'000'000'000'000));  // 2001
  const auto asked = try_note(two.a, false);
  REQUIRE_FALSE(asked.ok());
  CHECK(asked.error().code == Errc::refused);
  CHECK(asked.error().context.find("2001") != std::string::npos);
  CHECK(asked.error().context.find("released on 20") != std::string::npos);
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == 0);
  CHECK(try_note(two.a, true).ok());
}

TEST_CASE("every verb that says something asks, and nothing that only reads does") {
  TwoPeople two(73);
  two.pair();
  const auto note = two.a.note("mine");
  const auto theirs = two.b.note("theirs");
  const auto promise = two.a.offer("I will call");
  const auto draft = [&] {
    return std::string(ask(two.a, [](Request request) {
                         auto add = request.initNoteAdd();
                         add.setText("later");
                         add.setDraft(true);
                       })->result().getRecord().getId());
  };
  const auto first = draft();
  REQUIRE(two.sync().ok());
  two.clock.set_wall(two.clock.now() - 48h);
  const auto before = changes(two.a);
  CHECK(refusal(two.a, correct_note(note, "other")) == Errc::refused);
  CHECK(refusal(two.a, withdraw_note(note)) == Errc::refused);
  CHECK(refusal(two.a, see_note(theirs)) == Errc::refused);
  CHECK(refusal(two.a, [&](Request request) { request.initNoteShare().setId(first); }) == Errc::refused);
  CHECK(two.a.try_act("withdraw", promise).error().code == Errc::refused);
  CHECK(changes(two.a) == before);
  CHECK(text_of_note(two.a, note) == "mine");
  CHECK(notes_listed(two.a) == 3);
  CHECK(two.sync().ok());
  draft();  // a draft is said when it is shared
}

TEST_CASE("what a partner dates back stands in their log behind what I had cosigned, and shows when it came") {
  TwoPeople two(74);
  two.pair();
  two.b.note("on the day itself");
  REQUIRE(two.sync().ok());
  const auto cosigned = log_of(two.a, log::Lane::notes, log::Author::partner).cosignature;
  REQUIRE(cosigned.has_value());
  const Instant now = two.clock.now();
  two.clock.set_wall(now - 30 * 24h);
  const auto said = try_note(two.b, true);
  REQUIRE(said.ok());
  const std::string id = (*said)->result().getRecord().getId();
  two.clock.set_wall(now + 24h);
  REQUIRE(two.sync().ok());
  const auto answers = ask(two.a, [&](Request request) { request.initNoteShow().setId(id); });
  CHECK(std::string(answers->at(0).getNote().getSaidAt()) == to_rfc3339(now - 30 * 24h));
  CHECK(std::string(answers->at(0).getNote().getReceivedAt()) == to_rfc3339(now + 24h));
  const auto note = two.a.vault().ledger().resolve(id);
  REQUIRE(note.ok());
  CHECK(two.a.vault().ledger().find(*note).value().index == cosigned->checkpoint.size);  // the first entry that it does not cover
}
