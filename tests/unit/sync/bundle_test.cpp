// A sealed file: what it brings, what it does not, and that nobody else learns or changes anything.
#include "sync/bundle.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "base/padme.h"
#include "base/reason.h"
#include "crypto/hash.h"
#include "sim/pair.h"
#include "sim/sealed_messages.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

namespace {

constexpr std::size_t kStart = 100;  // of a file, before its records

struct Two {
  Two() { Peer::acquaint(ana, ben); }
  static void write(Peer& who, Lane lane, int count, const std::string& text = "record") {
    for (int i = 0; i < count; ++i) REQUIRE(who.logs.append_own(lane, text + " " + std::to_string(i)).ok());
  }
  Bytes file_of(Peer& who) {
    BundleWriter writer(who.pair(), who.store, who.random);
    Bytes out;
    while (true) {
      const auto bytes = writer.next(clock.now());
      REQUIRE_MESSAGE(bytes.ok(), (bytes.ok() ? "" : bytes.error().context));
      if (bytes->empty()) break;
      append(out, *bytes);
    }
    written = writer.entries();
    return out;
  }
  static Result<BundleOutcome> read(Peer& who, ByteView file, std::size_t piece = 64 * 1024) {
    BundleReader reader(who.pair(), who.store);
    for (std::size_t at = 0; at < file.size(); at += piece) {
      AVOW_CHECK(reader.receive(file.subspan(at, std::min(piece, file.size() - at))));
    }
    return reader.finish();
  }
  BundleOutcome give(Peer& from, Peer& to) {
    const auto outcome = read(to, file_of(from));
    REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().context));
    return *outcome;
  }
  void level() {
    SeededRandom chance(1);
    REQUIRE(call(ana, ben, clock, chance).both_finished());
  }
  static std::size_t held(Peer& who, Lane lane) { return who.logs.entries(lane, Author::partner).size(); }
  static std::uint64_t cosigned(Peer& who, Lane lane) {
    for (const auto& log : who.logs.positions()) {
      if (log.ref == log::LogRef{lane, Author::me, 0}) return log.cosignature ? log.cosignature->checkpoint.size : 0;
    }
    return 0;
  }

  ManualClock clock;
  Peer ana{31};
  Peer ben{32};
  std::uint64_t written = 0;
};

std::string why(const Result<BundleOutcome>& read) {
  return read.ok() ? "ok" : std::string(name_of(read.error().code)) + ": " + read.error().context;
}

}  // namespace

TEST_CASE("a sealed file brings what was written, and the next one what that one brought was received") {
  Two two;
  Two::write(two.ana, Lane::notes, 5);
  Two::write(two.ana, Lane::commitments, 3);
  CHECK(two.give(two.ana, two.ben).received == 8);
  CHECK(two.written == 8);
  CHECK(Two::held(two.ben, Lane::notes) == 5);
  CHECK(Two::held(two.ben, Lane::commitments) == 3);
  CHECK(two.ana.logs.delivered_size(Lane::notes) == 0);

  Two::write(two.ben, Lane::notes, 2);
  CHECK(two.give(two.ben, two.ana).received == 2);
  CHECK(two.ana.logs.delivered_size(Lane::notes) == 5);
  CHECK(Two::cosigned(two.ana, Lane::notes) == 5);
  CHECK(Two::cosigned(two.ana, Lane::commitments) == 3);

  Two::write(two.ana, Lane::notes, 1);
  CHECK(two.give(two.ana, two.ben).received == 1);
  CHECK_MESSAGE(two.written == 1, "what the other is known to hold is not sent again");
}

TEST_CASE("files that are lost, late, read twice or in another order do no harm") {
  Two two;
  Two::write(two.ana, Lane::notes, 2);
  const Bytes lost = two.file_of(two.ana);
  Two::write(two.ana, Lane::notes, 2);
  const Bytes second = two.file_of(two.ana);
  CHECK(two.written == 4);
  REQUIRE(Two::read(two.ben, second)->received == 4);
  for (const Bytes& file : {second, lost}) {
    const auto again = Two::read(two.ben, file);
    REQUIRE(again.ok());
    CHECK(again->received == 0);
    CHECK(again->older == (&file != &second && file == lost));
    CHECK_FALSE(again->gap);
    CHECK_FALSE(again->two_histories);
  }
  CHECK(Two::held(two.ben, Lane::notes) == 4);
  CHECK(two.ben.logs.forks().empty());
}

TEST_CASE("many entries come in many chunks, in pieces of any size") {
  Two two;
  Two::write(two.ana, Lane::notes, 700);
  const Bytes file = two.file_of(two.ana);
  CHECK((file.size() - kStart) % limits::kRecordBytes == 0);
  for (const std::size_t piece : {std::size_t{1} << 20U, std::size_t{4096}, std::size_t{997}}) {
    Two other;
    Two::write(other.ana, Lane::notes, 700);
    CHECK(Two::read(other.ben, other.file_of(other.ana), piece)->received == 700);
  }
  CHECK(Two::read(two.ben, file)->received == 700);
}

TEST_CASE("a file of one or the other has the size of a class") {
  Two two;
  const std::size_t empty = two.file_of(two.ana).size();
  CHECK(empty == kStart + limits::kFlightBytesMin);
  Two::write(two.ana, Lane::notes, 3);
  CHECK(two.file_of(two.ana).size() == empty);
  Two::write(two.ana, Lane::notes, 500);
  const std::size_t size = two.file_of(two.ana).size() - kStart;
  CHECK(size == padme(size));
}

TEST_CASE("whoever changes, cuts or lengthens a sealed file is noticed, and what came before is kept") {
  Two two;
  Two::write(two.ana, Lane::notes, 3);
  const Bytes file = two.file_of(two.ana);
  for (std::size_t at = 0; at < file.size(); at += at < 2 * kStart ? 1 : 61) {
    Bytes altered = file;
    altered[at] ^= 0x40;
    Two other;
    Two::write(other.ana, Lane::notes, 3);
    const auto read = Two::read(other.ben, altered);
    REQUIRE_FALSE(read.ok());
    const bool named = read.error().context == reason::kNoBundle || read.error().context == reason::kBundleDamaged;
    CHECK_MESSAGE(named, "byte " << at << ": " << why(read));
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{99}, kStart, kStart + 4095, kStart + 4096}) {
    Two other;
    const auto read = Two::read(other.ben, ByteView(file).first(size));
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().context == (size == 0 ? reason::kNoBundle : reason::kBundleCut));
  }
  Bytes longer = file;
  longer.resize(file.size() + limits::kRecordBytes);
  CHECK(why(Two::read(two.ben, longer)) == "damaged: a damaged sealed file");
  CHECK(Two::held(two.ben, Lane::notes) == 3);
}

TEST_CASE("a sealed file opens for the one whom it was made for, and for nobody else") {
  Two two;
  Two others;
  Peer eve(77);
  Peer her_partner(78);
  Peer::acquaint(eve, her_partner);
  Two::write(two.ana, Lane::notes, 3);
  const Bytes file = two.file_of(two.ana);
  CHECK(why(Two::read(eve, file)) == "forged: a sealed file for other keys");
  CHECK_MESSAGE(why(Two::read(two.ana, file)) == "forged: a sealed file for other keys", "its writer cannot read it");
  CHECK(Two::held(two.ben, Lane::notes) == 0);
  // Nothing in it repeats: two of the same are two different ones.
  const Bytes second = two.file_of(two.ana);
  REQUIRE(second.size() == file.size());
  std::size_t same = 0;
  for (std::size_t i = 20; i < file.size(); ++i) same += file[i] == second[i] ? 1U : 0U;
  CHECK(same < file.size() / 64);
}

TEST_CASE("a file of a later avow, and one that is none, are named") {
  Two two;
  Bytes file = two.file_of(two.ana);
  file[16] = 2;
  file[18] = 0xFD;
  CHECK(why(Two::read(two.ben, file)) == "newer_version: a sealed file of a later avow");
  Bytes other(5'000, 7);
  CHECK(why(Two::read(two.ben, other)) == "malformed: not a sealed file");
  CHECK(why(Two::read(two.ben, bytes_of("avow backup file"))) == "malformed: not a sealed file");
}

TEST_CASE("notes that came by file are marked until a live session shows the same") {
  Two two;
  Two::write(two.ana, Lane::notes, 1);
  two.level();
  CHECK_FALSE(two.ben.logs.by_file());
  Two::write(two.ana, Lane::notes, 1);
  Two::write(two.ana, Lane::commitments, 1);
  two.give(two.ana, two.ben);
  CHECK(two.ben.logs.by_file() == 1);
  Two::write(two.ana, Lane::notes, 1);
  two.give(two.ana, two.ben);
  CHECK(two.ben.logs.by_file() == 1);
  two.level();
  CHECK_FALSE(two.ben.logs.by_file());
}

TEST_CASE("a file that begins behind what is here is not taken, and a file back makes the next one fit") {
  Two two;
  two.ben.logs.keep_commits();
  Two::write(two.ana, Lane::notes, 3);
  Two::write(two.ana, Lane::commitments, 2);
  two.level();
  two.ben.logs.roll_back_to(0);
  CHECK(two.give(two.ana, two.ben).gap);  // nothing is in it, and not all of it is here
  Two::write(two.ana, Lane::notes, 1);
  const auto outcome = two.give(two.ana, two.ben);
  CHECK(outcome.gap);
  CHECK(outcome.received == 0);
  two.give(two.ben, two.ana);
  CHECK(two.ana.logs.delivered_size(Lane::notes) == 3);
  CHECK(two.give(two.ana, two.ben).received == 6);
  CHECK(Two::held(two.ben, Lane::notes) == 4);
}

TEST_CASE("a head that a cut session left above the entries is reached by the file after a file back") {
  Two two;
  Two::write(two.ana, Lane::notes, 700);
  {
    SeededRandom chance(1);
    Mischief cut;
    cut.cut_after = 250'000;
    call(two.ana, two.ben, two.clock, chance, cut);
  }
  const std::size_t before = Two::held(two.ben, Lane::notes);
  REQUIRE(before > 0);
  REQUIRE(before < 700);
  Two::write(two.ana, Lane::notes, 300);
  const auto first = two.give(two.ana, two.ben);
  if (first.gap) {
    two.give(two.ben, two.ana);
    CHECK_FALSE(two.give(two.ana, two.ben).gap);
  }
  CHECK(Two::held(two.ben, Lane::notes) == 1'000);
  CHECK(two.ben.logs.forks().empty());
}

TEST_CASE("two histories are kept as evidence and neither side is folded into the other") {
  Two two;
  two.ana.logs.keep_commits();
  Two::write(two.ana, Lane::notes, 3);
  const std::size_t three = two.ana.logs.commit_count() - 1;
  Two::write(two.ana, Lane::notes, 2, "lost");
  two.give(two.ana, two.ben);
  two.ana.logs.roll_back_to(three);
  Two::write(two.ana, Lane::notes, 4, "other");
  const auto outcome = two.give(two.ana, two.ben);
  CHECK(outcome.two_histories);
  CHECK(outcome.received == 0);
  CHECK(two.ben.logs.forks().size() == 1);
  CHECK(Two::held(two.ben, Lane::notes) == 5);
  // Its author learns it from the file that comes back, and writes no more.
  CHECK(two.give(two.ben, two.ana).lost_here);
  CHECK(two.ana.logs.read_only());
  CHECK(two.ana.logs.own_heads_shown().size() == 1);
}

TEST_CASE("a vault that was put back learns so from a file, and takes what its partner wrote") {
  Two two;
  two.ana.logs.keep_commits();
  Two::write(two.ana, Lane::notes, 3);
  two.level();
  Two::write(two.ben, Lane::notes, 1);
  two.ana.logs.roll_back_to(0);
  const auto outcome = two.give(two.ben, two.ana);
  CHECK(outcome.lost_here);
  CHECK(outcome.received == 1);
  CHECK(two.ana.logs.read_only());
  // It can still tell what it holds.
  const auto back = two.give(two.ana, two.ben);
  CHECK(back.older);
  CHECK(back.received == 0);
  CHECK(Two::held(two.ben, Lane::notes) == 3);
  two.level();
  CHECK(two.ana.logs.entries(Lane::notes, Author::me).size() == 3);
}

TEST_CASE("what was taken back does not come back out of an old file") {
  Two two;
  Two::write(two.ana, Lane::notes, 2);
  two.ana.logs.withhold_own(Lane::notes, 0, true);
  two.give(two.ana, two.ben);
  CHECK_FALSE(two.ben.logs.entries(Lane::notes, Author::partner)[0].payload.facts.has_value());
  CHECK_MESSAGE(Two::cosigned(two.ana, Lane::notes) == 0, "no head is acked while something is withheld without cause");
}

TEST_CASE("a new epoch comes by file") {
  Two two;
  Two::write(two.ana, Lane::notes, 2);
  two.give(two.ana, two.ben);
  two.ana.logs.start_epoch();
  REQUIRE(two.ana.logs.append_own(Lane::notes, "in the new one").ok());
  CHECK(two.give(two.ana, two.ben).received == 1);
  CHECK(two.ben.logs.entries(Lane::notes, Author::partner, 1).size() == 1);
}

TEST_CASE("a machine that dies while it reads a file goes on where it was") {
  for (std::uint64_t at = 1; at < 30; ++at) {
    for (const bool after : {false, true}) {
      Two two;
      Two::write(two.ana, Lane::notes, 300);
      Two::write(two.ana, Lane::commitments, 4);
      const Bytes file = two.file_of(two.ana);
      two.ben.store.die_at_change(at, after);
      const auto died = Two::read(two.ben, file);
      two.ben.store.live_on();
      const auto again = Two::read(two.ben, file);
      REQUIRE_MESSAGE(again.ok(), why(again));
      CHECK(Two::held(two.ben, Lane::notes) == 300);
      CHECK(Two::held(two.ben, Lane::commitments) == 4);
      if (died.ok()) return;
    }
  }
}

TEST_CASE("whatever a partner with the right keys seals, what is here stays how their log begins") {
  Two two;
  Two::write(two.ana, Lane::notes, 3);
  Two::write(two.ana, Lane::commitments, 3);
  Hello hello;
  const auto positions = two.ana.logs.publish_heads();
  REQUIRE(positions.ok());
  for (const auto& position : *positions) {
    hello.logs.push_back({position.ref.lane, 0, position.ref.by == Author::partner, position.size, position.head, 0});
  }
  const auto& written = two.ana.logs.entries(Lane::notes, Author::me);
  const auto head_of = [&](Lane lane) {
    for (const auto& log : hello.logs) {
      if (!log.yours && log.lane == lane) return *log.head;
    }
    return log::Head{};
  };
  const Chunk honest{Lane::notes, 0, 0, written, head_of(Lane::notes), {}, false};
  const auto tell = [&](const std::vector<Message>& messages) {
    SeededRandom random(5);
    return why(Two::read(two.ben, sealed(two.ana.pair(), random, messages)));
  };
  CHECK(tell({}) == "malformed: a file without HELLO");
  CHECK(tell({Message(honest)}) == "malformed: a message before HELLO");
  CHECK(tell({Message(hello), Message(hello)}) == "malformed: a second HELLO");
  CHECK(tell({Message(hello), Message(LevelMessage{})}) == "malformed: a message that belongs into a session");
  CHECK(tell({Message(hello), Message(WordsCommit{})}) == "malformed: a message that belongs into a session");
  Chunk other = honest;
  other.yours = true;
  CHECK(tell({Message(hello), Message(other)}) == "malformed: entries given back, in a file");
  other = honest;
  other.head = two.ana.make_head(Lane::notes, 3, Hash{1});
  CHECK(tell({Message(hello), Message(other)}) == "forged: another head than the one to be reached");
  other = honest;
  other.entries[1] = written[2];
  CHECK(tell({Message(hello), Message(other)}).starts_with("forged"));
  Hello lying = hello;
  for (auto& log : lying.logs) {
    if (!log.yours && log.lane == Lane::notes) log.head->authentication[0] ^= 1;
  }
  CHECK(tell({Message(lying), Message(honest)}).starts_with("forged"));
  CHECK(tell({Message(hello), Message(Cosign{Lane::notes, 0, {{"x", 1, Hash{}}, 0, Bytes(32, 1)}})}).starts_with("forged"));
  CHECK(Two::held(two.ben, Lane::notes) == 0);
  CHECK(tell({Message(hello), Message(honest)}) == "ok");
  CHECK(Two::held(two.ben, Lane::notes) == 3);
  CHECK(tell({Message(hello), Message(honest), Message(honest)}) == "ok");
}

TEST_CASE("entries that differ from those here are another history only when they are under the announced head") {
  Two two;
  Two::write(two.ana, Lane::notes, 3);
  two.give(two.ana, two.ben);
  Two::write(two.ana, Lane::notes, 1);
  const auto status_of = [&](Peer& who) {
    Hello hello;
    const auto positions = who.logs.publish_heads();
    REQUIRE(positions.ok());
    for (const auto& position : *positions) {
      if (position.ref.by == Author::me) hello.logs.push_back({position.ref.lane, 0, false, position.size, position.head, 0});
    }
    return hello;
  };
  const auto chunk_under = [&](const Hello& hello) {
    Chunk out{Lane::notes, 0, 0, two.ana.logs.entries(Lane::notes, Author::me), {}, {}, false};
    for (const auto& log : hello.logs) {
      if (log.lane == Lane::notes) out.head = *log.head;
    }
    return out;
  };
  const auto tell = [&](const Hello& hello, const Chunk& chunk) {
    SeededRandom random(5);
    return why(Two::read(two.ben, sealed(two.ana.pair(), random, {Message(hello), Message(chunk)})));
  };
  const Hello hello = status_of(two.ana);
  Chunk lying = chunk_under(hello);
  lying.entries[1] = lying.entries[2];
  CHECK(tell(hello, lying).starts_with("forged"));
  Hello before = hello;  // a head of what is held already
  for (auto& log : before.logs) {
    if (log.lane != Lane::notes) continue;
    log.size = 3;
    for (const auto& position : two.ben.logs.positions()) {
      if (position.ref == log::LogRef{Lane::notes, Author::partner, 0}) log.head = position.head;
    }
  }
  lying = chunk_under(before);
  lying.entries.resize(3);
  lying.entries[1] = lying.entries[2];
  CHECK(tell(before, lying) == "malformed: entries that are not under their head");
  CHECK(two.ben.logs.forks().empty());
  CHECK(tell(hello, chunk_under(hello)) == "ok");
  CHECK(Two::held(two.ben, Lane::notes) == 4);
}

TEST_CASE("safety_13 no address stands in a sealed file") {
  Two two;
  Two::write(two.ana, Lane::notes, 1);
  CHECK(Two::read(two.ben, two.file_of(two.ana)).ok());
  // Whoever reads one refuses it if one does.
  SeededRandom random(5);
  Hello with_address;
  with_address.addresses = {"192.168.1.20:7342"};
  CHECK(why(Two::read(two.ben, sealed(two.ana.pair(), random, {Message(with_address)}))) == "malformed: an address, in a file");
}
