// One check-in as both see it: in every order of arrival, with letters that cross, and at its expiry.
#include <algorithm>

#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

namespace {

// Two people and one check-in that anna begins on Monday; it ends after seven days.
class CheckinStory : public Story {
 public:
  RecordId id = start(anna);

  RecordId start(Person& person, std::optional<Instant> expires_at = days_on(7)) {
    Facts facts;
    facts.kind = checkin_start;
    if (expires_at) facts.expires_at = *expires_at;
    return write(person, log::Lane::notes, facts);
  }
  RecordId letter(Person& person, RecordKind kind, const RecordId& parent) {
    Facts facts;
    facts.kind = kind;
    facts.promise = id;
    facts.parent = parent;
    if (kind == checkin_seal) facts.seal = Bytes(kSealBytes, static_cast<std::uint8_t>(&person == &anna ? 1 : 2));
    return write(person, log::Lane::notes, facts);
  }
  RecordId seal(Person& person) { return letter(person, checkin_seal, id); }
  RecordId open(Person& person, const RecordId& own_seal) { return letter(person, checkin_open, own_seal); }
  RecordId withdraw(Person& person) { return letter(person, checkin_withdraw, id); }

  Checkin of(Person& person) { return must(person.ledger.checkin(id, now)); }
  std::string seen_by(Person& person) { return std::string(name_of(of(person).state)); }
  // After checking that both see the same.
  std::string both_see() {
    Checkin theirs = of(ben);
    theirs.by = other_of(theirs.by);
    std::swap(theirs.sides[0], theirs.sides[1]);
    CHECK(theirs == of(anna));
    return seen_by(anna);
  }
  std::string refused(Person& person, RecordKind kind) {
    const auto answer = check_checkin(of(person), kind, log::Author::me, now);
    if (answer.ok()) return "";
    CHECK(answer.error().code == Errc::refused);
    return answer.error().context;
  }
};

// From anna's side, in every order (records of one author too): always this state.
void check_every_order(CheckinStory& story, std::string_view state, std::size_t orders_max = 5040) {
  std::vector<Record> all = story.anna.written;
  for (Record record : story.ben.written) {
    record.by = log::Author::partner;
    all.push_back(record);
  }
  std::sort(all.begin(), all.end(), [](const Record& a, const Record& b) { return a.id < b.id; });
  std::size_t orders = 0;
  do {
    Ledger ledger;
    for (const Record& record : all) {
      ledger.add(record);
      (void)ledger.checkins(story.now);  // folds what has come so far
    }
    const auto folded = ledger.checkin(story.id, story.now);
    REQUIRE(folded.ok());
    CHECK(*folded == story.of(story.anna));
    CHECK(name_of(folded->state) == state);
  } while (++orders < orders_max &&
           std::next_permutation(all.begin(), all.end(), [](const Record& a, const Record& b) { return a.id < b.id; }));
}

}  // namespace

TEST_CASE("a check-in goes from open to revealed, and both see the same at each step") {
  CheckinStory story;
  story.sync();
  CHECK(story.both_see() == "open");
  const RecordId mine = story.seal(story.anna);
  story.sync();
  CHECK(story.both_see() == "sealed");
  CHECK(waits_for(story.of(story.ben), log::Author::me));
  CHECK_FALSE(waits_for(story.of(story.anna), log::Author::me));
  const RecordId theirs = story.seal(story.ben);
  story.sync();
  CHECK(story.both_see() == "both_sealed");
  CHECK(is_to_open(story.of(story.anna), log::Author::me, story.now));
  story.open(story.ben, theirs);
  story.sync();
  CHECK(story.both_see() == "opened");
  CHECK(is_to_open(story.of(story.anna), log::Author::me, story.now));
  CHECK_FALSE(is_to_open(story.of(story.ben), log::Author::me, story.now));
  story.open(story.anna, mine);
  story.sync();
  CHECK(story.both_see() == "revealed");
  story.now = days_on(30);
  CHECK(story.both_see() == "revealed");
  check_every_order(story, "revealed");
}

TEST_CASE("seals that cross in the post stand beside each other") {
  CheckinStory story;
  story.sync();
  const RecordId mine = story.seal(story.anna);
  const RecordId theirs = story.seal(story.ben);
  story.sync();
  CHECK(story.both_see() == "both_sealed");
  story.open(story.anna, mine);
  story.open(story.ben, theirs);
  story.sync();
  CHECK(story.both_see() == "revealed");
  check_every_order(story, "revealed");
}

TEST_CASE("it expires unless both have sealed and one has opened") {
  for (const int sealed : {0, 1, 2}) {
    CAPTURE(sealed);
    CheckinStory story;
    story.sync();
    if (sealed > 0) story.seal(story.anna);
    if (sealed > 1) story.seal(story.ben);
    story.sync();
    story.now = days_on(7) - std::chrono::milliseconds(1);
    CHECK(story.both_see() != "expired");
    story.now = days_on(7);
    CHECK(story.both_see() == "expired");
    CHECK_FALSE(is_to_open(story.of(story.anna), log::Author::me, story.now));
    CHECK_FALSE(story.refused(story.ben, checkin_seal).empty());
    CHECK_FALSE(story.refused(story.ben, checkin_withdraw).empty());
    check_every_order(story, "expired");
  }
  CheckinStory story;
  story.sync();
  const RecordId mine = story.seal(story.anna);
  story.seal(story.ben);
  story.sync();
  story.open(story.anna, mine);
  story.sync();
  story.now = days_on(8);
  CHECK(story.both_see() == "opened");  // by anna only, and that is shown
  CHECK_FALSE(is_to_open(story.of(story.ben), log::Author::me, story.now));
}

TEST_CASE("a seal or an opening said at the expiry or later is inert") {
  CheckinStory story;
  story.sync();
  const RecordId mine = story.seal(story.anna);
  story.now = days_on(7);
  story.seal(story.ben);
  story.sync();
  story.now = days_on(6);
  CHECK(story.both_see() == "sealed");
  const RecordId theirs = story.seal(story.ben);
  story.sync();
  CHECK(story.both_see() == "both_sealed");
  story.open(story.anna, mine);
  story.now = days_on(7);
  story.open(story.ben, theirs);
  story.sync();
  CHECK(story.both_see() == "opened");
  check_every_order(story, "opened");
}

TEST_CASE("a withdrawal counts unless its author had seen both seals") {
  CheckinStory before;
  before.sync();
  before.withdraw(before.ben);
  before.sync();
  CHECK(before.both_see() == "withdrawn");
  before.seal(before.anna);
  before.seal(before.ben);  // behind an own withdrawal: no seal
  before.sync();
  CHECK(before.both_see() == "withdrawn");
  CHECK(before.of(before.ben).of(log::Author::me).seal.is_zero());
  CHECK_FALSE(before.refused(before.anna, checkin_seal).empty());
  check_every_order(before, "withdrawn");

  CheckinStory late;
  late.sync();
  late.seal(late.anna);
  late.seal(late.ben);
  late.sync();
  CHECK(late.refused(late.anna, checkin_withdraw).find("opens by itself") != std::string::npos);
  late.withdraw(late.anna);
  late.sync();
  CHECK(late.both_see() == "both_sealed");
  check_every_order(late, "both_sealed");
}

TEST_CASE("a withdrawal that crosses the other's seal wins, and an opening that came before it is still told") {
  CheckinStory story;
  story.sync();
  story.seal(story.anna);
  story.deliver(story.anna);
  const RecordId theirs = story.seal(story.ben);
  story.open(story.ben, theirs);
  story.withdraw(story.anna);  // without having seen ben's seal
  CHECK(story.seen_by(story.ben) == "opened");
  story.sync();
  CHECK(story.both_see() == "withdrawn");
  const Checkin seen = story.of(story.anna);
  CHECK(seen.of(log::Author::me).opening.is_zero());
  CHECK_FALSE(seen.of(log::Author::partner).opening.is_zero());
  CHECK_FALSE(is_to_open(seen, log::Author::me, story.now));
  check_every_order(story, "withdrawn");
}

TEST_CASE("of one author the first seal and the first opening count, and nobody opens for the other") {
  CheckinStory story;
  story.sync();
  const RecordId first = story.seal(story.anna);
  const RecordId second = story.seal(story.anna);
  const RecordId theirs = story.seal(story.ben);
  story.sync();
  story.open(story.anna, second);  // of a seal that does not count
  story.open(story.anna, theirs);  // of the other's
  story.sync();
  CHECK(story.both_see() == "both_sealed");
  CHECK(story.of(story.anna).of(log::Author::me).seal == first);
  const RecordId opening = story.open(story.anna, first);
  story.open(story.anna, first);
  story.sync();
  CHECK(story.both_see() == "opened");
  CHECK(story.of(story.ben).of(log::Author::partner).opening == opening);
  check_every_order(story, "opened");
}

TEST_CASE("a start without an expiry ahead of it is none, and letters before their start wait") {
  CheckinStory story;
  story.sync();
  CHECK_FALSE(story.anna.ledger.checkin(story.start(story.anna, std::nullopt), story.now).ok());
  CHECK_FALSE(story.anna.ledger.checkin(story.start(story.anna, story.now), story.now).ok());
  CHECK(story.anna.ledger.checkins(story.now).size() == 1);
  CheckinStory early;
  early.seal(early.anna);
  Ledger ledger;
  ledger.add(early.anna.written.at(1));
  CHECK_FALSE(ledger.checkin(early.id, early.now).ok());
  CHECK(ledger.checkins(early.now).empty());
  ledger.add(early.anna.written.at(0));
  CHECK(name_of(ledger.checkin(early.id, early.now)->state) == "sealed");
}

TEST_CASE("a seal of another size, or facts with an unknown flag, count nowhere") {
  CheckinStory story;
  Facts facts;
  facts.kind = checkin_seal;
  facts.promise = story.id;
  facts.parent = story.id;
  story.write(story.anna, log::Lane::notes, facts);
  facts.seal = Bytes(kSealBytes, 7);
  facts.flags = 1U << 31U;
  story.write(story.anna, log::Lane::notes, facts);
  facts.flags = 0;
  story.write(story.anna, log::Lane::commitments, facts);
  CHECK(story.seen_by(story.anna) == "open");
  story.write(story.anna, log::Lane::notes, facts);
  CHECK(story.seen_by(story.anna) == "sealed");
}
