// Whatever is done to the file of a vault behind its back is found: refused as damaged, or named by verify.
// The store's own test flips every byte of a file; here the whole way up to `avow verify`, on a vault of two people.
#include <set>

#include "app/verify.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

#if defined(AVOW_SANITIZED)
constexpr std::size_t kFlips = 150;
#else
constexpr std::size_t kFlips = 1'500;
#endif

// A vault with something of everything, closed, its journal in the file.
struct Victim {
  explicit Victim(std::uint64_t seed) : two(seed) {
    two.pair();
    const auto promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
    for (int i = 0; i < 40; ++i) two.a.note("note " + std::to_string(i));
    two.b.note("theirs");
    REQUIRE(two.sync().ok());
    two.b.act("accept", promise);
    ask(two.a, withdraw_note(two.a.note("withdrawn")));
    REQUIRE(two.sync().ok());
    capnp::MallocMessageBuilder message;
    auto draft = message.initRoot<schema::Request>().initNoteAdd();
    draft.setText("a draft");
    draft.setDraft(true);
    Answers answers;
    REQUIRE(two.a.ask(message.getRoot<schema::Request>(), answers).ok());
    REQUIRE(two.a.verified());
    two.a.close();
    REQUIRE_FALSE(std::filesystem::exists(two.a.place().vault / "vault.db-wal"));
    whole = read_file(file());
  }
  std::filesystem::path file() const { return two.a.place().vault / "vault.db"; }
  void restore() {
    two.a.close();
    std::filesystem::remove(two.a.place().vault / "vault.db-wal");
    write_file(file(), whole);
  }

  mutable TwoPeople two;
  std::string whole;
};

enum class Answer { fine, found, wrong };

Answer answer_of(Person& person) {
  const auto opened = person.try_open();
  if (!opened.ok()) return opened.error().code == Errc::damaged ? Answer::found : Answer::wrong;
  const bool fine = app::verify_vault(person.vault()).ok();
  person.close();
  return fine ? Answer::fine : Answer::found;
}

// Where the sealed bytes of the rows lie in the file. Long rows are in several pages: looked for in pieces.
std::vector<std::size_t> sealed_places(const Victim& victim) {
  Rows rows(victim.two.a.place().vault);
  std::set<std::size_t> places;
  for (const std::string& column : std::vector<std::string>{"header FROM entry", "payload FROM entry WHERE payload IS NOT NULL",
                                   "sealed FROM payload_keys", "sealed FROM node", "sealed FROM item", "value FROM vault"}) {
    constexpr std::size_t kPiece = 16;
    for (const auto& blob : rows.blobs("SELECT " + column)) {
      for (std::size_t at = 0; at + kPiece <= blob.size(); at += kPiece) {
        const auto found = victim.whole.find(blob.substr(at, kPiece));
        for (std::size_t i = 0; found != std::string::npos && i < kPiece; ++i) places.insert(found + i);
      }
    }
  }
  return {places.begin(), places.end()};
}

}  // namespace

TEST_CASE("a flipped bit in any stored byte is damaged or found by verify, never a wrong passphrase, never fine") {
  Victim victim(111);
  const auto places = sealed_places(victim);
  REQUIRE(places.size() > 10'000);
  SeededRandom random(7);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kFlips; ++i) {
    // One in four anywhere in the file: there it may say nothing, but the answer is never a wrong one.
    const bool anywhere = i % 4 == 3;
    const std::size_t at = anywhere ? random.below(victim.whole.size()) : places[random.below(places.size())];
    const auto bit = static_cast<unsigned>(random.below(8));
    std::string changed = victim.whole;
    changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1U << bit));
    victim.restore();
    write_file(victim.file(), changed);
    const Answer answer = answer_of(victim.two.a);
    if (answer == Answer::found) ++refused;
    if (answer == Answer::wrong) FAIL_CHECK("byte " << at << " bit " << bit << ": a wrong answer");
    if (answer == Answer::fine && !anywhere) FAIL_CHECK("byte " << at << " bit " << bit << " went unnoticed");
  }
  MESSAGE(refused << " of " << kFlips << " flips found in a file of " << victim.whole.size() << " bytes");
  victim.restore();
  CHECK(answer_of(victim.two.a) == Answer::fine);
}

TEST_CASE("every single row that is dropped is found") {
  Victim victim(112);
  std::size_t dropped = 0;
  for (const std::string& table : std::vector<std::string>{"vault", "entry", "payload_keys", "node", "item"}) {
    const std::string key = table == "item" ? "kind || hex(key)" : "row";
    const auto rows = Rows(victim.two.a.place().vault).blobs("SELECT CAST(" + key + " AS BLOB) FROM " + table);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.size() > 20 && i % 7 != 0) continue;
      victim.restore();
      CHECK(Rows(victim.two.a.place().vault).run("DELETE FROM " + table + " WHERE " + key + " = '" + rows[i] + "'") == 1);
      ++dropped;
      CHECK_MESSAGE(answer_of(victim.two.a) == Answer::found, table << " " << rows[i]);
    }
  }
  CHECK(dropped > 20);
}

TEST_CASE("rows that change places are found") {
  Victim victim(113);
  for (const std::string& swap : std::vector<std::string>
       {"UPDATE entry SET payload = (SELECT e.payload FROM entry e WHERE e.payload IS NOT NULL AND e.row <> entry.row LIMIT 1) "
        "WHERE row = (SELECT max(row) FROM entry WHERE payload IS NOT NULL)",
        "UPDATE entry SET header = (SELECT e.header FROM entry e WHERE e.row <> entry.row LIMIT 1) WHERE row = (SELECT max(row) FROM entry)",
        "UPDATE entry SET row = -1 - row",
        "UPDATE node SET sealed = (SELECT n.sealed FROM node n WHERE n.row <> node.row LIMIT 1) WHERE row = (SELECT max(row) FROM node)",
        "UPDATE item SET sealed = (SELECT i.sealed FROM item i WHERE i.key = CAST('pair' AS BLOB)) WHERE key = CAST('own' AS BLOB)",
        "UPDATE vault SET value = (SELECT v.value FROM vault v WHERE v.row <> vault.row LIMIT 1) WHERE row = 4",
        "INSERT INTO item VALUES(1, CAST('other' AS BLOB), x'00112233')"}) {
    victim.restore();
    CHECK(Rows(victim.two.a.place().vault).run(swap) > 0);
    CHECK_MESSAGE(answer_of(victim.two.a) == Answer::found, swap);
  }
}

TEST_CASE("rows put back from an older copy are found") {
  Victim victim(114);
  const auto older = victim.two.folder.path() / "older.db";
  write_file(older, victim.whole);
  victim.two.a.open();
  victim.two.clock.advance(std::chrono::hours(1));
  victim.two.b.note("more");
  REQUIRE(victim.two.sync().ok());
  ask(victim.two.a, withdraw_note(victim.two.a.note("gone")));
  victim.two.a.close();
  victim.whole = read_file(victim.file());
  CHECK(answer_of(victim.two.a) == Answer::fine);
  for (const std::string& back : std::vector<std::string>{"UPDATE vault SET value = (SELECT o.value FROM older.vault o WHERE o.row = 4) WHERE row = 4",
                                 "DELETE FROM item WHERE kind = 7 AND key NOT IN (SELECT key FROM older.item WHERE kind = 7)",
                                 "UPDATE item SET sealed = (SELECT o.sealed FROM older.item o WHERE o.kind = item.kind AND o.key = item.key) "
                                 "WHERE kind = 1 AND key = CAST('last-sync' AS BLOB)",
                                 "UPDATE payload_keys SET sealed = (SELECT o.sealed FROM older.payload_keys o WHERE o.row = payload_keys.row) "
                                 "WHERE row IN (SELECT o.row FROM older.payload_keys o JOIN main.payload_keys n USING(row) WHERE o.sealed <> n.sealed)"}) {
    victim.restore();
    {
      Rows rows(victim.two.a.place().vault);
      rows.run("ATTACH '" + older.string() + "' AS older");
      CHECK_MESSAGE(rows.run(back) > 0, back);
    }
    CHECK_MESSAGE(answer_of(victim.two.a) == Answer::found, back);
  }
}
