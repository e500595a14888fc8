#include "cli/help.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/text_catalogue.h"
#include "base/text_checkin.h"
#include "base/text_help.h"
#include "base/text_leaving.h"
#include "base/text_threads.h"
#include "base/text_private.h"
#include "cli/commands/commands.h"
#include "ledger/thread_table.h"
#include "ledger/transitions.h"

using namespace avow;
using namespace avow::cli;

TEST_CASE("every command has a page, every page a command, every option a line") {
  const auto commands = commands::all();
  std::set<std::string> names;
  for (const Command& command : commands) {
    CAPTURE(command.name());
    names.insert(command.name());
    const text::HelpPage* page = text::find_help(command.name());
    REQUIRE(page != nullptr);
    CHECK(page->example.starts_with("avow " + command.name()));
    for (const Parameter& parameter : command.takes) {
      CAPTURE(parameter.name);
      if (parameter.shown) CHECK_FALSE(text::option_help(command.name(), parameter.name).empty());
    }
    const std::string shown = help_page(command.name(), commands, {});
    CHECK(shown.find("Next: ") != std::string::npos);
    CHECK(neutralise(shown) == shown);
    for (const std::string jargon : {"stdin", "fd ", "PSK", "Merkle", "hash"}) {
      CAPTURE(jargon);
      CHECK(std::string(page->what).find(jargon) == std::string::npos);
    }
  }
  for (const auto pages : {text::help_pages(), text::promise_help_pages(), text::thread_help_pages(), text::private_help_pages(), text::checkin_help_pages(), text::leaving_help_pages()}) {
    for (const text::HelpPage& page : pages) CHECK(names.contains(std::string(page.command)));
  }
  for (const std::string noun : {"", "note", "pair", "promise"}) CHECK_FALSE(help_page(noun, commands, {}).empty());
}

TEST_CASE("no line of help is wider than the screen") {
  const auto commands = commands::all();
  for (const Command& command : commands) {
    std::string page = help_page(command.name(), commands, {});
    while (!page.empty()) {
      const auto end = page.find('\n');
      const std::string line = page.substr(0, end);
      CAPTURE(line);
      const auto columns = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
      CHECK((columns <= 80 || line.starts_with("  avow ")));
      page.erase(0, end + 1);
    }
  }
}

TEST_CASE("the help of promises says what the ledger's table says") {
  const auto commands = commands::all();
  for (const auto& row : ledger::transitions()) {
    CAPTURE(row.verb);
    const std::string name = "promise " + std::string(row.verb);
    const auto* page = text::find_help(name);
    REQUIRE(page != nullptr);
    CHECK(page->summary == ledger::help_of(row.verb));
    const std::string shown = help_page(name, commands, Page{1000, Style{false}});
    CHECK(shown.find("\nWho: ") != std::string::npos);
    CHECK(shown.find(row.to) > shown.find("\nThen: "));
    CHECK(shown.find(row.to) != std::string::npos);
    CHECK_FALSE(text::after(name, "").changed == text::after("no such", "").changed);
  }
  CHECK(help_page("promise list", commands, {}).find("Who: ") == std::string::npos);
}

TEST_CASE("whatever the table of threads allows has a command, its own words, and no more") {
  const auto commands = commands::all();
  const auto name_of = [](const ledger::ThreadRow& row) {
    const std::string verb(row.verb);
    if (row.thread == ledger::ThreadKind::question && verb != "withdraw") return verb;
    if (row.thread == ledger::ThreadKind::attempt) return "repair " + verb;
    if (row.thread == ledger::ThreadKind::sign) return "signs " + verb;
    return std::string(ledger::name_of(row.thread)) + " " + verb;
  };
  for (const auto& row : ledger::thread_rows()) {
    const std::string name = name_of(row);
    CAPTURE(name);
    CHECK(text::find_help(name) != nullptr);
    CHECK_FALSE(text::after(name, "").changed == text::after("no such", "").changed);
    CHECK(std::any_of(commands.begin(), commands.end(), [&](const Command& command) { return command.name() == name; }));
  }
  // Nobody asks to be forgiven here.
  for (const auto& page : text::thread_help_pages()) CHECK(std::string(page.what).find("orgive") == std::string::npos);
}

TEST_CASE("the page of a noun says what comes next") {
  const auto commands = commands::all();
  for (const std::string noun : {"note", "pair", "promise"}) {
    const std::string page = help_page(noun, commands, {});
    CHECK(page.find("\nNext: `avow " + noun) != std::string::npos);
    CHECK(page.ends_with("--help` explains one of them.\n"));
  }
}
