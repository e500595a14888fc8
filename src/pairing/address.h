// Where a partner may be reached: "host:port", a hint that anybody may have written and nothing is trusted to.
// Checked for form only; whether somebody lives there is the dialer's to find out.
#pragma once

#include <string_view>
#include <vector>
#include <string>

#include "base/result.h"

namespace avow::pairing {

// host = a name or IPv4 address of letters, digits, "-", "_", "." or an IPv6 address in brackets; port 1–65535
// without leading zeros; at most limits::kAddressBytesMax. Error{malformed | too_large}.
Result<void> check_address(std::string_view address);
// Does its host mean "every address of this device" (0.0.0.0, [::])? Good to listen at, no place to call.
bool is_wildcard(std::string_view address);
// Is its host an IPv4 or IPv6 address, not a name? Precondition: check_address().
bool is_literal(std::string_view address);
// Does its host mean this device itself: 127.x, [::1], localhost? Precondition: check_address().
bool is_loopback(std::string_view address);
// Each of them, and at most limits::kAddressesMax.
Result<void> check_addresses(const std::vector<std::string>& addresses);

}  // namespace avow::pairing
