// What the command line says about the page in the browser. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

inline constexpr std::string_view kPagePortTaken = "The page cannot listen at 127.0.0.1:{}: {}. Another --port, or none, works.";
inline constexpr std::string_view kPortTakes = "--port takes a number from 1 to 65535.";
inline constexpr std::string_view kNoSuchFolder = "There is no folder {}.";
inline constexpr std::string_view kPageOpens = "The page opens in your browser. If it does not, this address opens it, once and within a minute:";
inline constexpr std::string_view kPageAt = "This address opens the page, once and within a minute:";
inline constexpr std::string_view kPageStays = "`avow lock` closes it. It is served by this device to itself; nothing of it goes over the network.";
inline constexpr std::string_view kPageLockFirst = "That is done while avow is locked. Lock it, then try again.";
inline constexpr std::string_view kPageOtherCode =
    "Another page has made this vault anew since. The recovery code that it shows is the one that counts.";
inline constexpr std::string_view kPagesLetOut = "Every page that was open is let out. `avow web` opens a new one.";

}  // namespace avow::text
