// "Withdraw" erased nothing but notes; words whose time was over were still sent; a partner could take facts away.
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

// Everything that has a withdraw, each with words that stand nowhere else.
struct Said {
  std::string promise, question, repair, attempt, agreement, milestone, sign, checkin;
};

std::string begun_checkin(Person& person, const std::string& questions) {
  return ask(person, [&](Request request) {
           auto start = request.initCheckinStart();
           start.setExpires("2027-02-01");
           start.setQuestions(questions);
         })->result().getCheckin().getId();
}
void answer_checkin(Person& person, const std::string& id) {
  ask(person, [&](Request request) {
    auto given = request.initCheckinAnswer();
    given.setId(id);
    auto answers = given.initAnswers(1);
    answers[0].setKey("connection");
    answers[0].setValue("3");
  });
}
auto withdraw_checkin(const std::string& id) {
  return [id](Request request) { request.initCheckinWithdraw().setId(id); };
}

Said say_everything(Person& person) {
  Said out;
  out.promise = person.offer("a kingfisher by the weir", "2027-01-20T18:00");
  out.question = begun(person, {"question", "a kingfisher under the bridge"});
  out.repair = begun(person, {"repair", "a kingfisher in the reeds"});
  out.attempt = begun(person, {"attempt", "a kingfisher again"});
  out.agreement = begun(person, {"agreement", "a kingfisher for both of us"});
  out.milestone = begun(person, {"milestone", "a kingfisher a year ago"});
  out.sign = begun(person, {"sign", "a kingfisher seen"});
  out.checkin = begun_checkin(person, "");
  answer_checkin(person, out.checkin);
  return out;
}

void withdraw_everything(Person& person, const Said& said) {
  CHECK(person.act("withdraw", said.promise) == "withdrawn");
  CHECK(acted(person, {"question", said.question, "withdraw"}) == "withdrawn");
  CHECK(acted(person, {"repair", said.repair, "withdraw"}) == "withdrawn");
  CHECK(acted(person, {"attempt", said.attempt, "withdraw"}) == "withdrawn");
  CHECK(acted(person, {"agreement", said.agreement, "end"}) == "withdrawn");
  CHECK(acted(person, {"milestone", said.milestone, "withdraw"}) == "withdrawn");
  CHECK(acted(person, {"sign", said.sign, "withdraw"}) == "withdrawn");
  ask(person, withdraw_checkin(said.checkin));
}

// So many of the entries of these logs say something.
std::size_t worded(Person& person, log::Author by) {
  std::size_t out = 0;
  for (const auto lane : log::kLanes) {
    const log::LogRef ref{lane, by, 0};
    for (std::uint64_t index = 0; index < log_of(person, lane, by).size; ++index) {
      const auto entry = person.vault().store().entry(ref, index);
      REQUIRE(entry.ok());
      if (entry->payload.words && *ledger::decode_words(entry->payload.words->bytes) != ledger::Words{}) ++out;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("what is withdrawn before any sync is erased at once, sent to nobody and in no export, whatever it is") {
  TwoPeople two(7001);
  two.pair();
  const Said said = say_everything(two.a);
  CHECK(worded(two.a, log::Author::me) == 8);  // the questions of the check-in too
  const auto payloads = sealed_pieces(two.a, "SELECT payload FROM entry WHERE payload IS NOT NULL");
  withdraw_everything(two.a, said);
  CHECK(worded(two.a, log::Author::me) == 0);
  CHECK(two.a.vault().answered_checkins()->empty());
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->level);
  for (const bool reopened : {false, true}) {
    if (reopened) {
      two.a.close();
      two.a.open();
      two.b.close();
      two.b.open();
    }
    CHECK(worded(two.b, log::Author::partner) == 0);
    CHECK(waiting(two.b) == 0);  // nothing of it lies there
    for (Person* person : {&two.a, &two.b}) {
      CHECK(exported(*person).find("kingfisher") == std::string::npos);
      CHECK(found(*person, "kingfisher") == 0);
      CHECK(person->promise_state(said.promise) == "withdrawn");
      CHECK(promise_text(*person, said.promise).empty());
      CHECK(promise_missing(*person, said.promise) == "taken_back");
      CHECK(thread_state(*person, "question", said.question) == "withdrawn");
      CHECK(thread_state(*person, "repair", said.repair) == "withdrawn");
      CHECK(thread_state(*person, "agreement", said.agreement) == "withdrawn");
      CHECK(person->verified());
    }
    for (const auto lane : log::kLanes) {
      const auto& held = log_of(two.b, lane, log::Author::partner);
      REQUIRE(held.cosignature.has_value());
      CHECK(held.cosignature->checkpoint.size == held.size);
    }
  }
  // Only what is said with the withdrawal itself is new on the disk.
  CHECK(pieces_in(two.a.place().vault, payloads) < payloads.size() / 4);
}

TEST_CASE("withdrawn later: out of sight there at once, and the copy goes by the receiver's own choice, their own words stay") {
  for (const std::string choice : {"ask", "always", "never"}) {
    CAPTURE(choice);
    TwoPeople two(7002);
    two.pair();
    ask(two.b, choose("erase-taken-back", choice));
    const auto repair = begun(two.a, {"repair", "a heron on the lawn"});
    const auto offer = two.a.offer("a heron at the gate", "2027-01-20T18:00");
    REQUIRE(two.sync().ok());
    acted(two.b, {"repair", repair, "acknowledge", "an owl, I think"});
    REQUIRE(two.sync().ok());
    acted(two.a, {"repair", repair, "need", "a heron, not an owl"});
    REQUIRE(two.sync().ok());
    CHECK(worded(two.b, log::Author::partner) == 3);
    acted(two.a, {"repair", repair, "withdraw"});
    two.a.act("withdraw", offer);
    CHECK(worded(two.a, log::Author::me) == 0);
    CHECK(worded(two.a, log::Author::partner) == 1);  // what the other said to it stays theirs
    CHECK(exported(two.a).find("heron") == std::string::npos);
    REQUIRE(two.sync().ok());
    CHECK(exported(two.b).find("heron") == std::string::npos);
    CHECK(promise_text(two.b, offer).empty());
    CHECK(worded(two.b, log::Author::partner) == (choice == "always" ? 0 : 3));
    CHECK(worded(two.b, log::Author::me) == 1);
    CHECK(waiting(two.b) == (choice == "ask" ? 3 : 0));
    if (choice == "ask") ask(two.b, about_taken_back("erase", "all"));
    CHECK(worded(two.b, log::Author::partner) == (choice == "never" ? 3 : 0));
    REQUIRE(two.sync().ok());
    CHECK(two.a.verified());
    CHECK(two.b.verified());
  }
}

TEST_CASE("nothing that holds loses a word: a change taken back, an agreement ended, a withdrawal that is refused") {
  TwoPeople two(7003);
  two.pair();
  const auto promise = two.a.offer("I will water the plants", "2027-01-20T18:00");
  const auto agreement = begun(two.a, {"agreement", "no telephones at table", "2027-03-01"});
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  acted(two.b, {"agreement", agreement, "sign"});
  REQUIRE(two.sync().ok());
  const auto before = worded(two.a, log::Author::me);
  ask(two.a, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setVerb("change");
    act.setId(promise);
    act.initTerms().setText("I will water the plants and the lawn");
  });
  CHECK(worded(two.a, log::Author::me) == before + 1);
  two.a.act("withdraw", promise);  // the change; the old terms stand
  CHECK(two.a.promise_state(promise) == "active");
  CHECK(refusal(two.a, [&](Request request) {
          auto act = request.initPromiseAct();
          act.setVerb("withdraw");
          act.setId(promise);
        }) == Errc::refused);
  CHECK(acted(two.a, {"agreement", agreement, "end"}) == "ended");
  CHECK(worded(two.a, log::Author::me) == before + 1);
  REQUIRE(two.sync().ok());
  CHECK(promise_text(two.a, promise) == "I will water the plants");
  CHECK(promise_text(two.b, promise) == "I will water the plants");
  CHECK(std::string(show_thread(two.b, "agreement", agreement)->at(0).getThread().getText()) == "no telephones at table");
}

TEST_CASE("a withdrawal that crosses an acceptance: withdrawn on both sides, the words gone, nobody bound") {
  TwoPeople two(7004);
  two.pair();
  const auto promise = two.a.offer("I will paint the fence", "2027-01-20T18:00");
  const auto agreement = begun(two.a, {"agreement", "the fence is ours", "2027-03-01"});
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  acted(two.b, {"agreement", agreement, "sign"});
  two.a.act("withdraw", promise);
  acted(two.a, {"agreement", agreement, "end"});
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    CHECK(person->promise_state(promise) == "withdrawn");
    CHECK(thread_state(*person, "agreement", agreement) == "withdrawn");
    CHECK(promise_text(*person, promise).empty());
    CHECK(person->verified());
  }
}

TEST_CASE("withdrawing a check-in takes the answers kept to it in the same step") {
  TwoPeople two(7005);
  two.pair();
  const auto checkin = begun_checkin(two.a, "");
  answer_checkin(two.a, checkin);
  REQUIRE(two.a.vault().answered_checkins()->size() == 1);
  const auto kept = sealed_pieces(two.a, "SELECT sealed FROM item WHERE kind = 12 AND length(key) = 16");
  REQUIRE(pieces_in(two.a.place().vault, kept) > 0);
  const auto before = changes(two.a);
  ask(two.a, withdraw_checkin(checkin));
  CHECK(changes(two.a) == before + 1);
  CHECK(two.a.vault().answered_checkins()->empty());
  CHECK(pieces_in(two.a.place().vault, kept) == 0);
}

TEST_CASE("words whose time has ended leave by no way: not before anything was asked of their author, not from who holds them") {
  TwoPeople two(7006);
  two.pair();
  note_until(two.a, "the gate opens with 4711", "2027-01-15T18:00");
  REQUIRE(two.sync().ok());
  CHECK(two.b.vault().read_entries(kTheirNotes, 0, 1)->front().payload.words.has_value());
  two.clock.advance(10h);
  for (const auto& [person, ref] : {std::pair(&two.b, kTheirNotes), std::pair(&two.a, kMyNotes)}) {
    const auto entries = person->vault().read_entries(ref, 0, 1);
    REQUIRE(entries.ok());
    CHECK_FALSE(entries->front().payload.words.has_value());
    CHECK(entries->front().payload.facts.has_value());
    CHECK(words_here(*person, ref, 0));
  }
}

TEST_CASE("a withdrawal that names anything but a note takes its words alone: no state hangs on what this device erased") {
  for (const auto claimed : {ledger::RecordKind::repair_settle, ledger::RecordKind::note}) {
    for (const std::string choice : {"always", "never"}) {
      CAPTURE(choice);
      TwoPeople two(7007);
      two.pair();
      ask(two.b, choose("erase-taken-back", choice));
      const auto repair = begun(two.a, {"repair", "a door slammed"});
      REQUIRE(two.sync().ok());
      acted(two.b, {"repair", repair, "acknowledge", "I slammed it"});
      REQUIRE(two.sync().ok());
      acted(two.a, {"repair", repair, "settle", "it is settled for me"});
      REQUIRE(two.sync().ok());
      REQUIRE(thread_state(two.b, "repair", repair) == "settled");
      ledger::Facts facts;
      facts.kind = ledger::RecordKind::note_withdraw;
      facts.said_at = two.clock.now();
      facts.zone = "Europe/Berlin";
      facts.promise = *two.a.vault().ledger().resolve(repair);
      facts.takes = two.a.vault().ledger().thread(facts.promise, two.clock.now())->last;
      facts.takes_kind = claimed;
      app::NewRecord record;
      record.id_random = two.a.random.bytes<16>();
      record.facts = *ledger::encode(facts);
      record.words = *ledger::encode(ledger::Words{});
      std::vector<app::NewRecord> records;
      records.push_back(std::move(record));
      REQUIRE(two.a.vault().append(log::Lane::notes, std::move(records)).ok());
      REQUIRE(two.sync().ok());
      for (const bool reopened : {false, true}) {
        for (Person* person : {&two.a, &two.b}) {
          if (reopened) {
            person->close();
            person->open();
          }
          CHECK(thread_state(*person, "repair", repair) == "settled");
          CHECK(person->verified());
        }
      }
      CHECK(exported(two.b).find("settled for me") == std::string::npos);
    }
  }
}
