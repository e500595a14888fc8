// A vault that was put back, and whoever else has a copy of it: what either person wrote is neither lost, nor merged without
// its author's word, nor held against anybody.
#include "app/backup.h"
#include "app/terms.h"
#include "base/codec.h"
#include "base/text_epoch.h"
#include "unit/app/restored_support.h"

using namespace avow;
using namespace avow::testing;

namespace {

schema::Status::Reader status_of(std::unique_ptr<Answers>& kept, Person& person) {
  kept = ask(person, [](Request request) { request.setStatus(); });
  return kept->result().getStatus();
}
std::string why(Person& person) {
  std::unique_ptr<Answers> kept;
  return status_of(kept, person).getWhy();
}
std::string next(Person& person) {
  std::unique_ptr<Answers> kept;
  return status_of(kept, person).getNext();
}
std::uint32_t histories(Person& person) {
  std::unique_ptr<Answers> kept;
  return status_of(kept, person).getHistories();
}
std::uint32_t epoch(Person& person) {
  std::unique_ptr<Answers> kept;
  return status_of(kept, person).getEpoch();
}

}  // namespace

TEST_CASE("an old backup: what the partner holds of mine comes back, counts at my word, and a new epoch begins") {
  Story two(1201);
  two.a.note("1 before");
  const std::string promise = two.a.offer("I will call", "2028-01-01");
  two.level();
  two.copy(two.a, "old");
  two.a.note("2 after");
  two.level();
  two.b.act("accept", promise);
  two.b.note("3 by the other");
  two.put_back(two.a, "old");
  two.level();  // learns that it is behind, and what it lost comes back in the same sync
  CHECK(two.a.vault().read_only());
  CHECK(next(two.a) == text::kNextSay);
  CHECK(apart(two.a) == Texts{"2 after: waiting"});
  CHECK(note_texts(two.a) == Texts{"1 before", "3 by the other"});
  CHECK(refusal(two.a, add_note("no")) == Errc::read_only);
  CHECK(two.a.promise_state(promise) == "active");
  two.a.close();
  two.a.open();
  CHECK(apart(two.a) == Texts{"2 after: waiting"});
  ask(two.a, say(true));
  CHECK(apart(two.a).empty());
  CHECK(next(two.a) == text::kNextEpoch);
  CHECK(ask(two.a, begin_epoch())->result().getEpochStarted().getEpoch() == 1);
  CHECK(next(two.a).empty());
  two.a.note("4 in the new epoch");
  CHECK(two.a.act("report", promise, "kept") == "reported");
  two.level();
  two.b.act("confirm", promise);
  two.b.note("5 by the other");
  two.level();
  two.both_hold({"1 before", "2 after", "3 by the other", "4 in the new epoch", "5 by the other"});
  CHECK(two.a.promise_state(promise) == two.b.promise_state(promise));
  CHECK(epoch(two.a) == 1);
  CHECK(epoch(two.b) == 0);
  CHECK(histories(two.a) == 0);
}

TEST_CASE("a backup restored with nothing lost: unsent entries go out, and without a sync a new epoch needs the word for it") {
  Story two(1202);
  two.level();
  two.a.note("1 not sent");
  two.copy(two.a, "old");
  two.a.note("2 lost with the machine");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  // The mark knows a later state: an older copy.
  two.put_back(two.a, "old", true);
  REQUIRE(two.a.vault().read_only());
  CHECK(why(two.a) == text::kWhyRolledBack);
  CHECK(next(two.a) == text::kNextGetBack);
  CHECK(refusal(two.a, begin_epoch()) == Errc::refused);
  two.level();
  CHECK(next(two.a) == text::kNextEpoch);
  CHECK(note_texts(two.b).empty());  // a vault that is only read says nothing new
  ask(two.a, begin_epoch());
  CHECK(refusal(two.a, begin_epoch(true)) == Errc::refused);
  two.level();
  two.both_hold({"1 not sent"});
}

TEST_CASE("a partner who has moved and begun a new epoch: a time without a zone is theirs of now") {
  Story two(1231);
  ask(two.a, add_note("1 from home"));
  two.level();
  const auto zone = [&] { return app::zone_for_due(two.b.vault(), log::Author::partner, {}, "UTC"); };
  CHECK(zone() == "Europe/Berlin");
  two.copy(two.a, "old");
  two.a.note("2 lost");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "old", true);
  two.level();
  ask(two.a, begin_epoch());
  two.level();
  CHECK(zone() == "Europe/Berlin");  // nothing was said in the new epoch yet
  ask(two.a, [](Request request) {
    request.setZone("Asia/Tokyo");
    request.initNoteAdd().setText("3 from far away");
  });
  two.level();
  CHECK(zone() == "Asia/Tokyo");
}

TEST_CASE("somebody with a copy synced first: the author says so, nothing of it counts, and the keys are said to be in danger") {
  Story two(1203);
  two.a.note("1 mine");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "mine");
  two.a.note("2 forged");
  const std::string forged = two.a.offer("I owe you everything", "2028-01-01");
  two.level();
  two.a.close();
  two.put_back(two.a, "mine", true);
  // The thief's program wrote the mark in this test's one state folder; mine knows nothing of it.
  two.a.close();
  std::filesystem::remove_all(two.a.place().state_home);
  two.a.open();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.level();
  REQUIRE(two.a.vault().read_only());
  CHECK(why(two.a) == text::kWhyAsk);
  CHECK(apart(two.a) == Texts{"2 forged: waiting", "I owe you everything: waiting"});
  ask(two.a, say(false, apart_id(two.a, "2 forged")));
  ask(two.a, say(false));
  CHECK(why(two.a) == text::kKeyAlarm);
  ask(two.a, begin_epoch());
  CHECK(why(two.a) == text::kKeyAlarm);
  two.a.note("3 mine");
  two.level();
  CHECK(apart(two.a) == Texts{"2 forged: not_mine", "I owe you everything: not_mine"});
  CHECK(apart(two.b) == Texts{"2 forged: not_theirs", "I owe you everything: not_theirs"});
  CHECK(refusal(two.a, say(true, apart_id(two.a, "2 forged"))) == Errc::refused);
  CHECK(refusal(two.b, say(true, apart_id(two.b, "2 forged"))) == Errc::refused);
  CHECK_FALSE(two.b.try_act("accept", forged).ok());
  two.both_hold({"1 mine", "3 mine"});
  CHECK(apart(two.b).size() == 2);
  // With other keys the danger is over; what was said of the old entries stays.
  two.renew();
  REQUIRE(two.a.vault().confirm_renewal().ok());
  REQUIRE(two.b.vault().confirm_renewal().ok());
  two.level();
  CHECK(why(two.a).empty());
  two.both_hold({"1 mine", "3 mine"});
  CHECK(apart(two.a).size() == 2);
}

TEST_CASE("what a partner could not show before the new epoch still comes back later, and waits for its author's word") {
  Story two(1204);
  two.a.note("1");
  two.level();
  two.copy(two.a, "old a");
  two.copy(two.b, "old b");
  two.a.note("2 only with b");
  two.level();
  two.copy(two.b, "new b");
  two.put_back(two.a, "old a");
  two.put_back(two.b, "old b");
  two.level();  // nothing seems to be missing
  CHECK_FALSE(two.a.vault().read_only());
  two.put_back(two.b, "new b");
  two.level();
  CHECK(two.a.vault().read_only());
  CHECK(apart(two.a) == Texts{"2 only with b: waiting"});
}

TEST_CASE("the partner is lost for good: writing goes on, and what a partner that returns holds comes back") {
  Story two(1205);
  two.a.note("1");
  two.level();
  two.copy(two.a, "old");
  two.a.note("2 with the partner only");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "old", true);
  REQUIRE(two.a.vault().read_only());
  ask(two.a, begin_epoch(true));
  two.a.note("3 in the new epoch");
  two.b.note("4 by the other");
  two.a.close();
  two.a.open();
  CHECK_FALSE(two.a.vault().read_only());
  two.level();
  CHECK_FALSE(two.a.vault().read_only());
  CHECK(apart(two.a) == Texts{"2 with the partner only: waiting"});
  CHECK(next(two.a) == text::kNextSayLater);
  ask(two.a, say(true));
  two.level();
  two.both_hold({"1", "2 with the partner only", "3 in the new epoch", "4 by the other"});
}

TEST_CASE("both branches: the one that the partner holds counts, mine is kept to be read, both sides show two histories") {
  for (const bool published : {false, true}) {
    CAPTURE(published);
    Story two(1206);
    two.a.note("1");
    two.level();
    two.copy(two.a, "old");
    two.a.note("2 branch with b");
    two.level();
    two.put_back(two.a, "old");  // no mark: nobody knows
    two.a.note("3 other branch");
    if (published) REQUIRE(two.a.vault().publish_heads().ok());
    two.level();
    REQUIRE(two.a.vault().read_only());
    CHECK(apart(two.a) == Texts{"2 branch with b: waiting", "3 other branch: other_branch"});
    CHECK(histories(two.a) == 1);
    CHECK(histories(two.b) == 1);
    CHECK_FALSE(two.b.verified());
    ask(two.a, say(true));
    ask(two.a, begin_epoch());
    two.level();
    CHECK(apart(two.a) == Texts{"3 other branch: other_branch"});
    two.both_hold({"1", "2 branch with b"});
    CHECK(histories(two.b) == 1);  // kept, and settled
  }
}

TEST_CASE("a backup from before an epoch: its keys are gone, its entries come back, and the next epoch is a new one") {
  Story two(1207);
  two.a.note("1");
  two.level();
  two.copy(two.a, "epoch 0");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "again");
  two.a.note("2");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "again", true);
  two.level();
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  two.a.note("3 in epoch 1");
  two.level();
  two.put_back(two.a, "epoch 0");
  two.level();
  CHECK(two.a.vault().read_only());
  CHECK(apart(two.a) == Texts{"2: waiting", "3 in epoch 1: waiting"});
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  CHECK(epoch(two.a) == 2);
  two.a.note("4 in epoch 2");
  two.level();
  two.both_hold({"1", "2", "3 in epoch 1", "4 in epoch 2"});
}

TEST_CASE("two who began the same epoch: the partner keeps the first, the other author's branch is kept and waits") {
  Story two(1208);
  two.a.note("1");
  two.level();
  two.a.note("2 unsent");
  REQUIRE(two.a.vault().publish_heads().ok());
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "copy");
  two.a.note("x");
  REQUIRE(two.a.vault().publish_heads().ok());
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "copy", true);
  REQUIRE(two.a.vault().read_only());
  two.copy(two.a, "read-only");
  ask(two.a, begin_epoch(true));
  two.a.note("3 first epoch 1");
  two.level();
  two.put_back(two.a, "read-only");
  ask(two.a, begin_epoch(true));
  two.a.note("4 second epoch 1");
  two.level();
  CHECK(two.a.vault().read_only());
  CHECK(histories(two.b) == 1);
  two.a.close();
  two.a.open();  // the private halves of neither epoch are here any more
  CHECK(two.a.vault().read_only());
  CHECK(next(two.a) == text::kNextSay);
  const Texts set_apart = apart(two.a);
  CHECK(std::count(set_apart.begin(), set_apart.end(), "3 first epoch 1: waiting") == 1);
  CHECK(std::count(set_apart.begin(), set_apart.end(), "4 second epoch 1: other_branch") == 1);
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  CHECK(epoch(two.a) == 2);
  two.level();
  two.both_hold({"1", "2 unsent", "3 first epoch 1"});
}

TEST_CASE("both were restored: each gives the other back what it holds") {
  Story two(1209);
  two.a.note("1 a");
  two.b.note("2 b");
  two.level();
  two.copy(two.a, "old a");
  two.a.note("3 a");
  two.level();
  two.copy(two.b, "b with 3");
  two.b.note("4 b");
  two.level();
  two.put_back(two.a, "old a");
  two.put_back(two.b, "b with 3");
  two.level();
  CHECK(two.a.vault().read_only());
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  two.a.note("5 a");
  two.level();
  two.both_hold({"1 a", "2 b", "3 a", "5 a"});  // "4 b" was with nobody any more
}

TEST_CASE("drafts are sent in the new epoch under the ids that lists showed") {
  Story two(1210);
  two.level();
  const auto draft = [&] {
    return ask(two.a, [](Request request) {
             auto add = request.initNoteAdd();
             add.setText("a draft");
             add.setDraft(true);
           });
  };
  draft();
  two.copy(two.a, "old");
  two.a.note("later");
  two.level();
  two.put_back(two.a, "old");
  two.level();
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  const auto drafts = two.a.vault().drafts();
  REQUIRE(drafts->size() == 1);
  const std::string id = to_text(drafts->front().id);
  const auto shared = ask(two.a, [&](Request request) { request.initNoteShare().setId(id); });
  CHECK(std::string(shared->result().getRecord().getId()) == id);
  two.level();
  two.both_hold({"a draft", "later"});
}

TEST_CASE("300 entries come back, one word lets them all count, and a long log comes back whole over several chunks") {
  Story two(1211);
  two.a.note("first");
  two.level();
  two.copy(two.a, "old");
  ask(two.a, [](Request request) {
    auto texts = request.initNoteAddLines().initTexts(300);
    for (unsigned i = 0; i < 300; ++i) texts.set(i, "line " + std::to_string(i));
  });
  two.level();
  two.put_back(two.a, "old");
  two.level();
  CHECK(two.a.vault().waiting_for_word() == 300);
  CHECK(ask(two.a, say(true))->result().getCount().getCount() == 300);
  ask(two.a, begin_epoch());
  two.level();
  CHECK(notes_listed(two.a) == 301);
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("a partner whose sync was cut gives back all that it has, in several chunks, and the rest is nobody's any more") {
  Story two(1212);
  two.a.note("first");
  two.level();
  two.copy(two.a, "old");
  ask(two.a, [](Request request) {
    auto texts = request.initNoteAddLines().initTexts(500);
    for (unsigned i = 0; i < 500; ++i) texts.set(i, "line " + std::to_string(i));
  });
  const log::LogRef mine{log::Lane::notes, log::Author::me, 0};
  const log::LogRef theirs{log::Lane::notes, log::Author::partner, 0};
  REQUIRE(two.a.vault().publish_heads().ok());
  const log::Head head = *two.a.vault().store().state().find(mine)->head;
  std::uint64_t arrived = 1;
  for (int chunk = 0; chunk < 3; ++chunk) {
    auto entries = two.a.vault().read_entries(mine, arrived, 501).value();
    const std::uint64_t end = arrived + entries.size();
    const auto proof = two.a.vault().consistency_proof(mine, end, 501).value();
    REQUIRE(two.b.vault().append_received({theirs, arrived, std::move(entries), head, proof}).ok());
    arrived = end;
  }
  REQUIRE(arrived == 385);
  two.put_back(two.a, "old");
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->received == 384);
  CHECK_FALSE(synced->level);  // of those behind them only the head is known
  CHECK(two.a.vault().waiting_for_word() == 384);
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  two.a.note("last");
  two.level();
  for (Person* person : {&two.a, &two.b}) {
    CHECK(notes_listed(*person) == 386);
    person->close();
    person->open();
    CHECK(notes_listed(*person) == 386);
  }
}

// ---- Found by a reader: what a thief's program could do without asking, and what could not be left any more

TEST_CASE("a thief who says that my entries are not mine: that waits for my word too, and what I deny takes nothing from either of us") {
  Story two(1221);
  two.copy(two.a, "old");
  two.a.note("1 mine");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "mine");
  // The thief: an old copy, everything comes back, is denied, and an epoch begins.
  two.put_back(two.a, "old");
  two.level();
  CHECK(apart(two.a) == Texts{"1 mine: waiting"});
  ask(two.a, say(false));
  ask(two.a, begin_epoch());
  two.level();
  CHECK(note_texts(two.b).empty());
  // Mine.
  two.put_back(two.a, "mine");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.level();
  REQUIRE(two.a.vault().read_only());
  CHECK(why(two.a) == text::kWhyAsk);
  CHECK(note_texts(two.a) == Texts{"1 mine"});
  CHECK(apart(two.a) == Texts{"says that this one is not yours: 1 mine: waiting"});
  ask(two.a, say(false));
  CHECK(why(two.a) == text::kKeyAlarm);
  ask(two.a, begin_epoch());
  two.level();
  two.both_hold({"1 mine"});
  CHECK(apart(two.b).empty());
}

TEST_CASE("what I denied myself stays denied, in whatever order it is read again") {
  Story two(1222);
  two.copy(two.a, "old");
  two.a.note("1");
  two.level();
  two.put_back(two.a, "old");
  two.level();
  ask(two.a, say(false));
  ask(two.a, begin_epoch());
  two.level();
  two.put_back(two.a, "old");
  two.level();
  CHECK(apart(two.a) == Texts{"1: waiting", "says that this one is not yours: 1: waiting"});
  ask(two.a, say(true, apart_id(two.a, "says that this one is not yours: 1")));
  ask(two.a, say(true));
  CHECK(note_texts(two.a).empty());
  two.a.close();
  two.a.open();
  CHECK(note_texts(two.a).empty());
  CHECK(apart(two.a) == Texts{"1: not_mine"});
  CHECK(refusal(two.a, say(true, apart_id(two.a, "1"))) == Errc::refused);
  ask(two.a, say(false, apart_id(two.a, "1")));
}

TEST_CASE("a backup from before the pairing writes on with other log keys: nothing can be signed twice") {
  TwoPeople two(1223);
  copy_folder(two.a.place().vault, two.folder.path() / "alone");
  const auto before = two.a.vault().keys().own_log_id(log::Lane::notes);
  REQUIRE(two.a.vault().write_high_water().ok());
  two.pair();
  two.a.note("1");
  REQUIRE(two.sync().ok());
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  copy_folder(two.folder.path() / "alone", two.a.place().vault);
  two.a.open();
  REQUIRE(two.a.vault().read_only());
  ask(two.a, begin_epoch());
  CHECK_FALSE(two.a.vault().read_only());
  CHECK(two.a.vault().keys().own_log_id(log::Lane::notes) != before);
  // With a new vault of the partner's everything goes on.
  two.a.close();
  TwoPeople later(1230);
  later.a.close();
  copy_folder(two.a.place().vault, later.a.place().vault);
  later.a.open();
  later.pair();
  later.a.note("2");
  REQUIRE(later.sync().ok());
  later.b.note("3");
  REQUIRE(later.sync()->level);
  CHECK(epoch(later.a) == 1);
  CHECK(note_texts(later.b) == Texts{"2", "3"});
  CHECK(later.a.verified());
  CHECK(later.b.verified());
}

TEST_CASE("a copy that was taken while the words were not confirmed: what was shared since comes back") {
  TwoPeople two(1226);
  two.meet();
  copy_folder(two.a.place().vault, two.folder.path() / "unconfirmed");
  REQUIRE(two.a.vault().set_confirmed().ok());
  REQUIRE(two.b.vault().set_confirmed().ok());
  two.a.note("1");
  REQUIRE(two.sync().ok());
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  copy_folder(two.folder.path() / "unconfirmed", two.a.place().vault);
  two.a.open();
  REQUIRE(two.a.vault().read_only());
  ask(two.a, begin_epoch());
  REQUIRE(two.a.vault().set_confirmed().ok());
  two.a.note("2");
  REQUIRE(two.sync().ok());
  CHECK(apart(two.a) == Texts{"1: waiting"});
  CHECK(histories(two.a) == 0);
  CHECK(histories(two.b) == 0);
  ask(two.a, say(true));
  REQUIRE(two.sync()->level);
  CHECK(note_texts(two.b) == Texts{"1", "2"});
  CHECK(note_texts(two.a) == Texts{"1", "2"});
}

TEST_CASE("another branch that begins in a later chunk: cut before it, nothing is taken for what it is not") {
  for (const bool cut : {false, true}) {
    CAPTURE(cut);
    Story two(1227);
    const auto write = [&](int count, const std::string& what) {
      for (int i = 0; i < count; ++i) two.a.note(what + " " + std::to_string(i));
    };
    write(100, "first");
    two.level();
    write(150, "second");
    two.level();
    two.copy(two.a, "old");
    write(150, "third");
    two.level();
    two.put_back(two.a, "old");
    write(50, "other");
    REQUIRE(two.a.vault().publish_heads().ok());
    if (cut) {
      const log::LogRef theirs{log::Lane::notes, log::Author::partner, 0};
      const auto entries = two.b.vault().read_entries(theirs, 100, 400);
      REQUIRE(entries.ok());
      REQUIRE(entries->size() < 150);
      const auto positions = two.b.vault().positions();
      const auto at = std::find_if(positions.begin(), positions.end(), [&](const auto& one) { return one.ref == theirs; });
      const auto proof = two.b.vault().consistency_proof(theirs, 100 + entries->size(), 400);
      REQUIRE(proof.ok());
      REQUIRE(two.a.vault().take_back({{log::Lane::notes, log::Author::me, 0}, 100, *entries, *at->head, *proof}).ok());
      CHECK(two.a.verified());
    }
    two.level();
    REQUIRE(two.a.vault().read_only());
    CHECK(histories(two.a) == 1);
    CHECK(apart(two.a).size() == 200);
    ask(two.a, say(true));
    ask(two.a, begin_epoch());
    two.level();
    CHECK(note_texts(two.a).size() == 400);
    CHECK(note_texts(two.b).size() == 400);
    CHECK(two.a.verified());
    CHECK(two.b.verified());
  }
}

TEST_CASE("a branch that gives way although the partner had cosigned it: what they signed is kept") {
  Story two(1225);
  two.a.note("1");
  two.level();
  two.copy(two.a, "old");
  two.a.note("2 cosigned");
  two.clock.advance(std::chrono::minutes(20));
  two.level();
  two.level();
  const auto cosigned = [&] {
    std::size_t out = 0;
    REQUIRE(two.a.vault().store().for_each_item(store::ItemKind::evidence, [&](ByteView, ByteView plain) -> Result<void> {
      out += ByteReader(plain).text() == "cosigned branch" ? 1U : 0U;
      return {};
    }).ok());
    return out;
  };
  CHECK(cosigned() == 0);
  two.copy(two.a, "cosigned");
  // A partner that hides what it had cosigned, and shows another branch of mine.
  two.put_back(two.a, "old");
  two.a.note("3 other");
  two.a.note("4 other");
  REQUIRE(two.a.vault().publish_heads().ok());
  const log::LogRef mine{log::Lane::notes, log::Author::me, 0};
  const auto entries = two.a.vault().read_entries(mine, 1, 3);
  REQUIRE(entries.ok());
  const auto positions = two.a.vault().positions();
  const auto at = std::find_if(positions.begin(), positions.end(), [&](const auto& one) { return one.ref == mine; });
  const log::ReceivedChunk other{mine, 1, *entries, *at->head, {}};
  two.put_back(two.a, "cosigned");
  REQUIRE(two.a.vault().take_back(other).ok());
  CHECK(cosigned() == 1);
  CHECK(histories(two.a) == 1);
}

TEST_CASE("a new epoch destroys the private halves of the log keys before it, also those that a renewal had left in a restored vault") {
  Story two(1231);
  two.a.note("1");
  two.level();
  two.renew();
  REQUIRE(two.a.vault().confirm_renewal().ok());
  two.copy(two.a, "new keys wait");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.note("2");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "new keys wait", true);
  REQUIRE(two.a.vault().read_only());
  REQUIRE(two.b.vault().confirm_renewal().ok());
  REQUIRE(two.sync_with(*two.a.vault().keys().next_pair()).ok());
  REQUIRE(two.a.vault().keys().renewal() == nullptr);
  const auto version = [&] { return two.a.vault().store().item(store::ItemKind::key, bytes_of("own"))->value().front(); };
  CHECK(version() == 1);  // the seeds of epoch 0 are still there: an epoch begins at its author's word
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  CHECK(version() == 2);
  two.a.note("3");
  two.level();
  // The same with the next: of every epoch but the last, only public halves are stored.
  two.copy(two.a, "epoch 1");
  two.a.note("4");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "epoch 1", true);
  two.level();
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  std::vector<std::size_t> sizes;
  const auto keys = two.a.vault().store().item_keys(store::ItemKind::key);
  for (const auto& key : *keys) {
    if (!text_of(key).starts_with("epoch me ")) continue;
    const Bytes stored = two.a.vault().store().item(store::ItemKind::key, key)->value();
    ByteReader in(stored);
    static_cast<void>(in.u8());
    static_cast<void>(in.blob());  // the certificate
    sizes.push_back(in.blob().size());
  }
  CHECK(sizes == std::vector<std::size_t>{0, 2 * crypto::Key::kSize});
  two.level();
  two.both_hold({"1", "2", "3", "4"});
}

TEST_CASE("a rollback to before a new passphrase is noticed by the mark") {
  Story two(1228);
  two.a.note("1");
  two.level();
  two.copy(two.a, "old passphrase");
  REQUIRE(two.a.vault().change_secrets(bytes_of("another one"), Bytes(16, 7), kCheapKdf).ok());
  two.a.note("2");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "old passphrase", true);
  CHECK(two.a.vault().read_only());
}

TEST_CASE("an epoch that somebody begins with my keys: I am asked, not told of an older copy") {
  Story two(1229);
  two.copy(two.a, "old");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "mine");
  two.put_back(two.a, "old");
  two.a.close();
  std::filesystem::remove_all(two.a.place().state_home);
  two.a.open();
  {
    // The thief's copy is one that only reads, as a restored one does.
    two.a.note("0 forged");
    two.level();
    two.put_back(two.a, "old");
    two.level();
    ask(two.a, say(true));
    ask(two.a, begin_epoch());
    two.level();
  }
  two.put_back(two.a, "mine");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.level();
  REQUIRE(two.a.vault().read_only());
  CHECK(why(two.a) == text::kWhyAsk);
}

TEST_CASE("somebody fills the evidence with heads that nobody made: two real histories are still kept") {
  Story two(1224);
  two.a.note("1");
  two.b.note("2");
  two.level();
  auto& vault = two.a.vault();
  const log::LogRef mine{log::Lane::notes, log::Author::me, 0};
  const log::LogRef theirs{log::Lane::notes, log::Author::partner, 0};
  log::Head shown;
  for (std::uint8_t i = 0; i < 200; ++i) {
    shown.checkpoint = {log::origin_of(log::Lane::notes, LogId{}), 1U + i, Hash{i}};
    REQUIRE(vault.found_unwritten(mine, shown).ok());
  }
  std::size_t kept = 0;
  REQUIRE(vault.store().for_each_item(store::ItemKind::evidence, [&](ByteView, ByteView) -> Result<void> {
    ++kept;
    return {};
  }).ok());
  CHECK(kept == 8);
  REQUIRE(vault.found_fork(theirs, shown, shown).ok());
  CHECK(histories(two.a) == 1);
}
