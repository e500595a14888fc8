// Where this device may be reached from outside. Asked of the system once, when a port for every address is opened.
#pragma once

#include <string>
#include <vector>

namespace avow::instance {

// The hosts of this device as an address names them, IPv4 first: "192.168.1.20", "[fd00::1]". Of interfaces that are
// up; without loopback and without addresses that only one link knows.
std::vector<std::string> own_hosts();

// Where a partner may try who is to reach a port opened at `address` ("0.0.0.0:7342"): that address alone, or, when it
// means every address of this device, its `hosts` of that kind with the port, at most limits::kAddressesMax ([::] takes
// IPv4 callers too). Loopback when there is none.
std::vector<std::string> reachable_at(const std::string& address, const std::vector<std::string>& hosts);

}  // namespace avow::instance
