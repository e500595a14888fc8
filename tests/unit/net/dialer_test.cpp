// Calling: addresses in turn, and who counts as absent.
#include "net/dialer.h"

#include <deque>

#include "base/reason.h"
#include "net/listener.h"
#include "unit/net/fake_conversation.h"
#include "unit/net/loopback.h"

using namespace avow;
using namespace avow::testing;

namespace {

// Knocks, and then talks as planned; not confirmed before it heard something.
class FakeInitiator final : public FakeConversation {
 public:
  explicit FakeInitiator(const Plan& given) : FakeConversation(given) {}
  ByteView pending_output() const override { return knock_.empty() ? FakeConversation::pending_output() : ByteView(knock_); }
  Result<void> output_sent(std::size_t count, Now now) override {
    if (knock_.empty()) return FakeConversation::output_sent(count, now);
    knock_.erase(knock_.begin(), knock_.begin() + static_cast<std::ptrdiff_t>(count));
    return {};
  }
  bool finished() const override { return knock_.empty() && FakeConversation::finished(); }

 private:
  Bytes knock_ = fake_knock(1);
};

// Somebody behind a port who does one thing with whoever calls.
struct Neighbour {
  enum class Manner { hangs_up, silent, answers_wrongly, answers_and_hangs_up, leads_to_partner, wants_login };
  Neighbour(asio::io_context& loop, Manner how) : manner(how), acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    acceptor.non_blocking(true);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()); }
  void act() {
    std::error_code failure;
    tcp::socket socket(acceptor.get_executor());
    acceptor.accept(socket, failure);
    if (!failure) {
      ++calls;
      guests.emplace_back(std::move(socket));
      if (manner == Manner::answers_wrongly) guests.back().send(bytes_of("HTTP/1.1 400 Bad Request\r\n\r\n"));
      if (manner == Manner::answers_and_hangs_up) guests.back().send(pattern(0, 10));
      if (manner == Manner::leads_to_partner) {
        guests.back().send(Bytes{5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0});  // a SOCKS5 proxy (RFC 1928), and who is behind it
        guests.back().send(pattern(0, 1'000));
      }
      if (manner == Manner::wants_login) guests.back().send(Bytes{5, 2, 1, 1});
      if (manner == Manner::hangs_up || manner == Manner::answers_and_hangs_up) guests.back().finish_sending();
    }
    for (Caller& guest : guests) guest.look();
  }
  Manner manner;
  tcp::acceptor acceptor;
  std::vector<Caller> guests;
  int calls = 0;
};
using Manner = Neighbour::Manner;

struct Phone {
  Phone() : log([this](std::string_view line) { lines.emplace_back(line); }, clock) {
    plan.send = 1'000;
    plan.receive = 1'000;
    options.link.drain = milliseconds(200);
  }
  void dial(std::vector<std::string> addresses) {
    net::ConversationFactory converse = [this](Now) -> Result<std::unique_ptr<net::Conversation>> {
      ++conversations;
      if (refusal) return *refusal;
      return std::unique_ptr<net::Conversation>(new FakeInitiator(plan));
    };
    net::DialParts parts{std::move(addresses), converse, clock, log, options};
    parts.proxy = {proxy, {"name", "password"}};
    parts.reached = [this](const std::string& address) { reached = address; };
    dialing = net::dial(loop, std::move(parts),
                        [this](Result<std::unique_ptr<net::Conversation>> result) { end.emplace(std::move(result)); });
  }
  // The code of the error, when it ended with one.
  std::optional<Errc> code() const {
    if (!end || end->ok()) return std::nullopt;
    return end->error().code;
  }
  bool turn_until_end(Neighbour* neighbour = nullptr, milliseconds at_most = milliseconds(5'000)) {
    return turn(loop, [&] {
      if (neighbour != nullptr) neighbour->act();
      return end.has_value();
    }, at_most);
  }

  RealClock clock;
  asio::io_context loop{1};
  std::unique_ptr<net::Dialing> dialing;
  std::vector<std::string> lines;
  net::EventLog log;
  net::DialOptions options;
  Plan plan;
  std::string proxy;
  std::optional<Error> refusal;
  int conversations = 0;
  std::optional<Result<std::unique_ptr<net::Conversation>>> end;
  std::string reached;
};

std::string nobody(asio::io_context& loop) {
  tcp::acceptor acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
}

}  // namespace

TEST_CASE("nobody there is unreachable, soon") {
  Phone phone;
  SUBCASE("no address at all") { phone.dial({}); }
  SUBCASE("no listener") { phone.dial({nobody(phone.loop), nobody(phone.loop)}); }
  SUBCASE("a name that means nothing") { phone.dial({"no-such-host.invalid:1"}); }
  REQUIRE(phone.turn_until_end(nullptr, std::chrono::seconds(30)));
  CHECK(phone.code() == Errc::unreachable);
  CHECK(phone.conversations == 0);
}

TEST_CASE("what is no address is the caller's mistake") {
  Phone phone;
  phone.dial({"nonsense"});
  REQUIRE(phone.turn_until_end());
  CHECK(phone.code() == Errc::usage);
}

TEST_CASE("safety_13 an onion address is not asked of any name server, and without a proxy it says what is missing") {
  Phone phone;
  for (const char* address : {"ben7k3q2xw.onion:7342", "BEN.Onion.:7342"}) {
    phone.end.reset();
    phone.dial({address});
    REQUIRE(phone.turn_until_end());
    CHECK(phone.code() == Errc::unreachable);
    CHECK(phone.end->error().context == std::string(reason::kOnion) + address);
  }
  CHECK(phone.conversations == 0);
}

TEST_CASE("the partner at the second address, found by literal or by name") {
  Phone phone;
  std::set<std::uint8_t> answered;
  net::Door door;
  door.is_knock = [](ByteView bytes) { return is_fake_knock(bytes); };
  door.converse = [&](Now) -> Result<std::unique_ptr<net::Conversation>> {
    return std::unique_ptr<net::Conversation>(new FakeResponder(phone.plan, answered));
  };
  auto listener = net::Listener::open(phone.loop, "127.0.0.1:0", {}, phone.clock, phone.log);
  REQUIRE(listener.ok());
  bool heard = false;
  (*listener)->wait(door, std::chrono::minutes(1), [&](const auto& result) { heard = result.ok(); });
  std::string address = (*listener)->address();
  SUBCASE("literal") {}
  SUBCASE("name") { address = "localhost" + address.substr(address.rfind(':')); }
  phone.dial({"nonsense", nobody(phone.loop), address});
  REQUIRE(phone.turn_until_end());
  REQUIRE(phone.end->ok());
  CHECK((**phone.end)->finished());
  CHECK(phone.reached == address);
  CHECK(turn(phone.loop, [&] { return heard; }, milliseconds(1'000)));
  CHECK(phone.lines.empty());
}

TEST_CASE("one who hangs up or stays silent before proving anything looks absent") {
  Phone phone;
  Manner manner = Manner::hangs_up;
  SUBCASE("hangs up") {}
  SUBCASE("silent") {
    manner = Manner::silent;
    phone.plan.timeout = phone.clock.monotonic_now() + milliseconds(150);
  }
  Neighbour neighbour(phone.loop, manner);
  phone.dial({neighbour.address()});
  REQUIRE(phone.turn_until_end(&neighbour));
  CHECK(phone.code() == Errc::unreachable);
  CHECK(neighbour.calls == 1);
}

TEST_CASE("another service at the address is nobody, with a sentence of its own, and the next address is tried") {
  Phone phone;
  Neighbour neighbour(phone.loop, Manner::answers_wrongly);
  phone.dial({neighbour.address(), neighbour.address(), nobody(phone.loop)});
  REQUIRE(phone.turn_until_end(&neighbour));
  CHECK(phone.code() == Errc::unreachable);
  CHECK(phone.end->error().context == "Something answered there, but it was not your partner.");
  CHECK(phone.reached.empty());
  CHECK(neighbour.calls == 2);
  CHECK(phone.lines.front() == "a conversation was refused: malformed");
}

TEST_CASE("a confirmed conversation that is cut ends the call with its own error") {
  Phone phone;
  Neighbour neighbour(phone.loop, Manner::answers_and_hangs_up);
  phone.dial({neighbour.address(), neighbour.address()});
  REQUIRE(phone.turn_until_end(&neighbour));
  CHECK(phone.code() == Errc::closed);
  CHECK(neighbour.calls == 1);
  CHECK(phone.lines.front() == "a conversation broke off: closed");
}

TEST_CASE("what this side refuses itself ends the call") {
  Phone phone;
  phone.refusal = Error{Errc::refused, "the link has expired"};
  Neighbour neighbour(phone.loop, Manner::silent);
  phone.dial({neighbour.address()});
  REQUIRE(phone.turn_until_end(&neighbour));
  CHECK(phone.code() == Errc::refused);
}

TEST_CASE("an address that never answers is given up after its time") {
  Phone phone;
  phone.options.connect_timeout = milliseconds(200);
  // A full backlog: the system drops what comes then.
  tcp::acceptor deaf(phone.loop);
  deaf.open(tcp::v4());
  deaf.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  deaf.listen(0);
  std::deque<tcp::socket> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.emplace_back(phone.loop).async_connect(deaf.local_endpoint(), [](const std::error_code&) {});
  }
  const auto start = std::chrono::steady_clock::now();
  phone.dial({"127.0.0.1:" + std::to_string(deaf.local_endpoint().port()), nobody(phone.loop)});
  REQUIRE(phone.turn_until_end());
  CHECK(phone.code() == Errc::unreachable);
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(190));
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(1'500));
}

TEST_CASE("a partner whose name only the proxy knows is reached through it") {
  Phone phone;
  Neighbour proxy(phone.loop, Manner::leads_to_partner);
  phone.proxy = proxy.address();
  phone.dial({"ben7k3q2xw.onion:7342"});
  REQUIRE(phone.turn_until_end(&proxy));
  REQUIRE(phone.end->ok());
  CHECK((**phone.end)->finished());
  CHECK(phone.reached == "ben7k3q2xw.onion:7342");
  CHECK(proxy.calls == 1);
  CHECK(phone.lines.empty());
}

TEST_CASE("safety_13 with a proxy nothing is called past it: a proxy that is not there, that is none, and a name are told apart") {
  Phone phone;
  Neighbour trap(phone.loop, Manner::answers_wrongly);
  std::string context;
  const auto dial = [&](const std::string& address) {
    phone.end.reset();
    phone.dial({address, address});
    REQUIRE(phone.turn_until_end(&trap));
    REQUIRE(phone.code());
    context = phone.end->error().context;
  };
  phone.proxy = nobody(phone.loop);
  dial(trap.address());
  CHECK(*phone.code() == Errc::unreachable);
  CHECK(context == "proxy: Nothing answers at the proxy " + phone.proxy + ". Start it (is Tor running?), then try again.");
  CHECK(trap.calls == 0);
  phone.proxy = trap.address();
  dial("partner.invalid:7342");
  CHECK(*phone.code() == Errc::unreachable);
  CHECK(context == "proxy: What answers at the proxy " + phone.proxy +
                       " does not speak SOCKS5. Another program may use that port: look at the setting `proxy`.");
  Neighbour strict(phone.loop, Manner::wants_login);
  phone.proxy = strict.address();
  phone.end.reset();
  phone.dial({"partner.invalid:7342"});
  REQUIRE(phone.turn_until_end(&strict));
  CHECK(phone.end->error().context == "proxy: The proxy " + phone.proxy +
                                          " wants a login of its own. avow can use one that asks for none, or takes any, as Tor does.");
  phone.proxy = "tor.example:9050";
  dial("partner.invalid:7342");
  CHECK_MESSAGE(*phone.code() == Errc::usage, "its name would have to be looked up");
  CHECK(phone.conversations == 0);
}
