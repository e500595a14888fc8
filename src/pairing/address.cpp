#include "pairing/address.h"

#include <algorithm>

#include "base/limits.h"

namespace avow::pairing {
namespace {

const Error kMalformed{Errc::malformed, "an address that is not HOST:PORT"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.front() == '0' || !std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  unsigned value = 0;
  for (const char digit : text) value = value * 10 + static_cast<unsigned>(digit - '0');
  return value <= 65'535;
}

bool is_bracketed_ipv6(std::string_view host) {
  if (!host.starts_with('[') || !host.ends_with(']') || host.size() < 4) return false;
  const auto inside = host.substr(1, host.size() - 2);
  const auto may_stand = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
  return inside.find(':') != std::string_view::npos && std::all_of(inside.begin(), inside.end(), may_stand);
}

// Four numbers below 256, as inet_pton takes them: "127.1" and "010.0.0.1" mean different things to different programs.
bool is_ipv4(std::string_view host) {
  for (int left = 3; left >= 0; --left) {
    const auto number = host.substr(0, left > 0 ? host.find('.') : host.size());
    if (number.empty() || number.size() > 3 || (number.size() > 1 && number.front() == '0') ||
        !std::all_of(number.begin(), number.end(), is_digit) || (number.size() == 3 && number > "255")) {
      return false;
    }
    host.remove_prefix(std::min(number.size() + (left > 0 ? 1 : 0), host.size()));
  }
  return true;
}

bool is_name_or_ipv4(std::string_view host) {
  const auto may_stand = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; };
  // Why: a leading hyphen could be taken for an option by whatever the address is pasted into.
  return !host.empty() && host.front() != '-' && host.front() != '.' && host.find("..") == std::string_view::npos &&
         std::all_of(host.begin(), host.end(), may_stand);
}

}  // namespace

Result<void> check_address(std::string_view address) {
  if (address.size() > limits::kAddressBytesMax) return Error{Errc::too_large, "an address is too long"};
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos || !is_port(address.substr(colon + 1))) return kMalformed;
  const auto host = address.substr(0, colon);
  if (!is_bracketed_ipv6(host) && !is_name_or_ipv4(host)) return kMalformed;
  return {};
}

bool is_wildcard(std::string_view address) {
  const auto host = address.substr(0, address.rfind(':'));
  if (host.starts_with('[')) return host.find_first_not_of("[0:.]") == std::string_view::npos;
  return !host.empty() && host.find_first_not_of("0.") == std::string_view::npos;
}

bool is_literal(std::string_view address) {
  const auto host = address.substr(0, address.rfind(':'));
  return host.starts_with('[') || is_ipv4(host);
}

bool is_loopback(std::string_view address) {
  const auto host = address.substr(0, address.rfind(':'));
  return host == "localhost" || host == "[::1]" || (is_literal(address) && host.starts_with("127."));
}

Result<void> check_addresses(const std::vector<std::string>& addresses) {
  if (addresses.size() > limits::kAddressesMax) return Error{Errc::too_large, "too many addresses"};
  for (const std::string& address : addresses) AVOW_CHECK(check_address(address));
  return {};
}

}  // namespace avow::pairing
