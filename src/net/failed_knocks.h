// How often strangers from one place came without a right knock, for a while. Decides nothing about a right knock:
// it only says whose waiting is cut short and who gives way first. protocol/README.md#session.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"

namespace avow::net {

// Value. Bounded: of too many places the one that was quiet the longest is forgotten.
class FailedKnocks {
 public:
  // An IPv4 address, or the first 64 bits of an IPv6 one. Empty for this device itself, which is never counted, and
  // for what is no address.
  static std::optional<Bytes> source_of(const std::string& address);

  void add(const Bytes& source, TimePoint now);
  // Its bucket is full: kFailedKnocksMax of them, one of which is forgiven every kFailedKnockForgiven.
  bool is_full(const Bytes& source, TimePoint now) const;
  std::size_t size() const { return empty_at_.size(); }

 private:
  std::map<Bytes, TimePoint> empty_at_;  // when all of them will be forgiven
};

}  // namespace avow::net
