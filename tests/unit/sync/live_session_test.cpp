// A session that stays, as the network and the clock see it: a flight at every tick, END at any allowed moment, an hour,
// silence, clocks that jump, and each kind of session with each other.
#include "unit/sync/two_sessions.h"

#include "base/limits.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

// Two real sessions; `me` dials.
struct Pair2 : Two {
  explicit Pair2(bool i_stay = true, bool partner_stays = true, Delivery delivery = Delivery::tick) {
    options.live = i_stay;
    partners_options.live = partner_stays;
    options.delivery = partners_options.delivery = delivery;
  }
  void begin() {
    dialer = dial();
    listener = listen();
    carry();
  }
  // Hands over all that both say until both are silent; how many bytes went.
  std::size_t carry() {
    std::size_t moved = 0;
    for (bool more = true; more;) {
      more = false;
      for (auto [from, to] : {std::pair(dialer.get(), listener.get()), std::pair(listener.get(), dialer.get())}) {
        const Bytes bytes = take(*from);
        if (bytes.empty()) continue;
        const auto heard = to->receive(bytes, clock.both());
        REQUIRE_MESSAGE(heard.ok(), text_of_result(heard));
        moved += bytes.size();
        more = true;
      }
    }
    return moved;
  }
  // Lets time pass in steps of a second, as a driver would; both are looked at in each.
  void pass(milliseconds time) {
    for (; time > milliseconds(0); time -= std::min<milliseconds>(time, seconds(1))) {
      clock.advance(std::min<milliseconds>(time, seconds(1)));
      for (auto* session : {dialer.get(), listener.get()}) {
        const auto kept = session->handle_timeout(clock.both());
        REQUIRE_MESSAGE(kept.ok(), text_of_result(kept));
      }
      carry();
    }
  }
  // I write, and the driver does what it should.
  void i_write(int count = 1) {
    write(me, Lane::notes, count);
    dialer->entries_added();
    REQUIRE(dialer->handle_timeout(clock.both()).ok());
  }
  std::uint64_t arrived() const { return partner.logs.entries(Lane::notes, Author::partner).size(); }
  bool both_finished() const { return dialer->finished() && listener->finished(); }

  std::unique_ptr<Session> dialer;
  std::unique_ptr<Session> listener;
};

std::vector<SessionEvent> events_of(Session& session) {
  std::vector<SessionEvent> out;
  while (auto event = session.poll_event()) out.push_back(std::move(*event));
  return out;
}

// A listening real session that stays, and a dialer by hand who has spoken the words.
struct Stays {
  explicit Stays(bool stays = true) {
    two.partners_options.live = stays;
    Talk::write(two.me, Lane::notes, 3);
    two.level();
    listener = two.listen();
    partner.emplace(two, *listener);
    Hello hello;
    const auto positions = *two.me.logs.publish_heads();
    for (const auto& position : positions) {
      hello.logs.push_back({position.ref.lane, 0, position.ref.by == Author::partner, position.size, position.head, 0});
    }
    const Hash nonce{5};
    const auto heard = partner->say(hello);
    REQUIRE_MESSAGE(heard.ok(), text_of_result(heard));
    REQUIRE(partner->say(LevelMessage{}).ok());
    const auto commitment = noise::words_commitment(noise::Role::initiator, partner->hash, nonce);
    REQUIRE(partner->say(WordsCommit{commitment}).ok());
    (void)two.take(*listener);
    REQUIRE(partner->say(WordsOpen{nonce}).ok());
    (void)two.take(*listener);
  }
  // The by-hand side's entries [first, end) under the head of all it wrote.
  Chunk part(std::uint64_t first, std::uint64_t end) {
    Chunk out;
    out.lane = Lane::notes;
    out.first = first;
    const auto& written = two.me.logs.entries(Lane::notes, Author::me);
    out.entries.assign(written.begin() + static_cast<std::ptrdiff_t>(first), written.begin() + static_cast<std::ptrdiff_t>(end));
    const log::LogRef ref{Lane::notes, Author::me, 0};
    out.head = two.me.make_head(Lane::notes, written.size(), *two.me.logs.root_at(ref, written.size()));
    if (end < written.size()) out.proof = *two.me.logs.consistency_proof(ref, end, written.size());
    return out;
  }
  Two two;
  std::unique_ptr<Session> listener;
  std::optional<ByHand> partner;
};

}  // namespace

TEST_CASE("two sessions stay live after the words, what one writes is the other's with the next tick") {
  Pair2 pair;
  pair.begin();
  CHECK((pair.dialer->live() && pair.listener->live()));
  CHECK(pair.dialer->outcome().words == pair.listener->outcome().words);
  CHECK(!pair.both_finished());
  events_of(*pair.dialer);
  events_of(*pair.listener);
  pair.pass(seconds(10));
  pair.i_write(2);
  CHECK(pair.carry() == 0);
  pair.pass(seconds(19));
  CHECK(pair.arrived() == 0);
  pair.pass(seconds(1));
  CHECK(pair.arrived() == 2);
  CHECK(pair.me.logs.delivered_size(Lane::notes) == 0);
  pair.pass(limits::kLiveTick);  // the answer waits for a tick too
  CHECK(pair.me.logs.delivered_size(Lane::notes) == 2);
  CHECK(events_of(*pair.dialer) == std::vector<SessionEvent>{Level{2}});
  CHECK(events_of(*pair.listener) == std::vector<SessionEvent>{Received{2}, Level{2}});
  pair.dialer->end();
  REQUIRE(pair.dialer->handle_timeout(pair.clock.both()).ok());
  pair.carry();
  CHECK(pair.both_finished());
  CHECK(pair.listener->outcome().received == 2);
  CHECK(!pair.dialer->next_timeout());
}

TEST_CASE("at once: entries go when the driver says that there are some, and are answered at once") {
  Pair2 pair(true, true, Delivery::at_once);
  pair.begin();
  pair.i_write();
  CHECK(pair.carry() == 2 * limits::kFlightBytesMin);
  CHECK(pair.arrived() == 1);
  CHECK(pair.me.logs.delivered_size(Lane::notes) == 1);
}

TEST_CASE("what was written during the first round goes out when the session is live") {
  for (const Delivery delivery : {Delivery::at_once, Delivery::tick}) {
    Pair2 pair(true, true, delivery);
    pair.dialer = pair.dial();
    pair.listener = pair.listen();
    Talk::write(pair.me, Lane::notes, 1);
    pair.dialer->entries_added();
    REQUIRE(pair.listener->receive(pair.take(*pair.dialer), pair.clock.both()).ok());
    REQUIRE(pair.dialer->receive(pair.take(*pair.listener), pair.clock.both()).ok());
    Talk::write(pair.me, Lane::notes, 1);
    pair.dialer->entries_added();
    pair.carry();
    CHECK(pair.arrived() == (delivery == Delivery::at_once ? 2 : 1));
    pair.pass(limits::kLiveTick);
    CHECK(pair.arrived() == 2);
  }
}

TEST_CASE("at each tick a flight leaves, of the same size whether something was written or not, answers included") {
  Pair2 pair;
  pair.begin();
  for (int tick = 0; tick < 8; ++tick) {
    if (tick % 2 == 0) pair.i_write(3);
    pair.clock.advance(limits::kLiveTick);
    for (auto* session : {pair.dialer.get(), pair.listener.get()}) {
      CHECK(session->pending_output().empty());
      REQUIRE(session->handle_timeout(pair.clock.both()).ok());
      CHECK(session->pending_output().size() == limits::kFlightBytesMin);
    }
    CHECK(pair.carry() == 2 * limits::kFlightBytesMin);
  }
  CHECK(pair.arrived() == 12);
  CHECK(pair.me.logs.delivered_size(Lane::notes) == 12);
}

TEST_CASE("each kind of session works with each other, in either role") {
  for (const bool i_stay : {false, true}) {
    for (const bool partner_stays : {false, true}) {
      Pair2 pair(i_stay, partner_stays);
      Talk::write(pair.me, Lane::notes, 2);
      Talk::write(pair.partner, Lane::commitments, 2);
      pair.begin();
      CHECK(pair.both_finished() == !(i_stay && partner_stays));
      CHECK(pair.arrived() == 2);
      CHECK(pair.dialer->outcome().words.has_value());
      CHECK(pair.dialer->outcome().words == pair.listener->outcome().words);
    }
  }
}

TEST_CASE("what a live dialer sends at once to one who does not stay is stored there, and both end well") {
  Pair2 pair(true, false, Delivery::at_once);
  pair.dialer = pair.dial();
  pair.listener = pair.listen();
  // Until the dialer has spoken its last word, and before it hears the listener's END.
  while (!pair.dialer->live()) {
    const Bytes up = pair.take(*pair.dialer);
    if (!up.empty()) REQUIRE(pair.listener->receive(up, pair.clock.both()).ok());
    const Bytes down = pair.take(*pair.listener);
    if (!down.empty()) REQUIRE(pair.dialer->receive(down, pair.clock.both()).ok());
  }
  pair.i_write(700);
  pair.carry();
  CHECK(pair.both_finished());
  CHECK(pair.arrived() == 700);
  pair.options.live = false;
  pair.begin();
  CHECK(pair.dialer->outcome().sent == 0);
  CHECK(pair.me.logs.delivered_size(Lane::notes) == 700);
}

TEST_CASE("a half-open link is found 45 s after the last byte came, although ours still leave") {
  Pair2 pair;
  pair.begin();
  pair.clock.advance(limits::kLiveTick);
  REQUIRE(pair.dialer->handle_timeout(pair.clock.both()).ok());
  CHECK(!pair.take(*pair.dialer).empty());  // the kernel takes it, and nobody gets it
  pair.clock.advance(limits::kLiveSilence - limits::kLiveTick - milliseconds(1));
  REQUIRE(pair.dialer->handle_timeout(pair.clock.both()).ok());
  CHECK(pair.dialer->next_timeout() == pair.clock.monotonic_now() + milliseconds(1));
  pair.clock.advance(milliseconds(1));
  CHECK(text_of_result(pair.dialer->handle_timeout(pair.clock.both())) == "timed_out: the partner fell silent");
  CHECK(!pair.dialer->live());
  CHECK(!pair.dialer->next_timeout());
}

TEST_CASE("after an hour the dialer says END, and a new session is as good") {
  Pair2 pair;
  pair.begin();
  pair.pass(limits::kSessionAge - seconds(1));
  CHECK((pair.dialer->live() && pair.listener->live()));
  pair.i_write();
  pair.pass(seconds(1));
  CHECK(pair.both_finished());
  CHECK(pair.arrived() == 1);
  pair.begin();
  CHECK(pair.dialer->live());
  CHECK(pair.dialer->outcome().sent == 0);
}

TEST_CASE("the responder says END five minutes later, if the dialer did not") {
  Stays stays;
  const auto tick = [&stays] {
    stays.two.clock.advance(limits::kLiveTick);
    if (!stays.partner->channel->end_queued()) stays.partner->channel->queue_padding_flight();
    REQUIRE(stays.partner->say().ok());
    REQUIRE(stays.listener->handle_timeout(stays.two.clock.both()).ok());
    (void)stays.two.take(*stays.listener);
  };
  while (stays.two.clock.monotonic_now() < TimePoint(limits::kSessionAgeOfResponder) - limits::kLiveTick) tick();
  CHECK(stays.listener->live());
  tick();
  CHECK(!stays.listener->live());
  CHECK(!stays.listener->finished());
  tick();  // without an answer it keeps its ticks, of padding only
  stays.partner->channel->queue_end();
  REQUIRE(stays.partner->say().ok());
  CHECK(stays.listener->finished());
}

TEST_CASE("an idle hour takes few calls, and no deadline comes twice") {
  Pair2 pair;
  pair.begin();
  int calls = 0;
  TimePoint last{milliseconds(-1)};
  while (!pair.both_finished()) {
    const TimePoint next = std::min(pair.dialer->next_timeout().value_or(TimePoint::max()),
                                    pair.listener->next_timeout().value_or(TimePoint::max()));
    CHECK(next > last);
    last = next;
    pair.clock.advance(std::max(next - pair.clock.monotonic_now(), milliseconds(0)));
    for (auto* session : {pair.dialer.get(), pair.listener.get()}) {
      REQUIRE(session->handle_timeout(pair.clock.both()).ok());
      CHECK((!session->next_timeout() || *session->next_timeout() > pair.clock.monotonic_now()));
    }
    pair.carry();
    ++calls;
  }
  CHECK(calls <= 125);
  CHECK(pair.clock.monotonic_now() == TimePoint(limits::kSessionAge));
}

TEST_CASE("early and repeated calls do nothing, and a wall clock that jumps is nobody's business") {
  Pair2 pair;
  pair.begin();
  pair.clock.set_wall(pair.clock.now() + hours(8));
  for (int i = 0; i < 100; ++i) {
    REQUIRE(pair.dialer->handle_timeout(pair.clock.both()).ok());
    CHECK(pair.dialer->pending_output().empty());
  }
  pair.pass(seconds(31));
  pair.clock.set_wall(pair.clock.now() - hours(16));
  pair.i_write();
  pair.pass(minutes(5));
  CHECK(pair.arrived() == 1);
  CHECK((pair.dialer->live() && pair.listener->live()));
}

TEST_CASE("after a stopwatch's jump there is one flight, not one for each tick that was missed, a long one is a silence") {
  Pair2 pair;
  pair.begin();
  pair.clock.advance(seconds(44));
  REQUIRE(pair.dialer->handle_timeout(pair.clock.both()).ok());
  CHECK(pair.take(*pair.dialer).size() == limits::kFlightBytesMin);
  CHECK(*pair.dialer->next_timeout() == TimePoint(seconds(45)));

  Pair2 other;
  other.begin();
  other.clock.advance(hours(8));
  // The bytes came while it slept: they are read before the alarm is looked at.
  REQUIRE(other.listener->handle_timeout(other.clock.both()).error().code == Errc::timed_out);
  CHECK(text_of_result(other.dialer->handle_timeout(other.clock.both())) == "timed_out: the partner fell silent");
  CHECK(other.dialer->pending_output().empty());
  other.begin();
  CHECK(other.dialer->live());

  Stays stays;
  stays.two.clock.advance(hours(8));
  stays.partner->channel->queue_padding_flight();
  REQUIRE(stays.partner->say().ok());
  REQUIRE(stays.listener->handle_timeout(stays.two.clock.both()).ok());  // the hour is over, and one tick is due
  CHECK(stays.two.take(*stays.listener).size() == limits::kFlightBytesMin);
  CHECK(*stays.listener->next_timeout() > stays.two.clock.monotonic_now());
}

TEST_CASE("an END that leaves an announced log incomplete, or comes inside a message, is a cut") {
  for (const bool stays_too : {false, true}) {
    Stays stays(stays_too);
    Talk::write(stays.two.me, Lane::notes, 2);
    REQUIRE(stays.partner->say(stays.part(3, 4)).ok());
    stays.partner->channel->queue_end();
    CHECK(text_of_result(stays.partner->say()) == "closed: the partner ended before all was said");
    CHECK(!stays.listener->finished());
    CHECK(!stays.listener->live());
  }
  Stays whole;
  Talk::write(whole.two.me, Lane::notes, 2);
  REQUIRE(whole.partner->say(whole.part(3, 4)).ok());
  whole.partner->channel->queue_message(encode(whole.part(4, 5)));
  whole.partner->channel->queue_end();
  REQUIRE(whole.partner->say().ok());
  (void)whole.two.take(*whole.listener);
  CHECK(whole.listener->finished());
  CHECK(whole.two.partner.logs.entries(Lane::notes, Author::partner).size() == 5);
}

TEST_CASE("a refused message in the live phase ends the session and stores nothing") {
  Stays stays;
  Talk::write(stays.two.me, Lane::notes, 1);
  Chunk chunk = stays.part(3, 4);
  chunk.entries[0].payload.words->bytes[9] ^= 1;
  const std::string before = stays.two.partner.state();
  CHECK(text_of_result(stays.partner->say(chunk)).starts_with("forged"));
  CHECK(stays.two.partner.state() == before);
  CHECK(stays.listener->pending_output().empty());
  CHECK(!stays.listener->live());
  CHECK(text_of_result(stays.partner->say(Stored{})).starts_with("closed"));
}

TEST_CASE("end() before the words makes a live session end with them, what was written goes along") {
  Pair2 pair;
  pair.dialer = pair.dial();
  pair.listener = pair.listen();
  REQUIRE(pair.listener->receive(pair.take(*pair.dialer), pair.clock.both()).ok());
  REQUIRE(pair.dialer->receive(pair.take(*pair.listener), pair.clock.both()).ok());  // HELLO is made
  pair.i_write();
  pair.dialer->end();
  REQUIRE(pair.dialer->handle_timeout(pair.clock.both()).ok());
  pair.carry();
  CHECK(pair.both_finished());
  CHECK(pair.dialer->outcome().words.has_value());
  CHECK(pair.arrived() == 1);
  CHECK(pair.me.logs.delivered_size(Lane::notes) == 1);
}

TEST_CASE("two who say END at the same moment both finish") {
  Pair2 pair;
  pair.begin();
  pair.i_write(300);
  for (auto* session : {pair.dialer.get(), pair.listener.get()}) {
    session->end();
    REQUIRE(session->handle_timeout(pair.clock.both()).ok());
    CHECK(!session->live());
  }
  pair.carry();
  CHECK(pair.both_finished());
  CHECK(pair.arrived() == 300);
}

TEST_CASE("where the other listens is told, checked before it is said and when it is heard") {
  Pair2 pair;
  pair.partners_options.addresses = {"192.168.1.20:7342"};
  pair.begin();
  const auto told = events_of(*pair.dialer);
  CHECK(told.front() == SessionEvent(AddressesLearned{{"192.168.1.20:7342"}}));
  CHECK(!std::holds_alternative<AddressesLearned>(events_of(*pair.listener).front()));
  const auto opens = [&pair](std::vector<std::string> addresses) {
    SessionOptions options;
    options.addresses = std::move(addresses);
    return Session::open(pair.me.pair(), pair.me.store, pair.me, pair.me.random, noise::Role::initiator, pair.clock.both(),
                         options).ok();
  };
  CHECK(opens(std::vector<std::string>(limits::kAddressesMax, "a:1")));
  CHECK(!opens(std::vector<std::string>(limits::kAddressesMax + 1, "a:1")));
  CHECK(opens({std::string(limits::kAddressBytesMax, 'a')}));
  CHECK(!opens({std::string(limits::kAddressBytesMax + 1, 'a')}));
  CHECK(!opens({""}));
  CHECK(!opens({"a\n:1"}));
}

TEST_CASE("before the handshake there is nothing to tell") {
  Pair2 pair;
  auto listener = pair.listen();
  CHECK(!listener->poll_event());
  CHECK(listener->outcome().sent == 0);
  CHECK(!listener->live());
  listener->entries_added();
  listener->set_delivery(Delivery::at_once);
  listener->end();
  CHECK(listener->handle_timeout(pair.clock.both()).ok());
  CHECK(listener->pending_output().empty());
}

TEST_CASE("output stays bounded while a live partner takes nothing") {
  Stays stays;
  for (int i = 0; i < 200; ++i) REQUIRE(stays.two.partner.logs.append_own(Lane::notes, std::string(60'000, 'w')).ok());
  stays.listener->entries_added();
  for (int tick = 0; tick < 20; ++tick) {
    stays.two.clock.advance(limits::kLiveTick);
    stays.partner->channel->queue_padding_flight();
    REQUIRE(stays.partner->say().ok());
    REQUIRE(stays.listener->handle_timeout(stays.two.clock.both()).ok());
  }
  CHECK(stays.listener->pending_output().size() < 2 * 1024 * 1024 + 2 * limits::kMessageBytesMax);
}
