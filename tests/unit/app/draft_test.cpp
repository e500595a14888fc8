// Drafts: here only, with the id that they keep when they are shared.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

std::size_t drafts_of(Person& person) {
  return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getDrafts();
}

auto share_note(const std::string& id) {
  return [id](Request request) { request.initNoteShare().setId(id); };
}

}  // namespace

TEST_CASE("a draft keeps its id when it is shared, and is no draft any more") {
  TwoPeople two(21);
  const auto note = two.a.note("written before we paired");
  const auto promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
  CHECK(drafts_of(two.a) == 2);
  two.pair();
  two.clock.advance(std::chrono::hours(3));
  const auto shared = ask(two.a, share_note(note));
  CHECK(std::string(shared->result().getRecord().getId()) == note);
  CHECK(std::string(shared->result().getRecord().getState()) == "shared");
  const auto offered = ask(two.a, [&](Request request) { request.initPromiseOffer().setDraft(promise); });
  CHECK(std::string(offered->result().getRecord().getId()) == promise);
  CHECK(std::string(offered->result().getRecord().getState()) == "offered");
  CHECK(drafts_of(two.a) == 0);
  CHECK(refusal(two.a, share_note(note)) == Errc::refused);
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "shared");
  CHECK(text_of_note(two.b, note) == "written before we paired");
  CHECK(two.b.promise_state(promise) == "offered");
  CHECK(notes_listed(two.a) == 1);
  // Said when it was shared, not when it was drafted.
  const auto shown = ask(two.b, [&](Request request) { request.initNoteShow().setId(note); });
  CHECK(std::string(shown->at(0).getNote().getSaidAt()) == "2027-01-15T11:00:00Z");
}

TEST_CASE("sharing a draft is one change: either the record is there or the draft is") {
  TwoPeople two(22);
  const auto note = two.a.note("one change");
  two.pair();
  const auto before = changes(two.a);
  ask(two.a, [](Request request) { request.setStatus(); });
  two.a.note("so that the lane's notice is given");
  const auto other = changes(two.a) - before;
  ask(two.a, share_note(note));
  CHECK(changes(two.a) == before + other + 1);
  CHECK(other <= 2);
}

TEST_CASE("a draft is in no log and in nothing that a sync sends") {
  TwoPeople two(23);
  two.pair();
  capnp::MallocMessageBuilder message;
  auto add = message.initRoot<schema::Request>().initNoteAdd();
  add.setText("not yet");
  add.setDraft(true);
  Answers answers;
  REQUIRE(two.a.ask(message.getRoot<schema::Request>(), answers).ok());
  CHECK(std::string(answers.result().getRecord().getLane()) == "private");
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->sent == 0);
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == 0);
  CHECK(ask(two.a, [](Request request) { request.setStatus(); })->result().getStatus().getUndelivered() == 0);
  CHECK(notes_listed(two.b) == 0);
}

TEST_CASE("a draft's text can be changed, and drafts survive closing") {
  TwoPeople two(24);
  const auto note = two.a.note("first words");
  ask(two.a, correct_note(note, "better words"));
  two.a.close();
  two.a.open();
  CHECK(text_of_note(two.a, note) == "better words");
  CHECK(two.a.note_state(note) == "draft");
}
