// Logs that are not what they were: two histories by one author, a restored partner, a head held above its entries,
// and words that mean what they say.
#include "unit/sync/talk.h"

#include "base/limits.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

namespace {

// The partner wrote `count` notes, and the link was cut when the first `arrived` had come: I hold a head above them.
struct Cut : Talk {
  Cut(int count, std::uint64_t arrived) {
    partner.logs.keep_commits();
    write(partner, Lane::notes, count);
    REQUIRE(tell(partners_hello()).ok());
    hear();
    REQUIRE(tell(part(0, arrived)).ok());
    exchange.reset();
  }
  Chunk part(std::uint64_t first, std::uint64_t end) { return part(first, end, partners_chunk(Lane::notes).head); }
  Chunk part(std::uint64_t first, std::uint64_t end, const log::Head& head) {
    Chunk out = partners_chunk(Lane::notes, first);
    out.entries.resize(end - first);
    out.head = head;
    if (end < head.size()) out.proof = *partner.logs.consistency_proof({Lane::notes, Author::me, 0}, end, head.size());
    return out;
  }
  log::Head held_head() {
    for (const auto& position : me.logs.positions()) {
      if (position.ref == log::LogRef{Lane::notes, Author::partner, 0}) return *position.head;
    }
    return {};
  }
};

struct Both {
  std::unique_ptr<Exchange> dialer;
  std::unique_ptr<Exchange> listener;
};

// Carries messages of two real machines until neither says more.
Result<void> converse(Talk& talk, Both& both, const std::function<void()>& in_between = {}) {
  if (!both.dialer) {
    both.dialer = std::make_unique<Exchange>(talk.me.pair(), talk.me.store, talk.me.random, noise::Role::initiator, kSomeHandshake);
    both.listener = std::make_unique<Exchange>(talk.partner.pair(), talk.partner.store, talk.partner.random,
                                               noise::Role::responder, kSomeHandshake);
  }
  for (bool moved = true; moved;) {
    moved = false;
    for (auto [from, to] : {std::pair(both.dialer.get(), both.listener.get()), std::pair(both.listener.get(), both.dialer.get())}) {
      AVOW_TRY(const auto message, from->next_message(talk.clock.both()));
      if (!message) continue;
      moved = true;
      AVOW_CHECK(to->receive(*message, talk.clock.both()));
      if (in_between) in_between();
    }
  }
  return {};
}

}  // namespace

TEST_CASE("two authentic heads of one size that differ are kept as evidence, and the log is set aside") {
  for (const Lane lane : log::kLanes) {
    for (const std::uint64_t size : {3U, 2U}) {
      Talk talk;
      Talk::write(talk.partner, lane, 3);
      talk.level();
      Hello hello = talk.partners_hello();
      LogStatus& log = Talk::status(hello, lane, false);
      log.size = size;
      log.head = talk.partner.make_head(lane, size, Hash{1});
      REQUIRE(talk.tell(hello).ok());
      REQUIRE(talk.me.logs.forks().size() == 1);
      CHECK(talk.me.logs.forks()[0].first.size() == 3);
      CHECK(talk.me.logs.forks()[0].second == *log.head);
      CHECK(talk.held(lane) == 3);
      talk.hear();
      REQUIRE(talk.tell(LevelMessage{}).ok());
      CHECK(text_of_result(talk.tell(WordsCommit{})) == "malformed: words out of turn");  // no words over such logs
      CHECK(!talk.exchange->outcome().level);
      talk.exchange.reset();
      REQUIRE(talk.tell(hello).ok());
      CHECK(text_of_result(talk.tell(talk.partners_chunk(lane))) == "malformed: entries that were not announced");
    }
  }
}

TEST_CASE("a partner that is behind its own log changes nothing here and gets no words") {
  Talk talk;
  Talk::write(talk.partner, Lane::notes, 2);
  const Hello before = talk.partners_hello();
  Talk::write(talk.partner, Lane::notes, 2);
  talk.level();
  const std::string state = talk.me.state();
  REQUIRE(talk.tell(before).ok());
  CHECK(talk.me.state() == state);
  for (const auto& message : talk.hear()) CHECK(!std::holds_alternative<Cosign>(message));
  CHECK(talk.me.logs.forks().empty());
  REQUIRE(talk.tell(LevelMessage{}).ok());
  CHECK(talk.exchange->partner_may_end());
  CHECK(!talk.exchange->outcome().level);
}

TEST_CASE("a partner that hides its log gets it back, or no words") {
  for (const bool named : {false, true}) {
    Talk talk(noise::Role::initiator);
    Talk::write(talk.partner, Lane::commitments, 2);
    talk.level();
    Hello hello = talk.partners_hello();
    if (named) {
      Talk::status(hello, Lane::commitments, false) = {Lane::commitments, 0, false, 0, std::nullopt, 0};
    } else {
      std::erase_if(hello.logs, [](const LogStatus& log) { return !log.yours; });
    }
    talk.hear();
    REQUIRE(talk.tell(hello).ok());
    // One that says that it has none may have lost it: it is given back.
    std::size_t given = 0;
    for (const auto& message : talk.hear()) {
      const auto* chunk = std::get_if<Chunk>(&message);
      if (chunk != nullptr && chunk->yours) given += chunk->entries.size();
    }
    CHECK(given == (named ? 2 : 0));
    REQUIRE(talk.tell(LevelMessage{}).ok());
    CHECK(talk.hear().empty() == !named);
    CHECK(talk.exchange->done() == !named);
    CHECK(!talk.exchange->outcome().level);
    CHECK(talk.held(Lane::commitments) == 2);
  }
}

TEST_CASE("a sync that was cut between chunks goes on where it stopped, although the log has grown") {
  Cut cut(10, 4);
  const log::Head held = cut.held_head();
  CHECK(held.size() == 10);
  Talk::write(cut.partner, Lane::notes, 5);
  const auto begin_again = [&cut] {
    cut.exchange.reset();
    REQUIRE(cut.tell(cut.partners_hello()).ok());
    cut.hear();
  };
  // Up to the head that I hold, chunks are proven to it: no new head may make me forget it.
  begin_again();
  CHECK(text_of_result(cut.tell(cut.part(4, 7))) == "forged: another head than the one to be reached");
  begin_again();
  CHECK(text_of_result(cut.tell(cut.part(4, 15, held))) == "forged: another head than the one to be reached");
  begin_again();
  REQUIRE(cut.tell(cut.part(4, 7, held)).ok());
  CHECK(cut.held_head() == held);
  REQUIRE(cut.tell(cut.part(7, 15)).ok());
  CHECK(cut.held_head().size() == 15);
  CHECK(cut.held(Lane::notes) == 15);
}

TEST_CASE("a real author proves what it sends to the head that the partner holds") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 600);
  Hello hello = talk.partners_hello();
  REQUIRE(talk.tell(hello).ok());
  std::vector<Message> said = talk.hear();
  talk.exchange.reset();
  REQUIRE(std::get<Chunk>(said.at(1)).entries.size() == 256);
  const log::Head old_head = std::get<Chunk>(said.at(1)).head;
  Talk::write(talk.me, Lane::notes, 100);
  Talk::status(hello, Lane::notes, true).size = 256;
  Talk::status(hello, Lane::notes, true).head = old_head;
  REQUIRE(talk.tell(hello).ok());
  said = talk.hear();
  CHECK(std::get<Chunk>(said.at(1)).head == old_head);
  CHECK(std::get<Chunk>(said.at(2)).head.size() == 700);
  CHECK(std::holds_alternative<LevelMessage>(said.at(3)));
  CHECK(std::get<Chunk>(said.at(2)).first == 512);
}

TEST_CASE("a second history that passes a head held above its entries is found out, and kept as evidence") {
  Cut cut(10, 4);
  const log::Head held = cut.held_head();
  cut.partner.logs.roll_back_to(6);  // six notes written, four of them are here
  Talk::write(cut.partner, Lane::notes, 6);
  REQUIRE(cut.tell(cut.partners_hello()).ok());
  cut.hear();
  CHECK(text_of_result(cut.tell(cut.part(4, 12))).starts_with("refused"));
  REQUIRE(cut.me.logs.forks().size() == 1);
  CHECK(cut.me.logs.forks()[0].first == held);
  CHECK(cut.me.logs.forks()[0].second.size() == 12);
  CHECK(cut.held(Lane::notes) == 4);
}

TEST_CASE("a head below one that is held above its entries is a restored partner, not news") {
  for (const std::size_t size : {std::size_t{4}, std::size_t{6}}) {
    Cut cut(10, 4);
    const log::Head held = cut.held_head();
    cut.partner.logs.roll_back_to(size);
    const std::string before = cut.me.state();
    REQUIRE(cut.tell(cut.partners_hello()).ok());
    CHECK(cut.me.state() == before);
    CHECK(cut.held_head() == held);
    cut.hear();
    if (size == 6) CHECK(text_of_result(cut.tell(cut.part(4, 6))) == "malformed: entries that were not announced");
    CHECK(cut.held(Lane::notes) == 4);
  }
}

TEST_CASE("two heads of one size above the entries that are held are two histories too") {
  Cut cut(10, 4);
  Hello hello = cut.partners_hello();
  Talk::status(hello, Lane::notes, false).head = cut.partner.make_head(Lane::notes, 10, Hash{3});
  REQUIRE(cut.tell(hello).ok());
  CHECK(cut.me.logs.forks().size() == 1);
}

TEST_CASE("both sides have the same words, and other words for another handshake or another history") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 2);
  Talk::write(talk.partner, Lane::commitments, 2);
  Both both;
  REQUIRE(converse(talk, both).ok());
  REQUIRE((both.dialer->done() && both.listener->done()));
  CHECK((both.dialer->outcome().level && both.listener->outcome().level));
  REQUIRE(both.dialer->outcome().words.has_value());
  CHECK(both.dialer->outcome().words == both.listener->outcome().words);
  Both again;
  REQUIRE(converse(talk, again).ok());
  CHECK(again.dialer->outcome().words == again.listener->outcome().words);
  CHECK(again.dialer->outcome().words != both.dialer->outcome().words);

  // Somebody in between has one handshake with each: level, and the words differ at the first check.
  Both relayed;
  noise::Hash64 other = kSomeHandshake;
  other[0] ^= 1;
  relayed.dialer = std::make_unique<Exchange>(talk.me.pair(), talk.me.store, talk.me.random, noise::Role::initiator, kSomeHandshake);
  relayed.listener = std::make_unique<Exchange>(talk.partner.pair(), talk.partner.store, talk.partner.random,
                                                noise::Role::responder, other);
  CHECK(text_of_result(converse(talk, relayed)) == "forged: words that were not committed to");
}

TEST_CASE("what is written during a sync waits for the next one and does not make the words differ") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 300);
  Talk::write(talk.partner, Lane::notes, 300);
  Both both;
  REQUIRE(converse(talk, both, [&talk] {
            Talk::write(talk.me, Lane::notes, 1);
            Talk::write(talk.partner, Lane::commitments, 1);
          }).ok());
  REQUIRE((both.dialer->outcome().words.has_value() && both.listener->outcome().words.has_value()));
  CHECK(both.dialer->outcome().words == both.listener->outcome().words);
  CHECK(both.dialer->outcome().level);
  CHECK(talk.me.logs.delivered_size(Lane::notes) < talk.me.logs.entries(Lane::notes, Author::me).size());
  talk.level();
  CHECK(talk.me.logs.delivered_size(Lane::notes) == talk.me.logs.entries(Lane::notes, Author::me).size());
}

TEST_CASE("long words go in chunks that stop at their bytes, not at 256 entries") {
  Talk talk;
  for (int i = 0; i < 40; ++i) REQUIRE(talk.me.logs.append_own(Lane::notes, std::string(60'000, 'w')).ok());
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  std::size_t entries = 0;
  std::size_t chunks = 0;
  for (const auto& message : talk.hear()) {
    const auto* chunk = std::get_if<Chunk>(&message);
    if (chunk == nullptr) continue;
    CHECK(chunk->first == entries);
    entries += chunk->entries.size();
    ++chunks;
  }
  CHECK(entries == 40);
  CHECK(chunks == 3);
}

TEST_CASE("what a cut sync left with its holder goes back whole, over several chunks, and the author goes on from there") {
  Cut cut(900, 200);
  for (const std::uint64_t end : {400U, 640U}) {
    cut.exchange.reset();
    REQUIRE(cut.tell(cut.partners_hello()).ok());
    cut.hear();
    REQUIRE(cut.tell(cut.part(cut.held(Lane::notes), end)).ok());
  }
  cut.partner.logs.roll_back_to(50);  // of commits: fewer entries than I hold
  REQUIRE(cut.partner.logs.entries(Lane::notes, Author::me).size() < 60);
  Both both;
  REQUIRE(converse(cut, both).ok());
  CHECK(cut.partner.logs.entries(Lane::notes, Author::me).size() == 640);
  CHECK(cut.partner.logs.read_only());
  CHECK_FALSE(both.dialer->outcome().level);
  const log::Head held = cut.held_head();
  CHECK(held.size() == 900);
}

TEST_CASE("a log that is said to be lost while its entries arrive is refused: nothing crashes, nothing is made up") {
  Talk talk;
  Talk::write(talk.partner, Lane::notes, 3);
  talk.level();
  Talk::write(talk.partner, Lane::notes, 2);
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  talk.hear();
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes, 3)).ok());
  CHECK(text_of_result(talk.tell(Lost{Lane::notes, 0, 0})) == "malformed: a log that is not lost");
  CHECK(talk.me.logs.forks().empty());

  Talk level;
  Talk::write(level.partner, Lane::notes, 3);
  level.level();
  REQUIRE(level.tell(level.partners_hello()).ok());
  CHECK(text_of_result(level.tell(Lost{Lane::notes, 0, 0})) == "malformed: a log that is not lost");
  CHECK(level.me.logs.forks().empty());
}

TEST_CASE("an author whose other branch ends below a head that a cut sync left: both go on talking, sync after sync") {
  Cut cut(20, 8);
  const log::Head above = cut.held_head();
  REQUIRE(above.size() == 20);
  // Back to nothing, and another branch of fifteen that was published.
  cut.partner.logs.roll_back_to(0);
  Talk::write(cut.partner, Lane::notes, 15);
  REQUIRE(cut.partner.logs.publish_heads().ok());
  for (int round = 0; round < 3; ++round) {
    Both both;
    CHECK(text_of_result(converse(cut, both)) == "ok");
  }
  CHECK(cut.partner.logs.read_only());
  CHECK(cut.held(Lane::notes) == 8);
  cut.partner.logs.start_epoch();
  Talk::write(cut.partner, Lane::notes, 2);
  Both both;
  CHECK(text_of_result(converse(cut, both)) == "ok");
  CHECK(cut.me.logs.entries(Lane::notes, Author::partner, 1).size() == 2);
}
