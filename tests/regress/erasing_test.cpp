// What nobody could erase on their own device: what was imported; anything once the vault was only read; own words in a log
// after leaving.
#include "app/imported.h"
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

std::string journal(Person& person, const std::string& text) {
  return ask(person, [&](Request request) {
           auto record = request.initPrivateWrite();
           record.setKind("journal");
           record.setText(text);
         })->result().getRecord().getId();
}
std::string draft(Person& person, const std::string& text) {
  return ask(person, [&](Request request) {
           auto note = request.initNoteAdd();
           note.setText(text);
           note.setDraft(true);
         })->result().getRecord().getId();
}
std::vector<std::string> imported_pieces(Person& person) { return sealed_pieces(person, "SELECT sealed FROM item WHERE kind = 13"); }
std::size_t told(Person& person, const std::string& words) {
  const auto answers = ask(person, [](Request request) { request.initTimeline(); });
  std::size_t out = 0;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    out += std::string(answers->at(i).getMoment().getText()).find(words) != std::string::npos ? 1U : 0U;
  }
  return out;
}

}  // namespace

TEST_CASE("redact takes the words of imported history too, without a trace, and the same file does not bring them back") {
  TwoPeople old(7021);
  old.pair();
  const auto note = old.a.note("a letter about the lighthouse");
  ask(old.a, correct_note(note, "a letter about the lighthouse keeper"));
  const auto promise = old.a.offer("I will row to the lighthouse", "2027-01-20T18:00");
  const auto theirs = old.b.note("the lighthouse is closed");
  REQUIRE(old.sync().ok());
  old.b.act("accept", promise);
  REQUIRE(old.sync().ok());
  const auto lines = exported(old.a);
  TwoPeople fresh(7022);
  ask(fresh.a, import_of(lines));
  const auto pieces = imported_pieces(fresh.a);
  CHECK(found(fresh.a, "lighthouse") == 4);
  CHECK(refusal(fresh.a, redact_words("zzzz9")) == Errc::not_found);
  CHECK(redacted(fresh.a, note) == "erased_imported");
  CHECK(found(fresh.a, "letter") == 0);
  CHECK(redacted(fresh.a, promise, true) == "erased_imported");
  CHECK(redacted(fresh.a, theirs) == "erased_imported");
  CHECK(refusal(fresh.a, redact_words(note)) == Errc::refused);
  CHECK(found(fresh.a, "lighthouse") == 0);
  CHECK(told(fresh.a, "lighthouse") == 0);
  CHECK(exported(fresh.a).find("lighthouse") == std::string::npos);
  CHECK(exported(fresh.a).find(note) != std::string::npos);  // that there was something stays known
  CHECK(pieces_in(fresh.a.place().vault, pieces) < pieces.size() / 2);
  CHECK(ask(fresh.a, import_of(lines))->result().getCount().getCount() == 0);
  CHECK(found(fresh.a, "lighthouse") == 0);
  CHECK(fresh.a.verified());
}

TEST_CASE("imported notes whose time has ended are erased, and the partner's after the time that was chosen") {
  TwoPeople old(7023);
  old.pair();
  note_until(old.a, "the gate opens with 4711", "2027-01-15T18:00");
  old.b.note("a note from the lighthouse");
  old.a.note("my own stays");
  REQUIRE(old.sync().ok());
  const auto lines = exported(old.a);
  TwoPeople fresh(7024);
  ask(fresh.a, import_of(lines));
  const auto all = imported_pieces(fresh.a);
  fresh.clock.advance(10h);
  CHECK(found(fresh.a, "own") == 1);  // asking anything is when it is noticed
  const auto after_time = pieces_in(fresh.a.place().vault, all);
  CHECK(after_time < all.size());
  const auto before = changes(fresh.a);
  CHECK(found(fresh.a, "lighthouse") == 1);
  CHECK(changes(fresh.a) == before);  // nothing more is due
  ask(fresh.a, choose("retention-notes", "30d"));
  fresh.clock.advance(24h * 40);
  fresh.a.close();
  fresh.a.open();
  CHECK(found(fresh.a, "lighthouse") == 0);
  CHECK(found(fresh.a, "own") == 1);
  CHECK(pieces_in(fresh.a.place().vault, all) < after_time);
  CHECK(fresh.a.verified());
}

TEST_CASE("an imported copy of what a log here holds goes with it, and is out of sight when its author took it back") {
  TwoPeople two(7025);
  two.pair();
  ask(two.b, choose("erase-taken-back", "ask"));
  const auto offer = two.a.offer("I will mend the lighthouse", "2027-01-20T18:00");
  REQUIRE(two.sync().ok());
  for (const auto& [person, ref] : {std::pair(&two.a, kMyCommitments), std::pair(&two.b, kTheirCommitments)}) {
    const auto entry = person->vault().store().entry(ref, 0);
    REQUIRE(entry.ok());
    app::PastRecord past;
    past.ref = ref;
    past.id = *two.a.vault().ledger().resolve(offer);
    past.facts = entry->payload.facts->bytes;
    past.words = entry->payload.words->bytes;
    app::Import import;
    import.history.push_back(app::as_imported(app::Past(past)));
    REQUIRE(person->vault().keep_import(import).ok());
  }
  two.a.act("withdraw", offer);
  REQUIRE(two.sync().ok());
  const auto imported_words = [&](Person& person) {
    const auto past = app::read_past(person.vault(), app::key_of_record(*two.a.vault().ledger().resolve(offer)));
    REQUIRE(past.ok());
    return std::get<app::PastRecord>(**past).words.has_value();
  };
  CHECK_FALSE(imported_words(two.a));
  for (Person* person : {&two.a, &two.b}) {
    CHECK(found(*person, "lighthouse") == 0);
    CHECK(told(*person, "lighthouse") == 0);
    CHECK(exported(*person).find("lighthouse") == std::string::npos);
  }
  CHECK(imported_words(two.b));
  ask(two.b, about_taken_back("erase", "all"));
  CHECK_FALSE(imported_words(two.b));
}

TEST_CASE("after leaving one's own words can still be erased here, no record says so, and what is private too") {
  TwoPeople two(7026);
  two.pair();
  const auto promise = two.a.offer("I will return the boat", "2027-01-20T18:00");
  const auto note = two.a.note("the boat leaks");
  ask(two.a, correct_note(note, "the boat leaks a lot"));
  const auto entry = journal(two.a, "the boat was mine");
  const auto unsent = draft(two.a, "about the boat");
  const auto theirs = two.b.note("which boat");
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  REQUIRE(two.sync().ok());
  ask(two.a, [](Request request) { request.initLeave().setNotice(false); });
  const auto size = log_of(two.a, log::Lane::notes, log::Author::me).size;
  const auto payloads = sealed_pieces(two.a, "SELECT payload FROM entry WHERE payload IS NOT NULL");
  const auto before = pieces_in(two.a.place().vault, payloads);
  CHECK(redacted(two.a, promise) == "erased_after_leaving");
  CHECK(std::string(ask(two.a, withdraw_note(note))->result().getRecord().getState()) == "erased_after_leaving");
  CHECK(refusal(two.a, withdraw_note(note)) == Errc::refused);
  CHECK(refusal(two.a, redact_words(promise)) == Errc::refused);
  CHECK(refusal(two.a, redact_words(theirs)) == Errc::refused);
  CHECK(redacted(two.a, entry) == "erased");
  CHECK(redacted(two.a, unsent) == "withdrawn");
  CHECK(pieces_in(two.a.place().vault, payloads) < before);
  for (const bool reopened : {false, true}) {
    if (reopened) {
      two.a.close();
      two.a.open();
    }
    CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == size);
    CHECK(found(two.a, "boat") == 1);  // what the other wrote
    CHECK(promise_text(two.a, promise).empty());
    CHECK(promise_missing(two.a, promise) == "not_kept");
    CHECK(two.a.promise_state(promise) == "active");
    CHECK(text_of_note(two.a, note).empty());
    CHECK(two.a.verified());
  }
}

TEST_CASE("in a vault that is only read what is one's own to erase is erased: journal, draft, copies, old notes, ended ones") {
  TwoPeople two(7027);
  two.pair();
  note_until(two.a, "the code is 4711", "2027-01-15T18:00");
  const auto entry = journal(two.a, "nobody reads this");
  const auto unsent = draft(two.a, "nobody gets this");
  const auto regretted = two.b.note("a regretted note");
  two.b.note("an old note");
  REQUIRE(two.sync().ok());
  ask(two.b, withdraw_note(regretted));
  REQUIRE(two.sync().ok());
  ask(two.a, choose("retention-notes", "30d"));
  CHECK(waiting(two.a) == 1);
  restore_from(two.a, backup_bytes(two.a));
  REQUIRE(two.a.vault().read_only());
  const auto private_items = sealed_pieces(two.a, "SELECT sealed FROM item WHERE kind IN (3, 4)");
  CHECK(redacted(two.a, entry) == "erased");
  CHECK(redacted(two.a, unsent) == "withdrawn");
  CHECK(pieces_in(two.a.place().vault, private_items) == 0);
  ask(two.a, about_taken_back("erase", "all"));
  CHECK(waiting(two.a) == 0);
  CHECK_FALSE(words_here(two.a, kTheirNotes, 0));
  CHECK(words_here(two.a, kMyNotes, 0));
  two.clock.advance(10h);
  notes_listed(two.a);
  CHECK_FALSE(words_here(two.a, kMyNotes, 0));
  CHECK(words_here(two.a, kTheirNotes, 1));
  two.clock.advance(24h * 40);
  two.a.close();
  two.a.open();
  CHECK_FALSE(words_here(two.a, kTheirNotes, 1));
  CHECK(two.a.vault().read_only());
}
