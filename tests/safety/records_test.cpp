// What avow promises to whoever is afraid of the other (docs/claims.md, whose numbers these are), where records, vault and
// sync could break it.
#include "app/settings.h"
#include "base/codec.h"
#include "store/transaction.h"
#include "unit/app/threads_support.h"
#include "wire/json.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

TEST_CASE("safety_02 nothing leaves that its author did not release by an explicit act") {
  TwoPeople two(131);
  const auto note = two.a.note("written before we paired");
  two.a.offer("I will call when I leave work");
  two.pair();
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->sent == 0);
  CHECK(notes_listed(two.b) == 0);
  CHECK(ask(two.b, [](Request request) { request.initPromiseList(); })->items.empty());
  ask(two.a, [&](Request request) { request.initNoteShare().setId(note); });
  CHECK(two.sync()->sent == 1);
}

TEST_CASE("safety_03 no record of the partner's changes a setting here") {
  TwoPeople two(132);
  two.pair();
  two.a.note("one");
  REQUIRE(two.sync().ok());
  const auto settings = [&] {
    std::vector<std::pair<std::string, std::string>> out;
    CHECK(two.a.vault().store().for_each_item(store::ItemKind::setting, [&](ByteView key, ByteView plain) -> Result<void> {
      const std::string name(text_of(key));
      if (name != "last-sync") out.emplace_back(name, text_of(plain));
      return {};
    }).ok());
    return out;
  };
  const auto before = settings();
  const auto name = two.a.vault().name();
  two.b.note("a note");
  two.b.offer("I will");
  REQUIRE(two.sync().ok());
  CHECK(settings() == before);
  CHECK(two.a.vault().name() == name);
}

TEST_CASE("safety_04 no person, key or record lets one open, pause, end or export the other's vault") {
  TwoPeople two(139);
  two.pair();
  const auto note = two.a.note("mine");
  const auto promise = two.a.offer("I will call");
  REQUIRE(two.sync().ok());
  // Everything that B can say, and how B can go, reaches A.
  for (const std::string& verb : std::vector<std::string>{"accept", "release", "decline", "withdraw", "pause", "end", "report", "step-back"}) {
    static_cast<void>(two.b.try_act(verb, promise));
  }
  CHECK(refusal(two.b, withdraw_note(note)) == Errc::refused);
  CHECK(refusal(two.b, correct_note(note, "not mine")) == Errc::refused);
  REQUIRE(two.sync().ok());
  CHECK(text_of_note(two.a, note) == "mine");
  ask(two.b, [](Request request) {
    auto pause = request.initConfigSet();
    pause.setKey("paused");
    pause.setValue("on");
  });
  ask(two.b, [](Request request) { request.initLeave().setNotice(true); });
  CHECK(two.a.vault().pairing_stage() == app::PairingStage::confirmed);
  CHECK_FALSE(app::load_settings(two.a.vault())->paused);
  CHECK_FALSE(two.a.vault().read_only());
  CHECK(two.a.note_state(two.a.note("still writing")) == "shared");
  // Nothing of B's opens A's vault.
  two.a.close();
  CHECK(two.a.try_open(two.b.recovery_text()).error().code == Errc::wrong_passphrase);
  const crypto::Key shared_root(two.b.vault().keys().partner()->root.view());
  CHECK_FALSE(app::Vault::open_with(two.a.place(), shared_root, {two.a.random, two.clock, {}}, 0ms, {}).ok());
  two.a.open();
  CHECK(two.a.verified());
}

TEST_CASE("safety_05 seen is a user's act: listing, showing, syncing and verifying write nothing about it") {
  TwoPeople two(133);
  two.pair();
  const auto note = two.a.note("have you seen this?");
  REQUIRE(two.sync().ok());
  const auto before = changes(two.b);
  notes_listed(two.b);
  text_of_note(two.b, note);
  ask(two.b, verify_all());
  ask(two.b, [](Request request) { request.setStatus(); });
  ask(two.b, [](Request request) { request.initPromiseList(); });
  CHECK(changes(two.b) == before);
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->received == 0);
  CHECK(two.a.note_state(note) == "shared");
  ask(two.b, see_note(note));
  REQUIRE(two.sync().ok());
  CHECK(two.a.note_state(note) == "seen");
  CHECK(refusal(two.b, see_note(note)) == Errc::refused);
}

TEST_CASE("safety_05 status tells the day of the last sync, never when the partner was there") {
  TwoPeople two(96);
  two.pair();
  REQUIRE(two.sync().ok());
  const auto answers = ask(two.a, [](Request request) {
    request.setZone("Europe/Berlin");
    request.setStatus();
  });
  CHECK(std::string(answers->result().getStatus().getLastSyncAt()) == "2027-01-15");
  auto json = wire::to_json<schema::Status>(answers->result().getStatus());
  REQUIRE(json.ok());
  CHECK(json->find("08:") == std::string::npos);  // the clock of the test stands at 08:00 UTC, 09:00 in Berlin
  CHECK(json->find("09:") == std::string::npos);
}

TEST_CASE("safety_05 the words of a sync tell and keep its day, never when the partner was there") {
  TwoPeople two(97);
  two.pair();
  const auto said_at = [&](auto ask_for) {
    const auto answers = ask(two.a, [&](Request request) {
      request.setZone("Europe/Berlin");
      ask_for(request);
    });
    return std::string(answers->result().getWords().getSaidAt());
  };
  const auto words = [](Request request) { request.setWords(); };
  const Instant now = two.clock.now();
  REQUIRE(two.a.vault().keep_sync_words({"one", "two", "three", "four", "five"}, now).ok());
  CHECK(said_at(words) == "2027-01-15");
  CHECK(said_at([](Request request) { request.setPairWords(); }) == "2027-01-15");
  // The vault holds no moment either.
  ByteWriter moment;
  moment.i64(to_millis(now));
  std::size_t kept = 0;
  CHECK(two.a.vault().store().for_each_item(store::ItemKind::words, [&](ByteView, ByteView plain) -> Result<void> {
    CHECK(text_of(plain).find(text_of(moment.bytes())) == std::string::npos);
    ++kept;
    return {};
  }).ok());
  CHECK(kept == 2);
  // An earlier avow kept the moment: shown as its day.
  ByteWriter old;
  old.u8(1).i64(to_millis(now));
  for (const char* word : {"one", "two", "three", "four", "five"}) old.text(word);
  old.u32(0);
  {
    auto change = two.a.vault().store().begin();
    REQUIRE((*change)->put_item(store::ItemKind::words, bytes_of("sync"), old.bytes()).ok());
    REQUIRE((*change)->commit().ok());
  }
  CHECK(said_at(words) == "2027-01-15");
}

TEST_CASE("safety_06 no promise becomes missed without its author, however late it is") {
  TwoPeople two(134);
  two.pair();
  const auto promise = two.a.offer("I will call when I leave work", "2027-01-16T18:00");
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  REQUIRE(two.sync().ok());
  two.clock.advance(400 * 24h);
  CHECK(two.a.promise_state(promise) == "unreported");
  CHECK(two.b.promise_state(promise) == "unreported");
  CHECK(two.b.try_act("report", promise, "missed").error().code == Errc::refused);
  CHECK(two.b.act("view", promise, "missed") == "unreported");
  REQUIRE(two.sync().ok());
  CHECK(two.a.promise_state(promise) == "unreported");
  CHECK(two.a.act("report", promise, "missed") == "missed");
}

TEST_CASE("safety_08 every shared text has its withdraw") {
  TwoPeople two(135);
  two.pair();
  const auto note = two.a.note("taken back");
  const auto promise = two.a.offer("taken back");
  REQUIRE(two.sync().ok());
  ask(two.a, withdraw_note(note));
  CHECK(two.a.act("withdraw", promise) == "withdrawn");
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(two.b.promise_state(promise) == "withdrawn");
}

TEST_CASE("safety_08 what is withdrawn is erased by its author at once, and sent to nobody") {
  TwoPeople two(138);
  two.pair();
  const auto promise = two.a.offer("I will mend the lantern");
  const auto kept = two.a.offer("I will light the lantern");
  const auto question = begun(two.a, {"question", "where is the lantern"});
  const auto repair = begun(two.a, {"repair", "the lantern broke"});
  two.a.act("withdraw", promise);
  acted(two.a, {"question", question, "withdraw"});
  acted(two.a, {"repair", repair, "withdraw"});
  REQUIRE(two.sync().ok());
  two.b.act("accept", kept);
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    const auto by = person == &two.a ? log::Author::me : log::Author::partner;
    std::size_t worded = 0;
    for (const auto lane : log::kLanes) {
      for (std::uint64_t index = 0; index < log_of(*person, lane, by).size; ++index) {
        const auto entry = person->vault().store().entry({lane, by, 0}, index);
        REQUIRE(entry.ok());
        worded += entry->payload.words && *ledger::decode_words(entry->payload.words->bytes) != ledger::Words{} ? 1U : 0U;
      }
    }
    CHECK(worded == 1);  // of the promise that holds
    CHECK(person->promise_state(kept) == "active");
  }
}

TEST_CASE("safety_10 nothing on disk holds plaintext after a day of use") {
  TwoPeople two(136);
  const std::vector<std::string> texts{"kingfisher over the weir", "marmalade in the blue tin", "umbrella left at the chapel",
                                       "lanterns along the towpath", "juniper behind the gate"};
  const auto draft = two.a.note(texts[0]);
  two.pair();
  ask(two.a, [&](Request request) { request.initNoteShare().setId(draft); });
  const auto promise = two.a.offer(texts[1], "2027-02-01T18:00");
  const auto note = two.b.note(texts[2]);
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  ask(two.b, correct_note(note, texts[3]));
  REQUIRE(two.sync().ok());
  ask(two.a, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setId(promise);
    act.setVerb("report");
    act.setOutcome("kept");
    act.setText(texts[4]);
  });
  ask(two.b, withdraw_note(note));
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) REQUIRE(person->vault().write_high_water().ok());
  const auto check_nothing = [&] {
    for (const auto& text : texts) {
      std::string wide;
      for (const char c : text) wide += std::string{c, '\0'};
      CHECK(files_with(two.folder.path(), text).empty());
      CHECK(files_with(two.folder.path(), wide).empty());
      CHECK(files_with(two.folder.path(), text.substr(0, 9)).empty());
    }
    for (const std::string& other : {std::string(kPassphrase), two.a.recovery_text(), std::string("Europe/Berlin")}) {
      CHECK(files_with(two.folder.path(), other).empty());
    }
    for (Person* person : {&two.a, &two.b}) {
      CHECK(files_with(two.folder.path(), text_of(person->random.some_bytes(0))).size() > 0);  // there are files at all
    }
  };
  check_nothing();
  two.a.close();
  two.b.close();
  check_nothing();
}

TEST_CASE("safety_14 declining, withdrawing and stepping back need no reason and no more than one step") {
  TwoPeople two(137);
  two.pair();
  for (const std::string& verb : std::vector<std::string>{"decline", "withdraw", "step-back", "release"}) {
    const auto promise = two.a.offer("I will call");
    REQUIRE(two.sync().ok());
    if (verb == "step-back" || verb == "release") {
      two.b.act("accept", promise);
      REQUIRE(two.sync().ok());
    }
    Person& who = verb == "decline" || verb == "release" ? two.b : two.a;
    CHECK(who.try_act(verb, promise).ok());
    REQUIRE(two.sync().ok());
    CHECK(two.a.promise_state(promise) == two.b.promise_state(promise));
  }
}

TEST_CASE("safety_21 lists always show all") {
  TwoPeople two(138);
  two.pair();
  ask(two.b, [](Request request) {
    auto texts = request.initNoteAddLines().initTexts(150);
    for (unsigned i = 0; i < texts.size(); ++i) texts.set(i, "note " + std::to_string(i));
  });
  REQUIRE(two.sync().ok());
  CHECK(notes_listed(two.a) == 150);
}
