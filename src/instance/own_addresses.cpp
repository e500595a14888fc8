#include "instance/own_addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/limits.h"
#include "pairing/address.h"

namespace avow::instance {
namespace {

std::string text_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    const std::uint32_t number = ntohl(v4->sin_addr.s_addr);
    const bool link_local = (number >> 16U) == 0xA9FE;  // 169.254
    if (link_local || inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size()) == nullptr) return "";
    return text.data();
  }
  if (address->sa_family != AF_INET6) return "";
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
  const bool outward = (v6->sin6_addr.s6_addr[0] & 0xE0U) == 0x20U || (v6->sin6_addr.s6_addr[0] & 0xFEU) == 0xFCU;
  if (!outward || inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size()) == nullptr) return "";
  return std::string("[") + text.data() + "]";
}

bool is_v6(const std::string& host) { return host.starts_with('['); }

}  // namespace

std::vector<std::string> own_hosts() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(first, freeifaddrs);
  std::vector<std::string> out;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    const bool up = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (!up || one->ifa_addr == nullptr) continue;
    auto host = text_of(one->ifa_addr);
    if (!host.empty() && std::find(out.begin(), out.end(), host) == out.end()) out.push_back(std::move(host));
  }
  std::stable_partition(out.begin(), out.end(), [](const std::string& host) { return !is_v6(host); });
  return out;
}

std::vector<std::string> reachable_at(const std::string& address, const std::vector<std::string>& hosts) {
  if (!pairing::is_wildcard(address)) return {address};
  const std::string port = address.substr(address.rfind(':'));
  std::vector<std::string> out;
  for (const auto& host : hosts) {
    const bool heard = is_v6(address) || !is_v6(host);
    if (heard && out.size() < limits::kAddressesMax) out.push_back(host + port);
  }
  if (out.empty()) out.push_back("127.0.0.1" + port);
  return out;
}

}  // namespace avow::instance
