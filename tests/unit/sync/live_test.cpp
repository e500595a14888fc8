// After the words, when both stay: one real machine against a partner who has all the right keys and says whatever it
// likes. What is new goes out, what comes is checked as before, and nothing that was refused is stored.
#include "unit/sync/talk.h"

#include "base/limits.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

namespace {

template <typename Kind>
std::vector<Kind> only(const std::vector<Message>& messages) {
  std::vector<Kind> out;
  for (const auto& message : messages) {
    if (const auto* found = std::get_if<Kind>(&message)) out.push_back(*found);
  }
  return out;
}

// Both hold three notes and two commitments of each other, the words are spoken, and I stay.
struct Live2 : Talk {
  explicit Live2(Delivery delivery = Delivery::at_once, bool live = true) {
    for (Peer* who : {&me, &partner}) {
      write(*who, Lane::notes, 3);
      write(*who, Lane::commitments, 2);
    }
    level();
    options.live = live;
    options.delivery = delivery;
    speak_words();
    hear();
    events();
  }
  void i_write(Lane lane, int count) {
    write(me, lane, count);
    exchange->entries_added();
  }
  // Entries [first, end) under a head of the partner's, true or not.
  Chunk part(Lane lane, std::uint64_t first, std::uint64_t end, const log::Head& head) {
    Chunk out = partners_chunk(lane, first);
    out.entries.resize(end - first);
    out.head = head;
    if (end < head.size()) out.proof = *partner.logs.consistency_proof({lane, Author::me, 0}, end, head.size());
    return out;
  }
  log::Head true_head(Lane lane, std::uint64_t size) {
    return partner.make_head(lane, size, *partner.logs.root_at({lane, Author::me, 0}, size));
  }
  // The partner's cosignature, or ack, of my log as it is at `size`.
  Cosign cosign_of(Lane lane, std::uint64_t size) {
    Cosign out{lane, 0, {}};
    auto& it = out.cosignature;
    it.checkpoint = me.make_head(lane, size, *me.logs.root_at({lane, Author::me, 0}, size)).checkpoint;
    if (lane == Lane::commitments) {
      it.time_seconds = 1'800'001'800;
      it.signature = to_bytes(partner.logs.pen().cosign(it.checkpoint, it.time_seconds));
    } else {
      it.signature = to_bytes(log::notes_ack_tag(partner.logs.notes_theirs(), it.checkpoint));
    }
    return out;
  }
};

// What a message is answered with; a refusal stores nothing and is final.
template <typename Make>
std::string answer(Make make) {
  Live2 talk;
  const Message message = make(talk);
  const std::string before = talk.me.state();
  const auto result = talk.tell(message);
  if (!result.ok()) {
    CHECK(talk.me.state() == before);
    CHECK(!talk.exchange->next_message(talk.clock.both()).ok());
  }
  return text_of_result(result);
}

}  // namespace

TEST_CASE("what is written while both stay goes out with its head, once, and is told delivered when it is stored there") {
  for (const Lane lane : log::kLanes) {
    Live2 talk;
    const std::uint64_t before = talk.me.logs.entries(lane, Author::me).size();
    CHECK(talk.hear().empty());
    talk.i_write(lane, 2);
    const auto chunks = only<Chunk>(talk.hear());
    REQUIRE(chunks.size() == 1);
    CHECK(chunks[0].first == before);
    CHECK(chunks[0].entries.size() == 2);
    CHECK(chunks[0].head.size() == before + 2);
    CHECK(talk.me.logs.left_size(lane) == before + 2);
    CHECK(talk.hear().empty());
    CHECK(talk.me.logs.delivered_size(lane) == before);
    REQUIRE(talk.tell(Stored{lane, 0, before + 2}).ok());
    CHECK(talk.me.logs.delivered_size(lane) == before + 2);
    CHECK(talk.events() == std::vector<SessionEvent>{Level{2}});
    CHECK(talk.exchange->outcome().sent == 2);
  }
}

TEST_CASE("with a tick, entries and answers wait for it, without news nothing is signed") {
  Live2 talk(Delivery::tick);
  talk.i_write(Lane::notes, 1);
  Talk::write(talk.partner, Lane::notes, 1);
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes, 3)).ok());
  CHECK(talk.hear().empty());
  CHECK(talk.me.logs.left_size(Lane::notes) == 3);
  talk.exchange->flush();
  const auto said = talk.hear();
  CHECK(only<Chunk>(said).size() == 1);
  CHECK(only<Stored>(said) == std::vector<Stored>{{Lane::notes, 0, 4}});
  const std::string before = talk.me.state();
  talk.exchange->flush();
  CHECK(talk.hear().empty());
  CHECK(talk.me.state() == before);
  Talk::write(talk.me, Lane::notes, 1);  // nobody told the exchange
  talk.exchange->flush();
  CHECK(only<Chunk>(talk.hear()).size() == 1);
}

TEST_CASE("another delivery takes effect with the next entries") {
  Live2 talk(Delivery::tick);
  talk.i_write(Lane::notes, 1);
  talk.exchange->set_delivery(Delivery::at_once);
  CHECK(only<Chunk>(talk.hear()).empty());
  talk.i_write(Lane::notes, 1);
  CHECK(only<Chunk>(talk.hear()).at(0).entries.size() == 2);
  talk.exchange->set_delivery(Delivery::tick);
  talk.i_write(Lane::notes, 1);
  CHECK(talk.hear().empty());
}

TEST_CASE("what comes is stored, and answered when all that was announced is there") {
  Live2 talk;
  Talk::write(talk.partner, Lane::notes, 5);
  const log::Head head = talk.partners_chunk(Lane::notes).head;
  REQUIRE(talk.tell(talk.part(Lane::notes, 3, 5, head)).ok());
  CHECK(talk.held(Lane::notes) == 5);
  CHECK(talk.hear().empty());
  CHECK(!talk.exchange->partner_may_end());
  REQUIRE(talk.tell(talk.part(Lane::notes, 5, 8, head)).ok());
  CHECK(talk.exchange->partner_may_end());
  CHECK(talk.events() == std::vector<SessionEvent>{Received{5}, Level{5}});
  CHECK(only<Stored>(talk.hear()) == std::vector<Stored>{{Lane::notes, 0, 8}});
  CHECK(talk.exchange->outcome().received == 5);
}

TEST_CASE("a newer head may take over once the announced one is reached, and not before") {
  for (const std::uint64_t end : {6U, 8U, 9U}) {
    Live2 talk;
    Talk::write(talk.partner, Lane::notes, 5);
    REQUIRE(talk.tell(talk.part(Lane::notes, 3, 5, talk.true_head(Lane::notes, 8))).ok());
    Talk::write(talk.partner, Lane::notes, 2);
    const auto result = talk.tell(talk.part(Lane::notes, 5, end, talk.true_head(Lane::notes, 10)));
    CHECK(text_of_result(result) == (end < 8 ? "forged: another head than the one to be reached" : "ok"));
    CHECK(talk.held(Lane::notes) == (end < 8 ? 5 : end));
  }
}

TEST_CASE("the real author goes on to the head it announced before it proves a newer one") {
  Live2 talk;
  talk.i_write(Lane::notes, 600);
  const auto first = *talk.exchange->next_message(talk.clock.both());
  const log::Head announced = std::get<Chunk>(*decode(*first)).head;
  CHECK(announced.size() == 603);
  talk.i_write(Lane::notes, 400);
  const auto chunks = only<Chunk>(talk.hear());
  REQUIRE(chunks.size() == 3);
  CHECK(chunks[0].head == announced);
  CHECK(chunks[1].head.size() == 1'003);
  CHECK(chunks[2].head.size() == 1'003);
}

TEST_CASE("entries that do not follow, were held before, or do not fit their head are refused") {
  CHECK(answer([](Live2& talk) {
          Talk::write(talk.partner, Lane::notes, 1);
          return talk.partners_chunk(Lane::notes, 3);
        }) == "ok");
  CHECK(answer([](Live2& talk) { return talk.partners_chunk(Lane::notes, 2); }) == "malformed: entries out of order");
  CHECK(answer([](Live2& talk) {
          Talk::write(talk.partner, Lane::notes, 2);
          return talk.partners_chunk(Lane::notes, 4);
        }) == "malformed: entries out of order");
  CHECK(answer([](Live2& talk) {
          Talk::write(talk.partner, Lane::notes, 1);
          Chunk chunk = talk.partners_chunk(Lane::notes, 3);
          chunk.entries[0].payload.words->bytes[9] ^= 1;
          return chunk;
        }).starts_with("forged"));
  CHECK(answer([](Live2& talk) {
          Talk::write(talk.partner, Lane::notes, 1);
          Chunk chunk = talk.partners_chunk(Lane::notes, 3);
          chunk.proof.push_back(Hash{});
          return chunk;
        }) == "forged: a Merkle proof that does not fit");
  CHECK(answer([](Live2& talk) {
          Talk::write(talk.partner, Lane::notes, 2);
          Chunk chunk = talk.partners_chunk(Lane::notes, 3);
          chunk.head = talk.true_head(Lane::notes, 4);  // announces less than it holds
          return chunk;
        }) == "malformed: a head smaller than its chunk");
  CHECK(answer([](Live2& talk) {
          Talk::write(talk.partner, Lane::notes, 1);
          Chunk chunk = talk.partners_chunk(Lane::notes, 3);
          chunk.epoch = 1;
          return chunk;
        }) == "forged: entries of a log without a certificate");
}

TEST_CASE("a head that is false, older, or of another log stores nothing") {
  const auto with_head = [](auto make) {
    return answer([make](Live2& talk) {
      Talk::write(talk.partner, Lane::notes, 1);
      Chunk chunk = talk.partners_chunk(Lane::notes, 3);
      chunk.head = make(talk, chunk.head);
      return chunk;
    });
  };
  using log::Head;
  CHECK(with_head([](Live2&, Head head) { ++head.authentication[0]; return head; }) ==
        "forged: a head that the partner did not make");
  CHECK(with_head([](Live2& talk, const Head&) { return talk.me.make_head(Lane::notes, 4, Hash{}); }) ==
        "forged: a head of another log");
  CHECK(with_head([](Live2& talk, const Head&) { return talk.partner.make_head(Lane::notes, 9, Hash{1}); }) ==
        "forged: a Merkle proof that does not fit");
  CHECK(with_head([](Live2& talk, const Head&) { return talk.true_head(Lane::notes, 2); }) ==
        "forged: a head that is not newer than the one held");
  CHECK(with_head([](Live2& talk, const Head&) { return talk.true_head(Lane::notes, 3); }) ==
        "malformed: a head smaller than its chunk");
}

TEST_CASE("a live second history is kept as evidence, and ends the session") {
  for (const Lane lane : log::kLanes) {
    for (const std::uint64_t size : {1U, 2U}) {
      Live2 talk;
      const std::uint64_t held = talk.held(lane);
      Talk::write(talk.partner, lane, 1);
      Chunk chunk = talk.partners_chunk(lane, held);
      chunk.head = talk.partner.make_head(lane, size == 2 ? held : size, Hash{1});
      CHECK(text_of_result(talk.tell(chunk)) == "refused: two histories of one log");
      REQUIRE(talk.me.logs.forks().size() == 1);
      CHECK(talk.me.logs.forks()[0].first.size() == held);
      CHECK(talk.me.logs.forks()[0].second == chunk.head);
      CHECK(talk.held(lane) == held);
    }
  }
}

TEST_CASE("a second history that passes an announced head is found out") {
  Live2 talk;
  talk.partner.logs.keep_commits();
  Talk::write(talk.partner, Lane::notes, 5);
  REQUIRE(talk.tell(talk.part(Lane::notes, 3, 5, talk.true_head(Lane::notes, 8))).ok());
  talk.partner.logs.roll_back_to(2);  // five are written, and then others
  REQUIRE(talk.partner.logs.entries(Lane::notes, Author::me).size() == 5);
  Talk::write(talk.partner, Lane::notes, 6);
  CHECK(text_of_result(talk.tell(talk.part(Lane::notes, 5, 11, talk.true_head(Lane::notes, 11)))).starts_with("refused"));
  REQUIRE(talk.me.logs.forks().size() == 1);
  CHECK(talk.me.logs.forks()[0].first.size() == 8);
  CHECK(talk.held(Lane::notes) == 5);
}

TEST_CASE("'stored' names no more than was sent, each time more, of a log that I have") {
  const auto told = [](auto make) { return answer([make](Live2& talk) { return make(talk); }); };
  CHECK(told([](Live2&) { return Stored{Lane::notes, 0, 4}; }) == "forged: more stored than was sent");
  CHECK(told([](Live2&) { return Stored{Lane::notes, 0, 3}; }) == "malformed: stored, and said before");
  CHECK(told([](Live2&) { return Stored{Lane::notes, 2, 3}; }) == "forged: a log of mine that I never had");
  CHECK(told([](Live2& talk) {
          talk.i_write(Lane::notes, 1);  // written, and not sent
          return Stored{Lane::notes, 0, 4};
        }) == "forged: more stored than was sent");
  CHECK(told([](Live2& talk) {
          talk.i_write(Lane::notes, 600);
          REQUIRE((*talk.exchange->next_message(talk.clock.both())).has_value());
          return Stored{Lane::notes, 0, 603};  // announced, and only 256 of them sent
        }) == "forged: more stored than was sent");
  CHECK(told([](Live2& talk) {
          talk.i_write(Lane::notes, 600);
          REQUIRE((*talk.exchange->next_message(talk.clock.both())).has_value());
          return Stored{Lane::notes, 0, 259};
        }) == "ok");
  Talk talk;
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  CHECK(text_of_result(talk.tell(Stored{Lane::notes, 0, 1})) == "malformed: stored, before the words");
}

TEST_CASE("cosignatures may come again and again, each of more, false ones are refused") {
  for (const Lane lane : log::kLanes) {
    Live2 talk;
    const std::uint64_t size = talk.me.logs.entries(lane, Author::me).size();
    for (std::uint64_t i = 1; i <= 3; ++i) {
      talk.i_write(lane, 1);
      talk.hear();
      CHECK(text_of_result(talk.tell(talk.cosign_of(lane, size + i))) == "ok");
    }
    for (const auto& position : talk.me.logs.positions()) {
      if (position.ref == log::LogRef{lane, Author::me, 0}) CHECK(position.cosignature->checkpoint.size == size + 3);
    }
    const std::string before = talk.me.state();
    CHECK(text_of_result(talk.tell(talk.cosign_of(lane, size + 3))) == "malformed: a cosignature out of turn");
    CHECK(talk.me.state() == before);

    CHECK(answer([lane](Live2& other) {
            other.i_write(lane, 1);  // not sent yet
            return other.cosign_of(lane, other.me.logs.entries(lane, Author::me).size());
          }) == "forged: a cosignature of what was not sent");
    CHECK(answer([lane](Live2& other) {
            Cosign out = other.cosign_of(lane, 2);
            ++out.cosignature.signature[0];
            return out;
          }).starts_with("forged"));
    CHECK(answer([lane](Live2& other) {
            Cosign out = other.cosign_of(lane, 2);
            out.epoch = 3;
            return out;
          }) == "forged: a cosignature of a log that I never had");
  }
}

TEST_CASE("I cosign what arrived: once a quarter hour, again at a later tick, and before END") {
  Live2 talk;
  const auto partner_writes = [&talk] {
    Talk::write(talk.partner, Lane::commitments, 1);
    REQUIRE(talk.tell(talk.partners_chunk(Lane::commitments, talk.held(Lane::commitments))).ok());
  };
  partner_writes();
  CHECK(only<Cosign>(talk.hear()).empty());  // the first round was in this quarter hour
  talk.clock.advance(std::chrono::minutes(15));
  CHECK(talk.hear().empty());
  talk.exchange->flush();
  const auto made = only<Cosign>(talk.hear());
  REQUIRE(made.size() == 1);
  CHECK(made[0].cosignature.checkpoint.size == 3);
  REQUIRE(talk.partner.logs.store_cosignature({Lane::commitments, Author::me, 0}, made[0].cosignature).ok());
  partner_writes();
  CHECK(only<Cosign>(talk.hear()).empty());
  talk.clock.advance(std::chrono::minutes(15));
  talk.exchange->end();
  CHECK(only<Cosign>(talk.hear()).size() == 1);
  CHECK(talk.exchange->done());
}

TEST_CASE("a note whose words are withheld is stored and answered, and not cosigned") {
  Live2 talk;
  Talk::write(talk.partner, Lane::notes, 1);
  talk.partner.logs.withhold_own(Lane::notes, 3, false);
  talk.clock.advance(std::chrono::minutes(15));
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes, 3)).ok());
  const auto said = talk.hear();
  CHECK(only<Stored>(said).size() == 1);
  CHECK(only<Cosign>(said).empty());
}

TEST_CASE("nothing of the first round comes again") {
  const std::string refused = "malformed: a message of the first round after the words";
  CHECK(answer([](Live2& talk) { return talk.partners_hello(); }) == refused);
  CHECK(answer([](Live2&) { return LevelMessage{}; }) == refused);
  CHECK(answer([](Live2&) { return WordsCommit{}; }) == refused);
  CHECK(answer([](Live2&) { return WordsReply{}; }) == refused);
  CHECK(answer([](Live2&) { return WordsOpen{}; }) == refused);
}

TEST_CASE("at the end I say what is written, finish what is announced, and begin nothing new") {
  Live2 talk(Delivery::tick);
  talk.i_write(Lane::notes, 600);
  talk.exchange->end();
  CHECK(!talk.exchange->done());
  std::uint64_t sent = 0;
  REQUIRE((*talk.exchange->next_message(talk.clock.both())).has_value());
  talk.i_write(Lane::commitments, 1);
  for (const auto& chunk : only<Chunk>(talk.hear())) {
    CHECK(chunk.lane == Lane::notes);
    sent += chunk.entries.size();
  }
  CHECK(sent == 600 - 256);
  CHECK(talk.exchange->done());
  CHECK(talk.me.logs.left_size(Lane::commitments) == 2);
}

TEST_CASE("after the partner's END I finish what I announced, answer what came, and send nothing new") {
  Live2 talk;
  talk.i_write(Lane::notes, 600);
  REQUIRE((*talk.exchange->next_message(talk.clock.both())).has_value());  // announces 603
  talk.i_write(Lane::notes, 200);
  talk.i_write(Lane::commitments, 5);
  Talk::write(talk.partner, Lane::notes, 1);
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes, 3)).ok());
  talk.exchange->partner_ended();
  const auto said = talk.hear();
  CHECK(only<Stored>(said).size() == 1);
  std::uint64_t end = 0;
  for (const auto& chunk : only<Chunk>(said)) {
    CHECK(chunk.lane == Lane::notes);
    CHECK(chunk.head.size() == 603);
    end = chunk.first + chunk.entries.size();
  }
  CHECK(end == 603);
  CHECK(talk.exchange->done());
}

TEST_CASE("who does not stay takes what a partner that stays had sent, and says nothing new") {
  Live2 talk(Delivery::at_once, false);
  CHECK(talk.exchange->done());
  Talk::write(talk.partner, Lane::notes, 2);
  CHECK(talk.exchange->partner_may_end());
  REQUIRE(talk.tell(talk.part(Lane::notes, 3, 4, talk.true_head(Lane::notes, 5))).ok());
  CHECK(!talk.exchange->partner_may_end());
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes, 4)).ok());
  CHECK(talk.exchange->partner_may_end());
  CHECK(talk.held(Lane::notes) == 5);
  talk.i_write(Lane::notes, 1);
  talk.exchange->flush();
  CHECK(only<Chunk>(talk.hear()).empty());
}

TEST_CASE("the first round tells its events in order, addresses only when there are some") {
  Talk talk;
  talk.options.live = true;
  Talk::write(talk.partner, Lane::notes, 2);
  Hello hello = talk.partners_hello();
  hello.addresses = {"192.168.1.20:7342", "[fe80::1]:7342"};
  REQUIRE(talk.tell(hello).ok());
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes)).ok());
  talk.hear();
  REQUIRE(talk.tell(LevelMessage{}).ok());
  REQUIRE(talk.tell(WordsCommit{noise::words_commitment(noise::Role::initiator, kSomeHandshake, Hash{1})}).ok());
  talk.hear();
  REQUIRE(talk.tell(WordsOpen{Hash{1}}).ok());
  CHECK(talk.events() == std::vector<SessionEvent>{AddressesLearned{hello.addresses}, Received{2}, Level{2},
                                                   WordsSpoken{*talk.exchange->outcome().words}});
}

TEST_CASE("my HELLO says where I listen") {
  Talk talk;
  talk.options.addresses = {"home.example:7342"};
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  CHECK(only<Hello>(talk.hear()).at(0).addresses == talk.options.addresses);
  CHECK(talk.events().empty());
}

TEST_CASE("both hold the same again only when nothing waits on either side") {
  Live2 talk;
  talk.i_write(Lane::notes, 1);
  talk.i_write(Lane::commitments, 1);
  talk.hear();
  REQUIRE(talk.tell(Stored{Lane::notes, 0, 4}).ok());
  CHECK(talk.events().empty());
  Talk::write(talk.partner, Lane::notes, 1);
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes, 3)).ok());
  CHECK(talk.events() == std::vector<SessionEvent>{Received{1}});
  REQUIRE(talk.tell(Stored{Lane::commitments, 0, 3}).ok());
  CHECK(talk.events() == std::vector<SessionEvent>{Level{3}});
  talk.i_write(Lane::notes, 1);
  talk.hear();
  REQUIRE(talk.tell(Stored{Lane::notes, 0, 5}).ok());
  CHECK(talk.events() == std::vector<SessionEvent>{Level{1}});
}
