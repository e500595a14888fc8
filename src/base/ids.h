// Names of records and logs: 128 bits, shown to people as Crockford base32 in lower case.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace avow {

struct RecordId {
  ByteArray<16> bytes{};
  auto operator<=>(const RecordId&) const = default;
  bool is_zero() const { return *this == RecordId{}; }
};

struct LogId {
  ByteArray<16> bytes{};
  auto operator<=>(const LogId&) const = default;
};

// All 26 symbols, lower case: "7k3q…". People type a prefix of at least limits::kIdPrefixMin.
std::string to_text(const RecordId& id);
// A typed prefix in its normal form (lower case, I L → 1, O → 0). Error{malformed} on other characters
// or fewer than limits::kIdPrefixMin or more than 26 symbols.
Result<std::string> normal_id_prefix(std::string_view typed);

}  // namespace avow

template <>
struct std::hash<avow::RecordId> {
  std::size_t operator()(const avow::RecordId& id) const noexcept {
    return avow::from_little_endian<std::size_t>(id.bytes);  // record ids are uniform hashes
  }
};
