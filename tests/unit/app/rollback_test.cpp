// An old copy of the whole vault put back in its place: found, read-only, and nothing is denied that had left.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

// Both have lived on since a's folder was copied; then the copy is put back.
struct Restored {
  explicit Restored(std::uint64_t seed, bool keep_mark) : two(seed) {
    two.pair();
    note = two.a.note("before the copy");
    draft = ask(two.a, [](Request request) {
              auto add = request.initNoteAdd();
              add.setText("a draft");
              add.setDraft(true);
            })->result().getRecord().getId();
    REQUIRE(two.sync().ok());
    two.a.close();
    copy_folder(two.a.place().vault, two.folder.path() / "copy");
    two.a.open();
    two.a.note("after the copy");
    REQUIRE(two.sync().ok());
    REQUIRE(two.a.vault().write_high_water().ok());
    two.a.close();
    copy_folder(two.folder.path() / "copy", two.a.place().vault);
    if (!keep_mark) std::filesystem::remove_all(two.a.place().state_home);
    two.a.open();
  }
  TwoPeople two;
  std::string note;
  std::string draft;
};

bool verify_names_it(Person& person) {
  const auto answers = ask(person, verify_all());
  const auto verified = answers->result().getVerified();
  bool named = false;
  for (const auto problem : verified.getProblems()) {
    named = named || std::string(problem.getWhat()).find("older copy") != std::string::npos;
  }
  return named && !verified.getOk();
}

// Everything that would change it.
void check_writes_nothing(Restored& restored) {
  Person& a = restored.two.a;
  const auto before = changes(a);
  CHECK(refusal(a, add_note("new")) == Errc::read_only);
  CHECK(refusal(a, correct_note(restored.note, "new")) == Errc::read_only);
  CHECK(refusal(a, correct_note(restored.draft, "new")) == Errc::read_only);
  CHECK(refusal(a, withdraw_note(restored.note)) == Errc::read_only);
  CHECK(refusal(a, [&](Request request) { request.initNoteShare().setId(restored.draft); }) == Errc::read_only);
  CHECK(refusal(a, [](Request request) { request.initPromiseOffer().setText("I will"); }) == Errc::read_only);
  CHECK(refusal(a, [](Request request) {
          auto invite = request.initPairInvite();
          invite.setListen("127.0.0.1:0");
          invite.setForSeconds(5);
        }) == Errc::read_only);
  const log::LogRef theirs{log::Lane::notes, log::Author::partner, 0};
  CHECK(a.vault().publish_heads().error().code == Errc::read_only);
  const auto cosigned = a.vault().cosign(theirs, restored.two.clock.now());
  REQUIRE(cosigned.ok());
  CHECK_FALSE(cosigned->has_value());
  notes_listed(a);
  CHECK(text_of_note(a, restored.note) == "before the copy");  // it still reads
  CHECK(changes(a) == before);
}

}  // namespace

TEST_CASE("an old copy of the vault is known by the mark outside it: read-only, and verify says so") {
  Restored restored(121, true);
  CHECK(restored.two.a.vault().read_only());
  CHECK(verify_names_it(restored.two.a));
  check_writes_nothing(restored);
  // It stays so, and the mark is not lowered.
  REQUIRE(restored.two.a.vault().write_high_water().ok());
  restored.two.a.close();
  restored.two.a.open();
  CHECK(restored.two.a.vault().read_only());
}

TEST_CASE("without that mark the partner shows what is missing") {
  Restored restored(122, false);
  Person& a = restored.two.a;
  CHECK_FALSE(a.vault().read_only());
  const auto synced = restored.two.sync();
  REQUIRE(synced.ok());
  CHECK(a.vault().read_only());
  CHECK(verify_names_it(a));
  check_writes_nothing(restored);
  CHECK(log_of(restored.two.b, log::Lane::notes, log::Author::partner).size == 2);
  CHECK(restored.two.b.verified());
  a.close();
  a.open();
  CHECK(a.vault().read_only());
}

TEST_CASE("a mark that is missing or damaged proves nothing about the vault") {
  TwoPeople two(123);
  two.pair();
  two.a.note("a note");
  REQUIRE(two.a.vault().write_high_water().ok());
  for (const std::string& bytes : {std::string(), std::string(300, 'x')}) {
    two.a.close();
    for (const auto& file : std::filesystem::recursive_directory_iterator(two.a.place().state_home)) {
      if (file.is_regular_file()) write_file(file.path(), bytes);
    }
    two.a.open();
    CHECK_FALSE(two.a.vault().read_only());
    CHECK(two.a.verified());
  }
}
