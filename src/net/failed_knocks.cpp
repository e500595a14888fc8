#include "net/failed_knocks.h"

#include <algorithm>

#include <asio/ip/address.hpp>

namespace avow::net {

std::optional<Bytes> FailedKnocks::source_of(const std::string& address) {
  constexpr std::size_t kNetworkBytes = 8;
  std::error_code failure;
  auto found = asio::ip::make_address(address, failure);
  if (failure) return std::nullopt;
  if (found.is_v6() && found.to_v6().is_v4_mapped()) found = asio::ip::make_address_v4(asio::ip::v4_mapped, found.to_v6());
  if (found.is_loopback()) return std::nullopt;
  if (found.is_v4()) {
    const auto bytes = found.to_v4().to_bytes();
    return Bytes(bytes.begin(), bytes.end());
  }
  const auto bytes = found.to_v6().to_bytes();
  return Bytes(bytes.begin(), bytes.begin() + kNetworkBytes);
}

void FailedKnocks::add(const Bytes& source, TimePoint now) {
  std::erase_if(empty_at_, [now](const auto& one) { return one.second <= now; });
  if (!empty_at_.contains(source) && empty_at_.size() >= limits::kKnockSourcesMax) {
    empty_at_.erase(std::min_element(empty_at_.begin(), empty_at_.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
  TimePoint& empty_at = empty_at_[source];
  const TimePoint full_at = now + limits::kFailedKnocksMax * limits::kFailedKnockForgiven;
  empty_at = std::min<TimePoint>(std::max(empty_at, now) + limits::kFailedKnockForgiven, full_at);
}

bool FailedKnocks::is_full(const Bytes& source, TimePoint now) const {
  const auto known = empty_at_.find(source);
  if (known == empty_at_.end()) return false;
  return known->second - now > (limits::kFailedKnocksMax - 1) * limits::kFailedKnockForgiven;
}

}  // namespace avow::net
