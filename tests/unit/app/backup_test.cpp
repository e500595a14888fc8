// `avow backup`: what one person's vault holds goes into one file and comes back, to be read and not written in.
#include "app/backup.h"

#include "app/backups_made.h"
#include "base/limits.h"
#include "base/reason.h"
#include "store/check.h"
#include "unit/app/support.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::testing;

namespace {

auto create_backup() {
  return [](Request request) { request.initBackupCreate(); };
}

std::string backup_of(Person& person) {
  const auto answers = ask(person, create_backup());
  std::string out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto chunk = answers->at(i).getChunk();
    out.append(reinterpret_cast<const char*>(chunk.begin()), chunk.size());
  }
  REQUIRE(answers->result().isBackupCreated());
  return out;
}

app::OpenBackup file(const std::string& bytes) {
  return [&bytes]() -> Result<store::ByteSource> {
    return store::ByteSource([rest = bytes_of(bytes)](MutableByteView out) mutable -> Result<std::size_t> {
      const std::size_t size = std::min(out.size(), rest.size());
      std::copy_n(rest.begin(), size, out.begin());
      rest = rest.subspan(size);
      return size;
    });
  };
}

// The vault is put back from its backup, in its own place.
void restore(Person& person, const std::string& backup, std::string_view typed = kPassphrase) {
  person.close();
  std::filesystem::remove_all(person.place().vault);
  const auto restored = app::restore_backup(person.place(), file(backup), bytes_of(typed), person.random);
  REQUIRE_MESSAGE(restored.ok(), (restored.ok() ? std::string() : said(restored.error())));
  person.open();
}

// The bytes of the mark outside the vault, "" when there is none.
std::string mark_of(Person& person) {
  std::string out;
  std::error_code none;
  for (const auto& file : std::filesystem::recursive_directory_iterator(person.place().state_home, none)) {
    if (file.is_regular_file()) out += read_file(file.path());
  }
  return out;
}

std::size_t evidence(Person& person) { return person.vault().store().item_keys(store::ItemKind::evidence)->size(); }

}  // namespace

TEST_CASE("a restored vault reads as before, writes nothing, cosigns nothing, and no alarm is raised over it") {
  for (const bool lived_on : {false, true}) {
    for (const bool same_device : {true, false}) {
      CAPTURE(lived_on);
      CAPTURE(same_device);
      TwoPeople two(911);
      two.pair();
      const std::string note = two.a.note("before the backup");
      two.b.note("from the other");
      REQUIRE(two.sync().ok());
      const std::string backup = backup_of(two.a);
      if (lived_on) {
        two.a.note("after the backup");
        REQUIRE(two.sync().ok());
      }
      REQUIRE(two.a.vault().write_high_water().ok());
      if (!same_device) std::filesystem::remove_all(two.a.place().state_home);
      const std::string mark = mark_of(two.a);
      CHECK(mark.empty() != same_device);

      restore(two.a, backup);
      CHECK(two.a.vault().read_only());
      CHECK(evidence(two.a) == 1);  // what the backup said of itself, and nothing about a rollback
      CHECK(text_of_note(two.a, note) == "before the backup");
      CHECK(notes_listed(two.a) == 2);
      const auto before = changes(two.a);
      CHECK(refusal(two.a, add_note("new")) == Errc::read_only);
      CHECK(refusal(two.a, correct_note(note, "new")) == Errc::read_only);
      CHECK(refusal(two.a, withdraw_note(note)) == Errc::read_only);
      CHECK(refusal(two.a, [](Request request) { request.initPromiseOffer().setText("I will"); }) == Errc::read_only);
      CHECK(two.a.vault().publish_heads().error().code == Errc::read_only);
      const auto cosigned = two.a.vault().cosign({log::Lane::notes, log::Author::partner, 0}, two.clock.now());
      REQUIRE(cosigned.ok());
      CHECK_FALSE(cosigned->has_value());
      CHECK(changes(two.a) == before);
      // The mark is neither lowered nor made, and it stays read-only.
      REQUIRE(two.a.vault().write_high_water().ok());
      two.a.close();
      two.a.open();
      CHECK(two.a.vault().read_only());
      CHECK(evidence(two.a) == 1);
      CHECK(mark_of(two.a) == mark);
    }
  }
}

TEST_CASE("the recovery code of that day opens a backup too, and a wrong passphrase is said to be one") {
  TwoPeople two(912);
  two.a.note("a note");
  const std::string backup = backup_of(two.a);
  const auto wrong = app::verify_backup(file(backup), bytes_of("another"), two.a.random);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().code == Errc::wrong_passphrase);
  CHECK(wrong.error().context == reason::kBackupLocked);
  CHECK(app::verify_backup(file(backup), bytes_of(two.a.recovery_text()), two.a.random).ok());
  restore(two.a, backup, two.a.recovery_text());
  CHECK(two.a.vault().read_only());
}

TEST_CASE("a backup that is not whole makes nothing at the place of the new vault") {
  TwoPeople two(913);
  two.a.note("a note");
  std::string backup = backup_of(two.a);
  const app::VaultPlace place{two.folder.path() / "new", two.folder.path() / "new state"};
  backup.pop_back();
  CHECK(app::restore_backup(place, file(backup), bytes_of(kPassphrase), two.a.random).error().context == reason::kBackupCut);
  backup.push_back('x');
  CHECK(app::restore_backup(place, file(backup), bytes_of(kPassphrase), two.a.random).error().context == reason::kBackupDamaged);
  CHECK_FALSE(std::filesystem::exists(place.vault));
}

TEST_CASE("a backup is made in small steps, and others write in between") {
  TwoPeople two(914);
  two.pair();
  for (int i = 0; i < 300; ++i) two.a.note("note number " + std::to_string(i));
  int steps = 0;
  two.a.after_step = [&] {
    if (++steps == 5) two.a.note("when the copy was whole already");
  };
  const std::string backup = backup_of(two.a);
  two.a.after_step = nullptr;
  CHECK(steps > 10);
  two.a.note("afterwards");
  restore(two.a, backup);
  CHECK(notes_listed(two.a) == 300);
  CHECK(store::quick_check(two.a.vault().store()).ok());
}

TEST_CASE("safety_10 nothing that was written or taken back is readable in a backup, and what was taken back does not come back") {
  TwoPeople two(915);
  two.pair();
  const std::string gone = two.a.note("a marker that was taken back");
  two.a.note("a marker that stays");
  two.b.note("a marker of the other");
  ask(two.a, [](Request request) {
    auto page = request.initPrivateWrite();
    page.setKind("journal");
    page.setText("a marker for myself");
  });
  REQUIRE(two.sync().ok());
  ask(two.a, withdraw_note(gone));
  const std::string backup = backup_of(two.a);
  CHECK(backup.find("a marker") == std::string::npos);
  CHECK(backup.find("Ana") == std::string::npos);
  CHECK(backup.find(kPassphrase) == std::string::npos);
  restore(two.a, backup);
  CHECK(files_with(two.folder.path(), "a marker").empty());
  CHECK(two.a.note_state(gone) == "withdrawn");
  const auto& notes = log_of(two.a, log::Lane::notes, log::Author::me);
  CHECK_FALSE(two.a.vault().store().entry(notes.ref, 0)->payload.words.has_value());
}

TEST_CASE("a backup is a fact of this device, and one can be made of a vault that is only read") {
  TwoPeople two(916);
  two.a.note("a note");
  const std::string backup = backup_of(two.a);
  ask(two.a, [](Request request) { request.initBackupMade(); });
  CHECK(two.a.vault().local_facts()->events.back().kind == app::FactKind::backed_up);
  restore(two.a, backup);
  const std::string again = backup_of(two.a);
  CHECK(app::verify_backup(file(again), bytes_of(kPassphrase), two.a.random).ok());
}

TEST_CASE("where backups were put is kept on this device, the last day is told, and nothing of it is exported") {
  TwoPeople two(921);
  const auto made_at = [&](const std::string& path) {
    ask(two.a, [&](Request request) { request.initBackupCreate().setFile(path); });
    ask(two.a, [&](Request request) { request.initBackupMade().setFile(path); });
  };
  const auto files = [&] {
    std::vector<std::string> out;
    const auto answers = ask(two.a, [](Request request) { request.setBackupList(); });
    for (const auto one : answers->result().getBackups().getFiles()) out.emplace_back(wire::view_of(one));
    return out;
  };
  const auto last_day = [&] { return std::string(ask(two.a, [](Request request) { request.setStatus(); })->result().getStatus().getLastBackup()); };
  CHECK(files().empty());
  CHECK(last_day().empty());
  ask(two.a, [&](Request request) { request.initBackupCreate().setFile("/full/disk"); });
  CHECK_MESSAGE(last_day().empty(), "nobody has said that it was written");
  CHECK_MESSAGE(files() == std::vector<std::string>{"/full/disk"}, "a wipe looks there all the same");
  made_at("/stick/one");
  made_at("/stick/two");
  made_at("/stick/one");
  made_at("");
  CHECK(files() == std::vector<std::string>{"/full/disk", "/stick/two", "/stick/one"});
  CHECK(last_day() == "2027-01-15");
  const std::string backup = backup_of(two.a);
  const auto exported = ask(two.a, [](Request request) { request.setExportLines(); });
  for (std::size_t i = 0; i < exported->items.size(); ++i) CHECK(wire::view_of(exported->at(i).getLine()).find("/stick") == std::string_view::npos);
  restore(two.a, backup);
  CHECK(files().empty());  // they are the backups of the one that may go on
  made_at("/stick/three");
  CHECK(two.a.vault().read_only());
  CHECK(files() == std::vector<std::string>{"/stick/three"});
}

TEST_CASE("as many backups are known as may be, and paths as long as they may be") {
  app::BackupsMade made;
  for (std::size_t i = 0; i < limits::kBackupsKnownMax + 1; ++i) app::add(made, "/stick/" + std::to_string(i));
  CHECK(made.files.size() == limits::kBackupsKnownMax);
  CHECK(made.files.front() == "/stick/1");
  const Bytes mark{1, 2, 3};
  CHECK(*app::decode_backups_made(app::encode(made, mark), mark) == made);
  CHECK(*app::decode_backups_made(app::encode(made, mark), {}) == app::BackupsMade{});
  const std::string longest(limits::kBackupPathBytesMax, 'x');
  app::add(made, longest + "x");
  CHECK(made.files.back() != longest + "x");
  app::add(made, longest);
  made.last = from_millis(1'800'000'000'000);
  CHECK(made.files.back() == longest);
  CHECK(*app::decode_backups_made(app::encode(made, {}), {}) == made);
  Bytes more = app::encode(made, {});
  more[1 + 4 + 8] = limits::kBackupsKnownMax + 1;
  CHECK(app::decode_backups_made(more, {}).error().code == Errc::damaged);
  more.front() = 2;
  CHECK(app::decode_backups_made(more, {}).error().code == Errc::newer_version);
}
