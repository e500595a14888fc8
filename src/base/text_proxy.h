// Every sentence about calls through a proxy. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

inline constexpr std::string_view kProxyAbsent = "Nothing answers at the proxy {}. Start it (is Tor running?), then try again.";
inline constexpr std::string_view kProxyNotSocks =
    "What answers at the proxy {} does not speak SOCKS5. Another program may use that port: look at the setting `proxy`.";
inline constexpr std::string_view kProxyLogin =
    "The proxy {} wants a login of its own. avow can use one that asks for none, or takes any, as Tor does.";
inline constexpr std::string_view kProxyForbids = "The proxy {} does not allow this call. Its own settings say whom it may call.";
inline constexpr std::string_view kProxyHint =
    "Nothing was called past the proxy. `avow config set proxy none` would call directly, and show your IP address.";
inline constexpr std::string_view kOnionNeedsProxy = "{} is reached through a proxy such as Tor only.";
inline constexpr std::string_view kOnionHint = "Nothing was looked up or called. `avow config set proxy 127.0.0.1:9050` calls through Tor on this device.";
inline constexpr std::string_view kProxyOwnAddress =
    "calls go through a proxy here, so avow tells nobody this device's own address. Name where your partner reaches you (an "
    "onion service, for example) with --address HOST:PORT or the setting `address`, and listen at 127.0.0.1";
inline constexpr std::string_view kProxyChanged = "the way to your partner was changed (`proxy`) while this was under way; begin it again";
inline constexpr std::string_view kProxyListens =
    "Calls go through a proxy here, but whoever reaches this port sees this device's own IP address. Listen at 127.0.0.1 and let the "
    "proxy's side (an onion service) lead there.";

}  // namespace avow::text
