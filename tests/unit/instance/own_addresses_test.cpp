// Where a partner may try who is to reach this device.
#include "instance/own_addresses.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "pairing/address.h"

using namespace avow;
using instance::own_hosts;
using instance::reachable_at;
using Texts = std::vector<std::string>;

TEST_CASE("a port of one address is reached there, a port of every address at those of this device") {
  const Texts hosts{"192.0.2.7", "10.0.0.3", "[2001:db8::7]"};
  CHECK(reachable_at("127.0.0.1:7", hosts) == Texts{"127.0.0.1:7"});
  CHECK(reachable_at("[::1]:7", hosts) == Texts{"[::1]:7"});
  CHECK(reachable_at("0.0.0.0:7", hosts) == Texts{"192.0.2.7:7", "10.0.0.3:7"});
  CHECK(reachable_at("[::]:7", hosts) == Texts{"192.0.2.7:7", "10.0.0.3:7", "[2001:db8::7]:7"});
  CHECK(reachable_at("0.0.0.0:7", {}) == Texts{"127.0.0.1:7"});
  CHECK(reachable_at("0.0.0.0:7", {"[2001:db8::7]"}) == Texts{"127.0.0.1:7"});
  CHECK(reachable_at("0.0.0.0:7", Texts(50, "192.0.2.7")).size() == limits::kAddressesMax);
}

TEST_CASE("what means every address") {
  for (const char* any : {"0.0.0.0:7", "[::]:7", "[0:0:0:0:0:0:0:0]:7", "[::0.0.0.0]:7", "0:7"}) {
    CAPTURE(any);
    CHECK(pairing::is_wildcard(any));
  }
  for (const char* one : {"10.0.0.0:7", "[::1]:7", "zero:0", "127.0.0.1:0", ""}) {
    CAPTURE(one);
    CHECK_FALSE(pairing::is_wildcard(one));
  }
}

TEST_CASE("the hosts of this device are addresses that a link may hold") {
  for (const auto& host : own_hosts()) {
    CAPTURE(host);
    CHECK(pairing::check_address(host + ":7").ok());
    CHECK_FALSE(pairing::is_wildcard(host + ":7"));
    CHECK_FALSE(host.starts_with("127."));
    CHECK(host != "[::1]");
  }
}
