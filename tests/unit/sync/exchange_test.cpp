// One side of a sync against a partner who has all the right keys and says whatever it likes: order, sizes,
// heads, cosignatures, words.
#include "unit/sync/talk.h"

#include "base/limits.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

namespace {

// I hold 3 of the partner's notes, and the partner has written 2 more.
void write_some(Talk& talk) {
  Talk::write(talk.partner, Lane::notes, 3);
  Talk::write(talk.me, Lane::commitments, 2);
  talk.level();
  Talk::write(talk.partner, Lane::notes, 2);
}

bool says_words(const std::vector<Message>& messages) {
  return std::any_of(messages.begin(), messages.end(), [](const Message& message) {
    return std::holds_alternative<WordsCommit>(message) || std::holds_alternative<WordsReply>(message);
  });
}

template <typename Kind>
std::vector<Kind> only(const std::vector<Message>& messages) {
  std::vector<Kind> out;
  for (const auto& message : messages) {
    if (const auto* found = std::get_if<Kind>(&message)) out.push_back(*found);
  }
  return out;
}

}  // namespace

TEST_CASE("the responder says and publishes nothing before the initiator's HELLO") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 1);
  CHECK(talk.hear().empty());
  CHECK(talk.me.logs.left_size(Lane::notes) == 0);
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  CHECK(only<Hello>(talk.hear()).size() == 1);
  CHECK(talk.me.logs.left_size(Lane::notes) == 1);
}

TEST_CASE("nothing comes before HELLO, and HELLO comes once") {
  const Message messages[] = {Message(LevelMessage{}), Message(WordsCommit{}), Message(WordsReply{}), Message(WordsOpen{})};
  for (const auto& message : messages) {
    Talk talk;
    CHECK(text_of_result(talk.tell(message)) == "malformed: a message before HELLO");
  }
  Talk talk;
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  CHECK(text_of_result(talk.tell(talk.partners_hello())) == "malformed: a second HELLO");
}

TEST_CASE("entries come as announced: in order, each once, none after LEVEL, none that were not announced") {
  const auto answer = [](auto change) {
    Talk talk;
    write_some(talk);
    REQUIRE(talk.tell(talk.partners_hello()).ok());
    talk.hear();
    Chunk chunk = talk.partners_chunk(Lane::notes, 3);
    change(talk, chunk);
    const std::string before = talk.me.state();
    const auto result = talk.tell(chunk);
    CHECK((result.ok() || talk.me.state() == before));
    return text_of_result(result);
  };
  CHECK(answer([](Talk&, Chunk&) {}) == "ok");
  CHECK(answer([](Talk&, Chunk& chunk) { chunk.first = 4; }) == "malformed: entries out of order");
  CHECK(answer([](Talk& talk, Chunk& chunk) { chunk = talk.partners_chunk(Lane::notes, 0); }) ==
        "malformed: entries out of order");
  CHECK(answer([](Talk&, Chunk& chunk) { chunk.epoch = 1; }) == "malformed: entries that were not announced");
  CHECK(answer([](Talk& talk, Chunk& chunk) {
          Talk::write(talk.partner, Lane::commitments, 1);
          chunk = talk.partners_chunk(Lane::commitments);
        }) == "malformed: entries that were not announced");
  CHECK(answer([](Talk& talk, Chunk& chunk) { REQUIRE(talk.tell(chunk).ok()); }) ==
        "malformed: entries that were not announced");
  CHECK(answer([](Talk& talk, Chunk& chunk) {
          REQUIRE(talk.tell(chunk).ok());
          REQUIRE(talk.tell(LevelMessage{}).ok());
        }) == "malformed: entries after LEVEL");
  CHECK(answer([](Talk& talk, Chunk& chunk) {
          Talk::write(talk.partner, Lane::notes, 1);
          chunk = talk.partners_chunk(Lane::notes, 3);
        }) == "malformed: more entries than announced");
  CHECK(answer([](Talk& talk, Chunk& chunk) {
          Talk::write(talk.partner, Lane::notes, 1);
          chunk.head = talk.partners_chunk(Lane::notes).head;
        }) == "forged: another head than the one to be reached");
  CHECK(answer([](Talk&, Chunk& chunk) { chunk.entries.pop_back(); }) == "forged: a Merkle proof that does not fit");
  CHECK(answer([](Talk&, Chunk& chunk) { chunk.proof.push_back(Hash{}); }) == "forged: a Merkle proof that does not fit");
  CHECK(answer([](Talk&, Chunk& chunk) { chunk.entries[0].payload.words->bytes[9] ^= 1; }).starts_with("forged"));
  CHECK(answer([](Talk&, Chunk& chunk) { chunk.entries[0].header[100] ^= 1; }) != "ok");
}

TEST_CASE("a false head stores nothing") {
  const auto answer = [](Lane lane, auto change) {
    Talk talk;
    Talk::write(talk.partner, lane, 2);
    Hello hello = talk.partners_hello();
    change(talk, Talk::status(hello, lane, false));
    const std::string before = talk.me.state();
    const auto result = talk.tell(hello);
    CHECK(talk.me.state() == before);
    CHECK(talk.held(lane) == 0);
    return text_of_result(result);
  };
  for (const Lane lane : log::kLanes) {
    CHECK(answer(lane, [](Talk&, LogStatus& log) { log.head->authentication[0] ^= 1; }) ==
          "forged: a head that the partner did not make");
    CHECK(answer(lane, [](Talk&, LogStatus& log) { log.head->checkpoint.root[0] ^= 1; }) ==
          "forged: a head that the partner did not make");
    CHECK(answer(lane, [](Talk&, LogStatus& log) { log.size = log.head->checkpoint.size = 3; }) ==
          "forged: a head that the partner did not make");
    CHECK(answer(lane, [&](Talk& talk, LogStatus& log) { log.head = talk.me.make_head(lane, 2, Hash{}); }) ==
          "forged: a head of another log");
    CHECK(answer(lane, [](Talk&, LogStatus& log) { log.size = 3; }) ==
          "malformed: a head of another size than its log");
    CHECK(answer(lane, [](Talk&, LogStatus& log) { log.epoch = 1; }) ==
          "malformed: a certificate where none belongs, or none where one does");
  }
  // A notes head under the right key and of the wrong lane's log.
  CHECK(answer(Lane::notes, [](Talk& talk, LogStatus& log) {
          log.head->checkpoint.origin = talk.partner.make_head(Lane::commitments, 2, Hash{}).checkpoint.origin;
        }) == "forged: a head of another log");
}

TEST_CASE("notes that I did not write are refused, and promises too") {
  const auto answer = [](Lane lane, auto change) {
    Talk talk;
    Talk::write(talk.me, lane, 2);
    talk.level();
    Hello hello = talk.partners_hello();
    change(talk, Talk::status(hello, lane, true));
    const std::string before = talk.me.state();
    const auto result = talk.tell(hello);
    CHECK(talk.me.state() == before);
    return text_of_result(result);
  };
  // The partner holds the notes key and can make a head tag, but no author tag of mine.
  CHECK(answer(Lane::notes, [](Talk& talk, LogStatus& log) {
          log::Head& head = *log.head;
          head.checkpoint.size = log.size = 9;
          head.authentication = to_bytes(log::notes_head_tag(talk.partner.logs.notes_theirs(), head.checkpoint));
        }) == "forged: a history that I did not write");
  CHECK(answer(Lane::notes, [](Talk&, LogStatus& log) { (*log.head->author_tag)[0] ^= 1; }) ==
        "forged: a history that I did not write");
  CHECK(answer(Lane::commitments, [](Talk&, LogStatus& log) { log.head->checkpoint.size = log.size = 9; }) ==
        "forged: a history that I did not write");
  CHECK(answer(Lane::commitments, [](Talk& talk, LogStatus& log) {
          log.head->authentication = to_bytes(talk.partner.logs.pen().sign_head(log.head->checkpoint));
        }) == "forged: a history that I did not write");
  CHECK(answer(Lane::notes, [](Talk&, LogStatus& log) { log.size = 3; }) ==
        "malformed: more entries than the head covers");
  CHECK(answer(Lane::notes, [](Talk&, LogStatus& log) { log.epoch = 4; }).starts_with("malformed"));
}

TEST_CASE("my own authenticated history beyond what I hold makes the vault read-only") {
  for (const Lane lane : log::kLanes) {
    for (const std::uint64_t size : {2U, 3U}) {
      Talk talk;
      Talk::write(talk.me, lane, 2);
      talk.level();
      Hello hello = talk.partners_hello();
      Talk::status(hello, lane, true).head = talk.me.make_head(lane, size, Hash{1});  // truly mine, and lost
      CHECK(text_of_result(talk.tell(hello)) == "ok");
      CHECK(talk.me.logs.read_only());
      CHECK(talk.me.logs.own_heads_shown().size() == 1);
      for (const auto& message : talk.hear()) CHECK(!std::holds_alternative<Chunk>(message));
      // A partner that does not give it back is not waited for, and nobody has words over it.
      CHECK(text_of_result(talk.tell(LevelMessage{})) == "ok");
      CHECK(!talk.me.logs.is_level());
    }
  }
}

TEST_CASE("a read-only vault publishes no head, and takes what the partner writes") {
  for (const auto role : {noise::Role::initiator, noise::Role::responder}) {
    Talk talk(role);
    Talk::write(talk.me, Lane::notes, 1);
    Talk::write(talk.partner, Lane::notes, 1);
    REQUIRE(talk.me.logs.found_own_history_ahead({Lane::notes, Author::me, 0}, talk.me.make_head(Lane::notes, 9, {})).ok());
    if (role == noise::Role::initiator) talk.hear();
    REQUIRE(talk.tell(talk.partners_hello()).ok());
    talk.hear();
    REQUIRE(talk.tell(talk.partners_chunk(Lane::notes)).ok());
    for (const auto& message : talk.hear()) CHECK(!std::holds_alternative<Cosign>(message));
    CHECK(talk.me.logs.left_size(Lane::notes) == 0);
    CHECK(talk.held(Lane::notes) == 1);
  }
}

TEST_CASE("a history that I did not write is kept, and changes nothing") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 2);
  talk.level();
  Hello hello = talk.partners_hello();
  LogStatus& log = Talk::status(hello, Lane::notes, true);
  log.size = 3;
  log.head = talk.me.make_head(Lane::notes, 3, Hash{1});
  log.head->author_tag = Hash{5};
  CHECK(text_of_result(talk.tell(hello)).starts_with("forged"));
  CHECK(talk.me.logs.unwritten().size() == 1);
  CHECK_FALSE(talk.me.logs.read_only());
}

TEST_CASE("entries given back are taken only when they were lost, up to the head that I made, and none is changed") {
  Talk talk;
  talk.me.logs.keep_commits();
  Talk::write(talk.me, Lane::notes, 2);
  const std::size_t old = talk.me.logs.commit_count() - 1;
  Talk::write(talk.me, Lane::notes, 3);
  talk.level();
  const Hello hello = talk.partners_hello();
  Chunk chunk;
  chunk.lane = Lane::notes;
  chunk.yours = true;
  chunk.entries = talk.me.logs.entries(Lane::notes, Author::me);
  for (const auto& position : talk.partner.logs.positions()) {
    if (position.ref == log::LogRef{Lane::notes, Author::partner, 0}) chunk.head = *position.head;
  }
  REQUIRE(talk.tell(hello).ok());
  CHECK(text_of_result(talk.tell(chunk)) == "malformed: entries that nobody lost");
  const auto told = [&](const Chunk& given) {
    talk.me.logs.roll_back_to(old);
    talk.exchange.reset();
    REQUIRE(talk.tell(hello).ok());
    talk.hear();
    return text_of_result(talk.tell(given));
  };
  Chunk other_head = chunk;
  other_head.head.checkpoint.root = Hash{1};
  CHECK(told(other_head) == "forged: another head than the one to be reached");
  Chunk changed = chunk;
  changed.entries[4].header[80] ^= 1;
  CHECK(told(changed) != "ok");
  CHECK(talk.me.logs.entries(Lane::notes, Author::me).size() == 2);
  CHECK(told(chunk) == "ok");
  CHECK(talk.me.logs.entries(Lane::notes, Author::me).size() == 5);
  CHECK(talk.me.logs.branch().empty());
}

TEST_CASE("a new epoch is learned by its certificate, and by nothing else") {
  Talk talk;
  Talk::write(talk.partner, Lane::notes, 2);
  talk.level();
  talk.partner.logs.start_epoch();
  Talk::write(talk.partner, Lane::notes, 1);
  talk.level();
  CHECK(talk.me.logs.entries(Lane::notes, Author::partner, 1).size() == 1);
  CHECK(talk.held(Lane::notes) == 2);
  Hello hello;
  for (const auto& position : talk.partner.logs.positions()) {
    if (position.ref != log::LogRef{Lane::notes, Author::me, 1}) continue;
    hello.logs.push_back({Lane::notes, 2, false, 0, std::nullopt, 0, *log::decode_certificate(position.certificate)});
  }
  REQUIRE(hello.logs.size() == 1);
  hello.logs.front().certificate->keys.epoch = 2;
  talk.exchange.reset();
  CHECK(text_of_result(talk.tell(hello)).starts_with("forged"));
}

TEST_CASE("a partner who announces more than it sends cannot end the sync, what came stays, and is authentic") {
  Talk talk;
  Talk::write(talk.partner, Lane::notes, 4);
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  talk.hear();
  Chunk chunk = talk.partners_chunk(Lane::notes);
  chunk.entries.resize(3);
  chunk.proof = *talk.partner.logs.consistency_proof({Lane::notes, Author::me, 0}, 3, 4);
  REQUIRE(talk.tell(chunk).ok());
  CHECK(talk.held(Lane::notes) == 3);
  CHECK(text_of_result(talk.tell(LevelMessage{})) == "malformed: LEVEL before all was sent");
  CHECK(!talk.exchange->partner_may_end());
}

TEST_CASE("an error is final") {
  Talk talk;
  CHECK(!talk.tell(LevelMessage{}).ok());
  CHECK(text_of_result(talk.tell(talk.partners_hello())).starts_with("closed"));
  CHECK(!talk.exchange->next_message(talk.clock.both()).ok());
}

TEST_CASE("LEVEL before I have sent all is out of turn, and tells nobody that anything was delivered") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 2);
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  CHECK(text_of_result(talk.tell(LevelMessage{})) == "malformed: LEVEL before all was sent");
  CHECK(talk.me.logs.delivered_size(Lane::notes) == 0);
  talk.exchange.reset();
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  REQUIRE(only<Chunk>(talk.hear()).size() == 1);
  CHECK(talk.tell(LevelMessage{}).ok());
  CHECK(talk.me.logs.delivered_size(Lane::notes) == 2);
  CHECK(text_of_result(talk.tell(LevelMessage{})) == "malformed: LEVEL before all was sent");
}

TEST_CASE("what a HELLO does not name is not held: it is sent again and not taken for delivered") {
  Talk talk;
  Talk::write(talk.me, Lane::notes, 2);
  talk.level();
  Hello hello = talk.partners_hello();
  std::erase_if(hello.logs, [](const LogStatus& log) { return log.yours; });
  REQUIRE(talk.tell(hello).ok());
  const auto chunks = only<Chunk>(talk.hear());
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].entries.size() == 2);
}

TEST_CASE("false cosignatures are refused, true ones kept once each sync and never after LEVEL") {
  const auto answer = [](Lane lane, auto change) {
    Talk talk;
    Talk::write(talk.me, lane, 2);
    REQUIRE(talk.tell(talk.partners_hello()).ok());
    talk.hear();
    log::Cosignature cosignature;
    for (const auto& position : talk.me.logs.positions()) {
      if (position.ref == log::LogRef{lane, Author::me, 0}) cosignature.checkpoint = position.head->checkpoint;
    }
    const auto make = [&] {
      if (lane == Lane::commitments) {
        cosignature.time_seconds = 1'800'000'900;
        cosignature.signature = to_bytes(talk.partner.logs.pen().cosign(cosignature.checkpoint, 1'800'000'900));
      } else {
        cosignature.signature = to_bytes(log::notes_ack_tag(talk.partner.logs.notes_theirs(), cosignature.checkpoint));
      }
    };
    make();
    change(talk, cosignature, make);
    const std::string before = talk.me.state();
    const auto result = talk.tell(Cosign{lane, 0, cosignature});
    CHECK((result.ok() || talk.me.state() == before));
    return text_of_result(result);
  };
  for (const Lane lane : log::kLanes) {
    CHECK(answer(lane, [](Talk&, log::Cosignature&, auto) {}) == "ok");
    CHECK(answer(lane, [](Talk&, log::Cosignature& it, auto) { it.signature[0] ^= 1; }).starts_with("forged"));
    CHECK(answer(lane, [](Talk&, log::Cosignature& it, auto make) {
            it.checkpoint.size = 3;
            make();
          }).starts_with("forged"));
    CHECK(answer(lane, [](Talk&, log::Cosignature& it, auto make) {
            it.checkpoint.root[0] ^= 1;
            make();
          }).starts_with("forged"));
    CHECK(answer(lane, [&](Talk& talk, log::Cosignature& it, auto) { REQUIRE(talk.tell(Cosign{lane, 0, it}).ok()); }) ==
          "malformed: a cosignature out of turn");
    CHECK(answer(lane, [](Talk& talk, log::Cosignature&, auto) { REQUIRE(talk.tell(LevelMessage{}).ok()); }) ==
          "malformed: a cosignature out of turn");
  }
  CHECK(answer(Lane::commitments, [](Talk&, log::Cosignature& it, auto) { ++it.time_seconds; }).starts_with("forged"));
  CHECK(answer(Lane::commitments, [](Talk& talk, log::Cosignature& it, auto) {  // my own witness key is not the partner's
          it.signature = to_bytes(talk.me.logs.pen().cosign(it.checkpoint, it.time_seconds));
        }).starts_with("forged"));
}

TEST_CASE("a cosignature that was lost on its way is sent again, not made again") {
  Talk talk;
  Talk::write(talk.partner, Lane::commitments, 2);
  talk.level();
  Hello hello = talk.partners_hello();
  Talk::status(hello, Lane::commitments, false).cosigned_size = 0;  // it never arrived
  REQUIRE(talk.tell(hello).ok());
  const auto again = only<Cosign>(talk.hear());
  REQUIRE(again.size() == 1);
  for (const auto& position : talk.partner.logs.positions()) {
    if (position.ref == log::LogRef{Lane::commitments, Author::me, 0}) {
      CHECK(again[0].cosignature == *position.cosignature);
    }
  }
}

namespace {

// What `then` is answered with, after an honest course up to some point.
std::string out_of_turn(noise::Role role, const std::vector<Message>& before, const Message& then, bool i_spoke_last) {
  Talk talk(role);
  talk.hear();
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  talk.hear();
  for (std::size_t i = 0; i < before.size(); ++i) {
    REQUIRE(talk.tell(before[i]).ok());
    if (i_spoke_last || i + 1 < before.size()) talk.hear();
  }
  const std::string answer = text_of_result(talk.tell(then));
  CHECK(!talk.exchange->outcome().words);
  return answer;
}

}  // namespace

TEST_CASE("words come in their order and only when both are level") {
  constexpr auto kDials = noise::Role::initiator;
  constexpr auto kListens = noise::Role::responder;
  const std::string refused = "malformed: words out of turn";
  const Message level{LevelMessage{}};
  const Message commit{WordsCommit{}};
  CHECK(out_of_turn(kListens, {}, commit, true) == refused);
  CHECK(out_of_turn(kListens, {level}, WordsReply{}, true) == refused);
  CHECK(out_of_turn(kListens, {level}, WordsOpen{}, true) == refused);
  CHECK(out_of_turn(kListens, {level, commit}, commit, true) == refused);
  CHECK(out_of_turn(kListens, {level, commit}, WordsOpen{}, false) == refused);  // my answer has not left yet
  CHECK(out_of_turn(kListens, {level, commit}, WordsOpen{}, true) == "forged: words that were not committed to");
  CHECK(out_of_turn(kDials, {}, WordsReply{}, true) == refused);
  CHECK(out_of_turn(kDials, {level}, commit, true) == refused);
  CHECK(out_of_turn(kDials, {level}, WordsOpen{}, true) == refused);
}

TEST_CASE("the initiator says its words once, and then nothing more is said to it") {
  Talk talk(noise::Role::initiator);
  talk.hear();
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  CHECK(!says_words(talk.hear()));
  REQUIRE(talk.tell(LevelMessage{}).ok());
  CHECK(only<WordsCommit>(talk.hear()).size() == 1);
  REQUIRE(talk.tell(WordsReply{}).ok());
  CHECK(!talk.exchange->done());
  REQUIRE(only<WordsOpen>(talk.hear()).size() == 1);
  CHECK(talk.exchange->done());
  CHECK(text_of_result(talk.tell(LevelMessage{})) == "malformed: a message of the first round after the words");
}

TEST_CASE("an END is refused before all is said, and between a commitment and its opening") {
  Talk talk;
  Talk::write(talk.partner, Lane::notes, 1);
  REQUIRE(talk.tell(talk.partners_hello()).ok());
  talk.hear();
  CHECK(!talk.exchange->partner_may_end());
  REQUIRE(talk.tell(talk.partners_chunk(Lane::notes)).ok());
  talk.hear();
  CHECK(!talk.exchange->partner_may_end());
  REQUIRE(talk.tell(LevelMessage{}).ok());
  CHECK(talk.exchange->partner_may_end());
  REQUIRE(talk.tell(WordsCommit{}).ok());
  CHECK(!talk.exchange->partner_may_end());

  Talk dialer(noise::Role::initiator);
  dialer.hear();
  REQUIRE(dialer.tell(dialer.partners_hello()).ok());
  dialer.hear();
  REQUIRE(dialer.tell(LevelMessage{}).ok());
  CHECK(!dialer.exchange->partner_may_end());
}
