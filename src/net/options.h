// How patient the network is, and how much it takes at once. The defaults are the product's; tests shorten them.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/limits.h"

namespace avow::net {

struct LinkOptions {
  std::size_t slice_bytes = 64 * 1024;                 // read at once
  std::size_t pause_bytes = 8 * 1024 * 1024;           // unsent output above which nothing more is read …
  std::chrono::milliseconds stall{250};                // … unless sending stands still for this long
  std::size_t output_bytes_max = 64 * 1024 * 1024;     // unsent output above which the conversation is given up
  std::chrono::milliseconds drain{2'000};              // after the end, for the peer to close too
};

struct ListenerOptions {
  std::size_t connections_max = limits::kConnectionsMax;
  std::size_t handshakes_max = limits::kHandshakesMax;
  std::chrono::milliseconds knock_timeout = limits::kKnockTimeout;
  std::chrono::milliseconds knock_timeout_when_full = limits::kKnockTimeoutWhenFull;  // after many failed knocks
  std::chrono::milliseconds ignoring_pause{10};        // between two reads of what a stranger says
  std::chrono::milliseconds accept_pause{50};          // after the system refused another connection
  LinkOptions link;
  // Whose failed knocks are counted: the address that the system tells, unless a test says another.
  std::function<std::string(const std::string& address)> source = [](const std::string& address) { return address; };
};

struct DialOptions {
  std::chrono::milliseconds connect_timeout{10'000};   // for each address
  std::chrono::milliseconds proxy_timeout{60'000};     // … through a proxy, until it says that it is through
  LinkOptions link;
};

}  // namespace avow::net
