// Where to listen or to call, as a person types it: "10.0.0.1:7342", "[::1]:7342", "home.example:7342".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace avow::net {

struct HostPort {
  std::string host;  // without brackets
  std::uint16_t port = 0;
  bool operator==(const HostPort&) const = default;
};

// Error{usage}: not host:port, an IPv6 address without brackets, a port above 65535, longer than
// limits::kAddressBytesMax. Port 0 is allowed here.
Result<HostPort> split_address(std::string_view address);
// A name of the Tor network (RFC 7686), in any case, with or without a dot behind it: only a proxy can reach it.
bool is_onion(const HostPort& address);
// The other way; an IPv6 host gets its brackets.
std::string join_address(const HostPort& address);

}  // namespace avow::net
