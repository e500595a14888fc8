// After something was taken back, erased or has ended, nothing of it lies on the disk: not its words, not its sealed row, not
// the rows of keys that opened it, not the snapshot that held its facts; and nothing made afterwards has it.
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

// As sealed rows stand in the file: entries of one log by slot (commitments and notes of one's own, then the partner's).
std::string entry_row(std::uint64_t slot, std::uint64_t index) {
  return "SELECT payload FROM entry WHERE row = " + std::to_string((slot << 40U) | index);
}
std::string keys_of(std::uint64_t slot) { return "SELECT sealed FROM payload_keys WHERE row >> 40 = " + std::to_string(slot); }

constexpr std::uint64_t kOwnCommitments = 0;
constexpr std::uint64_t kOwnNotes = 1;
constexpr std::uint64_t kPartnersCommitments = 2;
constexpr std::uint64_t kPartnersNotes = 3;

std::string long_text(const std::string& word) {
  std::string out;
  for (int i = 0; i < 300; ++i) out += word + " ";  // long: it takes overflow pages
  return out;
}

struct Traces {
  std::vector<std::string> rows;
  std::vector<std::string> keys;
};

void check_gone(Person& person, const Traces& traces, const std::string& word) {
  REQUIRE(traces.rows.size() > 3);
  const auto everywhere = [&] {
    std::size_t out = 0;
    for (const auto& folder : {person.place().vault, person.place().state_home}) {
      if (!std::filesystem::exists(folder)) continue;
      out += pieces_in(folder, traces.rows) + pieces_in(folder, traces.keys) + files_with(folder, word).size();
    }
    return out;
  };
  CHECK(everywhere() == 0);
  CHECK(found(person, word) == 0);
  CHECK(everywhere() == 0);  // the search wrote nothing down
  CHECK(exported(person).find(word) == std::string::npos);
  const std::string backup = backup_bytes(person);
  CHECK(backup.find(word) == std::string::npos);
  person.close();
  CHECK(everywhere() == 0);
  person.open();
  CHECK(everywhere() == 0);
  CHECK(person.verified());
  restore_from(person, backup);
  CHECK(everywhere() == 0);
  CHECK(exported(person).find(word) == std::string::npos);
}

}  // namespace

TEST_CASE("raw scan: redacted words of a commitment") {
  TwoPeople two(741);
  two.pair();
  const auto promise = two.a.offer(long_text("oleander"));
  REQUIRE(two.sync().ok());
  CHECK(found(two.a, "oleander") == 1);
  const Traces mine{sealed_pieces(two.a, entry_row(kOwnCommitments, 0)), sealed_pieces(two.a, keys_of(kOwnCommitments))};
  CHECK(pieces_in(two.a.place().vault, mine.rows) > 80);
  redacted(two.a, promise);
  SUBCASE("of its author") { check_gone(two.a, mine, "oleander"); }
  const Traces theirs{sealed_pieces(two.b, entry_row(kPartnersCommitments, 0)), sealed_pieces(two.b, keys_of(kPartnersCommitments))};
  SUBCASE("of the partner, who chose always") {
    ask(two.b, choose("erase-taken-back", "always"));
    REQUIRE(two.sync().ok());
    check_gone(two.b, theirs, "oleander");
  }
  SUBCASE("of the partner, who said erase") {
    REQUIRE(two.sync().ok());
    CHECK(pieces_in(two.b.place().vault, theirs.rows) > 80);
    ask(two.b, about_taken_back("erase", promise));
    check_gone(two.b, theirs, "oleander");
  }
}

TEST_CASE("raw scan: a withdrawn note with its snapshot, and one whose time has ended") {
  TwoPeople two(742);
  two.pair();
  const std::string note = ask(two.a, [](Request request) {
                             auto add = request.initNoteAdd();
                             add.setText(long_text("periwinkle"));
                             add.setExpires("2027-01-15T18:00");
                           })->result().getRecord().getId();
  for (int batch = 0; batch < 3; ++batch) {
    ask(two.a, [](Request request) {
      auto texts = request.initNoteAddLines().initTexts(400);
      for (unsigned i = 0; i < texts.size(); ++i) texts.set(i, "note " + std::to_string(i));
    });
  }
  Traces traces{sealed_pieces(two.a, entry_row(kOwnNotes, 0)),
                sealed_pieces(two.a, "SELECT sealed FROM payload_keys WHERE row = " + std::to_string(kOwnNotes << 40U))};
  const auto snapshot = sealed_pieces(two.a, "SELECT sealed FROM item WHERE kind = 5");
  REQUIRE(snapshot.size() > 100);
  traces.rows.insert(traces.rows.end(), snapshot.begin(), snapshot.end());
  SUBCASE("withdrawn") { redacted(two.a, note); }
  SUBCASE("ended") {
    two.clock.advance(10h);
    ask(two.a, [](Request request) { request.setStatus(); });
  }
  check_gone(two.a, traces, "periwinkle");
}

TEST_CASE("raw scan: notes of the partner's that this device does not keep any longer") {
  TwoPeople two(743);
  two.pair();
  two.a.note(long_text("larkspur"));
  REQUIRE(two.sync().ok());
  const Traces traces{sealed_pieces(two.b, entry_row(kPartnersNotes, 0)), sealed_pieces(two.b, keys_of(kPartnersNotes))};
  two.clock.advance(24h * 100);
  ask(two.b, choose("retention-notes", "90d"));
  two.b.close();
  two.b.open();
  check_gone(two.b, traces, "larkspur");
}

TEST_CASE("raw scan: a draft and an entry of the journal that were erased") {
  TwoPeople two(744);
  const std::string draft = two.a.note(long_text("foxglove"));
  const std::string journal = ask(two.a, [](Request request) {
                                auto record = request.initPrivateWrite();
                                record.setKind("journal");
                                record.setText(long_text("foxglove"));
                              })->result().getRecord().getId();
  const Traces traces{sealed_pieces(two.a, "SELECT sealed FROM item WHERE kind = 3 OR kind = 4"), {}};
  redacted(two.a, draft);
  redacted(two.a, journal);
  check_gone(two.a, traces, "foxglove");
}
