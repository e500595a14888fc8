// When the disk refuses a change, what is in memory stays where the disk is.
#include "unit/app/full_disk.h"
#include "unit/app/threads_support.h"

using namespace avow;
using namespace avow::testing;

namespace {

template <typename Change>
bool fails_on_a_full_disk(Change change) {
  const FullDisk full;
  return !change();
}

}  // namespace

TEST_CASE("a record that could not be made durable is nowhere, and the next one takes its place") {
  TwoPeople two(81);
  two.pair();
  two.a.note("before");
  const auto logs = two.a.vault().store().state().logs;
  const auto said = two.a.vault().last_said();
  two.clock.advance(std::chrono::minutes(5));
  CHECK(fails_on_a_full_disk([&] { return try_ask(two.a, add_note("lost")).ok(); }));
  CHECK(two.a.vault().store().state().logs == logs);
  CHECK(two.a.vault().last_said() == said);
  CHECK(notes_listed(two.a) == 1);
  two.a.note("after");
  CHECK(notes_listed(two.a) == 2);
  REQUIRE(two.sync().ok());
  CHECK(notes_listed(two.b) == 2);
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("of two records that belong together both are written, or neither") {
  TwoPeople two(83);
  two.pair();
  const auto question = begun(two.b, {"question"});
  REQUIRE(two.sync().ok());
  const auto logs = two.a.vault().store().state().logs;
  const auto answer = act_in_thread({"question", question, "answer", "", "2027-02-01"});
  CHECK(fails_on_a_full_disk([&] { return try_ask(two.a, answer).ok(); }));
  CHECK(two.a.vault().store().state().logs == logs);
  CHECK(thread_state(two.a, "question", question) == "open");
  CHECK(try_ask(two.a, answer).ok());
  CHECK(thread_state(two.a, "question", question) == "promised");
  CHECK(two.a.verified());
}

TEST_CASE("a confirmation that could not be made durable has not happened") {
  TwoPeople two(82);
  two.meet();
  CHECK(fails_on_a_full_disk([&] { return two.a.vault().set_confirmed().ok(); }));
  CHECK(two.a.vault().pairing_stage() == app::PairingStage::waiting);
  CHECK(two.a.vault().check_may_write().error().code == Errc::not_paired);
  CHECK(two.a.vault().set_confirmed().ok());
  CHECK(two.a.vault().pairing_stage() == app::PairingStage::confirmed);
}

TEST_CASE("a partner whose keys could not be made durable is not there") {
  TwoPeople two(83);
  pairing::PartnerKeys keys = two.b.vault().own_identity().keys;
  const auto root = crypto::Key::random(two.a.random);
  CHECK(fails_on_a_full_disk([&] { return two.a.vault().persist_partner(keys, root, Hash{1}).ok(); }));
  CHECK(two.a.vault().pairing_stage() == app::PairingStage::none);
  CHECK(two.a.vault().keys().partner() == nullptr);
  two.pair();
  REQUIRE(two.sync().ok());
}

TEST_CASE("a withdrawal that could not be made durable leaves the note") {
  TwoPeople two(84);
  two.pair();
  const auto note = two.a.note("still there");
  CHECK(fails_on_a_full_disk([&] { return try_ask(two.a, withdraw_note(note)).ok(); }));
  CHECK(text_of_note(two.a, note) == "still there");
  CHECK(two.a.note_state(note) == "shared");
  CHECK(two.a.verified());
}

TEST_CASE("a sync that the disk stops leaves both whole, and the next one levels them") {
  TwoPeople two(85);
  two.pair();
  for (int i = 0; i < 20; ++i) two.a.note("note " + std::to_string(i));
  two.b.note("theirs");
  CHECK(fails_on_a_full_disk([&] { return two.sync().ok(); }));
  CHECK_FALSE(two.a.vault().last_sync().has_value());
  CHECK(two.a.vault().delivered_size({log::Lane::notes, log::Author::me, 0}) == 0);
  const auto again = two.sync();
  REQUIRE(again.ok());
  CHECK(again->level);
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}
