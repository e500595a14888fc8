// A session as the network sees it: who is answered, what a cut, a flipped bit, a replay or silence does, and that
// nothing but the partner's own END ends it well.
#include "unit/sync/two_sessions.h"

#include "base/limits.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

TEST_CASE("a stranger's knock gets no byte back and changes nothing") {
  Two two;
  SeededRandom stranger(5);
  for (int i = 0; i < 50; ++i) {
    const std::string before = two.partner.state();
    auto listener = two.listen();
    const Bytes bytes = stranger.some_bytes(1 + stranger.below(300));
    CHECK(!Session::is_knock(two.partner.pair(), bytes));
    const auto result = listener->receive(bytes, two.clock.both());
    CHECK(result.ok() == (bytes.size() < noise::kKnockBytes));
    CHECK(listener->pending_output().empty());
    CHECK(two.partner.state() == before);
  }
}

TEST_CASE("a knock of somebody with another pair root is a stranger's") {
  Two two;
  Two others;
  Peer::acquaint(others.me, two.me);  // the same person, another relationship
  const Bytes knock = others.knock();
  CHECK(!Session::is_knock(two.partner.pair(), knock));
  auto listener = two.listen();
  CHECK(!listener->receive(knock, two.clock.both()).ok());
  CHECK(listener->pending_output().empty());
}

TEST_CASE("my own knock sent back to me is a stranger's") {
  Two two;
  CHECK(!Session::is_knock(two.me.pair(), two.knock()));
  CHECK(Session::is_knock(two.partner.pair(), two.knock()));
}

TEST_CASE("a knock with any bit flipped gets no byte back and stores nothing") {
  Two two;
  const Bytes knock = two.knock();
  const std::string before = two.partner.state();
  for (std::size_t bit = 0; bit < knock.size() * 8; ++bit) {
    Bytes wrong = knock;
    wrong[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    auto listener = two.listen();
    const bool refused = !listener->receive(wrong, two.clock.both()).ok();
    CHECK((refused && listener->pending_output().empty()));
  }
  CHECK(two.partner.state() == before);
}

TEST_CASE("a replayed knock gets no byte back and stores nothing") {
  Two two;
  const Bytes knock = two.knock();
  REQUIRE(two.listen()->receive(knock, two.clock.both()).ok());
  const std::string before = two.partner.state();
  auto listener = two.listen();
  CHECK(text_of_result(listener->receive(knock, two.clock.both())) == "forged: a replayed knock");
  CHECK(listener->pending_output().empty());
  CHECK(two.partner.state() == before);
}

TEST_CASE("after its answer the responder says and changes nothing until the initiator has proven to be live") {
  Two two;
  Talk::write(two.partner, Lane::notes, 2);
  auto listener = two.listen();
  REQUIRE(listener->receive(two.knock(), two.clock.both()).ok());
  CHECK(two.take(*listener).size() == 48);
  const std::string before = two.partner.state();
  CHECK(!listener->confirmed());
  const Bytes noise_bytes = SeededRandom(3).some_bytes(limits::kRecordBytes);
  REQUIRE(listener->receive(ByteView(noise_bytes).first(100), two.clock.both()).ok());
  CHECK(listener->pending_output().empty());
  CHECK(!listener->receive(ByteView(noise_bytes).subspan(100), two.clock.both()).ok());
  CHECK(!listener->confirmed());
  CHECK(two.partner.state() == before);
  CHECK(two.partner.logs.left_size(Lane::notes) == 0);
}

TEST_CASE("an answer with any bit flipped ends the initiator without another word") {
  Two two;
  for (std::size_t bit = 0; bit < 48 * 8; ++bit) {
    auto dialer = two.dial();
    auto listener = two.listen();
    REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
    Bytes answer = two.take(*listener);
    answer[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const bool refused = !dialer->receive(answer, two.clock.both()).ok();
    CHECK((refused && !dialer->confirmed() && dialer->pending_output().empty()));
    CHECK(text_of_result(dialer->receive(answer, two.clock.both())).starts_with("closed"));
  }
}

TEST_CASE("much from both sides at once, in slices of every size") {
  for (const std::size_t slice : {std::size_t{7}, std::size_t{4096}, std::size_t{1'000'000}}) {
    Two two;
    const int count = slice < 100 ? 30 : 700;
    Talk::write(two.me, Lane::notes, count);
    Talk::write(two.me, Lane::commitments, count);
    Talk::write(two.partner, Lane::notes, count);
    Talk::write(two.partner, Lane::commitments, count);
    SeededRandom chance(slice);
    Mischief mischief;
    mischief.slice_max = slice;
    const Call done = call(two.me, two.partner, two.clock, chance, mischief);
    REQUIRE(done.both_finished());
    CHECK(done.dialer.outcome().sent == 2 * static_cast<std::uint64_t>(count));
    CHECK(done.dialer.outcome().received == 2 * static_cast<std::uint64_t>(count));
    CHECK(done.dialer.outcome().words == done.listener.outcome().words);
  }
}

TEST_CASE("output stays bounded while the partner takes nothing") {
  Two two;
  for (int i = 0; i < 200; ++i) REQUIRE(two.partner.logs.append_own(Lane::notes, std::string(60'000, 'w')).ok());
  auto dialer = two.dial();
  auto listener = two.listen();
  REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
  REQUIRE(dialer->receive(two.take(*listener), two.clock.both()).ok());
  REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
  CHECK(listener->pending_output().size() > 256UL * 1024);
  CHECK(listener->pending_output().size() < 256UL * 1024 + 2 * limits::kMessageBytesMax);
}

TEST_CASE("a stream that stops anywhere is no finished sync") {
  std::uint64_t whole = 0;
  {
    Two two;
    Talk::write(two.me, Lane::notes, 3);
    SeededRandom chance(1);
    const Call done = call(two.me, two.partner, two.clock, chance);
    REQUIRE(done.both_finished());
    whole = done.dialer.bytes_received + done.listener.bytes_received;
  }
  for (std::uint64_t after = 0; after < whole - limits::kRecordBytes * 8; after += 1'500) {
    Two two;
    Talk::write(two.me, Lane::notes, 3);
    SeededRandom chance(after);
    Mischief mischief;
    mischief.cut_after = after;
    const Call done = call(two.me, two.partner, two.clock, chance, mischief);
    CHECK(!done.both_finished());
    const auto& written = two.me.logs.entries(Lane::notes, Author::me);
    const auto& held = two.partner.logs.entries(Lane::notes, Author::partner);
    CHECK((held.empty() || held == written));
    two.level();
  }
}

TEST_CASE("silence ends a session: ten seconds in the handshake, sixty after it, early calls do nothing") {
  Two two;
  auto dialer = two.dial();
  auto listener = two.listen();
  two.clock.advance(limits::kHandshakeTimeout - std::chrono::milliseconds(1));
  CHECK(dialer->handle_timeout(two.clock.both()).ok());
  CHECK(listener->handle_timeout(two.clock.both()).ok());
  REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
  two.clock.advance(std::chrono::milliseconds(1));
  CHECK(text_of_result(listener->handle_timeout(two.clock.both())) == "timed_out: no answer to the handshake");
  CHECK(!listener->next_timeout());
  CHECK(text_of_result(dialer->handle_timeout(two.clock.both())) == "timed_out: no answer to the handshake");

  dialer = two.dial();
  listener = two.listen();
  REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
  REQUIRE(dialer->receive(two.take(*listener), two.clock.both()).ok());
  CHECK(dialer->confirmed());
  two.clock.set_wall(two.clock.now() + std::chrono::hours(24 * 3652));  // the wall has no say in it
  two.clock.advance(limits::kIdleTimeout - std::chrono::milliseconds(1));
  CHECK(dialer->handle_timeout(two.clock.both()).ok());
  two.clock.advance(std::chrono::milliseconds(1));
  CHECK(text_of_result(dialer->handle_timeout(two.clock.both())) == "timed_out: the partner fell silent");
  CHECK(dialer->pending_output().empty());
}

TEST_CASE("an END before all is said is a cut, whoever says it") {
  Two two;
  Talk::write(two.partner, Lane::notes, 1);
  {
    auto listener = two.listen();
    ByHand partner(two, *listener);
    partner.channel->queue_end();
    CHECK(text_of_result(partner.say()) == "closed: the partner ended before all was said");
    CHECK(!listener->finished());
  }
  {
    auto listener = two.listen();
    ByHand partner(two, *listener);
    Hello hello;
    hello.logs = {};
    REQUIRE(partner.say(hello).ok());
    partner.channel->queue_message(encode(LevelMessage{}));
    partner.channel->queue_end();
    REQUIRE(partner.say().ok());
    (void)two.take(*listener);
    CHECK(listener->finished());  // all went both ways, and the initiator wanted no words
    CHECK(!listener->outcome().level);
    CHECK(!listener->outcome().words);
  }
}

TEST_CASE("authentic nonsense of the partner's ends the session and stores nothing") {
  Two two;
  Talk::write(two.partner, Lane::notes, 1);
  const Bytes nonsense[] = {Bytes{}, Bytes(8, 0), Bytes(100, 0xFF), SeededRandom(1).some_bytes(5'000), encode(LevelMessage{})};
  for (const Bytes& message : nonsense) {
    auto listener = two.listen();
    ByHand partner(two, *listener);
    const std::string before = two.partner.state();
    partner.channel->queue_message(message);
    CHECK(!partner.say().ok());
    CHECK(listener->pending_output().empty());
    CHECK(text_of_result(partner.say(LevelMessage{})).starts_with("closed"));
    CHECK(two.partner.state() == before);
  }
}

TEST_CASE("records that were altered, swapped or sent twice end the session") {
  for (int how = 0; how < 3; ++how) {
    Two two;
    Talk::write(two.me, Lane::notes, 50);
    auto dialer = two.dial();
    auto listener = two.listen();
    REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
    REQUIRE(dialer->receive(two.take(*listener), two.clock.both()).ok());
    REQUIRE(listener->receive(two.take(*dialer), two.clock.both()).ok());
    REQUIRE(dialer->receive(two.take(*listener), two.clock.both()).ok());
    Bytes flight = two.take(*dialer);
    REQUIRE(flight.size() >= 2 * limits::kRecordBytes);
    const auto record = flight.begin() + static_cast<std::ptrdiff_t>(limits::kRecordBytes);
    if (how == 0) flight[flight.size() / 2] ^= 1;
    if (how == 1) std::swap_ranges(flight.begin(), record, record);
    if (how == 2) std::copy(flight.begin(), record, record);
    CHECK(text_of_result(listener->receive(flight, two.clock.both())).starts_with("forged"));
    CHECK(two.partner.logs.entries(Lane::notes, Author::partner).empty());
    CHECK(!listener->finished());
  }
}
