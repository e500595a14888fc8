#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/limits.h"
#include "cli/environment.h"
#include "cli/hints.h"
#include "cli/input.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "fake_world.h"

using namespace avow;
using namespace avow::cli;

namespace {

EnvironmentLookup lookup(std::map<std::string, std::string> map) {
  return [map = std::move(map)](const char* name) -> std::optional<std::string> {
    const auto found = map.find(name);
    if (found == map.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_CASE("where the vault lies") {
  CHECK(vault_place("", lookup({{"HOME", "/h"}}))->vault == "/h/.local/share/avow/vault");
  CHECK(vault_place("", lookup({{"HOME", "/h"}}))->state_home == "/h/.local/state");
  CHECK(vault_place("", lookup({{"HOME", "/h"}, {"XDG_DATA_HOME", "/d"}, {"XDG_STATE_HOME", "/s"}}))->vault ==
        "/d/avow/vault");
  CHECK(vault_place("", lookup({{"HOME", "/h"}, {"XDG_DATA_HOME", "relative"}}))->vault ==
        "/h/.local/share/avow/vault");
  CHECK(vault_place("", lookup({{"HOME", "/h"}, {"AVOW_VAULT", "/v"}}))->vault == "/v");
  CHECK(vault_place("/o/", lookup({{"HOME", "/h"}, {"AVOW_VAULT", "/v"}}))->vault == "/o");
  CHECK(vault_place("x/../y", lookup({{"HOME", "/h"}}))->vault == std::filesystem::current_path() / "y");
  CHECK_FALSE(vault_place("", lookup({})).ok());
}

TEST_CASE("the local time zone") {
  const auto folder = std::filesystem::temp_directory_path() / ("avow-zones-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "zoneinfo/Europe");
  std::ofstream(folder / "zoneinfo/Europe/Berlin") << "TZif";
  std::ofstream(folder / "zoneinfo/UTC") << "TZif";
  const ZoneFiles files{folder / "zoneinfo", folder / "timezone", folder / "localtime"};
  CHECK(local_zone(lookup({{"TZ", "Europe/Berlin"}}), files) == "Europe/Berlin");
  CHECK(local_zone(lookup({{"TZ", ":Europe/Berlin"}}), files) == "Europe/Berlin");
  CHECK(local_zone(lookup({{"TZ", (folder / "zoneinfo/Europe/Berlin").string()}}), files) == "Europe/Berlin");
  CHECK(local_zone(lookup({{"TZ", ""}}), files) == "UTC");
  CHECK(local_zone(lookup({{"TZ", "CET-1CEST"}}), files) == "UTC");
  CHECK(local_zone(lookup({{"TZ", "../../etc/passwd"}}), files) == "UTC");
  CHECK(local_zone(lookup({{"TZ", "Europe"}}), files) == "UTC");
  CHECK(local_zone(lookup({}), files) == "UTC");
  std::filesystem::create_symlink(folder / "zoneinfo/Europe/Berlin", folder / "localtime");
  CHECK(local_zone(lookup({}), files) == "Europe/Berlin");
  std::ofstream(folder / "timezone") << "UTC\n";
  CHECK(local_zone(lookup({}), files) == "UTC");
  std::filesystem::remove_all(folder);
}

TEST_CASE("times on the wall") {
  follow_zone("UTC");
  CHECK(on_the_wall("2026-11-27T17:05:00Z") == "Fri 27 Nov 2026, 17:05");
  CHECK(on_the_wall("tomorrow") == "tomorrow");
  CHECK(on_the_wall("") == "");
}

TEST_CASE("how long to wait") {
  CHECK(*window_seconds("") == 120);
  CHECK(*window_seconds("30s") == 30);
  CHECK(*window_seconds("2m") == 120);
  CHECK(*window_seconds("24h") == 86400);
  for (const char* wrong :
       {"25h", "86401s", "0s", "2", "m", "-1m", "2d", "1h30m", "99999999999h", "4294967297s", " 1m"}) {
    CAPTURE(wrong);
    CHECK_FALSE(window_seconds(wrong).ok());
  }
}

TEST_CASE("addresses") {
  for (const char* right : {"127.0.0.1:0", "host.example:65535", "[::1]:7777", "[fe80::1%eth0]:1"}) {
    CAPTURE(right);
    CHECK(check_address(right, "--at").ok());
  }
  for (const char* wrong : {"", ":1", "host", "host:", "host:65536", "::1:7", "[]:1", "[::1]7", "ho st:1", "host:+1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(check_address(wrong, "--at").ok());
  }
  CHECK(check_address(std::string(limits::kAddressBytesMax - 2, 'h') + ":1", "--at").ok());
  CHECK_FALSE(check_address(std::string(limits::kAddressBytesMax - 1, 'h') + ":1", "--at").ok());
}

TEST_CASE("input has limits") {
  const test::MemoryFile ten("0123456789");
  CHECK(read_all(ten.fd(), 10)->size() == 10);
  const test::MemoryFile eleven("0123456789x");
  CHECK_FALSE(read_all(eleven.fd(), 10).ok());
  const test::MemoryFile paragraph("\none\ntwo\n\nleft");
  CHECK(*read_paragraph(paragraph.fd(), 100) == "one\ntwo");
  CHECK(*read_paragraph(paragraph.fd(), 100) == "left");
  CHECK(*read_paragraph(paragraph.fd(), 100) == "");
  CHECK_FALSE(read_file("/", 10).ok());
}

TEST_CASE("wrapping keeps words, paragraphs and indents") {
  CHECK(wrap("aa bb cc", 5) == "aa bb\ncc\n");
  CHECK(wrap("aaaaaaaa b", 5) == "aaaaaaaa\nb\n");
  CHECK(wrap("one\n\ntwo", 10, "  ") == "  one\n\n  two\n");
  CHECK(wrap("", 10) == "");
  CHECK(wrap("ééééé x", 7) == "ééééé x\n");
  CHECK(quoted("a\nb\x1b") == "  a\n  b\\u{1b}\n");
}

TEST_CASE("candidates are ids, not the words around them") {
  const auto told = explain(Error{Errc::ambiguous, "several records: 7k3q9d2m, 7k3qzzzz1"}, "note show");
  CHECK(told.candidates == std::vector<std::string>{"7k3q9d2m", "7k3qzzzz1"});
  CHECK(explain(Error{Errc::not_found, "7k3q"}, "").message == "There is no such record here: 7k3q.");
  CHECK(explain(Error{Errc::refused, "only \x1b you"}, "").message == "Only \\u{1b} you.");
}
