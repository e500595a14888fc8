// Two people over real sockets on loopback: they pair, write and sync, each with a network and a loop of their own.
#include "instance/network.h"

#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/write.hpp>

#include "unit/instance/two_devices.h"

using namespace avow;
using namespace avow::testing;
using asio::ip::tcp;
using std::chrono::seconds;

namespace {

instance::NetworkOptions short_options() {
  instance::NetworkOptions options;
  options.listener.knock_timeout = std::chrono::milliseconds(300);
  return options;
}

// What a blocking caller hears until the other side closes, and how long that takes.
struct Heard {
  Bytes bytes;
  std::chrono::milliseconds time{};
};
Heard listen_to(tcp::socket& socket) {
  Heard out;
  const auto start = std::chrono::steady_clock::now();
  std::error_code failure;
  while (!failure) {
    Bytes slice(65'536);
    const std::size_t count = socket.read_some(asio::buffer(slice), failure);
    append(out.bytes, ByteView(slice).first(count));
  }
  out.time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  return out;
}
tcp::socket call(asio::io_context& loop, const tcp::endpoint& to, ByteView bytes) {
  tcp::socket socket(loop);
  socket.connect(to);
  asio::write(socket, asio::buffer(bytes.data(), bytes.size()));
  return socket;
}

}  // namespace

TEST_CASE("two people pair, and 3,000 notes and some promises become the same on both sides") {
  TwoDevices two;
  const auto [waited, dialed] = two.meet();
  REQUIRE(waited.ok());
  REQUIRE(dialed.ok());
  CHECK(waited->words == dialed->words);
  CHECK(waited->partner_name == "Ben");
  CHECK(dialed->partner_name == "Ada");
  two.take_pairing();

  two.inviter.write(1'000, std::string(200, 'a'));
  two.joiner.write(2'000, std::string(200, 'b'));
  REQUIRE(two.joiner.logs.append_own(log::Lane::commitments, "I water the plants").ok());
  const auto first = two.sync();
  REQUIRE(first.first.ok());
  REQUIRE(first.second.ok());
  CHECK(first.first->level);
  CHECK(first.second->level);
  CHECK(first.first->sent == 1'000);
  CHECK(first.first->received == 2'001);
  CHECK(first.second->sent == 2'001);
  REQUIRE(first.first->words.has_value());
  CHECK(first.first->words == first.second->words);
  CHECK(two.inviter.logs.entries(log::Lane::notes, log::Author::partner) ==
        two.joiner.logs.entries(log::Lane::notes, log::Author::me));
  CHECK(two.joiner.logs.entries(log::Lane::notes, log::Author::partner).size() == 1'000);

  const auto again = two.sync();
  REQUIRE(again.second.ok());
  CHECK(again.second->sent == 0);
  CHECK(again.second->received == 0);
  CHECK(again.second->level);
  CHECK(two.inviter.lines.empty());
  CHECK(two.joiner.lines.empty());
}

TEST_CASE("silent sockets, a scan and repeated knocks: no byte to them, and the partner still gets in") {
  TwoDevices two(short_options());
  two.become_paired();
  two.inviter.write(100, "note ");
  asio::io_context loop;
  std::vector<tcp::socket> silent;
  for (int i = 0; i < 300; ++i) silent.push_back(call(loop, two.endpoint(), {}));
  auto web = call(loop, two.endpoint(), bytes_of("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: scanner/1.0 (of the whole net)\r\n\r\n"));
  SeededRandom noise_source(5);
  auto random = call(loop, two.endpoint(), noise_source.some_bytes(noise::kKnockBytes));

  // A knock that the joiner once made; somebody recorded it, and it was answered then.
  const Bytes knock = two.joiner.sync_knock();
  two.inviter.nonces.known.insert(first<noise::kKnockNonceBytes>(knock));
  auto repeated = call(loop, two.endpoint(), knock);

  const auto start = std::chrono::steady_clock::now();
  const auto [waited, dialed] = two.sync();
  const auto time = std::chrono::steady_clock::now() - start;
  REQUIRE(waited.ok());
  REQUIRE(dialed.ok());
  CHECK(dialed->received == 100);
  CHECK(time < seconds(2));
  CHECK(listen_to(web).bytes.empty());
  CHECK(listen_to(random).bytes.empty());
  CHECK(listen_to(repeated).bytes.empty());
  for (auto& socket : silent) CHECK(listen_to(socket).bytes.empty());
  CHECK(two.inviter.said("a stranger's connection was ignored"));
  CHECK(two.inviter.lines.size() <= 4);
}

TEST_CASE("a repeated knock of either kind hears as little as a silent socket, for as long") {
  TwoDevices two(short_options());
  Bytes knock;
  asio::io_context loop;
  std::thread thread;
  SUBCASE("pairing") {
    const pairing::CeremonyParts parts{two.invite, two.joiner.own, two.joiner.paired, two.joiner.random};
    const auto now = two.joiner.clock.both();
    const auto ceremony = pairing::Ceremony::join(parts, now.monotonic, now.wall);
    knock = to_bytes((*ceremony)->pending_output());
    two.inviter.paired.nonces.insert(first<noise::kKnockNonceBytes>(knock));
    thread = std::thread([&] { const auto with = two.inviter.pairing(two.invite);
      (void)two.inviter.wait_for_pairing(*two.port, with, seconds(1)); });
  }
  SUBCASE("sync") {
    two.become_paired();
    knock = two.joiner.sync_knock();
    two.inviter.nonces.known.insert(first<noise::kKnockNonceBytes>(knock));
    thread = std::thread([&] { (void)two.inviter.wait_for_sync(*two.port, seconds(1)); });
  }
  auto silent = call(loop, two.endpoint(), {});
  auto repeated = call(loop, two.endpoint(), knock);
  const Heard to_repeated = listen_to(repeated);
  const Heard to_silent = listen_to(silent);
  thread.join();
  CHECK(to_repeated.bytes.empty());
  CHECK(to_silent.bytes.empty());
  CHECK(to_repeated.time >= std::chrono::milliseconds(250));
  CHECK(to_repeated.time < std::chrono::milliseconds(2'000));
  CHECK(two.inviter.said("a conversation was refused: forged"));
}

TEST_CASE("whoever is not expected finds nobody") {
  TwoDevices two(short_options());
  two.become_paired();
  std::thread thread([&] { (void)two.inviter.wait_for_sync(*two.port, seconds(1)); });
  auto result = Result<sync::Outcome>(Error{});
  SUBCASE("another pair's key") {
    Device stranger(9, "Mallory", short_options());
    stranger.paired.partner = two.inviter.own.keys;
    stranger.paired.root = crypto::Key::random(stranger.random);
    stranger.take_pairing();
    result = stranger.dial_for_sync({two.port->address()});
  }
  SUBCASE("a listener that waits for something else") {
    const auto parts = two.joiner.pairing(two.invite);
    auto paired = two.joiner.dial_for_pairing(parts, {two.port->address()});
    REQUIRE(!paired.ok());
    result = paired.error();
  }
  thread.join();
  REQUIRE(!result.ok());
  CHECK(result.error().code == Errc::unreachable);
}

TEST_CASE("nobody comes: the window ends") {
  TwoDevices two;
  const auto start = std::chrono::steady_clock::now();
  const auto parts = two.inviter.pairing(two.invite);
  const auto waited = two.inviter.wait_for_pairing(*two.port, parts, seconds(1));
  REQUIRE(!waited.ok());
  CHECK(waited.error().code == Errc::timed_out);
  CHECK(std::chrono::steady_clock::now() - start < seconds(2));
}

TEST_CASE("a vault that was rolled back is read-only from then on, and has all back that the other one holds") {
  TwoDevices two;
  two.become_paired();
  two.joiner.logs.keep_commits();
  two.inviter.logs.keep_commits();
  two.joiner.write(10, "note ");
  two.inviter.write(10, "note ");
  REQUIRE(two.sync().second.ok());
  Device* restored = nullptr;
  SUBCASE("the caller's") { restored = &two.joiner; }
  SUBCASE("the waiting one's") { restored = &two.inviter; }
  restored->logs.roll_back_to(5);
  REQUIRE(restored->logs.entries(log::Lane::notes, log::Author::me).size() < 10);
  const auto [waited, dialed] = two.sync();
  REQUIRE(waited.ok());
  REQUIRE(dialed.ok());
  CHECK(waited->level);
  CHECK(dialed->level);
  for (Device* one : {&two.joiner, &two.inviter}) CHECK(one->logs.read_only() == (one == restored));
  CHECK(restored->logs.entries(log::Lane::notes, log::Author::me).size() == 10);
}

TEST_CASE("the ports and addresses that a person can get wrong") {
  TwoDevices two;
  CHECK(two.inviter.network.listen("somewhere").error().code == Errc::usage);
  CHECK(two.inviter.network.listen(two.port->address()).error().code == Errc::io);
  const auto parts = two.joiner.pairing(two.invite);
  CHECK(two.joiner.dial_for_pairing(parts, {"nonsense"}).error().code == Errc::usage);
}
