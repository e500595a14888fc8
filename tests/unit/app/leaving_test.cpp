// Leaving: what is forgotten, what stays, and that it can never be in anybody's way.
#include "app/leaving.h"
#include "app/settings.h"
#include "base/text_leaving.h"
#include "store/files.h"
#include "store/reserve.h"
#include "store/transaction.h"
#include "unit/app/full_disk.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

auto leave(bool notice = false) {
  return [notice](Request request) { request.initLeave().setNotice(notice); };
}
std::string stage_of(Person& person) {
  return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getPairing();
}

// The two have paired, written and synced.
struct Lived {
  explicit Lived(std::uint64_t seed) : two(seed) {
    two.pair();
    note = two.a.note("a note of mine");
    promise = two.b.offer("I will call the bank.");
    REQUIRE(two.sync().ok());
    REQUIRE(two.a.vault().set_partner_addresses({"192.0.2.1:7342"}).ok());
    REQUIRE(app::set_setting(two.a.vault(), "dial", "192.0.2.2:7342").ok());
    REQUIRE(app::set_setting(two.a.vault(), "address", "ana.example:7342").ok());
    REQUIRE(app::set_setting(two.a.vault(), "delivery", "at-once").ok());
    REQUIRE(two.a.vault().remember_nonce({1, 2, 3}).ok());
    REQUIRE(two.a.vault().remember_pairing_nonce({4, 5, 6}).ok());
  }
  TwoPeople two;
  std::string note;
  std::string promise;
};

// The stored bytes of the items of these kinds, in pieces that a page holds whole.
std::vector<std::string> pieces_of(Person& person, const std::string& where) {
  person.close();
  std::vector<std::string> out;
  for (const auto& value : Rows(person.place().vault).blobs("SELECT sealed FROM item WHERE " + where)) {
    for (std::size_t at = 0; at + 32 <= value.size(); at += 32) out.push_back(value.substr(at, 32));
  }
  person.open();
  return out;
}

// The same of the vault as it lies there now, while it stays open: what its journal holds is not tidied up by looking.
std::vector<std::string> pieces_now(Lived& lived, const std::string& where) {
  const auto copy = lived.two.folder.path() / "looked at";
  copy_folder(lived.two.a.place().vault, copy);
  std::vector<std::string> out;
  for (const auto& value : Rows(copy).blobs("SELECT sealed FROM item WHERE " + where)) {
    for (std::size_t at = 0; at + 32 <= value.size(); at += 32) out.push_back(value.substr(at, 32));
  }
  std::filesystem::remove_all(copy);
  return out;
}

bool has_reserve(const Person& person) { return std::filesystem::exists(person.place().vault / store::kReserveName); }
std::size_t marks(const Person& person) { return store::marks_in(person.place().vault.string()).size(); }

void expect_nobody_known(Person& person) {
  CHECK(stage_of(person) == "left");
  CHECK(person.vault().keys().partner()->keys.static_key == crypto::PublicKey{});
  CHECK(person.vault().keys().partner()->keys.addresses.empty());
  CHECK(crypto::equal_secret(person.vault().keys().pair().secrets.psk.view(), crypto::Key().view()));
  CHECK(refusal(person, [](Request request) { request.initSyncDial().setAt("127.0.0.1:1"); }) == Errc::refused);
}

// A way to the partner that ends well or not, at once or never.
class OneLink final : public app::Link {
 public:
  enum class Ends { well, badly, never };
  OneLink(TwoPeople& two, Ends ends) : two_(two), ends_(ends) {}
  Result<std::unique_ptr<app::Listening>> listen(const std::string&) override { return Error{Errc::io, "no network"}; }
  std::unique_ptr<app::Calling> dial_for_pairing(const app::PairingParts&, const std::vector<std::string>&,
                                                 app::PairingEnd) override {
    return nullptr;
  }
  std::unique_ptr<app::Calling> dial_for_sync(const app::SyncParts&, const std::vector<std::string>& addresses,
                                              app::SyncEnd on_end) override {
    dialed = addresses;
    if (ends_ == Ends::well) REQUIRE(two_.sync().ok());
    if (ends_ != Ends::never) on_end(ends_ == Ends::well ? Result<sync::Outcome>(sync::Outcome{}) : Error{Errc::unreachable, ""});
    return std::make_unique<app::Calling>();
  }
  std::unique_ptr<app::Calling> sync_over_line(app::SyncEnd) override { return nullptr; }
  std::unique_ptr<app::Calling> after(std::chrono::milliseconds time, std::function<void()> call) override {
    patience = time;
    too_late = std::move(call);
    return std::make_unique<app::Calling>();
  }
  std::vector<std::string> own_dials() const override { return {}; }
  app::Serving serving() const override { return {}; }

  std::vector<std::string> dialed;
  std::chrono::milliseconds patience{0};
  std::function<void()> too_late;

 private:
  TwoPeople& two_;
  const Ends ends_;
};

struct Begun {
  Begun(Person& person, OneLink& link) {
    capnp::MallocMessageBuilder message;
    auto request = message.initRoot<schema::Request>();
    request.initLeave().setNotice(true);
    auto begun = app::begin(person.vault(), link, request.asReader(), answers);
    REQUIRE(begun.ok());
    operation = std::move(*begun);
  }
  std::string notice() const { return answers.result().getLeft().getNotice(); }
  Answers answers;
  std::unique_ptr<app::Operation> operation;
};

}  // namespace

TEST_CASE("safety_15 leaving forgets keys and addresses, without a trace on the disk") {
  Lived lived(901);
  Person& a = lived.two.a;
  const std::string where = "kind = 2 AND key = CAST('pair' AS BLOB) OR kind IN (6, 9) OR kind = 1 AND key IN (CAST('config dial' AS BLOB), CAST('config address' AS BLOB))";
  const auto pieces = pieces_of(a, where);
  CHECK(pieces.size() > 5);
  CHECK(files_with(a.place().vault, pieces.front()).size() > 0);  // the test can see them
  const auto answers = ask(a, leave());
  CHECK(answers->result().getLeft().getDone());
  CHECK(std::string(answers->result().getLeft().getNotice()).empty());
  for (const auto& piece : pieces) CHECK(files_with(a.place().vault, piece).empty());
  for (int opened = 0; opened < 2; ++opened) {
    const auto* partner = a.vault().keys().partner();
    REQUIRE(partner != nullptr);
    CHECK(partner->keys.static_key == crypto::PublicKey{});
    CHECK(partner->keys.export_key == crypto::PublicKey{});
    CHECK(partner->keys.addresses.empty());
    CHECK(crypto::equal_secret(partner->root.view(), crypto::Key().view()));
    CHECK(crypto::equal_secret(a.vault().keys().pair().secrets.psk.view(), crypto::Key().view()));
    CHECK(crypto::equal_secret(a.vault().keys().pair().secrets.knock_out.view(), crypto::Key().view()));
    CHECK(crypto::equal_secret(a.vault().keys().pair().secrets.knock_in.view(), crypto::Key().view()));
    CHECK(a.vault().store().item_keys(store::ItemKind::nonce)->empty());
    CHECK(a.vault().store().item_keys(store::ItemKind::pairing)->empty());
    CHECK(app::load_settings(a.vault())->dial.empty());
    CHECK(app::load_settings(a.vault())->addresses.empty());
    CHECK(app::load_settings(a.vault())->delivery == sync::Delivery::at_once);  // other choices stay
    a.open();
  }
}

TEST_CASE("safety_15 of older copies of what leaving forgets no trace is left either, nor of where one listened") {
  Lived lived(918);
  Person& a = lived.two.a;
  const std::string where = "kind = 2 AND key = CAST('pair' AS BLOB) OR kind = 1 AND key IN (CAST('config dial' AS BLOB), "
                            "CAST('config address' AS BLOB), CAST('config listen' AS BLOB))";
  std::vector<std::string> pieces;
  for (const char* port : {"7001", "7002", "7003"}) {
    REQUIRE(a.vault().set_partner_addresses({std::string("192.0.2.1:") + port}).ok());
    REQUIRE(app::set_setting(a.vault(), "listen", std::string("192.0.2.3:") + port).ok());
    REQUIRE(app::set_setting(a.vault(), "dial", std::string("192.0.2.2:") + port).ok());
    for (auto& piece : pieces_now(lived, where)) pieces.push_back(std::move(piece));
  }
  CHECK(pieces.size() > 15);
  CHECK(files_with(a.place().vault, pieces.front()).size() > 0);  // an older copy is still there, and the test sees it
  ask(a, leave());
  for (const auto& piece : pieces) CHECK(files_with(a.place().vault, piece).empty());
  CHECK(app::load_settings(a.vault())->listen.empty());
}

TEST_CASE("safety_15 a disk that takes nothing keeps nobody from leaving: nothing knows the partner, also when it is opened again") {
  Lived lived(919);
  Person& a = lived.two.a;
  int told = 0;
  a.vault().on_leaving([&] { ++told; });
  {
    const FullDisk full;
    const auto failed = try_ask(a, leave());
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().code == Errc::io);
    CHECK(failed.error().context.find("neither calls nor answers any more") != std::string::npos);
    CHECK(told == 1);
    CHECK(a.vault().leaving_is_owed());
    CHECK(marks(a) == 1);
    expect_nobody_known(a);
    CHECK(text_of_note(a, lived.note) == "a note of mine");
    CHECK(refusal(a, leave(true)) == Errc::io);
    CHECK(told == 1);
    a.close();
    a.open();
    expect_nobody_known(a);
    CHECK(text_of_note(a, lived.note) == "a note of mine");
    CHECK(a.vault().leaving_is_owed());
  }
  SUBCASE("the same command again finishes it") {
    CHECK(std::string(ask(a, leave())->result().getLeft().getNotice()).empty());
    CHECK(std::string(ask(a, leave())->result().getLeft().getNotice()) == "before");
  }
  SUBCASE("so does whatever is done next") { CHECK(stage_of(a) == "left"); }
  SUBCASE("and the next opening") {
    a.close();
    a.open();
  }
  CHECK(a.vault().has_left());
  CHECK(marks(a) == 0);
  CHECK_FALSE(has_reserve(a));
  std::filesystem::remove_all(a.place().state_home);
  a.close();
  a.open();
  CHECK(a.vault().has_left());
  expect_nobody_known(a);
  CHECK(a.verified());
}

TEST_CASE("safety_15 room for what leaving writes is enough, however much else there is: what it leaves in the file goes with the first room") {
  Lived lived(923);
  Person& a = lived.two.a;
  for (int i = 0; i < 400; ++i) {
    ask(a, [](Request request) {
      auto write = request.initPrivateWrite();
      write.setKind("journal");
      write.setText(std::string(8'000, 'j'));
    });
  }
  const auto pieces = pieces_of(a, "kind = 2 AND key = CAST('pair' AS BLOB) OR kind = 1 AND key = CAST('config dial' AS BLOB)");
  CHECK(pieces.size() > 3);
  a.close();
  a.open();
  {
    const FullDisk nearly(1024UL * 1024);
    const auto left = try_ask(a, leave());
    REQUIRE(left.ok());
    CHECK((*left)->result().getLeft().getTraces());
    CHECK_FALSE(a.vault().leaving_is_owed());
    CHECK(a.vault().has_left());
    expect_nobody_known(a);
    CHECK(marks(a) == 0);
    a.close();
    a.open();
    CHECK(a.vault().has_left());
    CHECK(a.vault().holds_traces());
    expect_nobody_known(a);
  }
  CHECK(stage_of(a) == "left");
  CHECK_FALSE(a.vault().holds_traces());
  for (const auto& piece : pieces) CHECK(files_with(a.place().vault, piece).empty());
  CHECK(a.verified());
}

TEST_CASE("nothing that would hold the partner's keys is made while leaving is not written") {
  Lived lived(924);
  Person& a = lived.two.a;
  const FullDisk full;
  CHECK(refusal(a, leave()) == Errc::io);
  const auto backup = try_ask(a, [](Request request) { request.initBackupCreate().setFile("x"); });
  REQUIRE_FALSE(backup.ok());
  CHECK(backup.error().context == text::kLeavingOwed);
  CHECK(refusal(a, [&](Request request) { request.initRedact().setId(lived.note); }) == Errc::refused);
}

TEST_CASE("a mark that was not made with the vault's keys makes nobody leave") {
  Lived lived(920);
  Person& a = lived.two.a;
  const std::string dir = a.place().vault.string();
  a.close();
  REQUIRE(store::leave_mark(dir, store::MarkName{1, 2, 3}).ok());
  a.open();
  CHECK(stage_of(a) == "confirmed");
}

TEST_CASE("safety_15 a vault that had begun to leave opens on a full disk: as left, with its history") {
  Lived lived(921);
  Person& a = lived.two.a;
  const auto copy = lived.two.folder.path() / "copy";
  {
    OneLink link(lived.two, OneLink::Ends::never);
    const Begun leaving(a, link);
    copy_folder(a.place().vault, copy);  // as a kill leaves it, with its journal
  }
  a.close();
  copy_folder(copy, a.place().vault);
  std::filesystem::remove_all(a.place().state_home);
  {
    const FullDisk full;
    REQUIRE(a.try_open().ok());
    expect_nobody_known(a);
    CHECK(a.vault().leaving_is_owed());
    CHECK(notes_listed(a) == 2);
    CHECK(ask(a, [](Request request) { request.setExportLines(); })->items.size() > 0);
    CHECK(a.verified());
  }
  CHECK(stage_of(a) == "left");
  CHECK(a.vault().has_left());
  a.close();
  a.open();
  CHECK(a.vault().has_left());
  CHECK(a.verified());
}

TEST_CASE("room is kept for leaving as long as there is somebody to leave") {
  Lived lived(922);
  Person& a = lived.two.a;
  CHECK(has_reserve(a));
  CHECK(store::size_of_file((a.place().vault / store::kReserveName).string()) == store::kReserveBytes);
  ask(a, leave());
  CHECK_FALSE(has_reserve(a));
  a.close();
  a.open();
  CHECK_FALSE(has_reserve(a));
}

TEST_CASE("safety_15 in a pause one leaves without a call, and hears that nobody was told") {
  Lived lived(923);
  Person& a = lived.two.a;
  REQUIRE(app::set_setting(a.vault(), "paused", "on").ok());
  OneLink link(lived.two, OneLink::Ends::well);
  const Begun leaving(a, link);
  CHECK(leaving.operation == nullptr);
  CHECK(leaving.notice() == "paused");
  CHECK(link.dialed.empty());
  CHECK(stage_of(a) == "left");
  CHECK(notes_listed(a) == 1);
}

TEST_CASE("after leaving the history stays whole, and nothing is written into it") {
  Lived lived(902);
  Person& a = lived.two.a;
  const auto logs = a.vault().positions().size();
  ask(a, leave());
  a.open();
  CHECK(stage_of(a) == "left");
  CHECK(a.verified());
  CHECK(a.vault().positions().size() == logs);
  CHECK(text_of_note(a, lived.note) == "a note of mine");
  CHECK(a.promise_state(lived.promise) == "offered");
  CHECK(refusal(a, [&](Request request) {
          auto act = request.initPromiseAct();
          act.setVerb("accept");
          act.setId(lived.promise);
        }) == Errc::refused);
  CHECK(a.vault().check_may_write().error().context == text::kLeftWriting);
  CHECK(refusal(a, [](Request request) { request.initSyncDial().setAt("127.0.0.1:1"); }) == Errc::refused);
  CHECK(refusal(a, [](Request request) { request.setPairConfirm(); }) == Errc::refused);
  CHECK(refusal(a, [](Request request) {
          auto invite = request.initPairInvite();
          invite.setListen("127.0.0.1:0");
          invite.setForSeconds(1);
        }) == Errc::refused);
  CHECK(a.vault().persist_partner(lived.two.b.vault().own_identity().keys, crypto::Key(), Hash{}).error().context ==
        text::kLeftPairing);
  CHECK(a.note_state(a.note("for myself")) == "draft");
  CHECK(a.verified());
}

TEST_CASE("a forged head or cosignature is still found after leaving") {
  Lived lived(903);
  Person& a = lived.two.a;
  ask(a, leave());
  const auto& pair = a.vault().keys().pair();
  for (const auto lane : log::kLanes) {
    const auto& mine = log_of(a, lane, log::Author::me);
    const auto& theirs = log_of(a, lane, log::Author::partner);
    if (mine.head) CHECK(sync::check_own_head(pair, a.vault().position_of(mine), *mine.head).ok());
    if (!theirs.head) continue;
    CHECK(sync::check_partner_head(pair, a.vault().position_of(theirs), *theirs.head).ok());
    log::Head forged = *theirs.head;
    forged.authentication[0] ^= 1;
    CHECK(sync::check_partner_head(pair, a.vault().position_of(theirs), forged).error().code == Errc::forged);
  }
}

TEST_CASE("who comes first in a list stays so after leaving") {
  for (const std::uint64_t seed : {904U, 905U, 906U, 907U}) {
    TwoPeople two(seed);
    two.pair();
    const bool first = two.a.vault().keys().me_first();
    CHECK(first != two.b.vault().keys().me_first());
    ask(two.a, leave());
    CHECK(two.a.vault().keys().me_first() == first);
    two.a.open();
    CHECK(two.a.vault().keys().me_first() == first);
  }
}

TEST_CASE("safety_14 a vault that may only be read can leave, an unconfirmed one too, one without a partner has nobody to leave") {
  TwoPeople alone(908);
  CHECK(refusal(alone.a, leave()) == Errc::not_paired);
  CHECK(refusal(alone.a, leave(true)) == Errc::not_paired);
  alone.meet();
  CHECK(std::string(ask(alone.a, leave(true))->result().getLeft().getNotice()) == "untold");
  CHECK(stage_of(alone.a) == "left");

  Lived restored(909);
  Person& a = restored.two.a;
  {
    auto change = a.vault().store().begin();
    (*change)->set_read_only(true);
    REQUIRE((*change)->commit().ok());
  }
  CHECK(a.vault().read_only());
  CHECK(app::set_setting(a.vault(), "delivery", "tick").error().code == Errc::read_only);
  for (const char* paused : {"on", "off"}) {
    REQUIRE(app::set_setting(a.vault(), "paused", paused).ok());
    CHECK(app::load_settings(a.vault())->paused == (std::string_view(paused) == "on"));
  }
  CHECK(std::string(ask(a, leave(true))->result().getLeft().getNotice()) == "untold");
  a.open();
  CHECK(stage_of(a) == "left");
  CHECK(notes_listed(a) == 1);  // no notice was written
}

TEST_CASE("leaving once more changes nothing") {
  Lived lived(910);
  ask(lived.two.a, leave());
  const auto before = changes(lived.two.a);
  ask(lived.two.a, leave());
  CHECK(std::string(ask(lived.two.a, leave(true))->result().getLeft().getNotice()) == "before");
  CHECK(changes(lived.two.a) == before);
}

TEST_CASE("a notice arrives as a note, tagged and not signed") {
  Lived lived(911);
  OneLink link(lived.two, OneLink::Ends::well);
  Begun leaving(lived.two.a, link);
  CHECK(link.dialed == std::vector<std::string>{"192.0.2.1:7342"});
  CHECK(*leaving.operation->step() == app::Progress::done);
  CHECK(leaving.notice() == "delivered");
  CHECK(lived.two.a.vault().pairing_stage() == app::PairingStage::left);
  CHECK(notes_listed(lived.two.b) == 2);
  CHECK(std::string(ask(lived.two.b, list_notes())->at(0).getNote().getText()) == text::kLeavingNote);
  CHECK(log_of(lived.two.b, log::Lane::notes, log::Author::partner).head->authentication.size() == 32);
}

TEST_CASE("safety_15 a notice that does not arrive in time holds nobody back") {
  for (const auto ends : {OneLink::Ends::badly, OneLink::Ends::never}) {
    Lived lived(912);
    OneLink link(lived.two, ends);
    Begun leaving(lived.two.a, link);
    CHECK(link.patience == app::kNoticePatience);
    if (ends == OneLink::Ends::never) {
      CHECK(*leaving.operation->step() == app::Progress::waiting);
      CHECK(lived.two.a.vault().pairing_stage() == app::PairingStage::confirmed);
      link.too_late();
    }
    CHECK(*leaving.operation->step() == app::Progress::done);
    CHECK(leaving.notice() == "unsure");
    CHECK(lived.two.a.vault().pairing_stage() == app::PairingStage::left);
  }
}

TEST_CASE("whoever asked may go away, and the program may stop: who has said that they leave has left") {
  Lived lived(913);
  {
    OneLink link(lived.two, OneLink::Ends::never);
    const Begun leaving(lived.two.a, link);
  }
  CHECK(lived.two.a.vault().pairing_stage() == app::PairingStage::left);

  Lived stopped(914);
  Person& a = stopped.two.a;
  const auto copy = stopped.two.folder.path() / "copy";
  {
    OneLink link(stopped.two, OneLink::Ends::never);
    const Begun leaving(a, link);
    copy_folder(a.place().vault, copy);  // as a kill leaves it
  }
  a.close();
  copy_folder(copy, a.place().vault);
  std::filesystem::remove_all(a.place().state_home);
  a.open();
  CHECK(stage_of(a) == "left");
  CHECK(a.vault().keys().partner()->keys.addresses.empty());
  CHECK(notes_listed(a) == 2);
}

TEST_CASE("what talks is let go of before the keys are forgotten") {
  Lived lived(915);
  int told = 0;
  lived.two.a.vault().on_leaving([&] {
    ++told;
    CHECK(lived.two.a.vault().keys().confirmed());
  });
  ask(lived.two.a, leave());
  ask(lived.two.a, leave());
  CHECK(told == 1);
}

TEST_CASE("safety_15 a pause lets nothing out and nothing in, until it is over") {
  Lived lived(916);
  Person& a = lived.two.a;
  REQUIRE(app::set_setting(a.vault(), "paused", "on").ok());
  CHECK(refusal(a, [](Request request) { request.initSyncDial(); }) == Errc::refused);
  CHECK(refusal(a, [](Request request) {
          auto sync = request.initSyncListen();
          sync.setListen("127.0.0.1:0");
          sync.setForSeconds(1);
        }) == Errc::refused);
  CHECK(a.note_state(a.note("written in the pause")) == "shared");
  REQUIRE(app::set_setting(a.vault(), "paused", "off").ok());
  CHECK(refusal(a, [](Request request) { request.initSyncDial(); }) == Errc::unreachable);
}

TEST_CASE("safety_15 in a pause no pairing opens a port or calls, whatever else is set, also when the pause could not be written") {
  const auto invite = [](Request request) {
    auto wish = request.initPairInvite();
    wish.setListen("127.0.0.1:0");
    wish.setForSeconds(1);
  };
  TwoPeople two(924);
  CHECK(refusal(two.a, invite) == Errc::io);  // so far it would; these two have no network
  REQUIRE(app::set_setting(two.a.vault(), "paused", "on").ok());
  CHECK(try_ask(two.a, invite).error().context == text::kPaused);
  REQUIRE(app::set_setting(two.a.vault(), "paused", "off").ok());
  two.a.vault().hold_pause(true);
  CHECK(try_ask(two.a, invite).error().context == text::kPaused);
  two.pair();
  CHECK(refusal(two.a, [](Request request) { request.initSyncDial().setAt("127.0.0.1:1"); }) == Errc::refused);
  CHECK(refusal(two.a, [](Request request) { request.initRekey().setAt("127.0.0.1:1"); }) == Errc::refused);
  two.a.vault().hold_pause(false);
  CHECK(refusal(two.a, [](Request request) { request.initSyncDial().setAt("127.0.0.1:1"); }) == Errc::unreachable);
}

TEST_CASE("a new passphrase seals all anew, and the old ones open nothing") {
  Lived lived(917);
  Person& a = lived.two.a;
  REQUIRE(a.vault().write_high_water().ok());
  const Bytes code(16, 7);
  REQUIRE(a.vault().change_secrets(bytes_of("another one"), code, kCheapKdf).ok());
  CHECK(a.note_state(a.note("right after")) == "shared");
  a.close();
  CHECK(a.try_open(kPassphrase).error().code == Errc::wrong_passphrase);
  CHECK(a.try_open(a.recovery_text()).error().code == Errc::wrong_passphrase);
  CHECK(a.try_open(crypto::to_recovery_text(code)).ok());
  CHECK(a.try_open("another one").ok());
  CHECK(a.verified());
  CHECK_FALSE(a.vault().read_only());
  CHECK(notes_listed(a) == 2);
  REQUIRE(lived.two.sync().ok());
  CHECK(notes_listed(lived.two.b) == 2);
}
