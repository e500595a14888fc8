// What the person's computer is set to: where the vault lies and which time zone the wall clock shows.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "cli/surroundings.h"

namespace avow::cli {

// An XDG variable counts only when it is an absolute path (XDG base directory specification); else a folder below HOME.
// Error{usage} when neither says where.
Result<std::filesystem::path> xdg_folder(const EnvironmentLookup& environment, const char* variable, const char* below_home);

// `--vault`, else AVOW_VAULT, else the current one of the usual folder (vaults.h); and the XDG state folder. Absolute paths.
// Error{usage} when neither HOME nor an XDG variable says where.
Result<instance::VaultPlace> vault_place(const std::string& vault_option, const EnvironmentLookup& environment);

// Where a running instance listens for commands: $XDG_RUNTIME_DIR/avow, else a folder beside the state of the vaults.
std::filesystem::path socket_folder(const instance::VaultPlace& place, const EnvironmentLookup& environment);

// Where time zones are described; another folder in tests.
struct ZoneFiles {
  std::filesystem::path zoneinfo = "/usr/share/zoneinfo";
  std::filesystem::path timezone = "/etc/timezone";
  std::filesystem::path localtime = "/etc/localtime";
};
// The IANA name of the local zone: $TZ (also ":Zone" and a path below zoneinfo), /etc/timezone, where
// /etc/localtime points to, else "UTC". Only names that zoneinfo has.
std::string local_zone(const EnvironmentLookup& environment, const ZoneFiles& files = {});

// Makes the C library's local time follow `zone`. Once, at the start.
void follow_zone(const std::string& zone);

// An RFC 3339 time of the API on the local wall, or so long before it: "Fri 27 Nov 2026, 18:00". Other texts come back as
// they are.
std::string on_the_wall(std::string_view rfc3339, std::chrono::seconds before = {});
// How many days ago that was, as the local calendar counts them; what lies ahead counts below zero. Other texts: 0.
std::chrono::days days_since(std::string_view rfc3339);

}  // namespace avow::cli
