// A call through a SOCKS5 proxy, byte for byte as RFC 1928 and RFC 1929 have it.
#include "net/socks5.h"

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "base/text_proxy.h"

using namespace avow;
using namespace avow::net;

namespace {

const ProxyLogin kMe{"me", "pw"};

std::string name_of_error(const Result<void>& result) { return result.ok() ? "ok" : std::string(name_of(result.error().code)); }

Socks5 asked(const HostPort& target) {
  Socks5 call(target, kMe);
  REQUIRE(call.receive(Bytes{5, 0}).ok());
  return call;
}

}  // namespace

TEST_CASE("a name goes to the proxy as it is, with either way to log in") {
  Socks5 call({"abc.onion", 7342}, kMe);
  CHECK(to_hex(call.pending()) == "05020002");
  REQUIRE(call.needs() == 2);
  SUBCASE("without a login") { REQUIRE(call.receive(Bytes{5, 0}).ok()); }
  SUBCASE("with one") {
    REQUIRE(call.receive(Bytes{5, 2}).ok());
    CHECK(to_hex(call.pending()) == "01026d65027077");
    REQUIRE(call.needs() == 2);
    REQUIRE(call.receive(Bytes{1, 0}).ok());
  }
  CHECK(to_hex(call.pending()) == "05010003096162632e6f6e696f6e1cae");
  REQUIRE(call.needs() == 5);
  REQUIRE(call.receive(Bytes{5, 0, 0, 1, 0}).ok());
  CHECK(call.pending().empty());
  REQUIRE(call.needs() == 5);
  REQUIRE(call.receive(Bytes{0, 0, 0, 0, 0}).ok());
  CHECK(call.needs() == 0);
}

TEST_CASE("addresses of either kind go as addresses") {
  CHECK(to_hex(asked({"192.168.1.20", 80}).pending()) == "05010001c0a801140050");
  CHECK(to_hex(asked({"fd00::1", 65'535}).pending()) == "05010004fd000000000000000000000000000001ffff");
}

TEST_CASE("the proxy's answer is read to its last byte and no further, whatever address it names") {
  Socks5 v6 = asked({"a", 1});
  REQUIRE(v6.receive(Bytes{5, 0, 0, 4, 0}).ok());
  CHECK(v6.needs() == 17);
  Socks5 named = asked({"a", 1});
  REQUIRE(named.receive(Bytes{5, 0, 0, 3, 255}).ok());
  CHECK(named.needs() == 257);
  Socks5 unnamed = asked({"a", 1});
  REQUIRE(unnamed.receive(Bytes{5, 0, 0, 3, 0}).ok());
  CHECK(unnamed.needs() == 2);
}

TEST_CASE("whatever else the proxy says is named for what it is") {
  CHECK(name_of_error(Socks5({"a", 1}, kMe).receive(Bytes{4, 0})) == "malformed");
  CHECK(name_of_error(Socks5({"a", 1}, kMe).receive(bytes_of("HT"))) == "malformed");
  CHECK(name_of_error(Socks5({"a", 1}, kMe).receive(Bytes{5, 0xFF})) == "refused");
  CHECK(name_of_error(Socks5({"a", 1}, kMe).receive(Bytes{5, 1})) == "refused");
  Socks5 denied({"a", 1}, kMe);
  REQUIRE(denied.receive(Bytes{5, 2}).ok());
  CHECK(name_of_error(denied.receive(Bytes{1, 1})) == "refused");
  CHECK(Socks5({"a", 1}, kMe).receive(Bytes{5, 0xFF}).error().context == text::kProxyLogin);
  for (int reply = 1; reply < 256; ++reply) {
    Socks5 call = asked({"a", 1});
    const bool not_done = reply == 2 || reply == 7 || reply == 8;
    const auto said = call.receive(Bytes{5, static_cast<std::uint8_t>(reply), 0, 1, 0});
    CHECK(name_of_error(said) == (not_done ? "refused" : "unreachable"));
    CHECK(said.error().context == (not_done ? text::kProxyForbids : ""));
  }
  CHECK(name_of_error(asked({"a", 1}).receive(Bytes{5, 0, 0, 2, 0})) == "malformed");
  CHECK(name_of_error(asked({"a", 1}).receive(Bytes{0, 0, 0, 1, 0})) == "malformed");
}

TEST_CASE("a host as long as may be fits") {
  const std::string host(255, 'a');
  const Socks5 call = asked({host, 1});
  CHECK(call.pending().size() == 4 + 1 + 255 + 2);
}
