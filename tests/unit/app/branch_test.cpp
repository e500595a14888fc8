// Own words that stand in a history that is not continued: their author can take them back like any others, and nothing of
// them is left on the disk.
#include "base/text_epoch.h"
#include "base/text_taking_back.h"
#include "unit/app/restored_support.h"
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kApartRows = "SELECT sealed FROM item WHERE kind = 15";

// The partner holds "2 with b" and a promise, and a wrote `other` in a copy of the day before: that branch is not continued.
struct TwoBranches : Story {
  explicit TwoBranches(std::uint64_t seed) : Story(seed) {
    a.note("1");
    level();
  }
  void meet(const std::function<void()>& other) {
    copy(a, "old");
    a.note("2 with b");
    a.offer("2 with b", "2028-01-01");
    level();
    put_back(a, "old");
    other();
    level();
    REQUIRE(a.vault().read_only());
  }
  void write_again() {
    ask(a, say(true));
    ask(a, begin_epoch());
    level();
  }
  void check_gone(const std::vector<std::string>& rows, const std::string& word) {
    REQUIRE(rows.size() > 3);
    CHECK(pieces_in(a.place().vault, rows) == 0);
    const std::string backup = backup_bytes(a);
    a.close();
    CHECK(pieces_in(a.place().vault, rows) == 0);
    CHECK(files_with(a.place().vault, word).empty());
    a.open();
    CHECK(a.verified());
    restore_from(a, backup);
    CHECK(pieces_in(a.place().vault, rows) == 0);
    CHECK(apart(a).empty());
  }
};

std::string corrected(Person& person, const std::string& id, const std::string& text) {
  return ask(person, [&](Request request) {
           auto change = request.initNoteCorrect();
           change.setId(id);
           change.setText(text);
         })->result().getRecord().getId();
}
std::string refused_with(Person& person, const std::function<void(Request)>& request) {
  const auto answer = try_ask(person, request);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == Errc::refused);
  return answer.error().context;
}

}  // namespace

TEST_CASE("raw scan: own words of another branch are erased, and it is said that nobody is told") {
  TwoBranches two(1301);
  two.meet([&] { two.a.note("3 oleander"); });
  const auto rows = sealed_pieces(two.a, kApartRows);
  const std::string id = apart_id(two.a, "3 oleander");
  two.write_again();
  CHECK(apart(two.a) == Texts{"3 oleander: other_branch"});
  const std::uint64_t size = log_of(two.a, log::Lane::notes, log::Author::me).size;
  CHECK(redacted(two.a, id) == "erased_here");
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == size);
  CHECK(apart(two.a).empty());
  CHECK(refusal(two.a, redact_words(id)) == Errc::not_found);
  two.both_hold({"1", "2 with b"});
  two.check_gone(rows, "oleander");
}

TEST_CASE("raw scan: a draft that was shared in both branches is withdrawn in both") {
  TwoBranches two(1302);
  const std::string draft = ask(two.a, [](Request request) {
                              auto add = request.initNoteAdd();
                              add.setText("periwinkle");
                              add.setDraft(true);
                            })->result().getRecord().getId();
  const auto share = [&] { ask(two.a, [&](Request request) { request.initNoteShare().setId(draft); }); };
  two.copy(two.a, "old");
  share();
  two.level();
  two.put_back(two.a, "old");
  two.a.note("3");
  share();
  two.level();
  CHECK(apart(two.a) == Texts{"3: other_branch", "periwinkle: other_branch", "periwinkle: waiting"});
  CHECK(apart_id(two.a, "periwinkle") == draft);
  const auto rows = sealed_pieces(two.a, kApartRows);
  two.write_again();
  redacted(two.a, apart_id(two.a, "3"));
  CHECK(apart(two.a) == Texts{"periwinkle: other_branch"});
  CHECK(redacted(two.a, draft) == "withdrawn");
  CHECK(apart(two.a).empty());
  two.level();
  two.check_gone(rows, "periwinkle");
}

TEST_CASE("what belongs to a thing goes with it, from another branch too") {
  TwoBranches two(1303);
  const std::string note = two.a.note("a note");
  const std::string promise = two.a.offer("I will call", "2028-01-01");
  two.level();
  two.b.act("accept", promise);
  two.level();
  two.meet([&] {
    corrected(two.a, note, "said better");
    ask(two.a, [&](Request request) {
      auto act = request.initPromiseAct();
      act.setVerb("report");
      act.setId(promise);
      act.setOutcome("kept");
      act.setText("from the train");
    });
  });
  two.write_again();
  CHECK(apart(two.a) == Texts{"from the train: other_branch", "said better: other_branch"});
  CHECK(redacted(two.a, note) == "withdrawn");
  CHECK(apart(two.a) == Texts{"from the train: other_branch"});
  CHECK(redacted(two.a, promise, true) == "redacted");
  CHECK(apart(two.a).empty());
  two.level();
  CHECK(two.b.verified());
}

TEST_CASE("--all takes everything of one thing that stands in another branch only") {
  TwoBranches two(1304);
  std::string note;
  two.meet([&] {
    note = two.a.note("a note");
    corrected(two.a, note, "said better");
    two.a.note("another one");
  });
  two.write_again();
  const auto answers = ask(two.a, redact_words(apart_id(two.a, "said better"), true));
  CHECK(std::string(answers->result().getRecord().getRemark()) == "The words of 2 records.");
  CHECK(apart(two.a) == Texts{"another one: other_branch"});
}

TEST_CASE("a note of another branch whose time has ended is gone by itself") {
  TwoBranches two(1305);
  two.meet([&] { note_until(two.a, "larkspur", "2027-01-15T18:00"); });
  const auto rows = sealed_pieces(two.a, kApartRows);
  two.write_again();
  CHECK(apart(two.a) == Texts{"larkspur: other_branch"});
  two.clock.advance(10h);
  ask(two.a, [](Request request) { request.setStatus(); });
  two.check_gone(rows, "larkspur");
}

TEST_CASE("a word about another branch is refused with what to do, and so is taking back what waits for a word") {
  TwoBranches two(1306);
  two.meet([&] { two.a.note("3 other"); });
  const std::string other = apart_id(two.a, "3 other");
  for (const bool mine : {true, false}) CHECK(refused_with(two.a, say(mine, other)) == text::kRestoredNotContinued);
  CHECK(refused_with(two.a, redact_words(apart_id(two.a, "2 with b"))) == text::kRedactSayMineFirst);
}

TEST_CASE("a redaction that was lost with another branch can be said again, and reaches the partner") {
  TwoBranches two(1307);
  const std::string promise = two.a.offer("foxglove", "2028-01-01");
  two.level();
  two.meet([&] { redacted(two.a, promise); });
  two.write_again();
  CHECK(promise_missing(two.a, promise) == "not_kept");
  CHECK(promise_text(two.b, promise) == "foxglove");
  CHECK(redacted(two.a, promise) == "redacted");
  CHECK(refusal(two.a, redact_words(promise)) == Errc::refused);
  two.level();
  CHECK(promise_text(two.b, promise).empty());
  CHECK(promise_missing(two.b, promise) == "taken_back");
}
