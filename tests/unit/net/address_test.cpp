#include "net/address.h"

#include <doctest/doctest.h>

#include "base/limits.h"

using namespace avow;
using net::HostPort;
using net::split_address;

TEST_CASE("addresses of each form") {
  CHECK(*split_address("127.0.0.1:0") == HostPort{"127.0.0.1", 0});
  CHECK(*split_address("[::1]:65535") == HostPort{"::1", 65535});
  CHECK(*split_address("[fe80::1%eth0]:7342") == HostPort{"fe80::1%eth0", 7342});
  CHECK(*split_address("my-home.example:7342") == HostPort{"my-home.example", 7342});
  CHECK(net::join_address({"::1", 7}) == "[::1]:7");
  CHECK(net::join_address({"127.0.0.1", 7}) == "127.0.0.1:7");
}

TEST_CASE("what is no address is the caller's mistake") {
  for (const char* text : {"", ":", "host", "host:", ":80", "::1:80", "[]:80", "[::1]80", "[::1]", "host:65536", "host:-1",
                           "host:+1", "host:080000", "host:1 ", "ho st:1", "http://host:1", "[host]:1", "a/b:1", "[fe80::1%]:1"}) {
    CAPTURE(text);
    REQUIRE(!split_address(text).ok());
    CHECK(split_address(text).error().code == Errc::usage);
  }
}

TEST_CASE("names of the Tor network, and what only looks like one") {
  for (const char* host : {"abc.onion", "a.b.ONION", "abc.onion.", ".onion"}) CHECK_MESSAGE(net::is_onion({host, 1}), host);
  for (const char* host : {"onion", "abconion", "abc.onion.example", "abc.onion..", "", ".", "n"}) CHECK_FALSE_MESSAGE(net::is_onion({host, 1}), host);
}

TEST_CASE("the longest address") {
  const std::string name(limits::kAddressBytesMax - 2, 'a');
  CHECK(split_address(name + ":1").ok());
  CHECK(!split_address(name + "a:1").ok());
}
