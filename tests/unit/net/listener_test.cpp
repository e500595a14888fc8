// The open port: strangers hear nothing and keep nobody out.
#include "net/listener.h"

#include <sys/resource.h>
#include <unistd.h>

#include <deque>

#include "fakes/seeded_random.h"
#include "unit/net/fake_conversation.h"
#include "unit/net/loopback.h"

using namespace avow;
using namespace avow::testing;

namespace {

// A listener behind the fake knock, and those who come.
struct House {
  explicit House(const net::ListenerOptions& given = {}) : options(given), log(take_line(), clock) {
    plan.send = 1'000;
    plan.receive = 1'000;
    auto opened = net::Listener::open(loop, "127.0.0.1:0", options, clock, log);
    REQUIRE(opened.ok());
    listener = std::move(*opened);
    const std::string address = listener->address();
    port = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
  }

  net::EventSink take_line() {
    return [this](std::string_view line) { lines.emplace_back(line); };
  }
  void wait(milliseconds window = std::chrono::minutes(1)) {
    net::Door door;
    door.is_knock = [](ByteView bytes) { return is_fake_knock(bytes); };
    door.converse = [this](Now) -> Result<std::unique_ptr<net::Conversation>> {
      if (refusal) return *refusal;
      return std::unique_ptr<net::Conversation>(new FakeResponder(plan, answered));
    };
    listener->wait(std::move(door), window, [this](Result<std::unique_ptr<net::Conversation>> result) {
      ++ends;
      end.emplace(std::move(result));
    });
  }
  Caller& call() { return callers.emplace_back(loop, tcp::endpoint(asio::ip::address_v4::loopback(), port)); }
  Caller& knock(std::uint8_t nonce) {
    Caller& caller = call();
    caller.send(fake_knock(nonce));
    return caller;
  }
  bool turn_until(const std::function<bool()>& done, milliseconds at_most = milliseconds(5'000)) {
    return turn(loop, done, at_most);
  }
  // The partner: knocks, says all, hears all.
  bool partner_gets_in(std::uint8_t nonce, milliseconds at_most = milliseconds(1'000)) {
    Caller& partner = knock(nonce);
    partner.send(pattern(0, 1'000));
    return ends_well(partner, at_most);
  }
  // Both have said all; the partner closes when it has heard the end.
  bool ends_well(Caller& partner, milliseconds at_most = milliseconds(1'000)) {
    const bool heard = turn_until([&] { return partner.closed(); }, at_most);
    partner.close();
    const bool ended = heard && turn_until([&] { return end.has_value(); }, at_most);
    return ended && partner.received == pattern(0, 1'000) && end->ok() && (**end)->finished();
  }
  bool said(const std::string& text) const {
    return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(text) != std::string::npos; });
  }

  RealClock clock;
  asio::io_context loop{1};
  net::ListenerOptions options;
  std::vector<std::string> lines;
  net::EventLog log;
  std::unique_ptr<net::Listener> listener;
  std::uint16_t port = 0;
  Plan plan;
  std::set<std::uint8_t> answered;
  std::optional<Error> refusal;
  std::deque<Caller> callers;
  std::optional<Result<std::unique_ptr<net::Conversation>>> end;
  int ends = 0;
};

net::ListenerOptions short_options() {
  net::ListenerOptions options;
  options.knock_timeout = milliseconds(300);
  options.link.drain = milliseconds(200);
  return options;
}

milliseconds time_until_closed(House& house, Caller& caller) {
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(house.turn_until([&] { return caller.closed(); }));
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace

TEST_CASE("the partner gets in and the waiting ends") {
  House house;
  house.wait();
  CHECK(house.partner_gets_in(1));
  CHECK(house.ends == 1);
  CHECK(house.lines.empty());
}

TEST_CASE("safety_12 every stranger gets no byte and is closed at the deadline, not before") {
  House house(short_options());
  house.wait();
  SeededRandom random(1);
  Caller& stranger = house.call();
  SUBCASE("silent") {}
  SUBCASE("random bytes") { stranger.send(random.some_bytes(noise::kKnockBytes)); }
  SUBCASE("an HTTP request") { stranger.send(bytes_of("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: x\r\n\r\n")); }
  SUBCASE("a knock with one byte missing") { stranger.send(ByteView(fake_knock(9)).first(noise::kKnockBytes - 1)); }
  SUBCASE("much") { stranger.send(random.some_bytes(100'000)); }
  const milliseconds time = time_until_closed(house, stranger);
  CHECK(time >= milliseconds(280));
  CHECK(time < milliseconds(2'000));
  CHECK(stranger.received.empty());
  CHECK(house.turn_until([&] { return house.said("a stranger's connection was ignored"); }));
  CHECK(house.partner_gets_in(1));
}

TEST_CASE("a repeated knock is treated as silence") {
  House house(short_options());
  house.wait();
  Caller& first = house.knock(7);
  REQUIRE(house.turn_until([&] {
    first.look();
    return !first.received.empty();
  }));
  Caller& repeated = house.knock(7);
  repeated.send(pattern(0, 1'000));
  const milliseconds time = time_until_closed(house, repeated);
  CHECK(time >= milliseconds(280));
  CHECK(time < milliseconds(2'000));
  CHECK(repeated.received.empty());
  CHECK(house.said("a conversation was refused: forged"));
  CHECK(!house.end);
  CHECK(house.partner_gets_in(8));
}

TEST_CASE("a flood that never stops is read in small bits, and closed at the deadline") {
  House house(short_options());
  house.wait();
  Caller& flood = house.call();
  flood.socket().set_option(asio::socket_base::send_buffer_size(16 * 1024));
  const Bytes bytes(64 * 1024, 'x');
  std::uint64_t taken = 0;
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(house.turn_until([&] {
    taken += flood.send(bytes);
    return flood.closed();
  }));
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(280));
  CHECK(taken < 16 * 1024 * 1024);
  CHECK(house.partner_gets_in(1));
}

TEST_CASE("300 silent sockets and a scan do not keep the partner out, nor slow it down") {
  House house;
  house.wait();
  SeededRandom random(2);
  for (int i = 0; i < 300; ++i) house.call();
  for (int i = 0; i < 20; ++i) house.call().send(random.some_bytes(noise::kKnockBytes));
  for (int i = 0; i < 20; ++i) house.call().send(bytes_of("GET / HTTP/1.0\r\n\r\n"));
  turn_for(house.loop, milliseconds(100));
  const auto start = std::chrono::steady_clock::now();
  CHECK(house.partner_gets_in(1));
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(1'000));
  CHECK(house.lines.size() <= 2);
  CHECK(house.said("more times"));
  for (Caller& caller : house.callers) {
    if (&caller != &house.callers.back()) CHECK((caller.closed() && caller.received.empty()));
  }
}

TEST_CASE("when the house is full the oldest stranger goes, at the limit and not before") {
  net::ListenerOptions options;
  options.connections_max = 8;
  House house(options);
  house.wait();
  for (int i = 0; i < 8; ++i) {
    house.call();
    turn_for(house.loop, milliseconds(5));
  }
  CHECK(std::none_of(house.callers.begin(), house.callers.end(), [](Caller& one) { return one.closed(); }));
  house.call();
  REQUIRE(house.turn_until([&] { return house.callers[0].closed(); }));
  turn_for(house.loop, milliseconds(20));
  for (std::size_t i = 1; i < 9; ++i) CHECK(!house.callers[i].closed());
  house.knock(1);  // also a ninth
  REQUIRE(house.turn_until([&] { return house.callers[1].closed(); }));
  CHECK(!house.callers[2].closed());
  CHECK(house.turn_until([&] { return house.answered == std::set<std::uint8_t>{1}; }));
}

TEST_CASE("four handshakes at a time, for a fifth the oldest gives way") {
  House house;
  house.wait();
  for (std::uint8_t i = 1; i <= 4; ++i) house.knock(i);
  REQUIRE(house.turn_until([&] { return house.answered.size() == 4; }));
  turn_for(house.loop, milliseconds(20));
  CHECK(std::none_of(house.callers.begin(), house.callers.end(), [](Caller& one) { return one.closed(); }));
  house.knock(5);
  REQUIRE(house.turn_until([&] { return house.callers[0].closed(); }));
  for (std::size_t i = 1; i < 5; ++i) CHECK(!house.callers[i].closed());
  CHECK(house.partner_gets_in(6));
}

TEST_CASE("the newest confirmed conversation replaces an older one, an unconfirmed one does not") {
  House house;
  house.wait();
  Caller& older = house.knock(1);
  older.send(pattern(0, 1));
  REQUIRE(house.turn_until([&] { return house.answered.size() == 1; }));
  turn_for(house.loop, milliseconds(20));
  Caller& newer = house.knock(2);
  REQUIRE(house.turn_until([&] { return house.answered.size() == 2; }));
  turn_for(house.loop, milliseconds(20));
  CHECK(!older.closed());
  newer.send(pattern(0, 1));
  REQUIRE(house.turn_until([&] { return older.closed(); }));
  CHECK(!newer.closed());
  newer.send(pattern(1, 999));
  CHECK(house.ends_well(newer));
  CHECK(house.ends == 1);
  CHECK(house.said("a newer conversation took the place of an older one"));
}

TEST_CASE("a cut or failed conversation ends nothing") {
  House house;
  house.wait();
  Caller& cut = house.knock(1);
  cut.send(pattern(0, 500));
  turn_for(house.loop, milliseconds(20));
  cut.close();
  CHECK(house.turn_until([&] { return house.said("a conversation broke off: closed"); }));
  Caller& wrong = house.knock(2);
  wrong.send(Bytes(10, 0xFF));
  REQUIRE(house.turn_until([&] { return wrong.closed(); }));
  CHECK(house.turn_until([&] { return house.said("a conversation was refused: malformed"); }));
  CHECK(!house.end);
  CHECK(house.partner_gets_in(3));
}

TEST_CASE("trouble on this side ends the waiting") {
  House house;
  SUBCASE("while talking") {
    house.plan.fail_at = 10;
    house.plan.failure = Errc::read_only;
    house.wait();
    house.knock(1).send(pattern(0, 100));
  }
  SUBCASE("before the conversation") {
    house.refusal = Error{Errc::read_only, "the vault was restored"};
    house.wait();
    house.knock(1);
  }
  REQUIRE(house.turn_until([&] { return house.end.has_value(); }));
  CHECK(house.end->error().code == Errc::read_only);
  CHECK(house.ends == 1);
}

TEST_CASE("the window ends, who is confirmed by then may finish") {
  House house(short_options());
  house.wait(milliseconds(200));
  SUBCASE("nobody came") {
    Caller& silent = house.call();
    REQUIRE(house.turn_until([&] { return house.end.has_value(); }, milliseconds(1'000)));
    CHECK(house.end->error().code == Errc::timed_out);
    CHECK(house.turn_until([&] { return silent.closed(); }));
  }
  SUBCASE("a handshake is no conversation") {
    house.knock(1);
    REQUIRE(house.turn_until([&] { return house.end.has_value(); }, milliseconds(1'000)));
    CHECK(house.end->error().code == Errc::timed_out);
  }
  SUBCASE("confirmed and finished") {
    Caller& partner = house.knock(1);
    partner.send(pattern(0, 500));
    turn_for(house.loop, milliseconds(300));
    CHECK(!house.end);
    partner.send(pattern(500, 500));
    CHECK(house.ends_well(partner));
  }
  SUBCASE("confirmed and cut") {
    Caller& partner = house.knock(1);
    partner.send(pattern(0, 500));
    turn_for(house.loop, milliseconds(300));
    partner.close();
    REQUIRE(house.turn_until([&] { return house.end.has_value(); }));
    CHECK(house.end->error().code == Errc::timed_out);
  }
  CHECK(house.ends == 1);
}

TEST_CASE("one who came between two waits is found by the second") {
  House house;
  house.wait();
  CHECK(house.partner_gets_in(1));
  house.end.reset();
  Caller& early = house.knock(2);
  early.send(pattern(0, 1'000));
  turn_for(house.loop, milliseconds(20));
  CHECK(early.received.empty());
  house.wait();
  CHECK(house.ends_well(early));
  CHECK(house.ends == 2);
}

TEST_CASE("no descriptors left: it waits without spinning, and goes on when there are some") {
  net::ListenerOptions options;
  House house(options);
  house.wait();
  turn_for(house.loop, milliseconds(10));
  Caller& partner = house.knock(1);
  partner.send(pattern(0, 1'000));
  rlimit old_limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &old_limit) == 0);
  const int lowest_free = ::dup(0);
  REQUIRE(lowest_free >= 0);
  ::close(lowest_free);
  rlimit none = old_limit;
  none.rlim_cur = static_cast<rlim_t>(lowest_free);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const std::clock_t before = std::clock();
  turn_for(house.loop, milliseconds(300));
  const double busy = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &old_limit) == 0);
  CHECK(busy < 0.15);
  CHECK(house.said("the system refused a connection"));
  CHECK(house.ends_well(partner));
}

TEST_CASE("addresses to listen at") {
  RealClock clock;
  asio::io_context loop(1);
  net::EventLog log(nullptr, clock);
  const auto open = [&](const std::string& address) { return net::Listener::open(loop, address, {}, clock, log); };
  const auto v4 = open("127.0.0.1:0");
  REQUIRE(v4.ok());
  CHECK((*v4)->address().starts_with("127.0.0.1:"));
  CHECK(!(*v4)->address().ends_with(":0"));
  const auto v6 = open("[::1]:0");
  if (v6.ok()) CHECK((*v6)->address().starts_with("[::1]:"));
  CHECK(open("example.org:0").error().code == Errc::usage);
  CHECK(open("127.0.0.1").error().code == Errc::usage);
  const auto taken = open((*v4)->address());
  REQUIRE(!taken.ok());
  CHECK(taken.error().code == Errc::io);
  CHECK(taken.error().context.find("in use") != std::string::npos);
}

TEST_CASE("a house that is torn down in the middle leaves nothing behind") {
  auto house = std::make_unique<House>();
  house->wait();
  house->call();
  house->knock(1);
  house->knock(2).send(pattern(0, 10));
  turn_for(house->loop, milliseconds(30));
  SUBCASE("the listener first") { house->listener.reset(); }
  SUBCASE("the listener, and then the loop turns on") {
    house->listener.reset();
    for (Caller& caller : house->callers) CHECK(house->turn_until([&] { return caller.closed(); }));
  }
  CHECK(house->ends == 0);
  house->callers.clear();
}

namespace {

// Everybody seems to come from one far place, until a test says another.
struct FarHouse {
  FarHouse() {
    net::ListenerOptions options = short_options();
    options.knock_timeout = milliseconds(600);
    options.knock_timeout_when_full = milliseconds(150);
    options.connections_max = 8;
    options.source = [this](const std::string&) { return from; };
    house.emplace(options);
    house->wait();
  }
  void fill_the_bucket() {
    for (int i = 0; i < limits::kFailedKnocksMax; ++i) house->call().close();
    turn_for(house->loop, milliseconds(50));
  }
  std::string from = "203.0.113.5";
  std::optional<House> house;
};

}  // namespace

TEST_CASE("after many failed knocks from one place its strangers wait less, others as long as before") {
  FarHouse far;
  CHECK(time_until_closed(*far.house, far.house->call()) >= milliseconds(580));
  far.fill_the_bucket();
  const auto time = time_until_closed(*far.house, far.house->call());
  CHECK(time >= milliseconds(130));
  CHECK(time < milliseconds(580));
  SUBCASE("another place") { far.from = "203.0.113.6"; }
  SUBCASE("this device itself") {
    far.from = "127.0.0.1";
    far.fill_the_bucket();
  }
  CHECK(time_until_closed(*far.house, far.house->call()) >= milliseconds(580));
}

TEST_CASE("a right knock from a full bucket gets in as any other") {
  FarHouse far;
  far.fill_the_bucket();
  Caller& partner = far.house->call();
  turn_for(far.house->loop, milliseconds(50));
  partner.send(fake_knock(1));
  turn_for(far.house->loop, milliseconds(250));  // longer than a stranger may stay
  CHECK(!partner.closed());
  partner.send(pattern(0, 1'000));
  CHECK(far.house->ends_well(partner));
}

TEST_CASE("when the house is full, those from a full bucket go first") {
  FarHouse far;
  far.fill_the_bucket();
  far.from = "203.0.113.6";
  Caller& quiet = far.house->call();
  turn_for(far.house->loop, milliseconds(5));
  far.from = "203.0.113.5";
  Caller& suspect = far.house->call();
  turn_for(far.house->loop, milliseconds(5));
  far.from = "203.0.113.7";
  for (int i = 0; i < 7; ++i) {
    far.house->call();
    turn_for(far.house->loop, milliseconds(2));
  }
  turn_for(far.house->loop, milliseconds(5));
  CHECK(suspect.closed());
  CHECK(!quiet.closed());
}
