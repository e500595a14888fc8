// The driver: any conversation over a real connection, with all that a connection can do to it.
#include "net/tcp_link.h"

#include "unit/net/fake_conversation.h"
#include "unit/net/loopback.h"

using namespace avow;
using namespace avow::testing;

namespace {

constexpr std::size_t kMiB = 1024 * 1024;

Plan plan_of(std::uint64_t send, std::uint64_t receive) {
  Plan out;
  out.send = send;
  out.receive = receive;
  return out;
}

}  // namespace

TEST_CASE("bulk flows both ways at once, in bounded memory") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(50 * kMiB, 50 * kMiB));
  FakeConversation b(plan_of(50 * kMiB, 50 * kMiB));
  RunningLink here(loop, std::move(connection.here), a, clock);
  RunningLink there(loop, std::move(connection.there), b, clock);
  REQUIRE(turn(loop, [&] { return here.ended() && there.ended(); }));
  CHECK(here.end->ok());
  CHECK(there.end->ok());
  CHECK(a.received == 50 * kMiB);
  CHECK(b.received == 50 * kMiB);
  CHECK(a.most_pending <= 4 * kMiB);

  const auto before = std::chrono::steady_clock::now();
  here.shut_down(loop);
  there.shut_down(loop);
  REQUIRE(turn(loop, [&] { return here.shut && there.shut; }));
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1'500));  // nobody waits for who has closed
}

TEST_CASE("one way only: 120 MiB, and the silent side finishes too") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(120 * kMiB, 0));
  FakeConversation b(plan_of(0, 120 * kMiB));
  RunningLink here(loop, std::move(connection.here), a, clock);
  RunningLink there(loop, std::move(connection.there), b, clock);
  REQUIRE(turn(loop, [&] { return here.ended() && there.ended(); }));
  CHECK(here.end->ok());
  CHECK(there.end->ok());
}

TEST_CASE("two sides that both say more at once than the pause allows do not wait for each other for ever") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  Plan plan = plan_of(40 * kMiB, 40 * kMiB);
  plan.at_once = 40 * kMiB;
  FakeConversation a(plan);
  FakeConversation b(plan);
  RunningLink here(loop, std::move(connection.here), a, clock);
  RunningLink there(loop, std::move(connection.there), b, clock);
  REQUIRE(turn(loop, [&] { return here.ended() && there.ended(); }));
  CHECK(here.end->ok());
  CHECK(there.end->ok());
}

TEST_CASE("a conversation that is finished from the start ends at once") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(0, 0));
  RunningLink here(loop, std::move(connection.here), a, clock);
  REQUIRE(turn(loop, [&] { return here.ended(); }, milliseconds(1'000)));
  CHECK(here.end->ok());
}

TEST_CASE("a slow reader slows the writer and costs no memory") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  connection.there.set_option(asio::socket_base::receive_buffer_size(16 * 1024));
  FakeConversation a(plan_of(24 * kMiB, 0));
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller slow(std::move(connection.there));
  REQUIRE(turn(loop, [&] {
    slow.look(24 * 1024);
    return here.ended();
  }));
  CHECK(here.end->ok());
  CHECK(a.most_pending <= 4 * kMiB);
}

TEST_CASE("a peer who makes us say more and more and takes none of it is given up") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  Plan plan = plan_of(0, 100 * kMiB);
  plan.answer_factor = 8;
  net::LinkOptions options;
  options.pause_bytes = 1 * kMiB;
  options.output_bytes_max = 16 * kMiB;
  options.stall = milliseconds(20);
  FakeConversation a(plan);
  RunningLink here(loop, std::move(connection.here), a, clock, options);
  Caller flood(std::move(connection.there));
  std::uint64_t sent = 0;
  REQUIRE(turn(loop, [&] {
    sent += flood.send(pattern(sent, 64 * 1024));
    return here.ended();
  }));
  CHECK(here.failed(Errc::too_large));
  CHECK(a.pending_output().size() <= 16 * kMiB + 8 * 64 * 1024);
}

TEST_CASE("a peer that has said all and half closes still gets all of ours") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(8 * kMiB, 100));
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller peer(std::move(connection.there));
  CHECK(peer.send(pattern(0, 100)) == 100);
  peer.finish_sending();
  REQUIRE(turn(loop, [&] {
    peer.look();
    return here.ended();
  }));
  CHECK(here.end->ok());
  here.shut_down(loop);
  REQUIRE(turn(loop, [&] { return here.shut && peer.closed(); }));
  CHECK(peer.received == pattern(0, 8 * kMiB));
}

TEST_CASE("a connection that closes too early was cut") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(10, 100));
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller peer(std::move(connection.there));
  peer.send(pattern(0, 99));
  SUBCASE("politely") { peer.finish_sending(); }
  SUBCASE("hard") { peer.close(); }
  REQUIRE(turn(loop, [&] { return here.ended(); }));
  CHECK(here.failed(Errc::closed));
}

TEST_CASE("an error in the middle closes at once and says nothing more") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  connection.there.set_option(asio::socket_base::receive_buffer_size(16 * 1024));
  Plan plan = plan_of(30 * kMiB, 100);
  plan.fail_at = 50;
  FakeConversation a(plan);
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller peer(std::move(connection.there));
  turn_for(loop, milliseconds(50));
  peer.send(pattern(0, 60));
  REQUIRE(turn(loop, [&] { return here.ended(); }, milliseconds(1'000)));
  CHECK(here.failed(Errc::forged));
  CHECK(a.sent < 30 * kMiB);
  REQUIRE(turn(loop, [&] { return peer.closed(); }));
  CHECK(peer.received.size() <= a.sent);
}

TEST_CASE("the conversation's timeouts are kept") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  Plan plan = plan_of(10, 100);
  plan.timeout = clock.monotonic_now() + milliseconds(100);
  FakeConversation a(plan);
  Caller peer(std::move(connection.there));
  const auto start = std::chrono::steady_clock::now();

  SUBCASE("as it is") {
    RunningLink here(loop, std::move(connection.here), a, clock);
    REQUIRE(turn(loop, [&] { return here.ended(); }));
    CHECK(here.failed(Errc::timed_out));
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(95));
    CHECK(a.timeouts <= 3);
  }
  SUBCASE("moved later") {
    RunningLink here(loop, std::move(connection.here), a, clock);
    turn_for(loop, milliseconds(20));
    a.plan.timeout = *plan.timeout + milliseconds(150);
    peer.send(pattern(0, 1));
    REQUIRE(turn(loop, [&] { return here.ended(); }));
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(240));
    CHECK(a.timeouts <= 5);
  }
  SUBCASE("moved earlier") {
    a.plan.timeout = clock.monotonic_now() + std::chrono::hours(1);
    RunningLink here(loop, std::move(connection.here), a, clock);
    turn_for(loop, milliseconds(20));
    a.plan.timeout = clock.monotonic_now() + milliseconds(50);
    peer.send(pattern(0, 1));
    REQUIRE(turn(loop, [&] { return here.ended(); }, milliseconds(2'000)));
    CHECK(here.failed(Errc::timed_out));
  }
  SUBCASE("first given later") {
    a.plan.timeout.reset();
    RunningLink here(loop, std::move(connection.here), a, clock);
    turn_for(loop, milliseconds(20));
    CHECK(a.timeouts == 0);
    a.plan.timeout = clock.monotonic_now();
    peer.send(pattern(0, 1));
    REQUIRE(turn(loop, [&] { return here.ended(); }, milliseconds(2'000)));
    CHECK(here.failed(Errc::timed_out));
  }
}

TEST_CASE("a link can be closed from outside, the peer sees it") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(10, 100));
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller peer(std::move(connection.there));
  turn_for(loop, milliseconds(10));
  here.link.close();
  REQUIRE(turn(loop, [&] { return here.ended() && peer.closed(); }, milliseconds(1'000)));
  CHECK(here.failed(Errc::closed));
}

TEST_CASE("confirmation is told once, when it comes") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(10, 100));
  RunningLink here(loop, std::move(connection.here), a, clock);
  int told = 0;
  here.link.on_confirmed([&] { ++told; });
  Caller peer(std::move(connection.there));
  turn_for(loop, milliseconds(20));
  CHECK(told == 0);
  peer.send(pattern(0, 50));
  REQUIRE(turn(loop, [&] { return told == 1; }));
  peer.send(pattern(50, 50));
  REQUIRE(turn(loop, [&] { return here.ended(); }));
  CHECK(told == 1);
}

TEST_CASE("a conversation that is woken gets its timeout soon, not at once, and says what it has") {
  struct Woken final : FakeConversation {
    using FakeConversation::FakeConversation;
    Result<void> handle_timeout(Now now) override {
      plan.send = 10;
      AVOW_CHECK(FakeConversation::handle_timeout(now));
      return receive({}, now);
    }
  };
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  Woken a(plan_of(0, 100));
  a.wake();  // nobody drives it yet
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller peer(std::move(connection.there));
  turn_for(loop, milliseconds(20));
  CHECK(a.timeouts == 0);
  a.wake();
  CHECK(a.timeouts == 0);
  a.wake();
  REQUIRE(turn(loop, [&] {
    peer.look();
    return peer.received.size() == 10;
  }, milliseconds(1'000)));
  CHECK(a.timeouts >= 1);
  CHECK(a.timeouts <= 2);
}

TEST_CASE("an error of a conversation that was woken ends its link") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  FakeConversation a(plan_of(10, 100));
  RunningLink here(loop, std::move(connection.here), a, clock);
  turn_for(loop, milliseconds(20));
  a.plan.timeout = clock.monotonic_now();
  a.wake();
  REQUIRE(turn(loop, [&] { return here.ended(); }, milliseconds(1'000)));
  CHECK(here.failed(Errc::timed_out));
}

TEST_CASE("a wake after the link is over finds nobody") {
  asio::io_context loop(1);
  RealClock clock;
  FakeConversation a(plan_of(10, 100));
  {
    Connection connection(loop);
    RunningLink here(loop, std::move(connection.here), a, clock);
    turn_for(loop, milliseconds(20));
    const int before = a.timeouts;
    a.wake();
    here.link.close();
    REQUIRE(turn(loop, [&] { return here.ended(); }));
    a.wake();
    turn_for(loop, milliseconds(20));
    CHECK(a.timeouts == before);
  }
  a.wake();  // the link is gone
  turn_for(loop, milliseconds(5));

  auto other = std::make_unique<asio::io_context>(1);
  Connection connection(*other);
  auto here = std::make_unique<RunningLink>(*other, std::move(connection.here), a, clock);
  turn_for(*other, milliseconds(10));
  a.wake();
  connection.there.close();
  here.reset();
  other.reset();
  a.wake();  // and so is the loop
}

TEST_CASE("a peer that never closes is waited for, but not long") {
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  net::LinkOptions options;
  options.drain = milliseconds(150);
  FakeConversation a(plan_of(10, 0));
  RunningLink here(loop, std::move(connection.here), a, clock, options);
  Caller peer(std::move(connection.there));
  REQUIRE(turn(loop, [&] { return here.ended(); }));
  const auto start = std::chrono::steady_clock::now();
  here.shut_down(loop);
  CHECK(turn(loop, [&] { return peer.closed(); }, milliseconds(100)));  // has read everything and our end
  CHECK(peer.received.size() == 10);
  CHECK(!here.shut);
  peer.send(pattern(0, 1'000));
  REQUIRE(turn(loop, [&] { return here.shut; }));
  const auto waited = std::chrono::steady_clock::now() - start;
  CHECK(waited >= milliseconds(140));
  CHECK(waited < milliseconds(1'000));
}

TEST_CASE("an exception of the conversation comes out of run(), and all children have left") {
  struct Throws final : FakeConversation {
    using FakeConversation::FakeConversation;
    Result<void> receive(ByteView, Now) override { throw std::bad_alloc(); }
  };
  asio::io_context loop(1);
  RealClock clock;
  Connection connection(loop);
  Throws a(plan_of(10, 100));
  RunningLink here(loop, std::move(connection.here), a, clock);
  Caller peer(std::move(connection.there));
  peer.send(pattern(0, 1));
  REQUIRE(turn(loop, [&] { return here.ended(); }));
  CHECK_THROWS_AS(std::rethrow_exception(here.failed_with), std::bad_alloc);
}

TEST_CASE("a loop that is thrown away takes its links along") {
  RealClock clock;
  FakeConversation a(plan_of(10, 100));
  auto loop = std::make_unique<asio::io_context>(1);
  Connection connection(*loop);
  auto here = std::make_unique<RunningLink>(*loop, std::move(connection.here), a, clock);
  turn_for(*loop, milliseconds(10));
  connection.there.close();
  here.reset();
  loop.reset();
}
