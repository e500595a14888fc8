// Words that are taken back: gone from their author's disk, no state and no figure changes, and nobody is served them
// again; what becomes of the partner's copy is the partner's choice.
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

ledger::Accounts accounts(Person& person, TwoPeople& two) {
  return person.vault().ledger().accounts(log::Author::me, {}, two.clock.now());
}

// A promise of a's that was kept and thanked for.
std::string kept_promise(TwoPeople& two, const std::string& text) {
  const auto promise = two.a.offer(text, "2027-01-20T18:00");
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  REQUIRE(two.sync().ok());
  two.a.act("report", promise, "kept");
  REQUIRE(two.sync().ok());
  return promise;
}

std::vector<std::string> listed(Person& person, const std::string& verb = "list", const std::string& id = "") {
  const auto answers = ask(person, about_taken_back(verb, id));
  std::vector<std::string> out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto item = answers->at(i).getTakenBack();
    out.push_back(std::string(item.getState()) + " " + std::string(item.getText()));
  }
  return out;
}

}  // namespace

TEST_CASE("redacted words are gone on both sides, and what was agreed stays: states, figures, heads, cosignatures") {
  TwoPeople two(701);
  two.pair();
  ask(two.b, choose("erase-taken-back", "always"));
  const auto promise = kept_promise(two, "I will not tell her about the letter");
  two.clock.advance(20min);
  const auto before_a = accounts(two.a, two);
  const auto before_b = accounts(two.b, two);
  CHECK(promise_text(two.b, promise) == "I will not tell her about the letter");
  CHECK(redacted(two.a, promise) == "redacted");
  CHECK(promise_text(two.a, promise).empty());
  CHECK(promise_missing(two.a, promise) == "taken_back");
  CHECK_FALSE(words_here(two.a, kMyCommitments, 0));
  CHECK(refusal(two.a, redact_words(promise)) == Errc::refused);
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->level);
  CHECK_FALSE(words_here(two.b, kTheirCommitments, 0));
  CHECK(waiting(two.b) == 0);
  for (const bool reopened : {false, true}) {
    if (reopened) {
      two.a.close();
      two.a.open();
      two.b.close();
      two.b.open();
    }
    for (Person* person : {&two.a, &two.b}) {
      CHECK(person->promise_state(promise) == "reported");
      CHECK(promise_text(*person, promise).empty());
      CHECK(promise_missing(*person, promise) == "taken_back");
      CHECK(person->verified());
    }
    CHECK(accounts(two.a, two) == before_a);
    CHECK(accounts(two.b, two) == before_b);
  }
  const auto& held = log_of(two.b, log::Lane::commitments, log::Author::partner);
  CHECK(held.cosignature->checkpoint.size == held.size);
}

TEST_CASE("only own words can be taken back, only where there are some, --all takes a promise's own words, of its days too") {
  TwoPeople two(702);
  two.pair();
  const std::string id = ask(two.a, [](Request request) {
                         auto terms = request.initPromiseOffer();
                         terms.setText("I will call her every evening");
                         terms.setDue("2027-01-15T20:00");
                         terms.setEvery("day");
                       })->result().getRecord().getId();
  REQUIRE(two.sync().ok());
  two.b.act("accept", id);
  REQUIRE(two.sync().ok());
  two.clock.advance(12h);
  ask(two.a, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setVerb("report");
    act.setId(id);
    act.setOutcome("kept");
    act.setText("from the train");
  });
  REQUIRE(two.sync().ok());
  CHECK(refusal(two.b, redact_words(id)) == Errc::refused);
  CHECK(refusal(two.b, redact_words(id, true)) == Errc::refused);  // b has said nothing to it
  CHECK(refusal(two.a, redact_words("zzzz9")) == Errc::not_found);
  const auto answers = ask(two.a, redact_words(id, true));
  CHECK(std::string(answers->result().getRecord().getState()) == "redacted");
  CHECK(std::string(answers->result().getRecord().getLane()) == "commitments");
  for (std::uint64_t index = 0; index < 2; ++index) CHECK_FALSE(words_here(two.a, kMyCommitments, index));
  CHECK(log_of(two.a, log::Lane::commitments, log::Author::me).size == 4);
  CHECK(refusal(two.a, redact_words(id, true)) == Errc::refused);
  REQUIRE(two.sync().ok());
  CHECK(two.b.verified());
}

TEST_CASE("redacting a note withdraws it, a draft or something private is erased, another notes record loses its words") {
  TwoPeople two(703);
  two.pair();
  const auto note = two.a.note("never mind");
  const auto boundary = begun(two.a, {"boundary", "when you shout, I will leave the room"});
  const std::string draft = ask(two.a, [](Request request) {
                       auto later = request.initNoteAdd();
                       later.setText("not yet");
                       later.setDraft(true);
                     })->result().getRecord().getId();
  const std::string journal = ask(two.a, [](Request request) {
                                auto record = request.initPrivateWrite();
                                record.setKind("journal");
                                record.setText("for me alone");
                              })->result().getRecord().getId();
  CHECK(redacted(two.a, journal) == "erased");
  CHECK(refusal(two.a, redact_words(journal)) == Errc::not_found);
  CHECK(redacted(two.a, note) == "withdrawn");
  CHECK(redacted(two.a, boundary) == "redacted");
  CHECK(redacted(two.a, draft) == "withdrawn");
  CHECK(two.a.note_state(note) == "withdrawn");
  const auto thread = show_thread(two.a, "boundary", boundary)->at(0).getThread();
  CHECK(std::string(thread.getState()) == "stated");
  CHECK(std::string(thread.getText()).empty());
  CHECK(std::string(thread.getMissing()) == "taken_back");
}

TEST_CASE("the answers that one opened in a check-in can be taken back: nobody calls that a false opening") {
  TwoPeople two(704);
  two.pair();
  const std::string id = ask(two.a, [](Request request) { request.initCheckinStart().setExpires("2027-02-01"); })->result().getCheckin().getId();
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    ask(*person, [&](Request request) {
      auto given = request.initCheckinAnswer();
      given.setId(id);
      auto answers = given.initAnswers(1);
      answers[0].setKey("connection");
      answers[0].setValue("3");
    });
  }
  for (int i = 0; i < 3; ++i) REQUIRE(two.sync().ok());
  const auto shown = [&](Person& person) { return ask(person, [&](Request request) { request.initCheckinShow().setId(id); }); };
  REQUIRE(std::string(shown(two.b)->result().getCheckin().getState()) == "revealed");
  CHECK(shown(two.b)->result().getCheckin().getTheirs().size() == 1);
  ask(two.b, choose("erase-taken-back", "always"));
  ask(two.a, redact_words(id, true));
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    const auto answers = shown(*person);
    CHECK(std::string(answers->result().getCheckin().getState()) == "revealed");
    CHECK(std::string(answers->result().getCheckin().getFalseOpeningBy()).empty());
    CHECK(person->verified());
  }
  CHECK(shown(two.b)->result().getCheckin().getTheirs().size() == 0);
  CHECK(two.a.vault().answered_checkins()->empty());
}

TEST_CASE("ask: what was taken back is out of sight at once, and waits for one word: erase or keep") {
  TwoPeople two(711);
  two.pair();
  const auto promise = kept_promise(two, "a sentence to be regretted");
  const auto note = two.a.note("and another one");
  two.a.note("this one stays");
  REQUIRE(two.sync().ok());
  CHECK(found(two.b, "regretted") == 1);
  CHECK(waiting(two.b) == 0);
  redacted(two.a, promise);
  redacted(two.a, note);
  REQUIRE(two.sync().ok());
  for (const bool reopened : {false, true}) {
    if (reopened) {
      two.b.close();
      two.b.open();
    }
    CHECK(promise_text(two.b, promise).empty());
    CHECK(text_of_note(two.b, note).empty());
    CHECK(found(two.b, "regretted") == 0);
    CHECK(exported(two.b).find("regretted") == std::string::npos);
    CHECK(exported(two.b).find("another one") == std::string::npos);
    CHECK(waiting(two.b) == 2);
    CHECK(ask(two.b, [](Request request) { request.setToday(); })->result().getToday().getTakenBack() == 2);
    CHECK(listed(two.b) == std::vector<std::string>{"waiting ", "waiting "});
    CHECK(listed(two.b, "show", promise) == std::vector<std::string>{"waiting a sentence to be regretted"});
  }
  ask(two.b, about_taken_back("keep", note));
  CHECK(waiting(two.b) == 1);
  const auto theirs = sealed_pieces(two.b, "SELECT payload FROM entry WHERE payload IS NOT NULL");
  const auto before = pieces_in(two.b.place().vault, theirs);
  CHECK(ask(two.b, about_taken_back("erase", promise))->result().getCount().getCount() == 1);
  CHECK(pieces_in(two.b.place().vault, theirs) < before);
  CHECK(waiting(two.b) == 0);
  CHECK(listed(two.b, "show", note) == std::vector<std::string>{"kept and another one"});
  CHECK(refusal(two.b, about_taken_back("show", promise)) == Errc::not_found);
  ask(two.b, choose("erase-taken-back", "always"));
  two.b.close();
  two.b.open();
  CHECK(listed(two.b) == std::vector<std::string>{"kept "});  // an own word about one copy counts more than the rule
  ask(two.b, about_taken_back("erase", "all"));
  CHECK(listed(two.b).empty());
  CHECK(two.b.vault().kept_taken()->empty());
  CHECK(two.b.verified());
  REQUIRE(two.sync().ok());
}

TEST_CASE("never: the copy stays, out of sight, always: it goes by itself, also when that is chosen later") {
  TwoPeople two(712);
  two.pair();
  ask(two.b, choose("erase-taken-back", "never"));
  const auto note = two.a.note("what I wrote to you in anger");
  REQUIRE(two.sync().ok());
  redacted(two.a, note);
  REQUIRE(two.sync().ok());
  CHECK(waiting(two.b) == 0);
  CHECK(text_of_note(two.b, note).empty());
  CHECK(listed(two.b, "show", note) == std::vector<std::string>{"kept what I wrote to you in anger"});
  const auto served = two.b.vault().read_entries(kTheirNotes, 0, 1);
  REQUIRE(served.ok());
  CHECK(served->front().payload == log::Payload{});  // and not even its author is given it back
  ask(two.b, choose("erase-taken-back", "always"));
  CHECK(listed(two.b).empty());
  CHECK_FALSE(words_here(two.b, kTheirNotes, 0));
  CHECK(refusal(two.a, choose("erase-taken-back", "sometimes")) == Errc::usage);
}

namespace {

// All that the author could learn from a partner who chose this: every flight of the sync that brings the redactions, then,
// with chance begun anew, every byte of the next one; and what the partner would give back of the author's own logs.
struct Learned {
  std::vector<std::size_t> first;
  std::vector<Bytes> next;
  std::vector<log::Entry> served;
  std::string status;
  bool operator==(const Learned&) const = default;
};

Learned learned_with(const std::string& choice) {
  TwoPeople two(713);
  two.pair();
  ask(two.b, choose("erase-taken-back", choice));
  const auto promise = kept_promise(two, "words that go");
  const auto note = two.a.note("and a note that goes");
  REQUIRE(two.sync().ok());
  redacted(two.a, promise, true);
  redacted(two.a, note);
  two.clock.advance(20min);
  Learned out;
  two.on_line = [&out](ByteView flight) { out.first.push_back(flight.size()); };
  REQUIRE(two.sync().ok());
  two.clock.advance(20min);
  two.a.close();
  two.b.close();
  two.a.random.restart(1);
  two.b.random.restart(2);
  two.a.open();
  two.b.open();
  two.b.note("good evening");
  two.on_line = [&out](ByteView flight) { out.next.push_back(to_bytes(flight)); };
  REQUIRE(two.sync().ok());
  for (const auto& ref : {kTheirCommitments, kTheirNotes}) {
    const auto entries = two.b.vault().read_entries(ref, 0, two.b.vault().store().state().find(ref)->size);
    REQUIRE(entries.ok());
    out.served.insert(out.served.end(), entries->begin(), entries->end());
  }
  const auto status = ask(two.a, [](Request request) { request.setStatus(); });
  out.status = std::to_string(status->result().getStatus().getCosignedThrough());
  CHECK(words_here(two.b, kTheirNotes, 0) == (choice != "always"));
  return out;
}

}  // namespace

TEST_CASE("safety: the author never learns whether a copy was erased or kept: the synced bytes are equal") {
  const Learned erased = learned_with("always");
  CHECK(erased.next.size() > 2);
  CHECK(erased.served.size() > 3);
  CHECK(learned_with("never") == erased);
  CHECK(learned_with("ask") == erased);
}

TEST_CASE("retention: this device forgets the partner's notes after a while, nothing of one's own, and no figure or cosignature changes") {
  TwoPeople two(721);
  two.pair();
  const auto promise = kept_promise(two, "a promise stays");
  const auto old = two.a.note("an old note");
  const auto mine = two.b.note("an old note of mine");
  REQUIRE(two.sync().ok());
  two.clock.advance(24h * 40);
  const auto fresh = two.a.note("a fresh note");
  REQUIRE(two.sync().ok());
  const auto figures = accounts(two.b, two);
  CHECK(text_of_note(two.b, old) == "an old note");
  CHECK(refusal(two.b, choose("retention-notes", "0d")) == Errc::usage);
  CHECK(refusal(two.b, choose("retention-notes", "36501d")) == Errc::usage);
  ask(two.b, choose("retention-notes", "36500d"));
  CHECK(text_of_note(two.b, old) == "an old note");
  ask(two.b, choose("retention-notes", "1mo"));
  const auto pieces = sealed_pieces(two.b, "SELECT payload FROM entry WHERE payload IS NOT NULL");  // reopens: the rule applies
  for (const bool reopened : {false, true}) {
    if (reopened) {
      two.b.close();
      two.b.open();
    }
    const auto shown = ask(two.b, [&](Request request) { request.initNoteShow().setId(old); });
    CHECK(std::string(shown->at(0).getNote().getText()).empty());
    CHECK(std::string(shown->at(0).getNote().getState()) == "shared");
    CHECK(std::string(shown->at(0).getNote().getMissing()) == "not_kept");
    CHECK(text_of_note(two.b, fresh) == "a fresh note");
    CHECK(text_of_note(two.b, mine) == "an old note of mine");
    CHECK(promise_text(two.b, promise) == "a promise stays");
    CHECK(text_of_note(two.a, old) == "an old note");
    CHECK(accounts(two.b, two) == figures);
    CHECK(two.b.verified());
  }
  CHECK(found(two.b, "old") == 1);
  two.clock.advance(24h * 40);  // daily: without an opening
  two.a.note("one more");
  REQUIRE(two.sync().ok());
  CHECK(text_of_note(two.b, fresh).empty());
  const auto& held = log_of(two.b, log::Lane::notes, log::Author::partner);
  CHECK(held.cosignature->checkpoint.size == held.size);
}
