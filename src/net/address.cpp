#include "net/address.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"

namespace avow::net {
namespace {

constexpr std::string_view kHostLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
constexpr std::string_view kIpv6Letters = "0123456789abcdefABCDEF:.%";

bool consists_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// An IPv6 address with its zone: "fe80::1%eth0".
bool looks_like_ipv6(std::string_view text) {
  const auto zone = std::min(text.find('%'), text.size());
  const bool zone_fits = zone == text.size() || consists_of(text.substr(zone + 1), kHostLetters);
  return zone_fits && consists_of(text.substr(0, zone), kIpv6Letters) && text.find(':') != std::string_view::npos;
}

Error not_an_address() { return Error{Errc::usage, "not an address: HOST:PORT is needed, as in 192.168.1.20:7342"}; }

}  // namespace

Result<HostPort> split_address(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos || address.size() > limits::kAddressBytesMax) return not_an_address();
  HostPort out;
  const std::string_view port = address.substr(colon + 1);
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), out.port);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == port.data() + port.size();
  if (!whole || port.size() > 5) return not_an_address();

  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (!looks_like_ipv6(host)) return not_an_address();
  } else if (!consists_of(host, kHostLetters)) {
    return not_an_address();
  }
  out.host = host;
  return out;
}

bool is_onion(const HostPort& address) {
  constexpr std::string_view kOnion = ".onion";
  std::string_view host = address.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view end = host.substr(host.size() - std::min(host.size(), kOnion.size()));
  return std::equal(end.begin(), end.end(), kOnion.begin(), kOnion.end(), [](char one, char other) {
    return one == other || (one >= 'A' && one <= 'Z' && one - 'A' + 'a' == other);
  });
}

std::string join_address(const HostPort& address) {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  const std::string host = ipv6 ? "[" + address.host + "]" : address.host;
  return host + ":" + std::to_string(address.port);
}

}  // namespace avow::net
